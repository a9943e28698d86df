"""An article as forces reads it: a text that is never changed, and what is known about it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from forces.claims import is_date
from forces.errors import ArgumentError, ArticleError

__all__ = ["Article", "read_article", "read_articles"]

_FIELDS = ("title", "publisher", "url", "published", "updated", "language")
_SUFFIXES = (".txt", ".md")


@dataclass(frozen=True)
class Article:
    """One news text and where it comes from.

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


def read_article(path: str | os.PathLike[str]) -> Article:
    r"""Read one article from a file.

    Parameters
    ----------
    path : path
        Plain text or Markdown in UTF-8. A block of YAML between two ``---`` lines at the top gives the title,
        publisher, url, published, updated and language; the text begins behind it.

    Returns
    -------
    Article

    Raises
    ------
    ArticleError
        If the file is missing, a folder, empty, not text, not UTF-8, or its front matter is not YAML.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "note.md")
    >>> _ = path.write_text("---\npublisher: Example\n---\nRussia has 500 tanks.", encoding="utf-8")
    >>> read_article(path).publisher, read_article(path).text
    ('Example', 'Russia has 500 tanks.')
    """
    path = Path(path)
    if path.is_dir():
        raise ArticleError(f"{path}: is a folder; name a file in it, or use read_articles")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file; give the path of a text or Markdown file") from None
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror or error})") from error
    if b"\0" in raw[:8192]:
        raise ArticleError(f"{path}: is a binary file; save the article as UTF-8 text first")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"{path}: line {line} is not UTF-8 (byte {raw[error.start]:#04x}); save it as UTF-8"
        ) from None
    meta, body = _front_matter(text, path)
    if not body.strip():
        raise ArticleError(f"{path}: holds no text; paste the article into it")
    try:
        return Article(body, **meta)
    except ArgumentError as error:
        raise ArticleError(f"{path}: front matter: {error}") from None


def read_articles(folder: str | os.PathLike[str]) -> Iterator[Article]:
    """Read every article in a folder, one by one, in the order of their names.

    Parameters
    ----------
    folder : path
        Files ending in .txt or .md are read; a README is passed over. A single file is read as one article.

    Yields
    ------
    Article

    Raises
    ------
    ArticleError
        If there is no such folder, it holds no article, or one of them cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for name in ("b.txt", "a.txt"):
    ...     _ = (folder / name).write_text(f"Text {name}", encoding="utf-8")
    >>> [article.text for article in read_articles(folder)]
    ['Text a.txt', 'Text b.txt']
    """
    folder = Path(folder)
    if not folder.is_dir():
        yield read_article(folder)
        return
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES and p.stem.lower() != "readme")
    if not paths:
        raise ArticleError(f"{folder}: holds no article; put .txt or .md files into it")
    for path in paths:
        yield read_article(path)


def _front_matter(text: str, path: Path) -> tuple[dict[str, str], str]:
    """Split a YAML block off the top of a text; without one the text comes back whole."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return {}, text
    stop = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if stop is None:
        raise ArticleError(f"{path}: front matter opens with --- but never closes; add a second --- line")
    import yaml  # slow to import, and only front matter needs it

    try:
        meta = yaml.safe_load("".join(lines[1:stop]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or "unreadable"
        raise ArticleError(f"{path}: front matter is not YAML{where} ({problem}); write `name: value` lines") from None
    if meta is not None and not isinstance(meta, dict):
        raise ArticleError(f"{path}: front matter is not a list of `name: value` lines")
    body = "".join(lines[stop + 1 :]).lstrip("\r\n")
    return {k: _plain(meta[k]) for k in _FIELDS if meta and meta.get(k) is not None}, body


def _plain(value: object) -> str:
    """Give a YAML value as text; YAML reads 2024-02-05 as a date and 2024 as a number."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)
