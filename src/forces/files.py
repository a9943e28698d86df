"""Writing a file whole or not at all, and tables as the bytes of a file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from forces import __version__
from forces.errors import ArgumentError, ForcesError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "KINDS",
    "data_hash",
    "file_kind",
    "frame_bytes",
    "guarded",
    "made_by",
    "parse_frame",
    "row_hash",
    "write_whole",
]

#: the kinds of table file, by the end of the name
KINDS = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "jsonl"}


def write_whole(path: str | os.PathLike[str], data: bytes, *, error: type[ForcesError] = ForcesError) -> Path:
    """Write a file beside its place and move it there, so that readers see the old one or the new one, never half.

    It is on the disk before it has its name: a crash of the machine leaves the old file or the new one, too.

    Parameters
    ----------
    path : path
        Where to.
    data : bytes
        All of it.
    error : type
        What to raise.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ForcesError
        If it cannot be written; an older file of that name is then unchanged.
    """
    path = Path(path)
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            part = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
        _sync_folder(path.parent)
    except BaseException as problem:  # Ctrl-C leaves nothing behind either
        if part is not None:
            part.unlink(missing_ok=True)
        if not isinstance(problem, OSError):
            raise
        why = problem.strerror or str(problem)
        raise error(f"{path}: cannot be written ({why}); choose an existing folder that you may write to") from None
    return path


def _sync_folder(folder: Path) -> None:
    """Put a folder's new entry on the disk, where the platform can."""
    with suppress(OSError):  # Windows opens no folder, and some file systems sync none
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def file_kind(path: Path, what: str) -> str:
    """Tell by its name how a table file is written.

    Raises
    ------
    ArgumentError
        If the name ends otherwise; `what` begins the message.

    Examples
    --------
    >>> file_kind(Path("claims.CSV"), "a claims file")
    'csv'
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ArgumentError(f"{path}: {what} ends in {', '.join(KINDS)}, not {path.suffix or 'without any of them'}")
    return kind


def row_hash(frame: pd.DataFrame) -> int:
    """Sum the hashes of a table's rows: 64 bits that do not depend on the order of the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"side": ["Russia", "Ukraine"], "value": [5.0, 1.0]})
    >>> row_hash(frame) == row_hash(frame.iloc[::-1]) == sum(map(row_hash, (frame[:1], frame[1:]))) % 2**64
    True
    """
    from pandas.util import hash_pandas_object

    texts = dict.fromkeys(frame.columns[frame.dtypes == "object"], "string")
    return int(hash_pandas_object(frame.astype(texts), index=False).sum()) if len(frame.columns) else 0


def data_hash(frame: pd.DataFrame) -> str:
    """Name a table by eight digits that change with any cell, and not with the order of the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> data_hash(pd.DataFrame({"side": ["Russia", "Ukraine"], "value": [5.0, 1.0]}))
    '00647aed'
    """
    what = f"{list(frame.columns)} {len(frame)} {row_hash(frame)}"
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def made_by(frame: pd.DataFrame) -> str:
    """Say by which version a table was made, and which table it is."""
    return f"forces {__version__}, data {data_hash(frame)}"


def frame_bytes(frame: pd.DataFrame, kind: str) -> bytes:
    r"""Give a table as the bytes of a file; text in UTF-8, one row a line, what is missing empty or null.

    Examples
    --------
    >>> import pandas as pd
    >>> frame_bytes(pd.DataFrame({"side": ["Russia"], "value": [pd.NA]}), "jsonl")
    b'{"side": "Russia", "value": null}\n'
    """
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(frame, preserve_index=False)
        data = io.BytesIO()
        pq.write_table(
            table.replace_schema_metadata({**table.schema.metadata, b"forces": made_by(frame).encode()}), data
        )
        return data.getvalue()
    if kind == "csv":
        cells = guarded(frame)
        bare = any(cells[c].astype("string").str.contains("\r").any() for c in _texts(cells))  # which csv leaves bare
        quoting: Literal[0, 2] = 2 if bare else 0  # csv.QUOTE_NONNUMERIC, csv.QUOTE_MINIMAL
        return cells.to_csv(index=False, lineterminator="\n", quoting=quoting).encode("utf-8", "replace")
    cells = frame.astype("object")
    lines = [
        json.dumps(row, ensure_ascii=False, default=str) for row in cells.where(cells.notna(), None).to_dict("records")
    ]
    text = "[\n" + ",\n".join(lines) + "\n]\n" if kind == "json" else "".join(f"{line}\n" for line in lines)
    return text.encode()


#: a cell that a spreadsheet would run as a formula, however many apostrophes it begins with
_FORMULA = r"'*[=+\-@\t\r]"


def _texts(frame: pd.DataFrame) -> list[str]:
    return [str(c) for c in frame if frame[c].dtype in ("string", "object")]


def guarded(frame: pd.DataFrame, *, lift: bool = False) -> pd.DataFrame:
    r"""Put an apostrophe before each text that a spreadsheet would run as a formula; `lift` takes it away again.

    The rule of OWASP's page on CSV injection: cells that begin with ``=``, ``+``, ``-``, ``@``, a tab or a carriage
    return. Numbers are left alone, and so are texts that begin with an apostrophe and a word.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"source": ["=1+1", "'=1+1", "'s-Hertogenbosch"]}, dtype="string")
    >>> list(guarded(frame)["source"])
    ["'=1+1", "''=1+1", "'s-Hertogenbosch"]
    >>> guarded(guarded(frame), lift=True).equals(frame)
    True
    """
    mark = f"'{_FORMULA}" if lift else _FORMULA
    old, new = ("^'", "") if lift else ("^", "'")
    risky = {c: frame[c].astype("string") for c in _texts(frame)}
    risky = {c: x for c, x in risky.items() if x.str.match(mark).any()}
    return frame.assign(
        **{
            str(c): x.where(~x.str.match(mark).fillna(False), x.str.replace(old, new, regex=True))
            for c, x in risky.items()
        }
    )


def parse_frame(data: bytes, kind: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read a table as written by `frame_bytes`; one without rows has `columns` where it names none.

    Raises
    ------
    ValueError
        If it is not of that kind.
    """
    import pandas as pd

    if kind == "parquet":
        return _parse_parquet(data)
    if kind == "csv":
        cells = pd.read_csv(io.BytesIO(data), dtype="object", keep_default_na=False, na_values=[""], encoding="utf-8")
        return guarded(cells, lift=True)
    try:
        rows = json.loads(data) if kind == "json" else [json.loads(line) for line in data.splitlines() if line.strip()]
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no list of objects")
    return pd.DataFrame(rows, columns=None if rows else list(columns), dtype="object")


def _parse_parquet(data: bytes) -> pd.DataFrame:
    """Read the columns of a Parquet file as its own schema has them: what it says to pandas is not believed."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(data)).replace_schema_metadata(None)
        text = dict.fromkeys((pa.string(), pa.large_string()), pd.StringDtype())
        frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, types_mapper=text.get)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(str(error)) from error
    return frame
