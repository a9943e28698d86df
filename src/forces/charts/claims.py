"""The claims themselves: both sides' figures, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forces.charts.canvas import MARGIN, box_of, grid, ink, open_sheet, styled, text_width
from forces.charts.captions import (
    Captions,
    Record,
    by_whom,
    clean,
    count,
    count_facts,
    ends_of,
    figure,
    how_sure,
    human_date,
    item_name,
    names_of,
    notes_of,
    sentence,
    unseen,
)
from forces.charts.palette import MARKERS, side_colours
from forces.charts.ratios import draw_nothing, lay_out
from forces.charts.rows import Row, draw_rows, tell
from forces.errors import ArgumentError, no_such_side
from forces.intervals import read_intervals
from forces.origins import NO_DAY, claim_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_claims"]

PANELS, ROWS = 8, 8  # more would be a poster; the footer tells how many were left out


def plot_claims(
    claims: pd.DataFrame,
    *,
    side: str | None = None,
    versus: str | None = None,
    ax: Axes | None = None,
    reading: str = "plain",
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw both sides' figures as dots with intervals, one panel for each item, measure and rate, each with its scale.

    Dots, not bars: a bar with a whisker makes the values inside the bar look likelier (Correll and Gleicher 2014). Only
    where a panel holds one exact figure for either side are they bars, mirrored from a common spine. Denied and
    projected figures are hollow. Scales start at zero, or are logarithmic where figures lie far apart.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract.
    side, versus : str, optional
        Only these sides; by default the two most named.
    ax : Axes, optional
        Where to draw, one panel only; by default a new figure with up to eight.
    reading : str
        How hedges become bounds: ``literal``, ``plain`` or ``wide``.
    palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes
        The first panel; ``.get_figure().axes`` has all.

    Raises
    ------
    ArgumentError
        If `ax` is given and the claims need more than one panel, or a side is named by no claim.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.charts import read_chart
    >>> from forces.claims import make_claims
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", article_id="a")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> read_chart(plot_claims(claims))[["name", "value"]].values.tolist()
    [['Russia', 500.0], ['Ukraine', 125.0]]
    >>> plt.close("all")
    """
    sides = _sides(claims, side, versus)
    counts = claims[claims["unit"].eq("count") & claims["side"].isin(sides)]
    with styled(ax, dark=dark):
        if counts.empty:
            return draw_nothing(ax, width, "No figure to draw", "No claim gives a count for either side.")
        spans = read_intervals(counts, reading=reading)
        drawn = counts.assign(**{f"_{c}": spans[c] for c in spans}, _day=claim_days(counts))
        panels = [p for _, p in drawn.groupby(["item", "measure", "per"], dropna=False, observed=True, sort=False)]
        panels = sorted(panels, key=lambda p: (-p["side"].nunique(), -len(p)))  # both sides first; sorting is stable
        if ax is not None and len(panels) > 1:
            names = ", ".join(_panel_name(p) for p in panels)
            raise ArgumentError(f"plot_claims draws one panel on given axes; here are {len(panels)} ({names}): filter")
        panels = [_newest(p, sides) for p in panels[:PANELS]]
        shown = pd.concat(panels)
        colours = side_colours(sides, palette)
        rows = [_mirrored([_claim_row(r, colours) for r in p.to_dict("records")]) for p in panels]
        layouts = [lay_out(ax, r, width) for r in rows]
        left, right = max(x.left for x in layouts), max(x.right for x in layouts)
        size = layouts[0].size
        facts = count_facts(shown, sides)
        if len(shown) < len(claims):
            facts.insert(0, f"{len(shown):,} of {count(len(claims), 'claim')} drawn")
        captions = _words(panels, rows, sides, facts, reading)
        room = {"left": left, "right": right, "above": 0.34, "below": 3.4 * size / 72}
        axes = open_sheet(ax, captions, [x.total for x in layouts], width=width, **room)
        for one, panel, row, layout in zip(axes, panels, rows, layouts, strict=True):
            breadth, height = box_of(one)
            _count_scale(one, row, panel, size, breadth)
            draw_rows(one, row, layout.shared(left, right), height, breadth)
            one.annotate(
                _panel_name(panel), (0, 1), xytext=(-72 * left, 3), xycoords="axes fraction",
                textcoords="offset points", weight="bold", size=size, va="bottom", annotation_clip=False,
            )  # fmt: skip
        return axes[0]


def _sides(claims: pd.DataFrame, side: str | None, versus: str | None) -> list[str]:
    """List the sides asked for, else the two most named."""
    named = list(claims["side"].dropna().value_counts(sort=True).index)
    for name in (side, versus):
        if name is not None and name not in named:
            raise no_such_side(name, named)
    asked = [n for n in (side, versus) if n is not None]
    return asked or sorted(sorted(named, key=lambda n: (-int(claims["side"].eq(n).sum()), n))[:2])


def _panel_name(panel: pd.DataFrame) -> str:
    first = panel.iloc[0]
    return item_name(first["item"], first["measure"], first["per"])


def _newest(panel: pd.DataFrame, sides: list[str]) -> pd.DataFrame:
    """Keep the newest figures, by side and date; a figure told twice by one source once."""
    same = ["side", "source", "publisher", "_day", "qualifier", "_low", "_value", "_high", "status"]
    panel = panel.drop_duplicates(same)
    late = panel["_day"].where(panel["_day"] != NO_DAY, 0).to_numpy()
    panel = panel.iloc[np.argsort(-late, kind="stable")[:ROWS]]
    order = panel["side"].map({s: i for i, s in enumerate(sides)}).to_numpy()
    return panel.iloc[np.lexsort((panel["_day"].to_numpy(), order))]


def _claim_row(r: Record, colours: Mapping[str, str]) -> Row:
    asserted = r["status"] == "asserted"
    when = human_date(r["as_of"]) or human_date(r["published"])
    detail = ", ".join(p for p in (_who(r), clean(r["place"]), when, "" if asserted else clean(r["status"])) if p)
    colour = colours[clean(r["side"])]
    label = figure(r) + (" (joint)" if r["joint"] else "")
    return Row(clean(r["side"]), detail, label, *ends_of(r, "_"), colour, MARKERS.get(colour, "o"), not asserted)


def _mirrored(rows: list[Row]) -> list[Row]:
    """Make bars of the rows where there is one exact figure for either side and nothing else."""
    exact = all(r.low == r.value == r.high and not r.hollow for r in rows)
    if len(rows) != 2 or rows[0].name == rows[1].name or not exact:
        return rows
    return [replace(r, bar=way) for r, way in zip(rows, (-1, 1), strict=True)]


def _who(r: Record) -> str:
    """Name the source of a figure, or whose word stands for it."""
    return clean(r["source"]) or f"{clean(r['publisher']) or 'the article'} (unattributed)"


def _count_scale(ax: Axes, rows: list[Row], panel: pd.DataFrame, size: float, length: float) -> None:
    from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

    ends = [e for r in rows for e in (r.low, r.value, r.high) if np.isfinite(e)]
    small = min((e for e in ends if e > 0), default=1.0)
    log = min(ends) > 0 and max(ends) > 50 * small and not rows[0].bar
    locator: LogLocator | MaxNLocator
    if log:
        ax.set_xscale("log")
        ax.set_xlim(small / 2, 2 * max(ends))
        locator = LogLocator(numticks=max(2, int(length / 0.8)))
    else:
        ax.set_xlim(-1.14 * max(ends) if rows[0].bar else 0, 1.14 * max(ends) or 1)
        if rows[0].bar:
            ax.axvline(0, color=ink(muted=True), lw=1.1, zorder=3, label="_spine")
        room = text_width(f"{max(ends):,.0f}", 0.9 * size) + 0.3
        locator = MaxNLocator(max(1, int(length / room)), steps=[1, 2, 5, 10], integer=max(ends) > 4)
    low, high = ax.get_xlim()
    ticks = {float(t): f"{abs(t):,.10g}" for t in locator.tick_values(low, high) if low <= t <= high}
    for tick, name in list(ticks.items()):  # a label that would leave the sheet
        share = np.log(tick / low) / np.log(high / low) if log else (tick - low) / (high - low)
        half = text_width(name, 0.9 * size) / 2 - 0.8 * MARGIN
        if not half <= share * length <= length - half:
            ticks.pop(tick)
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.grid(axis="x", **grid())
    per = clean(panel.iloc[0]["per"])
    unit = item_name(panel.iloc[0]["item"]) + (f" per {per}" if per else "")
    ax.set_xlabel(unit + (" (log scale)" if log else ""), size=0.9 * size, color=ink(muted=True), labelpad=2)


def _words(
    panels: list[pd.DataFrame], rows: list[list[Row]], sides: list[str], facts: list[str], reading: str
) -> Captions:
    """Say what is drawn, by whom and when."""
    shown = pd.concat(panels)
    who = " and ".join(map(clean, sides))
    when = facts[-1]
    said = [f"{_panel_name(p)}: {tell(r)}" for p, r in zip(panels, rows, strict=True)]
    names = [_who(r) for r in shown.to_dict("records")]
    told = sentence("" if by_whom(names) == names_of(names) else names_of(names), when)
    frame = shown[[c for c in shown.columns if not c.startswith("_")]]
    sure = how_sure(list(shown["_low"]), list(shown["_high"]))
    return Captions(
        f"Figures on {who}, as reported by {by_whom(names)}", f"{told} {sure}".strip(),
        notes_of(facts, reading=reading, frame=frame),
        unseen(
            f"{count(len(panels), 'panel')} of dots with whiskers or bars, a row for each figure on {who}, as reported "
            f"by {by_whom(names)}.", told, f"{'. '.join(said)}.",
        ),
    )  # fmt: skip
