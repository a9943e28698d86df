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
from forces.claims import empty_claims, make_claims
from forces.errors import ArgumentError, ForcesError
from forces.estimates import pool_claims
from forces.intervals import ratio_label
from forces.ratios import fire_ratios, force_ratios
from forces.trends import ratio_trends

PAIR = {"side": "Russia", "versus": "Ukraine"}
COLUMN, PAGE = 3.35, 7.2  # inches: 85 mm of print, a page or slide


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
    extra = ax.text(0, 0.5, "over the row's name", transform=ax.get_yaxis_transform(), ha="right")
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
        ("reported by whom, when", "Reported by Forbes, 5 Feb 2024."),
        ("counts", "2 claims in 1 article from 1 source"),
        ("reading", "plain reading"),
        ("not verified", "reported figures, not verified"),
        ("version", "forces 0."),
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
    assert "100% of origins" in shown.replace("\n", " ")


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
        "trends": lambda ax: plot_trends(trend, ax=ax, **PAIR),
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
    assert any("without any one origin" in t.replace("\n", " ") for t, _ in texts(ax))
    assert_tidy(ax)


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


# --- plot_trends


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_trend_draws_points_line_band_and_strip(width):
    trend = ratio_trends(CLAIMS, **PAIR)
    ax = plot_trends(trend, width=width, **PAIR)
    np.testing.assert_allclose(read_chart(ax)["value"], trend.points.sort_values("date")["value"].astype(float))
    (line,) = (one for one in ax.lines if one.get_label() == "_fit")
    np.testing.assert_allclose(line.get_ydata(), trend.fit["value"].astype(float))
    assert [c.get_label() for c in ax.collections] == ["_band"]
    (strip,) = ax.child_axes
    assert len(strip.collections[0].get_offsets()) == len(trend.coverage)
    assert_tidy(ax)


def test_stated_ratios_are_hollow():
    trend = ratio_trends(CLAIMS, **PAIR)
    points = trend.points.sort_values("date")
    dots = [line for line in plot_trends(trend, **PAIR).lines if line.get_label().startswith("_value")]
    hollow = [line.get_markerfacecolor() != line.get_markeredgecolor() for line in dots]
    assert hollow == points["basis"].eq("stated").tolist()
    assert any(hollow)


def test_too_little_for_a_line_is_said():
    ax = plot_trends(ratio_trends(dated_claims(2), **PAIR), **PAIR)
    assert not [line for line in ax.lines if line.get_label() == "_fit"]
    assert "no trend line" in " ".join(t for t, _ in texts(ax)).replace("\n", " ")


def test_two_dates_make_a_slope_chart():
    row = {"unit": "ratio", "versus": "Ukraine", "per": None}
    claims = make_claims([claim("Russia", 6, **row), claim("Russia", 3, **row, as_of="2024-06-05")])
    ax = plot_trends(ratio_trends(claims, **PAIR), **PAIR)
    assert [line.get_ydata().tolist() for line in ax.lines if line.get_label() == "_slope"] == [[6, 3]]
    assert {"6:1", "3:1", "5 Feb 2024", "5 Jun 2024"} <= {t for t, _ in texts(ax)}
    assert_tidy(ax)


def test_annotations_stand_at_their_dates():
    notes = {"2024-03-01": "one", "2024-05-01": "two", "2024-07-01": "three"}
    ax = plot_trends(ratio_trends(CLAIMS, **PAIR), annotations=notes, **PAIR)
    assert len([line for line in ax.lines if line.get_label() == "_annotation"]) == 3
    assert_tidy(ax)
    with pytest.raises(ArgumentError, match="at most three"):
        plot_trends(ratio_trends(CLAIMS, **PAIR), annotations={**notes, "2024-08-01": "four"}, **PAIR)
    with pytest.raises(ArgumentError, match="ISO dates; got 'soon'"):
        plot_trends(ratio_trends(CLAIMS, **PAIR), annotations={"soon": "five"}, **PAIR)


def test_trend_needs_to_know_whose_ratio_it_is():
    with pytest.raises(ArgumentError, match=r"side=\.\.\., versus=\.\.\."):
        plot_trends(ratio_trends(CLAIMS, **PAIR))


def test_trend_of_an_unknown_item_is_refused():
    with pytest.raises(ArgumentError, match="has no item 'tanks'; it has shells"):
        plot_trends(ratio_trends(CLAIMS, **PAIR), item="tanks", **PAIR)


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


@pytest.mark.parametrize("kind", ["ratios", "sources", "claims", "coverage", "trends"])
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=2, savefig_kwargs={"dpi": 50})
def test_picture(kind):
    ax = {
        "ratios": lambda: plot_ratios(FRAMES["open bounds only"]),
        "sources": lambda: plot_sources(*pooled()),
        "claims": lambda: plot_claims(CLAIMS),
        "coverage": lambda: plot_coverage(CLAIMS),
        "trends": lambda: plot_trends(ratio_trends(CLAIMS, **PAIR), **PAIR),
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


def test_strength_and_fire_share_one_chart():
    tanks = [claim(s, v, item="tanks", measure="strength", per=None) for s, v in (("Russia", 500), ("Ukraine", 125))]
    claims = make_claims([*tanks, claim("Russia", 10_000), claim("Ukraine", 2000)])
    ax = plot_ratios(pd.concat([force_ratios(claims, **PAIR), fire_ratios(claims, **PAIR)], ignore_index=True))
    assert read_chart(ax)["name"].tolist() == ["tanks", "shells fired per day"]
