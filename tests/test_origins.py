"""Who counted first: the grouping rule case by case, and stances."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forces.claims import make_claims
from forces.origins import day_of, find_origins, find_stances

ROW = {"side": "Russia", "item": "troops", "measure": "strength", "qualifier": "exact", "published": "2024-02-05"}


def origins(*rows):
    found = find_origins(make_claims([{**ROW, "source": None, "publisher": None, "words": None, **r} for r in rows]))
    return found["origin"].tolist(), found["origin_basis"].tolist(), found["shared_round"].tolist()


LONG = "some forty thousand men of the western group"
CASES = [
    # why, rows, origins, bases
    (
        "one named source is one origin, however spelled by case or article",
        [{"source": "Forbes", "value": 1}, {"source": "the forbes", "value": 2}],
        ["Forbes", "Forbes"],
        ["source", "source"],
    ),
    (
        "a figure without a source is its publisher's, and says so",
        [{"publisher": "Wire", "value": 1}],
        ["Wire (unattributed)"],
        ["publisher"],
    ),
    (
        "a distinctive value within 14 days is copied from the earliest",
        [{"source": "Later", "value": 41_300}, {"source": "First", "value": 41_300, "published": "2024-01-25"}],
        ["First", "First"],
        ["copy", "source"],
    ),
    (
        "a named source comes before an unnamed one, even if later",
        [{"publisher": "Wire", "value": 41_300, "published": "2024-02-01"}, {"source": "Forbes", "value": 41_300}],
        ["Forbes", "Forbes"],
        ["copy", "source"],
    ),
    (
        "15 days apart they are two",
        [{"source": "A", "value": 41_300, "published": "2024-01-21"}, {"source": "B", "value": 41_300}],
        ["A", "B"],
        ["source", "source"],
    ),
    (
        "a round value is no sign of copying",
        [{"source": "A", "value": 40_000}, {"source": "B", "value": 40_000}],
        ["A", "B"],
        ["source", "source"],
    ),
    (
        "nor is a distinctive value of another item",
        [{"source": "A", "value": 41_300}, {"source": "B", "value": 41_300, "item": "tanks"}],
        ["A", "B"],
        ["source", "source"],
    ),
    (
        "six unattributed words that agree are one text",
        [
            {"publisher": "A", "value": 4e4, "words": LONG},
            {"publisher": "B", "value": 4e4, "words": LONG.upper() + "."},
        ],
        ["A (unattributed)", "A (unattributed)"],
        ["publisher", "copy"],
    ),
    (
        "short words agree by chance",
        [
            {"publisher": "A", "value": 4e4, "words": "40,000 men"},
            {"publisher": "B", "value": 4e4, "words": "40,000 men"},
        ],
        ["A (unattributed)", "B (unattributed)"],
        ["publisher", "publisher"],
    ),
    (
        "an undated copy cannot be told",
        [{"source": "A", "value": 41_300, "published": None}, {"source": "B", "value": 41_300}],
        ["A", "B"],
        ["source", "source"],
    ),
    (
        "what the user set stays",
        [{"source": "B", "value": 41_300, "origin": "B"}, {"source": "A", "value": 41_300, "origin": None}],
        ["B", "A"],
        ["given", "source"],
    ),
]


@pytest.mark.parametrize(("why", "rows", "names", "bases"), CASES, ids=[c[0] for c in CASES])
def test_claims_share_an_origin_by_the_rule(why, rows, names, bases):
    assert origins(*rows)[:2] == (names, bases), why


def test_a_shared_round_value_is_flagged():
    assert origins({"source": "A", "value": 4e4}, {"source": "B", "value": 4e4}, {"source": "B", "value": 7})[2] == [
        True, True, False,
    ]  # fmt: skip


@given(st.permutations(range(6)))
def test_row_order_never_matters(order):
    rows = [
        {**ROW, "source": s, "publisher": "P", "value": v}
        for s, v in zip("AB A B", [413.0, 413, 413, 5, 5, 6], strict=True)
    ]
    claims = make_claims([{**r, "source": r["source"].strip() or None} for r in rows])
    found = find_origins(claims)
    pd.testing.assert_frame_equal(find_origins(claims.iloc[list(order)]).sort_index(), found)


def test_stance_follows_from_source_and_side():
    claims = make_claims(
        [{**ROW, "value": 1, "source": "X", "source_party": p} for p in ("Russia", "Ukraine", "third", None)]
    )
    claims.loc[1, "side"] = "Ukraine"
    claims.loc[4] = claims.loc[0].mask(claims.columns == "side", "Ukraine")
    assert find_stances(claims).fillna("?").tolist() == ["own", "own", "third", "?", "enemy"]
    toward = find_stances(claims, side="Ukraine", versus="Russia")
    assert toward.fillna("?").tolist() == ["enemy", "own", "third", "?", "enemy"]
    assert find_stances(claims, parties={"X": "third"}).tolist()[3] == "third"


def test_a_date_without_day_is_the_middle_of_its_month():
    assert day_of("2024-02") == day_of("2024-02-15")
    assert day_of("2023") == day_of("2023-07-02")
