"""An axis of dates whose labels are full dates or name their year, however short the time and narrow the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forces.charts.canvas import MARGIN, text_width
from forces.charts.captions import human_date

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["date_axis"]

#: steps between ticks as pandas writes them, and how many characters of an ISO date tell such a tick
STEPS = (
    ("D", 10), ("2D", 10), ("W-MON", 10), ("2W-MON", 10), ("MS", 7), ("2MS", 7), ("QS", 7), ("2QS", 7), ("YS", 4),
    ("2YS", 4), ("5YS", 4), ("10YS", 4), ("20YS", 4),
)  # fmt: skip


def date_axis(ax: Axes, days: np.ndarray, length: float, size: float) -> None:
    """Lay an axis of `length` inches that holds all days, with as many ticks as their labels leave room for."""
    from matplotlib.dates import date2num

    found = np.unique(days)
    at = np.atleast_1d(date2num(found))
    pad = max((0.3 if len(at) == 2 else 0.04) * float(np.ptp(at)), 4.0)
    ax.set_xlim(at[0] - pad, at[-1] + pad)
    ax.xaxis_date()
    if len(at) <= 2:
        ax.set_xticks(at, [human_date(str(day)) for day in found])
        return
    first, last = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=x) for x in ax.get_xlim())
    for freq, digits in STEPS:
        ticks = pd.date_range(first.ceil("D"), last, freq=freq)
        names = [human_date(str(t)[:digits]) for t in ticks]
        room = max((text_width(name, 0.9 * size) for name in names), default=0.0) + 0.1
        if len(ticks) * room <= length:
            break
    start, stop = ax.get_xlim()
    place = {float(t): (t - start) / (stop - start) * length for t in date2num(ticks)}
    shown = {
        t: n for t, n in zip(place, names, strict=True) if place[t] + text_width(n, 0.9 * size) / 2 < length + MARGIN
    }
    ax.set_xticks(list(shown), list(shown.values()))
