"""The verb or noun that governs a counted thing, and so its measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from forces.coordination import list_end, past_apposition, past_others
from forces.counted import SENT, Counted
from forces.lexicon import Cue, Item, Lexicon
from forces.phrases import DASHES
from forces.sentences import Mark, Sentence

__all__ = ["Governor", "find_governor"]

_BE = frozenset(["be", "been", "being", "was", "were", "is", "are", "get", "got"])
_PARTITIVE = frozenset(["of", "which", "whom", "them", "these", "those", "it"])
_OBJECT = frozenset({
    "a", "an", "the", "his", "her", "its", "their", "our", "some", "several", "many", "this", "these", "those", "one",
    "another",
})  # fmt: skip
_OBJECT_LEAD = frozenset(["a", "an", "the", "his", "her", "its", "their", "our", "my"])
_CAME = frozenset({"been", "reached", "amount", "amounted", "came", "come", "grown", "risen", "rose"})
_APART = 9  #: tokens between a noun that governs and its figure, lists aside
_CLAUSE = 12  #: tokens of a relative clause, behind which the main verb is looked for
_AGENT = 3  #: tokens between "by" and the figure of those who did it
_LEADS_TO = frozenset(
    [
        "of",
        "at",
        "to",
        "in",
        "among",
        ":",
        "by",
        "includes",
        "include",
        "including",
        "as",
        "for",
        "were",
        "was",
        "with",
        "from",
        "and",
        ",",
        "totalling",
        "-",
        "–",
        "exceed",
        "exceeds",
        "exceeded",
        "reached",
        "totalled",
        "totaled",
        "numbered",
        "is",
        "are",
        "stands",
        "stood",
    ]
)  #: from a noun such as "losses" to its figure
#: what a verb tells of a thing whatever state it is in
_OWN_RIGHT = frozenset({"losses", "fire", "production", "recruitment", "requirement"})
_TAKE = frozenset({"take", "takes", "taking", "taken", "took"})  #: casualties: they are one's own
_RECKONED = frozenset({"estimate", "estimated", "estimates", "given", "placed", "put", "puts", "reckoned", "reported"})
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
            for mark, cue in _cues(s, j, counted.item):
                if cue.measure == "losses" and cue.form in ("ed", "participle", "after", "noun"):
                    return Governor(cue, mark.first, mark.last, passive=cue.form != "noun")
    if counted.item in SENT and counted.first > 0 and s.lows[s.token_at(counted.start) - 1] == "with":
        for j in range(counted.first - 2, max(counted.first - 8, -1), -1):  # "attacked Ukraine with 36 drones"
            if s.lows[j] in lexicon.grammar["striking"]:
                return Governor(Cue("fire", "fire", "subject", "ed", None), j, j + 1, passive=False)
    behind, near = _behind(s, counted, others, lexicon)
    before, bounded = _before(s, counted, others, lexicon)
    described = _inside(s, counted, (behind if near else None, None if bounded else before))
    if described is not None:
        return described
    struck = before is not None and before.cue.measure == "losses" and not bounded
    if struck and counted.how == "part":
        return before  # "lost 4,000 of the 12,000 soldiers that it sent"
    whole = s.lows[s.token_at(counted.start) - 1] == "of"
    lost = before is not None and struck and not whole and s.lows[before.first - 1] not in _BE
    if (
        behind is not None and near and not (lost and behind.cue.measure == "fire")
    ):  # "shot down two drones launched by"
        return behind
    fled = behind is not None and behind.cue.measure == "losses" and s.lows[counted.last : counted.last + 1] == ["who"]
    if fled and before is not None and before.cue.measure == "strength":
        return behind  # "left behind 200 men who surrendered"
    if before is not None and not bounded:
        return before
    return behind or before


def _inside(s: Sentence, counted: Counted, told: tuple[Governor | None, ...]) -> Governor | None:
    """Look between a figure and its noun, unless a verb tells more: "3,100 destroyed or damaged tanks"."""
    if counted.how != "after" or counted.noun is None:
        return None
    if any(governor is not None and governor.cue.measure in _OWN_RIGHT for governor in told):
        return None
    for j in range(counted.figure + 1, counted.noun[0]):
        for mark, cue in _cues(s, j, counted.item):
            if cue.measure == "losses" and cue.form in ("ed", "participle"):
                return Governor(cue, mark.first, mark.last, passive=True)
    return None


def _cues(s: Sentence, j: int, item: str | None) -> list[tuple[Mark, Cue]]:
    if ("cue", j) not in s.at:
        return []
    if s.tokens[j][:1].isupper() and ("side", j) in s.at:
        return []  # Grant is a general here
    if j > 1 and s.lows[j - 1] in DASHES and s.starts[j] == s.ends[j - 1] and s.ends[j - 2] == s.starts[j - 1]:
        return []  # "a U.S.-made tank"
    if s.lows[j] == "down" and s.lows[j + 1 : j + 2] in (["to"], ["from"], ["by"]):
        return []  # "down to its last 40 tanks"
    known: dict[int, list[tuple[Mark, Cue]]] | None = s.memo.get("cues")
    if known is None:
        known = s.memo["cues"] = {}
        for m in s.marks["cue"]:
            pairs = known.setdefault(m.first, [])
            if pairs and m.last > pairs[0][0].last:
                pairs.clear()
            if not pairs or m.last == pairs[0][0].last:
                pairs.append((m, cast(Cue, m.value)))
    return [(m, c) for m, c in known[j] if item is None or c.items is None or item in c.items]


def _behind(s: Sentence, counted: Counted, others: Sequence[Counted], lexicon: Lexicon) -> tuple[Governor | None, bool]:  # noqa: C901 (one walk, many exits)
    """Look right: "40 soldiers were killed", "nine drones downed", "12 tanks, of which 3 burnt"."""
    j, n = past_others(s, list_end(s, counted, others)), len(s.lows)
    if s.lows[j : j + 2] in (["of", "them"], ["of", "these"], ["of", "those"]):
        j += 2
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
        if j in s.figures or low in (";", ":", ".", "—", "–", "(", ")"):
            return None, False
        if low in ("had", "has", "have"):
            j += 1
            continue
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
            and any(c.cue == "attend" and c.form == "ing" for _, c in _cues(s, j, counted.item))
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
            and s.lows[j + 1] in _BE
            and s.lows[counted.first - 1] == ","
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
        auxiliary = any(low in _BE for low in s.lows[max(last, j - 4) : j])
        pairs = sorted(_cues(s, j, counted.item), key=lambda pair: auxiliary == (pair[1].owner == "self"))
        for mark, cue in pairs:
            if cue.cue == "take" and not auxiliary:
                continue
            if clause and cue.form in ("ed", "past", "base", "s") and not _has_object(s, mark.last):
                return Governor(cue, mark.first, mark.last, passive=False), True
            if cue.form == "after" and j - last <= 4 and near:
                return Governor(cue, mark.first, mark.last, True), True
            if cue.form not in _VERB or (cue.form in ("base", "s", "ing") and cue.owner != "self"):
                continue
            if cue.form == "base" and s.lows[j - 1] in _OBJECT:
                continue  # "killed 26 soldiers in an attack"
            if cue.form == "base" and cue.owner == "self" and cue.measure == "fire" and s.lows[j - 1] == "to":
                continue  # "able to hit a building"
            if relative and cue.cue == "attend":
                limit = min(n, j + _CLAUSE)  # "gunmen who took part in the attack were arrested"
                continue
            if cue.owner == "self":
                if cue.cue == "die" or cue.form != "ing" or auxiliary or j == last:
                    return Governor(cue, mark.first, mark.last, True), near and not relative
                continue
            if cue.form == "past" or (not auxiliary and _has_object(s, mark.last)):
                continue
            return Governor(cue, mark.first, mark.last, True), near and not relative
        if low == "and" and j == last and s.lows[j + 2 : j + 3] and s.lows[j + 2] in _BE | {"had", "have", "has"}:
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


def _has_object(s: Sentence, j: int) -> bool:
    """Tell whether a verb that ends before j goes on with an object, so that it is active."""
    if j >= len(s.lows):
        return False
    if j in s.figures or s.lows[j] in _OBJECT:
        return True
    side = s.at.get(("side", j))
    if side is not None:
        return True
    item = s.at.get(("item", j))
    return item is not None and cast(Item, item.value).plural


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
        if doer and any(c.form in ("ed", "participle") for _, c in _cues(s, j - 1, None)):
            return None, True  # "intercepted by the six batteries"
        item = s.at.get(("item", j))
        if j in inside:  # a word of another figure's phrase
            j -= 1
            continue
        pairs = _cues(s, j, counted.item)
        if low in lexicon.grammar["reckoning"] and _reckons(s, j):
            pairs = []  # "losses were put at 900 tanks and 40 guns"
        if low in lexicon.grammar["bringing"] and s.lows[j + 1] == "to":
            pairs = []  # "raised to 144 the number of troops killed"
        if low in ("had", "has", "have") and _is_auxiliary(s, j, counted):
            pairs = []  # "its losses had come to 13,700 men", "have died, 300 of them"
        if low in lexicon.grammar["hurt"] and _tells_figure(s, j, lexicon):
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
            if cue.cue == "take" and counted.first - mark.last > 1:
                continue
            if cue.form == "noun":
                if not _noun_governs(s, mark, counted, inside):
                    continue
            elif item is not None and mark.last != counted.first:
                continue  # "ships" is a noun here
            elif cue.owner == "self":
                if cue.owner == "self" and cue.form == "ing":
                    continue
                if cue.owner == "self" and not (mark.last == counted.first and cue.cue == "die"):
                    continue
            if cue.form == "base" and mark.first > 0 and s.lows[mark.first - 1] in (*_OBJECT_LEAD, "'s", "’s"):
                continue  # "his own side", "the supply"
            if cue.form == "ing" and s.lows[mark.first - 1] == "of" and "," in s.lows[mark.last : counted.first]:
                continue  # "tons of shipping, some 200 vessels"
            if cue.form in ("ed", "participle") and _is_adjective(s, mark, counted):
                continue
            return Governor(cue, mark.first, mark.last, False), bounded
        j -= 1
    return None, bounded


def _reckons(s: Sentence, j: int) -> bool:
    """Tell whether a verb says at what a figure is put."""
    figure = next((k for k in sorted(s.figures) if k > j), None)
    return figure is not None and s.lows[s.token_at(s.figures[figure].start) - 1] == "at"


def _is_auxiliary(s: Sentence, j: int, counted: Counted) -> bool:
    """Tell whether a form of "have" only helps another verb."""
    if s.lows[j + 1] in _CAME:
        return True
    done = s.lows[j + 1].endswith("ed") or any(c.form in ("ed", "participle") for _, c in _cues(s, j + 1, None))
    return done and j + 2 < counted.first and ("item", j + 2) not in s.at


def _tells_figure(s: Sentence, j: int, lexicon: Lexicon) -> bool:
    """Tell whether a word such as "killed" stands behind a figure of its own."""
    while j > 0 and (s.lows[j] in lexicon.grammar["hurt"] or s.lows[j] in ("and", "or", "men", ",", "in")):
        j -= 1
    return j in s.figures


def _noun_governs(s: Sentence, mark: Mark, counted: Counted, listed: set[int]) -> bool:
    """Tell whether a noun such as "loss" or "force" governs a figure: "loss of 40", "a 900-man force" is near it.

    The phrases of other figures (`listed`) do not part the two.
    """
    apart = [k for k in range(mark.last, counted.first) if k not in listed and s.lows[k] not in (",", "and")]
    between = s.lows[mark.last : counted.first]
    beside = not between or (between[0] != "from" and any(mark.last <= k < counted.first for k in s.figures))
    if beside and counted.how == "elided" and cast(Cue, mark.value).cue == "hold" and min(s.figures) < mark.first:
        return False  # "the French lost 25,000 men, the Prussian army 7,000"
    if between[:1] and between[0] in ("includes", "include", "included", "comprises", "contains", "consists"):
        return True
    reckoned = between[-1:] == ["at"] or s.lows[s.token_at(counted.quantity.start) - 1] == "at"
    came = between[-1:] == ["to"] and not _CAME.isdisjoint(between[-2:])
    if len(apart) > _APART and not came and not (reckoned and _RECKONED.intersection(between)):
        return False
    return not between or not _LEADS_TO.isdisjoint(between)


def _is_adjective(s: Sentence, mark: Mark, counted: Counted) -> bool:
    """Tell whether a participle to the left describes another noun: "the captured town with 40 guns"."""
    nxt = mark.last
    if nxt >= counted.first:
        return False
    return (
        s.lows[mark.first - 1] in ("the", "a", "an", "its", "their", "his")
        if mark.first > 0 and ("item", nxt) not in s.at
        else False
    )
