"""The words forces knows: items, measures, sides, epithets, wars and function words, from `words/en/*.toml`.

A new word is a line in a data file with an example, never an ``if``. `load_lexicon` reads the shipped files
once; a file of the user's own adds to them.
"""

from __future__ import annotations

import os
import re
from bisect import insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from forces.claims import GROUPS, ITEMS, MEASURES
from forces.errors import ArgumentError, LexiconError
from forces.needles import lowered, matches
from forces.wordfiles import own_words, shipped_words
from forces.wordforms import Form, american, inflect, plural

__all__ = ["TOKEN", "Cue", "Epithet", "Item", "Lexicon", "Side", "Term", "War", "load_lexicon"]


class Item(NamedTuple):
    """A noun that names something counted."""

    item: str
    plural: bool  #: a plural, which ends its noun phrase
    weak: bool  #: also names civilian things, so needs a military cue
    model: bool = False  #: a type designation
    mass: bool = False  #: its form does not change with the number
    lost: bool = False  #: says by itself that what it counts is lost
    people: bool = False  #: people of any kind
    entry: str = ""  #: the noun as listed


class Side(NamedTuple):
    """A name that stands for a side."""

    side: str
    role: Literal["name", "demonym", "people", "leader", "speaker", "force"]
    ambiguous: bool = False
    people: bool = False  #: the form also names the side's people ("900 Chinese")


class Cue(NamedTuple):
    """A verb or noun that tells the measure of what it governs."""

    cue: str
    measure: str
    owner: str
    form: Form
    items: frozenset[str] | None


class Epithet(NamedTuple):
    """A noun whose side depends on the context: the invaders, the enemy."""

    name: str
    resolve: str
    is_troops: bool


class War(NamedTuple):
    """Two opposing camps, by canonical side names, and the years in which they fought."""

    name: str
    sides: tuple[str, ...]
    against: tuple[str, ...]
    attacker: str | None
    start: int
    end: int


#: a token: an abbreviation with stops, a word with its inner hyphens and apostrophes, a possessive, a sign, brackets
TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-‑./&]\w+)*(?:['’](?!s\b)\w+)*|['’]s\b|[([{]{3,}|[)\]}]{3,}|[^\w\s]")


_LONGEST = MatchKind.LeftmostLongest
_WORD = re.compile(r"\w")


class Term(NamedTuple):
    """A phrase of the lexicon, in lower case, and what it says."""

    words: tuple[str, ...]
    kind: str
    value: Any
    exact: frozenset[str] | None  #: the capitalisations that count; all, where None


class Terms(NamedTuple):
    """The phrases that begin with a word: that word alone, and longer ones by their second word."""

    alone: list[Term]
    longer: dict[str, list[Term]]


@dataclass
class Lexicon:
    """All the words that forces goes by; `load_lexicon` makes it."""

    terms: dict[str, Terms] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict, repr=False)  #: what sentences have looked up here
    series: dict[str, str] = field(default_factory=dict)
    not_after: dict[str, frozenset[str]] = field(default_factory=dict)
    not_before: dict[str, frozenset[str]] = field(default_factory=dict)
    not_near: dict[str, frozenset[str]] = field(default_factory=dict)
    grammar: dict[str, frozenset[str]] = field(default_factory=dict)
    wars: list[War] = field(default_factory=list)
    sides: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    stateless: set[str] = field(default_factory=set)  #: the groups, and peoples without a state
    needles: set[str] = field(default_factory=set)
    side_of: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)  #: names that may be others' too
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)  #: the wars that a place is a field of
    senses: dict[str, list[tuple[str, frozenset[str], bool]]] = field(default_factory=dict)

    @cached_property
    def _item_finder(self) -> tuple[AhoCorasick, list[int]]:
        whole = {n: 0 if n[-1:] == "-" or n[-1:].isdigit() else len(n) for n in sorted(self.needles)}
        return AhoCorasick(whole, matchkind=_LONGEST, implementation=Implementation.DFA), [*whole.values()]

    @cached_property
    def fights(self) -> Counter[str]:
        """In how many wars each side is."""
        return Counter(side for war in self.wars for side in (*war.sides, *war.against))

    def names_item(self, low: str) -> bool:
        """Tell whether words of items stand in a part of a text made lower-case."""
        finder, whole = self._item_finder
        return any(
            not low[start - 1 : start].isalpha() and not (whole[needle] and low[end : end + 1].isalpha())
            for needle, start, end in finder.find_matches_as_indexes(low)
        )

    @cached_property
    def _comparing(self) -> tuple[AhoCorasick, list[bool]]:
        needles = sorted(self.grammar["comparing"])
        return AhoCorasick(needles), [needle.isalpha() for needle in needles]

    def comparison_hits(self, low: str) -> Iterator[int]:
        """Give the offsets of the words without which a sentence states no ratio, in a text made lower-case."""
        finder, alone = self._comparing
        for needle, start, _ in matches(finder, low):
            if not (alone[needle] and low[start - 1 : start].isalpha()):  # "operation" holds no "ratio"
                yield start

    @cached_property
    def _side_finder(self) -> tuple[AhoCorasick, list[tuple[str | None, tuple[str, ...]]]]:
        meant = {name: (self.side_of.get(name), self.fields.get(name, ())) for name in (*self.side_of, *self.fields)}
        return AhoCorasick(meant, matchkind=_LONGEST), [*meant.values()]

    def check_sides(self, sides: tuple[str, str] | None) -> None:
        """Refuse two sides of a fight that are one, or that no word here names."""
        if sides is not None and len(set(sides)) != 2:
            raise ArgumentError(f"sides must be two different names; got {sides!r}")
        if unknown := [side for side in sides or () if side not in self.sides]:
            from difflib import get_close_matches

            near = get_close_matches(unknown[0], self.sides, n=1, cutoff=0.8)
            raise ArgumentError(
                f"no side is called {unknown[0]!r}{f' (is it {near[0]!r}?)' if near else ''}; "
                "give its names in a file of words: see load_lexicon (--lexicon)"
            )

    def count_sides(self, text: str) -> tuple[Counter[str], Counter[str]]:
        """Count how often each side is named in a text, and places of each war."""
        finder, meant = self._side_finder
        counts, wars = Counter[str](), Counter[str]()
        for name, start, end in matches(finder, text):
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                side, fields = meant[name]
                if side:  # a phrase that holds a side's name and does not stand for it has none
                    counts[side] += 1
                if fields:
                    wars.update(fields)
        return counts, wars

    @cached_property
    def camps_of(self) -> dict[str, list[tuple[int, int, bool]]]:
        """The wars that each side fought, by their place in `wars`, in which camp (0 or 1), and whether as an ally."""
        found: dict[str, list[tuple[int, int, bool]]] = {}
        for i, war in enumerate(self.wars):
            for camp, sides in enumerate((war.sides, war.against)):
                for k, side in enumerate(sides):
                    found.setdefault(side, []).append((i, camp, k > 0))
        return found

    @cached_property
    def _martial(self) -> AhoCorasick:
        words = self.grammar["martial"]
        return AhoCorasick([*words, *(f"{word}s" for word in words)], matchkind=_LONGEST)

    def count_martial(self, text: str) -> int:
        """Count the words of war in a text."""
        low = lowered(text)
        hits = matches(self._martial, low)
        return sum(not _WORD.search(low[start - 1 : start] + low[end : end + 1]) for _, start, end in hits)

    def add(self, phrase: str, kind: str, value: object, *, exact: bool = False) -> None:
        """File a phrase under its first word; ``exact`` keeps its capitalisation."""
        tokens = [phrase] if phrase.isalpha() else TOKEN.findall(phrase)
        if not tokens:
            return
        printed = " ".join(tokens)
        low = (*map(str.lower, tokens),)
        terms = self.terms.setdefault(low[0], Terms([], {}))
        same = terms.longer.setdefault(low[1], []) if len(low) > 1 else terms.alone
        term = Term(low, kind, value, frozenset((printed, printed.upper())) if exact else None)
        if same:  # the longest first, then Archers
            insort(same, term, key=lambda one: (-len(one.words), one.exact is None))
        else:
            same.append(term)
        self.known.clear()


@cache
def load_lexicon(extra: str | os.PathLike[str] | None = None) -> Lexicon:
    """Read the shipped words, and those of a file of your own.

    Parameters
    ----------
    extra : path, optional
        A TOML file with tables ``[items.NAME]``, ``[sides.NAME]`` or ``[wars.NAME]`` in the form of the shipped files
        (``words/en/*.toml``; docs/howto.md has an example); a table of a known name adds its words to it.

    Returns
    -------
    Lexicon
        The same object for the same file.

    Raises
    ------
    LexiconError
        If the file is missing, is not TOML, or holds an unknown table, item or kind of entry.

    Examples
    --------
    >>> "Russia" in load_lexicon().sides
    True
    """
    lexicon = Lexicon()
    more = own_words(extra) if extra is not None else {}
    name = str(extra or "the shipped words")
    lexicon.grammar = {key: frozenset(words) for key, words in shipped_words("grammar").items()}
    for source in (shipped_words("items"), more.get("items", {})):
        _add_items(lexicon, source, name)
    lexicon.needles |= lexicon.grammar["sized"] | lexicon.grammar["hurt"] | {"numbered", "numbering"}
    _add_measures(lexicon, shipped_words("measures"))
    for source in (shipped_words("sides"), more.get("sides", {})):
        _add_sides(lexicon, source)
    _add_epithets(lexicon, shipped_words("epithets"))
    for source in (shipped_words("wars"), more.get("wars", {})):
        _add_wars(lexicon, source)
    for key, entry in shipped_words("status").items():
        for form in entry["forms"]:
            lexicon.add(form, "status", (key, "before"))
        for form in entry.get("after", ()):
            lexicon.add(form, "status", (key, "after"))
    return lexicon


def _add_items(lexicon: Lexicon, tables: dict[str, Any], name: str) -> None:
    for noun, entry in tables.get("senses", {}).items():
        lexicon.senses.setdefault(noun, []).append(
            (entry["item"], frozenset(entry["near"]), entry.get("anywhere", False))
        )
    for item, entry in tables.items():
        if item == "senses":
            continue
        if item not in ITEMS:
            raise LexiconError(f"{name}: items.{item} is not an item; use one of {', '.join(ITEMS)}")
        weak, lost, people = (frozenset(entry.get(key, ())) for key in ("weak", "lost", "people"))
        singular = dict.fromkeys(form for noun in entry.get("nouns", ()) for form in (noun, american(noun)))
        nouns = [(noun, False, False) for noun in singular if noun not in entry.get("mass", ())]
        nouns += [(plural(noun), True, False) for noun in singular]
        nouns += [(noun, True, False) for noun in entry.get("plurals", ())]
        nouns += [(noun, False, True) for noun in entry.get("mass", ())]
        nouns += [(noun, True, False) for noun in weak]
        for noun, many, mass in nouns:
            known = Item(item, many, noun in weak, False, mass, noun in lost, noun in people, noun)
            lexicon.add(noun, "item", known)
            lexicon.needles.add(_head(noun))
        for model in entry.get("models", ()):
            for surface in sorted({model, model if model.endswith("s") else model + "s"}):
                lexicon.needles.add(max(surface.lower().split(), key=len))
                known = Item(item, plural=surface != model, weak=False, model=True, entry=model)
                lexicon.add(surface, "item", known, exact=True)
        for prefix in entry.get("series", ()):
            lexicon.series[prefix] = item
            short = prefix.lower()
            lexicon.needles |= {short} if len(short) > 2 and short[-1] == "-" else {f"{short}{d}" for d in range(10)}
        lexicon.not_near[item] = frozenset(entry.get("not_near", ())) | lexicon.not_near.get(item, frozenset())
        lexicon.not_after[item] = frozenset(entry.get("not_after", ())) | lexicon.not_after.get(item, frozenset())
        lexicon.not_before[item] = frozenset(entry.get("not_before", ())) | lexicon.not_before.get(item, frozenset())


def _head(noun: str) -> str:
    """Give the word of a noun by which its sentences are found."""
    words = noun.split(" of ", maxsplit=1)[0].split()
    return words[-1].lower()


def _add_measures(lexicon: Lexicon, tables: dict[str, Any]) -> None:
    for cue, entry in tables.items():
        if entry["measure"] not in MEASURES:
            raise LexiconError(f"measures.{cue}: unknown measure {entry['measure']!r}")
        limit = None
        if "items" in entry:
            limit = frozenset(i for name in entry["items"] for i in GROUPS.get(name, (name,)))
        for verb in entry.get("verbs", ()):
            for surface, form in inflect(verb).items():
                lexicon.add(surface, "cue", Cue(cue, entry["measure"], entry["owner"], form, limit))
        forms: tuple[tuple[str, Form], ...] = (("nouns", "noun"), ("after", "after"))
        for word, form in ((word, form) for key, form in forms for word in entry.get(key, ())):
            lexicon.add(word, "cue", Cue(cue, entry["measure"], entry["owner"], form, limit))


def _add_sides(lexicon: Lexicon, tables: dict[str, Any]) -> None:
    roles = {
        "names": "name", "demonyms": "demonym", "people": "people", "leaders": "leader", "speakers": "speaker",
        "forces": "force",
    }  # fmt: skip
    for side, entry in tables.items():
        lexicon.sides.add(side)
        if group := entry.get("kind") == "group":
            lexicon.groups.add(side)
        if entry.get("kind") in ("group", "people"):
            lexicon.stateless.add(side)
        doubtful, people = frozenset(entry.get("ambiguous", ())), frozenset(entry.get("people", ()))
        many = {
            p for p in people if group or p.endswith(("s", "men")) or f"{p}s" not in people
        }  # "900 Poles", "900 Chinese"
        filed: set[str] = set()
        for key, role in roles.items():
            for surface in entry.get(key, ()):
                if surface in filed:
                    continue
                filed.add(surface)
                lexicon.add(surface, "side", Side(side, role, surface in doubtful, surface in many), exact=True)  # type: ignore[arg-type]
                if key != "speakers":
                    (lexicon.doubtful if surface in doubtful else lexicon.side_of).setdefault(surface, side)
                if surface in people and surface.endswith("s"):
                    lexicon.needles.add(surface.lower().split()[-1])
        if side not in filed and side not in doubtful:
            lexicon.add(side, "side", Side(side, "name"), exact=True)
            lexicon.side_of.setdefault(side, side)
        for surface in doubtful - filed:
            lexicon.add(surface, "side", Side(side, "name", ambiguous=True), exact=True)
        for phrase in entry.get("not_in_phrases", ()):
            lexicon.add(phrase, "side", None, exact=True)
            lexicon.side_of.setdefault(phrase, "")


def _add_epithets(lexicon: Lexicon, tables: dict[str, Any]) -> None:
    for name, entry in tables.items():
        for form in entry["forms"]:
            lexicon.add(form, "epithet", Epithet(name, entry["resolve"], bool(entry.get("is_troops"))))


def _add_wars(lexicon: Lexicon, tables: dict[str, Any]) -> None:
    for name, entry in tables.items():
        sides = tuple(entry.get("sides", ()))
        against = tuple(entry.get("against", ()))
        lexicon.wars.append(
            War(name, sides, against, entry.get("attacker"), entry.get("start", 0), entry.get("end", 9999))
        )
        for place in entry.get("places", ()):
            lexicon.fields[place] = (*lexicon.fields.get(place, ()), name)
