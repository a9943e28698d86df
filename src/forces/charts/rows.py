"""Rows of dots with whiskers: names on the left, figures in words on the right, or both above where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forces.charts.canvas import halo, ink, line_height, text_width, wrap
from forces.errors import ArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["NARROW", "Layout", "Row", "draw_bar", "draw_dot", "draw_rows", "lay_rows", "reach", "tell"]

Words = tuple[list[str], list[str], list[str]]

ARROW = 0.11  # length of an open bound's arrow, as a share of the scale
SMALLEST = 0.65  # smaller than this, words in given axes could not be read
NARROW = 4.6  # inches below which names and figures stand above the whiskers


@dataclass(frozen=True)
class Row:
    """One dot: low and high are NaN where the bound is open; without a colour it is drawn like text.

    A bar instead, for a single exact figure, points to the left (-1) or to the right (1) of a common spine.
    """

    name: str
    detail: str
    label: str
    low: float
    value: float
    high: float
    colour: str = ""
    marker: str = "o"
    hollow: bool = False
    apart: bool = False
    bar: int = 0


@dataclass(frozen=True)
class Layout:
    """Where the words of rows go, in inches."""

    size: float
    wide: bool
    left: float
    right: float
    words: list[Words]
    heights: list[float]

    @property
    def total(self) -> float:
        """Height of all rows."""
        return sum(self.heights)

    def shared(self, left: float, right: float) -> Layout:
        """Give the same rows beside wider columns of words."""
        return replace(self, left=left, right=right)


def lay_rows(rows: Sequence[Row], size: float, inner: float, *, wide: bool) -> Layout:
    """Break the words of rows into lines and find how much room they take of `inner` inches."""
    small = 0.8 * size
    rows = [replace(r, label=r.label.replace("cannot tell", "cannot\N{NO-BREAK SPACE}tell")) for r in rows]
    if wide:
        left = min(0.31 * inner, max(_widest(rows, "name", size), _widest(rows, "detail", small), 0.4)) + 0.02
        right = min(0.21 * inner, _widest(rows, "label", size)) + 0.02
        words = [(wrap(r.name, size, left), wrap(r.detail, small, left), wrap(r.label, size, right)) for r in rows]
        one, two = line_height(size), line_height(small)
        heights = [
            max(len(n) * one + len(d) * two, len(w) * one) + 0.13 + 0.12 * r.apart
            for (n, d, w), r in zip(words, rows, strict=True)
        ]
        return Layout(size, wide, left + 0.1, right + 0.1, words, heights)
    words, heights = [], []
    for r in rows:
        beside = text_width(r.name, size) + text_width(r.label, size) + 0.15 <= inner
        name, label = ([r.name], [r.label]) if beside else (wrap(r.name, size, inner), wrap(r.label, size, inner))
        words.append((name, wrap(r.detail, small, inner), label))
        lines = max(len(name), len(label)) if beside else len(name) + len(label)
        heights.append(lines * line_height(size) + len(words[-1][1]) * line_height(small) + 0.3 + 0.12 * r.apart)
    return Layout(size, wide, 0.0, 0.0, words, heights)


def _widest(rows: Sequence[Row], field: str, size: float) -> float:
    return max((text_width(getattr(r, field), size) for r in rows), default=0.0)


def tell(rows: Sequence[Row], most: int = 20) -> str:
    """Say rows in words."""
    said = [f"{r.name} {r.label} ({r.detail})" for r in rows[:most]]
    return "; ".join([*said, *([f"and {len(rows) - most} more"] if len(rows) > most else [])])


def reach(rows: Sequence[Row]) -> list[float]:
    """List the numbers that a log scale must hold, room for arrows included."""
    ends = [e for r in rows for e in (r.low, r.value, r.high) if np.isfinite(e) and e > 0]
    span = max([*ends, 1.4]) / min([*ends, 1 / 1.4])
    arrow = span ** (1.3 * ARROW)
    ends += [r.value / arrow for r in rows if np.isnan(r.low)]
    return ends + [r.value * arrow for r in rows if np.isnan(r.high)]


def draw_rows(ax: Axes, rows: Sequence[Row], layout: Layout, height: float, width: float) -> None:
    """Draw rows on axes of `height` and `width` inches whose scale is set."""
    fit = min(1.0, height / layout.total)
    if fit < SMALLEST:
        raise ArgumentError(
            f"{len(rows)} rows need {layout.total:.1f} inches of height and the axes leave {height:.1f}: "
            "give larger axes or none, or fewer rows"
        )
    ax.set_ylim(layout.total, 0)
    ax.set_yticks([])
    top = 0.0
    for i, (row, words, room) in enumerate(zip(rows, layout.words, layout.heights, strict=True)):
        if row.apart:
            ax.axhline(top + 0.06, color=ink(muted=True), lw=0.6, xmin=-layout.left / width, clip_on=False)
            top, room = top + 0.12, room - 0.12
        _write(ax, i, words, layout, (top, room), fit=fit, width=width)
        at = top + (room / 2 if layout.wide else room - 0.12)
        (draw_bar if row.bar else draw_dot)(ax, i, row, at, size=layout.size)
        top += room


def _write(
    ax: Axes, i: int, words: Words, layout: Layout, at: tuple[float, float], *, fit: float, width: float
) -> None:
    """Write the words of a row that begins at, and takes, so many inches."""
    (name, detail, label), (top, room) = words, at
    size, small = layout.size * fit, 0.8 * layout.size * fit
    one, two = line_height(layout.size), line_height(0.8 * layout.size)
    x = -layout.left / width
    if layout.wide:
        first = top + (room - len(name) * one - len(detail) * two) / 2
        places = [(x, first), (x, first + len(name) * one), (1 + 0.1 / width, top + (room - len(label) * one) / 2)]
        align = ("left", "left", "left")
    else:
        both = text_width(" ".join(name), layout.size) + text_width(" ".join(label), layout.size) + 0.15 <= width
        under = top + 0.05 + one * (max(len(name), len(label)) if both else len(name) + len(label))
        places = [(0, top + 0.05), (0, under), (1, top + 0.05) if both else (0, top + 0.05 + one * len(name))]
        align = ("left", "left", "right" if both else "left")
    looks = (("name", size, ink()), ("detail", small, ink(muted=True)), ("label", size, ink()))
    for lines, (left, y), ha, (kind, points, colour) in zip(words, places, align, looks, strict=True):
        if lines:
            text = ax.text(left, y, "\n".join(lines), transform=ax.get_yaxis_transform(), ha=ha, va="top", size=points)
            text.set(color=colour, linespacing=1.2, label=f"_{kind}|{i}", clip_on=False, zorder=4)
            if not layout.wide:  # words stand on the plot: keep its lines off them
                text.set_path_effects(halo(ax))


def draw_bar(ax: Axes, i: int, row: Row, at: float, *, size: float) -> None:
    """Draw one bar from the spine, as long as its figure."""
    tip = row.bar * row.value
    ax.plot([tip, 0], [at, at], color=row.colour, lw=1.3 * size, label=f"_value|{i}|{row.name}", zorder=2)
    ax.plot([row.bar * row.low, row.bar * row.high], [at, at], lw=0, label=f"_interval|{i}|{row.name}")


def draw_dot(ax: Axes, i: int, row: Row, at: float, *, size: float, vertical: bool = False) -> None:
    """Draw one dot with its whisker beside text of `size`; an open bound is an arrow."""
    k = max(1.0, size / 9)
    name = f"{i}|{'y:' if vertical else ''}{row.name}"

    def xy(along: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
        across = [at] * len(along)
        return (across, along) if vertical else (along, across)

    colour = row.colour or ink()
    low, high = (row.value if np.isnan(e) else e for e in (row.low, row.high))
    dashes = (0, (3, 2)) if row.hollow and not vertical else "-"
    ax.plot(*xy([low, high]), color=colour, lw=1.6 * k, ls=dashes, zorder=2, label=f"_interval|{name}")
    axis = ax.yaxis if vertical else ax.xaxis
    start, stop = axis.get_view_interval()
    for kind, bound, sign in (("low", row.low, -1), ("high", row.high, 1)):
        if np.isnan(bound):
            log = axis.get_scale() == "log"
            tip = row.value * (stop / start) ** (sign * ARROW) if log else row.value + sign * ARROW * (stop - start)
            tip = max(tip, 0.0)
            ends = [(at, v) if vertical else (v, at) for v in (tip, row.value)]
            arrow = {"arrowstyle": "-|>", "color": colour, "lw": 1.6 * k, "mutation_scale": 9 * k}
            arrow |= {"shrinkA": 0, "shrinkB": 0}
            drawn = ax.annotate("", ends[0], ends[1], arrowprops=arrow, annotation_clip=False, zorder=2)
            drawn.set_label(f"_{kind}|{i}")
    face = ax.get_facecolor() if row.hollow else colour
    ax.plot(*xy([row.value]), row.marker, ms=6 * k, mfc=face, mec=colour, mew=1.4 * k, zorder=3, label=f"_value|{name}")
