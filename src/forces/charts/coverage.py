"""Who claimed what when, so that a silent source shows as a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from forces.charts.canvas import base_size, box_of, grid, ink, line_height, open_sheet, styled, text_width
from forces.charts.captions import Captions, clean, count, count_facts, names_of, notes_of
from forces.charts.palette import GREY, MARKERS, side_colours
from forces.charts.ratios import draw_nothing
from forces.origins import NO_DAY, claim_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_strip", "plot_coverage", "strip_rows"]

SOURCES = 30  # more share one row
STRIP = 6  # origins in the strip below a trend; the others share its last row


def plot_coverage(
    claims: pd.DataFrame,
    *,
    ax: Axes | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw who claimed what when: a mark for each claim, one row for each source, so that gaps can be seen.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; a column ``origin``, where present, makes the rows instead of the source.
    ax, palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="strength", qualifier="exact", value=5, source="Forbes")
    >>> ax = plot_coverage(make_claims([dict(row, published="2024-02-05"), dict(row, published="2024-05-01")]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Forbes (2)']
    >>> plt.close("all")
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    day = claim_days(claims)
    dated = claims[day != NO_DAY]
    with styled(ax, dark=dark):
        if dated.empty:
            return draw_nothing(ax, width, "No coverage to draw", "No claim has a date, its own or its article's.")
        who = dated["origin"].astype("string") if "origin" in dated.columns else dated["source"].astype("string")
        who = who.fillna(dated["publisher"].astype("string") + " (unattributed)").fillna("unnamed").map(clean)
        day = day[day != NO_DAY]
        known = who.value_counts()
        if len(known) > SOURCES:
            who = who.where(who.isin(known.index[: SOURCES - 1]), f"{len(known) - SOURCES + 1} other sources")
        first = pd.Series(day).groupby(who.to_numpy()).agg(["min", "size"]).sort_values(["min", "size"])
        first = first.loc[sorted(first.index, key=lambda n: n.endswith(" other sources"))]
        sides = [*dated["side"].dropna().value_counts().index[:2]]
        colours = side_colours(sides, palette)
        size = base_size(width if ax is None else box_of(ax)[0])
        names = {n: " ".join([n if len(n) < 42 else n[:40] + "…", f"({first.loc[n, 'size']})"]) for n in first.index}
        left = min(max(text_width(t, 0.9 * size) for t in names.values()), 0.45 * width) + 0.1
        facts = count_facts(dated, sides, len(known))
        if len(dated) < len(claims):
            facts.insert(0, f"{count(len(claims) - len(dated), 'undated claim')} left out")
        captions = Captions(
            "Who reported figures when",
            f"{names_of(sides)} as counted by {names_of(list(known.index))}, {facts[-1]}.",
            notes_of(facts, reading="", frame=dated),
            f"One row for each of {count(len(first), 'source')}, a mark for each claim on its date. "
            + "; ".join(f"{n}: {count(int(k), 'claim')}" for n, k in first["size"].items())
            + ". Reported figures, not verified.",
        )
        pitch = 1.5 * line_height(0.9 * size)
        (axes,) = open_sheet(ax, captions, [pitch * len(first)], width=width, left=left, above=0.3, below=0.45)
        axes.set_ylim(len(first) - 0.5, -0.5)
        axes.set_yticks(range(len(first)), list(names.values()), size=0.9 * size, color=ink(muted=True))
        axes.tick_params(axis="y", length=0)
        row = who.map({n: i for i, n in enumerate(first.index)}).to_numpy()
        colour = dated["side"].map(colours).fillna(GREY).to_numpy()
        lift = dict(zip(colours.values(), (-0.17, 0.17), strict=False))
        for c in dict.fromkeys(colour):
            at = colour == c
            label = next((s for s, found in colours.items() if found == c), "other sides")
            when, across = day[at].astype("datetime64[D]"), row[at] + lift.get(c, 0)
            axes.plot(when, across, MARKERS.get(c, "o"), color=c, ms=4, alpha=0.8, label=label)
        axes.grid(**grid())
        locator = AutoDateLocator(minticks=2, maxticks=max(3, int(box_of(axes)[0] / 0.9)))
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        axes.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=0.9 * size, borderaxespad=0.1, handletextpad=0.2
        )
        return axes


def strip_rows(coverage: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """Name the rows of the strip, most points first, and number each window's row."""
    total = coverage.groupby("origin", sort=True)["n_points"].sum().sort_values(ascending=False, kind="stable")
    names = [*total.index[: STRIP if len(total) > STRIP + 1 else STRIP + 1]]
    row = coverage["origin"].map({n: i for i, n in enumerate(names)}).fillna(len(names)).astype(int)
    strip = coverage.assign(row=row).groupby(["row", "window"])["n_points"].sum().reset_index()
    rest = len(total) - len(names)
    shown = [clean(n) if len(clean(n)) < 27 else clean(n)[:25] + "…" for n in names]
    return [*shown, *([count(rest, "other")] if rest else [])], strip


def draw_strip(ax: Axes, origins: list[str], strip: pd.DataFrame, share: float, size: float) -> None:
    """Draw below the dates which origins gave points in which window."""
    gap = 0.3 / box_of(ax)[1]
    below = ax.inset_axes((0, -share - gap, 1, share), sharex=ax)
    below.set_label("coverage")
    below.set_ylim(len(origins) - 0.4, -0.9)
    below.set_yticks(range(len(origins)), origins, size=0.8 * size, color=ink(muted=True))
    below.tick_params(axis="both", length=0, labelbottom=False)
    below.grid(visible=True, axis="y")
    below.spines["bottom"].set_visible(False)
    when = pd.to_datetime(strip["window"]).to_numpy().astype("datetime64[D]") + np.timedelta64(14, "D")
    shade = 6 + 10 * np.sqrt(strip["n_points"].to_numpy(dtype=np.float64))
    look: dict[str, Any] = {"marker": "s", "color": ink(muted=True), "lw": 0, "clip_on": False, "label": "_coverage"}
    below.scatter(when, strip["row"], s=shade, **look)
