"""A figure with the noun that it counts."""

from __future__ import annotations

from dataclasses import dataclass

from forces.lexicon import Epithet
from forces.quantities import Quantity

__all__ = ["SENT", "Counted"]

SENT = frozenset({"shells", "rockets", "missiles", "bombs", "drones"})  #: things sent against the other side


@dataclass(slots=True)
class Counted:
    """A figure with the noun that it counts.

    `first` and `last` are the tokens of figure and noun together; `start` and `end` their offsets.
    """

    quantity: Quantity
    figure: int
    item: str | None
    first: int
    last: int
    start: int
    end: int
    how: str  #: "after", "before", "compound", "shared", "people", "part" or "elided": where the noun stands
    side: str | None = None  #: named inside the phrase
    epithet: Epithet | None = None
    weak: bool = False
    military: bool = False
    joint: bool = False
    noun: tuple[int, int] | None = None  #: the tokens of the noun
