"""Nouns that share a figure, and figures that share a noun: lists, sums and parts."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import cast

from forces.counted import Counted
from forces.lexicon import Item, Lexicon
from forces.phrases import excluded, is_head, modifier
from forces.sentences import Mark, Sentence

__all__ = ["parts_of_next", "shared", "widen"]

_ORDER_SHARED = frozenset({"order"})


def parts_of_next(s: Sentence, found: list[Counted]) -> None:
    """Give a figure the noun of the next one: "61 of the 90 drones", "from 12,000 to 48,000 soldiers"."""
    for one, two in itertools.pairwise(list(found)):
        if one.item is not None or two.item is None or two.how not in ("after", "people"):
            continue
        between = s.lows[one.last : s.token_at(two.quantity.start)]
        part = 0 < len(between) <= 7 and (between[0] == "of" or between[:2] == ["out", "of"])
        part = part and between[1:2] not in (["them"], ["these"], ["those"], ["which"], ["whom"])
        lead = s.lows[s.token_at(one.quantity.start) - 1] if one.first > 0 else ""
        sided = (
            between == ["and"] and one.side is not None and two.side is not None
        )  # "40 American and 50 Dutch soldiers"
        beside = between == ["and"] and lead in ("with", "of", "at", "between")  # "with 1,480 and 1,506 guns destroyed"
        told = between[1:] == ["and"] and ("cue", one.last) in s.at  # "18 sunk and 14 damaged ships"
        if (sided or beside or told) and two.how == "after":
            one.item, one.weak, one.military, one.how, one.noun = two.item, two.weak, two.military, "after", two.noun
            one.side = one.side or two.side
            continue
        if (part and one.quantity.value != 1) or (between == ["to"] and lead in ("from", "by")):
            others = [o for o in found if o.figure == two.figure and o.how == "shared"]
            found += [replace(one, item=o.item, weak=o.weak, how="part", joint=o.joint) for o in others]
            one.item, one.side, one.epithet, one.weak = two.item, two.side, two.epithet, two.weak
            one.military, one.joint, one.how, one.noun = two.military, two.joint, "part", two.noun


def widen(s: Sentence, counted: Counted) -> None:
    """Let a wider noun take the figure over: "25 tanks and other armoured vehicles"."""
    j = counted.last
    if s.lows[j : j + 2] not in (["and", "other"], ["or", "other"]):
        return
    mark = next((m for m in s.marks.get("item", ()) if j + 2 <= m.first <= j + 4), None)
    if mark is not None and (item := cast(Item, mark.value)).plural and not s.figures.keys() & range(j, mark.first):
        counted.item, counted.last, counted.end = item.item, mark.last, s.ends[mark.last - 1]
        counted.noun, counted.weak = (mark.first, mark.last), item.weak and counted.weak


def shared(s: Sentence, head: Counted, lexicon: Lexicon) -> list[Counted]:  # noqa: C901 (ways tried in turn)
    """Follow a list behind a counted noun: "hundreds of howitzers, tanks and guns", "3,300 missiles and drones".

    An order word is shared by every noun of the list; another figure is the sum of them all (joint).
    """
    found: list[Counted] = []
    j, n = head.last, len(s.lows)
    while j < n:
        k = j
        while k < n and s.lows[k] in (",", "and", "or", "&", "as", "well") and k - j < 4:
            k += 1
        if k == j or (
            k < n
            and s.lows[k]
            in ("other", "others", "more", "several", "some", "many", "their", "its", "the", "a", "an", "all", "both")
        ):
            break
        modifiers = 0
        while k < n and ("item", k) not in s.at and modifiers < 2 and modifier(s, k, lexicon):
            k += 1
            modifiers += 1
        item = s.at.get(("item", k))
        if item is None or k in s.figures or excluded(s, item, lexicon):
            break
        value = cast(Item, item.value)
        if s.lows[j : j + 2] == [",", "and"] and s.lows[item.last : item.last + 1] in (
            ["are"],
            ["were"],
            ["have"],
            ["had"],
        ):
            break  # "called up 360,000 reservists, and tanks are massing"
        if (
            not (value.plural or value.mass)
            or not is_head(s, item, value, head.quantity, lexicon)
            or (value.weak and not head.weak)
        ):
            break
        if value.item == head.item and not found and _goes_on(s, j, item):
            head.last, head.end = item.last, s.ends[item.last - 1]  # "190 soldiers and affiliated fighters"
        if value.item != head.item and value.item not in {c.item for c in found}:
            found.append(
                Counted(
                    head.quantity,
                    head.figure,
                    value.item,
                    head.first,
                    item.last,
                    head.start,
                    s.ends[item.last - 1],
                    "shared",
                    head.side,
                    head.epithet,
                    value.weak,
                    head.military,
                    noun=(item.first, item.last),
                )
            )
        j = item.last
    if found and head.quantity.qualifier not in _ORDER_SHARED:
        if not _closes_with_and(s, head, found):
            return []
        head.joint = True
        for other in found:
            other.joint = True
    return found


def _goes_on(s: Sentence, j: int, mark: Mark) -> bool:
    """Tell whether "and" joins a like noun to the one before it, of the same side."""
    named = mark.last in s.figures or any(("side", k) in s.at for k in range(j, mark.first))
    return s.lows[j : j + 1] == ["and"] and not (named or cast(Item, mark.value).lost)


def _closes_with_and(s: Sentence, head: Counted, found: list[Counted]) -> bool:
    """Tell whether a list of nouns under one figure is closed by "and" or "or" and by nothing that counts anew."""
    last = found[-1].noun or (head.last, head.last)
    return any(s.lows[k] in ("and", "or", "&") for k in range(head.last, last[0]))
