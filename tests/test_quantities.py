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
from forces.quantities import QUANTITY_KINDS, Quantity, find_quantities, number_hits

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


#: where a range, a change, a score and a qualifier begin and end
EDGES = [
    ("They won 3-1 at home.", [("3", "exact", 3.0, 3.0, "score"), ("1", "exact", 1.0, 1.0, "score")]),
    ("The vote was 51-49 in the Senate.", [("51", "exact", 51.0, 51.0, "score"), ("49", "exact", 49.0, 49.0, "score")]),
    ("It passed (52-48) late.", [("52", "exact", 52.0, 52.0, "score"), ("48", "exact", 48.0, 48.0, "score")]),
    ("The motion fell (48-52).", [("48", "exact", 48.0, 48.0, "score"), ("52", "exact", 52.0, 52.0, "score")]),
    ("(48-52 men) fell", [("48-52", "between", 48.0, 52.0, "count")]),
    ("(of them 48-52) fell", [("48-52", "between", 48.0, 52.0, "count")]),
    ("The vote was 150-201.", [("150-201", "between", 150.0, 201.0, "count")]),
    ("a 1-2 defeat", [("1", "exact", 1.0, 1.0, "score"), ("2", "exact", 2.0, 2.0, "score")]),
    ("from 12.5-10 of late", [("12.5", "exact", 12.5, 12.5, "count"), ("10", "exact", 10.0, 10.0, "count")]),
    ("a 2-1 win", [("2", "exact", 2.0, 2.0, "score"), ("1", "exact", 1.0, 1.0, "score")]),
    ("lost 12-10 tanks", [("12", "exact", 12.0, 12.0, "count"), ("10", "exact", 10.0, 10.0, "count")]),
    ("They lost 12-9 in the vote", [("12", "exact", 12.0, 12.0, "score"), ("9", "exact", 9.0, 9.0, "score")]),
    ("3-12 tanks", [("3-12", "between", 3.0, 12.0, "count")]),
    ("The score was 201-90.", [("201", "exact", 201.0, 201.0, "count"), ("90", "exact", 90.0, 90.0, "count")]),
    ("200-200", [("200", "exact", 200.0, 200.0, "score"), ("200", "exact", 200.0, 200.0, "score")]),
    ("5-5 (a draw)", [("5", "exact", 5.0, 5.0, "score"), ("5", "exact", 5.0, 5.0, "score")]),
    ("between 5-9 tanks", [("between 5-9", "between", 5.0, 9.0, "count")]),
    ("dozens to hundreds of men", [("dozens to hundreds", "order", 24.0, 999.0, "count")]),
    (
        "hundreds and thousands of men",
        [("hundreds", "order", 200.0, 999.0, "count"), ("thousands", "order", 2000.0, 9999.0, "count")],
    ),
    ("dozens or scores of men", [("dozens or scores", "order", 24.0, 99.0, "count")]),
    (
        "hundreds to dozens of men",
        [("hundreds", "order", 200.0, 999.0, "count"), ("dozens", "order", 24.0, 99.0, "count")],
    ),
    (
        "thousands to 500 men",
        [("thousands", "order", 2000.0, 9999.0, "count"), ("500", "exact", 500.0, 500.0, "count")],
    ),
    ("5 or 9 men", [("5 or 9", "between", 5.0, 9.0, "count")]),
    ("5 or 15 men", [("5 or 15", "between", 5.0, 15.0, "count")]),
    ("5 or 16 men", [("5", "exact", 5.0, 5.0, "count"), ("16", "exact", 16.0, 16.0, "count")]),
    ("5 and/or 9 men", [("5 and/or 9", "between", 5.0, 9.0, "count")]),
    ("5 and/or 90 men", [("5", "exact", 5.0, 5.0, "count"), ("90", "exact", 90.0, 90.0, "count")]),
    ("between 5 and 9 men", [("between 5 and 9", "between", 5.0, 9.0, "count")]),
    ("between the 5 and the 9", [("5", "exact", 5.0, 5.0, "count"), ("9", "exact", 9.0, 9.0, "count")]),
    ("Between 5 and 9 men", [("Between 5 and 9", "between", 5.0, 9.0, "count")]),
    ("from 5 km to 9 kms", [("from 5 km to 9", "between", 5.0, 9.0, "measure")]),
    ("5 tons to 9 ton", [("5 tons to 9", "between", 5.0, 9.0, "measure")]),
    ("5 km to 9 tons", [("5", "exact", 5.0, 5.0, "measure"), ("9", "exact", 9.0, 9.0, "measure")]),
    ("$5 to $9 million", [("$5 to $9 million", "between", 5000000.0, 9000000.0, "money")]),
    ("$5-9 million", [("$5-9 million", "between", 5000000.0, 9000000.0, "money")]),
    ("5 to 10 percent", [("5 to 10", "between", 5.0, 10.0, "percent")]),
    (
        "two-thirds to $4.5m",
        [
            ("two-thirds", "exact", 0.6666666666666666, 0.6666666666666666, "fraction"),
            ("$4.5m", "exact", 4500000.0, 4500000.0, "money"),
        ],
    ),
    ("rose by 5 to 10 percent", [("5 to 10", "between", 5.0, 10.0, "percent")]),
    ("grew from 500 to 900", [("500", "exact", 500.0, 500.0, "count"), ("900", "exact", 900.0, 900.0, "count")]),
    ("It grew. From 500 to 900 came.", [("From 500 to 900", "between", 500.0, 900.0, "count")]),
    ("It grew; 500 to 900 came", [("500 to 900", "between", 500.0, 900.0, "count")]),
    ("It grew\n500 to 900 came", [("500 to 900", "between", 500.0, 900.0, "count")]),
    (
        "grew by 90,000 to 1.1 million",
        [("90,000", "exact", 90000.0, 90000.0, "count"), ("1.1 million", "exact", 1100000.0, 1100000.0, "count")],
    ),
    ("fell 500 to 300", [("500", "exact", 500.0, 500.0, "count"), ("300", "exact", 300.0, 300.0, "count")]),
    ("increased to 5 to 9 men", [("5 to 9", "between", 5.0, 9.0, "count")]),
    ("~500 men", [("~500", "about", None, None, "count")]),
    ("≈500 men", [("≈500", "about", None, None, "count")]),
    (">500 men", [(">500", "at_least", 500.0, None, "count")]),
    ("<500 men", [("<500", "at_most", None, 500.0, "count")]),
    ("≥500 men", [("≥500", "at_least", 500.0, None, "count")]),
    ("≤500 men", [("≤500", "at_most", None, 500.0, "count")]),
    ('"about 500 men"', [("about 500", "about", None, None, "count")]),
    ("(about 500 men", [("about 500", "about", None, None, "count")]),
    ("not more than 500", [("not more than 500", "at_most", None, 500.0, "count")]),
    ("no fewer than 500", [("no fewer than 500", "at_least", 500.0, None, "count")]),
    ("cannot fire over 500", [("over 500", "at_most", None, 500.0, "count")]),
    ("not only more than 500", [("more than 500", "at_least", 500.0, None, "count")]),
    ("about 500 or more", [("about 500 or more", "at_least", 500.0, None, "count")]),
    ("some 500 at most", [("some 500 at most", "at_most", None, 500.0, "count")]),
    ("about 500 or so", [("about 500 or so", "about", None, None, "count")]),
    ("55 to 60,000 men", [("55 to 60,000", "between", 55000.0, 60000.0, "count")]),
    ("40 to 55,000 men", [("40 to 55,000", "between", 40000.0, 55000.0, "count")]),
    ("20 to 60 thousand", [("20 to 60 thousand", "between", 20000.0, 60000.0, "count")]),
    ("100 to 55,000 men", [("100 to 55,000", "between", 100.0, 55000.0, "count")]),
    ("1 to 2 million", [("1 to 2 million", "between", 1000000.0, 2000000.0, "count")]),
    ("0 to 5 men", [("0", "exact", 0.0, 0.0, "count"), ("5", "exact", 5.0, 5.0, "count")]),
    ("0.5 to 2 tons", [("0.5 to 2", "between", 0.5, 2.0, "measure")]),
    ("500 to 500 men", [("500", "exact", 500.0, 500.0, "count"), ("500", "exact", 500.0, 500.0, "count")]),
]


@pytest.mark.parametrize(("text", "found"), EDGES, ids=[text for text, _ in EDGES])
def test_edges(text: str, found: list[tuple[str, str, float | None, float | None, str]]) -> None:
    quantities = find_quantities(text, all_kinds=True)
    assert [(text[q.start : q.end], q.qualifier, q.low, q.high, q.kind) for q in quantities] == found


@pytest.mark.parametrize(
    ("low", "hits"),
    [("ten men", [0]), ("often ten", [6]), ("xten", []), ("5 men, 9 guns", [0, 7]), ("mi9 or t5", [2, 8])],
)
def test_a_number_may_begin_at_a_digit_or_where_a_word_does(low: str, hits: list[int]) -> None:
    assert list(number_hits(low)) == hits


def test_what_is_no_quantity_has_no_bounds_but_its_own_value() -> None:
    year, unit = find_quantities("In 2023 it ran 40 km", all_kinds=True)
    assert (year.kind, year.low, year.value, year.high) == ("year", 2023, 2023, 2023)
    assert (unit.kind, unit.unit, unit.order) == ("measure", "km", False)
