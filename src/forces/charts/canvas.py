"""The sheet a chart stands on: style, measured text, and the words around the plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from forces.charts.captions import Captions
from forces.errors import ArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "MARGIN", "base_size", "box_of", "captions_of", "figure_of", "grid", "halo", "ink", "line_height", "open_sheet",
    "shorten", "styled", "text_width", "wrap",
]  # fmt: skip

MARGIN = 0.12  # inches around a sheet
_ALT: WeakKeyDictionary[Axes, Captions] = WeakKeyDictionary()


@contextmanager
def styled(ax: Axes | None, *, dark: bool | None) -> Iterator[None]:
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
    """Break a text at its spaces into lines of at most `width` inches; a longer word is cut."""
    lines, line = [], ""
    for word in filter(None, text.split(" ")):
        while text_width(word, size, bold=bold) > width and len(word) > 1:
            fits = (n for n in range(len(word) - 1, 1, -1) if text_width(word[:n], size, bold=bold) <= width)
            head = next(fits, 1)
            lines += [*([line] if line else []), word[:head]]
            line, word = "", word[head:]
        joined = f"{line} {word}".strip()
        if line and text_width(joined, size, bold=bold) > width:
            lines, joined = [*lines, line], word
        line = joined
    return [*lines, line] if line else lines


def shorten(text: str, size: float, width: float) -> str:
    """Cut a text to `width` inches, and show that it was cut."""
    if text_width(text, size) <= width:
        return text
    fits = (n for n in range(len(text) - 1, 0, -1) if text_width(text[:n] + "…", size) <= width)
    return text[: next(fits, 1)].rstrip() + "…"


def base_size(width: float) -> float:
    """Choose the text size for a chart of so many inches: 85 mm of print, a page, or a slide read from afar."""
    return 7.5 if width < 5 else max(9.0, 1.25 * width)


def halo(ax: Axes) -> list[Any]:
    """Keep what lies below words off them."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.5, foreground=ax.get_facecolor())]


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

    Given axes shrink inside the place they had, so that nothing of them overlaps a neighbour or leaves the figure.
    """
    import matplotlib.pyplot as plt

    given = (0.0, 0.0) if ax is None else box_of(ax)
    size, inner = base_size(given[0] or width), given[0] or width - 2 * MARGIN
    title = wrap(captions.title, 1.25 * size, inner, bold=True)
    blocks: tuple[tuple[list[str], float, dict[str, Any]], ...] = (
        (title, 1.25 * size, {"weight": "bold"}),
        (wrap(captions.subtitle, size, inner), size, {}),
        (wrap(captions.footer, 0.8 * size, inner), 0.8 * size, {"color": ink(muted=True)}),
    )
    tall = [len(lines) * line_height(points) for lines, points, _ in blocks]
    head, foot = tall[0] + tall[1] + 0.1, tall[2] + 0.06
    if ax is None:
        total = 2 * MARGIN + head + foot + sum(h + above + below for h in heights)
        figure, axes = plt.figure(figsize=(width, total)), []
        top = total - MARGIN - head
        for h in heights:
            top -= above + h
            axes.append(
                figure.add_axes(((MARGIN + left) / width, top / total, (inner - left - right) / width, h / total))
            )
            top -= below
    else:
        axes, place = [ax], ax.get_position()
        body = given[1] - head - above - foot - below
        least = min(0.5, *heights)
        if body < least:
            raise ArgumentError(
                f"the axes are {given[0]:.1f} by {given[1]:.1f} inches and the chart needs "
                f"{given[1] - body + least:.1f} of height: give larger axes, or none"
            )
        if figure_of(ax).get_layout_engine() is None:  # else it finds the room
            x, y = place.width / given[0], place.height / given[1]
            ax.set_position(
                (place.x0 + left * x, place.y0 + (foot + below) * y, (given[0] - left - right) * x, body * y)
            )
        for name, spine in ax.spines.items():  # as in a new figure of our style
            spine.set_visible(name == "bottom")
            spine.set_color(ink(muted=True))
    starts = ((axes[0], 1, above + head), (axes[0], 1, above + head - tall[0] - 0.02), (axes[-1], 0, -below - 0.06))
    for (one, edge, up), (lines, points, look) in zip(starts, blocks, strict=True):
        one.annotate(
            "\n".join(lines), (0, edge), xytext=(-72 * left, 72 * up), xycoords="axes fraction",
            textcoords="offset points", va="top", size=points, linespacing=1.2, annotation_clip=False, **look,
        )  # fmt: skip
    for one in axes:
        _ALT[one] = captions
        one.tick_params(length=3, labelsize=0.9 * size, color=ink(muted=True), labelcolor=ink(muted=True))
    return axes


def figure_of(ax: Axes) -> Figure:
    """Give the figure that holds axes."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ArgumentError("the axes stand in no figure any more: make new ones")
    return figure


def grid() -> dict[str, Any]:
    """Give the look of grid lines in the style in use, which given axes may not have."""
    import matplotlib as mpl

    return {"visible": True, "color": mpl.rcParams["grid.color"], "lw": mpl.rcParams["grid.linewidth"]}


def box_of(ax: Axes) -> tuple[float, float]:
    """Measure axes, in inches."""
    dpi = figure_of(ax).dpi
    place = ax.get_window_extent()
    return float(place.width / dpi), float(place.height / dpi)


def captions_of(ax: Axes) -> Captions:
    """Give the words of a chart of forces."""
    if ax not in _ALT:
        raise ArgumentError("these axes hold no chart of forces: give axes that a plot_ function gave back")
    return _ALT[ax]
