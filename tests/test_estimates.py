"""Pooling: one vote per origin, envelopes, leave-one-out, stances; checked against plain pandas and by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forces.claims import make_claims
from forces.errors import ArgumentError
from forces.estimates import pool_claims, pooled_value, ratio_points
from forces.intervals import read_intervals

SIDES = {"side": "Russia", "versus": "Ukraine"}


def claim(value, source, side="Russia", **other):
    row = {"side": side, "item": "tanks", "measure": "strength", "qualifier": "exact", "value": value, "source": source}
    return {**row, "low": value, "high": value, "published": "2024-02-05", "source_party": None, **other}


def frame(*rows):
    return make_claims([{"article_id": f"a{i}", "claim_id": f"c{i}", **row} for i, row in enumerate(rows)])


def test_each_origin_has_one_vote_and_copies_none():
    claims = frame(claim(100, "A"), claim(100, "A"), claim(300, "A"), claim(413, "B"), claim(413, "C"))
    row = pool_claims(claims).iloc[0]
    # A votes sqrt(100 * 300); C copied the distinctive 413 from B, so B and C are one origin
    assert row["value"] == pytest.approx(np.sqrt(np.sqrt(100 * 300) * 413))
    assert row[["low", "high", "n_claims", "n_articles", "n_origins"]].tolist() == [95, 413, 5, 5, 2]
    assert row[["loo_low", "loo_high"]].tolist() == pytest.approx([np.sqrt(100 * 300), 413])


def test_one_origin_is_that_figure_and_no_summary():
    row = pool_claims(frame(claim(413, "A", qualifier="at_least", high=None))).iloc[0]
    assert row[["low", "value", "high"]].tolist() == [413, 413, 516.25]
    assert row[["loo_low", "loo_high"]].isna().all()


def test_an_open_bound_stays_open():
    claims = frame(claim(413, "A", qualifier="at_least", high=None), claim(9, "B"))
    assert pool_claims(claims, reading="literal")["high"].isna().tolist() == [True]


def test_stances_stand_side_by_side_with_their_share():
    claims = frame(
        claim(10, "A", source_party="Russia"),
        claim(20, "B", source_party="Ukraine"),
        claim(30, "C", source_party="third"),
        claim(5, "B", side="Ukraine", source_party="Ukraine"),
    )
    panel = pool_claims(claims).set_index(["side", "stance"])
    assert panel["value"].to_dict() == {
        ("Russia", "own"): 10, ("Russia", "enemy"): 20, ("Russia", "third"): 30, ("Ukraine", "own"): 5,
    }  # fmt: skip
    assert pool_claims(claims, by=["item"])["warring_share"].tolist() == pytest.approx([2 / 3, 1])


def test_rates_places_and_joint_sums_are_never_mixed():
    fire = {"measure": "fire", "item": "shells"}
    claims = frame(
        claim(700, "A", **fire, per="week"),
        claim(700, "A", **fire),
        claim(700, "A", **fire, place="Kupiansk"),
        claim(700, "A", **fire, joint=True),
        claim(900, "A", **fire, status="denied"),
    )
    pooled = pool_claims(claims)
    assert pooled[["item", "per", "place", "value"]].fillna("-").to_numpy().tolist() == [
        ["shells", "day", "-", 100],
        ["shells", "-", "Kupiansk", 700],
        ["shells", "-", "-", 700],
        ["shells (joint sum)", "-", "-", 700],
    ]


def test_windows_are_named_by_their_first_day():
    claims = frame(
        claim(10, "A", published="2024-01-31"), claim(20, "A", published="2024-02"), claim(5, "A", published=None)
    )
    assert pool_claims(claims, freq="MS")["window"].fillna("-").tolist() == ["2024-01-01", "2024-02-01", "-"]
    assert pool_claims(claims, freq="W-MON")["window"].fillna("-").tolist() == ["2024-01-29", "2024-02-12", "-"]
    for freq in ("fortnight", None):
        if freq:
            with pytest.raises(ArgumentError, match="freq must be MS"):
                pool_claims(claims, freq=freq)


def test_the_iiss_and_global_firepower_tank_ratios_are_two_origins():
    claims = frame(
        claim(3417, "IISS", article_id="x"), claim(987, "IISS", "Ukraine", article_id="x"),
        claim(12_420, "GFP", article_id="y"), claim(2596, "GFP", "Ukraine", article_id="y"),
    )  # fmt: skip
    apart = pool_claims(claims, **SIDES, by=["item", "origin"])
    assert dict(zip(apart["origin"], apart["value"].round(2), strict=True)) == {"GFP": 4.78, "IISS": 3.46}
    row = pool_claims(claims, **SIDES).iloc[0]
    assert row["value"] == pytest.approx(np.sqrt(3417 / 987 * 12_420 / 2596))
    assert row[["loo_low", "loo_high"]].tolist() == pytest.approx([3417 / 987, 12_420 / 2596])


def test_ratio_points_say_whose_when_and_from_what():
    claims = frame(
        claim(30, "A", as_of="2024-01", source_party="Ukraine", article_id="x"),
        claim(10, "A", "Ukraine", as_of="2024-01", source_party="Ukraine", article_id="x"),
        claim(4, "B", unit="ratio", versus="Ukraine", source_party="third", article_id="x"),
    )
    points = ratio_points(claims, **SIDES, basis="both")
    told = points[["value", "origin", "stance", "basis", "dated", "claim_ids"]].to_numpy().tolist()
    assert told == [[3, "A", "enemy", "computed", "as_of", "c0 c1"], [4, "B", "third", "stated", "published", "c2"]]
    assert points["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-16", "2024-02-05"]


def test_random_effects_match_the_published_formula_and_need_five_third_parties():
    values = [100, 130, 90, 210, 160]
    rows = [
        claim(v, s, source_party="third", qualifier="between", low=0.8 * v, high=1.3 * v)
        for v, s in zip(values, "ABCDE", strict=True)
    ]
    got = pool_claims(frame(*rows), random_effects=True).iloc[0]
    # by hand: equal variances s2, so the weights are equal and tau2 = var(y) - s2, or zero (DerSimonian & Laird)
    y, s2 = np.log(values), (np.log(1.3 / 0.8) / (2 * 1.959964)) ** 2
    tau2 = max(0.0, y.var(ddof=1) - s2)
    spread = max(1.0, y.var(ddof=1) / (s2 + tau2))
    half = 2.776445 * np.sqrt(spread * (s2 + tau2) / 5)  # t with 4 degrees of freedom
    assert got[["re_value", "re_low", "re_high"]].tolist() == pytest.approx(
        np.exp([y.mean(), y.mean() - half, y.mean() + half]).tolist(), rel=1e-5
    )
    assert pool_claims(frame(*rows[:4]), random_effects=True)["re_value"].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": ["colour"]}, "got 'colour'"),
        ({"side": "Belarus"}, "no claim names 'Belarus'; the sides present are Russia"),
        ({"versus": "Ukraine"}, "versus needs side"),
    ],
)
def test_a_bad_argument_names_the_remedy(options, message):
    with pytest.raises(ArgumentError, match=message):
        pool_claims(frame(claim(1, "A")), **options)


def test_no_claims_pool_to_no_rows():
    claims = frame(claim(1, "A", status="denied"))
    assert pool_claims(claims, random_effects=True, freq="MS").empty


votes = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 6), st.sampled_from([1.0, 2.0, 5.0, 9.0])), min_size=1, max_size=40
)


@given(votes)
def test_pooling_and_leaving_one_out_agree_with_doing_it(rows):
    row, origin, value = (
        np.array([r[i] for r in rows], dtype=t) for i, t in enumerate((np.int64, np.int64, np.float64))
    )
    got = np.array(pooled_value(value, row, origin, 3))
    logs = pd.DataFrame({"row": row, "origin": origin, "log": np.log(value)}).drop_duplicates()
    each = logs.groupby(["row", "origin"])["log"].median()
    for i in set(row):
        own = each[i]
        without = [own.drop(o).median() for o in own.index] if len(own) > 1 else [np.nan]
        want = [*np.exp([own.median(), min(without), max(without)]), len(own)]
        np.testing.assert_allclose(got[:, i], want)


rows = st.lists(
    st.builds(claim, st.sampled_from([10, 30, 413]), st.sampled_from("AB"), st.sampled_from(["Russia", "Ukraine"])),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=40)
@given(rows, st.randoms(use_true_random=False))
def test_order_copies_and_inputs(rows, random):
    claims = frame(*rows)
    before, order = claims.copy(deep=True), random.sample(range(len(claims)), len(claims))
    pooled = pool_claims(claims)
    pd.testing.assert_frame_equal(pool_claims(claims.iloc[order]), pooled)
    twice = pool_claims(pd.concat([claims, claims.assign(article_id="z", claim_id=claims["claim_id"] + "z")]))
    estimates = ["low", "value", "high", "n_origins", "loo_low", "loo_high"]
    pd.testing.assert_frame_equal(twice[estimates], pooled[estimates])
    pd.testing.assert_frame_equal(claims, before)
    ends = read_intervals(claims).assign(side=claims["side"]).groupby("side")
    assert pooled.set_index("side")["low"].to_dict() == ends["low"].min().to_dict()
    assert pooled.set_index("side")["high"].to_dict() == ends["high"].max().to_dict()
