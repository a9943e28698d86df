"""Trends: Theil-Sen against scipy, what is too little, the band, and slopes within an origin."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import theilslopes

from forces import trends
from forces.claims import make_claims
from forces.errors import ArgumentError
from forces.trends import MONTH, Trend, ratio_trends

SIDES = {"side": "Russia", "versus": "Ukraine"}


def stated(value, date, source, **other):
    row = {
        "side": "Russia",
        "versus": "Ukraine",
        "unit": "ratio",
        "item": "shells",
        "measure": "fire",
        "qualifier": "exact",
    }
    return {**row, "value": value, "low": value, "high": value, "as_of": date, "source": source, **other}


def frame(*rows):
    return make_claims([{"article_id": f"a{i}", "claim_id": f"c{i}", "place": None, **r} for i, r in enumerate(rows)])


def series(n=12, origins="ABC", monthly=-0.05, noise=0.0, seed=1):
    """Ratios that fall by a share each month, told by some origins in turn."""
    days = np.arange(n) * 30
    values = 8 * (1 + monthly) ** (days / MONTH) * np.exp(np.random.default_rng(seed).normal(0, noise, n))
    dates = (pd.Timestamp("2022-06-01") + pd.to_timedelta(days, "D")).strftime("%Y-%m-%d")
    return [stated(float(v), d, origins[i % len(origins)]) for i, (v, d) in enumerate(zip(values, dates, strict=True))]


def pooled(trend):
    return trend.slopes[trend.slopes["origin"].isna()].iloc[0]


def test_a_steady_fall_is_found_in_per_cent_a_month_with_its_halving_time():
    row = pooled(ratio_trends(frame(*series()), **SIDES))
    assert row["per_cent_a_month"] == pytest.approx(-5)
    assert row["doubling_months"] == pytest.approx(np.log(2) / np.log(0.95))
    assert row[["low", "high"]].tolist() == pytest.approx([-5, -5])  # every resample has the same line
    assert row[["n_points", "n_origins", "days"]].tolist() == [12, 3, 330]


def test_the_line_is_theil_sens_of_scipy():
    rows = series(noise=0.3)
    trend = ratio_trends(frame(*rows), **SIDES)
    days = (pd.to_datetime([r["as_of"] for r in rows]) - pd.Timestamp("2022-06-01")).days
    slope, intercept, *_ = theilslopes(np.log([r["value"] for r in rows]), days)
    assert pooled(trend)["per_cent_a_month"] == pytest.approx(100 * np.expm1(slope * MONTH))
    at = (trend.fit["date"] - pd.Timestamp("2022-06-01")).dt.days
    assert trend.fit["value"].tolist() == pytest.approx(np.exp(intercept + slope * at).tolist())
    assert (trend.fit["low"] <= trend.fit["high"]).all()


def test_the_line_ends_with_the_points():
    trend = ratio_trends(frame(*series()), **SIDES)
    assert [trend.fit["date"].min(), trend.fit["date"].max()] == [
        trend.points["date"].min(),
        trend.points["date"].max(),
    ]
    assert trend.fit["date"].iloc[1] == pd.Timestamp("2022-07-01")


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (series(5), "5 points, needs 6"),
        (series(12, "AB"), "2 origins, needs 3"),
        (
            [stated(v, f"2024-01-{d:02}", s) for v, d, s in zip(range(1, 8), range(1, 8), "ABCABCA", strict=True)],
            "6 days, needs 60",
        ),
    ],
)
def test_too_little_is_no_trend_and_says_what_is_short(rows, note):
    trend = ratio_trends(frame(*rows), **SIDES)
    assert pooled(trend)["note"] == note
    assert trend.fit.empty
    assert len(trend.points) == len(rows)


def test_a_change_of_sources_shows_in_the_slopes_within_them():
    high = [stated(v, d, "A") for v, d in ((9, "2022-06-01"), (9.5, "2022-09-01"), (10, "2022-12-01"))]
    low = [stated(v, d, s) for v, d, s in ((2, "2024-06-01", "B"), (2.2, "2024-09-01", "B"), (2, "2024-10-01", "C"))]
    trend = ratio_trends(frame(*high, *low), **SIDES)
    within = trend.slopes.dropna(subset=["origin"]).set_index("origin")["per_cent_a_month"]
    assert pooled(trend)["per_cent_a_month"] < 0
    assert (within > 0).all()
    assert list(within.index) == ["A", "B"]  # C gave one figure, so no slope


def test_the_band_is_the_same_each_time_and_wider_with_doubt():
    rows = series(noise=0.2)
    sharp = ratio_trends(frame(*rows), **SIDES)
    again = ratio_trends(frame(*rows), **SIDES)
    pd.testing.assert_frame_equal(sharp.fit, again.fit)
    vague = [{**r, "qualifier": "between", "low": r["value"] / 2, "high": r["value"] * 2} for r in rows]
    wide = ratio_trends(frame(*vague), **SIDES)
    ratio = [(t.fit["high"] / t.fit["low"]).mean() for t in (sharp, wide)]
    assert ratio[1] > ratio[0]
    assert not ratio_trends(frame(*vague), **SIDES, seed=1).fit["low"].equals(wide.fit["low"])


def test_a_copy_is_no_second_point_and_an_origin_has_one_vote_a_day():
    rows = series()
    copies = [{**r, "article_id": "elsewhere"} for r in rows]
    one, two = (ratio_trends(frame(*r), **SIDES) for r in (rows, [*rows, *copies]))
    pd.testing.assert_frame_equal(one.fit, two.fit)
    assert two.points["claim_ids"].iloc[0] == "c0 c12"
    assert pooled(two)[["n_points", "n_claims", "n_articles", "n_origins"]].tolist() == [12, 24, 13, 3]
    assert set(two.slopes["reading"]) == {"plain"}
    more = ratio_trends(frame(*rows, stated(1, rows[0]["as_of"], "A")), **SIDES)
    assert (len(more.points), pooled(more)["n_points"]) == (13, 12)


def test_row_order_never_matters_and_the_input_is_unchanged():
    claims = frame(*series(noise=0.3))
    before = claims.copy(deep=True)
    one, two = ratio_trends(claims, **SIDES), ratio_trends(claims.iloc[::-1], **SIDES)
    for name in ("points", "fit", "slopes", "coverage"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    pd.testing.assert_frame_equal(claims, before)


def test_swapping_the_sides_turns_the_trend():
    claims = frame(*series(noise=0.3))
    one, two = ratio_trends(claims, **SIDES), ratio_trends(claims, side="Ukraine", versus="Russia")
    assert (1 / two.fit["value"]).tolist() == pytest.approx(one.fit["value"].tolist())


def test_stated_and_computed_points_are_marked_and_a_date_of_publication_flagged():
    counts = [
        {
            **stated(v, None, "A"),
            "side": s,
            "unit": "count",
            "versus": None,
            "per": "day",
            "published": "2022-05-01",
            "article_id": "x",
        }
        for s, v in (("Russia", 9), ("Ukraine", 3))
    ]
    trend = ratio_trends(frame(*series(), *counts), **SIDES)
    assert trend.points.loc[0, ["value", "basis", "dated"]].tolist() == [3, "computed", "published"]
    assert set(trend.points["basis"][1:]) == {"stated"}
    assert len(ratio_trends(frame(*series(), *counts), **SIDES, basis="computed").points) == 1


def test_places_are_followed_apart_and_a_window_cuts():
    here = [{**r, "place": "Kupiansk"} for r in series(3)]
    trend = ratio_trends(frame(*series(), *here), **SIDES)
    assert trend.slopes[trend.slopes["origin"].isna()]["place"].fillna("-").tolist() == ["Kupiansk", "-"]
    assert set(trend.fit["place"].isna()) == {True}
    cut = ratio_trends(frame(*series()), **SIDES, window=("2022-07-01", "2022-12-31"))
    assert [cut.points["date"].min(), cut.points["date"].max()] == [
        pd.Timestamp("2022-07-01"),
        pd.Timestamp("2022-12-28"),
    ]


def test_from_fifteen_points_on_a_guide_is_laid_through_them():
    assert ratio_trends(frame(*series(14)), **SIDES).fit["guide"].isna().all()
    straight = ratio_trends(frame(*series(15)), **SIDES).fit
    assert straight["guide"].tolist() == pytest.approx(straight["value"].tolist())


def test_the_guide_is_cleveland_s_local_line():
    random = np.random.default_rng(4)
    x, y = np.sort(random.uniform(0, 900, 30)).round(), random.normal(0, 1, 30)
    y[7] = 25  # one odd point
    trust, k = np.ones(30), 20

    def local(place):
        far = np.abs(x - place)
        weight = np.clip(1 - (far / np.sort(far)[k - 1]) ** 3, 0, None) ** 3 * trust
        return np.polyval(np.polyfit(x, y, 1, w=np.sqrt(weight)), place)

    for _ in range(3):
        off = np.abs(y - [local(place) for place in x])
        trust = np.clip(1 - (off / (6 * np.median(off))) ** 2, 0, None) ** 2
    places = np.linspace(0, 900, 7)
    assert trends._lowess(x, y, places).tolist() == pytest.approx([local(place) for place in places], abs=1e-6)


def test_a_guide_through_many_points_is_laid_through_their_quantiles():
    x = np.arange(700.0)
    assert trends._lowess(x, 3 - x / 100, np.array([0.0, 699.0])).tolist() == pytest.approx([3, -3.99])


def test_one_stance_can_be_followed_by_itself_and_a_mixture_says_so():
    rows = [{**r, "source_party": p} for p, who in (("Ukraine", "ABC"), ("third", "DEF")) for r in series(origins=who)]
    both, third = (ratio_trends(frame(*rows), **SIDES, stance=s) for s in (None, "third"))
    assert pooled(both)["note"] == "stances differ: enemy, third"
    assert (set(third.points["stance"]), pd.isna(pooled(third)["note"])) == ({"third"}, True)
    with pytest.raises(ArgumentError, match="stance must be one of own, enemy, third; got 'friend'"):
        ratio_trends(frame(*rows), **SIDES, stance="friend")


def test_coverage_counts_points_per_origin_and_month():
    coverage = ratio_trends(frame(*series(4)), **SIDES).coverage
    assert coverage[["window", "origin", "n_points"]].to_numpy().tolist() == [
        ["2022-06-01", "A", 1], ["2022-07-01", "B", 1], ["2022-07-01", "C", 1], ["2022-08-01", "A", 1],
    ]  # fmt: skip


def test_nothing_to_follow_gives_empty_frames():
    trend = ratio_trends(frame(*series()), **SIDES, item="tanks")
    assert isinstance(trend, Trend)
    assert all(getattr(trend, name).empty for name in ("points", "fit", "slopes", "coverage"))


def test_bad_arguments_name_what_there_is():
    claims = frame(*series())
    with pytest.raises(ArgumentError, match="measure must be one of"):
        ratio_trends(claims, **SIDES, measure="size")
    with pytest.raises(ArgumentError, match="window must hold ISO dates"):
        ratio_trends(claims, **SIDES, window=("soon", None))
    with pytest.raises(ArgumentError, match="freq must be MS"):
        ratio_trends(claims, **SIDES, freq="fortnight")
