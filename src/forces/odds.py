"""Ratios stated as two numbers: "outnumbered seven to one", "a ratio of 5:1", with whose number comes first."""

from __future__ import annotations

import re
from typing import cast

from forces.context import Context
from forces.lexicon import Item
from forces.multiples import CONTEXT, PAIR, number
from forces.sentences import Sentence
from forces.stated import Comparison, compared, item_near

__all__ = ["find_odds"]

_BEEN = frozenset({
    "is", "are", "was", "were", "be", "been", "being", "remain", "remained", "still", "badly", "heavily", "often",
})  # fmt: skip


def find_odds(s: Sentence, context: Context, carried: str | None) -> list[Comparison]:
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
        stated = compared(s, *match.span(), value, match["hedge"], side, versus, carried, cue.group(), item)
        if stated:
            found.append(stated)
    return found


def _item_of_pair(s: Sentence, start: int, end: int, floor: int) -> tuple[int, int, Item] | None:
    """Give what a pair of numbers compares: "seven to one in infantry", "in guns by 11 to one"."""
    behind = item_near(s, end, s.start)
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
    if subject is None and word == "ratio" and context.fought:  # "the ratio of shells in June was 3:1"
        one, other = (context.attackers[:1], context.defenders[:1])[:: 1 if value >= 1 else -1]
        return (one[0], other[0], False) if one and other else (None, None, False)
    return subject, context.opponent(subject, s) if subject else None, False


def _has_whom(s: Sentence, verb: int) -> bool:
    """Tell whether a verb's object stands before it: "soldiers, whom they outnumbered four to one"."""
    return any(low in ("whom", "which") for low in s.lows[max(verb - 4, 0) : verb - 1])


def _object_side(s: Sentence, verb: int, named: list) -> str | None:  # type: ignore[type-arg]
    """Give the side named as the object right behind a verb."""
    near = [x for x in named if verb < x[1].first <= verb + 3 and "by" not in s.lows[verb : x[1].first]]
    return near[0][0] if near else None
