"""Which sides a sentence names, whether a name heads its phrase, and who fights whom in the article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from forces.belligerents import Belligerents
from forces.lexicon import Item, Side
from forces.sentences import Mark, Sentence

__all__ = ["DETERMINERS", "Names", "counted_name"]

DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his"})
_DESCRIBES = re.compile(r"(?<![a-z-])[a-z-]+(?:al|ary|ed|ern|ing|ist|ic|ish|ian)")
_GROUPS = frozenset({"faction", "group", "militia", "movement", "organisation", "organization"})
_TITLE = 6  #: tokens of the name of a unit
_EVENTS = frozenset({"battle", "siege", "invasion", "war", "strait", "sea", "gulf", "bay"})
_CALLED = 5  #: tokens from a country to the name of a group of it
_WHERE = frozenset({"in", "inside", "into", "near", "around", "over", "across"})
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "on", "today", "yesterday", "earlier",
})  # fmt: skip


def _dateline(s: Sentence) -> int:
    """Give the token behind a dateline: "KABUL, Afghanistan (Reuters) - ", whose places are no sides."""
    colon = next((k for k in range(1, min(4, len(s.lows) - 8)) if s.lows[k] == ":"), 0)
    opening = s.tokens[:colon] + s.tokens[colon + 1 : colon + 2]
    if s.index < 3 and colon and all(t[:1].isupper() for t in opening) and colon + 1 not in s.figures:
        return colon + 1  # "New Delhi: Russia has deployed"
    if s.index < 3 and s.tokens and s.tokens[0].istitle():
        dash = next(
            (k for k in range(1, min(6, len(s.lows))) if s.lows[k] in ("-", "–", "—") and s.starts[k] > s.ends[k - 1]),
            0,
        )
        return dash + 1 if dash and all(t == "," or t[:1].isupper() for t in s.tokens[:dash]) else 0
    if not s.tokens or not s.tokens[0].isupper() or len(s.tokens[0]) < 4:
        return 0
    return next((k + 1 for k in range(1, min(14, len(s.lows) - 1)) if s.lows[k] in ("-", "–", "—", "--")), 0)


def counted_name(s: Sentence, mark: Mark) -> bool:
    """Tell whether a figure stands before a name: "2,300 Armenian soldiers" are counted, they do not act."""
    return any(k in s.figures for k in range(max(mark.first - 2, 0), mark.first))


def _is_site(s: Sentence | None, mark: Mark) -> bool:
    """Tell whether a name says where: "in Nagorno-Karabakh"."""
    k = mark.first - 1 - (s is not None and s.lows[mark.first - 1] == "the")
    return s is not None and k >= 0 and s.lows[k] in _WHERE and cast(Side, mark.value).role == "name"


def _is_model(s: Sentence, mark: Mark) -> bool:
    """Tell whether a leader's name is a type here: six Caesar howitzers."""
    item = s.at.get(("item", mark.first))
    return item is not None and cast(Item, item.value).model


@dataclass
class Names(Belligerents):
    """An article's sentences and the sides named in them, read as far as asked."""

    spans: Sequence[tuple[int, int]] = ()
    read: Callable[[int], Sentence] = field(kw_only=True)
    senders: dict[str, set[str]] = field(default_factory=dict)  #: who has sent each thing so far
    _opponents: dict[str, tuple[list[str], str | None]] = field(default_factory=dict)

    def sentence_at(self, offset: int) -> int:
        """Give the index of the sentence that holds an offset."""
        return max(bisect_right(self.spans, (offset, 1 << 62)) - 1, 0)

    def opponent(self, side: str, sentence: Sentence | None = None) -> str | None:
        """Name the side that fights `side` here: as the user said, else by the wars known and the names in the text."""
        if self.sides is not None:
            return next((s for s in self.sides if s != side), None) if side in self.sides else None
        known = self._opponents.get(side)
        if known is None:
            foes = self._foes(side.split(" + ", maxsplit=1)[0])
            known = self._opponents[side] = (foes, self._opponent(side, foes))
        foes, foe = known
        names = self.named(sentence) if sentence is not None else ()
        near = next((s for s, mark, _ in names if s in foes and not _is_site(sentence, mark)), None)
        return foe if near is None else near

    def named(self, s: Sentence) -> list[tuple[str, Mark, Side]]:
        """Give the sides named in a sentence, in order; ambiguous names only beside others."""
        known: list[tuple[str, Mark, Side]] | None = s.memo.get("named")
        if known is None:
            known = s.memo["named"] = self._named(s)
        return known

    def _named(self, s: Sentence) -> list[tuple[str, Mark, Side]]:
        marks = [(self.known_as(cast(Side, m.value).side), m, cast(Side, m.value)) for m in s.marks.get("side", ())]
        dateline = _dateline(s)
        marks = [x for x in marks if x[1].first >= dateline and not _is_model(s, x[1])]
        marks = [x for x in marks if not self._owns_group(s, x[1]) and not self._means_group(s, x[1], x[2])]
        sure = [
            x for x in marks
            if not x[2].ambiguous or x[0] in self.parties or self._again(x) or self._governs(s, x[1], x[2])
        ]  # fmt: skip
        if sure or self.fought:
            return sure
        return [x for x in marks if x[1].last - x[1].first == 1 or not x[2].ambiguous]

    def _means_group(self, s: Sentence, mark: Mark, value: Side) -> bool:
        """Tell whether a demonym only describes a group that the text names: "the Lebanese group"."""
        described = value.role == "demonym" and not _GROUPS.isdisjoint(s.lows[mark.last : mark.last + 1])
        return described and any(side in self.lexicon.groups for side in self.counts)

    def _owns_group(self, s: Sentence, mark: Mark) -> bool:
        """Tell whether a country is named for the group in it: "Yemen's Houthis", "Somali rebel group al-Shabab"."""
        later = next((m for m in s.marks.get("side", ()) if mark.last < m.first <= mark.last + _CALLED), None)
        if later is not None and cast(Side, later.value).side in self.lexicon.groups:
            between = s.lows[mark.last : later.first]
            if not _GROUPS.isdisjoint(between) and all(low.isalpha() and low != "and" for low in between):
                return True
        k = mark.last + 1
        while k < len(s.lows) and s.lows[k].endswith(("-backed", "-aligned", "-led", "-allied", "-linked")):
            k += 1  # "Yemen's Iran-backed Houthi rebels"
        group = s.at.get(("side", k)) if s.lows[mark.last : mark.last + 1] in (["'s"], ["’s"]) else None
        return group is not None and cast(Side, group.value).side in self.lexicon.groups

    def _governs(self, s: Sentence, mark: Mark, value: Side) -> bool:
        """Tell whether a capital acts: "Washington has sent 3,000 soldiers", not "Gen. Washington"."""
        opens = mark.first == 0 or (s.tokens[mark.first - 1].islower() and s.lows[mark.first - 1] != "of")
        acts = not self.lexicon.grammar["governing"].isdisjoint(s.lows[mark.last : mark.last + 1])
        return value.role == "name" and mark.last == mark.first + 1 and opens and acts and not self.past

    def _again(self, named: tuple[str, Mark, Side]) -> bool:
        """Tell whether a doubtful phrase, such as "the alliance", has a side that the text names elsewhere."""
        return named[1].last - named[1].first > 1 and self.counts[named[0]] > 0

    def _aside(self, s: Sentence, verb: int) -> int | None:
        """Give where a remark such as ", two officials said Sunday," begins; None where a verb is in no such remark."""
        j = verb + 1
        while j < len(s.lows) and s.lows[j] in _DAYS:
            j += 1
        if s.lows[j : j + 1] != [","] or s.lows[verb] not in ("said", "says", "say"):
            return None
        return next((k for k in range(verb - 1, max(verb - 9, 0), -1) if s.lows[k] == ","), None)

    def in_aside(self, s: Sentence, mark: Mark) -> bool:
        """Tell whether a name stands in a remark of saying: ", two U.S. officials said Sunday,"."""
        for k in range(mark.last, min(mark.last + 6, len(s.lows))):
            if s.lows[k] == ",":
                return False
            if s.lows[k] in self.lexicon.grammar["reporting"] and s.tokens[k].islower():
                opening = self._aside(s, k)
                return opening is not None and opening < mark.first
        return False

    def headed(self, s: Sentence, mark: Mark, start: int) -> bool:
        """Tell whether a side's name heads its phrase, rather than follows a preposition."""
        k = mark.first - 1
        while k >= start and (
            s.lows[k] in DETERMINERS
            or s.lows[k] in ("'s", "army", "southern", "northern", "eastern", "western", "central", "occupied")
            or s.at.get(("side", k)) is not None
            or (k > start and s.lows[k - 1] in DETERMINERS and _DESCRIBES.fullmatch(s.tokens[k]))
        ):
            k -= 1
            if s.lows[k + 1] == "the":
                break  # "at the height of the fighting the U.S.-led force had"
        first = self._list_opening(s, mark)
        if first is not mark:
            return self.headed(s, first, start)
        told = (
            k == mark.first - 1 > start and s.tokens[k].isalpha() and ("cue", k) not in s.at and ("item", k) not in s.at
        )
        if (
            told
            and s.lows[k] not in self.lexicon.grammar["stops"]
            and s.lows[k - 1] in self.lexicon.grammar["prepositions"]
        ):
            return False  # "in its conflict with ethnic Armenian forces"
        of_army = k > start and s.lows[k] == "of" and s.lows[k - 1] in self.lexicon.grammar["sized"]
        of_army = of_army or (k > start and s.lows[k] == "of" and self._of_men(s, k, start))
        return k < start or of_army or s.lows[k] not in self.lexicon.grammar["prepositions"]

    @staticmethod
    def _list_opening(s: Sentence, mark: Mark) -> Mark:
        """Give the first name of a list: "estimates from the US, Ukraine, and South Korea"."""
        sides = s.marks.get("side", ())
        while True:
            joint = mark.first - 1 - (s.lows[mark.first - 2 : mark.first] == [",", "and"])
            more = s.lows[mark.last : mark.last + 1] in (["and"], [","]) and ("side", mark.last + 1) in s.at
            more = more or s.lows[mark.last : mark.last + 2] == [",", "and"]
            ahead = next((m for m in sides if m.last == joint), None)
            if ahead is None or s.lows[joint] not in (",", "and") or not (s.lows[mark.first - 1] == "and" or more):
                return mark
            mark = ahead

    @staticmethod
    def _of_men(s: Sentence, of: int, start: int) -> bool:
        """Tell whether uncounted men or a unit open a clause before "of": "Gazan fighters of Hamas fired"."""
        opening = s.tokens[start:of]
        unit = all(word[:1].isupper() or word[:1].isdigit() or word == "the" for word in opening)
        if unit and 0 < of - start <= _TITLE and s.lows[of - 1] not in _EVENTS:
            return True  # "The First Kansas of the Union army"
        men = next((m for m in s.marks.get("item", ()) if m.last == of and cast(Item, m.value).item == "troops"), None)
        return men is not None and men.first - start <= 2 and not any(start <= k < of for k in s.figures)

    def passing(self, s: Sentence, mark: Mark, value: Side) -> bool:
        """Tell whether a demonym qualifies a place or thing that cannot act: "the Ukrainian border"."""
        if value.role not in ("demonym", "name", "people"):
            return False
        nxt = s.lows[mark.last : mark.last + 3]
        if nxt[:1] == ["'s"]:
            nxt = nxt[1:]
        return bool(self.lexicon.grammar["places"].intersection(nxt[:1] if nxt[:1] != ["eastern"] else nxt[1:]))
