"""Writing a file whole or not at all, and tables as the bytes of a file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from forces import __version__
from forces.errors import ArgumentError, ForcesError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "KINDS",
    "LARGEST",
    "data_hash",
    "file_kind",
    "frame_bytes",
    "frame_parts",
    "guarded",
    "made_by",
    "parse_frame",
    "read_parquet",
    "row_hash",
    "write_whole",
]

#: the kinds of table file, by the end of the name
KINDS = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "jsonl"}
#: bytes of each kind that are read into a frame, for which 4 GB of memory are needed
LARGEST = {"csv": 1_000_000_000, "parquet": 1_000_000_000, "json": 500_000_000, "jsonl": 500_000_000}
#: cells and bytes that a Parquet file may unpack to: a file of 2 MB can hold 30 million rows
_CELLS, _UNPACKED = 150_000_000, 3_000_000_000
_ROWS = 20_000  #: rows of a table that are made text at a time


def write_whole(
    path: str | os.PathLike[str], data: bytes | Iterable[bytes], *, error: type[ForcesError] = ForcesError
) -> Path:
    """Write a file beside its place and move it there, so that readers see the old one or the new one, never half.

    It is on the disk before it has its name: a crash of the machine leaves the old file or the new one, too.

    Parameters
    ----------
    path : path
        Where to.
    data : bytes, or iterable of bytes
        All of it, or one piece after the other.
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
            file.writelines([data] if isinstance(data, bytes) else data)
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
    return b"".join(frame_parts(frame, kind))


def frame_parts(frame: pd.DataFrame, kind: str) -> Iterator[bytes]:
    """Give the same piece by piece, so that a long table needs little memory beside its own."""
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(frame, preserve_index=False)
        data = io.BytesIO()
        pq.write_table(
            table.replace_schema_metadata({**table.schema.metadata, b"forces": made_by(frame).encode()}), data
        )
        yield data.getvalue()
    elif kind == "csv":
        cells = guarded(frame)
        bare = any(cells[c].astype("string").str.contains("\r").any() for c in _texts(cells))  # which csv leaves bare
        quoting: Literal[0, 2] = 2 if bare else 0  # csv.QUOTE_NONNUMERIC, csv.QUOTE_MINIMAL
        for at in range(0, max(len(cells), 1), _ROWS):
            rows = cells.iloc[at : at + _ROWS]
            text = rows.to_csv(index=False, header=at == 0, lineterminator="\n", quoting=quoting)
            yield text.encode("utf-8", "replace")
    else:
        start, between, stop = ("[\n", ",\n", "\n]\n") if kind == "json" else ("", "\n", "\n")
        yield start.encode()
        for at in range(0, len(frame), _ROWS):
            cells = frame.iloc[at : at + _ROWS].astype("object")
            told = cells.where(cells.notna(), None).to_dict("records")
            lines = between.join(json.dumps(row, ensure_ascii=False, default=str) for row in told)
            yield ((between if at else "") + lines).encode()
        yield stop.encode() if kind == "json" or len(frame) else b""


#: a cell that a spreadsheet would run as a formula, however many apostrophes it begins with
_FORMULA = r"'*[=+\-@\t\r]"


def _texts(frame: pd.DataFrame) -> list[str]:
    return [str(c) for c in frame if frame[c].dtype in ("string", "object")]


def guarded(frame: pd.DataFrame, *, lift: bool = False) -> pd.DataFrame:
    r"""Put an apostrophe before each text that a spreadsheet would run as a formula; `lift` takes it away again.

    The rule of OWASP's page on CSV injection: cells that begin with ``=``, ``+``, ``-``, ``@``, a tab or a carriage
    return. Numbers are left alone, names of columns are not, and so are texts that begin with an apostrophe and a word.

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
    cells = {
        c: x.where(~x.str.match(mark).fillna(False), x.str.replace(old, new, regex=True)) for c, x in risky.items()
    }
    heads = {c: re.sub(old, new, c) for c in frame if isinstance(c, str) and re.match(mark, c)}
    return frame.assign(**cells).rename(columns=heads)


def parse_frame(data: bytes, kind: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read a table as written by `frame_bytes`; one without rows has `columns` where it names none.

    Raises
    ------
    ValueError
        If it is not of that kind.
    """
    import pandas as pd

    if kind == "parquet":
        return read_parquet(io.BytesIO(data))
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


def read_parquet(file: str | io.BytesIO, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a Parquet file, or some columns, by its own schema: what it says to pandas is not believed.

    Raises
    ------
    ValueError
        If it is broken, lacks a column, or would unpack to more than memory is for.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as parquet:
            texts = [
                c.name for c in parquet.schema_arrow if pa.types.is_string(c.type) or pa.types.is_large_string(c.type)
            ]
        with pq.ParquetFile(file, read_dictionary=texts) as parquet:  # what is said a million times is held once
            told, names = parquet.metadata, parquet.schema_arrow.names
            if absent := set(columns or ()) - set(names):
                raise ValueError(f"lacks {', '.join(sorted(absent))}")
            unpacked = sum(told.row_group(i).total_byte_size for i in range(told.num_row_groups))
            if told.num_rows * told.num_columns > _CELLS or unpacked > _UNPACKED:
                raise ValueError(f"{told.num_rows} rows are too many for one frame: split it")
            table = parquet.read(columns=None if columns is None else list(columns))
        if sum(map(_said, table.columns)) > _UNPACKED:
            raise ValueError("its texts are too long for one frame: split it")
        plain = [c.with_type(c.type.value_type) if pa.types.is_dictionary(c.type) else c for c in table.schema]
        table = table.cast(pa.schema(plain))
        table.validate(full=True)  # texts that are not UTF-8 as well
        kinds = dict.fromkeys((pa.string(), pa.large_string()), pd.StringDtype())
        frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, types_mapper=kinds.get)
    except (pa.ArrowException, OSError, MemoryError, OverflowError) as error:
        raise ValueError(str(error) or type(error).__name__) from error
    return frame


def _said(column: Any) -> int:  # noqa: ANN401  # pyarrow has no types
    """Count the bytes of a column whose repeated texts are held once, as if each were written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    return sum(pc.sum(pc.binary_length(c.dictionary).take(c.indices)).as_py() or 0 for c in column.chunks)
