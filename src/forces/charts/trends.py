"""A ratio over time: points with whiskers, the line and band found for them, and who counted when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from forces.charts.canvas import base_size, box_of, ink, line_height, open_sheet, styled, text_width
from forces.charts.captions import (
    Captions,
    Record,
    clean,
    count,
    ends_of,
    human_date,
    item_name,
    names_of,
    notes_of,
    warring,
)
from forces.charts.coverage import draw_strip, strip_rows
from forces.charts.palette import GREY, MARKERS, side_colours
from forces.charts.ratios import STANCES, draw_nothing
from forces.charts.rows import Row, draw_dot, reach
from forces.charts.scale import ratio_scale, tick_room
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


def plot_trends(
    trend: TrendFrames,
    *,
    side: str | None = None,
    versus: str | None = None,
    item: str | None = None,
    place: str | None = None,
    annotations: Mapping[str, str] | None = None,
    reading: str = "plain",
    ax: Axes | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw one ratio over time on a log2 axis, with its line and band where there is one, above a strip of coverage.

    Shape and colour tell whose account a point is; ratios that a source stated itself are hollow. For exactly two dates
    the points of one origin are joined, as in a slope chart.

    Parameters
    ----------
    trend : Trend
        As from `ratio_trends`.
    side, versus : str, optional
        The sides whose ratio it is, as given to `ratio_trends`; needed where the trend itself does not say.
    item, place : str, optional
        Which of the trends to draw; by default the one with most points, and the footer tells of the others.
    annotations : mapping, optional
        ISO date to a few words, at most three.
    reading : str
        The reading given to `ratio_trends`, for the footer.
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
        If the sides are not known, the trend holds no such item or place, or there are more than three annotations.

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
    >>> ax = plot_trends(ratio_trends(claims, **pair), **pair)
    >>> ax.get_yscale(), len(ax.child_axes)
    ('log', 1)
    >>> plt.close("all")
    """
    if len(annotations or {}) > 3:
        raise ArgumentError(f"annotations takes at most three dates; got {len(annotations or {})}")
    side, versus = _sides(trend, side, versus)
    points, others = _chosen(trend.points, item, place)
    with styled(ax, dark=dark):
        if points.empty:
            return draw_nothing(ax, width, "No trend to draw", "No ratio of the two sides has a date.")
        one = points.iloc[0]
        fit, slopes, coverage = (_same(f, one) for f in (trend.fit, trend.slopes, trend.coverage))
        colours = side_colours((side, versus), palette)
        size = base_size(width if ax is None else box_of(ax)[0])
        origins, strip = strip_rows(coverage)
        left = max([tick_room(size) + 0.22, *(min(text_width(o, 0.8 * size), 1.5) + 0.1 for o in origins)])
        deep = 0.16 + line_height(0.8 * size) * 1.15 * len(origins)
        legend = _legend(points, side, versus, colours)
        tall = (0.85 if width < 5 else 0.5) * width
        captions = _captions(points, slopes, (side, versus), fitted=len(fit) > 0, reading=reading, others=others)
        if ax is not None and box_of(ax)[1] < SHORT:
            deep, origins = 0.0, []
        narrow = width < 5 or ax is not None
        room = {"left": left, "right": 0.1, "above": 0.42 if narrow else 0.26, "below": 0.35 + deep}
        (axes,) = open_sheet(ax, captions, [tall], width=width, **room)
        breadth, height = box_of(axes)
        dots = [_dot(r, side, versus, colours) for r in points.to_dict("records")]
        ends = [*reach(dots), *fit["low"].astype("float64"), *fit["high"].astype("float64")]
        ratio_scale(axes, ends, (side, versus), colours, length=height, size=size, vertical=True)
        days = points["date"].to_numpy().astype("datetime64[D]")
        _span_dates(axes, days, breadth)
        for i, (dot, day) in enumerate(zip(dots, days, strict=True)):
            draw_dot(axes, i, dot, day, vertical=True)
        _draw_fit(axes, fit)
        if len(np.unique(days)) == 2:
            _join(axes, points, size)
        for i, (date, text) in enumerate(sorted((annotations or {}).items())):
            _annotate(axes, date, text, i, size)
        axes.legend(
            handles=legend, loc="lower left", bbox_to_anchor=(-left / breadth, 1.0), ncols=2 if narrow else 4,
            fontsize=0.85 * size, borderaxespad=0.2, handletextpad=0.3, columnspacing=1.2,
        )  # fmt: skip
        if origins:
            draw_strip(axes, origins, strip, deep / height, size)
        return axes


def _sides(trend: TrendFrames, side: str | None, versus: str | None) -> tuple[str, str]:
    """Take the sides as given, else from the trend; a ratio that is nobody's says nothing."""
    side, versus = side or getattr(trend, "side", None), versus or getattr(trend, "versus", None)
    if side is None or versus is None:
        raise ArgumentError(
            "plot_trends needs the sides that ratio_trends was given: plot_trends(trend, side=..., versus=...)"
        )
    return side, versus


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


def _legend(points: pd.DataFrame, side: str, versus: str, colours: Mapping[str, str]) -> list[object]:
    """Explain the shapes that occur."""
    from matplotlib.lines import Line2D

    out: list[object] = []
    for stance, colour in (("own", colours[side]), ("enemy", colours[versus]), ("third", GREY)):
        known = points["stance"].fillna("third")
        if known.eq(stance).any():
            told = STANCES[stance] if points["stance"].eq(stance).any() else "party not known"
            told = told.format(side=side, versus=versus)
            out.append(Line2D([], [], color=colour, marker=MARKERS.get(colour, "D"), ls="", ms=5, label=told))
    bases = (("computed", ink(), "divided from two counts"), ("stated", "none", "ratio stated by the source"))
    for basis, face, told in bases:
        if points["basis"].eq(basis).any():
            out.append(Line2D([], [], color=ink(), marker="o", mfc=face, ls="", ms=5, label=told))
    return out


def _span_dates(ax: Axes, days: np.ndarray, breadth: float) -> None:
    """Lay the axis of dates."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    at = date2num(np.unique(days))
    pad = max((0.3 if len(at) == 2 else 0.05) * float(np.ptp(at)), 4.0)
    ax.set_xlim(at.min() - pad, at.max() + pad)
    ax.xaxis_date()
    if len(at) <= 2:
        ax.set_xticks(at, [human_date(str(d)) for d in np.unique(days)])
        return
    locator = AutoDateLocator(minticks=2, maxticks=max(3, int(breadth / 0.8)))
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))


def _draw_fit(ax: Axes, fit: pd.DataFrame) -> None:
    if len(fit):
        low, value, high = (fit[c].to_numpy(dtype=np.float64, na_value=np.nan) for c in ("low", "value", "high"))
        ax.fill_between(fit["date"], low, high, color=ink(muted=True), alpha=0.16, lw=0, zorder=0.5, label="_band")
        ax.plot(fit["date"], value, color=ink(), lw=1.4, zorder=2.5, label="_fit")


def _join(ax: Axes, points: pd.DataFrame, size: float) -> None:
    """Join the two dates of each origin, and print the ratios beside their points where they do not crowd."""
    step = line_height(0.85 * size) / box_of(ax)[1] * np.log(ax.get_ylim()[1] / ax.get_ylim()[0])
    for first, day in zip((True, False), sorted(points["date"].unique()), strict=True):
        taken: list[float] = []
        for value in points.loc[points["date"].eq(day), "value"].astype("float64"):
            if all(abs(np.log(value / other)) >= step for other in taken):
                taken.append(value)
                ax.annotate(
                    ratio_label(value, value, value), (day, value), xytext=(-7 if first else 7, 0),
                    textcoords="offset points", ha="right" if first else "left", va="center", size=0.85 * size,
                )  # fmt: skip
    for _, own in points.groupby(["origin", "basis"]):
        if own["date"].nunique() == 2:
            values = own["value"].astype("float64")
            ax.plot(own["date"], values, color=ink(muted=True), lw=1, zorder=1.5, label="_slope")


def _annotate(ax: Axes, date: str, text: str, i: int, size: float) -> None:
    """Mark a date with a few words at the foot of the plot, one line each."""
    from matplotlib.dates import date2num

    try:
        at = pd.Timestamp(date)
    except ValueError:
        raise ArgumentError(f"annotations must be keyed by ISO dates; got {date!r}") from None
    ax.axvline(date2num(at), color=ink(muted=True), lw=0.8, ls=":", zorder=1, label="_annotation")
    start, stop = ax.get_xlim()
    late = date2num(at) > (start + stop) / 2
    ax.annotate(
        clean(text), (at, 0), xycoords=("data", "axes fraction"), xytext=(-3 if late else 3, 3 + 1.3 * 0.85 * size * i),
        textcoords="offset points", ha="right" if late else "left", size=0.85 * size, color=ink(muted=True),
    )  # fmt: skip


def _captions(
    points: pd.DataFrame, slopes: pd.DataFrame, sides: tuple[str, str], *, fitted: bool, reading: str, others: int
) -> Captions:
    side, versus = map(clean, sides)
    one, ends = points.iloc[0], [human_date(str(d)[:10]) for d in (points["date"].min(), points["date"].max())]
    what = item_name(one["item"], one["measure"], None) + (f", {clean(one['place'])}" if clean(one["place"]) else "")
    when = " to ".join(dict.fromkeys(ends))
    pooled = slopes[slopes["origin"].isna()]
    change = _change(pooled.iloc[0]) if fitted and len(pooled) else ""
    short = "" if fitted or not len(pooled) else f"no trend line: {clean(pooled.iloc[0]['note'])}"
    by = names_of(list(points["origin"].value_counts().index))
    told = f"Reported by {by}, {when}. {change}".strip()
    party = points.drop_duplicates("origin")["stance"].dropna()
    ids = {i for joined in points["claim_ids"].dropna() for i in joined.split()}
    n_origins = count(points["origin"].nunique(), "origin")
    facts = [
        f"{count(len(points), 'point')} from {count(len(ids), 'claim')} of {n_origins}",
        warring(party.isin(["own", "enemy"]).mean()) if len(party) else "",
        when, short, f"{count(others, 'other trend')} of other items or places not drawn" if others else "",
        "band: 95% of lines through resampled origins" if fitted else "",
    ]  # fmt: skip
    shown = points.fillna({"low": 0.0, "high": np.inf}).astype(dict.fromkeys(("low", "value", "high"), "float64"))
    said = "; ".join(
        f"{human_date(str(r['date'])[:10])} {ratio_label(r['low'], r['value'], r['high'])} ({r['origin']})"
        for r in shown.to_dict("records")
    )
    return Captions(
        f"{what[:1].upper()}{what[1:]}: {side} to {versus} over time, as reported", told,
        notes_of(facts, reading=reading, frame=points),
        f"Points with whiskers on a log scale over time: {what}, {side} to {versus}. {told} "
        f"{short + '. ' if short else ''}{said}. Below, which origin reported when. Reported figures, not verified.",
    )  # fmt: skip


def _change(slope: pd.Series) -> str:
    """Say how the ratio changes."""
    value, low, high = (float(slope[c]) for c in ("per_cent_a_month", "low", "high"))
    sure = "" if low > 0 or high < 0 else ", so no clear direction"
    return f"Line: {value:+.1f}% a month ({low:+.1f} to {high:+.1f}){sure}.".replace("-", "\N{MINUS SIGN}")
