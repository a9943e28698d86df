"""What other people's tools get: each document has what its format requires, and says what the claim says."""

import json

import pytest
from jsonschema import Draft202012Validator

from forces.articles import Article, read_article
from forces.claims import CONTRACT, make_claims, read_claims
from forces.datasets import load_claims
from forces.errors import ArgumentError, ClaimsError
from forces.exports import claim_annotations, claim_reviews, write_datapackage, write_json
from forces.extraction import extract_claims

ROW = {"side": "Russia", "item": "shells", "measure": "fire", "qualifier": "exact", "claim_id": "c1", "words": "9"}


@pytest.fixture(scope="module")
def claims():
    return load_claims()


@pytest.fixture
def faults(root):
    def check(name, documents):
        validator = Draft202012Validator(json.loads((root / "tests" / "schemas" / f"{name}.json").read_text()))
        return [f"{i}: {e.json_path} {e.message}" for i, d in enumerate(documents) for e in validator.iter_errors(d)]

    return check


# --- data package -----------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # frictionless's own imports
@pytest.mark.parametrize("some", ["bundled", "extracted", "none"])
def test_a_written_package_validates(claims, root, tmp_path, some):
    frictionless = pytest.importorskip("frictionless")
    digest = read_article(root / "data" / "articles" / "2024-02-05-kupiansk.md")
    frame = {"bundled": claims, "extracted": extract_claims(digest), "none": claims.iloc[:0]}[some]
    path = write_datapackage(frame, tmp_path, name="test", title="A test", licence="CC-BY-4.0")
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    assert len(read_claims(tmp_path / "claims.csv")) == len(frame)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_changed_file_no_longer_fits_its_package(claims, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    path = write_datapackage(claims, tmp_path, name="test", title="A test")
    file = tmp_path / "claims.csv"
    file.write_text(file.read_text().replace(",500.0,", ",501.0,"))
    assert not frictionless.Package(str(path)).validate().valid


def test_the_bundled_package_describes_the_contract_alike(claims, root, tmp_path):
    ours = json.loads((root / "data" / "datapackage.json").read_text())["resources"][0]["schema"]["fields"]
    made = json.loads(write_datapackage(claims, tmp_path, name="test", title="A test").read_text())
    by_hand, made = ({f["name"]: f for f in fields} for fields in (ours, made["resources"][0]["schema"]["fields"]))
    made.pop("context")  # a table made by hand has no text to quote from
    assert [name for name in by_hand if name in made] == list(made)
    for name in made:
        enum = by_hand[name].get("constraints", {}).get("enum") if name in CONTRACT else None
        assert made[name].get("constraints", {}).get("enum") == enum, name
        assert made[name]["type"] == by_hand[name]["type"], name


def test_a_package_lists_its_pages_and_keeps_its_name_plain(claims, tmp_path):
    package = json.loads(write_datapackage(claims, tmp_path, name="ukraine", title="A test").read_text())
    assert len(package["sources"]) == claims["url"].nunique()
    assert "licenses" not in package
    with pytest.raises(ArgumentError, match="name must be small letters"):
        write_datapackage(claims, tmp_path, name="My package", title="A test")
    with pytest.raises(ClaimsError, match="cannot be written"):
        write_datapackage(claims, tmp_path / "nowhere", name="ukraine", title="A test")


# --- annotations ------------------------------------------------------------------------------------------------------


def test_annotations_have_what_the_model_requires(claims, faults):
    annotations = claim_annotations(claims)
    assert faults("annotation", annotations) == []
    assert len({a["id"] for a in annotations}) == len(claims)
    assert faults("annotation", [{**annotations[0], "target": {}}]) != []


def test_a_quote_is_found_again_in_its_article(root, faults):
    articles = [read_article(p) for p in sorted((root / "data" / "articles").glob("*.md"))]
    claims = extract_claims(articles)
    annotations = claim_annotations(claims, articles=articles)
    assert faults("annotation", annotations) == []
    texts = {a.id: a.text for a in articles}
    for row, annotation in zip(claims.itertuples(), annotations, strict=True):
        quote, place = annotation["target"]["selector"]
        text = texts[row.article_id]
        assert text[place["start"] : place["end"]] == quote["exact"] == row.words
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1


def test_an_annotation_says_what_was_read_and_whence(claims):
    note = claim_annotations(claims[claims["claim_id"].eq("c010")])[0]
    url = claims.set_index("claim_id").loc["c010", "url"]
    told, read = (body["value"] for body in note["body"])
    assert told == "Russia: at most 10,000 shells a day (fire)"
    assert json.loads(read)["high"] == 10_000
    assert "low" not in json.loads(read)
    assert (note["target"]["source"], note["prov:wasQuotedFrom"]["id"]) == (url, url)
    assert note["prov:hadPrimarySource"]["label"] == "Forbes"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"qualifier": "between", "low": 5, "value": 6, "high": 7}, "Russia: 5 to 7 shells (fire)"),
        ({"qualifier": "about", "value": 1.5e6, "per": "year"}, "Russia: about 1,500,000 shells a year (fire)"),
        ({"unit": "ratio", "versus": "Ukraine", "value": 2.5}, "Russia to Ukraine: 2.5 to 1, shells (fire)"),
        ({"value": 5, "status": "denied"}, "Russia: 5 shells (fire); denied"),
        ({"value": 0, "item": "air_defence"}, "Russia: 0 air defence (fire)"),
    ],
)
def test_a_claim_is_told_in_a_sentence(row, sentence):
    assert claim_annotations(make_claims([{**ROW, **row}]))[0]["body"][0]["value"] == sentence


def test_claims_without_id_words_or_fitting_span_are_refused():
    with pytest.raises(ClaimsError, match="row 0: claim_id must be given"):
        claim_annotations(make_claims([{**ROW, "value": 9, "claim_id": None}]))
    with pytest.raises(ClaimsError, match="row 0: words must be given"):
        claim_annotations(make_claims([{**ROW, "value": 9, "words": None}]))
    with pytest.raises(ClaimsError, match="stands twice"):
        claim_annotations(make_claims([{**ROW, "value": 9}] * 2))
    article = Article("9")
    claims = make_claims([{**ROW, "value": 9, "article_id": article.id, "start": 0, "end": 5}])
    with pytest.raises(ClaimsError, match="claim c1: characters 0 to 5 are not in its article"):
        claim_annotations(claims, articles=[article])


# --- reviews ----------------------------------------------------------------------------------------------------------


def test_reviews_have_what_search_engines_require(claims, faults):
    ratings = dict.fromkeys(claims["claim_id"], "Unproven")
    reviews = claim_reviews(claims, ratings=ratings, author="We", url="https://example.org/check", date="2026-01-31")
    assert len(reviews) == len(claims)
    assert faults("claim_review", reviews) == []
    assert faults("claim_review", [{k: v for k, v in reviews[0].items() if k != "reviewRating"}]) != []


def test_only_claims_that_somebody_rated_are_reviewed(claims):
    review, *others = claim_reviews(claims, ratings={"c013": "Plausible"}, author="We", url="https://example.org/a")
    assert others == []
    assert review["url"] == "https://example.org/a#c013"
    assert review["reviewRating"]["alternateName"] == "Plausible"
    with pytest.raises(ClaimsError, match="no claim has the id c999"):
        claim_reviews(claims, ratings={"c999": "?"}, author="We", url="https://example.org/a")


def test_a_review_names_the_first_page_and_the_others(claims):
    item = claim_reviews(claims, ratings={"c029": "?"}, author="We", url="https://example.org")[0]["itemReviewed"]
    forbes = claims[claims["claim_id"].isin(["c004", "c013", "c017", "c029"])]
    pages = [item["firstAppearance"], *item["appearance"]]
    assert {p["url"] for p in pages} == set(forbes["url"])
    dates = [p["datePublished"] for p in pages]
    assert dates == sorted(forbes["published"])
    assert item["author"]["name"] == "Forbes"


def test_a_document_is_written_as_json_of_its_own_letters(tmp_path):
    path = write_json([{"name": "Куп'янськ"}], tmp_path / "a.jsonld")
    assert "Куп'янськ" in path.read_text(encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == [{"name": "Куп'янськ"}]
