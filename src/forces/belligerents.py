"""Who fights in an article: the sides it names, the war it is about, its camps and whether it speaks of war at all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from forces.lexicon import Lexicon, War

__all__ = ["Belligerents"]

_YEAR = re.compile(r"(?:1\d|20)\d\d(?<![\d.,$£€-]....)(?!\d|%|[.,]\d)")


def _currency(war: War, year: int | None) -> int:
    """Weigh a war by whether it was fought in a year; without a year, by whether it is of our time."""
    if year is not None:
        return 4 if war.start <= year <= war.end else 1
    return 3 if war.end > 2025 else 2 if war.end >= 2000 else 1


_PLACE, _PLACES = 3, 3  #: what a place of a war weighs beside its sides' names, and how many of them count
_STRANGE = 0.8  #: what a war weighs less if a group that the text names did not fight in it
#: a state's name that is also used of the state it followed
_HEIRS = {"Russia": "Soviet Union", "Turkey": "Ottoman Empire", "Iran": "Persia", "Georgia": "Confederacy"}
_PAST = 1992
_NEAR = 40  #: years between a text's year and a war that it may tell of by one camp alone
_FIELD = 1920  #: wars that ended before were fought by armies in the field
_OPENING = 4000  #: characters that tell what a text is about
_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_GAME = 3  #: words of sports that a war's report does not hold
_WORD = re.compile(r"[a-z][a-z-]+")
_SHORT = 300  #: characters; a shorter text may be about forces without another word of war


@dataclass
class Belligerents:
    """The sides of an article and how they stand to each other."""

    text: str
    lexicon: Lexicon
    sides: tuple[str, str] | None = None
    year: int | None = None

    @cached_property
    def _tally(self) -> tuple[Counter[str], Counter[str]]:
        counts, places = self.lexicon.count_sides(self.text)
        year = self.year or self._told_year
        if year is not None and year < _FIELD:  # of a war of then, Grant and Lee are sure
            for word, n in Counter(_NAME.findall(self.text)).items():
                side = self.lexicon.doubtful.get(word)
                fought = (self.lexicon.wars[i] for i, _, _ in self.lexicon.camps_of.get(side or "", ()))
                if side is not None and any(war.start <= year <= war.end for war in fought):
                    counts[side] += n
        return counts, places

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each side is named in the whole text."""
        return self._tally[0]

    @cached_property
    def war(self) -> War | None:
        """The war that the text is most about: both its camps are named, and often; of like ones, the latest."""
        year = self.year or self._told_year
        wars, places = self.lexicon.wars, self._tally[1]
        best: tuple[float, int, float] = (0, 0, 0)
        found: War | None = None
        groups = {side for side, n in self.counts.items() if n > 1 and side in self.lexicon.groups}
        for i, (one, two, fights, told) in sorted(self._named_camps().items()):
            war = wars[i]
            less, more = (one, two) if one < two else (two, one)
            if not less and self.year is None and year is not None and not war.start - _NEAR <= year <= war.end + _NEAR:
                continue  # a text on 1864 that names the United States alone tells of no war of today
            weight = 5 * less + more if less else more / fights  # half a war tells less, the more its side fought
            if places:
                weight += _PLACE * min(places[war.name], _PLACES)
            weight *= _currency(war, year)
            if groups and not groups.issubset((*war.sides, *war.against)):
                weight *= _STRANGE  # the Mahdi Army did not fight in the invasion of 2003
            if weight and (weight, war.start, told) > best:
                best, found = (weight, war.start, told), war
        return found

    def _named_camps(self) -> dict[int, list[float]]:
        """Give the wars of the sides named: how often each camp (an ally half), the fewest wars of one, and all."""
        found: dict[int, list[float]] = {}
        for side, n in self.counts.items():
            fights = self.lexicon.fights[side]
            for war, camp, ally in self.lexicon.camps_of.get(side, ()):
                known = found.get(war)
                if known is None:
                    known = found[war] = [0, 0, fights, 0]
                elif fights < known[2]:
                    known[2] = fights
                known[3] += n
                weight = n / 2 if ally else n
                known[camp] = max(known[camp], weight)
        if places := self._tally[1]:
            for i, fought in enumerate(self.lexicon.wars):
                if fought.name in places:
                    found.setdefault(i, [0, 0, 1, 0])
        return found

    @cached_property
    def _told_year(self) -> int | None:
        """Give the year that the text names most often: twice at least, or any where all of them are long past."""
        years = Counter(_YEAR.findall(self.text)).most_common()
        if years and (years[0][1] > 1 or all(int(year) < _PAST for year, _ in years)):
            return int(years[0][0])
        return None

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
            if war is not None and not (other.start <= war.end and war.start <= other.end):
                continue  # who were foes in another age are none now
            for own, against in ((other.sides, other.against), (other.against, other.sides)):
                if side in own:
                    foes |= {foe: max(foes.get(foe, -9999), other.start) for foe in against}
        if any(f in self.parties for f in foes):
            foes = {f: y for f, y in foes.items() if f in self.parties}
        return sorted(foes, key=lambda f: -foes[f])

    def _opponent(self, side: str, foes: list[str]) -> str | None:
        """Name the foe of a side by the whole text."""
        best = max(((n, s) for s, n in self.counts.items() if s in foes), default=None)
        if best is not None:
            return best[1]
        if not foes or not (len(foes) == 1 or side in self.parties):
            return None
        of_states = foes[0] not in self.lexicon.groups  # a war of two states outweighs those a side helps in
        if not of_states and self.war is not None and not self.placed:
            return None  # an unnamed group may be any
        since = self.war.end if self.war is not None else 0
        camps = [
            (w.sides[0], w.against[0]) if of_states else w.sides + w.against
            for w in self.lexicon.wars
            if w.end >= since
        ]
        return foes[0] if sum(side in camp for camp in camps) <= 1 else None  # unnamed, it may be any of several foes

    def _role(self, role: str) -> str | None:
        """Give the attacker or defender of the war that the text is about, its most named."""
        camp: tuple[str, ...] = self.attackers if role == "attacker" else self.defenders
        if not camp and self.war is not None:  # of a state and an armed group, the group is the one that rose
            group = [s in self.lexicon.groups for s in (self.war.sides[0], self.war.against[0])]
            if group[0] != group[1]:
                camp = self.war.sides if group[0] == (role == "attacker") else self.war.against
        return max(camp, key=lambda s: self.counts[s]) if camp else None

    @cached_property
    def fought(self) -> bool:
        """Whether both camps of the war are named."""
        camps = (self.war.sides, self.war.against) if len(self.counts) > 1 and self.war is not None else ()
        return bool(camps) and all(any(self.counts[s] for s in camp) for camp in camps)

    @cached_property
    def placed(self) -> bool:
        """Whether places of the war are named."""
        return self.war is not None and self._tally[1][self.war.name] > 0

    @cached_property
    def martial(self) -> bool:
        """Whether the text speaks of war at all: without that, ships and aircraft are the airline's."""
        return len(self.text) < _SHORT or self.lexicon.count_martial(self.text) > 1 or self.fought

    @cached_property
    def warlike(self) -> bool:
        """Whether the text names a side, or has any word of war besides the things of war."""
        words = self.lexicon.grammar["warlike"]
        return bool(self.counts) or len(self.text) < _SHORT or not words.isdisjoint(self.text.lower().split())

    @cached_property
    def sporting(self) -> bool:
        """Whether the text tells of a game: it has several words of sports, and far fewer of war."""
        grammar = self.lexicon.grammar
        words = Counter(_WORD.findall(self.text[:_OPENING].lower()))
        played = [word for word in words if word in grammar["sports"]]
        fought = sum(n for word, n in words.items() if word in grammar["warlike"] or word in grammar["regulars"])
        told = sum(words[word] for word in played)
        return len(played) > 1 and told > (fought if len(played) > _GAME else 3 * fought)

    @property
    def past(self) -> bool:
        """Whether the war is one of armies in the field, long ago."""
        return self.war is not None and self.war.end < _FIELD

    def known_as(self, side: str) -> str:
        """Give the state that a name stands for in the time of the article's war: Russians of 1943 are Soviets."""
        heir = _HEIRS.get(side)
        if heir is None or heir not in self.parties:
            return side
        return side if side in self.parties and self.counts[heir] < self.counts[side] else heir

    def _state(self) -> str | None:
        """Give the state in a war of a state with an armed group."""
        camps = (self.war.sides, self.war.against) if self.war is not None else ()
        groups, counts = self.lexicon.stateless, self.counts
        states = [[side for side in camp if side not in groups] for camp in camps]
        for k, camp in enumerate(camps):  # a state behind a group does not make the group a state
            if camp[0] in groups and counts[camp[0]] >= max((counts[side] for side in states[k]), default=0):
                states[k] = []
        sole = [camp for camp in states if camp]
        name = self.war.name if self.war is not None else ""  # at home, where no state is named
        return max(sole[0], key=lambda side: (self.counts[side], side in name)) if len(sole) == 1 else None
