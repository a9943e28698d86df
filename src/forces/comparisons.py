"""Ratios stated in words: "outnumbered seven to one", "five times as many", "five shells for every one"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from forces.context import Context
from forces.lexicon import Item
from forces.multiples import (
    CONTEXT_WORDS,
    FOR_EVERY,
    FOR_EVERY_WORDS,
    MULTIPLE,
    MULTIPLE_WORDS,
    PARTS,
    THAN_BEFORE,
    THAN_US,
    number,
)
from forces.odds import find_odds
from forces.sentences import Sentence
from forces.stated import Comparison, compared, item_near

__all__ = ["find_comparisons"]

_NEAR = 30  #: characters from "four times as many as" to the other side's name
_AS_MANY = ("as many as", "more than")
_GROWS = frozenset({"to", "will", "would", "could", "should", "must", "can", "may"})
_OWN = frozenset({"its", "their", "his", "our"})


def find_comparisons(s: Sentence, context: Context, carried: str | None = None) -> list[Comparison]:
    """Find the ratios that a sentence states, in the direction of its words.

    Parameters
    ----------
    carried : str, optional
        The item of the claim before, for a sentence that names none.
    """
    found: list[Comparison] = []
    low = " ".join(s.text[s.start : s.end].lower().split())
    for finder, needles in ((find_odds, CONTEXT_WORDS), (_multiples, MULTIPLE_WORDS), (_for_every, FOR_EVERY_WORDS)):
        if not any(needle in low for needle in needles):
            continue
        for comparison in finder(s, context, carried):
            if not any(c.start < comparison.end and comparison.start < c.end and not c.joint for c in found):
                found.append(comparison)
    return found


def _multiples(s: Sentence, context: Context, carried: str | None) -> list[Comparison]:  # noqa: C901 (ways tried in turn)
    """Read "five times as many tanks as Ukraine", "twice the number of", "a third of the shells Russia fires"."""
    found: list[Comparison] = []
    for match in MULTIPLE.finditer(s.text, s.start, s.end):
        if match["by"]:
            numbers, value = [], number(match["by"]) or 0.0
        elif match["n"]:
            bounds = re.split(r"\s*(?:\bto\b|\bor\b|-)\s*", match["n"].lower())
            numbers = [n for n in map(number, bounds) if n]
            if not numbers:
                continue
            value = sum(numbers) / len(numbers)
        elif match["twice"]:
            numbers, value = [], 2.0 if match["twice"].lower() in ("twice", "double") else 3.0
        else:
            numbers, value = [], PARTS[match["part"].lower().replace("-", " ").split()[-1]]
        verb = s.token_at(match.start())
        named = context.named(s)
        side = context.subject(s, verb - (("cue", verb - 1) in s.at))
        other = next((x for x, mark, _ in named if s.starts[mark.first] >= match.end() and x != side), None)
        if match["twice"] and other is None and s.lows[verb - 1] in _GROWS:
            continue  # "needed to triple the number of shells"
        if match["part"] and side is None and not match["what"] and _of_own(s, match.end(), named):
            continue  # "a third of the North Korean soldiers have been killed": of their own
        behind = s.text[match.end() : s.end]
        foe = context.opponent(side, s) if side in context.parties else None
        if other is None and not THAN_US.search(behind) and (foe not in context.counts or THAN_BEFORE.search(behind)):
            continue
        if other is None and found and side in (None, found[-1].side, found[-1].versus):
            side, other = found[-1].side, found[-1].versus  # "twice the men of the South and double the guns"
        versus = other or (context.opponent(side, s) if side else None)
        side = side or (context.opponent(versus, s) if versus else None)
        backward = match["those"] or match["factor"] or match["what"]
        item = _topic(s, match.start()) if backward else item_near(s, match.end(), match.start())
        told = s.text[match.start() : match.end() + 6].lower()
        alike = any(words in told for words in _AS_MANY)
        priced = any(q.kind == "money" and q.end <= match.start() for q in s.quantities)
        front = alike and not priced and item is not None and s.starts[item[0]] < match.start()
        near = any(x == other and 0 <= s.starts[mark.first] - match.end() < _NEAR for x, mark, _ in named)
        topic = _topic(s, match.start()) if front and near else None
        if alike and (topic is not None or (item is None and carried is not None)):
            made = compared(s, *match.span(), value, match["hedge"], side, versus, carried, "", topic, numbers)
            found += [made] if made is not None else []
        if item is None:
            continue
        start, stop = min(s.starts[item[0]], match.start()), max(match.end(), s.ends[item[1] - 1])
        gap = s.text[match.end() : s.starts[item[0]]]
        after = [word for word in s.lows[s.token_at(stop - 1) + 1 :][:2] if word != "that"]
        if other is None and after and after[0] in _OWN:
            continue  # "a fifth of the rounds their guns can fire"
        if not backward and (start < match.start() or len(gap) > 40 or " for " in gap or "," in gap):
            continue  # twice the rate, three times more than last year, twice as much for a shell
        made = compared(s, start, stop, value, match["hedge"], side, versus, carried, "", item, numbers)
        if made is None:
            continue
        second = _second_item(s, item) if not backward else None
        if second is not None:
            name = second[2].item
            found.append(replace(made, joint=True))
            made = replace(made, item=name, end=s.ends[second[1] - 1], joint=True)
        found.append(made)
    return found


def _of_own(s: Sentence, start: int, named: list) -> bool:  # type: ignore[type-arg]
    """Tell whether the side of a part's whole is named before its noun: "a third of the Russian soldiers died"."""
    item = next((m for m in s.marks.get("item", ()) if s.starts[m.first] >= start), None)
    return item is not None and any(start <= s.starts[mark.first] < s.starts[item.first] for _, mark, _ in named)


def _topic(s: Sentence, before: int) -> tuple[int, int, Item] | None:
    """Give the last item named before an offset, words of loss left aside: "tank losses are three times those"."""
    marks = [m for m in s.marks.get("item", ()) if s.starts[m.first] < before and not cast(Item, m.value).lost]
    return (marks[-1].first, marks[-1].last, cast(Item, marks[-1].value)) if marks else None


def _second_item(s: Sentence, item: tuple[int, int, Item]) -> tuple[int, int, Item] | None:
    """Give the item joined to another by "and": "four times as many bombs and missiles"."""
    if s.lows[item[1] : item[1] + 1] not in (["and"], ["or"]):
        return None
    mark = s.at.get(("item", item[1] + 1))
    if mark is None or not cast(Item, mark.value).plural or cast(Item, mark.value).item == item[2].item:
        return None
    return mark.first, mark.last, cast(Item, mark.value)


def _for_every(s: Sentence, context: Context, carried: str | None) -> list[Comparison]:
    """Read "for every shell Ukraine fires, Russia fires five" and "five shells for every one Ukraine fires"."""
    found = []
    for match in FOR_EVERY.finditer(s.text, s.start, s.end):
        unit = s.lows[min(s.token_at(match.end() + 1), len(s.lows) - 1)]
        if unit in context.lexicon.grammar["spans"]:
            continue  # "losing 45,000 men for every month of small gains"
        named = [x for x in context.named(s) if x[2].role != "speaker"]
        each = number(match["each"]) if match["each"] else 1.0
        behind = [x for x in named if s.starts[x[1].first] >= match.end()]
        front = [x for x in named if s.starts[x[1].first] < match.start()]
        numbers_front = [q for q in s.quantities if q.end <= match.start() and q.kind == "count"]
        numbers_behind = [q for q in s.quantities if q.start >= match.end() and q.kind == "count"]
        if s.text[s.start : match.start()].strip(' "“,-–—') == "" or not numbers_front:  # for every one of X, Y has N
            if not behind or not numbers_behind:
                continue
            versus, side = behind[0][0], behind[-1][0]
            if side == versus:
                side = context.opponent(versus, s) or ""
            quantity = numbers_behind[-1]
            if each and quantity.value == 1 and each > 1:  # "for every ten shells of theirs we fire one"
                quantity, each, side, versus = replace(quantity, low=each, value=each, high=each), 1.0, versus, side
        else:
            quantity = numbers_front[-1]
            if any(quantity.end <= q.start < match.start() for q in s.quantities):
                continue  # "21,000 strikes, 5 tons for every soldier"
            side_ = front[-1][0] if front else None
            versus = next((x for x, _, _ in behind if x != side_), None) or (
                context.opponent(side_, s) if side_ else None
            )  # type: ignore[assignment]
            side = side_ or (context.opponent(versus, s) if versus else None) or ""
        if not side or not versus or not each or quantity.value is None:
            continue
        item = item_near(s, match.start(), match.start()) or item_near(s, s.start, s.start)
        if any(m.first == s.token_at(quantity.end) + 1 and v.people for _, m, v in named):
            item, carried = None, "troops"  # "five Soviets for each Finn"
        start, end = min(quantity.start, match.start()), max(quantity.end, _object_end(s, match.end()))
        made = compared(s, start, end, quantity.value / each, None, side, versus, carried, "", item)
        if made:
            bounds = [b / each if b is not None else None for b in (quantity.low, quantity.high)]
            found.append(replace(made, low=bounds[0], high=bounds[1], qualifier=quantity.qualifier))
    return found


def _object_end(s: Sentence, end: int) -> int:
    """Take "Ukrainian one" or "shell" behind "for every" into the span."""
    while end > s.start and s.text[end - 1].isspace():
        end -= 1
    k = next((k for k, start in enumerate(s.starts) if start >= end), len(s.lows))
    while k < len(s.lows) and (
        s.lows[k] in ("one", "artillery", "round", "shot") or ("side", k) in s.at or ("item", k) in s.at
    ):
        end = s.ends[k]
        k += 1
    return end
