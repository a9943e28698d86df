"""The verb or noun that governs a counted thing, and so its measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forces.coordination import list_end, past_apposition, past_dashes, past_others, past_unit
from forces.counted import SENT, Counted
from forces.cues import (
    BE,
    OBJECT,
    cues,
    has_object,
    is_adjective,
    is_auxiliary,
    is_told,
    losses_of,
    noun_governs,
    reckons,
    tells_figure,
)
from forces.lexicon import Cue, Lexicon
from forces.phrases import DASHES
from forces.sentences import Sentence

__all__ = ["Governor", "find_governor"]

_PARTITIVE = frozenset(["of", "which", "whom", "them", "these", "those", "it"])
_OBJECT_LEAD = frozenset(["a", "an", "the", "his", "her", "its", "their", "our", "my"])
_CLAUSE = 12  #: tokens of a relative clause, behind which the main verb is looked for
_AGENT = 3  #: tokens between "by" and the figure of those who did it
#: what a verb tells of a thing whatever state it is in
_OWN_RIGHT = frozenset({"losses", "fire", "production", "recruitment", "requirement"})
_TAKE = frozenset({"take", "takes", "taking", "taken", "took"})  #: casualties: they are one's own
_LEAVE = frozenset({"leave", "leaves", "leaving", "left"})  #: 14 soldiers and 31 rebels dead
_VERB = frozenset({"base", "s", "past", "participle", "ed", "ing"})


@dataclass(frozen=True, slots=True)
class Governor:
    """The cue that governs a counted thing.

    `passive` is set where the thing is the cue's subject ("40 tanks were destroyed"); then `first` lies behind it.
    """

    cue: Cue
    first: int
    last: int
    passive: bool


def find_governor(s: Sentence, counted: Counted, lexicon: Lexicon, others: Sequence[Counted] = ()) -> Governor | None:  # noqa: C901 (ways tried in turn)
    """Find the verb or noun that tells what is said of a counted thing; None when its clause has none.

    Parameters
    ----------
    others : sequence of Counted
        The counted things of the sentence, across which a list is followed to its verb.
    """
    if counted.how == "before" and counted.noun is not None:  # "the number of fighters killed rose to 31"
        for j in range(counted.noun[1], min(counted.noun[1] + 3, counted.figure)):
            for mark, cue in cues(s, j, counted.item):
                if cue.measure in ("losses", "fire") and cue.form in ("ed", "participle", "after", "noun"):
                    return Governor(cue, mark.first, mark.last, passive=cue.form != "noun")
    if counted.item in SENT and counted.first > 0 and s.lows[s.token_at(counted.start) - 1] == "with":
        for j in range(counted.first - 2, max(counted.first - 16, -1), -1):  # "attacked Ukraine with 36 drones"
            if any(c.measure in ("deliveries", "production", "recruitment") for _, c in cues(s, j, None)):
                break  # "struck a deal to provide Kyiv with a million shells"
            if s.lows[j] in lexicon.grammar["striking"]:
                return Governor(Cue("fire", "fire", "subject", "ed", None), j, j + 1, passive=False)
    behind, near = _behind(s, counted, others, lexicon)
    before, bounded = _before(s, counted, others, lexicon)
    last = list_end(s, counted, others) - 1
    if before is not None and s.lows[before.first] in _LEAVE and s.lows[last] in lexicon.grammar["hurt"]:
        return Governor(Cue("kill", "losses", "object", "after", None), last, last + 1, passive=True)
    described = _inside(s, counted, (behind if near else None, None if bounded else before))
    if described is not None:
        return described
    struck = before is not None and before.cue.measure == "losses" and not bounded
    suffered = struck and before is not None and before.cue.cue == "suffer" and counted.first - before.last <= _AGENT
    if suffered and counted.how == "elided" and behind is not None and behind.cue.measure == "losses":
        return before  # "the Austrians lost 21,750 killed"
    given = before is not None and not bounded and before.cue.measure == "deliveries"
    if (struck or given) and counted.how == "part":
        return before  # "lost 4,000 of the 12,000 soldiers that it sent"
    whole = s.lows[s.token_at(counted.start) - 1] == "of"
    lost = before is not None and struck and not whole and s.lows[before.first - 1] not in BE
    stood = behind is not None and behind.cue.measure == "strength" and behind.first > counted.last
    told = before is not None and before.cue.measure in _OWN_RIGHT and before.cue.form != "noun" and not bounded
    if stood and told and s.lows[s.token_at(counted.start) - 1] != "of":
        return before  # "launched four missiles from systems placed in the east"
    if (
        behind is not None and near and not (lost and _tells_source(behind, counted))
    ):  # "shot down two drones launched by"
        return behind
    fled = behind is not None and behind.cue.measure == "losses" and s.lows[counted.last : counted.last + 1] == ["who"]
    if fled and before is not None and before.cue.measure == "strength":
        return behind  # "left behind 200 men who surrendered"
    if before is not None and not bounded:
        return before
    total = _whole_of(s, counted) if behind is None and before is None else None
    if total is not None:
        toll = _before(s, total, others, lexicon)[0]
        return toll if toll is not None and toll.cue.measure == "losses" else None
    return behind or before


def _tells_source(governor: Governor, counted: Counted) -> bool:
    """Tell whether a verb says where a thing came from: "destroyed two tanks supplied by France"."""
    made = governor.cue.measure in ("deliveries", "production", "strength") and governor.first == counted.last
    landed = governor.cue.owner == "self" and governor.cue.form != "ing"  # "stopped nine, and 28 fell in the town"
    return made or (governor.cue.measure == "fire" and not landed)


def _whole_of(s: Sentence, counted: Counted) -> Counted | None:
    """Give the figure that a figure is a part of: "the toll has reached 121, among them 88 fighters"."""
    j = s.token_at(counted.start) - 1
    if s.lows[j - 1 : j + 1] not in (["among", "them"], [",", "including"]):
        return None
    k = j - 3 if s.lows[j - 2] == "," else j - 2
    return replace(counted, first=k, quantity=s.figures[k]) if k in s.figures else None


def _inside(s: Sentence, counted: Counted, told: tuple[Governor | None, ...]) -> Governor | None:
    """Look between a figure and its noun, unless a verb tells more: "3,100 destroyed or damaged tanks"."""
    if counted.how != "after" or counted.noun is None:
        return None
    if any(governor is not None and governor.cue.measure in _OWN_RIGHT for governor in told):
        return None
    for j in range(counted.figure + 1, counted.noun[0]):
        for mark, cue in cues(s, j, counted.item):
            if cue.measure == "losses" and cue.form in ("ed", "participle"):
                return Governor(cue, mark.first, mark.last, passive=True)
    return None


def _behind(s: Sentence, counted: Counted, others: Sequence[Counted], lexicon: Lexicon) -> tuple[Governor | None, bool]:  # noqa: C901 (one walk, many exits)
    """Look right: "40 soldiers were killed", "nine drones downed", "12 tanks, of which 3 burnt"."""
    j, n = past_others(s, list_end(s, counted, others)), len(s.lows)
    if s.lows[j : j + 2] in (["of", "them"], ["of", "these"], ["of", "those"]):
        j += 2
    j = past_unit(s, j)
    last = j
    limit = min(n, j + 9)
    near, relative, clause = True, False, False
    skipped = 0
    while j < limit:
        low = s.lows[j]
        if low == "(" and s.lows[j + 2 : j + 3] == [")"]:
            j, limit = j + 3, min(n, limit + 3)  # "25 drones of the Rapid Support Forces (RSF) were brought down"
            continue
        if low == "," and j == last and (after := past_apposition(s, j)) is not None:
            j = after  # "three soldiers, all aged 19, died"
            limit = min(n, j + 6)
            continue
        close = past_dashes(s, j) if j == last and low in DASHES else None
        if close is not None:  # "five members of the forces - three soldiers and two agents - were hurt"
            j, limit = close, min(n, close + 6)
            continue
        if j in s.figures or low in (";", ":", ".", "—", "–", "(", ")"):
            return None, False
        if low in ("had", "has", "have"):
            j += 1
            continue
        if low in (",", "and") and ("side", j - 1) in s.at and ("side", j + 1) in s.at:
            j, limit = j + 1, min(n, limit + 2)  # "service members from German, Italian and Romanian armies were hurt"
            continue
        fallen = next((pair for pair in cues(s, j + 1, counted.item)), None) if low == "as" and j == last else None
        if fallen is not None and fallen[1].measure == "losses" and fallen[1].form in ("ed", "past", "participle"):
            return Governor(fallen[1], fallen[0].first, fallen[0].last, passive=True), True  # "900 men as lost by"
        if j == last and s.lows[j : j + 2] == ["included", "in"]:  # "The 59 Bradleys included in the latest package"
            nouns = (pair for k in range(j + 2, min(j + 7, len(s.lows))) for pair in cues(s, k, counted.item))
            packed = next(((m, c) for m, c in nouns if c.form == "noun" and c.measure == "deliveries"), None)
            if packed is not None:
                return Governor(packed[1], packed[0].first, packed[0].last, passive=False), True
        deaths = cues(s, j + 1, counted.item) if low == "whose" else []
        if deaths and deaths[0][1].measure == "losses":
            return Governor(deaths[0][1], j + 1, j + 2, passive=True), True  # "soldiers whose deaths are confirmed"
        if low in lexicon.grammar["hurt"] and s.lows[j - 1] == "in":
            return None, False  # "lost 9,000 in killed, wounded and missing"
        owner = s.at.get(("side", j)) or s.at.get(("epithet", j))
        if relative and low in ("the", "its", "their") and s.at.get(("epithet", j + 1)) is not None:
            j += 1
            continue
        if (relative or j == last) and (owner is not None or low in ("it", "they", "he")):
            clause = True  # "the 90 drones that Russia launched"
            j = owner.last if owner is not None else j + 1
            continue
        serving = (
            j == last
            and counted.item == "troops"
            and any(c.cue == "attend" and c.form == "ing" for _, c in cues(s, j, counted.item))
        )
        if serving:
            limit = min(n, j + _CLAUSE)  # "three soldiers serving with the mission had died"
        if low in ("that", "which") and j <= last + 1 and counted.item in SENT:
            limit = min(n, j + _CLAUSE)
        relative = relative or serving or (low in ("who", "which", "that") and s.lows[j - 1] != "of")
        if (
            low == ","
            and j == last
            and s.lows[j + 1 : j + 2]
            and s.lows[j + 1] in BE
            and s.lows[counted.first - 1] in (",", "including")
        ):
            j += 1  # "twelve people, two of them soldiers, were killed"
            continue
        if low == "," and relative and (after := past_apposition(s, j)) is not None:
            j = after
            continue
        if low == ",":
            if (
                j > last + 1
                or j + 1 >= n
                or s.lows[j + 1] not in ("who", "which", "all", "some", "most", "reportedly", "dead")
            ):
                return None, False
            j += 1
            continue
        auxiliary = any(low in BE for low in s.lows[max(last, j - 4) : j])
        pairs = sorted(cues(s, j, counted.item), key=lambda pair: auxiliary == (pair[1].owner == "self"))
        for mark, cue in pairs:
            if cue.cue == "take" and not auxiliary:
                continue
            if clause and cue.form in ("ed", "past", "base", "s") and not has_object(s, mark.last):
                return Governor(cue, mark.first, mark.last, passive=False), True
            if cue.form == "after" and j - last <= 4 and near:
                return Governor(cue, mark.first, mark.last, True), True
            if cue.form not in _VERB or (cue.form in ("base", "s", "ing") and cue.owner != "self"):
                continue
            if cue.form == "base" and s.lows[j - 1] in OBJECT:
                continue  # "killed 26 soldiers in an attack"
            sent = cue.measure == "fire" or counted.item in SENT
            if cue.form == "base" and cue.owner == "self" and sent and s.lows[j - 1] == "to":
                continue  # "able to hit a building", "used 17 drones to attack a port"
            if relative and cue.cue == "attend":
                limit = min(n, j + _CLAUSE)  # "gunmen who took part in the attack were arrested"
                continue
            if cue.owner == "self":
                if cue.cue == "die" or cue.form != "ing" or auxiliary or j == last:
                    return Governor(cue, mark.first, mark.last, True), near and not relative
                continue
            if cue.form == "past" or (not auxiliary and has_object(s, mark.last)):
                continue
            sent = cue.measure in ("fire", "strength") and not auxiliary
            if sent and (counted.how == "part" or _falls_later(s, mark.last)):
                limit = min(n, j + _CLAUSE)  # "23 of the 30 drones launched by the rebels had been shot down"
                continue
            return Governor(cue, mark.first, mark.last, True), near and not relative
        if low == "and" and j == last and s.lows[j + 2 : j + 3] and s.lows[j + 2] in BE | {"had", "have", "has"}:
            j += 2  # "25 soldiers and policemen had been killed"
            continue
        if low not in lexicon.grammar["auxiliaries"] and low not in _PARTITIVE:
            if low in ("and", "or", "but", "while", "after", "before", "as", "when", "because"):
                return None, False
            skipped += not low.endswith("ly")
            near = near and skipped <= (
                4 if s.lows[last] in ("in", "on", "at", "from", "near", "of", "with", "along") else 0
            )
        j += 1
    return None, False


def _falls_later(s: Sentence, j: int) -> bool:
    """Tell whether what is launched is said to be shot down: "15 drones launched from the hills were intercepted"."""
    for k in range(j, min(j + _CLAUSE, len(s.lows) - 1)):
        if s.lows[k] in (",", ";", "and", "but", "which", "that"):
            return False
        if s.lows[k] in BE:
            return any(c.measure == "losses" and c.form != "noun" for i in (k, k + 1) for _, c in cues(s, i, None))
    return False


def _before(s: Sentence, counted: Counted, others: Sequence[Counted], lexicon: Lexicon) -> tuple[Governor | None, bool]:  # noqa: C901 (one walk, many exits)
    """Look left for the nearest cue; the second value tells whether a clause opens in between."""
    j = counted.first - 1
    bounded = False
    stop = max(-1, counted.first - 45)
    near = (o for o in others if stop < o.last and o.first < counted.first)
    inside = {k for o in near if o.noun is not None and o.how != "before" for k in range(o.first, o.last)}
    while j > stop:
        low = s.lows[j]
        if (
            low in lexicon.grammar["clause"]
            and not (low == "as" and j + 2 < len(s.lows) and s.lows[j + 2] == "as")
            and low not in ("than", "as", "to")
        ):
            bounded = True
        if low == ";":
            bounded = True
        doer = low == "by" and counted.first - j <= _AGENT
        if doer and any(c.form in ("ed", "participle") for _, c in cues(s, j - 1, None)):
            return None, True  # "intercepted by the six batteries"
        item = s.at.get(("item", j))
        if j in inside:  # a word of another figure's phrase
            j -= 1
            continue
        pairs = cues(s, j, counted.item)
        if low in lexicon.grammar["reckoning"] and reckons(s, j):
            pairs = []  # "losses were put at 900 tanks and 40 guns"
        if low in lexicon.grammar["bringing"] and s.lows[j + 1] == "to":
            pairs = []  # "raised to 144 the number of troops killed"
        if low in ("had", "has", "have") and is_auxiliary(s, j, counted):
            pairs = []  # "its losses had come to 13,700 men", "have died, 300 of them"
        if low in lexicon.grammar["hurt"] and tells_figure(s, j, lexicon):
            pairs = []  # "lost 3,900 killed and wounded and 11 guns"
        for mark, cue in pairs:
            if mark.last > counted.first or cue.form == "after":
                continue
            if (
                s.lows[mark.first] in _TAKE
                and counted.noun is not None
                and s.lows[counted.noun[0]] in lexicon.grammar["tolls"]
            ):
                return Governor(
                    Cue("suffer", "losses", "subject", cue.form, None), mark.first, mark.last, passive=False
                ), bounded
            if cue.cue == "take" and any(
                k not in inside for k in range(mark.last + 1, counted.first) if s.lows[k] != ","
            ):
                continue
            if cue.form == "noun":
                if not noun_governs(s, mark, counted, inside) or (cue.cue == "hold" and losses_of(s, mark.first)):
                    continue
            elif item is not None and mark.last != counted.first:
                continue  # "ships" is a noun here
            elif cue.owner == "self":
                if cue.owner == "self" and cue.form == "ing":
                    continue
                if cue.owner == "self" and not (mark.last == counted.first and cue.cue == "die"):
                    continue
            lead = mark.first - 1
            if cue.form == "base" and lead >= 0 and (lead in s.figures or ("epithet", lead) in s.at):
                continue  # "seven enemy command posts"
            if cue.form == "base" and mark.first > 0 and s.lows[lead] in (*_OBJECT_LEAD, "'s", "’s", "of"):
                continue  # "his own side", "the supply"
            if cue.form == "ing" and s.lows[mark.first - 1] == "of" and "," in s.lows[mark.last : counted.first]:
                continue  # "tons of shipping, some 200 vessels"
            if cue.form in ("ed", "participle", "ing") and is_adjective(s, mark, counted):
                continue
            made = cue.measure == "production" and s.lows[mark.last] == "by" and s.lows[mark.first - 1] not in BE
            if made and "," in s.lows[mark.last : counted.first]:
                continue  # "launchers built by Boeing, which includes 360 missiles"
            if cue.form in ("ed", "participle") and is_told(s, mark, cue):
                return None, True
            return Governor(cue, mark.first, mark.last, False), bounded
        j -= 1
    return None, bounded
