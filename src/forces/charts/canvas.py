"""The sheet a chart stands on: style, measured text, a scale for ratios, and the text alternative that goes with it."""

from __future__ import annotations

import os
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

    Given axes shrink inside the place they had, so that nothing of them overlaps a neighbour or leaves the figure.
    """
    import matplotlib.pyplot as plt

    given = (0.0, 0.0) if ax is None else box_of(ax)
    size, inner = base_size(given[0] or width), given[0] or width - 2 * MARGIN
    title = wrap(captions.title, 1.25 * size, inner, bold=True)
    blocks = (
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
            place = ((MARGIN + left) / width, top / total, (inner - left - right) / width, h / total)
            axes.append(figure.add_axes(place))
            top -= below
    else:
        axes, place = [ax], ax.get_position()
        body = given[1] - head - above - foot - below
        least = min(0.5, *heights)
        if body < least:
            raise ArgumentError(
                f"the axes are {given[0]:.1f} by {given[1]:.1f} inches and the chart needs {given[1] - body + least:.1f} "
                "of height: give larger axes, or none"
            )
        if ax.get_figure(root=True).get_layout_engine() is None:  # type: ignore[union-attr]  # else it finds the room
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


def box_of(ax: Axes) -> tuple[float, float]:
    """Measure axes, in inches."""
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # axes at hand stand in a figure
    place = ax.get_window_extent()
    return float(place.width / dpi), float(place.height / dpi)


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
) -> None:
    """Lay a log2 scale of `length` inches that holds all `ends`: ticks 1:2, 1:1, 2:1, parity, both sides named."""
    import matplotlib as mpl
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
    axis.grid(visible=True, color=mpl.rcParams["grid.color"], lw=mpl.rcParams["grid.linewidth"])
    line, span = (ax.axhline, ax.axhspan) if vertical else (ax.axvline, ax.axvspan)
    line(1, color=ink(muted=True), lw=1.1, zorder=1, label="_parity")
    parity = np.log(1 / low) / np.log(high / low)
    for side, ends_, where, text in ((down, (low, 1), (0, parity), fewer), (up, (1, high), (parity, 1), more)):
        span(*ends_, color=colours[side], alpha=0.07 if tint else 0, lw=0, zorder=0)
        edge = {"transform": ax.transAxes, "color": colours[side], "lw": 3, "clip_on": False, "label": f"_{side}"}
        ax.plot(*(((0, 0), where) if vertical else (where, (1, 1))), **edge)
        last = text is more
        turn = {"rotation": 90, "ha": "right", "va": "top" if last else "bottom"} if vertical else {"va": "bottom"}
        ax.annotate(
            "\n".join(wrap(text, 0.9 * size, (where[1] - where[0]) * length)), (0, last) if vertical else (last, 1),
            xycoords="axes fraction", xytext=(-72 * tick_room(size), 0) if vertical else (0, 4), textcoords="offset points",
            size=0.9 * size, linespacing=1.1, annotation_clip=False, **({"ha": "right" if last else "left"} | turn),
        )  # fmt: skip

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


def describe_chart(ax: Axes) -> str:
    """Say in words what a chart of forces shows, for those who cannot see it.

    Parameters
    ----------
    ax : Axes
        As given back by a ``plot_`` function.

    Returns
    -------
    str
        The text alternative, made from the numbers drawn.

    Raises
    ------
    ArgumentError
        If the axes hold no chart of forces.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.ratios import force_ratios
    >>> from forces.claims import make_claims
    >>> from forces.charts import plot_ratios
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", article_id="a")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> print(describe_chart(plot_ratios(force_ratios(claims, side="Russia", versus="Ukraine")))[:60])
    Dots with whiskers on a log scale, one row for each ratio of
    >>> plt.close("all")
    """
    if ax not in _ALT:
        raise ArgumentError("describe_chart takes axes that a plot_ function of forces gave back")
    return _ALT[ax].alt


def read_chart(ax: Axes) -> pd.DataFrame:
    """Read the numbers back from the artists of a chart: what the picture shows, not what the frame said.

    Parameters
    ----------
    ax : Axes
        As given back by a ``plot_`` function.

    Returns
    -------
    DataFrame
        One row per dot: name, low, value, high, open (``low``, ``high``, ``both`` or empty). Where an arrow shows an open
        bound, that bound is missing.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> list(read_chart(plt.figure().add_subplot()))
    ['name', 'low', 'value', 'high', 'open']
    >>> plt.close("all")
    """
    found: dict[int, dict[str, object]] = {}
    for line in ax.lines:
        kind, _, rest = str(line.get_label()).removeprefix("_").partition("|")
        number, _, name = rest.partition("|")
        if kind not in ("value", "interval"):
            continue
        row = found.setdefault(int(number), {"name": name, "low": np.nan, "value": np.nan, "high": np.nan, "open": ""})
        along = line.get_ydata() if name.startswith("y:") else line.get_xdata()
        row |= {"value": along[0]} if kind == "value" else {"low": along[0], "high": along[-1]}
    for text in ax.texts:
        kind, _, number = str(text.get_label()).removeprefix("_").partition("|")
        if kind in ("low", "high"):
            row = found[int(number)]
            row[kind], row["open"] = np.nan, "both" if row["open"] else kind
    frame = pd.DataFrame([found[i] for i in sorted(found)], columns=["name", "low", "value", "high", "open"])
    return frame.assign(name=frame["name"].astype("str").str.removeprefix("y:"))


def save_chart(ax: Axes, path: str | os.PathLike[str] | IO[bytes], *, kind: str | None = None) -> None:
    """Write the figure of a chart with its title and text alternative inside, whole or not at all.

    Parameters
    ----------
    ax : Axes
        As given back by a ``plot_`` function.
    path : path or file
        Where to; an older file of that name is unchanged if writing fails.
    kind : {"png", "svg", "pdf"}, optional
        The format, where the name does not end so.

    Raises
    ------
    ArgumentError
        If the format is another.
    ForcesError
        If the file cannot be written.

    Examples
    --------
    >>> import io
    >>> from forces.charts import plot_ratios
    >>> from forces.claims import make_claims
    >>> from forces.ratios import force_ratios
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", article_id="a")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> picture = io.BytesIO()
    >>> save_chart(plot_ratios(force_ratios(claims, side="Russia", versus="Ukraine")), picture, kind="svg")
    >>> b"<dc:description>" in picture.getvalue()
    True
    """
    import matplotlib.pyplot as plt

    name = Path(path) if isinstance(path, str | os.PathLike) else None
    kind = kind or (name.suffix.lower().lstrip(".") if name else "png")
    if kind not in FORMATS:
        raise ArgumentError(f"{name or kind}: a picture is one of {', '.join(FORMATS)}")
    captions = _ALT.get(ax, Captions("", "", "", ""))
    words = {"Title": captions.title, "Subject" if kind == "pdf" else "Description": captions.alt}
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[kind]
    figure = ax.get_figure(root=True)
    with plt.style.context("forces.forces"):  # fixed ids, so that one chart is one file
        metadata = {**words, **undated}
        if name is None:
            figure.savefig(path, format=kind, metadata=metadata)  # type: ignore[union-attr,arg-type]
            return
        try:
            handle, part = tempfile.mkstemp(prefix=f".{name.name}.", dir=name.parent)
        except OSError as error:
            raise ForcesError(_unwritable(name, error)) from None
        try:
            with os.fdopen(handle, "wb") as file:
                figure.savefig(file, format=kind, metadata=metadata)  # type: ignore[union-attr]
            Path(part).chmod(0o644)
            Path(part).replace(name)
        except OSError as error:
            raise ForcesError(_unwritable(name, error)) from error
        finally:
            Path(part).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> str:
    return f"{path}: cannot be written ({error.strerror or error}); choose an existing folder that you may write to"
