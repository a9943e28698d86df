"""The data that the package ships: complete, in the contract's shape, in our own words."""

import datetime as dt
import hashlib
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import yaml

from forces.articles import read_article
from forces.claims import CONTRACT, read_claims, validate_claims
from forces.origins import find_origins

DATA = Path(__file__).resolve().parent.parent / "data"
GOLDEN = Path(__file__).resolve().parent / "articles"
DIGESTS = sorted((DATA / "articles").glob("*.md"))
GOLDEN_COLUMNS = [*(c for c in CONTRACT if c not in ("start", "end")), "words"]

each_digest = pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)


@pytest.fixture(scope="module")
def claims():
    return read_claims(DATA / "claims.csv")


@pytest.fixture(scope="module")
def sources():
    return pd.read_csv(DATA / "sources.csv", keep_default_na=False)


def golden_claims(path):
    """Read the golden claims of a digest and find their words in its text, in reading order."""
    rows = pd.read_csv(GOLDEN / f"{path.stem}.csv", dtype="object", keep_default_na=False, na_values=[""])
    text = read_article(path).text
    at, starts = 0, []
    for words in rows["words"]:
        at = text.find(words, at)
        assert at >= 0, f"{words!r} is not in {path.name}, or not in this order"
        starts.append(at)
    return rows.assign(start=starts, end=[s + len(w) for s, w in zip(starts, rows["words"], strict=True)])


def runs_of_words(text, n=10):
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


# --- digests ----------------------------------------------------------------------------------------------------------


def test_each_digest_has_golden_claims_and_each_golden_file_a_digest():
    assert len(DIGESTS) >= 7
    assert [p.stem for p in DIGESTS] == sorted(p.stem for p in GOLDEN.glob("*.csv"))


@each_digest
def test_front_matter_is_complete(path):
    meta = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert set(meta) == {"title", "publisher", "url", "published", "language", "licence", "note"}
    assert all(meta.values())
    assert (meta["language"], meta["licence"]) == ("en", "CC-BY-4.0")
    assert "our own words" in meta["note"]
    assert isinstance(meta["published"], dt.date)
    assert path.stem.startswith(meta["published"].isoformat())


@each_digest
def test_digest_names_a_page_of_the_claims_table(path, claims):
    article = read_article(path)
    pages = claims[["url", "publisher", "published"]].drop_duplicates()
    page = pages[pages["url"] == article.url]
    assert page.to_numpy().tolist() == [[article.url, article.publisher, article.published]]


@each_digest
def test_digest_is_a_headline_and_prose_of_one_screen(path):
    text = read_article(path).text
    headline, prose = text.split("\n", 1)
    assert headline == f"# {read_article(path).title}"
    assert 120 <= len(prose.split()) <= 250


@each_digest
def test_digest_shares_no_ten_words_in_a_row_with_a_collected_article(path, shared):
    ours = runs_of_words(path.read_text(encoding="utf-8"))
    for theirs in (shared / "corpus").rglob("*.txt"):
        common = ours & runs_of_words(theirs.read_text(encoding="utf-8"))
        assert not common, f"{theirs.name}: {' '.join(min(common))}"


@each_digest
def test_golden_claims_keep_the_contract_and_stand_in_the_digest(path):
    rows = golden_claims(path)
    assert list(rows)[:-2] == GOLDEN_COLUMNS
    checked = validate_claims(rows)
    assert checked["side"].notna().all()
    text = read_article(path).text
    for source in checked["source"].dropna():
        assert source in text


@each_digest
def test_a_digest_prints_only_figures_that_the_table_has_for_its_page(path, claims):
    page = claims[claims["url"] == read_article(path).url]
    known = {(i, m, round(v, 2)) for i, m, v in page[["item", "measure", "value"]].itertuples(index=False)}
    rows = validate_claims(golden_claims(path))
    turned = rows["unit"].eq("ratio") & rows["side"].eq("Ukraine")
    values = rows["value"].mask(turned, 1 / rows["value"])
    found = {
        (i, m, round(v, 2)) for i, m, v in zip(rows["item"], rows["measure"], values.astype("float64"), strict=True)
    }
    assert found <= known


def test_kupiansk_digest_carries_its_ten_claims():
    rows = validate_claims(golden_claims(DATA / "articles" / "2024-02-05-kupiansk.md"))
    order = (200, 447, 999)
    expected = [
        ("Russia", "armoured_vehicles", "exact", (600, 600, 600), None),
        ("Russia", "howitzers", "order", order, None),
        ("Russia", "shells", "at_most", (None, 10_000, 10_000), "day"),
        ("Russia", "tanks", "exact", (500, 500, 500), None),
        ("Russia", "troops", "exact", (40_000, 40_000, 40_000), None),
        ("Ukraine", "armoured_vehicles", "order", order, None),
        ("Ukraine", "howitzers", "order", order, None),
        ("Ukraine", "shells", "exact", (2_000, 2_000, 2_000), "day"),
        ("Ukraine", "tanks", "order", order, None),
        ("Ukraine", "troops", "about", (None, 20_000, None), None),
    ]
    rows = rows.sort_values(["side", "item"], key=lambda s: s.astype("string"))
    plain = rows[["side", "item", "qualifier", "low", "value", "high", "per"]].astype("object")
    plain = plain.where(plain.notna(), None).to_numpy().tolist()
    assert [(s, i, q, (lo, v, hi), per) for s, i, q, lo, v, hi, per in plain] == expected
    assert set(rows["source"]) == {"Forbes"}


def test_digests_carry_dated_shell_ratios_of_several_origins():
    years, origins = [], set()
    for path in DIGESTS:
        rows = validate_claims(golden_claims(path))
        shells = rows[rows["item"].eq("shells") & rows["measure"].eq("fire") & rows["status"].eq("asserted")]
        dated = shells["as_of"].fillna(read_article(path).published)
        per_day = shells[shells["unit"].eq("count") & shells["per"].eq("day")]
        both = per_day.groupby([per_day["source"], dated[per_day.index]])["side"].nunique().eq(2)
        stated = shells[shells["unit"].eq("ratio")]
        years += [d[:4] for d in dated[stated.index]] + [d[:4] for _, d in both.index[both]]
        origins |= {*stated["source"], *(s for s, _ in both.index[both])}
    assert set(years) == {"2022", "2023", "2024", "2025"}
    assert len(years) >= 6
    assert len(origins) >= 3


# --- claims.csv -------------------------------------------------------------------------------------------------------


def test_claims_are_the_322_of_130_pages(claims):
    assert len(claims) == 322
    assert claims["url"].nunique() == claims["article_id"].nunique() == 130
    assert claims["claim_id"].tolist() == [f"c{n:03}" for n in range(1, 323)]


def test_every_claim_has_its_page(claims):
    assert claims["url"].str.fullmatch(r"https?://\S+").all()
    assert claims[["publisher", "words", "source_party", "origin"]].notna().all(axis=None)
    ids = claims["url"].map(lambda url: hashlib.sha256(url.encode()).hexdigest()[:12])
    assert ids.eq(claims["article_id"]).all()


def test_statuses_and_parties_keep_their_counts(claims):
    assert Counter(claims["status"]) == {"asserted": 293, "projected": 23, "denied": 6}
    assert set(claims["source_party"]) == {"Russia", "Ukraine", "third"}


def test_bounds_follow_from_qualifiers(claims):
    low, value, high = claims["low"], claims["value"], claims["high"]
    rules = {
        "exact": low.eq(value) & high.eq(value),
        "about": low.isna() & high.isna(),
        "at_least": low.eq(value) & high.isna(),
        "at_most": low.isna() & high.eq(value),
        "between": ((low + high) / 2).eq(value) & low.lt(high),
        "order": ((low * high) ** 0.5).sub(value).abs().lt(1),
    }
    for qualifier, holds in rules.items():
        rows = claims["qualifier"].eq(qualifier)
        assert holds[rows].all(), qualifier


def test_ratios_of_the_two_sides_have_one_direction(claims):
    ratios = claims[claims["unit"].eq("ratio")]
    pair = ratios["side"].isin(["Russia", "Ukraine"]) & ratios["versus"].isin(["Russia", "Ukraine"])
    assert set(ratios["side"][pair]) == {"Russia"}
    turned = claims[claims["turned"].eq("true")]
    assert turned["claim_id"].tolist() == ["c077", "c084", "c109"]
    assert turned[["qualifier", "value"]].to_numpy().tolist() == [["about", 3], ["exact", 4], ["at_least", 3]]
    assert turned["note"].str.contains("turned").all()


def test_a_source_has_one_spelling_one_party_and_its_printed_form(claims):
    named = claims[claims["source"].notna()]
    assert named["source_printed"].notna().all()
    assert claims["source_printed"].isna().eq(claims["source"].isna()).all()
    assert named.groupby("source")["source_party"].nunique().eq(1).all()
    spellings = named.groupby("source")["source_printed"].nunique()
    assert spellings["Illia Yevlash"] == 4
    assert spellings["Volodymyr Zelenskyy"] == 3


def test_inferred_and_missing_dates_are_marked(claims):
    assert claims.loc[claims["published_inferred"].eq("true"), "claim_id"].tolist() == ["c090", "c091"]
    assert claims["undated"].eq("true").eq(claims["as_of"].isna()).all()
    assert claims.groupby("url")["published"].nunique().le(1).all()


def test_duplicates_point_at_first_printings_of_the_same_origin(claims):
    by_id = claims.set_index("claim_id")
    copies = claims[claims["duplicate_of"].notna()]
    assert len(copies) == 27
    firsts = by_id.loc[copies["duplicate_of"]]
    assert firsts["duplicate_of"].isna().all()
    for column in ("origin", "side", "measure", "unit"):
        assert copies[column].tolist() == firsts[column].tolist(), column
    own = copies["claim_id"].isin(["c019"])  # a headline repeats its own page
    assert copies["url"].ne(pd.Series(firsts["url"].tolist(), index=copies.index))[~own].all()


def test_forbes_at_kupiansk_is_one_origin_on_four_pages(claims):
    forbes = claims[claims["origin"].eq("Forbes") & claims["value"].eq(40_000)]
    assert forbes["claim_id"].tolist() == ["c004", "c013", "c017", "c029"]
    assert forbes["url"].nunique() == 4
    assert forbes["duplicate_of"].fillna("c013").eq("c013").all()


def test_origins_differ_from_the_rule_only_where_a_person_judged_otherwise(claims):
    proposed = find_origins(claims.drop(columns="origin"))["origin"]
    differs = claims[claims["origin"].ne(proposed)]
    brackets = differs["origin"].str.fullmatch(r".+ \(.+\)")
    unattributed = differs["source"].isna()
    assert differs.loc[~brackets & ~unattributed, "claim_id"].tolist() == ["c239"]
    assert len(differs) == 37


@pytest.mark.parametrize(
    ("why", "high", "low", "ratio"),
    [
        ("two families of counts, same months: Forbes", "c010", "c009", 5.0),
        ("the commander's own pair for the same months", "c135", "c136", 7.0),
        ("both sides of one daily average", "c129", "c132", 3.05),
        ("mid-2022, two officials of one side, joined by us", "c066", "c064", 9.09),
        ("tanks by the institute", "c171", "c172", 3.46),
        ("tanks by the ranking", "c222", "c226", 4.78),
    ],
)
def test_figures_that_the_text_relies_on(claims, why, high, low, ratio):
    value = claims.set_index("claim_id")["value"]
    assert value[high] / value[low] == pytest.approx(ratio, abs=0.01), why


def test_claims_agree_with_the_collected_table(claims, shared):
    table = pd.read_csv(shared / "data" / "claims-verified.csv", dtype="object", keep_default_na=False)
    same = {"words": "number", "publisher": "publisher", "url": "url", "published": "published", "status": "status"}
    same |= {"item": "item", "measure": "measure", "unit": "unit", "per": "per", "source_printed": "source"}
    same |= {"source_party": "source_party", "place_printed": "place"}
    for ours, theirs in same.items():
        assert claims[ours].astype("object").fillna("").tolist() == table[theirs].tolist(), ours
    changed = claims["value"].ne(table["value"].astype("float64"))
    assert claims.loc[changed, "claim_id"].tolist() == ["c062", "c077", "c084", "c109"]
    yearly = claims["as_of"].fillna("").ne(table["as_of"])
    assert claims.loc[yearly, "as_of"].str.fullmatch(r"\d{4}").all()
    assert all(short == long[:4] for short, long in zip(claims["as_of"][yearly], table["as_of"][yearly], strict=True))


# --- sources.csv and the package --------------------------------------------------------------------------------------


def test_sources_list_every_publisher_and_source_once(claims, sources):
    assert not sources.duplicated(["role", "name"]).any()
    for role, column in (("publisher", "publisher"), ("source", "source")):
        rows = sources[sources["role"].eq(role)].set_index("name")
        assert rows["n_claims"].to_dict() == claims[column].value_counts().to_dict()
    credited = sources[sources["role"].eq("source")].set_index("name")
    party = claims.dropna(subset="source").groupby("source")["source_party"].first()
    assert credited["party"].to_dict() == party.to_dict()


def test_a_weak_source_has_a_reason(sources):
    assert sources["weak"].eq(sources["reason"].ne("")).all()
    assert {"hahinteresting.com", "The Monexus", "Tower Post"} <= set(sources.loc[sources["weak"], "name"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # frictionless's own imports
def test_data_package_validates():
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_readme_names_every_file():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for path in [*DIGESTS, DATA / "claims.csv", DATA / "sources.csv", DATA / "datapackage.json"]:
        assert path.relative_to(DATA).as_posix() in text
    described = {f"`{c}`" for c in read_claims(DATA / "claims.csv").columns if c not in CONTRACT}
    assert described <= set(re.findall(r"`\w+`", text))
