"""The report: one page that needs nothing else, tells all that was found, and is written whole or not at all."""

import base64
import re
from html.parser import HTMLParser

import matplotlib as mpl

mpl.use("agg")

import pandas as pd
import pytest

from forces.articles import Article, read_articles
from forces.claims import empty_claims, make_claims, read_claims
from forces.errors import ArgumentError, ForcesError
from forces.extraction import extract_claims
from forces.headlines import headlines
from forces.ratios import fire_ratios, force_ratios, loss_exchange_ratios
from forces.report import build_report

PAIR = {"side": "Russia", "versus": "Ukraine"}


class Reader(HTMLParser):
    """Reads a page as a browser would and complains of tags that do not match."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.links, self.tags, self.attributes = [], [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute of <{tag}> stands twice"
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in ("img", "meta", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def all_ratios(claims, **more):
    frames = [f(claims, **PAIR, **more) for f in (force_ratios, fire_ratios, loss_exchange_ratios)]
    return pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory, pytestconfig):
    articles = list(read_articles(pytestconfig.rootpath / "data" / "articles"))
    claims = extract_claims(articles)
    path = build_report(articles, claims, all_ratios(claims), tmp_path_factory.mktemp("report") / "new" / "folder")
    return articles, claims, path.read_text(encoding="utf-8")


def test_page_is_valid_and_stands_alone(bundled):
    *_, page = bundled
    reader = Reader(page)
    assert page.startswith("<!DOCTYPE html>")
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)
    assert "script" not in reader.tags
    loaded = [value for tag, name, value in reader.attributes if name in ("src", "srcset") and tag != "a"]
    assert loaded
    assert all(value.startswith("data:image/svg+xml;base64,") for value in loaded)


def test_every_claim_is_listed_and_lit(bundled):
    _, claims, page = bundled
    assert len(re.findall(r'id="mark-', page)) == len(re.findall(r'id="claim-', page)) == len(claims)


def test_pictures_have_their_numbers_as_text(bundled):
    *_, page = bundled
    alts = [value for tag, name, value in Reader(page).attributes if tag == "img" and name == "alt"]
    assert alts
    assert all("Reported figures, not verified." in alt for alt in alts)


def test_table_can_be_taken_away(bundled, tmp_path):
    _, claims, page = bundled
    data = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]*)"', page).group(1)
    file = tmp_path / "claims.csv"
    file.write_bytes(base64.b64decode(data))
    pd.testing.assert_frame_equal(read_claims(file), claims)


def test_left_out_claims_come_with_reasons(bundled):
    *_, page = bundled
    section = page[page.index('id="left-out"') : page.index('id="articles"')]
    assert "a ratio stated in words" in section


def test_report_repeats_to_the_byte(tmp_path):
    claims = make_claims([claim("Russia", 500), claim("Ukraine", 125)])
    first, again = (build_report([], claims, all_ratios(claims), tmp_path / n).read_bytes() for n in ("a", "b"))
    assert first == again


def claim(side, value, **more):
    row = {
        "side": side,
        "item": "tanks",
        "measure": "strength",
        "qualifier": "exact",
        "value": value,
        "source": "Forbes",
    }
    row |= {"low": value, "high": value, "published": "2024-02-05", "article_id": "a", "claim_id": f"{side}-{value}"}
    return row | more


@pytest.mark.parametrize(
    ("why", "one", "two", "says"),
    [
        ("more", 500, 125, "Forbes, 5 Feb 2024: Russia has 4 tanks (3.8 to 4.2) for each one of Ukraine&#39;s."),
        (
            "fewer is told the other way round",
            125,
            500,
            "Forbes, 5 Feb 2024: Ukraine has 4 tanks (3.8 to 4.2) for each one of Russia&#39;s.",
        ),
        ("undecided", 500, 500, "Who has more cannot be told from the reports: tanks."),
    ],
)
def test_headline_says_the_ratio_in_plain_words(why, one, two, says, tmp_path):
    claims = make_claims([claim("Russia", one), claim("Ukraine", two)])
    assert says in build_report([], claims, all_ratios(claims), tmp_path).read_text(encoding="utf-8"), why


def test_headline_joins_what_one_source_says_of_one_day():
    shells = {"item": "shells", "measure": "fire", "per": "day"}
    claims = make_claims(
        [
            *(claim(s, v) for s, v in (("Russia", 520), ("Ukraine", 130))),
            *(claim(s, v, **shells, claim_id=s) for s, v in (("Russia", 1230), ("Ukraine", 246))),
        ]
    )
    said = headlines(all_ratios(claims), claims)
    assert said == ["Forbes, 5 Feb 2024: Russia has 4 tanks (3.6 to 4.4) and fires 5 shells for each one of Ukraine's."]


def test_headlines_keep_accounts_of_one_thing_together_and_leave_room_for_others():
    stated = {"versus": "Ukraine", "unit": "ratio"}
    places = ("Kupiansk", "Sumy", "Bakhmut")
    tanks = [claim("Russia", n, **stated, place=p, claim_id=p) for n, p in zip((3, 4, 5), places, strict=True)]
    claims = make_claims([*tanks, claim("Russia", 2, **stated, item="troops", claim_id="men")])
    said = " ".join(headlines(all_ratios(claims, basis="stated"), claims, most=3))
    assert said.count("tanks") == 2
    assert "2 troops" in said


def test_headline_tells_whether_all_or_some_reports_leave_it_open():
    open_ = {"qualifier": "order", "low": 200, "high": 999}
    claims = make_claims(
        [
            claim("Russia", 500), claim("Ukraine", 125),
            *(claim(s, 447, **open_, place="Sumy", claim_id=s) for s in ("Russia", "Ukraine")),
            *(claim(s, 447, **open_, item="howitzers", claim_id=f"h{s}") for s in ("Russia", "Ukraine")),
        ]
    )  # fmt: skip
    assert headlines(all_ratios(claims), claims)[1:] == [
        "Who has more cannot be told from the reports: howitzers.",
        "Who has more cannot be told from a part of the reports: tanks.",
    ]


@pytest.mark.parametrize(
    ("why", "party", "more", "says"),
    [
        (
            "an account of the enemy",
            "Ukraine",
            {},
            "Forbes (Ukraine's account), 5 Feb 2024: Russia has 4 artillery pieces",
        ),
        ("own account", "Russia", {}, "Forbes (Russia's own account), 5 Feb 2024:"),
        ("a third party", "third", {}, "Forbes, 5 Feb 2024:"),
        ("a place", "third", {"place": "Kupiansk"}, "for each one of Ukraine's at Kupiansk."),
    ],
)
def test_headline_tells_whose_account_and_where(why, party, more, says):
    rows = [claim(s, v, item="artillery", **more) for s, v in (("Russia", 520), ("Ukraine", 130))]
    claims = make_claims(rows).assign(source_party=pd.array([party] * 2, dtype="string"))
    assert says in headlines(all_ratios(claims), claims)[0], why


def both_ways():
    """Two counts, and a ratio in words from another source on another day."""
    stated = {"versus": "Ukraine", "unit": "ratio", "published": "2024-03-01", "source": "Staff", "article_id": "b"}
    counts = [claim("Russia", 500), claim("Ukraine", 125)]
    claims = make_claims([*counts, claim("Russia", 3, **stated)])
    return claims, pd.concat([force_ratios(claims, **PAIR, basis=b) for b in ("computed", "stated")], ignore_index=True)


def test_ratios_in_words_stand_beside_the_others(tmp_path):
    page = build_report([], *both_ways(), tmp_path).read_text(encoding="utf-8")
    assert "Staff, 1 Mar 2024: Russia has 3 tanks for each one of Ukraine&#39;s, a ratio stated in words." in page
    assert "Every claim stands in a ratio." in page
    assert "<td>stated in words</td>" in page[page.index('id="ratios"') : page.index('id="sources"')]


def test_two_dates_make_a_trend_and_two_sources_a_chart_of_sources(tmp_path):
    page = build_report([], *both_ways(), tmp_path).read_text(encoding="utf-8")
    alts = [value for tag, name, value in Reader(page).attributes if tag == "img" and name == "alt"]
    kinds = [alt.split(",")[0].split(":")[0] for alt in alts]
    assert kinds == [
        "Dots with whiskers on a log scale",
        "A slope chart on a log scale",
        "Dots with whiskers on a log scale",
        "One row for each of 2 sources",
    ]
    assert 'id="trends"' in page


def test_one_date_makes_no_trend(tmp_path):
    claims = make_claims([claim("Russia", 500), claim("Ukraine", 125)])
    page = build_report([], claims, all_ratios(claims), tmp_path).read_text(encoding="utf-8")
    assert 'id="trends"' not in page
    assert "#trends" not in page


def test_sources_tell_for_whom_they_speak(tmp_path):
    claims = make_claims([claim("Russia", 500, source=s, claim_id=s) for s in ("A", "B", "C")])
    claims = claims.assign(source_party=pd.array(["Ukraine", "third", None], dtype="string"))
    page = build_report([], claims, pd.DataFrame(columns=["side", "versus"]), tmp_path).read_text(encoding="utf-8")
    for name, party in (("A", "Ukraine"), ("B", "a third party"), ("C", "not known")):
        assert f"<td>{name}</td><td>{party}</td>" in page


def test_ratios_of_one_thing_stand_together(tmp_path):
    claims, ratios = both_ways()
    shells = {"item": "shells", "measure": "fire", "per": "day"}
    more = make_claims([claim(s, v, **shells, claim_id=s) for s, v in (("Russia", 1230), ("Ukraine", 246))])
    claims = pd.concat([claims, more], ignore_index=True)
    mixed = pd.concat([ratios.iloc[:1], fire_ratios(claims, **PAIR), ratios.iloc[1:]], ignore_index=True)
    page = build_report([], claims, mixed, tmp_path).read_text(encoding="utf-8")
    section = page[page.index('id="ratios"') : page.index('id="sources"')]
    assert re.findall(r"<tr><td>([a-z ]+)</td>", section) == ["tanks", "tanks", "shells fired per day"]


def test_reasons_are_counted(bundled):
    *_, page = bundled
    section = page[page.index('id="left-out"') : page.index('id="articles"')]
    assert "a ratio stated in words (15)" in section


def test_headline_keeps_open_bounds_open(tmp_path):
    claims = make_claims([claim("Russia", 500, qualifier="at_least", high=None), claim("Ukraine", 125)])
    page = build_report([], claims, all_ratios(claims, reading="literal"), tmp_path).read_text(encoding="utf-8")
    assert "Russia has at least 4 tanks" in page


def test_headline_tells_the_whole_period(tmp_path):
    claims = make_claims([claim("Russia", 500), claim("Ukraine", 125, published="2024-02-01")])
    page = build_report([], claims, all_ratios(claims), tmp_path).read_text(encoding="utf-8")
    assert "Forbes, 1 to 5 Feb 2024:" in page


def test_hostile_words_are_shown_as_words(tmp_path):
    bad = '</style></title><script>alert(1)</script><img src=x onerror="alert(2)">\x00'
    article = Article(
        f"{bad} Russia has 500 tanks.", title=bad, publisher=bad, url="javascript:alert(3)", published="2024"
    )
    claims = make_claims(
        [
            claim("Russia", 500, source=bad, words=bad, url="javascript:alert(4)", place=bad, claim_id=bad),
            claim("Ukraine", 125, source=bad, publisher=bad, place=bad, article_id=article.id),
        ]
    )
    reader = Reader(build_report([article], claims, all_ratios(claims), tmp_path).read_text(encoding="utf-8"))
    assert "script" not in reader.tags
    assert not [a for a in reader.attributes if a[1].startswith("on")]
    assert not [link for link in reader.links if link.startswith("javascript")]
    assert {value[:5] for tag, name, value in reader.attributes if name == "src"} == {"data:"}


def test_nothing_found_makes_a_page_that_says_so(tmp_path):
    claims = empty_claims()
    ratios = pd.DataFrame(columns=["side", "versus"])
    page = build_report([Article("Nothing here.", title="Quiet")], claims, ratios, tmp_path).read_text(encoding="utf-8")
    Reader(page)
    assert "No claims found." in page
    assert "No figures of two sides could be compared." in page


def test_claims_of_one_side_are_listed_without_a_comparison(tmp_path):
    claims = make_claims([claim("Russia", 500)])
    page = build_report([], claims, pd.DataFrame(columns=["side", "versus"]), tmp_path, **PAIR).read_text(
        encoding="utf-8"
    )
    assert "No two sides were compared." in page


def test_two_pairs_of_sides_are_refused(tmp_path):
    claims = make_claims([claim("Russia", 500), claim("Ukraine", 125)])
    ratios = all_ratios(claims)
    with pytest.raises(ArgumentError, match="one pair of sides"):
        build_report([], claims, pd.concat([ratios, ratios.assign(side="Belarus")]), tmp_path)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_folder_that_cannot_be_written_is_one_clear_error(place, tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    claims = make_claims([claim("Russia", 500), claim("Ukraine", 125)])
    with pytest.raises(ForcesError, match="cannot be made") as caught:
        build_report([], claims, all_ratios(claims), tmp_path / place)
    assert "choose a folder" in str(caught.value)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_failed_write_leaves_the_older_page(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("older", encoding="utf-8")
    claims = make_claims([claim("Russia", 500), claim("Ukraine", 125)])

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(ForcesError, match="No space left on device"):
        build_report([], claims, all_ratios(claims), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "older"
