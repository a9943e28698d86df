"""Matching labels with claims, checked by hand and against the shared scorer."""

from __future__ import annotations

import importlib.util
import json

import pandas as pd
import pytest

from forces import ArgumentError, extract_claims, match_claims, score_claims

TEXT = "Russia has 500 tanks and about 300 guns in the sector; Ukraine has 200 tanks."


@pytest.fixture
def found():
    return extract_claims(TEXT)


def test_outcomes_by_hand(found):
    labels = pd.concat([found.iloc[:2], found.iloc[[2]].assign(value=900.0, low=900.0, high=900.0)])
    labels = labels.assign(side=["Russia", "Ukraine", "Ukraine"])
    matches = match_claims(labels, found)
    assert matches["outcome"].tolist() == ["right", "wrong", "missed", "false"]
    assert matches["wrong"].tolist() == ["", "side", "", ""]
    assert matches["claim"].tolist()[3] == 2
    scores = score_claims(matches).iloc[0]
    assert (scores["labels"], scores["claims"], scores["detected"], scores["core"]) == (3, 3, 2, 1)
    assert scores["f1"] == pytest.approx(2 / 3)
    assert scores["core_f1"] == pytest.approx(1 / 3)


def test_groups_add_up(found):
    matches = match_claims(found, found.iloc[1:])
    by_item = score_claims(matches, "item")
    assert by_item.index.tolist() == ["artillery", "tanks"]
    assert by_item[["labels", "claims", "detected", "core"]].sum().tolist() == [3, 2, 2, 2]
    assert by_item.loc["tanks", ["precision", "recall"]].tolist() == [1.0, 0.5]


def test_claims_of_other_articles_do_not_match(found):
    other = found.assign(article_id="another")
    assert set(match_claims(found, other)["outcome"]) == {"missed", "false"}


def test_a_missing_column_is_named(found):
    with pytest.raises(ArgumentError, match="labels must have the columns of claims; missing: side"):
        match_claims(found.drop(columns="side"), found)
    with pytest.raises(ArgumentError, match="by must be a column"):
        score_claims(match_claims(found, found), "colour")


#: what must not be lost again; docs/accuracy.md gives what is reached
FLOORS = {"fit": (700, 0.90, 0.70), "held": (150, 0.75, 0.45)}


@pytest.mark.parametrize("half", FLOORS)
def test_the_own_texts_are_read_well(root, half):
    articles = json.loads((root / "tests" / "labels" / "texts.json").read_text(encoding="utf-8"))
    parts = [
        match_claims(pd.DataFrame(a["claims"]), extract_claims(a["text"]))
        for a in articles
        if a["claims"] and a["half"] == half
    ]
    scores = score_claims(pd.concat(parts)).iloc[0]
    labels, f1, core_f1 = FLOORS[half]
    assert scores["labels"] > labels
    assert (scores["f1"] > f1, scores["core_f1"] > core_f1) == (True, True), scores


def test_counts_agree_with_the_shared_scorer(root):
    scorer = root.parent / "shared" / "tools" / "score.py"
    labels = root.parent / "shared" / "labels" / "news-dev.json"
    if not (scorer.exists() and labels.exists()):
        pytest.skip("the shared texts are not here")
    spec = importlib.util.spec_from_file_location("score", scorer)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    ours = theirs = total = 0
    for article in json.loads(labels.read_text(encoding="utf-8")):
        path = root.parent / "shared" / "corpus" / "news" / f"{article['id']}.txt"
        if not article["claims"] or not path.exists():
            continue
        found = extract_claims(path.read_bytes().decode("utf-8"))
        matches = match_claims(pd.DataFrame(article["claims"]), found)
        ours += matches["outcome"].isin(["right", "wrong"]).sum()
        theirs += len(score.pair(article["claims"], found.to_dict("records")))
        total += len(article["claims"])
    assert total > 100
    assert ours == theirs
