"""What a sentence leaves out: the side behind a pronoun, an epithet or a passive, and the other side of a fight."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import cast

from forces.lexicon import Cue, Epithet, Side
from forces.names import DETERMINERS, Names, counted_name
from forces.sentences import Mark, Sentence

__all__ = ["BACK", "Context"]

BACK = 4  #: sentences looked back for a pronoun's side


_PARTED = frozenset({"that", ",", "in", "on", "to", "with"})  #: behind these a name is no speaker's
_UNNAMED = frozenset({"insurgents", "militants", "mujahideen", "paramilitaries", "rebels", "separatists"})
_OURS, _QUOTES = frozenset({"our", "us", "we"}), frozenset('"“”«»')
_BEING = frozenset({"are", "had", "has", "have", "is", "was", "were"})
_CLAUSES = frozenset({"while", "whereas", "but", "although", "that", "because", "when", ";", ":"})
_BUT = frozenset({"while", "whereas", "but"})
_FINITE = frozenset({"ed", "past", "s", "base"})
_GOES_ON = frozenset({"and", ",", "that", "which", "who"})
_ADVERBS = frozenset({"has", "had", "have", "also", "now", "still", "already", "then", "only", "itself", "alone"})


class Context(Names):
    """Names, and what stands for them: subjects, pronouns, epithets, speakers."""

    def subject(self, s: Sentence, verb: int, *, floor: int = 0) -> str | None:  # noqa: C901 (ways tried in turn)
        """Give the side that is the subject of the verb at token `verb`."""
        start = self._clause_start(s, verb, floor)
        relative = next((k for k in range(verb - 1, max(verb - 5, 0), -1) if s.lows[k] in ("who", "which")), None)
        told = s.at.get(("epithet", verb - 2)) if s.lows[verb - 1] == "that" else None
        if told is not None:
            return self.epithet(cast(Epithet, told.value), s)  # "an enemy that has five times more men"
        if relative is not None:
            back = relative - 1
            while back > 0 and s.lows[back] in (",", "(", "forces", "troops", "army", "soldiers", "–", "—", "-"):
                back -= 1
            whose = next((m for m in s.marks.get("side", ()) if m.last == back + 1), None)
            if whose is not None:
                return cast(Side, whose.value).side
            stands = next((m for m in s.marks.get("epithet", ()) if m.last == back + 1), None)
            if stands is not None:
                return self.epithet(cast(Epithet, stands.value), s)  # "the rebels, who number about 3,000"
        if (accused := self._accused(s, verb) or self._made_to(s, verb)) is not None:
            return accused
        if s.lows[verb - 1] == "we":  # "Boko Haram stormed our base, where we lost three soldiers"
            counts = max((k for k in s.figures if k < verb), default=-1)
            ahead = [x[0] for x in self.named(s) if counts < x[1].first < verb and x[2].role != "speaker"]
            if ahead:
                return self.speaker(s) or self.opponent(ahead[0], s)
        start = self._coordinated(s, start, verb)
        named = [x for x in self.named(s) if start <= x[1].first < verb and not self.in_aside(s, x[1])]
        beside = next((x for x in reversed(named) if set(s.lows[x[1].last : verb]) <= _ADVERBS), None)
        if beside is not None and s.lows[beside[1].first - 1] == "with" and s.lows[verb].endswith("ing"):
            return beside[0]  # "a lack of shells, with Russia firing four times as many"
        teller = next((m for m in s.marks.get("epithet", ()) if m.last == verb and not counted_name(s, m)), None)
        if teller is not None and s.lows[teller.first - 1] in ("and", ",", "but", "while", "the"):
            return self.epithet(cast(Epithet, teller.value), s)  # "and militants fired two rockets"
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
        epithets = [m for m in s.marks.get("epithet", ()) if start <= m.first < verb and not counted_name(s, m)]
        pronouns = self.lexicon.grammar["pronouns"] - {"them", "him"}
        pronoun = next((k for k in range(verb - 1, start - 1, -1) if s.lows[k] in pronouns), None)
        if best is None and epithets:
            best = self.epithet(cast(Epithet, epithets[0].value), s)
        if best is None and pronoun is not None:
            best = self.pronoun(s, pronoun)
        if best is None:
            own = self.lexicon.grammar["first_person"]
            first = next((k for k in range(verb - 1, start - 1, -1) if s.lows[k] in own and s.tokens[k] != "US"), None)
            if first is not None:
                foes = (x[0] for x in self.named(s) if not _BUT.isdisjoint(s.lows[first : x[1].first]))
                best = self.speaker(s) or next((self.opponent(foe, s) for foe in foes), None)
        if best is None and named:
            acting = [x for x in named if s.lows[max(x[1].first - 2, 0) : x[1].first] != ["according", "to"]]
            best = next((x[0] for x in acting if x[2].role in ("demonym", "people", "force", "leader")), None)
        if best is None and start > floor:
            return self.subject(s, start - 1, floor=floor) if start - 1 > floor else None
        return best

    def _made_to(self, s: Sentence, verb: int) -> str | None:
        """Give who is named right before an infinitive: "forcing Germany to send", "put the rebels' army to number"."""
        if s.lows[verb - 1] != "to":
            return None
        k = verb - 1
        while k > 1 and s.lows[k - 1] in ("forces", "army", "troops", "military"):
            k -= 1
        before = next((m for m in s.marks.get("side", ()) if m.last == k), None)
        if before is None or before.first == 0 or s.lows[before.first - 1] in self.lexicon.grammar["prepositions"]:
            return None
        told = s.lows[before.first - 1 - (s.lows[before.first - 1] == "the")]
        return cast(Side, before.value).side if told.endswith(("ed", "ing", "es", "s", "t")) else None

    def _accused(self, s: Sentence, verb: int) -> str | None:
        """Give who is accused of a deed: "Moscow accused Kyiv of firing 20 rockets"."""
        if s.lows[verb - 1] != "of":
            return None
        blame = next((k for k in range(verb - 2, max(verb - 9, -1), -1) if s.lows[k].startswith("accus")), None)
        if blame is None:
            return None
        named = [side for side, mark, _ in self.named(s) if blame < mark.first < verb]
        told = [cast(Epithet, m.value) for m in s.marks.get("epithet", ()) if blame < m.first < verb]
        return named[-1] if named else self.epithet(told[-1], s) if told else None

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

    def pronoun(self, s: Sentence, at: int, depth: int = 0) -> str | None:  # noqa: C901 (ways tried in turn)
        """Give the side that a pronoun at token `at` stands for: the last subject before it."""
        if depth > 2 * BACK:
            return None
        own = [x for x in self.named(s) if x[1].last <= at and x[2].role != "speaker"]
        opened = max((k for k in range(at) if s.lows[k] == ";"), default=-1)
        own = [x for x in own if x[1].first > opened] or own  # "; the rebels said that they had"
        opens = at == 1 and s.tokens[0] in _QUOTES  # "They came with 30 tanks," a spokesman said
        theirs = s.lows[at] in ("they", "their") and (opens or not _OURS.isdisjoint(s.lows))
        if theirs and _QUOTES.intersection(s.tokens):
            speaker = self.speaker(s) or self._told_of(s)  # "They sent 400 soldiers against us"
            if speaker is not None and (foe := self.opponent(speaker, s)):
                return foe
        plural, person = s.lows[at] in ("they", "their", "them"), s.lows[at] in ("he", "his", "him", "she")
        leaders = [x for x in self.named(s) if person and x[1].last <= at and x[2].role in ("leader", "speaker")]
        leaders = [x for x in leaders if self.headed(s, x[1], 0)] or leaders
        if leaders:
            return leaders[0][0]
        earlier = self._back(s, 3) if person and s.index else ()
        told = [x for before in earlier for x in self.named(before) if before is not s and x[2].role == "leader"]
        if told:
            return told[0][0]  # "Buller moved out. ... To turn the Boers he took 18,000 men"
        own = [x for x in own if not counted_name(s, x[1]) and not self.in_aside(s, x[1])] or own
        heads = [x for x in own if self.headed(s, x[1], 0) and not self.passing(s, x[1], x[2])]
        said = max((k for k in range(at) if s.lows[k] in self.lexicon.grammar["reporting"]), default=0)
        # "An observer of theirs stated that Russia ... its"
        heads = [x for x in heads if x[1].first > said and "that" in s.lows[said : x[1].first]] or heads
        if heads:
            return heads[0][0]
        epithets = [m for m in s.marks.get("epithet", ()) if m.last <= at]
        if epithets:
            return self.epithet(cast(Epithet, epithets[0].value), s)
        if person and own and own[-1][1].last <= said:
            return own[-1][0]  # "The commander of the Ukrainian forces said he"
        for index in range(s.index - 1, max(s.index - 1 - BACK, -1), -1):
            before = self.read(index)
            if before.lows[:1] in (["he"], ["it"], ["they"], ["she"]):
                return self.pronoun(before, 0, depth + 1)
            leaders = [x for x in self.named(before) if person and x[2].role in ("leader", "speaker")]
            if leaders:
                return leaders[0][0]
            named = [x for x in self.named(before) if x[2].role != "speaker"]
            named = [x for x in named if x[0] in self.parties] or named
            named = [x for x in named if not plural or x[2].role != "leader"] or named
            if named and all(self._reports(before, x[1]) for x in named) and s.lows[at + 1] in _BEING:
                continue  # "Most were downed, the Israeli army said. It had fired 170 drones"
            if not named:
                marks = before.marks.get("epithet", ())
                if marks and (side := self.epithet(cast(Epithet, marks[0].value), before)):
                    return side
                continue
            people = [
                x for x in named if x[2].role == "people" and x[1].value and before.tokens[x[1].last - 1].endswith("s")
            ]
            heads = [x for x in named if self.headed(before, x[1], 0) and not self.passing(before, x[1], x[2])]
            heads = [x for x in heads if not self._reports(before, x[1])] or heads
            many = bool(heads) and (heads[0][2].role == "force" or ("item", heads[0][1].last) in before.at)
            if plural and people and not (many and heads[0][1].first < people[0][1].first):
                return people[0][0]  # else "U.S. forces attacked the Taliban. They lost 45 men"
            return (heads or named)[0][0]
        return None

    def _reports(self, s: Sentence, mark: Mark) -> bool:
        """Tell whether a side is named for its report, or for telling: "the Pentagon's report", ", its army said"."""
        paper = s.lows[mark.last : mark.last + 1] in (["'s"], ["’s"])
        if paper and not self.lexicon.grammar["reckonings"].isdisjoint(s.lows[mark.last + 1 : mark.last + 4]):
            return True
        told = any(k in self.reports(s) for k in range(mark.last, mark.last + 3))
        return told and "," in s.lows[max(mark.first - 3, 0) : mark.first]

    def epithet(self, epithet: Epithet, s: Sentence) -> str | None:
        """Give the side that an epithet stands for."""
        if epithet.resolve in ("attacker", "defender"):
            return self._role(epithet.resolve)
        if epithet.resolve in ("enemy_of_speaker", "enemy"):
            mark = next((m for m in s.marks.get("epithet", ()) if m.value is epithet), None)
            if mark is not None and mark.first > 0 and s.lows[mark.first - 1] in ("his", "their", "its"):
                whose = self.pronoun(s, mark.first - 1)  # "their opponents had 20,000"
                return self.opponent(whose, s) if whose is not None else None
            speaker = self.speaker(s)
            if speaker is not None and (foe := self.opponent(speaker, s)):
                return foe
            told = s.marks.get("epithet", ())
            faced = [x for x in self.named(s) if told and x[1].last < told[0].first and self.headed(s, x[1], 0)]
            if faced and speaker is None and (foe := self.opponent(faced[0][0], s)):
                return foe  # "the rebels face an enemy that has five times more men"
            home = self._home()
            return self.opponent(home) if home is not None else self._role("attacker")
        if epithet.resolve == "own":
            return self.speaker(s)
        if epithet.resolve == "group" and not any(side in self.lexicon.groups for side in self.counts):
            return self._told_of(s)
        if epithet.resolve == "state":
            return self._state() or self._told_of(s)
        if epithet.resolve == "assailant":
            assailant = self._assailant(s)
            if assailant is not None or not self._fighting_groups:
                return assailant or self._role("attacker")
        return self._nearest_group(s)

    def _assailant(self, s: Sentence) -> str | None:
        """Give who is told to attack in a sentence or the two before it."""
        for sentence in self._back(s, 3):
            k = next((k for k, low in enumerate(sentence.lows) if low in self.lexicon.grammar["assailing"]), 0)
            if k and (side := self.subject(sentence, k)) is not None:
                return side
        return None

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
        unnamed = [side for side in camps if side in self.lexicon.groups]
        if len(unnamed) == 1 or (unnamed := [x for x in unnamed if x.split()[-1] in _UNNAMED]):
            return unnamed[0]
        peoples = [side for side in camps if side in self.lexicon.stateless - self.lexicon.groups]
        return peoples[0] if peoples else None  # "Gaza militants": the Palestinians

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

    def _person(self, s: Sentence) -> str | None:
        """Give the side of the leader or speaker named last before a sentence with "he said"."""
        before = (x for one in self._back(s, 3) if one is not s for x in self.named(one))
        return next((side for side, _, value in before if value.role in ("leader", "speaker")), None)

    def speaker(self, s: Sentence) -> str | None:
        """Give the side of who speaks in a sentence or just before it: an official, else a reporting side."""
        for sentence in self._back(s, 3):
            for k in self.reports(sentence):
                if sentence.lows[k - 1] in ("he", "she") and (told := self._person(sentence)) is not None:
                    return told
                around = [x for x in self.named(sentence) if k - 8 <= x[1].first < k]
                counts = sentence.figures  # "Ukraine mobilises 27,000, the president said"
                around = [x for x in around if not any(j in counts for j in range(x[1].last, k))] or [
                    x for x in self.named(sentence)
                    if k < x[1].first <= k + 6 and _PARTED.isdisjoint(sentence.lows[k : x[1].first])
                ]  # fmt: skip
                if around:
                    return around[0][0]
        for sentence in self._back(s, 3):
            speakers = [x for x in self.named(sentence) if x[2].role in ("speaker", "leader")]
            if speakers:
                return speakers[0][0]
        return None
