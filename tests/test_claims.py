"""The doors of the contract: what passes comes out equal, what does not is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from forces.claims import COLUMNS, CONTRACT, empty_claims, make_claims, read_claims, validate_claims, write_claims
from forces.errors import ArgumentError, ClaimsError

TANKS = {
    "side": "Russia",
    "item": "tanks",
    "measure": "strength",
    "qualifier": "exact",
    "value": 5,
    "low": 5,
    "high": 5,
}
SHELLS = {
    "side": "Ukraine", "item": "shells", "measure": "fire", "qualifier": "at_most", "value": 10_000, "high": 10_000,
    "per": "day", "source": 'The "Daily", Kyiv', "place": "Kupiańsk", "as_of": "2024-02", "start": 3, "end": 9,
}  # fmt: skip


@pytest.fixture
def claims() -> pd.DataFrame:
    return make_claims([TANKS, SHELLS])


def test_columns_and_dtypes_are_those_of_the_contract(claims: pd.DataFrame) -> None:
    assert {c: str(d) for c, d in claims.dtypes.items()} == {
        c: str(pd.Series(dtype=d).dtype) for c, d in COLUMNS.items()
    }
    assert list(claims) == list(COLUMNS)


def test_empty_claims_have_the_same_dtypes(claims: pd.DataFrame) -> None:
    pd.testing.assert_series_equal(empty_claims().dtypes, claims.dtypes)


@pytest.mark.parametrize("name", ["claims.csv", "claims.parquet", "claims.json", "claims.jsonl"])
def test_files_give_an_equal_frame_back(claims: pd.DataFrame, tmp_path: Path, name: str) -> None:
    path = write_claims(claims, tmp_path / name)
    pd.testing.assert_frame_equal(read_claims(path), claims)
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["claims.csv", "claims.parquet", "claims.json", "claims.jsonl"])
def test_an_empty_frame_survives_a_file(tmp_path: Path, name: str) -> None:
    pd.testing.assert_frame_equal(read_claims(write_claims(empty_claims(), tmp_path / name)), empty_claims())


def test_other_columns_are_kept_behind(claims: pd.DataFrame) -> None:
    checked = validate_claims(claims.assign(note=["a", "b"])[["note", *list(claims)[::-1]]])
    assert list(checked) == [*COLUMNS, "note"]


def test_the_input_is_unchanged(claims: pd.DataFrame) -> None:
    loose = claims.astype("object")
    copy = loose.copy(deep=True)
    validate_claims(loose)
    pd.testing.assert_frame_equal(loose, copy)


@pytest.mark.parametrize(
    ("change", "column", "rule"),
    [
        ({"item": "spoons"}, "item", "must be one of troops"),  # outside the taxonomy
        ({"item": None}, "item", "must be given"),
        ({"measure": "Strength"}, "measure", "must be one of"),  # the vocabulary is lower case
        ({"value": "many"}, "value", "must be a number"),
        ({"value": None, "low": None, "high": None}, "value", "must be given, or a bound"),
        ({"low": 9}, "low", "must not exceed value"),
        ({"high": 2}, "high", "must not be below value"),
        ({"low": None, "value": -1}, "value", "must not be negative"),
        ({"unit": "ratio"}, "versus", "must be given where unit is ratio"),
        ({"versus": "Ukraine"}, "versus", "must be missing where unit is count"),
        ({"joint": "perhaps"}, "joint", "must be true or false"),
        ({"as_of": "March 2024"}, "as_of", "must be YYYY"),
        ({"as_of": "2024-13"}, "as_of", "must be YYYY"),
        ({"start": 9, "end": 9}, "end", "must lie behind start"),
        ({"start": 1.5}, "start", "without decimals"),
    ],
)
def test_each_fault_is_named(change: dict[str, object], column: str, rule: str) -> None:
    with pytest.raises(ClaimsError, match="break") as caught:
        make_claims([SHELLS, TANKS | change])
    problems = caught.value.problems
    assert problems is not None
    hit = problems[(problems["column"] == column) & (problems["row"] == 1)]
    assert len(hit) == 1
    assert rule in hit.iloc[0]["rule"]


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(ClaimsError, match="2 of 2 rows") as caught:
        make_claims([TANKS | {"item": "spoons", "per": "decade"}, SHELLS | {"status": "true"}])
    assert caught.value.problems is not None
    assert list(caught.value.problems["column"]) == ["item", "per", "status"]


def test_a_missing_column_is_named(claims: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    claims.drop(columns=["per", "joint"]).to_csv(path, index=False)
    with pytest.raises(ClaimsError, match=r"half\.csv: 2 columns of the contract missing: per, joint"):
        read_claims(path)


def test_provenance_may_be_absent(claims: pd.DataFrame) -> None:
    assert validate_claims(claims[list(CONTRACT)])["words"].isna().all()


def test_an_unknown_ending_is_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"ends in \.csv, \.parquet, \.json, \.jsonl, not \.xlsx"):
        write_claims(claims, tmp_path / "claims.xlsx")


@pytest.mark.parametrize("name", ["none.csv", "none.parquet"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ClaimsError, match=f"{name}: no such file"):
        read_claims(tmp_path / name)


@pytest.mark.parametrize("name", ["bad.csv", "bad.parquet"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x89PNG\xff\x00\xfe")
    with pytest.raises(ClaimsError, match=f"{name}: cannot be read as a"):
        read_claims(tmp_path / name)


def test_a_failed_write_leaves_the_old_file(
    claims: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_claims(claims, tmp_path / "claims.csv")
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ClaimsError, match="No space left"):
        write_claims(claims.iloc[:1], path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["claims.csv"]


def test_a_folder_that_is_not_there_is_named(claims: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match=r"nowhere.*cannot be written"):
        write_claims(claims, tmp_path / "nowhere" / "claims.csv")


def test_a_write_that_is_interrupted_leaves_the_old_file_and_no_other(
    claims: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_claims(claims, tmp_path / "claims.csv")
    before = path.read_bytes()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_claims(claims.head(1), path)
    assert [p.name for p in tmp_path.iterdir()] == ["claims.csv"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", ["[1]", "{", '{"item": 1}', "[{}]"])
def test_json_that_holds_no_claims_is_told(tmp_path: Path, data: str) -> None:
    (tmp_path / "a.json").write_text(data, encoding="utf-8")
    with pytest.raises(ClaimsError, match=r"a\.json"):
        read_claims(tmp_path / "a.json")
