"""Corrections stay visible, differences are told in words, big jumps stop."""

import pandas as pd
import pytest

from forces.changes import apply_corrections, check_jump, diff_claims
from forces.claims import make_claims
from forces.errors import ArgumentError, ClaimsError

ROW = {"side": "Russia", "item": "tanks", "measure": "losses", "qualifier": "exact", "source": "Oryx"}


def frame(**values):
    return make_claims([{**ROW, "claim_id": k, "value": v, "low": v, "high": v} for k, v in values.items()])


def fixes(*rows):
    return pd.DataFrame([dict(zip(("claim_id", "date", "change", "note"), r, strict=False)) for r in rows])


def test_corrections_add_up_and_say_so_in_order_of_date():
    claims = frame(a=100, b=50)
    before = claims.copy(deep=True)
    done = apply_corrections(claims, fixes(("a", "2024-03-02", 5), ("a", "2024-03-01", -20, "counted twice")))
    assert done[["low", "value", "high"]].to_numpy().tolist() == [[85, 85, 85], [50, 50, 50]]
    assert done["corrected"].fillna("-").tolist() == ["2024-03-01 -20 (counted twice); 2024-03-02 +5", "-"]
    pd.testing.assert_frame_equal(claims, before)


def test_the_figures_of_an_earlier_day_leave_later_corrections_out():
    done = apply_corrections(
        frame(a=100), fixes(("a", "2024-03-01", -20), ("a", "2024-05-01", -20)), until="2024-04-01"
    )
    assert done["value"].tolist() == [80]


def test_no_corrections_change_nothing():
    claims = frame(a=100)
    done = apply_corrections(claims, fixes(("a", "2024-03-01", 0)).iloc[:0])
    pd.testing.assert_frame_equal(done.drop(columns="corrected"), claims)
    assert done["corrected"].isna().all()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("z", "2024-03-01", 1)], "claim_id must name exactly one claim, got 'z'"),
        ([("a", "2024-03", 1)], "date must be YYYY-MM-DD, got '2024-03'"),
        ([("a", "2024-03-01", "many")], "change must be a signed number, got 'many'"),
        ([("a", "2024-03-01", -101)], "value falls below zero"),
    ],
)
def test_a_bad_correction_is_refused_with_its_row(rows, message):
    with pytest.raises(ClaimsError, match=message) as error:
        apply_corrections(frame(a=100), fixes(*rows))
    assert error.value.problems["row"].tolist() == [0]


def test_corrections_need_their_columns():
    with pytest.raises(ClaimsError, match="lack change"):
        apply_corrections(frame(a=100), fixes(("a", "2024-03-01")))


def test_added_removed_and_changed_claims_are_told_in_words():
    old, new = frame(a=100, b=50, c=7), frame(c=7, a=120, d=3)
    new.loc[new["claim_id"] == "a", "source"] = pd.NA
    told = diff_claims(old, new)
    assert told.to_numpy().tolist() == [
        ["a", "changed", "value 100 -> 120; low 100 -> 120; high 100 -> 120; source Oryx -> none"],
        ["b", "removed", "Russia 50 tanks (losses), Oryx"],
        ["d", "added", "Russia 3 tanks (losses), Oryx"],
    ]
    assert diff_claims(old, old.iloc[::-1]).empty


def test_new_columns_are_differences_too():
    old = frame(a=100)
    assert diff_claims(old, old.assign(origin="Oryx"))["text"].tolist() == ["origin none -> Oryx"]


def test_claims_are_known_by_their_ids():
    with pytest.raises(ClaimsError, match="old claim in row 0: claim_id must be given, and once only"):
        diff_claims(pd.concat([frame(a=1), frame(a=2)]), frame(a=1))


def test_a_jump_stops_and_a_small_step_passes():
    old = frame(a=100, b=110)
    new = frame(a=150, b=160)
    assert check_jump(old, new) is new
    with pytest.raises(
        ClaimsError, match=r"1 jump by more than 1.2 times, first median of Russia tanks losses: 105 -> 155"
    ):
        check_jump(old, new, factor=1.2)


def test_a_flood_of_claims_is_a_jump():
    with pytest.raises(ClaimsError, match="first claims of Russia tanks losses: 1 -> 3"):
        check_jump(frame(a=5), frame(a=5, b=5, c=5))


def test_a_factor_must_be_above_one():
    with pytest.raises(ArgumentError, match="factor must be above 1; got 1"):
        check_jump(frame(a=5), frame(a=5), factor=1)
