"""The sheet a chart stands on: style, measured text, a scale for ratios, and the text alternative that goes with it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from forces.charts.captions import Captions
from forces.errors import ArgumentError, ForcesError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_chart", "read_chart", "save_chart"]

MARGIN = 0.12  # inches around a sheet
FORMATS = ("png", "svg", "pdf")
_ALT: WeakKeyDictionary[Axes, Captions] = WeakKeyDictionary()


@contextmanager
def styled(dark: bool | None, ax: Axes | None) -> Iterator[None]:
    """Draw in the style of forces; dark where asked for, or where the axes or the style in use are dark."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import to_rgb

    ground = plt.rcParams["figure.facecolor"] if ax is None else ax.get_facecolor()
    if dark is None:
        dark = sum(to_rgb(ground)) < 1.2
    with plt.style.context(["forces.forces", *(["forces.dark"] if dark else [])]):
        yield


def ink(*, muted: bool = False) -> str:
    """Give the colour of text in the style in use."""
    import matplotlib as mpl

    return str(mpl.rcParams["xtick.color" if muted else "text.color"])


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return 1.03 * float(width) / 72


def line_height(size: float) -> float:
    """Give the height of one line, in inches."""
    return 1.28 * size / 72


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `width` inches; a longer word is cut."""
    lines, line = [], ""
    for word in text.split():
        while text_width(word, size, bold=bold) > width and len(word) > 1:
            head = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], size, bold=bold) <= width)
            lines += [*([line] if line else []), word[:head]]
            line, word = "", word[head:]
        joined = f"{line} {word}".strip()
        if line and text_width(joined, size, bold=bold) > width:
            lines, joined = [*lines, line], word
        line = joined
    return [*lines, line] if line else lines


def base_size(width: float) -> float:
    """Choose the text size for a chart of so many inches: 85 mm of print to a slide."""
    return 9.0 if width >= 5 else 7.5


def open_sheet(
    ax: Axes | None,
    captions: Captions,
    heights: Sequence[float],
    *,
    width: float,
    left: float = 0.0,
    right: float = 0.0,
    above: float = 0.0,
    below: float = 0.0,
) -> list[Axes]:
    """Give one axes for each height (inches), with title above and footer below; or put the words round given axes.

    Given axes stay inside the place they had, so that nothing of them can overlap a neighbour or leave the figure.
    """
    from matplotlib import pyplot as plt

    given = None if ax is None else box_of(ax)
    wide = width if given is None else given[0]
    size, inner = base_size(wide), wide - (2 * MARGIN if given is None else 0)
    blocks = {
        "title": (wrap(captions.title, 1.25 * size, inner, bold=True), 1.25 * size),
        "subtitle": (wrap(captions.subtitle, size, inner), size),
        "footer": (wrap(captions.footer, 0.8 * size, inner), 0.8 * size),
    }
    tall = {name: len(lines) * line_height(points) for name, (lines, points) in blocks.items()}
    head, foot = tall["title"] + tall["subtitle"] + 0.08, tall["footer"] + 0.06
    if ax is None:
        total = 2 * MARGIN + head + foot + sum(h + above + below for h in heights)
        figure = plt.figure(figsize=(width, total))
        top, axes = total - MARGIN - head, []
        for h in heights:
            top -= above + h
            place = ((MARGIN + left) / width, top / total, (inner - left - right) / width, h / total)
            axes.append(figure.add_axes(place))
            top -= below
        at = {"x": MARGIN, "top": total - MARGIN, "foot": MARGIN + tall["footer"]}
        put = {"transform": figure.dpi_scale_trans}
        write = figure.text
    else:
        head, foot = head + above, foot + below
        figure, axes = ax.figure, [ax]
        bottom = 0.0
        if figure.get_layout_engine() is None:
            place = ax.get_position()
            share = place.height / given[1] if given else 0.0
            body = max(given[1] - head - foot, 0.25 * given[1]) if given else 0.0
            ax.set_position((place.x0, place.y0 + foot * share, place.width, body * share))
        height = box_of(ax)[1]
        at = {"x": 0.0, "top": height + head, "foot": bottom - below - 0.06}
        put = {"transform": figure.dpi_scale_trans + _corner(ax)}
        write = ax.text
    kind = {"va": "top", "ha": "left", "linespacing": 1.2, "parse_math": False, **put}
    for name, y in (("title", at["top"]), ("subtitle", at["top"] - tall["title"] - 0.02), ("footer", at["foot"])):
        lines, points = blocks[name]
        look = {"weight": "bold"} if name == "title" else {"color": ink(muted=name == "footer")}
        write(at["x"], y, "\n".join(lines), size=points, label=f"_{name}", **look, **kind)
    for one in axes:
        _ALT[one] = captions
        one.tick_params(length=3, labelsize=0.9 * size, colors=ink(muted=True))
    return axes


def box_of(ax: Axes) -> tuple[float, float]:
    """Measure axes, in inches."""
    figure = ax.figure.get_figure(root=True)
    place = ax.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    return float(place.width), float(place.height)


def _corner(ax: Axes):  # type: ignore[no-untyped-def]  # noqa: ANN202  # a private transform of matplotlib
    """Move the origin to the lower left corner of axes, wherever a layout puts them."""
    from matplotlib.transforms import BboxTransformFrom, ScaledTranslation  # noqa: F401

    raise NotImplementedError


def ratio_scale(
    ax: Axes, ends: Sequence[float], names: tuple[str, str], colours: Mapping[str, str], *, size: float, vertical: bool = False
) -> None:
    """Lay a log2 scale that holds all `ends`: ticks 1:2, 1:1, 2:1, parity line, names at both ends."""


def describe_chart(ax: Axes) -> str:
    raise NotImplementedError


def read_chart(ax: Axes) -> pd.DataFrame:
    raise NotImplementedError


def save_chart(ax: Axes, path: str | os.PathLike[str] | IO[bytes], *, kind: str | None = None) -> None:
    raise NotImplementedError
