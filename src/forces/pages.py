"""Pages as servers and printers leave them: HTML and PDF, to running text and what they say of themselves."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator

from forces.errors import ArticleError, needed
from forces.fetching import LIMIT

__all__ = ["decode", "kind_of", "read_html", "read_pdf"]

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "text",
    "application/pdf": "pdf",
}  # fmt: skip


def kind_of(data: bytes, declared: str = "") -> str | None:
    """Tell what a body is: ``html``, ``pdf`` or ``text``; None where it is something else.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of(b" <!DOCTYPE html>"), kind_of(b"Five tanks."), kind_of(b"GIF89a", "image/gif")
    ('pdf', 'html', 'text', None)
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    if declared:
        return _KINDS.get(declared)
    page = head.startswith(b"<!doctype html") or (head.startswith(b"<") and b"<html" in head)
    return "html" if page else "text"


def decode(data: bytes, declared: str | None = None) -> str:
    """Give the text of a page whose declared encoding may be wrong.

    Bytes that are valid UTF-8 are UTF-8, whatever the server says; else the declared encoding, that of the page's own
    ``meta``, and what browsers fall back to, are tried in turn.

    Examples
    --------
    >>> decode("Kupiańsk – “40”".encode(), "iso-8859-1"), decode("“40” tanks".encode("cp1252"), "utf-8")
    ('Kupiańsk – “40”', '“40” tanks')
    """
    meta = _META_CHARSET.search(data[:4096])
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for charset in (marked, declared, meta and meta[1].decode("ascii")):
        try:
            return data.decode(charset) if charset else data.decode("ascii")
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def read_html(page: str, name: str, url: str | None = None) -> tuple[str, dict[str, str]]:
    """Take the article out of a page, without its menus, adverts and comments.

    Parameters
    ----------
    page : str
        HTML.
    name : str
        What to call it in an error.
    url : str, optional
        Where it is from; else the page's own word for it is taken.

    Returns
    -------
    tuple of str and dict
        Headline and paragraphs with an empty line between, and the fields of `Article` that the page gives.

    Raises
    ------
    ArticleError
        If there is no article in it, or it is larger than any page.
    """
    if len(page) > LIMIT:  # the tree of a page takes thirty times its size
        raise ArticleError(f"{name}: larger than {LIMIT // 1_000_000} MB, which no page is; save its text instead")
    trafilatura = needed("trafilatura", "web", "reading HTML")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a bad page, our error says
    try:
        found = trafilatura.bare_extraction(
            page, url=url, with_metadata=True, include_comments=False,
            # a date in a corner of the page, such as that of a copyright, is not when the article appeared
            date_extraction_params={"extensive_search": False, "original_date": True},
        )  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{name}: cannot be read as HTML ({error})") from None
    body = re.sub(r"\n(?![-|])", "\n\n", (found.text or "").strip()) if found else ""
    if not body:
        raise ArticleError(f"{name}: no article was found in the page; save its text and read that")
    title = found.title or ""
    if title and title.casefold() not in body[: len(title) + 200].casefold():
        body = f"{title}\n\n{body}"
    fields = {
        "title": title, "author": found.author, "publisher": found.sitename, "url": url or found.url,
        "published": found.date,
    }  # fmt: skip
    return body, {k: v for k, v in fields.items() if v}


def read_pdf(data: bytes, name: str) -> tuple[str, dict[str, str]]:
    """Take the text out of a PDF, with lines joined to paragraphs.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What to call it in an error.

    Returns
    -------
    tuple of str and dict
        Paragraphs with an empty line between, and the fields of `Article` that the file gives.

    Raises
    ------
    ArticleError
        If it is no PDF, needs a password, or holds no text.
    """
    pypdf = needed("pypdf", "pdf", "reading PDF")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")  # many open without a password
        text = "\n\n".join(_paragraphs("\n".join(page.extract_text().strip() for page in reader.pages)))
        told = reader.metadata or {}
        fields = {"title": str(told.get("/Title") or ""), "author": str(told.get("/Author") or "")}
    except Exception as error:  # noqa: BLE001 (a broken PDF can break its reader anywhere)
        raise ArticleError(f"{name}: cannot be read as PDF ({error})") from None
    if not text.strip():
        raise ArticleError(
            f"{name}: holds no text; if its pages are pictures, run text recognition (OCR) over it first"
        )
    return text, {k: v.strip() for k, v in fields.items() if v.strip()}


def _paragraphs(printed: str) -> Iterator[str]:
    r"""Join printed lines, also over the end of a page: a short line ends its paragraph.

    Examples
    --------
    >>> list(
    ...     _paragraphs("Tanks mass\nRussia has massed more than 500 tanks near the\nborder, offi-\ncials said.\nNew.")
    ... )
    ['Tanks mass', 'Russia has massed more than 500 tanks near the border, officials said.', 'New.']
    """
    printed = re.sub("[ﬀ-ﬆ]", lambda m: unicodedata.normalize("NFKC", m[0]), printed)  # one glyph for fi, fl and so on
    lines = [line.strip() for line in printed.splitlines()]
    widths = sorted(len(line) for line in lines if line)
    full = widths[int(len(widths) * 0.9)] * 0.7 if widths else 0
    paragraph = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if line and paragraph.endswith("-") and paragraph[-2:-1].isalnum():
            cut = paragraph[-2].isalpha() and line[0].islower()  # a word divided, not a word with a hyphen
            paragraph = paragraph[: -1 if cut else None] + line
        else:
            paragraph = f"{paragraph} {line}".strip()
        goes_on = following[:1].islower() and line[-1:] not in ".!?:"
        if paragraph and (not following or (len(line) < full and not goes_on)):
            yield paragraph
            paragraph = ""
