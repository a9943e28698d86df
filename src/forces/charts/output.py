"""A chart in other forms: in words, as numbers, as a file."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import pandas as pd

from forces.charts.canvas import captions_of, figure_of
from forces.errors import ArgumentError
from forces.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_chart", "read_chart", "save_chart"]

FORMATS = ("png", "svg", "pdf")


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
    return captions_of(ax).alt


def read_chart(ax: Axes) -> pd.DataFrame:
    """Read the numbers back from the artists of a chart: what the picture shows, not what the frame said.

    Parameters
    ----------
    ax : Axes
        As given back by a ``plot_`` function.

    Returns
    -------
    DataFrame
        One row per dot or bar: name, low, value, high, open (``low``, ``high``, ``both`` or empty). Where an arrow
        shows an open bound, that bound is missing.

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
        along = np.abs(np.asarray(line.get_ydata() if name.startswith("y:") else line.get_xdata(), dtype=np.float64))
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
    captions = captions_of(ax)
    words = {"Title": captions.title, "Subject" if kind == "pdf" else "Description": captions.alt}
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[kind]
    figure = figure_of(ax)
    with plt.style.context("forces.forces"):  # fixed ids, so that one chart is one file
        picture = io.BytesIO()
        figure.savefig(picture, format=kind, metadata={**words, **undated})
    if isinstance(path, str | os.PathLike):
        write_whole(path, picture.getvalue())
    else:
        path.write(picture.getvalue())
