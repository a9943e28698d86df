"""Articles in every shape: pages, PDF, standard input, and many at once."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from forces import Article, ArticleError, ExtraError, extract_claims, read_article, read_articles

PARAGRAPH = "Russia has massed more than 500 tanks near the border, officials in the capital said on Monday evening."
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tanks mass at the border | Example Times</title>
<meta property="og:site_name" content="Example Times"><meta name="author" content="Ann Bee">
<meta property="article:published_time" content="2024-02-05T10:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/war">War: 700 guns</a></li></ul></nav>
<article><h1>Tanks mass at the border</h1><p>{PARAGRAPH}</p>
<p>Ukraine has about 200 tanks there &amp; <b>hundreds of howitzers</b>, a spokesman for its army said.</p></article>
<aside class="ad"><p>Buy 5,000 drones today!</p></aside><footer>Copyright 2019 Example Times</footer></body></html>"""
TEXT = (
    f"Tanks mass at the border\n\n{PARAGRAPH}\n\n"
    "Ukraine has about 200 tanks there & hundreds of howitzers, a spokesman for its army said."
)


def pdf(*pages: list[str], title: str = "") -> bytes:
    """Make a PDF of lines of text, as plain as the format allows."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    fonts = "<< /Font << /F1 3 0 R >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 770 Td {shown} ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R /Resources {fonts} >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    objects.append(f"<< /Title ({title}) >>")
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    root = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{root}\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + tail).encode("latin-1")


def warc(*pages: tuple[str, int, str, bytes]) -> bytes:
    """Make a web archive of (address, status, type, body)."""
    out = b""
    for url, status, kind, body in pages:
        http = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-06T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(out):032x}>\r\nContent-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        out += head.encode() + http + b"\r\n\r\n"
    return out


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_page_is_headline_and_paragraphs_without_menu_advert_and_footer() -> None:
    article = read_article(PAGE)
    assert article.text == TEXT
    assert (article.title, article.author, article.publisher, article.published) == (
        "Tanks mass at the border", "Ann Bee", "Example Times", "2024-02-05",
    )  # fmt: skip


def test_a_page_claims_what_its_text_claims() -> None:
    article = read_article(PAGE)
    claims = extract_claims(article)
    assert claims["words"].tolist() == ["more than 500 tanks", "about 200 tanks", "hundreds of howitzers"]
    assert [article.text[a:b] for a, b in zip(claims["start"], claims["end"], strict=True)] == claims["words"].tolist()


def test_the_year_of_a_copyright_is_no_date_of_publication() -> None:
    undated = PAGE.replace("2024-02-05T10:00:00Z", "")
    assert read_article(undated).published is None


def test_a_headline_outside_the_article_is_put_in_front() -> None:
    page = PAGE.replace("<h1>Tanks mass at the border</h1>", "")
    assert read_article(page).text == TEXT


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-2", "utf-16"])
def test_a_page_is_read_in_its_own_encoding(tmp_path: Path, charset: str) -> None:
    words = "Kupiańsk" if charset == "iso-8859-2" else "Zoë said"
    page = PAGE.replace("utf-8", charset).replace("officials", words)
    (tmp_path / "a.html").write_bytes(page.encode(charset))
    assert words in read_article(tmp_path / "a.html").text


def test_a_page_without_an_article_says_so() -> None:
    with pytest.raises(ArticleError, match="the HTML given: no article was found"):
        read_article("<html><body><script>1</script></body></html>")


def test_a_text_is_not_taken_for_a_file_name() -> None:
    with pytest.raises(ArticleError, match=r"write Article\(text\) for a text"):
        read_article("Russia has 500 tanks.\nUkraine has 200.")


def test_only_a_text_file_that_says_so_is_kept_to_the_letter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    assert read_article(tmp_path / "a.txt").text == PAGE
    (tmp_path / "saved page").write_text(PAGE, encoding="utf-8")
    assert read_article(tmp_path / "saved page").text == TEXT


# --- pdf --------------------------------------------------------------------------------------------------------------


def test_lines_of_a_pdf_become_paragraphs_also_over_a_page_end(tmp_path: Path) -> None:
    first = ["Tanks mass", "Russia has massed more than 500 tanks near the north-", "eastern border and has a 650-"]
    (tmp_path / "a.pdf").write_bytes(
        pdf(first, ["strong battalion there, said the general staff of", "the army."], title="T")
    )
    article = read_article(tmp_path / "a.pdf")
    assert article.title == "T"
    assert article.text == (
        "Tanks mass\n\nRussia has massed more than 500 tanks near the northeastern border and has a 650-strong "
        "battalion there, said the general staff of the army."
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [(pdf([]), "holds no text; if its pages are pictures"), (b"%PDF-1.4\nbroken", "cannot be read as PDF")],
)
def test_a_pdf_without_text_and_a_broken_one_say_so(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(ArticleError, match=message):
        read_article(tmp_path / "a.pdf")


def test_standard_input_may_be_text_page_or_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, expected in (
        (b"Five tanks.", "Five tanks."),
        (PAGE.encode(), TEXT),
        (pdf(["Five tanks."]), "Five tanks."),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert read_article("-").text == expected


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(ExtraError, match=r'reading HTML needs trafilatura: python -m pip install "forces\[web\]"'):
        read_article(PAGE)


# --- many -------------------------------------------------------------------------------------------------------------


def texts(source: object) -> list[str]:
    return [article.text for article in read_articles(source)]  # type: ignore[arg-type]


def test_a_folder_is_read_to_its_depths_but_hidden_files_and_feeds_are_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", "a/README.md", ".git/d.txt", "e.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "f.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "g.pdf").write_bytes(pdf(["Five tanks."]))
    assert texts(tmp_path) == ["a/c.md", "b.txt", TEXT, "Five tanks."]


def test_a_glob_reads_every_file_that_it_matches(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "d.jsonl").write_text('{"text": "d"}', encoding="utf-8")
    assert texts(str(tmp_path / "*.txt")) == ["a.txt", "b.txt"]
    assert texts(str(tmp_path / "[ad].*")) == ["a.txt", "d"]
    with pytest.raises(ArticleError, match="matches no file"):
        texts(str(tmp_path / "*.rtf"))


ROWS = [
    {"text": "Five tanks.", "title": "T", "published": "2024-02-05T10:00:00Z", "publisher": "Example", "other": "x"},
    {"text": "Six\ntanks, “they” said.", "title": "", "published": "2024-02", "publisher": "", "other": ""},
]
ARTICLES = [
    Article("Five tanks.", title="T", published="2024-02-05", publisher="Example"),
    Article("Six\ntanks, “they” said.", published="2024-02"),
]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_a_table_gives_an_article_a_row(tmp_path: Path, name: str) -> None:
    path, frame = tmp_path / name, pd.DataFrame(ROWS)
    if name.endswith("csv"):
        frame.to_csv(path, index=False)
    elif name.endswith("parquet"):
        frame.assign(published=frame["published"].where(frame.index > 0, None)).to_parquet(path)
    else:
        lines = "\n".join(map(json.dumps, ROWS)).encode()
        path.write_bytes(gzip.compress(lines) if name.endswith("gz") else lines)
    read = list(read_articles(path))
    assert read[1] == ARTICLES[1]
    assert read[0] == ARTICLES[0] if "parquet" not in name else read[0].published is None


def test_dates_of_a_table_may_be_dates(tmp_path: Path) -> None:
    row = {"text": "x", "published": dt.datetime(2024, 2, 5, 10, tzinfo=dt.UTC), "updated": dt.date(2024, 2, 6)}
    pd.DataFrame([row]).to_parquet(tmp_path / "a.parquet")
    assert [(a.published, a.updated) for a in read_articles(tmp_path / "a.parquet")] == [("2024-02-05", "2024-02-06")]


def test_a_table_of_pages_is_read_as_pages(tmp_path: Path) -> None:
    pd.DataFrame([{"html": PAGE, "url": "https://example.org/a"}]).to_parquet(tmp_path / "a.parquet")
    (article,) = read_articles(tmp_path / "a.parquet")
    assert (article.text, article.url, article.publisher) == (TEXT, "https://example.org/a", "Example Times")


def test_a_zip_is_read_like_the_folder_that_it_packs(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in (
            ("b.txt", "b"),
            ("a/c.html", PAGE),
            ("README.md", "no"),
            ("x.jpg", "no"),
            ("../e.txt", "no"),
        ):
            archive.writestr(name, data)
    assert texts(tmp_path / "a.zip") == [TEXT, "b"]
    assert not (tmp_path.parent / "e.txt").exists()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_web_archive_gives_its_pages_and_passes_over_the_rest(tmp_path: Path, pack) -> None:
    archive = warc(
        ("https://example.org/a", 200, "text/html; charset=utf-8", PAGE.encode()),
        ("https://example.org/gone", 404, "text/html", PAGE.encode()),
        ("https://example.org/x.jpg", 200, "image/jpeg", b"\xff\xd8"),
        ("https://www.example.org/b", 200, "text/plain", "Zoë: five tanks.".encode()),
    )
    path = tmp_path / ("a.warc.gz" if pack is gzip.compress else "a.warc")
    path.write_bytes(pack(archive))
    first, second = read_articles(path)
    assert (first.text, first.url, first.publisher) == (TEXT, "https://example.org/a", "Example Times")
    assert (second.text, second.url, second.publisher) == (
        "Zoë: five tanks.", "https://www.example.org/b", "example.org",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", b'{"text": "x"}\n{"text": \n', "a.jsonl, line 2: is not JSON"),
        ("a.jsonl", b"[1]", "a.jsonl, line 1: is not a JSON object"),
        ("a.jsonl", b'{"body": "x"}', "line 1: has no column text or html, only body; rename one"),
        ("a.jsonl", b'{"text": " "}', "line 1: holds no text"),
        ("a.jsonl", b'{"text": "x", "published": "Monday"}', "line 1: published must be YYYY"),
        ("a.jsonl.gz", b"no gzip", "a.jsonl.gz: cannot be read as jsonl"),
        ("a.csv", b"text,title\nx,y\nx,y,z\n", "a.csv: cannot be read as csv"),
        ("a.csv", b"", "a.csv: cannot be read as csv"),
        ("a.parquet", b"PAR1", "a.parquet: cannot be read as parquet"),
        ("a.zip", b"PK", "a.zip: cannot be read as zip"),
        (
            "a.warc.gz",
            gzip.compress(warc(("https://example.org", 200, "text/html", PAGE.encode())))[:-300],
            "a.warc.gz",
        ),
    ],
)
def test_each_fault_is_named_by_its_place(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ArticleError, match=message):
        texts(tmp_path / name)


def test_on_error_collects_faults_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\nbad\n{"text": "b"}\n', encoding="utf-8")
    faults: list[ArticleError] = []
    assert [a.text for a in read_articles(tmp_path / "a.jsonl", on_error=faults.append)] == ["a", "b"]
    assert [str(f) for f in faults] == [
        f"{tmp_path}/a.jsonl, line 2: is not JSON (Expecting value: line 1 column 1 (char 0))"
    ]


def test_articles_are_read_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("first", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff")
    articles = read_articles(tmp_path)
    assert next(articles).text == "first"
    with pytest.raises(ArticleError):
        next(articles)


def test_a_page_larger_than_any_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>Five tanks.</p>{' ' * 10_000_000}", encoding="utf-8")
    with pytest.raises(ArticleError, match="larger than 10 MB"):
        texts(tmp_path / "a.html")


def test_a_feed_is_not_one_article(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="use read_articles"):
        read_article(tmp_path / "a.zip")


def test_a_bomb_in_a_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"a" * 100_000_001)
    with pytest.raises(ArticleError, match="larger than 100 MB"):
        texts(tmp_path / "a.zip")
