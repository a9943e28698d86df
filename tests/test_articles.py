"""Reading articles: text is kept to the letter, and what cannot be read is named with its remedy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from forces import ArgumentError, Article, ArticleError, read_article, read_articles

FRONT = (
    "---\ntitle: Tanks\npublisher: Example\npublished: 2024-02-05\nupdated: 2024-03\nlanguage: en\nlicence: CC\n---\n\n"
)


def test_plain_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    text = "Line one\r\n\r\n20 000 men – “Kupiańsk”\n"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    article = read_article(path)
    assert article.text == text
    assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_front_matter_gives_the_fields_and_the_text_begins_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(FRONT + "# Tanks\n\nFive tanks.\n", encoding="utf-8")
    article = read_article(path)
    assert article == Article(
        "# Tanks\n\nFive tanks.\n",
        title="Tanks",
        publisher="Example",
        published="2024-02-05",
        updated="2024-03",
        language="en",
    )


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfFive tanks.")
    assert read_article(path).text == "Five tanks."


def test_the_id_depends_on_text_and_publisher_only_not_on_the_machine() -> None:
    article = Article("Five tanks.", publisher="Example")
    assert article.id == Article("Five tanks.", publisher="Example", title="Other").id == "d6db52929c87"
    assert article.id != Article("Five tanks.", publisher="Other").id


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "holds no text"),
        ("blank.txt", b" \n\n", "holds no text"),
        ("front.md", FRONT.encode(), "holds no text"),
        ("binary.txt", b"\x7fELF\x00\x01", "is a binary file"),
        ("latin.txt", "Zażółć\nZażó".encode("iso8859-2"), r"line 1 is not UTF-8 \(byte 0xbf\)"),
        ("broken.md", b"---\ntitle: [\n---\ntext", "front matter is not YAML, line 3"),
        ("open.md", b"---\ntitle: x\ntext", "never closes"),
        ("list.md", b"---\n- a\n- b\n---\ntext", "not a list of"),
        ("date.md", b"---\npublished: Monday\n---\ntext", "published must be YYYY"),
    ],
)
def test_each_fault_names_the_file_and_the_remedy(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=rf"{name}: .*{message}|{name}: {message}"):
        read_article(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no such file"):
        read_article(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        read_article(tmp_path)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "README.md", "c.csv"):
        (tmp_path / name).write_text(f"text of {name}", encoding="utf-8")
    assert [a.text for a in read_articles(tmp_path)] == ["text of a.md", "text of b.txt"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="holds no article"):
        list(read_articles(tmp_path))


def test_a_date_must_be_iso() -> None:
    with pytest.raises(ArgumentError, match="published must be YYYY"):
        Article("text", published="5 February 2024")
