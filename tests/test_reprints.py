"""Reprints are recognised and count once."""

import pytest

from forces import ArgumentError, Article, extract_claims, find_origins, find_reprints, force_ratios
from forces.cli import main

BODY = (
    "The front has hardly moved since spring. Russia has 120,000 soldiers in the east of the country. Ukraine has "
    "80,000 soldiers there, and both armies are digging in for another winter. Villages on both banks of the river lie "
    "empty, roads are mined, and the few who stayed live in cellars. Nobody expects the lines to change before the "
    "ground freezes. Trains still run at night, without lights, to the last town before the river."
)
WIRE = Article(BODY, publisher="Wire", published="2024-03-01")
PAPER = Article(BODY.replace("hardly moved", "barely moved") + " (Wire)", publisher="Paper", published="2024-03-02")
OTHER = Article(
    "Both armies are tired, writes our reporter from the river. Russia has 150,000 soldiers in the east of the "
    "country, he was told in the town, and Ukraine has 50,000 soldiers there.",
    publisher="Other",
    published="2024-03-01",
)


def test_edited_copy_is_found_whichever_comes_first():
    for articles in ([WIRE, PAPER, OTHER], [PAPER, OTHER, WIRE]):
        found = find_reprints(articles)
        assert found[["article_id", "reprint_of"]].values.tolist() == [[PAPER.id, WIRE.id]]
        assert found["similarity"].between(0.7, 1).all()


def test_copies_of_copies_name_the_first():
    third = Article(PAPER.text.replace("Trains still run", "Trains run"), publisher="Third", published="2024-03-03")
    assert find_reprints([third, WIRE, PAPER])["reprint_of"].tolist() == [WIRE.id, WIRE.id]


def test_one_article_or_none_has_no_reprint():
    for articles in ([], [WIRE], [WIRE, WIRE]):
        found = find_reprints(articles)
        assert list(found) == ["article_id", "reprint_of", "similarity"]
        assert found.empty


def test_reprints_share_an_origin_and_one_vote():
    articles = [WIRE, PAPER, OTHER]
    claims = extract_claims(articles)
    assert set(find_origins(claims)["origin"]) == {f"{p} (unattributed)" for p in ("Wire", "Paper", "Other")}
    joined = claims.merge(find_reprints(articles), on="article_id", how="left")
    origins = find_origins(joined).set_index("publisher")[["origin", "origin_basis"]].drop_duplicates()
    assert origins.loc["Paper"].tolist() == ["Wire (unattributed)", "copy"]
    assert origins.loc["Other"].tolist() == ["Other (unattributed)", "publisher"]
    assert force_ratios(claims, side="Russia", versus="Ukraine")["n_origins"].tolist() == [3]
    assert force_ratios(joined, side="Russia", versus="Ukraine")["n_origins"].tolist() == [2]


def test_source_that_is_named_stays():
    named = Article(BODY.replace("in the east of the country.", "in the east of the country, Forbes reported."))
    claims = extract_claims([WIRE, named]).merge(find_reprints([WIRE, named]), on="article_id", how="left")
    assert "Forbes" in set(find_origins(claims)["origin"])


def test_threshold_is_checked():
    with pytest.raises(ArgumentError, match="threshold"):
        find_reprints([WIRE], threshold=0)


def test_command_marks_reprints(tmp_path, capsys):
    for name, article in (("a", WIRE), ("b", PAPER)):
        front = f"---\npublisher: {article.publisher}\npublished: {article.published}\n---\n"
        (tmp_path / f"{name}.md").write_text(front + article.text, encoding="utf-8")
    assert main(["extract", str(tmp_path)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.endswith(",reprint_of")
    assert [row.rpartition(",")[2] for row in rows] == ["", "", WIRE.id, WIRE.id]
