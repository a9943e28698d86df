"""Many articles in one place: folders, globs, zip, jsonl, csv, parquet and web archives, one entry at a time."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from forces.errors import ArticleError, needed
from forces.fetching import LIMIT
from forces.pages import kind_of

__all__ = ["FILES", "Entry", "feed_kind", "file_entry", "find_entries"]

#: endings of a file that is one article
FILES = (".txt", ".md", ".html", ".htm", ".pdf")
#: bytes of an article in a zip: it may hold a whole book, but no bomb
_UNPACKED = 100_000_000


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
    path = Path(source)
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if _is_article(p.relative_to(path)) and p.is_file())
        if not files:
            raise ArticleError(f"{path}: holds no article; put {', '.join(FILES)} files into it, or name a feed")
    elif not path.exists() and set("*?[") & set(str(source)):
        files = sorted(p for p in Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))) if not p.is_dir())
        if not files:
            raise ArticleError(f"{source}: matches no file")
    else:
        files = [path]
    for file in files:
        kind = feed_kind(file)
        if kind is None:
            yield file_entry(file)
        else:
            yield from _open(file, _READERS[kind])


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
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file; give the path of an article, its address, or its HTML") from None
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror or error})") from None


def _open(path: Path, reader: Callable[[Path], Iterator[Entry]]) -> Iterator[Entry]:
    """Read a feed; what is wrong with it as a whole is one error that names it."""
    try:
        yield from reader(path)
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file") from None
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        kind = feed_kind(path)
        raise ArticleError(f"{path}: cannot be read as {kind} ({str(error).splitlines()[0] or 'broken'})") from error


def _zip(path: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        found = [m for m in archive.infolist() if not m.is_dir() and _is_article(Path(m.filename))]
        for member in sorted(found, key=lambda m: m.filename):
            name = f"{path}/{member.filename}"

            def load(member: zipfile.ZipInfo = member, name: str = name) -> bytes:
                try:
                    with archive.open(member) as file:
                        data = file.read(_UNPACKED + 1)
                except Exception as error:  # noqa: BLE001 (a broken zip breaks its reader in many ways)
                    raise ArticleError(f"{name}: cannot be unpacked ({error})") from None
                if len(data) > _UNPACKED:
                    raise ArticleError(f"{name}: larger than {_UNPACKED // 1_000_000} MB unpacked")
                return data

            yield Entry(name, load, _declared(name))


def _jsonl(path: Path) -> Iterator[Entry]:
    with (gzip.open if path.suffix.lower() == ".gz" else open)(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                name = f"{path}, line {number}"
                yield Entry(name, partial(_json, line, name))


def _json(line: bytes, name: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ArticleError(f"{name}: is not JSON ({error})") from None
    if not isinstance(row, dict):
        raise ArticleError(f"{name}: is not a JSON object with a text")
    return row


def _csv(path: Path) -> Iterator[Entry]:
    import pandas as pd

    chunks = pd.read_csv(path, dtype="str", keep_default_na=False, chunksize=100, encoding="utf-8-sig")
    number = 0
    for chunk in chunks:
        for row in chunk.to_dict("records"):
            number += 1
            yield Entry(f"{path}, row {number}", partial(dict, row))


def _parquet(path: Path) -> Iterator[Entry]:
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=100):
            for row in batch.to_pylist():
                number += 1
                yield Entry(f"{path}, row {number}", partial(dict, row))


def _warc(path: Path) -> Iterator[Entry]:
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


_READERS = {"zip": _zip, "jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "warc": _warc}
