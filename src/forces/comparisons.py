"""Ratios stated in words: "outnumbered seven to one", "five times as many", "five shells for every one"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast

from forces.context import Context
from forces.counted import SENT
from forces.lexicon import Cue, Item
from forces.multiples import (
    ABOUT,
    CONTEXT,
    CONTEXT_WORDS,
    FOR_EVERY,
    FOR_EVERY_WORDS,
    LEAST,
    MULTIPLE,
    MULTIPLE_WORDS,
    PAIR,
    PARTS,
    THAN_BEFORE,
    THAN_US,
    number,
)
from forces.sentences import Sentence

__all__ = ["Comparison", "find_comparisons"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stated multiple: `value` of `side` for each one of `versus`."""

    start: int
    end: int
    side: str | None
    versus: str
    item: str
    measure: str
    low: float | None
    value: float
    high: float | None
    qualifier: str
    joint: bool = False


_BEEN = frozenset({
    "is", "are", "was", "were", "be", "been", "being", "remain", "remained", "still", "badly", "heavily", "often",
})  # fmt: skip
_LOST = frozenset({"loss", "losses", "casualties"})


def find_comparisons(s: Sentence, context: Context, carried: str | None = None) -> list[Comparison]:
    """Find the ratios that a sentence states, in the direction of its words.

    Parameters
    ----------
    carried : str, optional
        The item of the claim before, for a sentence that names none.
    """
    found: list[Comparison] = []
    low = " ".join(s.text[s.start : s.end].lower().split())
    for finder, needles in ((_pairs, CONTEXT_WORDS), (_multiples, MULTIPLE_WORDS), (_for_every, FOR_EVERY_WORDS)):
        if not any(needle in low for needle in needles):
            continue
        for comparison in finder(s, context, carried):
            if not any(c.start < comparison.end and comparison.start < c.end and not c.joint for c in found):
                found.append(comparison)
    return found


def _pairs(s: Sentence, context: Context, carried: str | None) -> list[Comparison]:
    """Read "7 to 1", "5:1", "three-to-one" beside a word of comparison."""
    text = s.text
    cue = CONTEXT.search(text, s.start, s.end)
    if cue is None:
        return []
    found: list[Comparison] = []
    for match in PAIR.finditer(text, s.start, s.end):
        a, b = number(match["a"]), number(match["b"])
        if a is None or b is None or not a or not b or (min(a, b) != 1 and ":" not in match.group()):
            continue
        if match["a"].lower() == "a" or a > 500 or b > 500:
            continue
        value = a / b
        side, versus, flip = _sides_of_pair(s, match, cue, value, context)
        if flip:
            value = 1 / value
        item = _item_of_pair(s, match.start(), match.end(), found[-1].end if found else s.start)
        made = _made(s, match.start(), match.end(), value, match["hedge"], side, versus, carried, cue.group(), item)
        if made:
            found.append(made)
    return found


def _item_of_pair(s: Sentence, start: int, end: int, floor: int) -> tuple[int, int, Item] | None:
    """Give what a pair of numbers compares: "seven to one in infantry", "in guns by 11 to one"."""
    behind = _item(s, end, s.start)
    if (
        behind is not None
        and s.starts[behind[0]] >= end
        and re.fullmatch(
            r"(?:\s+(?:advantage|edge|lead|margin|ratio|superiority))?\s+(?:in|of)\s+(?:[\w-]+\s+){0,2}",
            s.text[end : s.starts[behind[0]]],
        )
    ):
        return behind
    marks = [
        (m.first, m.last, cast(Item, m.value)) for m in s.marks.get("item", ()) if floor <= s.starts[m.first] < start
    ]
    return marks[-1] if marks else behind


def _sides_of_pair(
    s: Sentence, match: re.Match[str], cue: re.Match[str], value: float, context: Context
) -> tuple[str | None, str | None, bool]:
    """Tell whose number comes first in a pair of numbers; the last value asks to turn the pair round."""
    verb = s.token_at(cue.start())
    word = cue.group().lower()
    text = s.text[s.start : s.end].lower()
    named = context.named(s)
    favour = re.search(r"in (?:the )?(?:favou?r of|[\w’']+ favou?r)", text)
    if word.startswith("out"):
        been = not _BEEN.isdisjoint(s.lows[max(verb - 3, 0) : verb]) and s.lows[verb].endswith(("ed", "outshot"))
        foe = next((m for m in s.marks.get("epithet", ()) if verb < m.first <= verb + 2), None)
        objectless = foe is None and not _object_side(s, verb, named) and not _has_whom(s, verb)
        passive = been or (s.lows[verb].endswith("ed") and objectless)
        subject = context.subject(s, verb + 1)
        by = next(
            (
                side
                for side, mark, _ in named
                if mark.first > verb and any(low == "by" for low in s.lows[max(mark.first - 3, verb) : mark.first])
            ),
            None,
        )
        if passive:
            loser = subject
            winner = by or (context.opponent(loser, s) if loser else None)
        else:
            loser = _object_side(s, verb, named) or (context.opponent(subject, s) if subject else None)
            winner = subject or (context.opponent(loser, s) if loser else None)  # "despite outnumbering the Boers"
        return winner, loser, value < 1
    if favour:
        after = next((side for side, mark, _ in named if s.starts[mark.first] >= s.start + favour.start()), None)
        if after is None and re.search(r"(?:enemy|their|its|russian?)['’]?s? favou?r", text):
            whose = next((k for k, low in enumerate(s.lows) if low in ("their", "its")), None)
            after = context.pronoun(s, whose) if whose is not None else context.subject(s, s.token_at(match.start()))
        if after is not None:
            return after, context.opponent(after, s), value < 1
    over = next(
        (
            side
            for side, mark, _ in named
            if s.lows[mark.first - 1] in ("over", "against")
            or (mark.first > 1 and s.lows[mark.first - 2] in ("over", "against"))
        ),
        None,
    )
    subject = context.subject(s, verb)
    if word == "balance" and (gains := re.match(r"\s+for\s+", s.text[match.end() : s.end])):
        after = next((x for x, mark, _ in named if s.starts[mark.first] >= match.end() + gains.end()), None)
        return after, over or (context.opponent(after, s) if after else None), value < 1
    if word == "disadvantage" or word.startswith("inferior") or re.search(r"\bfac(?:e|es|ed|ing)\s+\w*\s*odds", text):
        return (context.opponent(subject, s) if subject else None), subject, value < 1
    if word in ("advantage", "superiority", "superior", "odds", "ahead"):
        winner = subject if subject != over else None
        winner = winner or (context.opponent(over, s) if over else None)
        return winner, over or (context.opponent(winner, s) if winner else None), value < 1
    sides = list(dict.fromkeys(side for side, mark, value_ in named if value_.role not in ("speaker", "leader")))
    if len(sides) >= 2:
        return sides[0], sides[1], False
    if sides:
        return sides[0], context.opponent(sides[0], s), False
    return subject, context.opponent(subject, s) if subject else None, False


def _has_whom(s: Sentence, verb: int) -> bool:
    """Tell whether a verb's object stands before it: "soldiers, whom they outnumbered four to one"."""
    return any(low in ("whom", "which") for low in s.lows[max(verb - 4, 0) : verb - 1])


def _object_side(s: Sentence, verb: int, named: list) -> str | None:  # type: ignore[type-arg]
    """Give the side named as the object right behind a verb."""
    near = [x for x in named if verb < x[1].first <= verb + 3 and "by" not in s.lows[verb : x[1].first]]
    return near[0][0] if near else None


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
        item = _topic(s, match.start()) if backward else _item(s, match.end(), match.start())
        if item is None and carried is not None and "as many as" in s.text[match.start() : match.end() + 4].lower():
            made = _made(s, *match.span(), value, match["hedge"], side, versus, carried, "", None, numbers)
            found += [made] if made is not None else []
        if item is None:
            continue
        start, stop = min(s.starts[item[0]], match.start()), max(match.end(), s.ends[item[1] - 1])
        gap = s.text[match.end() : s.starts[item[0]]]
        if not backward and (start < match.start() or len(gap) > 40 or " for " in gap or "," in gap):
            continue  # twice the rate, three times more than last year, twice as much for a shell
        made = _made(s, start, stop, value, match["hedge"], side, versus, carried, "", item, numbers)
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
        item = _item(s, match.start(), match.start()) or _item(s, s.start, s.start)
        if any(m.first == s.token_at(quantity.end) + 1 and v.people for _, m, v in named):
            item, carried = None, "troops"  # "five Soviets for each Finn"
        start, end = min(quantity.start, match.start()), max(quantity.end, _object_end(s, match.end()))
        made = _made(s, start, end, quantity.value / each, None, side, versus, carried, "", item)
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


def _item(s: Sentence, after: int, before: int) -> tuple[int, int, Item] | None:
    """Give the item named nearest behind an offset, else before another."""
    marks = [(m.first, m.last, cast(Item, m.value)) for m in s.marks.get("item", ()) if not cast(Item, m.value).people]
    behind = [m for m in marks if s.starts[m[0]] >= after]
    if behind:
        return behind[0]
    front = [m for m in marks if s.starts[m[0]] < before]
    return front[-1] if front else None


def _made(
    s: Sentence, start: int, end: int, value: float, hedge: str | None, side: str | None, versus: str | None,
    carried: str | None, cue: str, item: tuple[int, int, Item] | None = None, numbers: list[float] | None = None,
) -> Comparison | None:  # fmt: skip
    """Put a comparison together; None where no two sides or no item can be told."""
    if side is None or versus is None or side == versus:
        return None
    item = item or _item(s, end, start)
    name = item[2].item if item else None
    if name is None and carried is not None and not cue.lower().startswith("out"):
        name = carried
    if name is None:
        name = (
            "troops"
            if cue.lower().startswith("outnumber")
            else "artillery"
            if cue.lower().startswith("outgun")
            else None
        )
    if name in (None, "artillery") and cue.lower().startswith(("outsho", "outfire")):
        name = "shells"
    if name is None:
        return None
    heard = ("fire", "production") if name in SENT else ("losses",)
    verbs = [
        cast(Cue, m.value)
        for m in s.marks.get("cue", ())
        if cast(Cue, m.value).measure in heard
        and (cast(Cue, m.value).form != "noun" or (item is not None and m.first == item[1]))
    ]
    fits = [c for c in verbs if c.items is None or name in c.items]
    if cue.lower() == "ratio" and not fits and not _LOST.isdisjoint(s.vocabulary) and name == "troops":
        fits = [Cue("suffer", "losses", "subject", "noun", None)]  # "the ratio of losses is one to seven"
    measure = fits[0].measure if fits else "fire" if name == "shells" else "strength"
    low: float | None = value
    high: float | None = value
    qualifier = "exact"
    hedge = (hedge or "").strip()
    if numbers and len(numbers) == 2:
        low, high, qualifier = numbers[0], numbers[1], "between"
    elif hedge and ABOUT.search(hedge):
        low, high, qualifier = None, None, "about"
    elif hedge and LEAST.search(hedge):
        high, qualifier = None, "at_least"
    elif hedge:
        low, qualifier = None, "at_most"
    return Comparison(start, end, side, versus, name, measure, low, value, high, qualifier)
