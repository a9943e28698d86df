"""What a figure takes over from the claims and lines before it: the verb of a list, the side it goes on with."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from forces.blanks import grows
from forces.counted import SENT, Counted
from forces.ellipsis import Prior
from forces.judgement import goes_on, noun_of, same_loser
from forces.lexicon import Cue, Epithet, Item, Lexicon, Side
from forces.owners import HAVE, Owners
from forces.phrases import DASHES
from forces.predicates import Governor, find_governor
from forces.sentences import Sentence

__all__ = ["Carryover", "shares_rate"]


def _heads_list(cue: Cue) -> bool:
    """Tell whether a word may say what the list below it is about."""
    return cue.form == "noun" or cue.cue == "suffer"


def _another(s: Sentence, counted: Counted) -> bool:
    """Tell whether a sentence opens with more of what was counted before: "Another 710 are to begin on Monday"."""
    return counted.how in ("elided", "after") and s.lows[0] == "another"


_BULLETS = frozenset("-‑–—−•*·")
_SIGNS = frozenset("-‑–—‒−:=|(")
_TOLL = Governor(Cue("suffer", "losses", "subject", "noun", None), -1, -1, passive=False)  #: "23,000 casualties"
_FORCE = Governor(Cue("hold", "strength", "subject", "noun", None), -1, -1, passive=False)
_OF_THE = (["of", "the"], ["of", "these"], ["of", "those"], ["of", "them"])
_PARTS = frozenset({"including", "include", "included"})
_BORDERS = frozenset({";", "and", "while", "whereas", "but", ":"})
_OPENING = 3  #: tokens before a figure that opens its sentence
_COMPARED = (["compared", "to"], ["compared", "with"])
_ALONG = ([",", "with"], ["along", "with"], ["together", "with"], ["addition", "to"])
_REMEMBERED = 100  #: a figure from which on the same one again is of the same side
_ONE = 6  #: tokens of a single thing in a list: "a UK-made AS-90 howitzer"
_RECENT = 4  #: sentences
_LISTS = frozenset({",", "and", "all", "both", "as", "well", "plus", "also", "some", "another"})


def _puts(lead: list[str], lexicon: Lexicon) -> bool:
    """Tell whether a figure is what somebody puts another at: "put it at", "puts the figure at"."""
    return lead[1:] == ["at"] and (lead[0] in ("it", "them", "this") or lead[0] in lexicon.grammar["reckonings"])


def _lent(governor: Governor | None) -> Governor | None:
    """Give what governs a figure of another sentence: it stands in no place of this one."""
    return replace(governor, first=-1, last=-1) if governor is not None else None


def shares_rate(s: Sentence, counted: Counted, measure: str, prior: Prior) -> bool:
    """Tell whether a figure is so many a day as the one before it is."""
    k = s.token_at(counted.start)
    against = any(s.lows[j : j + 2] in _COMPARED for j in range(max(k - 5, 0), k))
    if against and prior.counted.item == counted.item:
        return True  # "7,000 shells a day, compared to 5,000 shells from Russia"
    average = s.lows[counted.first - 2 : counted.first] == ["average", "of"]
    return counted.how == "elided" and (average or measure in ("fire", "production", "recruitment"))


class Carryover:
    """What a figure takes over from the claims and lines before it."""

    def __init__(self, context: Owners) -> None:
        self.context = context
        self.lexicon = context.lexicon
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

    def govern(  # noqa: C901 (ways tried in turn)
        self, s: Sentence, counted: Counted, others: list[Counted], here: list[Prior], before: list[Prior]
    ) -> tuple[Governor | None, str | None]:
        """Give what governs a figure, and the side too where both are borrowed from a line above."""
        governor = find_governor(s, counted, self.lexicon, others)
        of_them = counted.how == "elided" and s.lows[counted.last : counted.last + 2] == ["of", "them"]
        grown = counted.how == "elided" and here and s.lows[s.token_at(counted.start) - 1] in ("to", "reach", "reached")
        if counted.how == "elided" and not here and grows(s, counted) and (topic := self._growing(s, counted)):
            return topic  # "needs Patriots as Chinese missiles are to double to 1,800"
        if grown and self._force_brought(s, counted):
            return _FORCE, None  # "asked for 20,000 men, bringing the force there to 153,000"
        if grown and (governor is None or (governor.cue.cue == "hold" and governor.cue.form != "noun")):
            return here[-1].governor, None  # "stood at 14,000 a month and has doubled to 28,000"
        put = counted.how == "elided" and s.lows[max(s.token_at(counted.start) - 2, 0) : s.token_at(counted.start)]
        if put and _puts(put, self.lexicon) and (here or before):
            return here[-1].governor if here else _lent(before[-1].governor), None  # "Moscow put it at 1,026"
        own = governor is not None and here and here[-1].counted.last <= governor.first
        if of_them and here and not own:
            return self._lead(s, here[-1]), None  # "three of them badly enough to be flown out"
        k = s.token_at(counted.start)
        if not here and governor is None and self._tolled(s, k):
            return _TOLL, None  # "it would take Russia's losses to 671,480 personnel"
        toll = here and s.lows[max(k - 2, 0) : k] in _ALONG and self._lead(s, here[-1]) is _TOLL
        if toll and (governor is None or governor.first < here[-1].counted.first):
            return _TOLL, None  # "210 dead in a day, with 14 vehicles"
        dash = here and governor is None and s.lows[k - 1] in DASHES and here[-1].counted.last == k - 1
        if dash and counted.item == here[-1].counted.item:
            return here[-1].governor, None  # "nine members of the forces - six soldiers and three agents - were hurt"
        listed = here and governor is None and _LISTS.issuperset(s.lows[here[-1].counted.last : k])
        if listed and counted.how in ("people", "elided") and (led := self._lead(s, here[-1])) is not None:
            return led, None  # "420,000 British casualties, 195,000 French and 650,000 German"
        if here and self._goes_with(s, counted, governor, here[-1]):
            return here[-1].governor, None  # "losses have come to 13,700 men and 1,800 tanks"
        part = here and (s.lows[k - 1] in _PARTS or s.lows[k - 2 : k] == ["among", "them"])
        if part and (governor is None or not governor.passive):
            return here[-1].governor, None  # "3,500 have died, including 2,400 Americans"
        lead = here[-1].governor if here else None
        sent = governor is not None and governor.cue.cue == "send" and counted.how == "elided"
        if sent and governor is not None and lead is not None and lead.cue.measure == "deliveries":
            return replace(governor, cue=lead.cue), None  # "has delivered 4,000 and will send another 3,000"
        if governor is not None:
            return governor, None
        colon = next((k for k in range(counted.first) if s.lows[k] == ":"), 0) if counted.how == "people" else 0
        if any(m.last <= colon and cast(Item, m.value).lost for m in s.marks.get("item", ())):
            return _TOLL, None  # "23,000 casualties: 13,000 Federals and 10,000 Confederates"
        if counted.how in ("elided", "shared") and here:
            beside = s.lows[counted.first - 1] in ("(", "+")
            return self._lead(s, here[-1]), here[-1].side if beside else None
        lent: tuple[Governor, str | None] | None = None
        bullet = s.lows[0] in _BULLETS and counted.first <= 2
        if bullet or (counted.how == "before" and s.lows[s.token_at(counted.quantity.start) - 1] in _SIGNS):
            lent = self._list_head(s)
        elif before and before[-1].governor is not None and (goes_on(s, counted, before[-1]) or _another(s, counted)):
            lent = before[-1].governor, before[-1].side
        if lent is None:
            return None, None
        return _lent(lent[0]), lent[1]

    def _growing(self, s: Sentence, counted: Counted) -> tuple[Governor, str] | None:
        """Give what grows to a figure, and whose it is, where a side stands right before its noun."""
        nouns = [m for m in s.marks.get("item", ()) if m.last <= counted.first and cast(Item, m.value).plural]
        if not nouns or cast(Item, nouns[-1].value).item != counted.item or cast(Item, nouns[-1].value).lost:
            return None
        owner = next((m for m in s.marks.get("side", ()) if 0 <= nouns[-1].first - m.last <= 1), None)
        clause = range(nouns[-1].last, counted.first)
        cues = (cast(Cue, m.value).measure for m in s.marks.get("cue", ()) if m.first in clause)
        told = any(measure not in ("strength", "fire") for measure in cues)
        return (_FORCE, cast(Side, owner.value).side) if owner is not None and not told else None

    def _force_brought(self, s: Sentence, counted: Counted) -> bool:
        """Tell whether a force is said to be brought to a figure."""
        verb = next((k for k in range(counted.first - 1, 0, -1) if s.lows[k] in self.lexicon.grammar["bringing"]), None)
        nouns = (m for m in s.marks.get("cue", ()) if verb is not None and verb < m.first <= verb + 4)
        return any(cast(Cue, m.value).cue == "hold" and cast(Cue, m.value).form == "noun" for m in nouns)

    def _tolled(self, s: Sentence, k: int) -> bool:
        """Tell whether losses are said to be brought to what stands at a token."""
        verbs = self.lexicon.grammar["bringing"] | self.lexicon.grammar["reckoning"]
        verb = next((j for j in range(k - 1, 0, -1) if s.lows[j] in verbs), k)
        lost = next((j for j in range(verb, k) if s.lows[j] in self.lexicon.grammar["tolls"]), k)
        return not {"at", "to"}.isdisjoint(s.lows[max(lost, k - 3) : k])

    def _lead(self, s: Sentence, prior: Prior) -> Governor | None:
        """Give what a figure takes over from one before it: the dead are losses, whatever governs them."""
        noun = noun_of(s, prior.counted)
        return _TOLL if noun is not None and noun.lost else prior.governor

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

    def _goes_with(self, s: Sentence, counted: Counted, governor: Governor | None, prior: Prior) -> bool:
        """Tell whether a figure stands in one list with the prior one, under the same verb or noun."""
        lead = prior.governor
        if lead is None or (lead.cue.items is not None and counted.item not in lead.cue.items):
            return False
        same = governor is not None and governor.first == lead.first  # "88 vehicles destroyed, in addition to 31 tanks"
        if governor is not None and (governor.passive or (governor.first >= prior.counted.first and not same)):
            return False
        between = s.lows[prior.counted.last : s.token_at(counted.start)]
        return _LISTS.issuperset(between) or between[-2:] in _ALONG or self._one_of_list(s, counted, prior)

    @staticmethod
    def _one_of_list(s: Sentence, counted: Counted, prior: Prior) -> bool:
        """Tell whether only an uncounted thing of the list stands between: "two tanks, a howitzer and four mortars"."""
        first, last = prior.counted.last, s.token_at(counted.start)
        one = [m for m in s.marks.get("item", ()) if first < m.first and m.last < last]
        lead = next((k for k in range(first, last) if s.lows[k] not in _LISTS), last)
        ends = bool(one) and _LISTS.issuperset(s.lows[one[-1].last : last]) and one[-1].last < last
        return ends and s.lows[lead] in ("a", "an") and one[-1].last - lead <= _ONE

    def is_ahead(
        self, s: Sentence, governor: Governor | None, measure: str, here: list[Prior], before: list[Prior], *,
        borrowed: str | None,
    ) -> bool:  # fmt: skip
        """Tell whether a figure shares a plan told before: what a package that will be sent includes."""
        packed = borrowed is not None or (governor is not None and governor.cue.form == "noun")
        if packed and measure == "deliveries":
            announced = self.context.read(s.index - 1).marks.get("status", ()) if s.index else ()
            planned = any(cast("tuple[str, str]", m.value)[0] == "projected" for m in announced)
            return planned or bool(before and before[-1].status == "projected")
        ahead = here[-1] if here else None
        return ahead is not None and (packed or ahead.governor is governor) and ahead.status == "projected"

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
        risen = elided and told and governor is None and s.lows[s.token_at(counted.start) - 1] == "to"
        if risen and latest is not None and counted.side is None:
            owned = [x for x in self.context.named(s) if latest.counted.last <= x[1].first < counted.first]
            owned = [x for x in owned if self.context.headed(s, x[1], 0)]
            return owned[-1][0] if owned else latest.side  # "the defenders went from 331,000 to 340,000"
        summed = s.lows[0] in ("that", "this", "the") and counted.first > 1
        summed = summed and s.lows[1] in self.lexicon.grammar["tallies"]
        if summed and latest is not None and counted.side is None and self._unnamed(s, counted):
            return latest.side  # "That tally included 37 aircraft"
        put = s.lows[max(s.token_at(counted.start) - 2, 0) : s.token_at(counted.start)]
        claimed = put[1:] == ["of"] and put[0] in self.lexicon.grammar["reckonings"]  # "rejected claims of 180,000"
        if elided and (claimed or _puts(put, self.lexicon)) and latest is not None and counted.side is None:
            return latest.side  # "Israel put the number at 2,500"
        faced = latest is not None and told and counted.epithet is not None and s.lows[k - 1] == "against"
        if faced and latest is not None and latest.side is not None:
            return self.context.opponent(latest.side, s)  # "20,000 soldiers, against an estimated 4,000 militants"
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
        line = counted.first == 0 and governor is None and not told and not self.context.named(s)
        if line and latest is not None and counted.epithet is None and s.lows[-1].isalpha():
            return latest.side  # a list of lines: "12,100 tanks" under "870,000 men"
        if latest is not None and latest.side is not None and counted.side is None and counted.epithet is None:
            between = s.lows[latest.counted.last : s.token_at(counted.start)]
            listed = _LISTS.issuperset(between) or between[-1:] in (["including"], ["include"], ["included"])
            listed = told and (listed or between[-2:] in _ALONG)
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

    def _list_head(self, s: Sentence) -> tuple[Governor, str | None] | None:
        """Give what a list is about from the line above it: "Losses of the Russian army", then "Tanks: 410"."""
        for index in range(s.index - 1, max(s.index - 16, -1), -1):
            line = self.context.read(index)
            if line.end - line.start > 120:
                return None
            heads = [m for m in line.marks.get("cue", ()) if _heads_list(cast(Cue, m.value))]
            if not heads:
                continue
            cue = next((m for m in heads if cast(Cue, m.value).measure == "losses"), heads[0])
            owner = next((side for side, _, _ in self.context.named(line)), None) or self._epithet(line)
            if owner is not None:
                return Governor(cast(Cue, cue.value), cue.first, cue.last, passive=False), owner
        return None

    def _epithet(self, line: Sentence) -> str | None:
        """Give the side that a line's epithet stands for: "losses of the enemy"."""
        told = next(iter(line.marks.get("epithet", ())), None)
        return self.context.epithet(cast(Epithet, told.value), line) if told is not None else None
