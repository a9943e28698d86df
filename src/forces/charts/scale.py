"""The scale of ratios: logarithmic, so that 1:2 and 2:1 look alike, with parity and a side at either end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from forces.charts.canvas import MARGIN, grid, ink, line_height, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ratio_scale", "tick_name", "tick_room"]


def ratio_scale(
    ax: Axes,
    ends: Sequence[float],
    sides: tuple[str, str],
    colours: Mapping[str, str],
    *,
    length: float,
    size: float,
    vertical: bool = False,
    tint: bool = True,
    tall: bool = False,
) -> None:
    """Lay a log2 scale of `length` inches that holds all `ends`: ticks 1:2, 1:1, 2:1, parity, both sides named."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    up, down = sides
    more, fewer = f"{up} more →", f"← {down} more"
    room = [min(0.45, (text_width(t, 0.9 * size) + 0.08) / length) for t in (fewer, more)]
    low, high = _limits(ends, *room)
    axis = ax.yaxis if vertical else ax.xaxis
    (ax.set_yscale if vertical else ax.set_xscale)("log", base=2)
    (ax.set_ylim if vertical else ax.set_xlim)(low, high)
    axis.set_major_locator(FixedLocator(_ticks(low, high, length, size, vertical=vertical)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda x, _: tick_name(x)))
    axis.grid(**grid())
    if tall:  # the ticks of a long chart stand at its top too
        ax.tick_params(axis="x", top=True, labeltop=True)
    line, span = (ax.axhline, ax.axhspan) if vertical else (ax.axvline, ax.axvspan)
    line(1, color=ink(muted=True), lw=1.1, zorder=1, label="_parity")
    parity = np.log(1 / low) / np.log(high / low)
    for side, ends_, where, text in ((down, (low, 1), (0, parity), fewer), (up, (1, high), (parity, 1), more)):
        span(*ends_, color=colours[side], alpha=0.07 if tint else 0, lw=0, zorder=0)
        edge: dict[str, Any] = {
            "transform": ax.transAxes,
            "color": colours[side],
            "lw": 3,
            "clip_on": False,
            "label": f"_{side}",
        }
        ax.plot(*(((0, 0), where) if vertical else (where, (1, 1))), **edge)
        last = text is more
        turn = {"rotation": 90, "ha": "right", "va": "top" if last else "bottom"} if vertical else {"va": "bottom"}
        ax.annotate(
            "\n".join(wrap(text, 0.9 * size, (where[1] - where[0]) * length)),
            (0, last) if vertical else (last, 1),
            xycoords="axes fraction",
            xytext=(-72 * tick_room(size), 0) if vertical else (0, 4 + 1.9 * size * tall),
            textcoords="offset points",
            annotation_clip=False,
            size=0.9 * size,
            linespacing=1.1,
            **({"ha": "right" if last else "left"} | turn),
        )


def tick_room(size: float) -> float:
    """Give the width that labels of a vertical ratio scale take, in inches."""
    return text_width("1:1,000", 0.9 * size) + 0.08


def tick_name(ratio: float) -> str:
    """Print a tick.

    Examples
    --------
    >>> tick_name(0.2), tick_name(1), tick_name(400)
    ('1:5', '1:1', '400:1')
    """
    return f"{ratio:,.0f}:1" if ratio >= 1 else f"1:{1 / ratio:,.0f}"


def _limits(ends: Sequence[float], left: float, right: float) -> tuple[float, float]:
    """Find limits that hold all ends and parity, with a share of the scale on either side of parity for the names."""
    logs = np.log2([e for e in ends if np.isfinite(e) and e > 0] + [0.5, 2.0])
    pad = 0.05 * np.ptp(logs)
    low, high = logs.min() - pad, logs.max() + pad
    low, high = min(low, -high * left / (1 - left)), max(high, -low * right / (1 - right))
    return float(2**low), float(2**high)


def _ticks(low: float, high: float, length: float, size: float, *, vertical: bool) -> list[float]:
    """Choose round ratios within the limits: 1, 2, 3, 5, 10 and on, thinned until their labels stand apart."""
    most = max(high, 1 / low)
    for steps in ((1, 2, 3, 5), (1, 2, 5), (1, 3), (1,)):
        whole = [s * 10.0**k for k in range(int(np.log10(most)) + 1) for s in steps if s * 10**k <= most]
        ticks = sorted({*(1 / w for w in whole), *whole})
        ticks = [t for t in ticks if _inside(t, low, high, 0 if vertical else size, length)]
        at = np.log(ticks) / np.log(high / low) * length
        need = [line_height(size) if vertical else text_width(tick_name(t), 0.9 * size) + 0.06 for t in ticks]
        if all(b - a >= (m + n) / 2 for a, b, m, n in zip(at, at[1:], need, need[1:], strict=False)):
            break
    return ticks


def _inside(tick: float, low: float, high: float, size: float, length: float) -> bool:
    """Tell whether a tick's label stays on the sheet."""
    half = text_width(tick_name(tick), 0.9 * size) / 2 - 0.8 * MARGIN if size else 0.0
    at = np.log(tick / low) / np.log(high / low) * length
    return bool(max(half, 0) <= at <= length - max(half, 0))
