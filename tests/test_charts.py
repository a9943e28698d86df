"""Charts: what the artists show is what the frame says, everything stays on the sheet, no words lie on each other."""

import io
import itertools

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from forces.charts import (
    describe_chart,
    plot_claims,
    plot_coverage,
    plot_ratios,
    plot_sources,
    plot_trends,
    read_chart,
    save_chart,
    side_colours,
)
from forces.charts.captions import figure
from forces.charts.dates import date_axis
from forces.claims import empty_claims, make_claims, read_claims
from forces.errors import ArgumentError, ForcesError
from forces.estimates import pool_claims
from forces.intervals import ratio_label
from forces.ratios import fire_ratios, force_ratios, loss_exchange_ratios
from forces.trends import ratio_trends

PAIR = {"side": "Russia", "versus": "Ukraine"}
COLUMN, PAGE, SLIDE = 3.35, 7.2, 13.33  # inches: 85 mm of print, a page, a slide


def ratio(item, low, value, high, **more):
    """One row as ratios.py gives it; None is an open bound."""
    ends = 0.0 if low is None else low, value, np.inf if high is None else high
    verdict = "more" if ends[0] > 1 else "fewer" if ends[2] < 1 else "cannot tell"
    row = {**PAIR, "item": item, "measure": "strength", "per": None, "place": None}
    row |= {"low": low, "value": value, "high": high, "verdict": verdict, "basis": "computed", "reading": "plain"}
    row |= {"n_claims": 2, "n_articles": 1, "n_origins": 1, "label": ratio_label(*ends), "sources": "Forbes"}
    return row | {"as_of": "2024-02-05", "note": None, "claim_ids": f"{item}-a {item}-b"} | more


def frame(*rows):
    numbers = dict.fromkeys(("low", "value", "high"), "Float64") | dict.fromkeys(
        ("n_claims", "n_articles", "n_origins"), "Int64"
    )
    columns = {c: pd.array([r[c] for r in rows], dtype=numbers.get(c, "string")) for c in rows[0]}
    return pd.DataFrame(columns)


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FRAMES = {
    "one row": frame(ratio("tanks", 1.5, 2, 3)),
    "open bounds only": frame(
        ratio("tanks", 3, 3, None), ratio("troops", None, 0.2, 0.2), ratio("shells", None, 2, None)
    ),
    "1:400": frame(
        ratio("tanks", 1 / 600, 1 / 400, 1 / 300), ratio("ships", 200, 400, 500), ratio("drones", 0.9, 1, 1.2)
    ),
    "sixty rows": frame(
        *(ratio("shells", x / 1.5, x, x * 1.5, place=f"Sector {i}") for i, x in enumerate(np.geomspace(0.1, 10, 60)))
    ),
    "long names": frame(
        ratio("armoured_vehicles", 0.2, 1.9, 18, place="the eastern bank of the Oskil <b>$5 & $6</b> " * 2),
        ratio("tanks", 2, 3, 4, place=LONG, sources=f"{LONG}; The Joint Staff of the Armed Forces of the Federation"),
    ).assign(side="United Kingdom of Great Britain and Northern Ireland"),
    "line breaks and controls": frame(ratio("tanks", 2, 3, 4, place="A\nB\x07C", sources="x\ty")),
}


def claim(side, value, **more):
    row = {"side": side, "item": "shells", "measure": "fire", "per": "day", "qualifier": "exact", "value": value}
    row |= {"low": value, "high": value, "source": "Forbes", "published": "2024-02-05", "article_id": "a"}
    return row | more


def dated_claims(n=8):
    """Two counts and a stated ratio a month from three origins."""
    rows = []
    for i in range(n):
        month = {
            "published": f"2024-{i + 1:02}-05",
            "article_id": f"a{i}",
            "source": f"Origin {i % 3}",
            "claim_id": f"c{i}",
        }
        rows += [claim("Russia", 1000 * (9 - i), **month), claim("Ukraine", 1000, **month | {"claim_id": f"d{i}"})]
    stated = {"versus": "Ukraine", "unit": "ratio", "per": None, "source": "Staff", "published": "2024-06-20"}
    return make_claims([*rows, claim("Russia", 5, **stated, claim_id="s")])


CLAIMS = dated_claims()


def texts(ax, *, alone=False):
    """Every text that is drawn, strip and legend included, with its place in pixels; or of these axes alone."""
    figure = ax.get_figure(root=True)
    figure.draw_without_rendering()
    found = []
    for one in itertools.chain.from_iterable([a, *a.child_axes] for a in ([ax] if alone else figure.axes)):
        words = list(one.texts)
        if one.axison:
            words += [one.xaxis.label, one.yaxis.label]
            words += [tick.label1 for axis in (one.xaxis, one.yaxis) for tick in axis._update_ticks()]
        words += one.get_legend().get_texts() if one.get_legend() else []
        found += [w for w in words if w.get_visible() and w.get_text().strip()]
    renderer = figure.canvas.get_renderer()
    return [(w.get_text(), mpl.text.Text.get_window_extent(w, renderer)) for w in found]


def assert_tidy(ax):
    """Nothing leaves the figure, no words lie on each other."""
    sheet, found = ax.get_figure(root=True).bbox, texts(ax)
    assert found
    outside = [t for t, b in found if b.x0 < -1 or b.y0 < -1 or b.x1 > sheet.x1 + 1 or b.y1 > sheet.y1 + 1]
    assert outside == []
    touching = [
        (s, t)
        for (s, a), (t, b) in itertools.combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.5
    ]
    assert touching == []


def test_checks_of_tidiness_would_notice():
    ax = plot_ratios(FRAMES["one row"])
    assert_tidy(ax)
    name = next(t for t in ax.texts if t.get_text() == "tanks")
    extra = ax.text(0, name.get_position()[1], "over the row's name", transform=ax.get_yaxis_transform(), va="top")
    extra.set(x=name.get_position()[0])
    with pytest.raises(AssertionError, match="over the row"):
        assert_tidy(ax)
    extra.set(x=2.0, clip_on=False)
    with pytest.raises(AssertionError, match="over the row"):
        assert_tidy(ax)


# --- plot_ratios


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("name", FRAMES)
def test_dots_and_whiskers_stand_where_the_frame_says(name, width):
    ratios = FRAMES[name]
    shown = read_chart(plot_ratios(ratios, width=width))
    for column in ("low", "value", "high"):
        expected = ratios[column].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_allclose(shown[column], expected)


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("name", FRAMES)
def test_ratios_are_tidy(name, width):
    assert_tidy(plot_ratios(FRAMES[name], width=width))


def test_scale_is_symmetric_in_logs_with_parity_and_both_sides():
    ax = plot_ratios(FRAMES["1:400"])
    assert ax.get_xscale() == "log"
    assert [line.get_xdata()[0] for line in ax.lines if line.get_label() == "_parity"] == [1]
    ticks = ax.get_xticks()
    np.testing.assert_allclose(sorted(ticks), sorted(1 / ticks))
    assert {"← Ukraine more", "Russia more →"} <= {t for t, _ in texts(ax)}


def test_ticks_read_as_ratios():
    ax = plot_ratios(frame(ratio("tanks", 0.1, 1, 10)))
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert names == ["1:10", "1:5", "1:3", "1:2", "1:1", "2:1", "3:1", "5:1", "10:1"]


def test_open_bounds_are_arrows_inside_the_scale():
    ax = plot_ratios(FRAMES["open bounds only"])
    assert read_chart(ax)["open"].tolist() == ["high", "low", "both"]
    low, high = ax.get_xlim()
    tips = [a.xy[0] for a in ax.texts if getattr(a, "arrow_patch", None) is not None]
    assert len(tips) == 4
    assert all(low < tip < high for tip in tips)


def test_undecided_rows_are_hollow_and_grey():
    ax = plot_ratios(frame(ratio("tanks", 0.5, 1.2, 3), ratio("troops", 2, 3, 4)))
    unsure, sure = (line for line in ax.lines if line.get_label().startswith("_value"))
    assert unsure.get_markerfacecolor() != unsure.get_markeredgecolor() == "#7F7F7F"
    assert sure.get_markerfacecolor() == sure.get_markeredgecolor()


def test_labels_come_from_the_frame():
    shown = {t for t, _ in texts(plot_ratios(frame(ratio("tanks", 1.5, 2, 3)).assign(label="so it says")))}
    assert "so it says" in shown


@pytest.mark.parametrize(
    ("what", "say"),
    [
        ("what was reported, by whom", "Russia compared with Ukraine, as reported by Forbes: strength"),
        ("when", "5 Feb 2024. 2:1 means two of Russia's"),
        ("counts", "2 claims in 1 article from 1 source"),
        ("who speaks", "share from warring parties not known"),
        ("reading", "plain reading"),
        ("not verified", "reported figures, not verified"),
        ("version", "forces\N{NO-BREAK SPACE}0."),
    ],
)
def test_words_around_the_chart(what, say):
    ax = plot_ratios(FRAMES["one row"])
    assert say in " ".join(t for t, _ in texts(ax)).replace("\n", " "), what


def test_claims_give_exact_counts():
    ratios = fire_ratios(CLAIMS, **PAIR)
    shown = " ".join(t for t, _ in texts(plot_ratios(ratios, claims=CLAIMS))).replace("\n", " ")
    assert "16 claims in 8 articles" in shown
    assert "at least" not in shown
    assert "at least" in " ".join(
        t for t, _ in texts(plot_ratios(pd.concat([ratios, FRAMES["one row"]], ignore_index=True)))
    )


def test_share_of_warring_parties_is_told_where_it_is_known():
    claims = CLAIMS.assign(source_party="Ukraine")
    shown = " ".join(t for t, _ in texts(plot_ratios(fire_ratios(claims, **PAIR), claims=claims)))
    assert "from warring parties: 3 of 3 origins (100%)" in shown.replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "say"),
    [
        ("one row", "Whiskers: what the words allow."),
        ("open bounds only", "Arrows: no end given; hollow: who has more cannot be told."),
    ],
)
def test_subtitle_says_how_to_read_the_marks(name, say):
    assert say in " ".join(t for t, _ in texts(plot_ratios(FRAMES[name]))).replace("\n", " ")


def test_row_tells_when_it_was_reported():
    counts = [claim("Russia", 500, claim_id="a"), claim("Ukraine", 125, published="2024-02-03", claim_id="b")]
    claims = make_claims(counts)
    ratios = fire_ratios(claims, **PAIR)
    assert "Forbes, 3 to 5 Feb 2024: 2 claims" in [t for t, _ in texts(plot_ratios(ratios, claims=claims))]
    assert "Forbes, 5 Feb 2024: 2 claims" in [t for t, _ in texts(plot_ratios(ratios))]


def test_no_ratio_is_said_clearly():
    ax = plot_ratios(FRAMES["one row"].iloc[:0])
    assert "No ratio to draw" in {t for t, _ in texts(ax)}
    assert describe_chart(ax).startswith("An empty chart")


def test_two_pairs_of_sides_are_refused():
    both = pd.concat([FRAMES["one row"], FRAMES["one row"].assign(side="Belarus")])
    with pytest.raises(ArgumentError, match="Belarus to Ukraine, Russia to Ukraine"):
        plot_ratios(both)


def test_input_stays_unchanged():
    before = FRAMES["1:400"].copy()
    plot_ratios(FRAMES["1:400"])
    pd.testing.assert_frame_equal(FRAMES["1:400"], before)


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_the_ground(dark):
    def light(colour):
        part = np.array(mpl.colors.to_rgb(colour))
        return float(
            np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        )

    ax = plot_ratios(FRAMES["1:400"], dark=dark)
    ground = light(ax.get_facecolor())
    for text in ax.texts:
        pair = sorted([ground, light(text.get_color())])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, text.get_text()  # WCAG 2.2, contrast of text
    for line in ax.lines:
        drawn = line.get_color() if line.get_linestyle() != "None" else line.get_markeredgecolor()
        pair = sorted([ground, light(drawn)])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3, line.get_label()  # and of graphics


def test_style_in_use_decides_between_light_and_dark():
    with plt.style.context("dark_background"):
        assert mpl.colors.to_hex(plot_ratios(FRAMES["one row"]).get_facecolor()) == "#14171a"
    assert mpl.colors.to_hex(plot_ratios(FRAMES["one row"]).get_facecolor()) == "#ffffff"


def test_settings_are_as_before():
    before = dict(mpl.rcParams)
    plot_ratios(FRAMES["one row"], dark=True)
    assert dict(mpl.rcParams) == before


# --- given axes


def drawings():
    trend = ratio_trends(CLAIMS, **PAIR)
    return {
        "ratios": lambda ax: plot_ratios(FRAMES["1:400"], ax=ax),
        "claims": lambda ax: plot_claims(CLAIMS.iloc[:2], ax=ax),
        "coverage": lambda ax: plot_coverage(CLAIMS, ax=ax),
        "trends": lambda ax: plot_trends(trend, ax=ax),
    }


@pytest.mark.parametrize("kind", drawings())
def test_given_axes_keep_to_their_place(kind):
    figure, grid = plt.subplots(2, 2, figsize=(12, 12))
    ax = grid[0, 1]
    place = ax.get_window_extent().padded(10)  # half a tick label
    assert drawings()[kind](ax) is ax
    escaped = [t for t, b in texts(ax, alone=True) if not (place.contains(b.x0, b.y0) and place.contains(b.x1, b.y1))]
    assert escaped == []
    assert figure.axes == list(grid.flat)


def test_axes_that_are_too_small_are_refused_with_the_size_needed():
    _, ax = plt.subplots(figsize=(4, 1.2))
    with pytest.raises(ArgumentError, match="inches"):
        plot_ratios(FRAMES["1:400"], ax=ax)
    _, ax = plt.subplots(figsize=(6, 4))
    with pytest.raises(ArgumentError, match=r"60 rows need .* give larger axes"):
        plot_ratios(FRAMES["sixty rows"], ax=ax)


# --- plot_sources


def pooled(claims=CLAIMS):
    options = {"basis": "both", **PAIR}
    return pool_claims(claims, by=("item", "origin", "stance"), **options), pool_claims(claims, by=("item",), **options)


def test_sources_have_a_row_each_and_the_pooled_row_last():
    origins, whole = pooled()
    ax = plot_sources(origins, whole)
    shown = read_chart(ax)
    assert sorted(shown["name"][:-1]) == sorted(origins["origin"])
    assert shown["name"].iloc[-1] == "All origins"
    assert shown["value"].iloc[-1] == pytest.approx(float(whole["value"].iloc[0]))
    assert any("with any one left out" in t.replace("\n", " ") for t, _ in texts(ax))
    assert_tidy(ax)


def test_source_tells_when_only_where_that_is_sure():
    known = CLAIMS.assign(origin=CLAIMS["source"])
    origins, whole = pooled()
    sure = " ".join(t for t, _ in texts(plot_sources(origins, whole, claims=known))).replace("\n", " ")
    assert "20 Jun 2024: 1 claim" in sure
    extra = make_claims([claim("Russia", 7, versus="Ukraine", unit="ratio", per=None, source="Staff")])
    more = pd.concat([known, extra.assign(origin="Staff")], ignore_index=True)
    unsure = " ".join(t for t, _ in texts(plot_sources(origins, whole, claims=more))).replace("\n", " ")
    assert "20 Jun 2024: 1 claim" not in unsure


def test_stances_differ_in_shape_and_colour():
    claims = CLAIMS.assign(
        source_party=CLAIMS["source"].map({"Origin 0": "Russia", "Origin 1": "Ukraine", "Origin 2": "third"})
    )
    ax = plot_sources(pooled(claims)[0])
    looks = {
        (line.get_marker(), line.get_markeredgecolor()) for line in ax.lines if line.get_label().startswith("_value")
    }
    assert {("^", "#D55E00"), ("s", "#0072B2"), ("o", "#7F7F7F")} <= looks


def test_sources_of_two_items_are_refused():
    origins = pooled()[0]
    with pytest.raises(ArgumentError, match="shells fired per day; tanks"):
        plot_sources(pd.concat([origins, origins.assign(item="tanks", measure="strength", per=pd.NA)]))


# --- plot_claims


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_claims_stand_at_their_figures_on_a_panel_per_item(width):
    rows = [
        claim("Russia", 10_000),
        claim("Ukraine", 2000),
        claim("Russia", 40_000, item="troops", measure="strength", per=None),
    ]
    ax = plot_claims(make_claims(rows), width=width)
    panels = [read_chart(a)["value"].tolist() for a in ax.get_figure().axes]
    assert panels == [[10_000, 2000], [40_000]]
    assert ax.get_xlim()[0] == 0
    assert [a.get_xlabel() for a in ax.get_figure().axes] == ["shells per day", "troops"]
    assert_tidy(ax)


def test_intervals_follow_the_reading():
    claims = make_claims([claim("Russia", 100, qualifier="about", low=None, high=None)])
    plain, literal = (read_chart(plot_claims(claims, reading=r)).iloc[0] for r in ("plain", "literal"))
    np.testing.assert_allclose([plain["low"], plain["high"]], [90, 110])
    assert literal["open"] == "both"


def test_figures_far_apart_get_a_logarithmic_scale_and_say_so():
    ax = plot_claims(make_claims([claim("Russia", 1_000_000), claim("Ukraine", 10)]))
    assert ax.get_xscale() == "log"
    assert "log scale" in ax.get_xlabel()


def test_projected_figures_are_hollow_and_named():
    ax = plot_claims(make_claims([claim("Russia", 10, status="projected"), claim("Ukraine", 20)]))
    future, _ = (line for line in ax.lines if line.get_label().startswith("_value"))
    assert future.get_markerfacecolor() != future.get_markeredgecolor()
    assert any("projected" in t for t, _ in texts(ax))


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_single_exact_figures_are_bars_mirrored_from_one_spine(width):
    tanks = {"item": "tanks", "measure": "strength", "per": None}
    ax = plot_claims(make_claims([claim("Russia", 12_420, **tanks), claim("Ukraine", 2_596, **tanks)]), width=width)
    bars = [line.get_xdata().tolist() for line in ax.lines if line.get_label().startswith("_value")]
    assert bars == [[-12_420, 0], [2_596, 0]]
    assert [line.get_xdata()[0] for line in ax.lines if line.get_label() == "_spine"] == [0]
    assert ax.get_xlim()[0] == -ax.get_xlim()[1]
    assert "10,000" in {t for t, _ in texts(ax)}
    assert read_chart(ax)[["low", "value", "high"]].to_numpy().tolist() == [[12_420] * 3, [2_596] * 3]
    assert_tidy(ax)


@pytest.mark.parametrize(
    ("why", "rows"),
    [
        ("a round figure has an interval", [claim("Russia", 500), claim("Ukraine", 1234)]),
        ("one side only", [claim("Russia", 1234), claim("Russia", 2345)]),
        ("three figures", [claim("Russia", 1234), claim("Ukraine", 2345), claim("Ukraine", 2346)]),
        ("denied", [claim("Russia", 1234), claim("Ukraine", 2345, status="denied")]),
    ],
)
def test_all_else_is_dots(why, rows):
    ax = plot_claims(make_claims(rows))
    assert not [line for line in ax.lines if line.get_label() == "_spine"], why
    assert ax.get_xlim()[0] == 0


def test_many_claims_are_thinned_and_counted():
    rows = [claim("Russia", 100 + i, source=f"S{i}", claim_id=str(i)) for i in range(50)]
    ax = plot_claims(make_claims(rows))
    assert len(read_chart(ax)) == 8
    assert any("8 of 50 claims drawn" in t for t, _ in texts(ax))


def test_claims_need_one_panel_on_given_axes():
    rows = [claim("Russia", 1), claim("Russia", 2, item="tanks", measure="strength", per=None)]
    with pytest.raises(ArgumentError, match="one panel"):
        plot_claims(make_claims(rows), ax=plt.subplots(figsize=(8, 8))[1])


def test_unknown_side_is_refused():
    with pytest.raises(ArgumentError, match="no claim names 'Narnia'; the sides present are Russia, Ukraine"):
        plot_claims(CLAIMS, side="Narnia")


@pytest.mark.parametrize("plot", [plot_claims, plot_coverage])
def test_no_claim_is_said_clearly(plot):
    assert describe_chart(plot(empty_claims())).startswith("An empty chart")


@pytest.mark.parametrize(
    ("why", "row", "said"),
    [
        ("exact", claim("Russia", 2000), "2,000"),
        ("a hedge", claim("Russia", 20_000, qualifier="about", low=None, high=None), "about 20,000"),
        ("one bound", claim("Russia", 9000, qualifier="at_most", low=None), "at most 9,000"),
        ("an order", claim("Russia", 447, qualifier="order", low=200, high=999), "200 to 999"),
        ("a stated ratio", claim("Russia", 5, unit="ratio", versus="Ukraine"), "5:1"),
        ("a stated third", claim("Russia", 1 / 3, unit="ratio", versus="Ukraine"), "1:3"),
    ],
)
def test_figures_are_printed_as_their_words_bound_them(why, row, said):
    assert figure(make_claims([row]).to_dict("records")[0]) == said, why


# --- plot_coverage


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_coverage_marks_every_dated_claim(width):
    claims = pd.concat([CLAIMS, make_claims([claim("Russia", 1, published=None)])], ignore_index=True)
    ax = plot_coverage(claims, width=width)
    assert sum(len(line.get_xdata()) for line in ax.lines) == len(CLAIMS)
    assert any("1 undated claim left out" in t for t, _ in texts(ax))
    assert_tidy(ax)


def test_coverage_of_many_sources_folds_the_rare_ones_into_the_last_row():
    rows = [claim("Russia", 1, source=f"Source {i}", published=f"2024-01-{1 + i % 28:02}") for i in range(90)]
    names = [label.get_text() for label in plot_coverage(make_claims(rows)).get_yticklabels()]
    assert len(names) == 30
    assert names[-1] == "61 other sources (61)"


def test_coverage_by_item_has_a_row_for_each():
    tanks = {"item": "tanks", "measure": "losses", "per": None}
    claims = make_claims([claim("Russia", 1), claim("Russia", 2, **tanks), claim("Ukraine", 3, **tanks)])
    ax = plot_coverage(claims, by="item")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["shells fired (1)", "tanks lost (2)"]
    with pytest.raises(ArgumentError, match="by must be one of source, item; got 'side'"):
        plot_coverage(claims, by="side")


def test_planned_figures_are_hollow_in_the_calendar():
    ax = plot_coverage(make_claims([claim("Russia", 1, status="projected"), claim("Russia", 2)]))
    faces = {line.get_markerfacecolor() for line in ax.lines if len(line.get_xdata())}
    assert faces == {"none", "#D55E00"}
    assert "planned or denied" in {t for t, _ in texts(ax)}


# --- dates


@pytest.mark.parametrize(
    ("why", "days", "length", "labels"),
    [
        ("years", ["2022-02-14", "2023-01-01", "2025-08-04"], 2.5, ["2022", "2023", "2024", "2025"]),
        ("months", ["2024-01-20", "2024-03-01", "2024-05-05"], 3.0, ["Feb 2024", "Mar 2024", "Apr 2024", "May 2024"]),
        ("days", ["2024-02-05", "2024-02-07", "2024-02-10"], 3.0, ["5 Feb 2024", "12 Feb 2024"]),
        ("one day", ["2024-02-05", "2024-02-05"], 3.0, ["5 Feb 2024"]),
        ("two days", ["2024-02-05", "2026-02-05"], 3.0, ["5 Feb 2024", "5 Feb 2026"]),
        ("no room", ["2022-02-14", "2023-01-01", "2025-08-04"], 0.5, ["2022"]),
    ],
)
def test_dates_name_their_year(why, days, length, labels):
    _, ax = plt.subplots()
    date_axis(ax, np.array(days, dtype="datetime64[D]"), length, 9.0)
    assert [t.get_text() for t in ax.get_xticklabels()] == labels, why


# --- plot_trends


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_trend_draws_points_line_band_and_strip(width):
    trend = ratio_trends(CLAIMS, **PAIR)
    ax = plot_trends(trend, width=width)
    np.testing.assert_allclose(read_chart(ax)["value"], trend.points.sort_values("date")["value"].astype(float))
    (line,) = (one for one in ax.lines if one.get_label() == "_fit")
    np.testing.assert_allclose(line.get_ydata(), trend.fit["value"].astype(float))
    assert [c.get_label() for c in ax.collections] == ["_band"]
    (strip,) = ax.child_axes
    assert len(strip.collections[0].get_offsets()) == len(trend.coverage)
    assert_tidy(ax)


@pytest.mark.parametrize("width", [COLUMN, PAGE, SLIDE])
def test_trend_of_a_few_days_keeps_dates_and_strip_on_the_sheet(width):
    rows = [
        claim(s, v, published=f"2024-02-0{d}", article_id=f"a{d}", claim_id=f"{s}{d}")
        for d in (4, 5, 6)
        for s, v in (("Russia", 5000), ("Ukraine", 1000))
    ]
    ax = plot_trends(ratio_trends(make_claims(rows), **PAIR), width=width)
    assert_tidy(ax)
    (strip,) = ax.child_axes
    start, stop = ax.get_xlim()
    assert all(start <= x <= stop for x, _ in strip.collections[0].get_offsets())


def test_points_of_several_accounts_are_said_in_words():
    party = pd.array(["Ukraine" if s == "Origin 0" else "third" for s in CLAIMS["source"]], dtype="string")
    ax = plot_trends(ratio_trends(CLAIMS.assign(source_party=party), **PAIR))
    assert "points mix Ukraine's account and third parties" in " ".join(t for t, _ in texts(ax)).replace("\n", " ")


def test_stated_ratios_are_hollow():
    trend = ratio_trends(CLAIMS, **PAIR)
    points = trend.points.sort_values("date")
    dots = [line for line in plot_trends(trend).lines if line.get_label().startswith("_value")]
    hollow = [line.get_markerfacecolor() != line.get_markeredgecolor() for line in dots]
    assert hollow == points["basis"].eq("stated").tolist()
    assert any(hollow)


def test_too_little_for_a_line_is_said():
    ax = plot_trends(ratio_trends(dated_claims(2), **PAIR))
    assert not [line for line in ax.lines if line.get_label() == "_fit"]
    assert "no trend line" in " ".join(t for t, _ in texts(ax)).replace("\n", " ")


def two_dates():
    """Three origins' stated ratios on the same two days."""
    row = {"unit": "ratio", "versus": "Ukraine", "per": None}
    pairs = {"Forbes": (6, 3), "Staff": (6.2, 2), "President": (5.9, 5)}
    return make_claims(
        [
            claim("Russia", v, **row, source=s, as_of=day, article_id=f"{s}{day}")
            for s, values in pairs.items()
            for day, v in zip(("2024-02-05", "2024-06-05"), values, strict=True)
        ]
    )


@pytest.mark.parametrize("width", [COLUMN, PAGE, SLIDE])
def test_two_dates_make_a_slope_chart(width):
    ax = plot_trends(ratio_trends(two_dates(), **PAIR), width=width)
    slopes = sorted(line.get_ydata().tolist() for line in ax.lines if line.get_label() == "_slope")
    assert slopes == [[5.9, 5], [6, 3], [6.2, 2]]
    assert {"5.9:1", "6:1", "6.2:1", "5:1 President", "3:1 Forbes", "2:1 Staff"} <= {t for t, _ in texts(ax)}
    assert [t.get_text() for t in ax.get_xticklabels()] == ["5 Feb 2024", "5 Jun 2024"]
    assert ax.child_axes == []
    assert not [line for line in ax.lines if line.get_label() == "_fit"]
    assert "two dates, so no trend line" in " ".join(t for t, _ in texts(ax)).replace("\n", " ")
    assert_tidy(ax)


def test_annotations_stand_at_their_dates():
    notes = {"2024-03-01": "one", "2024-05-01": "two", "2024-07-01": "three"}
    ax = plot_trends(ratio_trends(CLAIMS, **PAIR), annotations=notes)
    assert len([line for line in ax.lines if line.get_label() == "_annotation"]) == 3
    assert_tidy(ax)
    with pytest.raises(ArgumentError, match="at most three"):
        plot_trends(ratio_trends(CLAIMS, **PAIR), annotations={**notes, "2024-08-01": "four"})
    with pytest.raises(ArgumentError, match="ISO dates; got 'soon'"):
        plot_trends(ratio_trends(CLAIMS, **PAIR), annotations={"soon": "five"})


def test_annotations_are_told_unseen_too():
    ax = plot_trends(ratio_trends(CLAIMS, **PAIR), annotations={"2024-03-01": "A law passes"})
    assert "Marked: 1 Mar 2024: A law passes." in describe_chart(ax)


def test_trend_knows_whose_ratio_it_is_and_how_it_was_read():
    ax = plot_trends(ratio_trends(CLAIMS, **PAIR, reading="wide"))
    shown = " ".join(t for t, _ in texts(ax)).replace("\n", " ")
    assert "Shells fired: Russia to Ukraine over time, as reported by 4 sources" in shown
    assert "wide reading" in shown
    assert "17 claims in 9 articles of 4 origins" in shown


def test_trend_of_an_unknown_item_is_refused():
    with pytest.raises(ArgumentError, match="has no item 'tanks'; it has shells"):
        plot_trends(ratio_trends(CLAIMS, **PAIR), item="tanks")


# --- colours, words, files


def test_colours_belong_to_sides_whichever_way_round():
    assert side_colours(["Ukraine", "Russia"]) == side_colours(["Russia", "Ukraine"])
    assert side_colours(["Ukraine"])["Ukraine"] == side_colours(["Ukraine", "Poland", "Russia"])["Ukraine"]
    assert side_colours(["Russia"], {"Russia": "#123456"}) == {"Russia": "#123456"}


def test_description_tells_every_row_with_its_bounds():
    said = describe_chart(plot_ratios(FRAMES["1:400"]))
    assert all(label in said for label in FRAMES["1:400"]["label"])
    with pytest.raises(ArgumentError, match="no chart of forces"):
        describe_chart(plt.subplots()[1])


@pytest.mark.parametrize(
    ("kind", "mark"), [("svg", b"<dc:description>"), ("png", b"Description"), ("pdf", b"/Subject")]
)
def test_files_carry_their_description_and_repeat_to_the_byte(kind, mark, tmp_path):
    first, again = io.BytesIO(), io.BytesIO()
    save_chart(plot_ratios(FRAMES["one row"]), first, kind=kind)
    save_chart(plot_ratios(FRAMES["one row"]), again, kind=kind)
    assert first.getvalue() == again.getvalue()
    assert mark in first.getvalue()
    save_chart(plot_ratios(FRAMES["one row"]), tmp_path / f"chart.{kind}")
    assert (tmp_path / f"chart.{kind}").read_bytes() == first.getvalue()


def test_picture_that_cannot_be_written_is_one_clear_error(tmp_path):
    ax = plot_ratios(FRAMES["one row"])
    with pytest.raises(ForcesError, match="cannot be written"):
        save_chart(ax, tmp_path / "no" / "chart.svg")
    with pytest.raises(ArgumentError, match="png, svg, pdf"):
        save_chart(ax, tmp_path / "chart.jpeg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["ratios", "sources", "claims", "bars", "coverage", "trends", "slopes"])
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=2, savefig_kwargs={"dpi": 50})
def test_picture(kind):
    ax = {
        "ratios": lambda: plot_ratios(FRAMES["open bounds only"]),
        "sources": lambda: plot_sources(*pooled()),
        "claims": lambda: plot_claims(CLAIMS),
        "bars": lambda: plot_claims(make_claims([claim("Russia", 1234), claim("Ukraine", 567)])),
        "coverage": lambda: plot_coverage(CLAIMS),
        "trends": lambda: plot_trends(ratio_trends(CLAIMS, **PAIR)),
        "slopes": lambda: plot_trends(ratio_trends(two_dates(), **PAIR)),
    }[kind]()
    for one in ax.get_figure().axes:  # words move with the release of matplotlib
        for part in (one, *one.child_axes):
            part.tick_params(labelbottom=False, labelleft=False)
            part.set_xlabel("")
            for text in part.texts:
                if getattr(text, "arrow_patch", None) is None:
                    text.set_visible(False)
        if one.get_legend():
            one.get_legend().remove()
    return ax.get_figure()


# --- the bundled claims, from a printed column to a slide

NOTES = {"2023-06-04": "Counteroffensive begins", "2024-02-17": "Avdiivka falls", "2024-04-20": "US aid passes"}


@pytest.fixture(scope="module")
def real(pytestconfig):
    return read_claims(pytestconfig.rootpath / "data" / "claims.csv")


@pytest.fixture(scope="module")
def real_ratios(real):
    frames = [f(real, **PAIR) for f in (force_ratios, fire_ratios, loss_exchange_ratios)]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def real_drawings(real, real_ratios):
    options = {"basis": "both", "measure": "fire", **PAIR}
    origins = pool_claims(real, by=["item", "origin", "stance"], **options)
    origins = origins[origins["item"].eq("shells") & origins["per"].eq("day") & origins["place"].isna()]
    trend = ratio_trends(real, **PAIR, item="shells")
    return {
        "ratios": lambda **look: plot_ratios(real_ratios, claims=real, **look),
        "sources": lambda **look: plot_sources(origins, pool_claims(real, by=["item"], **options), claims=real, **look),
        "claims": lambda **look: plot_claims(real, **look),
        "coverage": lambda **look: plot_coverage(real, **look),
        "items": lambda **look: plot_coverage(real, by="item", **look),
        "trends": lambda **look: plot_trends(trend, annotations=NOTES, **look),
    }


@pytest.mark.parametrize("width", [COLUMN, PAGE, SLIDE])
@pytest.mark.parametrize("kind", ["ratios", "sources", "claims", "coverage", "items", "trends"])
def test_real_claims_are_drawn_tidily(real_drawings, kind, width):
    ax = real_drawings[kind](width=width)
    assert_tidy(ax)
    smallest = min(round(t.get_fontsize(), 2) for t in ax.texts if t.get_text())
    assert smallest >= {COLUMN: 6, PAGE: 7, SLIDE: 12}[width]  # points; a slide is read from afar


@pytest.mark.parametrize("kind", ["ratios", "sources", "claims", "coverage", "items", "trends"])
def test_words_tell_what_by_whom_when_and_how_sure(real_drawings, kind):
    said = " ".join(t for t, _ in texts(real_drawings[kind]())).replace("\n", " ")
    told = ["Russia", "Ukraine", "2022 to ", "claims in", "articles", "origins", "from warring parties: ", "reading"]
    told += ["reported figures, not verified", "forces\N{NO-BREAK SPACE}0.", "data\N{NO-BREAK SPACE}"]
    assert [words for words in told if words not in said] == []


def test_strength_and_fire_share_one_chart():
    tanks = [claim(s, v, item="tanks", measure="strength", per=None) for s, v in (("Russia", 500), ("Ukraine", 125))]
    claims = make_claims([*tanks, claim("Russia", 10_000), claim("Ukraine", 2000)])
    ax = plot_ratios(pd.concat([force_ratios(claims, **PAIR), fire_ratios(claims, **PAIR)], ignore_index=True))
    assert read_chart(ax)["name"].tolist() == ["tanks", "shells fired per day"]
