"""Readings turn words into bounds; pooling and labels are checked by hand and against plain pandas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forces.arrays import middles
from forces.claims import make_claims
from forces.errors import ArgumentError
from forces.intervals import READINGS, ratio_label, read_intervals, verdicts

OPEN = None
CASES = [
    # words, qualifier, (low, value, high) as printed, literal, plain, wide: the table of the readings, row by row
    ("6,847 troops", "exact", (6847, 6847, 6847), (6847, 6847), (6847, 6847), (6504.65, 7189.35)),
    ("40,000 troops", "exact", (40000, 40000, 40000), (40000, 40000), (38000, 42000), (34000, 46000)),
    ("45,000 troops", "exact", (45000, 45000, 45000), (45000, 45000), (42750, 47250), (38250, 51750)),
    ("14 tanks", "exact", (14, 14, 14), (14, 14), (14, 14), (14, 14)),  # a small count is taken as written
    ("about 2,000", "about", (OPEN, 2000, OPEN), (OPEN, OPEN), (1800, 2200), (1500, 2500)),
    ("Nearly 2,000", "about", (OPEN, 2000, OPEN), (OPEN, OPEN), (1800, 2000), (1600, 2000)),
    ("almost 2,000", "about", (OPEN, 2000, OPEN), (OPEN, OPEN), (1800, 2000), (1600, 2000)),
    (None, "about", (OPEN, 2000, OPEN), (OPEN, OPEN), (1800, 2200), (1500, 2500)),  # no words: the qualifier alone
    ("more than 900", "at_least", (900, 900, OPEN), (900, OPEN), (900, 1125), (900, 1800)),
    ("at most 200", "at_most", (OPEN, 200, 200), (OPEN, 200), (150, 200), (100, 200)),
    ("up to 200", "at_most", (OPEN, 200, 200), (OPEN, 200), (150, 200), (100, 220)),
    ("as many as 200", "at_most", (OPEN, 200, 200), (OPEN, 200), (150, 200), (100, 220)),
    ("20 to 30", "between", (20, 25, 30), (20, 30), (20, 30), (20, 30)),
    ("tens of tanks", "order", (20, 45, 99), (20, 99), (20, 99), (10, 99)),
    ("dozens of tanks", "order", (24, 49, 99), (24, 99), (24, 99), (12, 99)),
    ("scores of tanks", "order", (40, 63, 99), (40, 99), (40, 99), (20, 99)),
    ("hundreds of tanks", "order", (200, 447, 999), (200, 999), (200, 999), (100, 999)),
    ("a couple of hundred", "order", (200, 245, 300), (200, 300), (200, 300), (200, 400)),
    ("a few hundred", "order", (200, 346, 600), (200, 600), (200, 600), (200, 900)),
    ("several hundred", "order", (300, 520, 900), (300, 900), (300, 900), (200, 900)),
]


@pytest.mark.parametrize(("words", "qualifier", "printed", "literal", "plain", "wide"), CASES)
def test_a_reading_gives_the_bounds_of_its_table(words, qualifier, printed, literal, plain, wide):
    low, value, high = printed
    row = {"side": "Russia", "item": "tanks", "measure": "strength", "qualifier": qualifier, "words": words}
    claims = make_claims([{**row, "low": low, "value": value, "high": high}])
    for reading, (want_low, want_high) in {"literal": literal, "plain": plain, "wide": wide}.items():
        got = read_intervals(claims, reading=reading).iloc[0]
        assert got["value"] == value
        for end, want in (("low", want_low), ("high", want_high)):
            assert pd.isna(got[end]) if want is OPEN else got[end] == pytest.approx(want), (reading, end)


def test_readings_are_nested_so_a_wider_one_never_narrows():
    for kind, (low, high) in READINGS["plain"].items():
        wide_low, wide_high = READINGS["wide"][kind]
        assert wide_low <= low, kind
        assert wide_high >= high, kind


def test_a_reading_can_be_replaced_or_added_without_touching_ours():
    claims = make_claims([{"side": "A", "item": "tanks", "measure": "strength", "qualifier": "about", "value": 1000}])
    mine = {**READINGS, "mine": {"about": (0.5, 1.5)}}
    assert read_intervals(claims, reading="mine", readings=mine)[["low", "high"]].to_numpy().tolist() == [[500, 1500]]
    with pytest.raises(ArgumentError, match="reading must be one of literal, plain, wide; got 'mine'"):
        read_intervals(claims, reading="mine")


def test_a_reading_of_ones_own_needs_no_other_beside_it():
    row = {"side": "A", "item": "tanks", "measure": "strength", "qualifier": "about", "value": 1000}
    alone = {"mine": dict.fromkeys(READINGS["literal"], (0.5, 1.5))}
    assert read_intervals(make_claims([row]), reading="mine", readings=alone)["high"].tolist() == [1500]


def test_an_order_of_magnitude_may_have_one_open_end():
    row = {"side": "A", "item": "tanks", "measure": "strength", "qualifier": "order", "value": 300}
    ends = read_intervals(make_claims([{**row, "low": 200}, {**row, "high": 999}]))
    assert ends[["low", "high"]].fillna(-1).to_numpy().tolist() == [[200, -1], [-1, 999]]


def test_a_value_left_out_is_the_middle_of_its_bounds():
    row = {"side": "A", "item": "tanks", "measure": "strength"}
    claims = make_claims(
        [
            {**row, "qualifier": "between", "low": 20, "high": 30},
            {**row, "qualifier": "order", "low": 4, "high": 9},
            {**row, "qualifier": "at_most", "high": 7},
        ]
    )
    assert read_intervals(claims)["value"].tolist() == [25, 6, 7]


def test_the_index_is_kept_and_the_input_unchanged():
    claims = make_claims([{"side": "A", "item": "tanks", "measure": "strength", "qualifier": "about", "value": 9}] * 3)
    claims.index = pd.Index([7, 3, 5])
    before = claims.copy(deep=True)
    assert read_intervals(claims).index.tolist() == [7, 3, 5]
    pd.testing.assert_frame_equal(claims, before)


votes = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1.0, 2.0, 3.0, 4.0, 8.0])), max_size=40)


@given(votes, st.booleans())
def test_middles_are_the_median_of_logs_in_plain_pandas(rows, distinct):
    groups, values = (np.array([r[i] for r in rows], dtype=t) for i, t in ((0, np.int64), (1, np.float64)))
    got = middles(values, groups, 6, once=distinct)
    frame = pd.DataFrame({"group": groups, "log": np.log(values)})
    want = np.exp((frame.drop_duplicates() if distinct else frame).groupby("group")["log"].median()).reindex(range(6))
    np.testing.assert_allclose(got, want.to_numpy())


LABELS = [
    # why, low, value, high, label; open bounds are 0 and infinity
    ("an interval above parity", 1.727, 2.0, 2.333, "2:1 (1.7 to 2.3)"),
    ("an upper bound only", 0, 5, 5, "at most 5:1"),
    ("a lower bound only", 1.8, 2, np.inf, "at least 1.8:1"),
    ("an upper bound below parity", 0, 0.2, 0.25, "at most 1:4"),
    ("a lower bound below parity", 0.5, 2, np.inf, "at least 1:2"),
    ("no bound at all", 0, 2, np.inf, "about 2:1"),
    ("parity inside", 0.2002, 1.0, 4.995, "1:1 (0.2 to 5), cannot tell"),
    ("below parity", 1 / 2.333, 0.5, 1 / 1.727, "1:2 (1:2.3 to 1:1.7)"),
    ("below parity, reaching over it", 0.25, 0.5, 1.2, "1:2 (1:4 to 1.2:1), cannot tell"),
    ("parity at the lower end", 1, 2, 3, "2:1 (1 to 3), cannot tell"),
    ("parity at the upper end", 0.25, 0.5, 1, "1:2 (1:4 to 1:1), cannot tell"),
    ("a single figure", 3, 3, 3, "3:1"),
    ("two digits, then whole numbers", 9.94, 13.12, 1234, "13:1 (9.9 to 1,234)"),
]


@pytest.mark.parametrize(("why", "low", "value", "high", "label"), LABELS)
def test_a_ratio_is_printed_as_people_say_it(why, low, value, high, label):
    assert ratio_label(low, value, high) == label, why


def test_an_open_bound_that_could_cross_parity_cannot_tell():
    low, high = np.array([1.1, 0.0, 0.5, 0.0, 1.0]), np.array([np.inf, 0.9, 2.0, 5.0, 2.0])
    assert verdicts(low, high).tolist() == [1, -1, 0, 0, 0]
