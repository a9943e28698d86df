"""A ratio stated in words, as it is put together from what its wording gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from forces.counted import SENT
from forces.lexicon import Cue, Item
from forces.multiples import ABOUT, LEAST
from forces.sentences import Sentence

__all__ = ["Comparison", "compared", "item_near"]

_LOST = frozenset({"loss", "losses", "casualties"})


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


def item_near(s: Sentence, after: int, before: int) -> tuple[int, int, Item] | None:
    """Give the item named nearest behind an offset, else before another."""
    armies = {k for m in s.marks.get("side", ()) for k in range(m.first, m.last)}
    items = [m for m in s.marks.get("item", ()) if m.first not in armies or m.last - 1 not in armies]
    marks = [(m.first, m.last, cast(Item, m.value)) for m in items if not cast(Item, m.value).people]
    behind = [m for m in marks if s.starts[m[0]] >= after]
    if behind:
        return behind[0]
    front = [m for m in marks if s.starts[m[0]] < before]
    return front[-1] if front else None


def compared(
    s: Sentence, start: int, end: int, value: float, hedge: str | None, side: str | None, versus: str | None,
    carried: str | None, cue: str, item: tuple[int, int, Item] | None = None, numbers: list[float] | None = None,
) -> Comparison | None:  # fmt: skip
    """Put a comparison together; None where no two sides or no item can be told."""
    if side is None or versus is None or side == versus:
        return None
    item = item or item_near(s, end, start)
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
    if name is None and cue.lower() == "scale" and not {"army", "forces"}.isdisjoint(s.lows):
        name = "troops"
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
