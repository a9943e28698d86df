"""Who claimed what when, so that a silent source shows as a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from forces.charts.canvas import (
    MARGIN,
    base_size,
    box_of,
    grid,
    ink,
    line_height,
    open_sheet,
    shorten,
    styled,
    text_width,
)
from forces.charts.captions import Captions, clean, count, count_facts, item_name, names_of, notes_of, sentence, unseen
from forces.charts.dates import date_axis
from forces.charts.palette import GREY, MARKERS, side_colours
from forces.charts.ratios import draw_nothing
from forces.errors import ArgumentError
from forces.origins import NO_DAY, claim_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_strip", "plot_coverage", "strip_rows"]

By = Literal["source", "item"]

ROWS = 30  # more share one row
STRIP = 6  # origins in the strip below a trend; the others share its last row


def plot_coverage(
    claims: pd.DataFrame,
    *,
    by: By = "source",
    ax: Axes | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw who claimed what when: a mark for each claim, one row for each source or item, so that gaps can be seen.

    Marks tell by colour and shape whose forces were counted; planned, wanted and denied figures are hollow.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; a column ``origin``, where present, makes the rows instead of the source.
    by : {"source", "item"}
        What has a row: who reported, or what was counted.
    ax, palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes

    Raises
    ------
    ArgumentError
        If `by` is another.

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
    if by not in get_args(By):
        raise ArgumentError(f"by must be one of {', '.join(get_args(By))}; got {by!r}")
    every = claim_days(claims)
    dated, days = claims[every != NO_DAY], every[every != NO_DAY].astype("datetime64[D]")
    with styled(ax, dark=dark):
        if dated.empty:
            return draw_nothing(ax, width, "No coverage to draw", "No claim has a date, its own or its article's.")
        who = _sources(dated)
        row = who if by == "source" else _items(dated)
        known = row.value_counts()
        if len(known) > ROWS:
            row = row.where(row.isin(known.index[: ROWS - 1]), f"{len(known) - ROWS + 1} other {by}s")
        first = pd.Series(days).groupby(row.to_numpy()).agg(["min", "size"]).sort_values(["min", "size"])
        rows = {str(n): int(k) for n, k in first["size"].items()}
        rows = dict(sorted(rows.items(), key=lambda r: r[0].endswith(f" other {by}s")))
        sides = [*dated["side"].dropna().value_counts().index[:2]]
        inner = width - 2 * MARGIN if ax is None else box_of(ax)[0]
        size = base_size(width if ax is None else inner)
        names = [shorten(n, 0.9 * size, 0.38 * inner) + f" ({k})" for n, k in rows.items()]
        left = max(text_width(t, 0.9 * size) for t in names) + 0.1
        captions = _captions(dated, len(claims) - len(dated), sides, who, rows, by)
        pitch = 1.5 * line_height(0.9 * size)
        room = {"left": left, "right": 0.05, "above": 2.1 * line_height(size), "below": 2.0 * line_height(size)}
        (axes,) = open_sheet(ax, captions, [pitch * len(rows)], width=width, **room)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(range(len(rows)), names, size=0.9 * size, color=ink(muted=True))
        axes.tick_params(axis="y", length=0)
        axes.grid(**grid())
        at = row.map({n: i for i, n in enumerate(rows)}).to_numpy()
        _draw_marks(axes, dated, days, at, side_colours(sides, palette), size)
        breadth = box_of(axes)[0]
        date_axis(axes, days, breadth, size)
        axes.legend(
            loc="lower left", bbox_to_anchor=(-left / breadth, 1), ncols=4, fontsize=0.9 * size, borderaxespad=0.1,
            handletextpad=0.1, columnspacing=1.0, borderpad=0.2,
        )  # fmt: skip
        return axes


def _sources(claims: pd.DataFrame) -> pd.Series:
    """Name the origin or source of each claim, or whose word stands for it."""
    who = claims["origin" if "origin" in claims.columns else "source"].astype("string")
    return who.fillna(claims["publisher"].astype("string") + " (unattributed)").fillna("unnamed").map(clean)


def _items(claims: pd.DataFrame) -> pd.Series:
    named = [item_name(i, m) for i, m in zip(claims["item"], claims["measure"], strict=True)]
    return pd.Series(named, index=claims.index, dtype="string")


def _draw_marks(
    ax: Axes, claims: pd.DataFrame, days: np.ndarray, row: np.ndarray, colours: Mapping[str, str], size: float
) -> None:
    """Draw a mark for each claim, the two sides a little apart, and explain the marks that occur."""
    colour = claims["side"].map(dict(colours)).fillna(GREY).to_numpy()
    firm = claims["status"].eq("asserted").to_numpy(dtype=bool, na_value=False)
    lift = dict(zip(colours.values(), (-0.17, 0.17), strict=False))
    look: dict[str, Any] = {"ls": "", "ms": 4 * max(1.0, size / 9)}
    for c in dict.fromkeys(colour):
        side = next((s for s, found in colours.items() if found == c), "other sides")
        for of, face in ((firm, c), (~firm, "none")):
            at = (colour == c) & of
            if at.any():
                across = row[at] + lift.get(c, 0)
                ax.plot(days[at], across, marker=MARKERS.get(c, "o"), mec=c, mfc=face, label=side, **look)
                side = f"_{side}"
    if not firm.all():
        ax.plot([], [], marker="o", mec=ink(), mfc="none", label="planned or denied", **look)


def _captions(
    dated: pd.DataFrame, undated: int, sides: list[str], who: pd.Series, rows: Mapping[str, int], by: str
) -> Captions:
    facts = count_facts(dated, sides, who.nunique())
    named = sentence(f"Reported by {names_of(list(who.value_counts().index))}", facts[-1])
    left_out = [f"{count(undated, 'undated claim')} left out"] if undated else []
    said = "; ".join(f"{n}: {count(k, 'claim')}" for n, k in rows.items())
    return Captions(
        f"Figures on {names_of(sides)}: {'who reported' if by == 'source' else 'what was reported'} when", named,
        notes_of([*left_out, *facts, "dates only, so no reading"], reading="", frame=dated),
        unseen(f"One row for each of {count(len(rows), by)}, a mark for each claim on its date.", named, f"{said}."),
    )  # fmt: skip


def strip_rows(coverage: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """Name the rows of the strip, most points first, and number each window's row."""
    total = coverage.groupby("origin", sort=True)["n_points"].sum().sort_values(ascending=False, kind="stable")
    names = [*total.index[: STRIP if len(total) > STRIP + 1 else STRIP + 1]]
    row = coverage["origin"].map({n: i for i, n in enumerate(names)}).fillna(len(names)).astype(int)
    strip = coverage.assign(row=row).groupby(["row", "window"])["n_points"].sum().reset_index()
    rest = len(total) - len(names)
    return [*map(clean, names), *([count(rest, "other")] if rest else [])], strip


def draw_strip(ax: Axes, origins: list[str], strip: pd.DataFrame, days: np.ndarray, share: float, size: float) -> None:
    """Draw below the dates which origins gave points in which window, none before or after all points."""
    gap = 0.3 / box_of(ax)[1]
    below = ax.inset_axes((0, -share - gap, 1, share), sharex=ax)
    below.set_label("coverage")
    below.set_ylim(len(origins) - 0.4, -0.9)
    below.set_yticks(range(len(origins)), origins, size=0.8 * size, color=ink(muted=True))
    below.tick_params(axis="both", length=0, labelbottom=False)
    below.grid(visible=True, axis="y")
    below.spines["bottom"].set_visible(False)
    when = pd.to_datetime(strip["window"]).to_numpy().astype("datetime64[D]") + np.timedelta64(14, "D")
    when = np.clip(when, days.min(), days.max())
    shade = 6 + 10 * np.sqrt(strip["n_points"].to_numpy(dtype=np.float64))
    look: dict[str, Any] = {"marker": "s", "color": ink(muted=True), "lw": 0, "clip_on": False, "label": "_coverage"}
    below.scatter(when, strip["row"], s=shade, **look)
