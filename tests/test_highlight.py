"""Lit articles: every claim in its sentence, nothing but the article's own words, and no way out of the text."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from forces.articles import Article
from forces.claims import empty_claims, make_claims
from forces.extraction import extract_claims
from forces.highlight import highlight_claims
from forces.pairs import unpaired

TEXT = "Kyiv holds hundreds of howitzers, tanks and armoured vehicles; Russia has 500 tanks."


def row(words, item="tanks", side="Ukraine", text=TEXT, **more):
    start = text.index(words)
    found = {
        "side": side,
        "item": item,
        "measure": "strength",
        "qualifier": "order",
        "low": 200,
        "value": 447,
        "high": 999,
    }
    return found | {"start": start, "end": start + len(words), "words": words, "claim_id": f"{start}-{item}"} | more


OVERLAPPING = make_claims(
    [
        row("hundreds of howitzers", "howitzers", source="Forbes"),
        row("hundreds of howitzers, tanks"),
        row("hundreds of howitzers, tanks and armoured vehicles", "armoured_vehicles"),
        row("500 tanks", side="Russia", qualifier="exact", low=500, value=500, high=500),
    ]
)


class Reader(HTMLParser):
    """Reads HTML as a browser would: text, marks with their text, ids, links; complains of tags that do not match."""

    VOID = frozenset({"br", "img", "meta", "link", "hr", "input", "source"})

    def __init__(self, page):
        super().__init__()
        self.open, self.text, self.marks, self.ids, self.links, self.tags, self.attributes = [], "", [], [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        assert len(values) == len(attrs), f"an attribute of <{tag}> stands twice"
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        if tag == "mark":
            self.marks.append([values["title"], "", values["style"]])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        if "mark" in self.open:
            self.marks[-1][1] += data
        if not {"sup", "table"} & set(self.open):
            self.text += data


def read(article, claims, **more):
    return Reader(str(highlight_claims(article, claims, **more)))


def test_text_is_whole_and_overlapping_spans_are_each_lit():
    page = read(Article(TEXT), OVERLAPPING)
    assert page.text.strip() == TEXT
    assert [words for _, words, _ in page.marks] == [
        "hundreds of howitzers",
        ", tanks",
        " and armoured vehicles",
        "500 tanks",
    ]
    first, second, third, fourth = (title.split(" | ") for title, _, _ in page.marks)
    assert [len(first), len(second), len(third), len(fourth)] == [3, 2, 1, 1]
    assert "howitzers" in first[0]  # the shortest span leads


def test_spans_that_cross_stay_valid():
    text = "one two three four"
    claims = make_claims([row("one two three", text=text), row("two three four", text=text)])
    page = read(Article(text), claims)
    assert [words for _, words, _ in page.marks] == ["one ", "two three", " four"]
    assert page.text.strip() == text


def test_description_tells_side_item_measure_bounds_source_and_status():
    title = read(Article(TEXT), OVERLAPPING).marks[0][0].split(" | ")[0]
    assert title == "Ukraine: howitzers, 200 to 999; strength; source Forbes; asserted"


def test_sides_differ_in_colour_and_underline():
    *_, ukraine, russia = (style for _, _, style in read(Article(TEXT), OVERLAPPING).marks)
    assert "solid #0072B2" in ukraine
    assert "double #D55E00" in russia


def test_marks_and_rows_lead_to_each_other():
    page = read(Article(TEXT), OVERLAPPING)
    assert len(page.ids) == len(set(page.ids)) == 8
    assert {link.removeprefix("#") for link in page.links} == set(page.ids)


def test_refused_claims_say_why():
    claims = make_claims([row("500 tanks", side="Russia"), row("hundreds of howitzers", "howitzers")])
    left = unpaired(claims, side="Russia", versus="Ukraine")
    titles = " ".join(title for title, _, _ in read(Article(TEXT), claims, left_out=left).marks)
    assert titles.count("in no ratio: one side only") == 2


def test_table_tells_which_claims_are_in_a_ratio():
    claims = make_claims([row("500 tanks", side="Russia"), row("tanks"), row("howitzers", "howitzers")])
    left = unpaired(claims, side="Russia", versus="Ukraine")
    table = highlight_claims(Article(TEXT), claims, left_out=left).table
    assert table.count("<td>yes</td>") == 2
    assert table.count("<td>no: one side only</td>") == 1
    assert "in a ratio" not in highlight_claims(Article(TEXT), claims).table


@pytest.mark.parametrize(
    ("why", "cells"),
    [
        ("a count", "<td>Russia</td><td>tanks</td><td>500</td><td>not named</td><td></td><td></td><td>asserted</td>"),
        ("a ratio", "<td>Russia to Ukraine</td><td>tanks</td><td>4:1</td><td>Forbes</td>"),
    ],
)
def test_table_tells_each_claim(why, cells):
    exact = {"qualifier": "exact", "low": None, "high": None}
    stated = {"unit": "ratio", "versus": "Ukraine", "value": 4, "source": "Forbes"}
    more = exact | (stated if why == "a ratio" else {"value": 500})
    assert cells in highlight_claims(Article(TEXT), make_claims([row("500 tanks", side="Russia", **more)])).table


def test_short_form_counts():
    claims = make_claims([row("500 tanks"), row("tanks", start=None, end=None)])
    assert repr(highlight_claims(Article(TEXT), claims)) == "<Highlights: 1 claim lit, 1 not found in this text>"


# --- an article by itself


def test_article_shows_itself_lit_with_reasons():
    article = Article(TEXT, title="Tanks", publisher="Example", published="2024-02-05", url="https://example.org/a")
    page = Reader(article._repr_html_())
    assert "Tanks" in page.text
    assert "Example, 5 Feb 2024" in page.text
    assert "https://example.org/a" in page.links
    assert page.marks
    assert any("in no ratio: one side only" in title for title, _, _ in page.marks)
    assert repr(article) == f"<Article {article.id}: Tanks, Example, 2024-02-05, 84 characters>"


def test_two_views_of_one_article_keep_their_links_apart():
    article = Article(TEXT)
    page = Reader(article._repr_html_() + str(highlight_claims(article, extract_claims(article))))
    assert len(page.ids) == len(set(page.ids))


def test_very_long_article_is_not_drawn():
    assert Article("Russia has 500 tanks. " * 20_000)._repr_html_() is None


def test_hostile_article_is_shown_as_text():
    page = Reader(Article(HOSTILE, title=HOSTILE, publisher=HOSTILE, url="javascript:alert(1)")._repr_html_())
    assert not {"script", "img", "b"} & set(page.tags)
    assert not [link for link in page.links if link.startswith("javascript")]


HOSTILE = "<script>alert(1)</script> \"500 tanks\" & 'x' <b onmouseover=alert(2)> --> ]]> \x00\x1b\ud800 500 tanks"


def test_hostile_text_and_fields_are_shown_as_text():
    side = '"><script>alert(3)</script>'
    claims = make_claims(
        [row("500 tanks", side=side, text=HOSTILE, source='" onfocus="alert(4)', claim_id='"><img src=x>')]
    )
    page = read(Article(HOSTILE, language='en" onload="x'), claims)
    assert not {"script", "img", "b"} & set(page.tags)
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert "<script>alert(1)</script>" in page.text
    assert str(highlight_claims(Article(HOSTILE), claims)).encode("utf-8")
    assert all(re.fullmatch(r"(mark|claim)-[A-Za-z0-9_-]+", i) for i in page.ids)


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("characters beyond the basic plane", "🪖🪖 Росія has 500 tanks 🪖"),
        ("combining marks", "Kupian\u0301sk: 500 tanks"),
        ("right to left", "קייב 500 tanks אמר"),
        ("line ends of Windows", "a\r\n\r\nb 500 tanks\r\n"),
        ("first and last", "500 tanks"),
    ],
)
def test_offsets_count_characters(why, text):
    (mark,) = read(Article(text), make_claims([row("500 tanks", text=text)])).marks
    assert mark[1] == "500 tanks", why


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("other words stand there", {"start": 3, "end": 12}),
        ("beyond the end", {"start": 5000, "end": 5009}),
        ("no place kept", {"start": None, "end": None}),
    ],
)
def test_claims_without_their_words_are_listed_but_not_lit(why, change):
    claims = make_claims([row("500 tanks") | change])
    lit = highlight_claims(Article(TEXT), claims)
    assert "<mark" not in lit.body, why
    assert lit.unplaced == ("74-tanks",)
    assert "not found in this text" in lit.table


def test_claims_of_other_articles_are_passed_over():
    assert not read(Article(TEXT), OVERLAPPING.assign(article_id=pd.array(["else"] * 4, dtype="string"))).marks


def test_repeated_and_missing_ids_stay_distinct():
    claims = make_claims([row("500 tanks", claim_id="a b"), row("tanks", claim_id="a-b"), row("Russia", claim_id=None)])
    page = read(Article(TEXT), claims)
    assert len(page.ids) == len(set(page.ids)) == 6


def test_article_without_claims_is_just_its_text():
    lit = highlight_claims(Article(TEXT), empty_claims())
    assert "No claims" in lit.table
    assert Reader(str(lit)).text.startswith(f"\n{TEXT}")


def test_notebooks_show_it():
    lit = highlight_claims(Article(TEXT), OVERLAPPING)
    assert lit._repr_html_() == str(lit)


def test_what_extraction_finds_is_lit_where_it_stands():
    article = Article("Russia has massed 40,000 soldiers and 500 tanks near Kupiansk.", publisher="Example")
    claims = extract_claims(article)
    assert [words for _, words, _ in read(article, claims).marks] == claims.sort_values("start")["words"].tolist()
