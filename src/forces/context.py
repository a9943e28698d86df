"""What a sentence leaves out: the side behind a pronoun, an epithet or a passive, and the other side of a fight."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from forces.belligerents import Belligerents
from forces.lexicon import Cue, Epithet, Item, Side
from forces.sentences import Mark, Sentence

__all__ = ["BACK", "DETERMINERS", "Context"]

DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his"})
BACK = 4  #: sentences looked back for a pronoun's side


def _dateline(s: Sentence) -> int:
    """Give the token behind a dateline: "KABUL, Afghanistan (Reuters) - ", whose places are no sides."""
    if s.index < 3 and s.lows[1:2] == [":"] and s.tokens[0].istitle():
        return 2  # "Beirut: Hezbollah said"
    if s.index < 3 and s.tokens and s.tokens[0].istitle():
        dash = next((k for k in range(1, min(6, len(s.lows))) if s.lows[k] in ("-", "–", "—") and s.starts[k] > s.ends[k - 1]), 0)
        return dash + 1 if dash and all(t == "," or t[:1].isupper() for t in s.tokens[:dash]) else 0
    if not s.tokens or not s.tokens[0].isupper() or len(s.tokens[0]) < 4:
        return 0
    return next((k + 1 for k in range(1, min(14, len(s.lows) - 1)) if s.lows[k] in ("-", "–", "—", "--")), 0)


def _counted(s: Sentence, mark: Mark) -> bool:
    """Tell whether a figure stands before a name: "2,300 Armenian soldiers" are counted, they do not act."""
    return any(k in s.figures for k in range(max(mark.first - 2, 0), mark.first))


def _is_model(s: Sentence, mark: Mark) -> bool:
    """Tell whether a leader's name is a type here: six Caesar howitzers."""
    item = s.at.get(("item", mark.first))
    return item is not None and cast(Item, item.value).model


_UNNAMED = frozenset({"insurgents", "militants", "mujahideen", "paramilitaries", "rebels"})
_DESCRIBES = re.compile(r"[a-z-]+(?:al|ary|ed|ern|ing|ist|ic|ish|ian)")
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "on", "today", "yesterday", "earlier",
})  # fmt: skip
_OURS, _QUOTES = frozenset({"our", "us", "we"}), frozenset('"“”«»')
_BEING = frozenset({"are", "had", "has", "have", "is", "was", "were"})
_CLAUSES = frozenset({"while", "whereas", "but", "although", "that", "because", "when", ";", ":"})
_FINITE = frozenset({"ed", "past", "s", "base"})
_GOES_ON = frozenset({"and", ",", "that", "which", "who"})
_ADVERBS = frozenset({"has", "had", "have", "also", "now", "still", "already", "then", "only", "itself", "alone"})


@dataclass
class Context(Belligerents):
    """An article's sentences and the sides in them, read as far as asked."""

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
        near = next((s for s, _, _ in self.named(sentence) if s in foes), None) if sentence is not None else None
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
        sure = [x for x in marks if not x[2].ambiguous or x[0] in self.parties or self._again(x)]
        if sure or self.fought:
            return sure
        return [x for x in marks if x[1].last - x[1].first == 1 or not x[2].ambiguous]

    def _again(self, named: tuple[str, Mark, Side]) -> bool:
        """Tell whether a doubtful phrase, such as "the alliance", has a side that the text names elsewhere."""
        return named[1].last - named[1].first > 1 and self.counts[named[0]] > 0

    def subject(self, s: Sentence, verb: int, *, floor: int = 0) -> str | None:  # noqa: C901 (ways tried in turn)
        """Give the side that is the subject of the verb at token `verb`."""
        start = self._clause_start(s, verb, floor)
        relative = next((k for k in range(verb - 1, max(verb - 5, 0), -1) if s.lows[k] in ("who", "which")), None)
        if relative is not None:
            back = relative - 1
            while back > 0 and s.lows[back] in (",", "(", "forces", "troops", "army", "soldiers", "–", "—", "-"):
                back -= 1
            whose = next((m for m in s.marks.get("side", ()) if m.last == back + 1), None)
            if whose is not None:
                return cast(Side, whose.value).side
        start = self._coordinated(s, start, verb)
        named = [x for x in self.named(s) if start <= x[1].first < verb and not self.in_aside(s, x[1])]
        beside = next((x for x in reversed(named) if set(s.lows[x[1].last : verb]) <= _ADVERBS), None)
        alone = beside is not None and not any(
            m.last == beside[1].first - 1 and s.lows[m.last] == "and" for m in s.marks.get("side", ())
        )
        if beside is not None and alone and beside[2].role != "demonym" and self.headed(s, beside[1], start):
            return beside[0]
        best: str | None = None
        opening = self._first_verb(s, start, verb)
        for side, mark, value in named:
            if opening is not None and mark.first > opening and self._has_actor(s, start, opening):
                break  # "Gunmen ambushed an American convoy, killing four": the gunmen killed
            if self.headed(s, mark, start) and not self.passing(s, mark, value):
                best = side
                if value.role != "speaker":
                    second = next(
                        (m for m in s.marks.get("side", ()) if m.first == mark.last + 1 and s.lows[mark.last] == "and"),
                        None,
                    )
                    other = cast(Side, second.value).side if second is not None else side
                    best = side if other == side else f"{side} + {other}"
                    break
        epithets = [m for m in s.marks.get("epithet", ()) if start <= m.first < verb and not _counted(s, m)]
        pronouns = self.lexicon.grammar["pronouns"] - {"them", "him"}
        pronoun = next((k for k in range(verb - 1, start - 1, -1) if s.lows[k] in pronouns), None)
        if best is None and epithets:
            best = self.epithet(cast(Epithet, epithets[0].value), s)
        if best is None and pronoun is not None:
            best = self.pronoun(s, pronoun)
        if best is None:
            first = next(
                (k for k in range(verb - 1, start - 1, -1) if s.lows[k] in self.lexicon.grammar["first_person"]), None
            )
            if first is not None:
                best = self.speaker(s)
        if best is None and named:
            best = next(
                (side for side, mark, value in named if value.role in ("demonym", "people", "force", "leader")), None
            )
        if best is None and start > floor:
            return self.subject(s, start - 1, floor=floor) if start - 1 > floor else None
        return best

    def _has_actor(self, s: Sentence, start: int, verb: int) -> bool:
        """Tell whether an epithet or pronoun stands before a verb as its subject."""
        told = any(start <= m.first < verb for m in s.marks.get("epithet", ()))
        return told or any(s.lows[k] in ("they", "he", "she", "it", "we") for k in range(start, verb))

    def _first_verb(self, s: Sentence, start: int, verb: int) -> int | None:
        """Give the first finite verb of war in a clause before the verb at hand."""
        cues = [m for m in s.marks.get("cue", ()) if start < m.first < verb]
        return next((m.first for m in cues if cast(Cue, m.value).form in ("ed", "past", "s")), None)

    def _clause_start(self, s: Sentence, verb: int, floor: int) -> int:
        """Give the token where the clause of a verb begins."""
        marks: list[int] | None = s.memo.get("clauses")
        if marks is None:
            words = _CLAUSES | self.lexicon.grammar["reporting"]
            marks = s.memo["clauses"] = [k for k, low in enumerate(s.lows) if low in words]
        for i in range(bisect_left(marks, verb) - 1, -1, -1):
            k = marks[i]
            if k < floor:
                break
            low = s.lows[k]
            if low in _CLAUSES and k < verb - 1:
                return k + 1
            if low in self.lexicon.grammar["reporting"] and s.tokens[k].islower() and k < verb - 2 and k > floor:
                if self._aside(s, k) is not None:
                    continue
                return k + 1
        return floor

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

    def _coordinated(self, s: Sentence, start: int, verb: int) -> int:
        """Give the start of the last clause joined by "and": "Syria fired rockets and Israeli jets dropped bombs"."""
        sides = s.marks.get("side")
        if not sides:
            return start
        cues = (m.first for m in s.marks.get("cue", ()) if start < m.first < verb and m.value.form in _FINITE)  # type: ignore[attr-defined]
        opening = min(next(cues, verb), next((k for k in range(start, verb) if s.lows[k] in _BEING), verb))
        for mark in reversed(sides):
            if not opening < mark.first < verb:
                continue
            k = mark.first - 1
            while k > start and s.lows[k] in DETERMINERS:
                k -= 1
            if s.lows[k] in ("and", ",") and _GOES_ON.isdisjoint(s.lows[mark.last : verb]):
                return mark.first
        return start

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
        told = k == mark.first - 1 > start and s.tokens[k].isalpha() and ("cue", k) not in s.at and ("item", k) not in s.at
        if told and s.lows[k] not in self.lexicon.grammar["stops"] and s.lows[k - 1] in self.lexicon.grammar["prepositions"]:
            return False  # "in its conflict with ethnic Armenian forces"
        of_army = k > start and s.lows[k] == "of" and s.lows[k - 1] in self.lexicon.grammar["sized"]
        return k < start or of_army or s.lows[k] not in self.lexicon.grammar["prepositions"]

    def passing(self, s: Sentence, mark: Mark, value: Side) -> bool:
        """Tell whether a demonym qualifies a place or thing that cannot act: "the Ukrainian border"."""
        if value.role not in ("demonym", "name", "people"):
            return False
        nxt = s.lows[mark.last : mark.last + 3]
        if nxt[:1] == ["'s"]:
            nxt = nxt[1:]
        return bool(self.lexicon.grammar["places"].intersection(nxt[:1] if nxt[:1] != ["eastern"] else nxt[1:]))

    def pronoun(self, s: Sentence, at: int, depth: int = 0) -> str | None:  # noqa: C901 (ways tried in turn)
        """Give the side that a pronoun at token `at` stands for: the last subject before it."""
        if depth > 2 * BACK:
            return None
        own = [x for x in self.named(s) if x[1].last <= at and x[2].role != "speaker"]
        if s.lows[at] in ("they", "their") and _OURS.intersection(s.lows) and _QUOTES.intersection(s.tokens):
            speaker = self.speaker(s) or self._told_of(s)  # "They sent 400 soldiers against us"
            if speaker is not None and (foe := self.opponent(speaker, s)):
                return foe
        plural, person = s.lows[at] in ("they", "their", "them"), s.lows[at] in ("he", "his", "him", "she")
        leaders = [x for x in self.named(s) if person and x[1].last <= at and x[2].role in ("leader", "speaker")]
        leaders = [x for x in leaders if self.headed(s, x[1], 0)] or leaders
        if leaders:
            return leaders[0][0]
        own = [x for x in own if not _counted(s, x[1]) and not self.in_aside(s, x[1])] or own
        heads = [x for x in own if self.headed(s, x[1], 0) and not self.passing(s, x[1], x[2])]
        said = max((k for k in range(at) if s.lows[k] in self.lexicon.grammar["reporting"]), default=0)
        # "An observer of theirs stated that Russia ... its"
        heads = [x for x in heads if x[1].first > said and "that" in s.lows[said : x[1].first]] or heads
        if heads:
            return heads[0][0]
        epithets = [m for m in s.marks.get("epithet", ()) if m.last <= at]
        if epithets:
            return self.epithet(cast(Epithet, epithets[0].value), s)
        for index in range(s.index - 1, max(s.index - 1 - BACK, -1), -1):
            before = self.read(index)
            if before.lows[:1] in (["he"], ["it"], ["they"], ["she"]):
                return self.pronoun(before, 0, depth + 1)
            leaders = [x for x in self.named(before) if person and x[2].role in ("leader", "speaker")]
            if leaders:
                return leaders[0][0]
            named = [x for x in self.named(before) if x[2].role != "speaker"]
            if not named:
                marks = before.marks.get("epithet", ())
                if marks and (side := self.epithet(cast(Epithet, marks[0].value), before)):
                    return side
                continue
            people = [
                x for x in named if x[2].role == "people" and x[1].value and before.tokens[x[1].last - 1].endswith("s")
            ]
            heads = [x for x in named if self.headed(before, x[1], 0) and not self.passing(before, x[1], x[2])]
            if plural and people:
                return people[0][0]
            return (heads or named)[0][0]
        return None

    def epithet(self, epithet: Epithet, s: Sentence) -> str | None:
        """Give the side that an epithet stands for."""
        if epithet.resolve in ("attacker", "defender"):
            return self._role(epithet.resolve)
        if epithet.resolve in ("enemy_of_speaker", "enemy"):
            speaker = self.speaker(s)
            if speaker is not None and (foe := self.opponent(speaker, s)):
                return foe
            home = self._home()
            return self.opponent(home) if home is not None else self._role("attacker")
        if epithet.resolve == "own":
            return self.speaker(s)
        if epithet.resolve == "group" and not any(side in self.lexicon.groups for side in self.counts):
            return self._told_of(s)
        if epithet.resolve == "state":
            return self._state() or self._told_of(s)
        if epithet.resolve == "assailant" and not any(side in self.lexicon.groups for side in self.parties):
            return self._role("attacker")
        return self._nearest_group(s)

    def _home(self) -> str | None:
        """Give the warring side from whose capital the article is written, by its dateline."""
        for index in range(min(3, len(self.spans))):
            first = self.read(index)
            if first.tokens and first.tokens[0].isupper() and len(first.tokens[0]) > 3:
                named = [cast(Side, m.value).side for m in first.marks.get("side", ()) if m.first < 3]
                warring = [side for side in named if side in self.parties]
                if warring:
                    return warring[0]
        return None

    def _told_of(self, s: Sentence) -> str | None:
        """Give the warring side that the sentence or those before it tell of first."""
        for sentence in self._back(s, BACK):
            warring = [side for side, _, _ in self.named(sentence) if side in self.parties]
            if warring:
                return warring[0]
        return None

    @cached_property
    def _fighting_groups(self) -> bool:
        """Whether an armed group of the article's war is named."""
        return any(side in self.lexicon.groups and self.counts[side] for side in self.parties)

    def _nearest_group(self, s: Sentence) -> str | None:
        """Give the armed group named nearest to an epithet such as "the rebels"."""
        for sentence in self._back(s, BACK + 1):
            groups = [side for side, _, _ in self.named(sentence) if side in self.lexicon.groups]
            groups = [side for side in groups if side in self.parties] or groups[: not self._fighting_groups]
            if groups:
                return groups[0]
        groups = [side for side, _ in self.counts.most_common() if side in self.lexicon.groups]
        if groups:
            return groups[0]
        for side, _ in self.counts.most_common():  # no group is named: Iraq's insurgents go by the country's name
            for group in sorted(self.lexicon.groups):
                country, kind = group.split()[0], group.split()[-1]
                if kind in _UNNAMED and self.lexicon.side_of.get(country) == side:
                    return group
        camps = (*self.war.against, *self.war.sides) if self.war is not None and (self.fought or self.placed) else ()
        return next((side for side in camps if side in self.lexicon.groups), None)

    def _back(self, s: Sentence, n: int) -> Iterator[Sentence]:
        """Give a sentence and those before it, n in all."""
        yield s
        yield from (self.read(index) for index in range(s.index - 1, max(s.index - n, -1), -1))

    def reports(self, s: Sentence) -> list[int]:
        """Give the tokens of a sentence that say that somebody says something."""
        known: list[int] | None = s.memo.get("reports")
        if known is None:
            words = self.lexicon.grammar["reporting"]
            known = s.memo["reports"] = [k for k, low in enumerate(s.lows) if low in words and s.tokens[k].islower()]
        return known

    def speaker(self, s: Sentence) -> str | None:
        """Give the side of who speaks in a sentence or just before it: an official, else a reporting side."""
        for sentence in self._back(s, 3):
            for k in self.reports(sentence):
                around = [x for x in self.named(sentence) if k - 8 <= x[1].first < k] or [
                    x for x in self.named(sentence) if k < x[1].first <= k + 6
                ]
                if around:
                    return around[0][0]
        for sentence in self._back(s, 3):
            speakers = [x for x in self.named(sentence) if x[2].role in ("speaker", "leader")]
            if speakers:
                return speakers[0][0]
        return None
