"""Many articles in one place: folders, globs, zip, jsonl, csv, parquet and web archives, one entry at a time.

A part is a share of such a source that can be read by itself, on another machine too.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from forces.errors import ArticleError, needed
from forces.fetching import LIMIT
from forces.pages import kind_of

__all__ = ["FILES", "UNPACKED", "Entry", "Part", "feed_kind", "file_entry", "find_entries", "find_files", "find_parts"]

#: endings of a file that is one article
FILES = (".txt", ".md", ".html", ".htm", ".pdf")
#: bytes of an article in a zip: it may hold a whole book, but no bomb
UNPACKED = 100_000_000
#: shares of what must be read from its start to find one
_SHARES = 16


class Entry(NamedTuple):
    """One article as it lies there, unread: a body, or the row of a table.

    `name` says where it is; `load` gives the body or row, or raises an ArticleError.
    """

    name: str
    load: Callable[[], bytes | Mapping[str, Any]]
    declared: str = ""
    charset: str | None = None
    url: str | None = None


def feed_kind(path: Path) -> str | None:
    """Tell what kind of feed a file is by its name; None where it is a single article.

    Examples
    --------
    >>> feed_kind(Path("a.warc.gz")), feed_kind(Path("a.JSONL")), feed_kind(Path("a.txt"))
    ('warc', 'jsonl', None)
    """
    name = path.name.lower().removesuffix(".gz")
    kind = name.rpartition(".")[2]
    return kind if kind in _READERS and (not path.name.lower().endswith(".gz") or kind in ("warc", "jsonl")) else None


def find_entries(source: str | os.PathLike[str]) -> Iterator[Entry]:
    """Give the articles of a folder, a glob or a file, in the order of their names and places.

    Parameters
    ----------
    source : path or str
        A folder (its article files, and those of its folders), a glob (all that it matches), a feed or an article.

    Yields
    ------
    Entry

    Raises
    ------
    ArticleError
        If there is no such thing, it holds no article, or the feed itself cannot be read.
    """
    for file in find_files(source):
        yield from Part((str(file),)).entries()


def find_files(source: str | os.PathLike[str]) -> Iterator[Path]:
    """Give the files of a source that `find_entries` reads, sorted, one folder at a time.

    Raises
    ------
    ArticleError
        If a folder holds no article or a glob matches no file.
    """
    path = Path(source)
    if path.is_dir():
        files, why = _walk(path), f"{path}: holds no article; put {', '.join(FILES)} files into it, or name a feed"
    elif not path.exists() and set("*?[") & set(str(source)):
        found = sorted(p for p in Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))) if not p.is_dir())
        files, why = iter(found), f"{source}: matches no file"
    else:
        files, why = iter([path]), ""
    first = next(files, None)
    if first is None:
        raise ArticleError(why)
    yield first
    yield from files


def _walk(folder: Path) -> Iterator[Path]:
    """Give the articles of a folder in the order of their paths, however many they are."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name)
    except PermissionError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name)
        elif _is_article(Path(entry.name)) and entry.is_file():
            yield folder / entry.name


class Part(NamedTuple):
    """A share of a source: some article files, a feed, or a stretch of a feed.

    A stretch is counted in bytes where a feed is lines, else in entries; `size` is its share of the files' bytes.
    """

    paths: tuple[str, ...]
    start: int = 0
    stop: int | None = None
    first: int = 1  # the number of its first entry
    size: int = 0

    def entries(self) -> Iterator[Entry]:
        """Give the articles of this part, unread.

        Raises
        ------
        ArticleError
            If it is a feed that cannot be read as such.
        """
        for name in self.paths:
            path = Path(name)
            kind = feed_kind(path)
            if kind is None:
                yield file_entry(path)
            else:
                yield from _open(path, kind, self)


def find_parts(files: Iterable[Path], size: int) -> Iterator[Part]:
    """Divide files into parts of about some size in bytes.

    A feed of lines, rows or members is divided; a web archive or a compressed feed can only be read from its start, so
    it is one part, and so is a file that cannot be read: reading it tells why.
    """
    paths: list[str] = []
    total = 0
    for file in files:
        bytes_ = file.stat().st_size if file.exists() else 0
        kind = feed_kind(file)
        if kind is None:
            paths.append(str(file))
            total += bytes_
        if paths and (kind is not None or total >= size):
            yield Part(tuple(paths), size=total)
            paths, total = [], 0
        if kind is not None:
            whole = Part((str(file),), size=bytes_)
            divide = _DIVIDERS.get(kind)
            cuts: list[tuple[int, int, int, int]] = []
            if divide is not None and file.suffix.lower() != ".gz" and bytes_ > size:
                with suppress(OSError, ValueError, zipfile.BadZipFile):
                    cuts = [*divide(file, size)]
            yield from [whole._replace(start=a, stop=b, first=n, size=z) for a, b, n, z in cuts] or [whole]
    if paths:
        yield Part(tuple(paths), size=total)


def _lines(path: Path, size: int) -> Iterator[tuple[int, int, int, int]]:
    """Cut a feed of lines; in a CSV a line that ends within quotes goes on."""
    quoted = path.suffix.lower() == ".csv"
    with path.open("rb") as file:
        start = at = records = 0
        first, open_ = 1, False
        for line in file:
            at += len(line)
            open_ ^= quoted and line.count(b'"') % 2 == 1
            if open_:
                continue
            records += 1
            if quoted and records == 1:  # the header goes with every part
                start = at
            elif at - start >= size:
                number = records - quoted
                yield start, at, first, at - start
                start, first = at, number + 1
        if at > start:
            yield start, at, first, at - start


def _rows(path: Path, size: int) -> Iterator[tuple[int, int, int, int]]:
    """Cut a Parquet file by its row groups, and a large one of these into a few shares: each is read from its start."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        meta = file.metadata
        bytes_, start, at, held = path.stat().st_size, 0, 0, 0
        for i in range(meta.num_row_groups):
            group = meta.row_group(i)
            shares = min(max(group.total_byte_size // size, 1), _SHARES)
            for k in range(1, shares + 1):
                stop = at + group.num_rows * k // shares
                held += group.total_byte_size // shares
                if stop > start and (held >= size or stop == meta.num_rows):
                    yield start, stop, start + 1, bytes_ * (stop - start) // meta.num_rows
                    start, held = stop, 0
            at += group.num_rows


def _members(path: Path, size: int) -> Iterator[tuple[int, int, int, int]]:
    """Cut a zip file by its members, into a few shares: for each the list of members is read anew."""
    with zipfile.ZipFile(path) as archive:
        start = unpacked = packed = 0
        found = _articles(archive)
        size = max(size, sum(member.file_size for member in found) // _SHARES)
        for i, member in enumerate(found, 1):
            unpacked += member.file_size
            packed += member.compress_size
            if unpacked >= size or i == len(found):
                yield start, i, start + 1, packed
                start, unpacked, packed = i, 0, 0


def file_entry(path: Path) -> Entry:
    """Give a file that is one article."""
    return Entry(str(path), partial(_file, path), _declared(path.name))


def _is_article(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in FILES and path.stem.lower() != "readme" and not hidden


def _declared(name: str) -> str:
    """Give the type that a file's name promises; without one its first bytes tell."""
    suffix = Path(name).suffix.lower()
    return {".txt": "text/plain", ".md": "text/plain", ".html": "text/html", ".htm": "text/html"}.get(suffix, "")


def _file(path: Path) -> bytes:
    if path.is_dir():
        raise ArticleError(f"{path}: is a folder; name a file in it, or use read_articles")
    try:
        if path.stat().st_size > UNPACKED:
            raise ArticleError(f"{path}: larger than {UNPACKED // 1_000_000} MB, which no article is; split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file; give the path of an article, its address, or its HTML") from None
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror or error})") from None


def _open(path: Path, kind: str, part: Part) -> Iterator[Entry]:
    """Read a feed; what is wrong with it as a whole is one error that names it."""
    try:
        yield from _READERS[kind](path, part)
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file") from None
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ArticleError(f"{path}: cannot be read as {kind} ({str(error).splitlines()[0] or 'broken'})") from error


def _articles(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [m for m in archive.infolist() if not m.is_dir() and _is_article(Path(m.filename))]
    return sorted(found, key=lambda m: m.filename)


def _zip(path: Path, part: Part) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for member in _articles(archive)[part.start : part.stop]:
            name = f"{path}/{member.filename}"

            def load(member: zipfile.ZipInfo = member, name: str = name) -> bytes:
                try:
                    with archive.open(member) as file:
                        data = file.read(UNPACKED + 1)
                except Exception as error:  # noqa: BLE001 (a broken zip breaks its reader in many ways)
                    raise ArticleError(f"{name}: cannot be unpacked ({error})") from None
                if len(data) > UNPACKED:
                    raise ArticleError(f"{name}: larger than {UNPACKED // 1_000_000} MB unpacked")
                return data

            yield Entry(name, load, _declared(name))


def _jsonl(path: Path, part: Part) -> Iterator[Entry]:
    with (gzip.open if path.suffix.lower() == ".gz" else open)(path, "rb") as lines:
        lines.seek(part.start)
        at = part.start
        for number, line in enumerate(iter(partial(lines.readline, UNPACKED + 1), b""), part.first):
            if len(line) > UNPACKED:
                raise ValueError(f"line {number} is larger than {UNPACKED // 1_000_000} MB")
            if line.strip():
                name = f"{path}, line {number}"
                yield Entry(name, partial(_json, line, name))
            at += len(line)
            if at == part.stop:
                break


def _json(line: bytes, name: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # brackets without end
        raise ArticleError(f"{name}: is not JSON ({error})") from None
    if not isinstance(row, dict):
        raise ArticleError(f"{name}: is not a JSON object with a text")
    return row


def _csv(path: Path, part: Part) -> Iterator[Entry]:
    import pandas as pd

    how: dict[str, Any] = {"dtype": "str", "keep_default_na": False, "encoding": "utf-8-sig"}
    source: Path | io.BytesIO = path
    if part.stop is not None:
        names = list(pd.read_csv(path, nrows=0, **how))
        with path.open("rb") as file:
            file.seek(part.start)
            source = io.BytesIO(file.read(part.stop - part.start))
        how |= {"header": None, "names": names}
    number = part.first
    for chunk in pd.read_csv(source, chunksize=100, **how):
        for row in chunk.to_dict("records"):
            yield Entry(f"{path}, row {number}", partial(dict, row))
            number += 1


def _parquet(path: Path, part: Part) -> Iterator[Entry]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False) as file:  # a row group may exceed memory
        at, stop = 0, file.metadata.num_rows if part.stop is None else part.stop
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if at + rows <= part.start:
                at += rows
                continue
            for batch in file.iter_batches(batch_size=100, row_groups=[group], use_threads=False):
                if at >= stop:
                    return
                begin = max(part.start - at, 0)
                for i, row in enumerate(batch[begin : stop - at].to_pylist(), at + begin + 1):
                    yield Entry(f"{path}, row {i}", partial(dict, row))
                at += len(batch)


def _warc(path: Path, _: Part) -> Iterator[Entry]:
    warc = needed("fastwarc.warc", "warc", "reading a web archive")
    with path.open("rb") as file:
        responses = warc.ArchiveIterator(file, record_types=warc.WarcRecordType.response, auto_decode="all")
        for record in responses:
            url, declared = record.headers.get("WARC-Target-URI"), record.http_content_type or ""
            if record.http_headers is None or record.http_headers.status_code != 200 or not kind_of(b"", declared):
                continue
            yield Entry(f"{path}, {url}", partial(_record, record, url), declared, record.http_charset, url)


def _record(record: Any, url: str) -> bytes:  # noqa: ANN401 (fastwarc is imported late)
    body: bytes = record.reader.read(LIMIT + 1)
    if len(body) > LIMIT:
        raise ArticleError(f"{url}: larger than {LIMIT // 1_000_000} MB, which no article is")
    return body


_DIVIDERS = {"zip": _members, "jsonl": _lines, "csv": _lines, "parquet": _rows}
_READERS = {"zip": _zip, "jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "warc": _warc}
