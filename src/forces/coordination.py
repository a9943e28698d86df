"""How far what is counted reaches to the right: lists that share a verb, and what is said of it between commas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from forces.counted import Counted
from forces.lexicon import Cue
from forces.sentences import Sentence

__all__ = ["BE", "list_end", "past_apposition", "past_dashes", "past_others", "past_unit"]

BE = frozenset(["be", "been", "being", "was", "were", "is", "are", "get", "got"])
_HELP = BE | {"have", "had", "has"}
_FINITE = frozenset({"ed", "past", "participle"})
_THING = 12  #: tokens of a thing of a list that is not counted: ", a mobile system of the Akatsiya type and about"
_UNIT = 16  #: tokens of the name of a unit and of what it belongs to
_UNITS = frozenset({"army", "battalion", "brigade", "company", "corps", "division", "forces", "group", "regiment"})
_FILLERS = frozenset({"and", "another", "some", "about", "at", "least", "around", "nearly"})
_JOINS = frozenset(
    [",", "and", "as", "well", "also", "or", "plus", "another", "about", "some", "nearly", "over", "around"]
)


def past_others(s: Sentence, j: int) -> int:
    """Step over what else is counted beside a thing: "67 soldiers and six civilians were killed"."""
    while s.lows[j : j + 1] in (["and"], [","], ["or"]):
        if s.lows[j + 1 : j + 2] == ["other"]:  # "170 guns and other military equipment were destroyed"
            return next((k for k in range(j + 3, min(j + 5, len(s.lows))) if s.lows[k] in _HELP), j)
        if s.lows[j] == "," and past_apposition(s, j) is not None:
            break  # "28,000 fighters, a mercenary outfit, have been killed"
        k = next((k for k in range(j + 1, min(j + 4, len(s.lows))) if k in s.figures), None)
        if k is not None and not _FILLERS.issuperset(s.lows[j + 1 : k]):
            break
        if k is None and s.lows[j + 1 : j + 2] in (["a"], ["an"], ["another"]):
            k = j + 1  # "two soldiers and a civilian were killed"
        if k is None or (k in s.figures and s.figures[k].kind != "count"):
            break
        words = range(k + 1, min(k + 5, len(s.lows)))
        ends = (m for m in words if s.lows[m].endswith(("s", "en", "ple", "an", "er")) or ("item", m) in s.at)
        noun = next(ends, None)
        if noun is None or any(("cue", m) in s.at for m in range(k + 1, noun)):
            break
        j = noun + 1
    return j


def past_apposition(s: Sentence, comma: int) -> int | None:
    """Give the token behind an apposition between commas, if a finished verb follows it."""
    close = next((k for k in range(comma + 2, min(comma + 14, len(s.lows) - 1)) if s.lows[k] == ","), None)
    if close is None:
        return None
    # "91,000 men, 24 generals among them, were taken", "91,000 Germans, including 22 generals, had surrendered"
    part = "them" in s.lows[comma:close] or s.lows[comma + 1] == "including"
    if not part and any(s.figures[k].kind == "count" for k in range(comma, close) if k in s.figures):
        return None
    verbs = [cast(Cue, m.value) for m in s.marks.get("cue", ()) if m.first == close + 1]
    be = s.lows[close + 1] in BE or s.lows[close + 1] in ("have", "had", "has")
    return close + 1 if be or any(c.form in ("ed", "past") and c.owner == "self" for c in verbs) else None


def past_dashes(s: Sentence, dash: int) -> int | None:
    """Give the token behind a remark between dashes, if a finished verb follows it."""
    close = next((k for k in range(dash + 2, min(dash + 14, len(s.lows) - 1)) if s.lows[k] == s.lows[dash]), None)
    return close + 1 if close is not None and s.lows[close + 1] in _HELP else None


def past_unit(s: Sentence, j: int) -> int:
    """Give the token behind the unit that men are said to be of: "26 men of the 23rd Brigade of the army gave up"."""
    if s.lows[j : j + 1] != ["of"]:
        return j
    comma = next((k for k in range(j, min(j + _UNIT, len(s.lows))) if s.lows[k] == ","), None)
    if comma is not None and (after := past_apposition(s, comma)) is not None:
        return after  # "900 fighters of the Wagner Group, a mercenary outfit, have been killed"
    ends = [m.first for m in s.marks.get("cue", ()) if j < m.first and cast(Cue, m.value).form in _FINITE]
    end = min([k for k in range(j, min(j + _UNIT, len(s.lows))) if k in ends or s.lows[k] in _HELP], default=j)
    phrase = s.lows[j:end]
    units = not _UNITS.isdisjoint(phrase) and all(low.isalnum() or "-" in low for low in phrase)
    return end if units else j


def list_end(s: Sentence, counted: Counted, others: Sequence[Counted]) -> int:
    """Give the token behind the list that a counted thing opens: "3 T-72s and 5 T-80s" were destroyed."""
    last = max([o.last for o in others if o.figure == counted.figure and o.item is not None], default=counted.last)
    for other in others:
        if other.item is None or other.last <= last or other.first < last:
            continue
        if s.lows[other.last : other.last + 2] in (["among", "them"], ["of", "them"]):
            continue
        between = s.lows[last : s.token_at(other.start)]
        if 0 < len(between) <= 3 and _JOINS.issuperset(between):
            last = other.last
        elif 0 < len(between) <= _THING and between[0] in ("and", ",") and _names_item(s, last, other.first):
            last = other.last  # "55 soldiers and allied militiamen and 72 rebels were killed"
        elif 0 < len(between) <= _UNIT and between[0] in ("and", ",") and _counts_others(s, last, other.first):
            last = other.last  # "20 tanks, six command posts, five depots and 45 guns were destroyed"
        elif 0 < len(between) <= 8 and between[0] == "of" and between[-1] in ("and", ","):
            last = other.last  # "27 militants of the group and 14 soldiers of the army were killed"
        elif counted.how == "part" and between[:1] == ["of"] and other.first - last < 8:
            last = other.last  # "38 of 108 tanks were unloaded"
        elif other.first - last < 8 and s.lows[last : last + 1] == ["of"]:
            continue
        else:
            break
    return last


def _counts_others(s: Sentence, first: int, last: int) -> bool:
    """Tell whether only counted things of other kinds stand in a list: ", six command posts, five depots and"."""
    plain = all(s.lows[k][:1].isalpha() or s.lows[k] == "," or k in s.figures for k in range(first, last))
    verbs = (m.first for m in s.marks.get("cue", ()) if cast(Cue, m.value).form in _FINITE)
    told = any(first <= k < last for k in verbs) or any(("side", k) in s.at for k in range(first, last))
    return plain and not told and any(k in s.figures for k in range(first, last))


def _names_item(s: Sentence, first: int, last: int) -> bool:
    return any(("item", k) in s.at for k in range(first, last))
