"""What a sentence leaves out: the side behind a pronoun, an epithet or a passive, and the other side of a fight."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from forces.lexicon import Epithet, Lexicon, Side, War
from forces.mentions import Counted
from forces.predicates import Governor
from forces.sentences import Mark, Sentence

__all__ = ["Context"]

_PREPOSITIONS = frozenset(
    [
        "in",
        "at",
        "near",
        "of",
        "from",
        "to",
        "against",
        "with",
        "on",
        "into",
        "across",
        "inside",
        "outside",
        "toward",
        "towards",
        "for",
        "around",
        "over",
        "by",
        "between",
        "along",
        "versus",
        "under",
        "off",
        "via",
        "within",
    ]
)
_DETERMINERS = frozenset(["the", "a", "an", "its", "their", "his"])
_HAVE = frozenset({"had", "has", "have", "with", "saw"})
_SENT = frozenset({"shells", "rockets", "missiles", "bombs", "drones"})  #: things sent against the other side
_THREATENED = frozenset(
    [
        "near",
        "around",
        "surround",
        "surrounding",
        "surrounded",
        "against",
        "invade",
        "invading",
        "threaten",
        "threatening",
    ]
)
_BORDERS = frozenset(
    [
        "border",
        "borders",
        "soil",
        "territory",
        "capital",
        "city",
        "cities",
        "town",
        "village",
        "region",
        "front",
        "side",
        "frontier",
    ]
)
_AID = frozenset(
    [
        "aid",
        "package",
        "delivery",
        "support",
        "assistance",
        "supply",
        "supplies",
        "equipment",
        "donated",
        "donation",
        "donating",
        "help",
    ]
)
_BACK = 4  #: sentences looked back for a pronoun's side


_YEAR = re.compile(r"(?<![\d.,$£€-])(?:1\d|20)\d\d(?![\d,%]|\.\d)")


def _currency(war: War, year: int | None) -> int:
    """Weigh a war by whether it was fought in a year; without a year, by whether it is of our time."""
    if year is not None:
        return 4 if war.start <= year <= war.end else 1
    return 3 if war.end > 2025 else 2 if war.end >= 2000 else 1


@dataclass
class Context:
    """An article's sentences and sides, read as far as asked."""

    text: str
    spans: Sequence[tuple[int, int]]
    lexicon: Lexicon
    read: Callable[[int], Sentence]
    sides: tuple[str, str] | None = None
    year: int | None = None

    # -- who is in the article ---------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each side is named in the whole text."""
        return self.lexicon.count_sides(self.text)

    def sentence_at(self, offset: int) -> int:
        """Give the index of the sentence that holds an offset."""
        return max(bisect_right(self.spans, (offset, 1 << 62)) - 1, 0)

    @cached_property
    def war(self) -> War | None:
        """The war that the text is most about: both its camps are named, and often; of like ones, the latest."""
        year = self.year or self._told_year()
        best: tuple[int, int, War] | None = None
        for war in self.lexicon.wars:
            camps = [max((self.counts[s] for s in camp), default=0) for camp in (war.sides, war.against)]
            weight = (3 * min(camps) + max(camps)) * _currency(war, year)
            if weight and (best is None or (weight, war.start) > best[:2]):
                best = (weight, war.start, war)
        return best[2] if best else None

    def _told_year(self) -> int | None:
        """Give the year that the text names most often, twice at least."""
        years = Counter(_YEAR.findall(self.text)).most_common(1)
        return int(years[0][0]) if years and years[0][1] > 1 else None

    @cached_property
    def attackers(self) -> tuple[str, ...]:
        """The camp that attacks in the war the text is about; empty where that is not told."""
        if self.war is None or self.war.attacker is None:
            return ()
        return self.war.sides if self.war.attacker in self.war.sides else self.war.against

    @cached_property
    def defenders(self) -> tuple[str, ...]:
        """The camp that is attacked in it."""
        if self.war is None or self.war.attacker is None:
            return ()
        return self.war.against if self.war.attacker in self.war.sides else self.war.sides

    @cached_property
    def parties(self) -> frozenset[str]:
        """Both camps of the war the text is about."""
        return frozenset((*self.war.sides, *self.war.against)) if self.war else frozenset()

    def opponent(self, side: str, sentence: Sentence | None = None) -> str | None:
        """Name the side that fights `side` here: as the user said, else by the wars known and the names in the text."""
        if self.sides is not None:
            return next((s for s in self.sides if s != side), None) if side in self.sides else None
        foes = self._foes(side.split(" + ", maxsplit=1)[0])
        if sentence is not None:
            near = [s for s, _, _ in self.named(sentence) if s in foes]
            if near:
                return near[0]
        best = max(((n, s) for s, n in self.counts.items() if s in foes), default=None)
        if best is not None:
            return best[1]
        return foes[0] if foes and (len(foes) == 1 or side in self.parties) else None

    def _foes(self, side: str) -> list[str]:
        """Give the sides that fight `side` in the war the text is about, else those of any war, the latest first."""
        war = self.war
        if war is not None:
            if side in war.sides:
                return list(war.against)
            if side in war.against:
                return list(war.sides)
        foes: dict[str, int] = {}
        for other in self.lexicon.wars:
            for own, against in ((other.sides, other.against), (other.against, other.sides)):
                if side in own:
                    foes |= {foe: max(foes.get(foe, -9999), other.start) for foe in against}
        if any(f in self.parties for f in foes):
            foes = {f: y for f, y in foes.items() if f in self.parties}
        return sorted(foes, key=lambda f: -foes[f])

    def _role(self, role: str) -> str | None:
        """Give the attacker or defender of the war that the text is about, its most named."""
        camp = self.attackers if role == "attacker" else self.defenders
        return max(camp, key=lambda s: self.counts[s]) if camp else None

    # -- who is in a sentence ----------------------------------------------------------------------------------

    def named(self, s: Sentence) -> list[tuple[str, Mark, Side]]:
        """Give the sides named in a sentence, in order; ambiguous names only beside others."""
        marks = [(cast(Side, m.value).side, m, cast(Side, m.value)) for m in s.marks.get("side", ())]
        return [x for x in marks if not x[2].ambiguous] or marks

    def subject(self, s: Sentence, verb: int, *, floor: int = 0) -> str | None:
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
        named = [x for x in self.named(s) if start <= x[1].first < verb]
        best: str | None = None
        for side, mark, value in named:
            if self._headed(s, mark, start) and not self._passing(s, mark, value):
                best = side
                if value.role != "speaker":
                    second = next(
                        (m for m in s.marks.get("side", ()) if m.first == mark.last + 1 and s.lows[mark.last] == "and"),
                        None,
                    )
                    other = cast(Side, second.value).side if second is not None else side
                    best = side if other == side else f"{side} + {other}"
                    break
        epithets = [m for m in s.marks.get("epithet", ()) if start <= m.first < verb]
        pronoun = next(
            (
                k
                for k in range(verb - 1, start - 1, -1)
                if s.lows[k] in self.lexicon.grammar["pronouns"] and s.lows[k] not in ("them", "him")
            ),
            None,
        )
        if best is None and epithets:
            best = self.epithet(cast(Epithet, epithets[0].value), s, epithets[0])
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

    def _clause_start(self, s: Sentence, verb: int, floor: int) -> int:
        """Give the token where the clause of a verb begins."""
        for k in range(verb - 1, floor - 1, -1):
            low = s.lows[k]
            if low in ("while", "whereas", "but", "although", "that", "because", "when", ";", ":") and k < verb - 1:
                return k + 1
            if low in self.lexicon.grammar["reporting"] and s.tokens[k].islower() and k < verb - 2 and k > floor:
                return k + 1
        return floor

    def _headed(self, s: Sentence, mark: Mark, start: int) -> bool:
        """Tell whether a side's name heads its phrase, rather than follows a preposition."""
        k = mark.first - 1
        while k >= start and (
            s.lows[k] in _DETERMINERS
            or s.lows[k] in ("'s", "army", "southern", "northern", "eastern", "western", "central", "occupied")
            or s.at.get(("side", k)) is not None
        ):
            k -= 1
        return k < start or s.lows[k] not in _PREPOSITIONS

    def _passing(self, s: Sentence, mark: Mark, value: Side) -> bool:
        """Tell whether a demonym qualifies a place or thing that cannot act: "the Ukrainian border"."""
        if value.role not in ("demonym", "name", "people"):
            return False
        nxt = s.lows[mark.last : mark.last + 3]
        if nxt[:1] == ["'s"]:
            nxt = nxt[1:]
        return bool(_BORDERS.intersection(nxt[:1] if nxt[:1] != ["eastern"] else nxt[1:]))

    def pronoun(self, s: Sentence, at: int) -> str | None:
        """Give the side that a pronoun at token `at` stands for: the last subject before it."""
        own = [x for x in self.named(s) if x[1].last <= at and x[2].role != "speaker"]
        plural = s.lows[at] in ("they", "their", "them")
        heads = [x for x in own if self._headed(s, x[1], 0) and not self._passing(s, x[1], x[2])]
        if heads:
            return heads[-1][0] if len(heads) == 1 else heads[0][0]
        epithets = [m for m in s.marks.get("epithet", ()) if m.last <= at]
        if epithets:
            return self.epithet(cast(Epithet, epithets[0].value), s, epithets[0])
        for index in range(s.index - 1, max(s.index - 1 - _BACK, -1), -1):
            before = self.read(index)
            named = [x for x in self.named(before) if x[2].role != "speaker"]
            if not named:
                marks = before.marks.get("epithet", ())
                if marks and (side := self.epithet(cast(Epithet, marks[0].value), before, marks[0])):
                    return side
                continue
            people = [
                x for x in named if x[2].role == "people" and x[1].value and before.tokens[x[1].last - 1].endswith("s")
            ]
            heads = [x for x in named if self._headed(before, x[1], 0) and not self._passing(before, x[1], x[2])]
            if plural and people:
                return people[0][0]
            return (heads or named)[0][0]
        return None

    def epithet(self, epithet: Epithet, s: Sentence, mark: Mark | None) -> str | None:
        """Give the side that an epithet stands for."""
        if epithet.resolve in ("attacker", "defender"):
            return self._role(epithet.resolve)
        if epithet.resolve in ("enemy_of_speaker", "enemy"):
            speaker = self.speaker(s)
            if speaker is not None and (foe := self.opponent(speaker, s)):
                return foe
            return self._role("attacker")
        if epithet.resolve == "own":
            return self.speaker(s)
        return self._nearest_group(s, mark)

    def _nearest_group(self, s: Sentence, mark: Mark | None) -> str | None:
        """Give the armed group named nearest to an epithet such as "the rebels"."""
        for index in range(s.index, max(s.index - _BACK - 1, -1), -1):
            sentence = s if index == s.index else self.read(index)
            groups = [side for side, _, _ in self.named(sentence) if side in self.lexicon.groups]
            if groups:
                return groups[0]
        groups = [side for side, _ in self.counts.most_common() if side in self.lexicon.groups]
        return groups[0] if groups else next((p for p in sorted(self.parties) if p in self.lexicon.groups), None)

    def speaker(self, s: Sentence) -> str | None:
        """Give the side of who speaks in a sentence or just before it: an official, else a reporting side."""
        for index in range(s.index, max(s.index - 3, -1), -1):
            sentence = s if index == s.index else self.read(index)
            for k, low in enumerate(sentence.lows):
                if low not in self.lexicon.grammar["reporting"] or not sentence.tokens[k].islower():
                    continue
                around = [x for x in self.named(sentence) if k - 8 <= x[1].first < k] or [
                    x for x in self.named(sentence) if k < x[1].first <= k + 6
                ]
                if around:
                    return around[0][0]
        for index in range(s.index, max(s.index - 3, -1), -1):
            sentence = s if index == s.index else self.read(index)
            speakers = [x for x in self.named(sentence) if x[2].role in ("speaker", "leader")]
            if speakers:
                return speakers[0][0]
        return None

    # -- whose figure ------------------------------------------------------------------------------------------

    def side(self, s: Sentence, counted: Counted, governor: Governor | None, latest: str | None = None) -> str | None:
        """Give the side whose force or loss is counted; None when neither sentence nor context says.

        Parameters
        ----------
        latest : str, optional
            The side of the claim before, where that is of the same measure.
        """
        receiver = governor is not None and governor.cue.owner == "receiver" and counted.item != "troops"
        if receiver:
            assert governor is not None
            side = self._receiver(s, counted, governor)
            if side is not None or governor.cue.cue != "send":
                return side
        if counted.side is not None:
            return counted.side
        behind = self._behind(s, counted)
        against = s.lows[s.token_at(counted.start) - 1 : s.token_at(counted.start)] == ["against"]
        if behind is None and against and counted.how == "elided" and latest is not None:
            return self.opponent(latest, s)
        if behind is not None:
            return behind
        before = self._possessor(s, counted)
        if before is not None:
            return before
        if counted.epithet is not None:
            side = self.epithet(counted.epithet, s, None)
            if side is not None or counted.epithet.resolve == "nearest_group":
                return side
        strength = governor is None or governor.cue.measure == "strength"
        massed = self._massed(s, counted.last) if strength and counted.item not in _SENT else None
        if massed is not None and (governor is None or self.subject(s, governor.first) in (None, massed[0])):
            return massed[1]
        if governor is None:
            return self._unsaid(s, counted)
        if governor.passive:
            return self._passive(s, counted, governor)
        if governor.cue.form == "noun":
            for side, mark, _ in self.named(s):
                if (
                    governor.last <= mark.first < counted.first
                    and s.lows[mark.first - 1] in ("by", "the")
                    and "by" in s.lows[governor.last : mark.first]
                ):
                    return self.opponent(side, s) if governor.cue.owner == "object" else side
        subject = self.subject(s, governor.first)
        if (
            governor.cue.measure == "recruitment"
            and s.lows[governor.first].startswith("train")
            and subject not in self.parties
        ):
            trained = [side for side, _, _ in self.named(s) if side in self.parties]
            return next((x for x in trained if x in self.defenders), trained[0] if trained else subject)
        if governor.cue.owner == "object":
            if subject is None:
                return self._victim(s, counted)
            if subject not in self.parties and latest is not None and latest != subject:
                return latest
            return self.opponent(subject, s)
        return subject or self._unsaid(s, counted)

    def _behind(self, s: Sentence, counted: Counted) -> str | None:
        """Read "50 soldiers of the new Iraqi army", "troops from North Korea"."""
        j = counted.last
        if j >= len(s.lows):
            return None
        lead = s.lows[s.token_at(counted.start) - 1]
        compared = s.lows[j] == "for" and lead in ("with", "against", "to", "versus")
        agent = s.lows[j] == "by" and counted.how == "elided"
        if s.lows[j] not in ("of", "from", "belonging", "loyal") and not compared and not agent:
            return None
        if s.lows[j] == "from" and counted.item != "troops":
            return None
        for k in range(j + 1, min(j + 7, len(s.lows))):
            mark = s.at.get(("side", k))
            if mark is not None:
                return cast(Side, mark.value).side
            epithet = s.at.get(("epithet", k))
            if epithet is not None:
                return self.epithet(cast(Epithet, epithet.value), s, epithet)
            if s.lows[k] in ("its", "their", "his") and k == j + 1:
                return None
            if s.lows[k] in self.lexicon.grammar["stops"] or (
                not s.lows[k][:1].isalpha() and s.lows[k] not in ("'s", "’s", "’", "'")
            ):
                break
        return None

    def _possessor(self, s: Sentence, counted: Counted) -> str | None:
        """Read "Russia's 500 tanks", "their 40 guns", "Ukraine's more than 300 tanks"."""
        k = s.token_at(counted.start) - 1
        army = k
        while army > 0 and s.lows[army] in ("army", "forces", "military", "troops", "side", "armies"):
            army -= 1
        if army < k and s.lows[army] == "own" and counted.how == "elided":
            return self.speaker(s)
        for mark in s.marks.get("side", ()):
            own = mark.last == k + 1 and cast(Side, mark.value).role != "demonym"
            if (own or (army < k and mark.last == army + 1)) and self._headed(s, mark, 0):
                return cast(Side, mark.value).side
        while k >= 0 and (
            re.fullmatch(
                r"[a-z-]+(?:ed|ing|al|ary|ern|ate|ble|er|est|t)|first|total|entire|own|army|new|more|than|about",
                s.lows[k],
            )
            and ("cue", k) not in s.at
        ):
            k -= 1
        if k < 0:
            return None
        if s.lows[k] in ("'s", "’s", "'", "’") and k > 0:
            for back in range(k - 1, max(k - 4, -1), -1):
                mark = s.at.get(("side", back))
                if mark is not None and mark.last >= k - 1:
                    return cast(Side, mark.value).side
        if s.lows[k] in ("its", "their", "his", "her"):
            subject = [x for x in self.named(s) if x[1].last <= k and self._headed(s, x[1], 0)]
            return subject[-1][0] if subject else self.pronoun(s, k)
        return None

    def _receiver(self, s: Sentence, counted: Counted, governor: Governor) -> str | None:
        """Give who gets a delivery: "to Ukraine", "gave Kyiv 14 tanks", "for the Ukrainian army"."""
        named = self.named(s)
        giver = self.subject(s, governor.first) if not governor.passive else None
        if not governor.passive and governor.cue.form != "noun":
            inner = [side for side, mark, _ in named if governor.last <= mark.first < counted.first]
            if inner:
                return inner[0]
            other = next((k for k in range(governor.last, counted.first) if s.lows[k] in ("them", "it", "him")), None)
            if other is not None:
                return self.pronoun(s, other)
        for side, mark, _ in named:
            k = mark.first - 1
            while k >= 0 and (
                s.lows[k] in _DETERMINERS
                or s.at.get(("side", k)) is not None
                or s.lows[k] in ("help", "assist", "support", "armed")
            ):
                k -= 1
            border = mark.last < len(s.lows) and s.lows[mark.last] in ("border", "territory")
            if k >= governor.first and s.lows[k] in ("to", "for") and not border:
                return side
        if governor.cue.cue == "send" and not _AID.intersection(s.lows):
            return None
        others = [side for side, _, _ in named if side != giver and side in self.parties]
        for index in range(s.index - 1, max(s.index - 1 - _BACK, -1), -1):
            others += [side for side, _, _ in self.named(self.read(index)) if side != giver and side in self.parties]
        defending = [side for side in others if side in self.defenders]
        if defending:
            return defending[0]
        defender = self._role("defender")
        return defender if defender is not None and defender != giver else (others[0] if others else None)

    def _passive(self, s: Sentence, counted: Counted, governor: Governor) -> str | None:
        """Read a passive: the agent behind "by" is the foe of what was lost, and the owner of what was fired."""
        agent: str | None = None
        for k in range(governor.last, min(governor.last + 12, len(s.lows) - 1)):
            if s.lows[k] == "by":
                near = [side for side, mark, _ in self.named(s) if k < mark.first <= k + 4]
                agent = near[0] if near else None
                break
        lossy = governor.cue.measure == "losses"
        if agent is not None:
            return self.opponent(agent, s) if lossy else agent
        if governor.cue.owner == "receiver":
            return self._receiver(s, counted, governor)
        if governor.cue.measure == "fire" or (lossy and counted.item in _SENT):
            struck = self._struck(s, governor.last)
            if struck is not None and not lossy:
                return self.opponent(struck, s)
            reporter = self._reporter(s)
            foe = self.opponent(reporter, s) if reporter is not None else None
            if foe is not None:
                return foe
            if struck is not None and lossy:
                return self.opponent(struck, s)
            return self._unsaid(s, counted)
        subject = self.subject(s, counted.first) if counted.first > 0 else None
        if subject is not None and (
            not lossy or any(w in _HAVE for w in s.lows[max(counted.first - 6, 0) : counted.first])
        ):
            return subject
        return self._victim(s, counted) if lossy else self._unsaid(s, counted)

    def _struck(self, s: Sentence, after: int) -> str | None:
        """Give the side that was fired at: "at the Kyiv region", "across Ukraine"."""
        for side, mark, value in self.named(s):
            if mark.first >= after and value.role != "speaker":
                k = mark.first - 1
                while k > after and (
                    s.lows[k] in _DETERMINERS or (s.lows[k][:1].isalpha() and s.lows[k] not in _PREPOSITIONS)
                ):
                    k -= 1
                if s.lows[k] in ("at", "on", "against", "into", "over", "across", "toward", "towards", "in"):
                    return side
        return None

    def _reporter(self, s: Sentence) -> str | None:
        """Give the side that reports in a sentence: "Ukraine's air force said"."""
        for k, low in enumerate(s.lows):
            if low in self.lexicon.grammar["reporting"] and s.tokens[k].islower():
                near = [x for x in self.named(s) if k - 9 <= x[1].first < k] or [
                    x for x in self.named(s) if s.lows[k - 1] in (",", "”", '"') and k < x[1].first <= k + 3
                ]
                if near:
                    return near[0][0]
        return None

    def _victim(self, s: Sentence, counted: Counted) -> str | None:
        """Guess from the sentence's other names whose losses are meant when no agent is the subject."""
        for side, mark, value in self.named(s):
            k = mark.first - 1
            while k >= 0 and s.lows[k] in _DETERMINERS:
                k -= 1
            if (
                k >= 0
                and s.lows[k] in ("against", "on")
                and mark.first > counted.first - 40
                and value.role != "speaker"
            ):
                return side
            if k >= 0 and s.lows[k] == "by":
                return self.opponent(side, s)
        return self._unsaid(s, counted)

    def _unsaid(self, s: Sentence, counted: Counted) -> str | None:
        """Take the side from the names around: the only one in the sentence, the subject, or the topic before."""
        named = [x for x in self.named(s) if x[2].role != "speaker"]
        massed = self._massed(s) if counted.item not in _SENT else None
        if massed is not None and not any(
            self._headed(s, x[1], 0) and not self._passing(s, x[1], x[2]) and x[1].first < counted.first for x in named
        ):
            return massed[1]
        owners = [
            x
            for x in named
            if x[2].role in ("demonym", "people", "force", "leader") and not self._passing(s, x[1], x[2])
        ]
        heads = [
            x
            for x in named
            if self._headed(s, x[1], 0) and x[1].first < counted.first and not self._passing(s, x[1], x[2])
        ]
        if heads:
            return heads[-1][0]
        if owners:
            return owners[0][0]
        epithets = s.marks.get("epithet", ())
        if epithets:
            side = self.epithet(cast(Epithet, epithets[0].value), s, epithets[0])
            if side is not None:
                return side
        pronoun = next((k for k, low in enumerate(s.lows) if low in ("they", "their", "its")), None)
        if pronoun is not None:
            return self.pronoun(s, pronoun)
        for index in range(s.index - 1, max(s.index - 1 - _BACK, -1), -1):
            before = self.read(index)
            names = [
                x for x in self.named(before) if x[2].role != "speaker" and (not self.parties or x[0] in self.parties)
            ]
            heads = [x for x in names if self._headed(before, x[1], 0) and not self._passing(before, x[1], x[2])]
            if heads:
                return heads[0][0]
            if counted.item not in _SENT and (massed := self._massed(before)):
                return massed[1]
            if names:
                return names[0][0]
        return None

    def _massed(self, s: Sentence, after: int = 0) -> tuple[str, str] | None:
        """Give a side at whose border forces stand, and its foe: "near Ukraine", "on its borders"."""
        for k in range(max(after, 1), len(s.lows)):
            if s.lows[k].startswith("border") and s.lows[k - 1] in ("its", "their", "his"):
                side = self.pronoun(s, k - 1)
                foe = self.opponent(side, s) if side is not None else None
                if side is not None and foe is not None:
                    return side, foe
        for side, mark, _ in self.named(s):
            lead = s.lows[max(mark.first - 5, 0) : mark.first]
            tail = s.lows[mark.last : mark.last + 4]
            near = bool(lead) and (
                lead[-1] in _THREATENED or (lead[-1] == "the" and lead[-2:-1] in (["near"], ["against"]))
            )
            border = any(w.startswith(("border", "frontier")) for w in tail) or any(
                w.startswith("border") and ("of" in lead or "with" in lead) for w in lead
            )
            if near or border:
                foe = self.opponent(side, s)
                if foe is not None:
                    return side, foe
        return None
