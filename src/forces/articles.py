"""An article as forces reads it: a text that is never changed, and what is known about it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from forces.claims import is_date
from forces.errors import ArgumentError, ArticleError
from forces.feeds import UNPACKED, Entry, feed_kind, file_entry, find_entries
from forces.fetching import fetch
from forces.pages import decode, kind_of, read_html, read_pdf

__all__ = ["Article", "article_of", "read_article", "read_articles"]

#: characters above which a notebook shows no text
SHOWN = 200_000

_FRONT = 20_000  #: characters of front matter
_DEPTH = 20  #: lists in lists in it
_FIELDS = ("title", "publisher", "url", "published", "updated", "language", "author")


@dataclass(frozen=True)
class Article:
    """One news text and where it comes from; notebooks show it with its claims lit.

    Parameters
    ----------
    text : str
        The text as given; every offset in a claims frame counts its characters (Unicode code points).
    title, publisher, url : str, optional
        As printed.
    published, updated : str, optional
        ISO dates: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
    language : str, optional
        ISO 639-1 code, such as ``en``.
    author : str, optional
        As printed.

    Raises
    ------
    ArgumentError
        If a date is not in ISO form.

    Examples
    --------
    >>> article = Article("Russia has 500 tanks.", publisher="Example", published="2024-02-05")
    >>> article.text[11:20], article.id
    ('500 tanks', 'f449313bfb78')
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    author: str | None = None

    def __post_init__(self) -> None:
        for field in ("published", "updated"):
            value = getattr(self, field)
            if value is not None and not is_date(value):
                raise ArgumentError(f"{field} must be YYYY, YYYY-MM or YYYY-MM-DD; got {value!r}")

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def id(self) -> str:
        """Twelve digits that name this text of this publisher; the same on every machine."""
        key = "\0".join((self.sha256, self.publisher or "", self.url or ""))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def __repr__(self) -> str:
        known = ", ".join(str(part) for part in (self.title, self.publisher, self.published) if part)
        return f"<Article {self.id}: {known + ', ' if known else ''}{len(self.text):,} characters>"

    def _repr_html_(self) -> str | None:
        if len(self.text) > SHOWN:
            return None
        # highlighting knows articles, so articles find it by name
        return str(import_module("forces.highlight").show_article(self))


def read_article(source: str | os.PathLike[str], *, allow_private: bool = False, timeout: float = 20.0) -> Article:
    r"""Read one article from a file, the web, standard input or HTML.

    Parameters
    ----------
    source : path or str
        A file: text or Markdown in UTF-8, HTML or PDF. An ``http`` or ``https`` address. ``-`` for standard input. Or
        HTML itself, which begins with ``<``. A block of YAML between two ``---`` lines at the top of a text gives
        title, author, publisher, url, published, updated and language; the text begins behind it.
    allow_private : bool
        Also fetch from loopback and private addresses.
    timeout : float
        Seconds that fetching may take, redirects included.

    Returns
    -------
    Article
        A text file's text is kept to the letter; of a page it is headline and paragraphs without menus and adverts.

    Raises
    ------
    ArticleError
        If there is no such file or page, it is not to be fetched (see `forces.fetching.fetch`), or it holds no article
        that can be read.
    ExtraError
        If HTML, an address or PDF needs an extra that is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "note.md")
    >>> _ = path.write_text("---\npublisher: Example\n---\nRussia has 500 tanks.", encoding="utf-8")
    >>> read_article(path).publisher, read_article(path).text
    ('Example', 'Russia has 500 tanks.')
    """
    if isinstance(source, str):
        if source == "-":
            return article_of(Entry("standard input", _stdin))
        if source.lstrip().startswith("<"):
            return article_of(Entry("the HTML given", lambda: {"html": source}))
        if re.match(r"[a-z][a-z\d+.-]*://", source, re.IGNORECASE):
            page = fetch(source, allow_private=allow_private, timeout=timeout)
            return article_of(Entry(page.url, lambda: page.body, page.kind, page.charset, page.url))
        if "\n" in source or "\0" in source or len(source) > 1000:
            raise ArticleError(f"{source[:30]!r}...: is no file, address or HTML; write Article(text) for a text")
    path = Path(source)
    if feed_kind(path):
        raise ArticleError(f"{path}: is for several articles; use read_articles")
    return article_of(file_entry(path))


def read_articles(
    source: str | os.PathLike[str],
    *,
    on_error: Callable[[ArticleError], object] | None = None,
    allow_private: bool = False,
    timeout: float = 20.0,
) -> Iterator[Article]:
    """Read every article of a folder, a glob or a feed, one by one, in the order of their names and places.

    Parameters
    ----------
    source : path or str
        A folder (files ending in .txt, .md, .html, .htm and .pdf, also in its folders; a README is passed over); a
        glob (each file that it matches); a ``.zip`` of such files; ``.jsonl``, ``.csv`` or ``.parquet`` with a column
        ``text`` or ``html`` and any of the fields of `Article`; a ``.warc`` or ``.warc.gz`` web archive (pages that
        were found and are HTML, text or PDF); or what `read_article` takes, as a single article.
    on_error : callable, optional
        What to do with an article that cannot be read, such as ``problems.append`` or ``print``; it is then passed
        over. By default the error is raised.
    allow_private, timeout
        As in `read_article`.

    Yields
    ------
    Article

    Raises
    ------
    ArticleError
        If there is no such source, it holds no article, or, without `on_error`, one of them cannot be read.
    ExtraError
        If an extra is needed that is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for name in ("b.txt", "a.txt"):
    ...     _ = (folder / name).write_text(f"Text {name}", encoding="utf-8")
    >>> [article.text for article in read_articles(folder)]
    ['Text a.txt', 'Text b.txt']
    """
    loads: Iterator[Callable[[], Article]]
    if isinstance(source, str) and (source == "-" or source.lstrip().startswith("<") or "://" in source):
        loads = iter([partial(read_article, source, allow_private=allow_private, timeout=timeout)])
    else:
        loads = (partial(article_of, entry) for entry in find_entries(source))
    while True:
        try:
            load = next(loads, None)
            if load is None:
                return
            article = load()
        except ArticleError as error:
            if on_error is None:
                raise
            on_error(error)
        else:
            yield article


def article_of(entry: Entry) -> Article:
    """Read an entry by what it is."""
    data = entry.load()
    text, fields = _of_body(data, entry) if isinstance(data, bytes) else _of_row(data, entry.name)
    if entry.url:
        host = (urlsplit(entry.url).hostname or "").removeprefix("www.")
        fields |= {"url": entry.url, "publisher": fields.get("publisher") or host}
    if not text.strip():
        raise ArticleError(f"{entry.name}: holds no text; paste the article into it")
    try:
        return Article(text, **fields)
    except ArgumentError as error:
        raise ArticleError(f"{entry.name}: {error}") from None


def _stdin() -> bytes:
    data = sys.stdin.buffer.read(UNPACKED + 1)
    if len(data) > UNPACKED:
        raise ArticleError(f"standard input: larger than {UNPACKED // 1_000_000} MB, which no article is; split it")
    return data


def _of_body(data: bytes, entry: Entry) -> tuple[str, dict[str, str]]:
    """Give text and fields of a file or a page."""
    kind = kind_of(data, entry.declared)
    if kind == "html":
        return read_html(decode(data, entry.charset), entry.name, entry.url)
    if kind == "pdf":
        return read_pdf(data, entry.name)
    if kind is None:
        raise ArticleError(f"{entry.name}: is {entry.declared}, not a page, a text or a PDF")
    return _front_matter(decode(data, entry.charset) if entry.url else _utf8(data, entry.name), entry.name)


def _of_row(row: Mapping[str, object], name: str) -> tuple[str, dict[str, str]]:
    """Give text and fields of a row of a table."""
    if not {"text", "html"} & {*row}:
        raise ArticleError(f"{name}: has no column text or html, only {', '.join(map(str, row))}; rename one")
    text, told = read_html(str(row["html"]), name) if row.get("html") else (str(row.get("text") or ""), {})
    return text, told | {k: _plain(row[k]) for k in _FIELDS if row.get(k) not in (None, "")}


def _utf8(raw: bytes, name: str) -> str:
    """Give the text of a file of ours to the letter, or say where it is not UTF-8."""
    if b"\0" in raw[:8192]:
        raise ArticleError(f"{name}: is a binary file; save the article as UTF-8 text first")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"{name}: line {line} is not UTF-8 (byte {raw[error.start]:#04x}); save it as UTF-8"
        ) from None


def _front_matter(text: str, name: str) -> tuple[str, dict[str, str]]:
    """Split a YAML block off the top of a text; without one the text comes back whole."""
    lines = text.splitlines(keepends=True) if text.startswith("---") else [""]
    if lines[0].rstrip() != "---":
        return text, {}
    stop = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if stop is None:
        raise ArticleError(f"{name}: front matter opens with --- but never closes; add a second --- line")
    block = "".join(lines[1:stop])
    if len(block) > _FRONT:
        raise ArticleError(f"{name}: front matter of {len(block)} characters; at most {_FRONT} are read")
    import yaml  # slow to import, and only front matter needs it

    try:
        depth = 0
        for event in yaml.parse(block, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise ArticleError(f"{name}: front matter refers to itself (*name); write each value out")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:  # the reader takes the square of it in time
                raise ArticleError(f"{name}: front matter is nested too deeply; write `name: value` lines")
        meta = yaml.safe_load(block)
        fields = {k: _plain(meta[k]) for k in _FIELDS if isinstance(meta, dict) and meta.get(k) is not None}
    except (RecursionError, ValueError) as error:  # a date of month 13, a number of 5,000 digits
        raise ArticleError(f"{name}: front matter is not YAML ({str(error).splitlines()[0]})") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or "unreadable"
        raise ArticleError(f"{name}: front matter is not YAML{where} ({problem}); write `name: value` lines") from None
    if meta is not None and not isinstance(meta, dict):
        raise ArticleError(f"{name}: front matter is not a list of `name: value` lines")
    body = "".join(lines[stop + 1 :]).lstrip("\r\n")
    return body, fields


def _plain(value: object) -> str:
    """Give a field as text: a time is its day; YAML reads 2024-02-05 as a date and 2024 as a number."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return re.sub(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:.*$", r"\1", str(value))
