"""Whole texts in, whole rows out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forces import (
    ArgumentError,
    Article,
    explain_claims,
    extract_claims,
    fire_ratios,
    force_ratios,
    validate_claims,
)
from forces.claims import COLUMNS

SHARED = Path(__file__).parents[2] / "shared" / "corpus"
DENSE = (
    "Reuters reported that Russia has massed 400 tanks, hundreds of guns and mortars and more than 12,000 soldiers "
    "near the city. They lost 35 tanks in May. Ukraine, which fires 900 shells a day, is outnumbered "
    "three to one, Kyiv said."
)
PROSE = (
    "Russia Ukraine Moscow enemy they killed lost 40 12,000 hundreds of tanks soldiers shells a day and , . ; ( ) “ ” "
    "about up to more than outnumbered five one will denied said the 155mm T-72s 1.5 million – U.S. Gen. \n\n 2024 %"
)
WORDS = st.sampled_from(PROSE.split(" "))


def test_the_real_article_gives_exactly_its_ten_claims() -> None:
    path = SHARED / "kupiansk-2024-02-05.txt"
    if not path.exists():
        pytest.skip("the article (../shared/corpus) is not here")
    claims = extract_claims(path.read_bytes().decode("utf-8"))
    rows = claims[["side", "item", "measure", "qualifier", "low", "value", "high", "per"]].astype("object")
    rows = rows.where(rows.notna(), None)
    order = (200, 447, 999)
    assert [tuple(r) for r in rows.itertuples(index=False)] == [
        ("Russia", "tanks", "strength", "exact", 500, 500, 500, None),
        ("Russia", "armoured_vehicles", "strength", "exact", 600, 600, 600, None),
        ("Russia", "howitzers", "strength", "order", *order, None),
        ("Russia", "troops", "strength", "exact", 40_000, 40_000, 40_000, None),
        ("Ukraine", "troops", "strength", "about", None, 20_000, None, None),
        ("Ukraine", "howitzers", "strength", "order", *order, None),
        ("Ukraine", "tanks", "strength", "order", *order, None),
        ("Ukraine", "armoured_vehicles", "strength", "order", *order, None),
        ("Ukraine", "shells", "fire", "exact", 2_000, 2_000, 2_000, "day"),
        ("Russia", "shells", "fire", "at_most", None, 10_000, 10_000, "day"),
    ]
    assert (claims["source"][:8] == "Forbes").all()
    sides = {"side": "Russia", "versus": "Ukraine"}
    force = force_ratios(claims, **sides).set_index("item")
    assert force.loc["troops", ["low", "value", "high"]].astype(float).round(2).tolist() == [1.73, 2.0, 2.33]
    assert force.loc["howitzers", ["low", "value", "high"]].astype(float).round(1).tolist() == [0.2, 1.0, 5.0]
    assert force.loc["howitzers", "verdict"] == "cannot tell"
    assert force[["n_claims", "n_articles", "n_origins"]].loc["troops"].tolist() == [2, 1, 1]
    assert fire_ratios(claims, **sides)["label"].tolist() == ["5:1 (3.6 to 5.3)"]
    assert fire_ratios(claims, **sides, reading="literal")["label"].tolist() == ["at most 5:1"]


def test_no_claim_gives_the_same_columns() -> None:
    claims = extract_claims("Five civilians were hurt on 5 May 2024, half a year later.")
    assert len(claims) == 0
    assert claims.dtypes.to_dict() == extract_claims(DENSE).dtypes.to_dict()
    assert list(claims) == list(COLUMNS)


def test_rows_pass_the_contract() -> None:
    claims = extract_claims(Article(DENSE, publisher="Example", published="2024-06-01", url="https://example.org/a"))
    pd.testing.assert_frame_equal(validate_claims(claims), claims)
    assert (claims["publisher"] == "Example").all()


def test_words_are_the_text_of_the_span() -> None:
    claims = extract_claims(DENSE)
    assert len(claims) >= 6
    assert [DENSE[r.start : r.end] for r in claims.itertuples()] == list(claims["words"])


def test_several_articles_make_one_frame() -> None:
    articles = [Article(DENSE, publisher="A"), DENSE, Article("No figures.")]
    claims = extract_claims(articles)
    assert claims["article_id"].nunique() == 2
    assert claims["claim_id"].is_unique
    assert len(claims) == 2 * len(extract_claims(DENSE))


def test_ids_do_not_depend_on_what_else_is_read() -> None:
    alone = extract_claims(Article(DENSE))["claim_id"].tolist()
    assert extract_claims(["Russia has 3 tanks.", Article(DENSE)])["claim_id"].tolist()[1:] == alone


@pytest.mark.parametrize("source", [None, 5, [5], [b"bytes"]])
def test_a_source_of_another_kind_is_refused(source: object) -> None:
    with pytest.raises(ArgumentError, match="source must be an Article"):
        extract_claims(source)  # type: ignore[arg-type]


def test_the_two_sides_can_be_named() -> None:
    text = "Ruritania destroyed 12 tanks."
    with pytest.raises(ArgumentError, match="two different names"):
        extract_claims(text, sides=("Ruritania", "Ruritania"))
    with pytest.raises(ArgumentError, match=r"no side is called 'Rusia' \(is it 'Russia'\?\); give its names"):
        extract_claims(text, sides=("Rusia", "Ukraine"))


def test_explain_names_the_words() -> None:
    text = "According to Reuters, Russia fired about 900 shells a day."
    told = explain_claims(text).set_index("column")["words"].to_dict()
    assert told["value"] == "about 900"
    assert told["item"] == "shells"
    assert told["side"] == "Russia"
    assert told["measure"] == "fired"
    assert told["per"] == "a day"
    assert "Reuters" in told["source"]


def test_a_neutral_sentence_in_front_moves_spans_and_nothing_else() -> None:
    front = "The weather was mild. "
    claims, moved = extract_claims(DENSE), extract_claims(front + DENSE)
    assert (moved["start"] - claims["start"] == len(front)).all()
    same = [c for c in COLUMNS if c not in ("start", "end", "article_id", "claim_id")]
    pd.testing.assert_frame_equal(moved[same], claims[same])


def sound(text: str) -> None:
    claims = extract_claims(text)
    pd.testing.assert_frame_equal(validate_claims(claims), claims)
    assert claims["claim_id"].is_unique
    assert (claims["start"] >= 0).all()
    assert (claims["end"] <= len(text)).all()
    assert [text[r.start : r.end] for r in claims.itertuples()] == list(claims["words"])


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_odd_prose_never_raises_and_rows_stay_sound(text: str) -> None:
    sound(text)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200))
def test_any_unicode_is_read(text: str) -> None:
    sound(text + " Russia lost 40 tanks. " + text)


def test_half_a_character_does_no_harm() -> None:
    claims = extract_claims(Article("Russia lost 40 tanks \ud800 and 3,000 men.", publisher="\udc00", published="2024"))
    assert claims["words"].tolist() == ["40 tanks", "3,000 men"]
    assert claims["publisher"].tolist() == ["?", "?"]
    assert claims["published"].tolist() == ["2024", "2024"]


def test_the_shared_articles_are_read_without_a_fault() -> None:
    if not SHARED.exists():
        pytest.skip("the articles (../shared/corpus) are not here")
    for path in SHARED.rglob("*.txt"):
        sound(path.read_bytes().decode("utf-8"))
