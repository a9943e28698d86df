"""Figures whose noun is left out and understood from before: "while the Russians fire as many as 10,000"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from forces.counted import Counted
from forces.lexicon import Cue, Item, Lexicon, Side
from forces.phrases import DASHES
from forces.predicates import Governor, find_governor
from forces.sentences import Sentence

__all__ = ["Prior", "complete"]

_PERSONAL = frozenset(
    {"have", "has", "had", "were", "was", "are", "remain", "remained", "who", "of", "from", "in", "at", "more", "to"}
)

_TOLD_OF = frozenset({"army", "army's", "forces", "marines", "military", "soldiers", "troops"})
_SUMS = frozenset({"average", "count", "figure", "number", "tally", "toll", "total"})
_ENDS = frozenset({".", ",", ";", "and"})
_SENT = frozenset({"shells", "rockets", "missiles", "bombs", "drones"})


@dataclass(frozen=True, slots=True)
class Prior:
    """A claim read before, from which a later figure may take its noun."""

    counted: Counted
    governor: Governor | None
    side: str | None
    per: str | None
    status: str | None = None


def complete(s: Sentence, blank: Counted, here: list[Prior], before: list[Prior], lexicon: Lexicon) -> Counted | None:  # noqa: C901 (ways tried in turn)
    """Give a figure without a noun the noun of a claim before it, or None when it has no claim to it.

    Parameters
    ----------
    here, before : list of Prior
        The claims of this sentence, and of the sentence before it.
    """
    quantity = blank.quantity
    if quantity.value == 1:
        return None
    priors = [p for p in here if p.counted.first < blank.first]
    antecedent = priors[-1] if priors else None
    mentioned = _mentioned(s, blank)
    item = antecedent.counted.item if antecedent else mentioned
    nxt = s.lows[blank.last] if blank.last < len(s.lows) else "."
    previous = s.lows[blank.first - 1] if blank.first > 0 else ""
    trial = replace(blank, item=item) if item else blank
    governor = find_governor(s, trial, lexicon)
    hurting = (
        governor is not None
        and not governor.passive
        and s.lows[governor.first] in lexicon.grammar["hurting"] | lexicon.grammar["hurt"]
    )
    if hurting and (antecedent is None or antecedent.counted.item != "troops"):
        return None
    hurt = next((low for low in s.lows[blank.last : blank.last + 5] if low in lexicon.grammar["hurt"]), None)
    back = 6 if nxt in lexicon.grammar["hurt"] else 2
    had = bool({"have", "has", "had"}.intersection(s.lows[max(blank.first - back, 0) : blank.first]))
    of_them = s.lows[blank.last : blank.last + 2] in (["of", "them"], ["of", "these"], ["of", "those"], ["of", "whom"])
    bystanders = not lexicon.grammar["bystanders"].isdisjoint(s.lows[: blank.first])
    if item is None and hurt is not None and (_suffered(s, blank) or had or (of_them and not bystanders)):
        return _filled(replace(blank, item="troops"))
    if item is None and _suffered(s, blank) and _parted(s, blank, lexicon):
        return _filled(replace(blank, item="troops"))
    if item is not None and item != "troops" and hurt is not None and _cue_next(s, blank):
        lossy = (
            antecedent is not None and antecedent.governor is not None and antecedent.governor.cue.measure == "losses"
        )
        return (
            _filled(replace(blank, item="troops"))
            if lossy and antecedent is not None and antecedent.counted.item not in _SENT
            else None
        )
    called = _called(s, blank)
    if called is not None:
        return _filled(replace(blank, item=called))
    if item != "troops" and (sized := _sized(s, blank, lexicon)) is not None:
        return _filled(replace(blank, item=sized))
    if item is None:
        if not before:
            return None
        item = before[-1].counted.item
        trial = replace(blank, item=item)
        governor = find_governor(s, trial, lexicon)
        if (
            _same_kind(governor, before[-1])
            and _adjacent(governor, trial)
            and (
                nxt in ("others", "more", "other", ".", ",", "and", ";", "a", "per", "each", "every")
                or _cue_next(s, blank)
            )
        ):
            return _filled(trial)
        if nxt in (".", ",", "more") and _adjacent(governor, trial) and s.lows[0] in lexicon.grammar["pronouns"]:
            return _filled(trial)  # "It needs five."
        if blank.first <= 3 and (previous == "another" or nxt == "more") and nxt in _PERSONAL:
            return _filled(trial)  # "Another 60 are on their way."
        opening = s.lows[:1] == ["of"] and s.lows[1:2] in (["them"], ["these"], ["those"])
        ones = s.lows[:1] == ["of"] and "ones" in s.lows[:5] and blank.first <= 7
        if of_them or (blank.first <= 4 and (_cue_next(s, blank) or opening)) or (ones and _cue_next(s, blank)):
            return _filled(trial)
        if _grows(s, blank) and _says(s, blank, ("number", "figure", "total", "force", "strength")):
            return _filled(trial)
        return None
    if antecedent is not None:
        if s.lows[max(blank.first - 2, 0) : blank.first] == ["(", "+"]:
            return _filled(trial)  # "tanks - 9,406 (+13)"
        if s.lows[max(blank.first - 2, 0) : blank.first] in (["estimated", "at"], ["put", "at"], ["reckoned", "at"]):
            return _filled(trial)  # "the rebels are estimated at 10,000"
        k = s.token_at(quantity.start)
        if s.lows[max(k - 2, 0) : k] in (["compared", "with"], ["compared", "to"]) or s.lows[k - 1 : k] == ["versus"]:
            return _filled(trial)
        if s.lows[k - 1 : k] == ["with"] and nxt in _ENDS:
            return _filled(trial)  # "marched in with 450,000 men and came back with 40,000"
        if (
            governor is not None
            and governor.cue.form == "noun"
            and governor.cue.measure == "losses"
            and previous == "of"
        ):
            return _filled(trial)  # "acknowledged the loss of 6,000"
        if previous == "of" and s.lows[blank.first - 2] in _SUMS:
            return _filled(trial)  # "a daily average of 1,262"
        if nxt in ("others", "other", "more", "another", "additional") or s.lows[blank.last : blank.last + 2] in (
            ["of", "them"],
            ["of", "which"],
            ["of", "whom"],
            ["of", "these"],
            ["of", "those"],
        ):
            return _filled(trial) if not _other_noun(s, blank, lexicon) else None
        if _cue_next(s, blank) or (governor is not None and governor.passive and nxt in _PERSONAL):
            return _filled(trial)
        if (
            governor is not None
            and _adjacent(governor, trial)
            and (antecedent.governor is None or _same_kind(governor, antecedent) or governor.cue.measure == "losses")
        ):
            return _filled(trial)
        close = (
            governor is not None
            and not governor.passive
            and governor.cue.form != "noun"
            and blank.first - governor.last <= 2
        )
        if close and nxt in _ENDS:
            return _filled(trial)
        if s.lows[blank.last - 1] == "ones":
            return _filled(trial)
        if (
            antecedent.per is not None
            or (antecedent.governor is not None and antecedent.governor.cue.measure != "strength")
        ) and s.lows[blank.last : blank.last + 1] in (["a"], ["per"], ["each"], ["every"], ["daily"], ["monthly"]):
            return _filled(trial)
        if previous in ("include", "includes", "including", "included") and nxt in _PERSONAL:
            return _filled(trial)
        if s.lows[max(blank.first - 2, 0) : blank.first] in (["along", "with"], ["of", "which"], ["of", "whom"]):
            return _filled(trial)
        if _within_list(s, blank) and nxt in _PERSONAL:
            return _filled(trial)
        lead = s.lows[max(s.token_at(quantity.start) - 2, 0) : s.token_at(quantity.start)]
        if _side_before(s, blank) or previous == "against" or lead[-1:] == ["against"] or lead == ["against", "the"]:
            return _filled(trial)
        if _grows(s, blank):
            return _filled(trial)
    if _partitive(s, blank):
        return _filled(trial)
    if (
        mentioned is not None
        and governor is not None
        and governor.passive
        and governor.cue.owner == "self"
        and _cue_next(s, blank)
    ):
        return _filled(trial)
    if (
        mentioned is not None
        and governor is not None
        and _adjacent(governor, trial)
        and governor.cue.measure in ("losses", "fire")
        and nxt in ("of", ".", ",", "and", "in", "on", "at", "from", "over", ";")
    ):
        return _filled(trial)
    return None


def _called(s: Sentence, blank: Counted) -> str | None:
    """Give the item that a figure is said to be: "936 had been militants", "40 of whom were soldiers"."""
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
    if mark is None or s.lows[j - 1] not in ("were", "are", "been"):
        return None
    item = cast(Item, mark.value)
    return item.item if item.plural and not item.weak else None


def _parted(s: Sentence, blank: Counted, lexicon: Lexicon) -> bool:
    """Tell whether the killed and wounded behind a dash are parts of a figure: "lost 31,000-12,000 killed"."""
    j = blank.last
    dash = s.lows[j : j + 1] and (s.lows[j] in DASHES or s.lows[j] in (":", "("))
    return bool(dash) and j + 1 in s.figures and bool(lexicon.grammar["hurt"].intersection(s.lows[j + 2 : j + 4]))


def _sized(s: Sentence, blank: Counted, lexicon: Lexicon) -> str | None:
    """Read the size of a body of troops: "a force of 3,500", "the garrison had shrunk to 900"."""
    j = s.token_at(blank.quantity.start) - 1
    if j > 0 and s.lows[j] == "," and s.lows[blank.last : blank.last + 1] in ([","], ["in"]):
        return "troops" if s.lows[j - 1] in lexicon.grammar["sized"] else None  # "the garrison, some 900, gave up"
    if j < 1 or s.lows[j] not in lexicon.grammar["sizing"]:
        return None
    if s.lows[j].startswith("number") and any(
        m.last == j and cast(Side, m.value).people for m in s.marks.get("side", ())
    ):
        return "troops"  # "The Confederates numbered about 60,000"
    for k in range(j - 1 if s.lows[j] == "of" else j, max(j - 8, -1), -1):
        low = s.lows[k]
        if low == "toll" and not _TOLD_OF.isdisjoint(s.lows[:k]):
            return "troops"  # "raise the army's toll to 294"
        if low in lexicon.grammar["sized"]:
            return None if s.lows[k - 1] in lexicon.grammar["unsized"] else "ships" if low == "fleet" else "troops"
        if s.lows[j] == "of" or low in (",", ";", "and") or k in s.figures:
            return None
        if s.lows[j] in ("to", "at", "from") and k == j - 1 and not _grows(s, blank):
            return None
    return None


def _suffered(s: Sentence, blank: Counted) -> bool:
    """Tell whether a verb of losing stands before a figure in its clause."""
    marks = [m for m in s.marks.get("cue", ()) if m.last <= blank.first and cast(Cue, m.value).cue == "suffer"]
    return bool(marks) and not {";", "while", "but", "which"}.intersection(s.lows[marks[-1].last : blank.first])


def _filled(counted: Counted) -> Counted:
    return replace(counted, how="elided")


def _mentioned(s: Sentence, blank: Counted) -> str | None:
    """Give the item of the last plural noun named before a figure in its sentence."""
    found = None
    for mark in s.marks.get("item", ()):
        item = cast(Item, mark.value)
        topic = mark.first <= 2 and s.lows[0] in ("of", "in")  # "Of guns the French lost 61"
        if mark.last <= blank.first and item.plural and (topic or not item.weak):
            found = item.item
    return found


def _cue_next(s: Sentence, blank: Counted) -> bool:
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
            "also",
            "still",
            "later",
            "of",
            "them",
            "being",
            "badly",
            "seriously",
        ):
            return False
    return False


def _adjacent(governor: Governor | None, counted: Counted) -> bool:
    """Tell whether a verb stands just left of a figure."""
    return (
        governor is not None
        and not governor.passive
        and governor.cue.form != "noun"
        and counted.first - governor.last <= 5
    )


def _same_kind(governor: Governor | None, prior: Prior) -> bool:
    return governor is not None and prior.governor is not None and governor.cue.measure == prior.governor.cue.measure


def _within_list(s: Sentence, blank: Counted) -> bool:
    return blank.first > 1 and s.lows[blank.first - 1] in ("and", ",") and any(k < blank.first for k in s.figures)


def _side_before(s: Sentence, blank: Counted) -> bool:
    """Tell whether a side's name stands right before a figure: "the Romanians 300"."""
    j = s.token_at(blank.quantity.start) - 1
    while j > 0 and s.lows[j] in ("only", "just", "barely", "some", "but", "lost"):
        j -= 1
    if j > 0 and s.lows[j] in ("side", "army", "forces", "troops"):
        return s.lows[j - 1] == "own" or any(m.last == j for m in s.marks.get("side", ()))
    if s.lows[j] in ("'s", "’s"):
        j -= 1
    return any(m.last == j + 1 for m in s.marks.get("side", ()))


def _partitive(s: Sentence, blank: Counted) -> bool:
    """Tell whether a figure is the whole of which another is a part: "16 of the 36 launched"."""
    j = s.token_at(blank.quantity.start) - 1
    while j > 0 and s.lows[j] in ("the", "some", "a", "total", "these", "those"):
        j -= 1
    return (
        j > 0 and s.lows[j] == "of" and (j - 1 in s.figures or s.lows[j - 1] in ("out", "all", "most", "half", "total"))
    )


def _grows(s: Sentence, blank: Counted) -> bool:
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


def _says(s: Sentence, blank: Counted, words: tuple[str, ...]) -> bool:
    return any(low in words for low in s.lows[: blank.first])


def _other_noun(s: Sentence, blank: Counted, lexicon: Lexicon) -> bool:
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
    )
