"""The words prove themselves: every entry of the word files is tried on its own examples."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from forces import LexiconError, extract_claims, load_lexicon
from forces.mentions import find_counted
from forces.predicates import find_governor
from forces.quantities import find_quantities
from forces.sentences import Sentence
from forces.wordforms import inflect, plural


def words(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("forces") / "words" / "en" / f"{name}.toml").read_text(encoding="utf-8"))


def cases(name: str, key: str) -> list[tuple[str, str]]:
    return [(entry, text) for entry, table in words(name).items() for text in table.get(key, ())]


def read(text: str) -> Sentence:
    return Sentence.read(text, (0, len(text)), 0, load_lexicon(), find_quantities(text))


def counted_items(text: str) -> set[str | None]:
    return {c.item for c in find_counted(read(text), load_lexicon())}


@pytest.mark.parametrize(("item", "text"), cases("items", "examples"))
def test_item_is_found_in_its_example(item: str, text: str) -> None:
    assert item in counted_items(text) or item in {m.value.item for m in read(text).marks.get("item", ())}


@pytest.mark.parametrize(("item", "text"), cases("items", "not_in"))
def test_item_is_not_counted_where_the_noun_means_something_else(item: str, text: str) -> None:
    assert item not in extract_claims(f"{text}.")["item"].tolist()


@pytest.mark.parametrize(("cue", "text"), cases("measures", "examples"))
def test_cue_governs_the_figure_of_its_example(cue: str, text: str) -> None:
    sentence = read(text)
    measure = words("measures")[cue]["measure"]
    found = {c.value.measure for c in (m for m in sentence.marks.get("cue", ()))}
    governors = [find_governor(sentence, c, load_lexicon()) for c in find_counted(sentence, load_lexicon())]
    assert measure in found
    assert not governors or measure in {g.cue.measure for g in governors if g is not None}


@pytest.mark.parametrize(("side", "text"), cases("sides", "examples"))
def test_side_is_named_in_its_example(side: str, text: str) -> None:
    assert side in {m.value.side for m in read(text).marks.get("side", ())}


@pytest.mark.parametrize(("epithet", "text"), cases("epithets", "examples"))
def test_epithet_is_found_in_its_example(epithet: str, text: str) -> None:
    assert epithet in {m.value.name for m in read(text).marks.get("epithet", ())}


@pytest.mark.parametrize(("epithet", "text"), cases("epithets", "not_in"))
def test_epithet_is_not_found_where_it_is_none(epithet: str, text: str) -> None:
    assert epithet not in {m.value.name for m in read(text).marks.get("epithet", ())}


@pytest.mark.parametrize(("status", "text"), cases("status", "examples"))
def test_status_is_found_in_its_example(status: str, text: str) -> None:
    assert status in {m.value[0] for m in read(text).marks.get("status", ())}


def test_wars_name_known_sides() -> None:
    known = set(words("sides"))
    for name, war in words("wars").items():
        assert {*war["sides"], *war["against"]} <= known, name
        assert war.get("attacker", war["sides"][0]) in {*war["sides"], *war["against"]}, name


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("kill", {"kill", "kills", "killed", "killing"}),
        ("seize", {"seize", "seizes", "seized", "seizing"}),
        ("supply", {"supply", "supplies", "supplied", "supplying"}),
        ("flee/fled", {"flee", "flees", "fled", "fleeing"}),
        ("drop", {"drop", "drops", "dropped", "dropping"}),
        ("give/gave/given", {"give", "gives", "gave", "given", "giving"}),
        ("shoot down/shot down", {"shoot down", "shoots down", "shot down", "shooting down"}),
        ("suffer", {"suffer", "suffers", "suffered", "suffering"}),
        ("transfer", {"transfer", "transfers", "transferred", "transferring"}),
        ("repel", {"repel", "repels", "repelled", "repelling"}),
        ("incur", {"incur", "incurs", "incurred", "incurring"}),
        ("free", {"free", "frees", "freed", "freeing"}),
        ("open", {"open", "opens", "opened", "opening"}),  # no doubling where the stress is early
    ],
)
def test_verbs_are_inflected(entry: str, forms: set[str]) -> None:
    assert set(inflect(entry)) == forms


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("battery", "batteries"),
        ("serviceman", "servicemen"),
        ("piece of artillery", "pieces of artillery"),
        ("torch", "torches"),
    ],
)
def test_nouns_are_made_plural(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_a_file_of_ones_own_adds_words(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[items.vehicles]\nnouns = ["land crawler"]\n[sides.Ruritania]\nkind = "state"\nnames = ["Ruritania"]\n'
        '[sides.Syldavia]\nkind = "state"\nnames = ["Syldavia"]\n'
        '[wars.Border]\nsides = ["Ruritania"]\nagainst = ["Syldavia"]\nstart = 1900\n',
        encoding="utf-8",
    )
    claims = extract_claims("Ruritania destroyed 12 land crawlers.", lexicon=load_lexicon(path))
    assert claims[["side", "item", "measure"]].values.tolist() == [["Syldavia", "vehicles", "losses"]]
    assert "Ruritania" not in load_lexicon().sides


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[items.spoons]\nnouns = ['spoon']", "items.spoons is not an item"),
        ("[verbs.kill]\n", "unknown table 'verbs'"),
        ("items = [", "is not a TOML file"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"bad\.toml: {message}"):
        load_lexicon(path)
