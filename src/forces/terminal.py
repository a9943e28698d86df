"""What a command prints: tables that fit the terminal, rows for a pipe, progress, and messages.

Rows go to standard output, all else to standard error. Nothing is coloured.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from forces.files import frame_bytes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["fit_table", "print_rows", "progress", "say"]

T = TypeVar("T")
#: columns that a table keeps, with cells cut, before it leaves one out
_LEAST = 5


def say(text: str, *, quiet: bool = False) -> None:
    """Print a message to standard error."""
    if not quiet:
        print(f"forces: {text}", file=sys.stderr)


def progress(things: Iterable[T], unit: str, *, quiet: bool = False) -> Iterator[T]:
    """Pass things on, telling how many and how fast, where standard error is a terminal."""
    if quiet or not sys.stderr.isatty():
        return iter(things)
    from tqdm import tqdm

    return iter(tqdm(things, unit=f" {unit}", leave=False, delay=0.3))


def print_rows(
    frame: pd.DataFrame, columns: Sequence[str], *, as_json: bool = False, table: bool | None = None, title: str = ""
) -> None:
    """Print a frame: a table of some columns to a terminal, every column as CSV to a pipe, or as JSON.

    Parameters
    ----------
    frame : DataFrame
        One row per line.
    columns : sequence of str
        What a table shows, the least needed last; ``figure`` joins qualifier, bounds, rate and status.
    as_json : bool
        Print a JSON list of objects, whoever reads it.
    table : bool, optional
        Print a table also to a pipe, or never.
    title : str
        A line above a table.
    """
    if as_json:
        sys.stdout.write(frame_bytes(frame, "json").decode())
    elif sys.stdout.isatty() if table is None else table:
        if title:
            print(title)
        print(fit_table(frame, columns, shutil.get_terminal_size().columns))
    else:
        sys.stdout.write(frame_bytes(frame, "csv").decode())


def fit_table(frame: pd.DataFrame, columns: Sequence[str], width: int) -> str:
    """Lay a frame out as plain text of at most some width: without empty columns, spare ones and ends of cells.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     {"side": ["Russia"], "place": [None], "value": [10000.0], "note": ["a rather long remark"]}
    ... )
    >>> print(fit_table(frame, ["side", "value", "place", "note"], 28))
      side  value note
    Russia 10,000 a rather long…
    """
    rows = cast("list[dict[str, Any]]", frame.astype("object").where(frame.notna(), None).to_dict("records"))
    cells = {c: [_figure(row) if c == "figure" else _cell(row[c]) for row in rows] for c in columns}
    cells = {c: texts for c, texts in cells.items() if any(texts)}
    widths = {c: max(len(c), *map(len, texts)) for c, texts in cells.items()}
    while len(widths) > _LEAST and _width(widths) > width:
        widths.popitem()
    while _width(widths) > width and max(widths.values()) > 1:
        widths[max(widths, key=lambda c: (widths[c], list(widths).index(c)))] -= 1
    lines = [{c: c for c in widths}, *({c: cells[c][i] for c in widths} for i in range(len(rows)))]
    right = {c for c in widths if all(set(text) <= set("0123456789,.") for text in cells[c])}
    laid = (
        " ".join(_cut(line[c], n).rjust(n) if c in right else _cut(line[c], n).ljust(n) for c, n in widths.items())
        for line in lines
    )
    return "\n".join(line.rstrip() for line in laid)


def _width(widths: dict[str, int]) -> int:
    return sum(widths.values()) + len(widths) - 1


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _cell(value: object) -> str:
    """Print a cell: a missing value as nothing, a number with separators, a text as one line without control codes."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.10g}"
    from forces.charts.captions import clean

    return clean(value)


def _figure(row: Mapping[str, Any]) -> str:
    """Print a figure with its rate, the side compared with and its status: at most 10,000 a day."""
    from forces.charts.captions import figure

    rate = f" {'an' if row['per'] == 'hour' else 'a'} {row['per']}" if row["per"] else ""
    versus = f" vs {row['versus']}" if row["versus"] else ""
    return f"{figure(row)}{rate}{versus}{'' if row['status'] == 'asserted' else ', ' + row['status']}"
