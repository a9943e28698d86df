"""Verbs and nouns that tell of forces: which stand at a word, and whether one bears on a figure."""

from __future__ import annotations

from typing import cast

from forces.coordination import BE
from forces.counted import Counted
from forces.lexicon import Cue, Item, Lexicon
from forces.phrases import DASHES
from forces.sentences import Mark, Sentence

__all__ = [
    "BE",
    "OBJECT",
    "cues",
    "has_object",
    "is_adjective",
    "is_auxiliary",
    "is_told",
    "losses_of",
    "noun_governs",
    "reckons",
    "tells_figure",
]

OBJECT = frozenset({
    "a", "an", "the", "his", "her", "its", "their", "our", "some", "several", "many", "this", "these", "those", "one",
    "another",
})  # fmt: skip
_CAME = frozenset({"been", "reached", "amount", "amounted", "came", "come", "grown", "risen", "rose"})
_ADVERBS = frozenset({"already", "also", "now", "only", "recently", "reportedly", "since", "therefore", "thus"})
_APART = 9  #: tokens between a noun that governs and its figure, lists aside
#: from a noun such as "losses" to its figure
_LEADS_TO = frozenset({
    "of", "at", "to", "in", "among", ":", "by", "includes", "include", "including", "as", "for", "were", "was",
    "with", "from", "and", ",", "totalling", "-", "–", "exceed", "exceeds", "exceeded", "reached", "totalled",
    "totaled", "numbered", "is", "are", "stands", "stood",
})  # fmt: skip
_TELLING = frozenset({"claimed", "estimated", "reported", "said"})
_OF_HURT = frozenset({"and", "or", "men", ",", "in", "action"})
_HOLDS = frozenset({"comprises", "consists", "contains", "features", "include", "included", "includes"})
_RECKONED = frozenset(
    {
        "stand",
        "stands",
        "stood",
        "standing",
        "estimate",
        "estimated",
        "estimates",
        "given",
        "placed",
        "put",
        "puts",
        "reckoned",
        "reported",
    }
)


def cues(s: Sentence, j: int, item: str | None) -> list[tuple[Mark, Cue]]:
    """Give the verbs or nouns at a word that can tell of an item, the longest reading of the word."""
    if ("cue", j) not in s.at:
        return []
    if s.tokens[j][:1].isupper() and ("side", j) in s.at:
        return []  # Grant is a general here
    if j > 1 and s.lows[j - 1] in DASHES and s.starts[j] == s.ends[j - 1] and s.ends[j - 2] == s.starts[j - 1]:
        return []  # "a U.S.-made tank"
    known: dict[int, list[tuple[Mark, Cue]]] | None = s.memo.get("cues")
    if known is None:
        known = s.memo["cues"] = {}
        for m in s.marks["cue"]:
            pairs = known.setdefault(m.first, [])
            if pairs and m.last > pairs[0][0].last:
                pairs.clear()
            if not pairs or m.last == pairs[0][0].last:
                pairs.append((m, cast(Cue, m.value)))
        for pairs in known.values():
            pairs.sort(key=lambda pair: pair[1].items is None)  # what is told of some things first: missiles are fired
    return [(m, c) for m, c in known[j] if item is None or c.items is None or item in c.items]


def has_object(s: Sentence, j: int) -> bool:
    """Tell whether a verb that ends before j goes on with an object, so that it is active."""
    if j >= len(s.lows):
        return False
    if s.lows[j] in OBJECT or any(j == s.token_at(q.start) for k, q in s.figures.items() if j <= k <= j + 3):
        return True  # "shot down between three and five missiles"
    side = s.at.get(("side", j))
    if side is not None:
        return True
    item = s.at.get(("item", j))
    return item is not None and cast(Item, item.value).plural


def is_auxiliary(s: Sentence, j: int, counted: Counted) -> bool:
    """Tell whether a form of "have" only helps another verb."""
    while s.lows[j + 1] in _ADVERBS:
        j += 1
    if s.lows[j + 1] in _CAME:
        return True
    done = s.lows[j + 1].endswith("ed") or any(c.form in ("ed", "participle") for _, c in cues(s, j + 1, None))
    return done and j + 2 <= s.token_at(counted.quantity.number_start) and ("item", j + 2) not in s.at


def tells_figure(s: Sentence, j: int, lexicon: Lexicon) -> bool:
    """Tell whether a word such as "killed" stands behind a figure of its own."""
    while j > 0 and (s.lows[j] in lexicon.grammar["hurt"] or s.lows[j] in _OF_HURT or s.lows[j].endswith("ly")):
        j -= 1
    return j in s.figures


def noun_governs(s: Sentence, mark: Mark, counted: Counted, listed: set[int]) -> bool:
    """Tell whether a noun such as "loss" or "force" governs a figure: "loss of 40", "a 900-man force" is near it.

    The phrases of other figures (`listed`) do not part the two.
    """
    apart = [k for k in range(mark.last, counted.first) if k not in listed and s.lows[k] not in (",", "and")]
    between = s.lows[mark.last : counted.first]
    beside = not between or (between[0] != "from" and any(mark.last <= k < counted.first for k in s.figures))
    if beside and counted.how == "elided" and cast(Cue, mark.value).cue == "hold" and min(s.figures) < mark.first:
        return False  # "the French lost 25,000 men, the Prussian army 7,000"
    held = next((k for k, low in enumerate(between[:_APART]) if low in _HOLDS), None)
    if held == 0 or (held and cast(Cue, mark.value).cue == "deliver" and {",", "and"}.isdisjoint(between[:held])):
        return True  # "the package for Ukraine also includes 56 Bradleys"
    reckoned = between[-1:] == ["at"] or s.lows[s.token_at(counted.quantity.start) - 1] == "at"
    told = cast(Cue, mark.value).cue == "hold" and not _TELLING.isdisjoint(between)
    if told and not reckoned:
        return False  # "The army estimated rebel forces to have amounted to 27,000"
    came = between[-1:] == ["reached"] or (between[-1:] == ["to"] and not _CAME.isdisjoint(between[-2:]))
    heads = ":" in between and cast(Cue, mark.value).measure == "losses"  # "losses of the enemy were: tanks - 410"
    if len(apart) > _APART and not came and not heads and not (reckoned and _RECKONED.intersection(between)):
        return False
    return not between or not _LEADS_TO.isdisjoint(between)


def reckons(s: Sentence, j: int) -> bool:
    """Tell whether a verb says at what a figure is put."""
    figure = next((k for k in sorted(s.figures) if k > j), None)
    return figure is not None and s.lows[s.token_at(s.figures[figure].start) - 1] == "at"


def is_told(s: Sentence, mark: Mark, cue: Cue) -> bool:
    """Tell whether a passive verb is said of a figure before it: "of which eight were destroyed, and 200 Bradleys"."""
    lead = range(max(mark.first - 5, 0), mark.first)
    passive = not BE.isdisjoint(s.lows[lead.start : lead.stop])
    return passive and cue.owner == "object" and any(k in s.figures for k in lead)


def losses_of(s: Sentence, j: int) -> bool:
    """Tell whether a noun says whose losses are meant: "the losses of the Azerbaijani army have reached 3,000 men"."""
    k = next((k for k in range(j - 1, max(j - 4, 0), -1) if s.lows[k] == "of"), None)
    return k is not None and any(c.form == "noun" and c.measure == "losses" for _, c in cues(s, k - 1, None))


def is_adjective(s: Sentence, mark: Mark, counted: Counted) -> bool:
    """Tell whether a participle to the left describes another noun: "the captured town with 40 guns"."""
    nxt = mark.last
    if nxt >= counted.first:
        return False
    if cast(Cue, mark.value).form == "ing":  # "a crushing advantage"
        return s.lows[mark.first - 1] in ("a", "an") and nxt not in s.figures and s.lows[nxt].isalpha()
    return (
        s.lows[mark.first - 1] in ("the", "a", "an", "of", "its", "their", "his")
        if mark.first > 0 and ("item", nxt) not in s.at
        else False
    )
