"""Signs around a figure without a noun of its own, by which its noun is understood."""

from __future__ import annotations

from typing import cast

from forces.counted import Counted
from forces.lexicon import Cue, Item, Lexicon, Side
from forces.phrases import DASHES
from forces.sentences import Mark, Sentence

__all__ = [
    "body_item",
    "called_item",
    "cue_next",
    "grows",
    "mentioned_item",
    "other_noun",
    "parted",
    "partitive",
    "side_first",
    "suffered",
]

_TOLD_OF = frozenset({"army", "army's", "forces", "marines", "military", "soldiers", "troops"})


def called_item(s: Sentence, blank: Counted) -> Mark | None:
    """Give the noun that a figure is said to be: "936 had been militants", "40 of whom were prisoners"."""
    j = blank.last
    while j < len(s.lows) and s.lows[j] in (
        "of",
        "them",
        "these",
        "those",
        "whom",
        "had",
        "have",
        "were",
        "are",
        "been",
    ):
        j += 1
    mark = s.at.get(("item", j))
    if mark is None or s.lows[j - 1] not in ("were", "are", "been", "them", "these", "those", "whom"):
        return None
    item = cast(Item, mark.value)
    army = next((m for k in (1, 2) if (m := s.at.get(("side", mark.last + k)))), None)
    enrolled = (
        item.entry == "members" and army is not None and not _TOLD_OF.isdisjoint(s.lows[army.last - 1 : army.last + 1])
    )
    return mark if item.plural and (item.lost or enrolled or not item.weak) else None  # "are members of the Iraqi army"


def parted(s: Sentence, blank: Counted, lexicon: Lexicon) -> bool:
    """Tell whether the killed and wounded behind a dash are parts of a figure: "lost 31,000-12,000 killed"."""
    j = blank.last
    dash = s.lows[j : j + 1] and (s.lows[j] in DASHES or s.lows[j] in (":", "("))
    return bool(dash) and j + 1 in s.figures and bool(lexicon.grammar["hurt"].intersection(s.lows[j + 2 : j + 4]))


def body_item(s: Sentence, blank: Counted, lexicon: Lexicon) -> str | None:  # noqa: C901 (ways tried in turn)
    """Read the size of a body of troops: "a force of 3,500", "the garrison had shrunk to 900"."""
    j = s.token_at(blank.quantity.start) - 1
    if j > 0 and s.lows[j] == "," and s.lows[blank.last : blank.last + 1] in ([","], ["in"]):
        k = j - 2 if s.lows[j - 1].endswith("ed") else j - 1  # "the forces engaged, some 140,000 in number"
        return "troops" if s.lows[k] in lexicon.grammar["sized"] else None  # "the garrison, some 900, gave up"
    if j > 1 and s.lows[j] in ("is", "was") and not lexicon.grammar["amounts"].isdisjoint(s.lows[max(j - 5, 0) : j]):
        return "troops" if not lexicon.grammar["sized"].isdisjoint(s.lows[:j]) else None  # "the army's strength was N"
    if j > 1 and "strength" in s.lows[:5] and s.lows[j] in ("is", "was") and not any(k in s.figures for k in range(j)):
        sided = any(m.first < 5 for m in s.marks.get("side", ()))  # "The French strength, known less well, was"
        return "troops" if sided else None
    if j < 1 or s.lows[j] not in lexicon.grammar["sizing"]:
        return None
    if s.lows[j].startswith("number") and any(
        m.last == j and cast(Side, m.value).people for m in s.marks.get("side", ())
    ):
        return "troops"  # "The Confederates numbered about 60,000"
    if s.lows[j - 1 : j + 1] == ["strength", "of"]:
        return "troops"  # "18 divisions with a total strength of more than 900,000"
    put = s.lows[j] == "at" and not lexicon.grammar["reckoning"].isdisjoint(s.lows[:j])
    if put and any(s.lows[k] in lexicon.grammar["sized"] for k in range(max(j - 9, 0), j)):
        return "troops"  # "put Russia's total force in and around Ukraine at 640,000"
    opening = next((k for k in range(min(4, j)) if s.lows[k] in lexicon.grammar["sized"]), None)
    if s.lows[j] == "number" and opening is not None:
        return "troops"  # "The force, led by a camel trader, is believed to number 100,000"
    for k in range(j - 1 if s.lows[j] == "of" else j, max(j - 8, -1), -1):
        low = s.lows[k]
        if low == "toll" and not _TOLD_OF.isdisjoint(s.lows[:k]):
            return "troops"  # "raise the army's toll to 294"
        if low in lexicon.grammar["sized"]:
            return None if s.lows[k - 1] in lexicon.grammar["unsized"] else "ships" if low == "fleet" else "troops"
        if s.lows[j] == "of" or low in (",", ";", "and") or k in s.figures:
            return None
        if s.lows[j] in ("to", "at", "from") and k == j - 1 and not grows(s, blank):
            return None
    return None


def suffered(s: Sentence, blank: Counted) -> bool:
    """Tell whether a verb of losing stands before a figure in its clause."""
    marks = [m for m in s.marks.get("cue", ()) if m.last <= blank.first and cast(Cue, m.value).cue == "suffer"]
    return bool(marks) and not {";", "while", "but", "which"}.intersection(s.lows[marks[-1].last : blank.first])


def mentioned_item(s: Sentence, blank: Counted) -> str | None:
    """Give the item of the last plural noun named before a figure in its sentence."""
    found = None
    for mark in s.marks.get("item", ()):
        item = cast(Item, mark.value)
        topic = mark.first <= 2 and s.lows[0] in ("of", "in")  # "Of guns the French lost 61"
        if mark.last <= blank.first and item.plural and (topic or not item.weak):
            found = item.item
    return found


def cue_next(s: Sentence, blank: Counted) -> bool:
    """Tell whether a participle stands right behind a figure: "20 left behind", "two were wounded", "90 launched"."""
    for j in range(blank.last, min(blank.last + 8, len(s.lows))):
        cues = [cast(Cue, m.value) for m in s.marks.get("cue", ()) if m.first == j]
        if any(
            c.form in ("ed", "participle", "after") or (c.owner == "self" and c.form in ("past", "ed", "ing"))
            for c in cues
        ):
            return True
        if s.lows[j] not in (
            "were",
            "was",
            "are",
            "have",
            "has",
            "had",
            "been",
            "be",
            "others",
            "more",
            "since",
            "already",
            "now",
            "also",
            "still",
            "later",
            "of",
            "them",
            "being",
            "badly",
            "seriously",
            "may",
            "might",
            "could",
        ):
            return False
    return False


def side_first(s: Sentence) -> bool:
    """Tell whether a sentence opens with a side's name."""
    return any(m.first == 0 and m.last == 1 for m in s.marks.get("side", ()))


def partitive(s: Sentence, blank: Counted) -> bool:
    """Tell whether a figure is the whole of which another is a part: "16 of the 36 launched"."""
    j = s.token_at(blank.quantity.start) - 1
    while j > 0 and s.lows[j] in ("the", "some", "a", "total", "these", "those"):
        j -= 1
    return (
        j > 0 and s.lows[j] == "of" and (j - 1 in s.figures or s.lows[j - 1] in ("out", "all", "most", "half", "total"))
    )


def grows(s: Sentence, blank: Counted) -> bool:
    """Tell whether a figure follows a verb of growth: "may increase to 500,000"."""
    j = s.token_at(blank.quantity.start) - 1
    j -= j > 1 and s.lows[j] == "the"
    if j < 1 or s.lows[j] not in ("to", "from", "by", "at", "reach", "reached", "hit"):
        return False
    return any(
        low.startswith(
            (
                "increas",
                "grow",
                "grew",
                "ris",
                "rose",
                "expand",
                "swell",
                "double",
                "enlarg",
                "rais",
                "climb",
                "reach",
                "fall",
                "fell",
                "drop",
                "up",
                "down",
                "reduc",
                "cut",
                "stands",
                "stood",
            )
        )
        for low in s.lows[max(j - 8, 0) : j + 1]
    )


def other_noun(s: Sentence, blank: Counted, lexicon: Lexicon) -> bool:
    """Tell whether "other" or "more" leads to a noun that is no item: "30 other passengers"."""
    j = blank.last + 1
    if s.lows[blank.last] == "others" or j >= len(s.lows):
        return False
    low = s.lows[j]
    return (
        low[:1].isalpha()
        and low not in lexicon.grammar["stops"]
        and low not in ("and", "or")
        and ("cue", j) not in s.at
        and s.lows[blank.last] != "of"
        and s.lows[j + 1 : j + 2] != ["to"]  # "3,000 more ready to go"
    )
