"""A figure: one number of a text while it is being read, with its currency or unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from forces.numberwords import Kind, NumberWords

__all__ = ["Figure", "cues_before", "take_unit", "word_before"]

_UNIT = re.compile(
    r"([ \xa0\u202f\n-]?)([A-Za-z]+(?:-old|[2²]|/[hs])?|[%€£$₴₽¥₹₺₩₪]|°[CFcf]?)(?![A-Za-z0-9])(?:[ -]([A-Za-z]+))?"
)
_OF_UNIT = re.compile(r" (?:of |an? )([A-Za-z]+)\b")
_AFTER = re.compile(r"\s?\(?([A-Za-z]+)")
_MODEL = re.compile(r"[-‑]\d")
_UNIT_REACH = 40  # characters
_CUE_REACH = 64
_SYMBOLS = "~≈<>≤≥="
_OPENING = "([{“\"‘'*_"


@dataclass(slots=True)
class Figure:
    """A number as it is being read; `left` and `right` take in a currency sign or unit."""

    start: int
    end: int
    value: float
    kind: Kind = "count"
    low: float = math.nan  # bounds of an order word
    high: float = math.nan
    base: float = math.nan  # 55 of "55 thousand" and "55,000": a smaller neighbour may share the rest
    unit: str | None = None
    left: int = -1
    right: int = -1
    before: str = ""  # the word before, in lower case

    @property
    def is_order(self) -> bool:
        """Whether it is a bare order word: hundreds, a few dozen."""
        return self.low == self.low


def word_before(text: str, start: int, at: int) -> str:
    """Give the word before an offset, with its punctuation but without brackets or quotes that open.

    Examples
    --------
    >>> word_before("Some of (the 12", 0, 13), word_before("Lost “12", 0, 6)
    ('the', 'Lost')
    """
    if at <= start:
        return ""
    lead = text[max(start, at - 24) : at].replace("—", " ").rsplit(None, 1)
    while lead:
        word = lead.pop().strip(_OPENING)
        if word:
            return word
        lead = lead[0].rsplit(None, 1) if lead else lead
    return ""


def cues_before(text: str, start: int, at: int, words: NumberWords) -> tuple[int, list[str]]:
    """Walk back over the qualifiers that end at an offset, such as "as many as about an extra" before "20".

    Returns
    -------
    (int, list of str)
        Where the first of them begins, and the qualifiers in lower case, nearest first.
    """
    lead = text[max(start, at - _CUE_REACH) : at].replace("—", " ")  # "dead and maimed—exceed 12,000"
    symbols = lead.rstrip()
    if symbols[-1:] and symbols[-1] in _SYMBOLS:
        bare = symbols.rstrip(_SYMBOLS)
        return at - len(lead) + len(bare), [symbols[len(bare) :]]
    tokens = lead.lower().split()
    cues: list[str] = []
    taken = left = len(tokens)
    while left:
        for n in range(min(left, words.longest_cue), 0, -1):
            phrase = " ".join(tokens[left - n : left]).lstrip(_OPENING)
            if phrase in words.cues:
                cues.append(phrase)
                left = taken = left - n
                break
            if left == len(tokens) and phrase in words.fillers:
                left -= n
                break
        else:
            break
    if not cues:
        return at, []
    head = lead.rsplit(None, len(tokens) - taken)
    begin = len(head[0]) if len(head) > len(tokens) - taken else 0
    while lead[begin].isspace() or lead[begin] in _OPENING:
        begin += 1
    return at - len(lead) + begin, cues


def take_unit(figure: Figure, text: str, stop: int, words: NumberWords) -> bool:
    """Take in a percent sign, currency or unit directly behind a figure; hundreds may also be "of dollars".

    Returns
    -------
    bool
        Whether there was one.
    """
    at = figure.right
    found = _UNIT.match(text, at, min(stop, at + _UNIT_REACH))
    if not found:
        return False
    gap, first, second = found.groups()
    name, end = first.lower(), found.end(2)
    if name in ("of", "a", "an") and (figure.is_order or figure.kind == "fraction"):
        found = _OF_UNIT.match(text, at, min(stop, at + _UNIT_REACH))
        if not found or (name == "of" and not figure.is_order):
            return False
        first, end, second = found[1], found.end(), None
        name = first.lower()
    kind = words.units.get(name)
    if second and (pair := f"{name} {second.lower()}") in words.units:
        name, end, kind = pair, found.end(3), words.units[pair]
    elif second and kind is None and first[0].isupper() and words.units.get(second.lower()) == "money":
        name, end, kind = second.lower(), found.end(3), "money"  # Swiss francs
    if kind is not None and first[0].isupper() and _MODEL.match(text, end, stop):
        return False  # six Mi-17 helicopters
    designation = first[0].isupper() and first[-1].isdigit()  # 59 M2 Bradleys, which are no square metres
    if kind is None or designation or (len(first) == 1 and first.isalpha() and (gap or first == "G")):
        return False
    if name == "mm" or name.startswith("millimet"):
        after = _AFTER.match(text, end, stop)
        if figure.value in words.calibres and not (after and after[1] in words.lengths):
            kind = "calibre"
    figure.kind, figure.unit, figure.right = kind, name, end
    return True
