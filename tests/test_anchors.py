"""Finding claims again after an editor has been at the text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from forces import Article, ClaimsError, extract_claims, read_article, read_claims, reanchor, write_claims

ARTICLE = read_article(Path(__file__).resolve().parents[1] / "data" / "articles" / "2024-02-05-kupiansk.md")
CLAIMS = extract_claims(ARTICLE)


def edited(*changes: tuple[str, str]) -> pd.DataFrame:
    """Change the text, and find the claims in it again; every one found must be the words that it was."""
    text = ARTICLE.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    article = Article(text)
    found = reanchor(CLAIMS, article)
    for row in found[found["anchor"] != "lost"].itertuples():
        assert text[row.start : row.end] == row.words
        assert row.context.count(row.words) >= 1
        assert row.article_id == article.id
    assert found["claim_id"].tolist() == CLAIMS["claim_id"].tolist()
    return found


def test_an_unchanged_text_keeps_every_place() -> None:
    found = reanchor(CLAIMS, ARTICLE)
    assert set(found["anchor"]) == {"kept"}
    pd.testing.assert_frame_equal(found.drop(columns="anchor"), CLAIMS)


def test_a_sentence_put_in_front_moves_all_by_its_length() -> None:
    added = "This page was corrected on Tuesday.\n\n"
    found = edited(("# Russia gathers", added + "# Russia gathers"))
    assert set(found["anchor"]) == {"moved"}
    assert (found["start"] - CLAIMS["start"]).unique().tolist() == [len(added)]


def test_typesetting_does_no_harm() -> None:
    assert "lost" not in set(edited((" ", "  "), ("\n\n", "\n\n\n"))["anchor"])
    claims = extract_claims("Russia's army has a 20-strong group and 14 MiG-29s near the north-western border.")
    later = Article("Russia’s army has a 20‑strong group and 14 MiG‑29s near the north–western border.")
    assert reanchor(claims, later)["anchor"].tolist() == ["kept"] * len(claims)
    assert len(claims) == 2


def test_another_number_is_another_claim() -> None:
    found = edited(("500 tanks", "510 tanks"), ("2,000 shells", "12,000 shells"))
    assert found.loc[found["anchor"] == "lost", "words"].tolist() == ["500 tanks", "2,000 shells"]
    assert found.loc[found["anchor"] == "lost", ["start", "end"]].isna().all(axis=None)
    assert found.loc[found["anchor"] == "lost", "article_id"].tolist() == [ARTICLE.id] * 2


def test_a_sentence_that_was_taken_out_is_lost_though_its_words_stand_elsewhere() -> None:
    sentence = ARTICLE.text[ARTICLE.text.index("Forbes put the Russian") : ARTICLE.text.index("On the other side")]
    found = edited(
        (sentence, ""), ("in late January.", "in late January. A parade in 1985 showed 500 tanks to guests.")
    )
    lost = found.loc[found["anchor"] == "lost", "words"].tolist()
    assert lost == ["40,000 soldiers", "500 tanks", "600 armoured vehicles", "hundreds of howitzers"]


def test_the_same_words_twice_go_each_to_its_own_surroundings() -> None:
    first = "Near Kupiansk the Russians have 500 tanks, an officer said."
    second = "In the south the Ukrainians also count 500 tanks of theirs."
    claims = extract_claims(f"{first} {second}")
    assert claims["words"].tolist() == ["500 tanks", "500 tanks"]
    swapped = reanchor(claims, Article(f"{second} {first}"))
    text = f"{second} {first}"
    assert swapped["start"].tolist() == [text.rindex("500"), text.index("500")]


def test_claims_from_a_file_are_found_too(tmp_path: Path) -> None:
    stored = read_claims(write_claims(CLAIMS, tmp_path / "claims.csv"))
    later = Article("Corrected. " + ARTICLE.text)
    pd.testing.assert_frame_equal(reanchor(stored, later), reanchor(CLAIMS, later))


def test_without_context_only_words_that_stand_once_are_found() -> None:
    bare = CLAIMS.assign(context=pd.NA, start=pd.NA, end=pd.NA)
    found = reanchor(bare, ARTICLE)
    assert found.loc[found["anchor"] == "lost", "words"].tolist() == ["hundreds of howitzers"] * 2
    assert len(found) == 10


def test_the_input_is_unchanged_and_must_keep_the_contract() -> None:
    copy = CLAIMS.copy(deep=True)
    reanchor(CLAIMS, Article("nothing"))
    pd.testing.assert_frame_equal(CLAIMS, copy)
    with pytest.raises(ClaimsError):
        reanchor(CLAIMS.drop(columns="item"), ARTICLE)
