"""A ratio over time: points with whiskers, the line and band found for them, and who counted when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from forces.charts.canvas import (
    MARGIN,
    base_size,
    box_of,
    halo,
    ink,
    line_height,
    open_sheet,
    shorten,
    styled,
    text_width,
)
from forces.charts.captions import (
    Captions,
    Record,
    by_whom,
    clean,
    count,
    ends_of,
    how_sure,
    human_date,
    item_name,
    names_of,
    notes_of,
    sentence,
    span_of,
    unseen,
    warring,
)
from forces.charts.coverage import draw_strip, strip_rows
from forces.charts.dates import date_axis
from forces.charts.palette import GREY, MARKERS, side_colours
from forces.charts.ratios import MEANS, STANCES, draw_nothing
from forces.charts.rows import Row, draw_dot, reach
from forces.charts.scale import ratio_scale, tick_room
from forces.charts.slopes import MOST, draw_slopes
from forces.errors import ArgumentError
from forces.intervals import ratio_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_trends"]

SHORT = 4.0  # inches of given axes below which the strip is left out


class TrendFrames(Protocol):
    """What a chart reads of a `Trend`."""

    @property
    def points(self) -> pd.DataFrame: ...
    @property
    def fit(self) -> pd.DataFrame: ...
    @property
    def slopes(self) -> pd.DataFrame: ...
    @property
    def coverage(self) -> pd.DataFrame: ...
    @property
    def side(self) -> str: ...
    @property
    def versus(self) -> str: ...


def plot_trends(
    trend: TrendFrames,
    *,
    item: str | None = None,
    place: str | None = None,
    annotations: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw one ratio over time on a log2 axis, with its line and band where there is one, above a strip of coverage.

    Shape and colour tell whose account a point is; ratios that a source stated itself are hollow. Exactly two dates
    make a slope chart: the points of one origin are joined and named, and there is neither line nor strip.

    Parameters
    ----------
    trend : Trend
        As from `ratio_trends`.
    item, place : str, optional
        Which of the trends to draw; by default the one with most points, and the footer tells of the others.
    annotations : mapping, optional
        ISO date to a few words, at most three.
    ax : Axes, optional
        Where to draw; by default a new figure.
    palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes
        The axes of the ratio; the strip is in its ``child_axes``. Given axes of less than four inches have no strip.

    Raises
    ------
    ArgumentError
        If the trend holds no such item or place, or there are more than three annotations.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.claims import make_claims
    >>> from forces.trends import ratio_trends
    >>> row = dict(item="shells", measure="fire", unit="ratio", qualifier="exact", source="Forbes")
    >>> pair = dict(side="Russia", versus="Ukraine")
    >>> claims = make_claims(
    ...     [dict(row, **pair, value=5, published="2024-02-05"), dict(row, **pair, value=7, published="2024-04-05")]
    ... )
    >>> ax = plot_trends(ratio_trends(claims, **pair))
    >>> ax.get_yscale(), [label.get_text() for label in ax.get_xticklabels()]
    ('log', ['5 Feb 2024', '5 Apr 2024'])
    >>> plt.close("all")
    """
    if len(annotations or {}) > 3:
        raise ArgumentError(f"annotations takes at most three dates; got {len(annotations or {})}")
    side, versus = trend.side, trend.versus
    points, others = _chosen(trend.points, item, place)
    with styled(ax, dark=dark):
        if points.empty:
            return draw_nothing(ax, width, "No trend to draw", "No ratio of the two sides has a date.")
        fit, slopes, coverage = (_same(f, points.iloc[0]) for f in (trend.fit, trend.slopes, trend.coverage))
        days = points["date"].to_numpy().astype("datetime64[D]")
        paired = len(np.unique(days)) == 2 and points["date"].value_counts().max() <= MOST
        if paired:
            fit = fit.iloc[:0]
        colours = side_colours((side, versus), palette)
        inner = width - 2 * MARGIN if ax is None else box_of(ax)[0]
        size = base_size(width if ax is None else inner)
        origins, strip = ([], coverage) if paired or (ax and box_of(ax)[1] < SHORT) else strip_rows(coverage)
        origins = [shorten(o, 0.8 * size, 0.25 * inner) for o in origins]
        left = max([tick_room(size) + 1.5 * line_height(size), *(text_width(o, 0.8 * size) + 0.1 for o in origins)])
        deep = 0.16 + line_height(0.8 * size) * 1.15 * len(origins) if origins else 0.0
        legend, columns, rows = _legend(points, fit, (side, versus), colours, inner, size)
        captions = _captions(trend, points, slopes, fitted=len(fit) > 0, paired=paired, others=others)
        notes = sorted((annotations or {}).items())
        said = "; ".join(f"{human_date(date)}: {clean(text)}" for date, text in notes)
        captions = replace(captions, alt=captions.alt + (f" Marked: {said}." if said else ""))
        above = 0.1 + rows * 1.25 * line_height(0.85 * size)
        room = {"left": left, "right": 0.1, "above": above, "below": 2.2 * line_height(size) + deep}
        (axes,) = open_sheet(ax, captions, [(0.85 if width < 5 else 0.5) * width], width=width, **room)
        breadth, height = box_of(axes)
        dots = [_dot(r, side, versus, colours) for r in points.to_dict("records")]
        ends = [*reach(dots), *fit["low"].astype("float64"), *fit["high"].astype("float64")]
        ratio_scale(axes, ends, (side, versus), colours, length=height, size=size, vertical=True)
        date_axis(axes, days, breadth, size)
        for i, (dot, day) in enumerate(zip(dots, days, strict=True)):
            draw_dot(axes, i, dot, day, size=size, vertical=True)
        _draw_fit(axes, fit)
        if paired:
            draw_slopes(axes, points, size)
        for i, note in enumerate(notes):
            _annotate(axes, notes, i, note, size)
        axes.legend(
            handles=legend, loc="lower left", bbox_to_anchor=(-left / breadth, 1.0), ncols=columns,
            fontsize=0.85 * size, borderaxespad=0.2, handletextpad=0.3, columnspacing=1.2, borderpad=0.2,
        )  # fmt: skip
        if origins:
            draw_strip(axes, origins, strip, days, deep / height, size)
        return axes


def _chosen(points: pd.DataFrame, item: str | None, place: str | None) -> tuple[pd.DataFrame, int]:
    """Pick the points of one trend, and count the other trends."""
    for name, wanted in (("item", item), ("place", place)):
        if wanted is not None:
            found = sorted({clean(x) for x in points[name].dropna()})
            points = points[points[name].eq(wanted).fillna(False)]
            if points.empty:
                raise ArgumentError(f"the trend has no {name} {wanted!r}; it has {', '.join(found) or 'none'}")
    kinds = points.groupby(["item", "measure", "place"], dropna=False, sort=True)
    if not len(kinds):
        return points, 0
    number = kinds.ngroup()
    most = number.value_counts(sort=False).sort_index().idxmax()
    return points[number == most].sort_values("date", kind="stable"), kinds.ngroups - 1


def _same(frame: pd.DataFrame, one: pd.Series) -> pd.DataFrame:
    """Keep the rows of one item, measure and place."""
    place = frame["place"].isna() if pd.isna(one["place"]) else frame["place"].eq(one["place"])
    return frame[(place & frame["item"].eq(one["item"]) & frame["measure"].eq(one["measure"])).fillna(False)]


def _dot(r: Record, side: str, versus: str, colours: Mapping[str, str]) -> Row:
    colour = {"own": colours[side], "enemy": colours[versus]}.get(clean(r["stance"]), GREY)
    marker = MARKERS.get(colour, "D")
    return Row(clean(r["origin"]), "", "", *ends_of(r), colour, marker, hollow=r["basis"] == "stated")


def _legend(
    points: pd.DataFrame,
    fit: pd.DataFrame,
    sides: tuple[str, str],
    colours: Mapping[str, str],
    inner: float,
    size: float,
) -> tuple[list[Any], int, int]:
    """Explain the shapes and lines that occur, in so many columns and rows."""
    from matplotlib.lines import Line2D

    side, versus = sides
    ms = 5 * max(1.0, size / 9)
    out: list[Any] = []
    for stance, colour in (("own", colours[side]), ("enemy", colours[versus]), ("third", GREY)):
        known = points["stance"].fillna("third")
        if known.eq(stance).any():
            told = STANCES[stance] if points["stance"].eq(stance).any() else "party not known"
            told = told.format(side=side, versus=versus)
            out.append(Line2D([], [], color=colour, marker=MARKERS.get(colour, "D"), ls="", ms=ms, label=told))
    bases = (("computed", ink(), "divided from two counts"), ("stated", "none", "ratio stated by the source"))
    for basis, face, told in bases:
        if points["basis"].eq(basis).any() and points["basis"].eq("stated").any():  # full dots need no word alone
            out.append(Line2D([], [], color=ink(), marker="o", mfc=face, ls="", ms=ms, label=told))
    for name, style, told in (("value", "-", "line with 95% band"), ("guide", ":", "curve through the points")):
        if name in fit and fit[name].notna().any():
            out.append(Line2D([], [], color=ink(), lw=1.4, ls=style, label=told))
    room = [text_width(handle.get_label(), 0.85 * size) + 0.4 * size / 9 for handle in out]
    columns = len(out) if sum(room) <= inner else max(1, int(inner / max(room)))
    return out, columns, -(-len(out) // columns)


def _draw_fit(ax: Axes, fit: pd.DataFrame) -> None:
    if len(fit):
        low, value, high = (fit[c].to_numpy(dtype=np.float64, na_value=np.nan) for c in ("low", "value", "high"))
        ax.fill_between(fit["date"], low, high, color=ink(muted=True), alpha=0.16, lw=0, zorder=0.5, label="_band")
        ax.plot(fit["date"], value, color=ink(), lw=1.4, zorder=2.5, label="_fit")
        if "guide" in fit:
            guide = fit["guide"].astype("float64")
            ax.plot(fit["date"], guide, color=ink(), lw=1.4, ls=":", zorder=2.5, label="_guide")


def _annotate(ax: Axes, notes: Sequence[tuple[str, str]], i: int, note: tuple[str, str], size: float) -> None:
    """Mark a date with a few words at the foot of the plot, one line each, on the side with fewer lines to cross."""
    from matplotlib.dates import date2num

    try:
        at = [date2num(pd.Timestamp(date)) for date, _ in notes]
    except ValueError:
        raise ArgumentError(f"annotations must be keyed by ISO dates; got {note[0]!r}") from None
    ax.axvline(at[i], color=ink(muted=True), lw=0.8, ls=":", zorder=1, label="_annotation")
    start, stop = ax.get_xlim()
    long = (text_width(clean(note[1]), 0.85 * size) + 0.05) * (stop - start) / box_of(ax)[0]

    def crossed(ends: tuple[float, float]) -> int:
        return sum(ends[0] < other < ends[1] for j, other in enumerate(at) if j != i)

    fits = [(crossed(ends), ha) for ends, ha in (((at[i], at[i] + long), "left"), ((at[i] - long, at[i]), "right"))
            if ends[0] >= start and ends[1] <= stop]  # fmt: skip
    late = at[i] > (start + stop) / 2
    ha = min(fits, key=lambda fit: (fit[0], (fit[1] == "right") != late))[1] if fits else "right" if late else "left"
    ax.annotate(
        clean(note[1]), (at[i], 0), xycoords=("data", "axes fraction"),
        xytext=(-3 if ha == "right" else 3, 3 + 1.3 * 0.85 * size * i), textcoords="offset points", ha=ha,
        size=0.85 * size, color=ink(muted=True), path_effects=halo(ax),
    )  # fmt: skip


def _captions(
    trend: TrendFrames, points: pd.DataFrame, slopes: pd.DataFrame, *, fitted: bool, paired: bool, others: int
) -> Captions:
    """Say what is drawn, by whom and when, and how the ratio changes."""
    side, versus, one = clean(trend.side), clean(trend.versus), points.iloc[0]
    what = ", ".join(filter(None, (item_name(one["item"], one["measure"]), clean(one["place"]))))
    when = span_of([str(d)[:10] for d in (points["date"].min(), points["date"].max())])
    pooled = slopes[slopes["origin"].isna()]
    note = clean(pooled.iloc[0]["note"]) if len(pooled) else ""
    if note.startswith("stances differ"):
        accounts = STANCES | {"third": "third parties"}
        heard = [told for stance, told in accounts.items() if points["stance"].eq(stance).any()]
        note = f"points mix {' and '.join(heard)}".format(side=side, versus=versus)
    names = list(points["origin"].value_counts().index)
    told = sentence(names_of(names) if len(names) > 2 else "", when)
    change = _change(pooled.iloc[0]) if fitted and len(pooled) else ""
    sure = how_sure(list(points["low"]), list(points["high"]))
    short = "two dates, so no trend line" if paired else note if fitted else f"no trend line: {note}"
    n_claims = len({i for joined in points["claim_ids"].dropna() for i in joined.split()})
    claimed = f"{count(n_claims, 'claim')} in {count(int(pooled['n_articles'].sum()), 'article')}"
    facts = [
        f"{count(len(points), 'point')} from {claimed} of {count(len(names), 'origin')}",
        warring(points.groupby("origin")["stance"].first(), ("own", "enemy")),
        when, short, f"{count(others, 'other trend')} of other items or places not drawn" if others else "",
        "band: 95% of lines through resampled origins" if fitted else "",
    ]  # fmt: skip
    shown = points.fillna({"low": 0.0, "high": np.inf}).astype(dict.fromkeys(("low", "value", "high"), "float64"))
    said = "; ".join(
        f"{human_date(str(r['date'])[:10])} {ratio_label(r['low'], r['value'], r['high'])} ({r['origin']})"
        for r in shown.to_dict("records")
    )
    shape = "A slope chart" if paired else "Points with whiskers over time"
    strip = "" if paired else "Below, which origin reported when."
    parts = [f"{shape} on a log scale: {what}, {side} to {versus}.", told, change, sentence(short), f"{said}.", strip]
    return Captions(
        f"{what[:1].upper()}{what[1:]}: {side} to {versus} over time, as reported by {by_whom(names)}",
        " ".join(filter(None, (told, MEANS.format(side=side, versus=versus), sure, change))),
        notes_of(facts, reading=clean(one["reading"]), frame=points),
        unseen(*parts),
    )  # fmt: skip


def _change(slope: pd.Series) -> str:
    """Say how the ratio changes."""
    value, low, high = (float(slope[c]) for c in ("per_cent_a_month", "low", "high"))
    sure = "" if low > 0 or high < 0 else ", so no clear direction"
    return f"Line: {value:+.1f}% a month ({low:+.1f} to {high:+.1f}){sure}.".replace("-", "\N{MINUS SIGN}")
