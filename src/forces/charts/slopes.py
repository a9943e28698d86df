"""Two dates joined: each origin's ratio before and after, named where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forces.charts.canvas import box_of, halo, ink, line_height, shorten, text_width
from forces.charts.captions import clean
from forces.intervals import ratio_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST", "draw_slopes"]

MOST = 12  # points of one date that can be named beside it


def draw_slopes(ax: Axes, points: pd.DataFrame, size: float) -> None:
    """Join the two dates of each origin; print ratios and, at its last date, each origin's name beside the points."""
    from matplotlib.dates import date2num

    small = 0.85 * size
    length, height = box_of(ax)
    first, last = sorted(points["date"].unique())
    final = points.groupby("origin")["date"].transform("max")
    value = points["value"].astype("float64")
    ratio = [ratio_label(v, v, v) for v in value]
    named = [shorten(clean(o), small, 0.2 * length) if d == f else "" for o, d, f in
             zip(points["origin"], points["date"], final, strict=True)]  # fmt: skip
    labels = pd.Series([" ".join(filter(None, pair)) for pair in zip(ratio, named, strict=True)], index=points.index)
    at = date2num([first, last])
    room = [max(text_width(t, small) for t in labels[points["date"] == day]) + 0.25 for day in (first, last)]
    scale = (at[1] - at[0]) / (length - sum(room))
    ax.set_xlim(at[0] - room[0] * scale, at[1] + room[1] * scale)
    low, high = np.log(ax.get_ylim())
    for day, sign in ((first, -1), (last, 1)):
        own = points.index[points["date"] == day]
        wanted = (np.log(value[own].to_numpy()) - low) / (high - low) * height
        for i, up in zip(own, _spread(wanted, 1.05 * line_height(small), height) - wanted, strict=True):
            ax.annotate(
                labels[i], (day, value[i]), xytext=(sign * 7, 72 * up), textcoords="offset points",
                ha="right" if sign < 0 else "left", va="center", size=small, path_effects=halo(ax), zorder=4,
            )  # fmt: skip
    for _, own in points.groupby(["origin", "basis"]):
        if own["date"].nunique() == 2:
            ax.plot(own["date"], value[own.index], color=ink(muted=True), lw=1, zorder=1.5, label="_slope")


def _spread(wanted: np.ndarray, step: float, height: float) -> np.ndarray:
    """Move places apart until neighbours are a step from each other, within the height."""
    order = np.argsort(wanted, kind="stable")
    at = np.clip(wanted[order], step / 2, height - step / 2)
    for _ in range(200):
        gap = step - np.diff(at)
        if not (gap > 1e-9).any():
            break
        push = np.clip(gap, 0, None) / 2
        at[:-1] -= push
        at[1:] += push
        at = np.clip(at, step / 2, height - step / 2)
    out: np.ndarray = np.empty_like(at)
    out[order] = at
    return out
