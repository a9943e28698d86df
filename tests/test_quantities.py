"""Numbers in prose: the tables of cases, the words' own examples, and what holds for any text."""

from __future__ import annotations

import math
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forces.claims import QUALIFIERS
from forces.quantities import QUANTITY_KINDS, Quantity, find_quantities

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quantities.toml").read_text("utf-8"))["case"]
WORDS = tomllib.loads((files("forces") / "words" / "en" / "numbers.toml").read_text("utf-8"))


def _expected(case: dict[str, Any]) -> list[dict[str, Any]]:
    """A case's quantities with what it leaves to the contract's table."""
    rows = []
    for given_row in case["found"]:
        row = {"number": None, "qualifier": "exact", "kind": "count", "unit": None} | given_row
        value, qualifier = row["value"], row["qualifier"]
        row.setdefault("low", value if qualifier in ("exact", "at_least") else None)
        row.setdefault("high", value if qualifier in ("exact", "at_most") else None)
        rows.append(row)
    return rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_cases(case: dict[str, Any]) -> None:
    text = case["text"]
    expected = _expected(case)
    found = find_quantities(text)
    assert [text[q.start : q.end] for q in found] == [row["words"] for row in expected]
    for q, row in zip(found, expected, strict=True):
        got = {"value": q.value, "low": q.low, "high": q.high, "qualifier": q.qualifier, "kind": q.kind, "unit": q.unit}
        assert got == {
            k: pytest.approx(row[k], rel=1e-4) if isinstance(row[k], float | int) else row[k] for k in got
        }, row
        if row["number"]:
            assert text[q.number_start : q.number_end] == row["number"]


@pytest.mark.parametrize("case", [c for c in CASES if "others" in c], ids=lambda case: case["why"])
def test_what_is_no_quantity_is_told_apart(case: dict[str, Any]) -> None:
    text = case["text"]
    others = [
        {"words": text[q.start : q.end], "kind": q.kind}
        for q in find_quantities(text, all_kinds=True)
        if q.kind not in QUANTITY_KINDS
    ]
    assert [o for o in others if o in case["others"]] == case["others"]


def _entries() -> list[tuple[str, dict[str, Any]]]:
    out = []
    for name, entry in WORDS.items():
        for i, part in enumerate(entry if isinstance(entry, list) else [entry]):
            out.append((f"{name}-{i}", part))
    return [(name, part) for name, part in out if "examples" in part or "not_in" in part]


@pytest.mark.parametrize(("name", "entry"), _entries(), ids=[name for name, _ in _entries()])
def test_words_prove_themselves(name: str, entry: dict[str, Any]) -> None:
    for example in entry.get("examples", []):
        if isinstance(example, str):
            (q,) = find_quantities(example)
            assert q.qualifier == entry["means"], example
        elif isinstance(example[1], str):
            (q,) = find_quantities(example[0])
            assert q.qualifier == example[1], example
        else:
            q = find_quantities(example[0])[0]
            assert q.value == pytest.approx(example[1], rel=1e-3), example
            assert example[2:] in ([], [q.kind]), example
    for text in entry.get("not_in", []):
        wrong = find_quantities(text)
        if "means" in entry:
            assert [q for q in wrong if q.qualifier == entry["means"]] == [], text
        elif name.startswith(("change", "abbreviations")):
            assert [q for q in wrong if q.qualifier == "exact" and q.kind == "count"] == [], text
        else:
            assert [q for q in wrong if q.value != 14] == [], text


@pytest.mark.parametrize(
    ("word", "value"), [*WORDS["cardinals"]["values"].items(), *WORDS["magnitudes"]["values"].items()]
)
def test_every_number_word_in_every_case(word: str, value: float) -> None:
    for form in (word, word.capitalize(), word.upper()):
        assert [q.value for q in find_quantities(f"at least {form} guns")] == [value]


@pytest.mark.parametrize(("group", "cue"), [(e["means"], w) for e in WORDS["before"] for w in e["words"]])
def test_every_qualifier_before_a_number(group: str, cue: str) -> None:
    text = f"they had {cue} 500 guns"
    (q,) = find_quantities(text)
    assert (q.qualifier, text[q.start : q.number_start].strip()) == (group, cue)


@pytest.mark.parametrize("kind", [k for k in WORDS["units"] if k not in ("examples", "codes")])
def test_every_unit(kind: str) -> None:
    for unit in WORDS["units"][kind]:
        gap = "" if len(unit) == 1 and unit.isalpha() else " "
        (q,) = find_quantities(f"it was 7{gap}{unit}")
        assert q.kind == (kind if kind in QUANTITY_KINDS else "measure"), unit


def test_a_window_reads_that_part_alone() -> None:
    text = "They lost 20 guns. At least 300 men fell. Some 40 fled."
    (q,) = find_quantities(text, 19, 41)
    assert (text[q.start : q.end], q.value) == ("At least 300", 300)
    assert find_quantities(text, 33, 41) == find_quantities(text, 5, 5) == []


def test_a_number_is_frozen_and_comparable() -> None:
    (q,) = find_quantities("500 guns")
    assert q == Quantity(0, 3, 0, 3, 500, 500, 500)
    with pytest.raises(AttributeError):
        q.value = 3  # type: ignore[misc]


_SIGNS = list("1 ,.-–\u2011\u00a0$%€()[\n~>=±İß\u0660🙂+\ud800")
_TERMS = (
    "20 3,000 1.5 2022 one two hundred thousand a half third and or to of between from more than at least some few "
    "several dozens men May mm m k T- rose tops minus aged estimated 3,000½ not twenty- quarters million"
)
_PIECES = st.sampled_from([*_SIGNS, *_TERMS.split(), " ", "or so"])


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join), st.lists(_PIECES, max_size=30).map(" ".join)))
def test_spans_bounds_and_words_hold_on_any_text(text: str) -> None:
    last = 0
    for q in find_quantities(text, all_kinds=True):
        assert 0 <= q.start <= q.number_start < q.number_end <= len(text)
        assert q.number_start >= last
        assert q.end >= q.number_end or q.kind not in QUANTITY_KINDS
        last = q.number_end
        assert q.qualifier in QUALIFIERS
        if q.kind in QUANTITY_KINDS:
            assert math.isfinite(q.value)
            assert q.low is None or q.low <= q.value
            assert q.high is None or q.value <= q.high
            assert q.qualifier != "exact" or q.low == q.value == q.high


@given(st.lists(_PIECES, max_size=30).map(" ".join))
def test_a_neutral_sentence_in_front_moves_spans_and_nothing_else(text: str) -> None:
    front = "Nothing happened. "
    moved = find_quantities(front + text, len(front), all_kinds=True)
    shift = len(front)
    before = [
        (q.start + shift, q.end + shift, repr(q.value), q.low, q.high, q.qualifier, q.kind)
        for q in find_quantities(text, all_kinds=True)
    ]
    assert [(q.start, q.end, repr(q.value), q.low, q.high, q.qualifier, q.kind) for q in moved] == before
