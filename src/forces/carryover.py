"""Whose a figure is where it goes on with the claims before it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from forces.counted import SENT, Counted
from forces.ellipsis import Prior
from forces.judgement import noun_of, same_loser
from forces.lending import ALONG, LISTS, Lending, puts
from forces.lexicon import Side
from forces.owners import HAVE, Owners
from forces.predicates import Governor
from forces.sentences import Sentence

__all__ = ["Carryover", "shares_rate"]

_OF_THE = (["of", "the"], ["of", "these"], ["of", "those"], ["of", "them"])
_BORDERS = frozenset({";", "and", "while", "whereas", "but", ":"})
_OPENING = 3  #: tokens before a figure that opens its sentence
_COMPARED = (["compared", "to"], ["compared", "with"])
_REMEMBERED = 100  #: a figure from which on the same one again is of the same side
_WHOLE = 6  #: tokens between a part and its whole
_RECENT = 4  #: sentences


def shares_rate(s: Sentence, counted: Counted, measure: str, prior: Prior) -> bool:
    """Tell whether a figure is so many a day as the one before it is."""
    k = s.token_at(counted.start)
    against = any(s.lows[j : j + 2] in _COMPARED for j in range(max(k - 5, 0), k))
    if against and prior.counted.item == counted.item:
        return True  # "7,000 shells a day, compared to 5,000 shells from Russia"
    average = s.lows[counted.first - 2 : counted.first] == ["average", "of"]
    return counted.how == "elided" and (average or measure in ("fire", "production", "recruitment"))


def _part_of(s: Sentence, latest: Prior, k: int) -> bool:
    """Tell whether a figure is the whole of which the one before it is a part."""
    between = s.lows[latest.counted.last : k]
    return between[:1] == ["of"] and len(between) <= _WHOLE and all(low.isalpha() for low in between)


class Carryover(Lending):
    """What a figure takes over from the claims and lines before it."""

    def __init__(self, context: Owners) -> None:
        super().__init__(context)
        self.lost: tuple[int, str | None] = (-_RECENT, None)  #: where losses were last told, and whose
        self.told: dict[str, str | None] = {}  #: whose each thing was when it was last counted
        self.counted: dict[tuple[str | None, float], str | None] = {}  #: and whose each figure was when first told

    def remember(self, s: Sentence, counted: Counted, side: str | None, measure: str) -> None:
        """Note whose a figure was, for those that go on with it."""
        if measure == "losses":
            self.lost = s.index, side
        self.told[counted.item or ""] = side
        self.counted.setdefault((counted.item, counted.quantity.value), side)

    @staticmethod
    def kind_of(s: Sentence, counted: Counted, priors: list[Prior]) -> Counted:
        """Take fighters for aircraft behind aircraft: "118 strike aircraft. The British sent 22 fighters"."""
        bare = bool(priors) and s.lows[counted.figure + 1 : counted.last] == ["losses"]
        told = noun_of(s, priors[-1].counted) if bare else None
        if told is not None and told.lost and priors[-1].counted.item != "troops":
            return replace(counted, item=priors[-1].counted.item)  # "tank losses of 418, and October saw 511 losses"
        flying = bool(priors) and priors[-1].counted.item == "aircraft" and s.lows[counted.last - 1] == "fighters"
        return replace(counted, item="aircraft") if flying and counted.epithet is None else counted

    def _names_party(self, s: Sentence) -> bool:
        """Tell whether a sentence names a warring side beside its figure, or a word that stands for one."""
        return bool(s.marks.get("epithet")) or any(side in self.context.parties for side, _, _ in self.context.named(s))

    def _hunter(self, s: Sentence, governor: Governor) -> str | None:
        """Give the side that reports what it shot down."""
        return self.context.reporter(s) if governor.cue.measure == "losses" else None

    def _unnamed(self, s: Sentence, counted: Counted) -> bool:
        """Tell whether no side is named before a figure, and no word that stands for one."""
        marks = (m for kind in ("side", "epithet") for m in s.marks.get(kind, ()))
        return counted.epithet is None and not any(m.first < counted.first for m in marks)

    def _bracketed(self, s: Sentence, counted: Counted, priors: list[Prior]) -> Prior | None:
        """Give the figure right before the bracket in which a figure stands, where no side is named in between."""
        opened = next((k for k in range(counted.first - 1, 0, -1) if s.lows[k] in ("(", ")")), 0)
        if counted.side is not None or counted.epithet is not None or s.lows[opened] != "(":
            return None
        if any(opened < m.first < counted.last + 3 for m in s.marks.get("side", ())):
            return None  # "552 (of which 224 were Italian)"
        return next((p for p in priors if opened - 2 <= p.counted.last <= opened and p.side is not None), None)

    def _own_clause(self, s: Sentence, first: int, last: int) -> str | None:
        """Give the side that a clause behind a semicolon opens with: "; the French had 230 killed"."""
        for side, mark, value in reversed(self.context.named(s)):
            between = s.lows[mark.last : last]
            apart = bool({",", "and"} & {*between}) and between != [","]  # "; the Confederates, 1,150"
            if not first <= mark.first < last or value.role == "speaker" or apart:
                continue
            k = mark.first - 1 - (s.lows[mark.first - 1] in ("the", "its", "their"))
            bare = s.lows[k] == "," and self.lexicon.grammar["bridges"].issuperset(s.lows[mark.last : last])
            if s.lows[k] in _BORDERS or bare or (mark.last == last - 1 and s.lows[mark.last] == "with"):
                return side
        return None

    def whose(  # noqa: C901 (ways tried in turn)
        self, s: Sentence, counted: Counted, governor: Governor | None, priors: list[Prior], *, told: bool
    ) -> str | None:
        """Give the side of a figure: the prior claim's where it goes on with that, else by its own words."""
        latest = priors[-1] if priors else None
        definite = s.lows[counted.figure + 1 : counted.figure + 3] in _OF_THE
        origin = s.at.get(("side", counted.figure + 3)) if definite else None
        if origin is not None and cast(Side, origin.value).role in ("demonym", "people"):
            return cast(Side, origin.value).side  # "18,000 coalition troops, 16,000 of them American"
        nameless = counted.quantity.value >= _REMEMBERED and not (s.marks.get("epithet") or self.context.named(s))
        whole = self._bracketed(s, counted, priors) if told else None
        if whole is not None:
            return whole.side  # "8,900 men (1,030 killed, 5,900 wounded)"
        repeats = nameless or s.lows[counted.first - 1] == "the"
        again = self.counted.get((counted.item, counted.quantity.value)) if repeats else None
        if again is not None and counted.epithet is None and counted.side is None:
            return again  # "The 3,000 troops", told of before
        made = governor is not None and governor.cue.measure == "production"
        if definite and counted.epithet is None and counted.side is None and origin is None and not made:
            like = next((p for p in reversed(priors) if p.counted.item == counted.item and p.side is not None), None)
            if like is not None:
                return like.side  # "11 of the drones", told of before
            if (known := self.told.get(counted.item or "")) is not None:
                return known
        more = "more" in s.lows[counted.figure + 1 : counted.last] or s.lows[max(counted.first - 1, 0)] == "another"
        if (
            more
            and governor is not None
            and governor.passive
            and counted.epithet is None
            and counted.side is None
            and self.told.get(counted.item or "") is not None
            and not self._names_party(s)
        ):
            return self.told[counted.item or ""]  # "Two more helicopters were hit"
        k, elided = s.token_at(counted.start), counted.how in ("elided", "shared")
        risen = elided and told and governor is None and s.lows[k - 1] in ("to", "down", "up")
        if risen and latest is not None and counted.side is None:
            owned = [x for x in self.context.named(s) if latest.counted.last <= x[1].first < counted.first]
            owned = [x for x in owned if self.context.headed(s, x[1], 0)]
            return owned[-1][0] if owned else latest.side  # "the defenders went from 331,000 to 340,000"
        share = latest is not None and told and latest.counted.how in ("elided", "part", "shared")
        if share and latest is not None and latest.side and counted.side is None and _part_of(s, latest, k):
            return latest.side  # "shooting down 34 of an attacking force of 91 planes"
        summed = s.lows[0] in ("that", "this", "the") and counted.first > 1
        summed = summed and s.lows[1] in self.lexicon.grammar["tallies"]
        if summed and latest is not None and counted.side is None and self._unnamed(s, counted):
            return latest.side  # "That tally included 37 aircraft"
        put = s.lows[max(s.token_at(counted.start) - 2, 0) : s.token_at(counted.start)]
        claimed = put[1:] == ["of"] and put[0] in self.lexicon.grammar["reckonings"]  # "rejected claims of 180,000"
        if elided and (claimed or puts(put, self.lexicon)) and latest is not None and counted.side is None:
            return latest.side  # "Israel put the number at 2,500"
        faced = latest is not None and told and counted.epithet is not None and s.lows[k - 1] == "against"
        if faced and latest is not None and latest.side is not None:
            return self.context.opponent(latest.side, s)  # "20,000 soldiers, against an estimated 4,000 militants"
        window = s.lows[max(k - 7, 0) : k]
        led = told and "against" in window and not self.lexicon.grammar["sized"].isdisjoint(window)
        if led and latest is not None and latest.side is not None and counted.side is None:
            return self.context.opponent(latest.side, s)  # "5,000 fighters against a force consisting of 95,000 troops"
        part = told and elided and s.lows[0] == "of" and counted.side is None and counted.epithet is None
        if part and latest is not None and latest.counted.first < _OPENING:
            return latest.side  # "Of the 3,180 aircraft in China's fleet 1,150 are fighters"
        seen = not self.lexicon.grammar["watching"].isdisjoint(s.lows[: counted.first])
        if seen and counted.side is None and not self.context.named(s) and self.told.get(counted.item or ""):
            return self.told[counted.item or ""]  # "A day before the ministry had tracked six aircraft"
        numbered = s.lows[counted.figure + 1 : counted.figure + 4] == ["the", "number", "of"]
        if numbered and counted.side is None and counted.epithet is None and latest is not None and told:
            return latest.side  # "killed three U.S. soldiers, bringing to seven the number of troops killed"
        lead = set(s.lows[latest.counted.last : k]) if latest is not None and told else set()
        tally = self.lexicon.grammar["tallies"] | self.lexicon.grammar["tolls"]
        brought = not (lead.isdisjoint(self.lexicon.grammar["bringing"]) or lead.isdisjoint(tally))
        if brought and latest is not None and latest.side is not None and counted.side is None:
            owned = [x for x in self.context.named(s) if latest.counted.last <= x[1].first < k]
            owned = [x for x in owned if self.context.headed(s, x[1], 0)]
            return owned[-1][0] if owned else latest.side  # "38 casualties, bringing the military toll to 741"
        opens = counted.how == "elided" and not told and counted.first <= _OPENING and counted.side is None
        if opens and latest is not None and latest.side is not None and not self._names_party(s):
            return latest.side  # "12,000 soldiers were sent. Some 1,500 have already arrived"
        other = not told and latest is not None and latest.side is not None and latest.side not in self.context.parties
        alone = counted.side is None and counted.epithet is None and not self.context.named(s)
        if other and latest and latest.counted.item == counted.item and alone and not s.marks.get("epithet"):
            return latest.side  # "Tanzanian soldiers are trapped. 41 troops are said to be in a store"
        bare = told and s.lows[counted.figure + 1 : counted.last] == ["losses"] and governor is None
        if bare and latest is not None and latest.side is not None and counted.side is None:
            return latest.side  # "tank losses of 310, surpassed by October, which saw 402 losses"
        needed = governor is not None and governor.passive and governor.cue.measure == "requirement"
        if needed and alone and latest is not None and latest.side is not None:
            return latest.side  # "65,000 more troops would be needed to form the divisions"
        line = counted.first == 0 and governor is None and not told and not self.context.named(s)
        if line and latest is not None and counted.epithet is None and s.lows[-1].isalpha():
            return latest.side  # a list of lines: "12,100 tanks" under "870,000 men"
        if latest is not None and latest.side is not None and counted.side is None and counted.epithet is None:
            between = s.lows[latest.counted.last : s.token_at(counted.start)]
            listed = LISTS.issuperset(between) or between[-1:] in (["including"], ["include"], ["included"])
            listed = told and (listed or between[-2:] in ALONG)
            if listed and latest.governor == governor:
                return self.context.by_kind(s, counted) or latest.side  # "detected 45 Chinese aircraft and ten ships"
        if told and elided and latest is not None and counted.side is None:
            own = self._own_clause(s, latest.counted.last, counted.first)
            if own is not None and governor is not None:
                return own
        if latest is not None and governor is not None and counted.side is None:
            sent = latest.counted.item in SENT and counted.item in SENT and governor.passive
            sent = sent and latest.side not in (self.context.struck(s, governor.last), self._hunter(s, governor))
            if sent and not any("by" in s.lows[governor.last : m.first] for m in s.marks.get("side", ())):
                return latest.side or self.context.side(s, counted, governor)
            gone = (
                elided and governor.passive and governor.cue.measure == "losses" and latest.counted.item == counted.item
            )
            if gone and latest.side is not None and not HAVE.intersection(s.lows[: counted.first]):
                return latest.side  # "sent 70 tanks. Its foe counted 35 burnt out"
            if told and counted.how == "elided" and latest.side is not None and same_loser(s, governor, latest):
                return latest.side
        fired = latest is not None and latest.governor is not None and latest.governor.cue.measure == "fire"
        felled = governor is not None and governor.cue.measure == "losses" and governor.cue.owner == "object"
        same = latest is not None and latest.counted.item == counted.item and self._unnamed(s, counted)
        flown = [p for p in priors if told and p.counted.item == counted.item and p.governor is not None]
        if felled and flown and flown[-1].governor.cue.measure == "fire" and counted.side is None:  # type: ignore[union-attr]
            return flown[-1].side  # "Russia launched 30 drones, with air defences destroying 26 drones"
        if fired and felled and (elided or same) and counted.item in SENT and latest and counted.side is None:
            return latest.side  # "The Houthis launched four drones. Its forces destroyed two"
        hit = governor is not None and governor.cue.measure == "losses" and counted.item not in SENT
        if fired and hit and latest is not None and latest.side and counted.side is None and not self._names_party(s):
            return self.context.opponent(latest.side, s)  # "Russia launched 90 missiles. Two soldiers died"
        alike = latest is not None and latest.governor is not None and governor is not None
        same = alike and latest.governor.cue.measure == governor.cue.measure  # type: ignore[union-attr]
        side = self.context.side(s, counted, governor, latest.side if same and latest else None)
        of_kind = latest is not None and (told or latest.counted.item == counted.item)
        if side is None and elided and latest is not None and of_kind:
            return latest.side
        lost = governor is not None and governor.cue.measure == "losses" and counted.epithet is None
        if side is None and lost and not self.context.named(s) and s.index - self.lost[0] <= _RECENT:
            return self.lost[1]  # "Its army had 700 killed in June. ... May was worse: 40 tanks were lost"
        return side
