"""What governs a figure that has no verb of its own: the verb of a list, the line above, the growth of a force."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from forces.blanks import grows
from forces.counted import Counted
from forces.cues import BE, cues
from forces.ellipsis import Prior
from forces.judgement import goes_on, noun_of
from forces.lexicon import Cue, Epithet, Item, Lexicon, Side
from forces.owners import Owners
from forces.phrases import DASHES
from forces.predicates import Governor, find_governor
from forces.sentences import Sentence

__all__ = ["ALONG", "LISTS", "Lending", "puts"]

ALONG = ([",", "with"], ["along", "with"], ["together", "with"], ["addition", "to"])
LISTS = frozenset({",", "and", "all", "both", "as", "well", "plus", "also", "some", "another"})
_BULLETS = frozenset("-‑–—−•*·")
_SIGNS = frozenset("-‑–—‒−:=|(")
_TOLL = Governor(Cue("suffer", "losses", "subject", "noun", None), -1, -1, passive=False)  #: "23,000 casualties"
_FORCE = Governor(Cue("hold", "strength", "subject", "noun", None), -1, -1, passive=False)
_PARTS = frozenset({"including", "include", "included"})
_LINE = 1  #: words beside the figure of a line in a list: "Total 9,340."
_NEXT = 2  #: tokens between "losses" and whose they are
_ONE = 6  #: tokens of a single thing in a list: "a UK-made AS-90 howitzer"


def _heads_list(cue: Cue) -> bool:
    """Tell whether a word may say what the list below it is about."""
    return cue.form == "noun" or cue.cue == "suffer"


def _another(s: Sentence, counted: Counted) -> bool:
    """Tell whether a sentence opens with more of what was counted before: "Another 710 are to begin on Monday"."""
    return counted.how in ("elided", "after") and s.lows[0] == "another"


def puts(lead: list[str], lexicon: Lexicon) -> bool:
    """Tell whether a figure is what somebody puts another at: "put it at", "puts the figure at"."""
    return lead[1:] == ["at"] and (lead[0] in ("it", "them", "this") or lead[0] in lexicon.grammar["reckonings"])


def _lent(governor: Governor | None) -> Governor | None:
    """Give what governs a figure of another sentence: it stands in no place of this one."""
    return replace(governor, first=-1, last=-1) if governor is not None else None


class Lending:
    """Gives what governs a figure, its own verb or one that another figure lends."""

    def __init__(self, context: Owners) -> None:
        self.context = context
        self.lexicon = context.lexicon

    def govern(  # noqa: C901 (ways tried in turn)
        self, s: Sentence, counted: Counted, others: list[Counted], here: list[Prior], before: list[Prior]
    ) -> tuple[Governor | None, str | None]:
        """Give what governs a figure, and the side too where both are borrowed from a line above."""
        if (line := self._line_head(s, counted)) is not None:
            return _lent(line[0]), line[1]
        governor = find_governor(s, counted, self.lexicon, others)
        of_them = counted.how == "elided" and s.lows[counted.last : counted.last + 2] == ["of", "them"]
        grown = counted.how == "elided" and here and s.lows[s.token_at(counted.start) - 1] in ("to", "reach", "reached")
        if counted.how == "elided" and not here and grows(s, counted) and (topic := self._growing(s, counted)):
            return topic  # "needs Patriots as Chinese missiles are to double to 1,800"
        if grown and self._force_brought(s, counted):
            return _FORCE, None  # "asked for 20,000 men, bringing the force there to 153,000"
        if grown and (governor is None or (governor.cue.cue == "hold" and governor.cue.form != "noun")):
            return here[-1].governor, None  # "stood at 14,000 a month and has doubled to 28,000"
        if s.lows[0] == "among" and (told := self._among(s, counted, here)) is not None:
            return told, None  # "Among the captured material were 390 pieces of artillery"
        if s.lows[counted.last : counted.last + 2] == ["in", "number"]:
            return _FORCE, None  # "Of the French engaged, some 148,000 in number, 7,800 were killed"
        put = counted.how == "elided" and s.lows[max(s.token_at(counted.start) - 2, 0) : s.token_at(counted.start)]
        if put and puts(put, self.lexicon) and (here or before):
            return here[-1].governor if here else _lent(before[-1].governor), None  # "Moscow put it at 1,026"
        own = governor is not None and here and here[-1].counted.last <= governor.first
        if of_them and here and not own:
            return self._lead(s, here[-1]), None  # "three of them badly enough to be flown out"
        k = s.token_at(counted.start)
        if not here and governor is None and self._tolled(s, k):
            return _TOLL, None  # "it would take Russia's losses to 671,480 personnel"
        toll = here and s.lows[max(k - 2, 0) : k] in ALONG and self._lead(s, here[-1]) is _TOLL
        if toll and (governor is None or governor.first < here[-1].counted.first):
            return _TOLL, None  # "210 dead in a day, with 14 vehicles"
        dash = here and governor is None and s.lows[k - 1] in DASHES and here[-1].counted.last == k - 1
        if dash and counted.item == here[-1].counted.item:
            return here[-1].governor, None  # "nine members of the forces - six soldiers and three agents - were hurt"
        listed = here and governor is None and LISTS.issuperset(s.lows[here[-1].counted.last : k])
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

    def listed(self, s: Sentence, counted: Counted) -> Counted:
        """Give a bare figure on a line of its own the noun of the list's head: "9,500 wounded" under "Losses"."""
        head = self._line_head(s, counted)
        return replace(counted, item="troops") if head is not None and head[1] is not None else counted

    def _line_head(self, s: Sentence, counted: Counted) -> tuple[Governor, str | None] | None:
        """Give what a line is about that holds one bare figure of a list and a word more."""
        words = [k for k in range(len(s.lows)) if s.lows[k][:1].isalnum()]
        alone = counted.how == "elided" and counted.noun is None and len(s.figures) == 1
        if not alone or len(words) != _LINE or s.text[: s.start].rstrip(" \t")[-1:] != "\n":
            return None
        return self._list_head(s)

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

    @staticmethod
    def _among(s: Sentence, counted: Counted, here: list[Prior]) -> Governor | None:
        """Give what is said of the things among which a figure stands."""
        k = s.token_at(counted.start)
        if s.lows[k - 1] not in BE and not (here and LISTS.issuperset(s.lows[here[-1].counted.last : k])):
            return None
        told = (pair for k in range(1, counted.first) for pair in cues(s, k, counted.item))
        lost = next(((m, c) for m, c in told if c.measure == "losses" and c.form in ("ed", "participle")), None)
        return Governor(lost[1], lost[0].first, lost[0].last, passive=True) if lost is not None else None

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

    def _goes_with(self, s: Sentence, counted: Counted, governor: Governor | None, prior: Prior) -> bool:
        """Tell whether a figure stands in one list with the prior one, under the same verb or noun."""
        lead = prior.governor
        if lead is None or (lead.cue.items is not None and counted.item not in lead.cue.items):
            return False
        same = governor is not None and governor.first == lead.first  # "88 vehicles destroyed, in addition to 31 tanks"
        if governor is not None and (governor.passive or (governor.first >= prior.counted.first and not same)):
            return False
        between = s.lows[prior.counted.last : s.token_at(counted.start)]
        return LISTS.issuperset(between) or between[-2:] in ALONG or self._one_of_list(s, counted, prior)

    @staticmethod
    def _one_of_list(s: Sentence, counted: Counted, prior: Prior) -> bool:
        """Tell whether only an uncounted thing of the list stands between: "two tanks, a howitzer and four mortars"."""
        first, last = prior.counted.last, s.token_at(counted.start)
        one = [m for m in s.marks.get("item", ()) if first < m.first and m.last < last]
        lead = next((k for k in range(first, last) if s.lows[k] not in LISTS), last)
        ends = bool(one) and LISTS.issuperset(s.lows[one[-1].last : last]) and one[-1].last < last
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
            named = self.context.named(line)
            near = (x for x in named if 0 < x[1].first - cue.last <= _NEXT or 0 <= cue.first - x[1].last < _NEXT)
            owner = next((x[0] for x in (*near, *named)), None) or self._epithet(line)  # "the losses of the Germans"
            if owner is not None:
                return Governor(cast(Cue, cue.value), cue.first, cue.last, passive=False), owner
        return None

    def _epithet(self, line: Sentence) -> str | None:
        """Give the side that a line's epithet stands for: "losses of the enemy"."""
        told = next(iter(line.marks.get("epithet", ())), None)
        return self.context.epithet(cast(Epithet, told.value), line) if told is not None else None
