"""Numbers in English news prose: value, bounds, qualifier and span, before anyone asks what is counted.

The way of a number: `find_digits` and `find_spelled` read single figures, `_joined` makes ranges of neighbours
("40 to 55,000"), `_bounded` reads the qualifier around each ("more than", "or so"). The words are in
``words/en/numbers.toml``; the table of qualifiers, values and bounds is that of the contract (`forces.claims`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from forces.claims import Qualifier
from forces.digits import find_digits
from forces.errors import ArgumentError
from forces.figures import Figure, cues_before
from forces.needles import matches
from forces.numberwords import Kind, NumberWords, number_words
from forces.spelled import find_spelled

__all__ = ["QUANTITY_KINDS", "Quantity", "find_quantities", "number_hits"]

#: the kinds that say how much or how many; the others only look like it
QUANTITY_KINDS: frozenset[str] = frozenset({"count", "fraction", "percent", "money", "measure", "age"})
_LARGEST = 200_000_000  #: characters read at a time, for which 3 GB of memory are needed


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text; the character at the end of a span is no longer of it.

    Parameters
    ----------
    start, end : int
        The number with its qualifier.
    number_start, number_end : int
        The number words alone: "3,000 to 5,000" of "about 3,000 to 5,000 men".
    low, value, high : float
        Bounds and point figure; a bound that is None is open. "$1.5 billion" is 1.5e9, "3 percent" is 3.
        The value is NaN only where the number is no quantity.
    qualifier : str
        exact, about, at_least, at_most, between or order.
    order : bool
        Whether it is a bare order word such as hundreds or "a few dozen", bounded or not.
    kind : str
        count, fraction, percent, money, measure or age; or what is no quantity at all: ordinal, year, date, time,
        calibre, ratio, score, pronoun, name.
    unit : str, optional
        The currency, percent or unit directly attached.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    low: float | None
    value: float
    high: float | None
    qualifier: Qualifier = "exact"
    order: bool = False
    kind: Kind = "count"
    unit: str | None = None


def find_quantities(text: str, start: int = 0, end: int | None = None, *, all_kinds: bool = False) -> list[Quantity]:
    """Find every number in English news prose, whatever it counts.

    Parameters
    ----------
    text : str
        Any text; offsets count its characters.
    start, end : int
        The part to read, such as one sentence; the whole by default.
    all_kinds : bool
        Give also what is no quantity (dates, years, ordinals, clock times, calibres, model names, scores, ...),
        marked by its ``kind``, so that callers can step over it.

    Returns
    -------
    list of Quantity
        In the order of the text; number spans do not overlap.

    Raises
    ------
    ArgumentError
        If there are more than 200 million characters to read.

    Examples
    --------
    >>> text = "On 5 May it lost more than 40 T-80 tanks, two dozen guns and 2 to 3,000 shells."
    >>> [(text[q.start : q.end], q.value, q.qualifier) for q in find_quantities(text)]
    [('more than 40', 40.0, 'at_least'), ('two dozen', 24.0, 'exact'), ('2 to 3,000', 2500.0, 'between')]
    >>> [(text[q.start : q.end], q.kind) for q in find_quantities(text, all_kinds=True)][:3:2]
    [('5 May', 'date'), ('80', 'name')]
    """
    words = number_words()
    start = max(start, 0)
    stop = len(text) if end is None else min(end, len(text))
    if stop - start > _LARGEST:
        raise ArgumentError(f"{stop - start} characters; at most {_LARGEST} are read at a time: give start and end")
    figures = _figures(text, start, stop, words)
    found = []
    for first, second in _joined(figures, text, start, words):
        if first.kind in QUANTITY_KINDS:
            found.append(_bounded(first, second, text, start, stop, words))
        elif all_kinds:
            bound = first.value if first.value == first.value else None
            found.append(
                Quantity(
                    first.left,
                    first.end,
                    first.start,
                    first.end,
                    bound,
                    first.value,
                    bound,
                    kind=first.kind,
                    unit=first.unit,
                )
            )
    return found


def number_hits(low: str) -> Iterator[int]:
    """Give the offsets, in a text made lower-case, without which a part of it holds no number."""
    for _, start, _ in matches(number_words().starts, low):
        if low[start] <= "9" or not low[start - 1 : start].isalpha():
            yield start


def _figures(text: str, start: int, stop: int, words: NumberWords) -> list[Figure]:
    """Every figure in order; words inside a figure in digits ("million" of "2 million") are part of it."""
    digits, spelled = find_digits(text, start, stop, words), find_spelled(text, start, stop, words)
    if not digits or not spelled:
        return digits or spelled
    out: list[Figure] = []
    for figure in sorted(digits + spelled, key=lambda f: f.start):
        if not out or figure.start >= out[-1].end:
            out.append(figure)
    return out


# ---------------------------------------------------------------- ranges

_LINK = re.compile(
    r"""\s{0,9} (?:
        (?P<dash> [-‑‐–—−] | -to- | –to– )
      | (?P<word> to | or | and | and/or ) \s+                                # 5 to 9; 5 or even 9
        (?: (?:even|about|around|some|nearly|almost|perhaps|maybe|possibly|as\ many\ as) \s+ )?
    ) \s{0,9}""",
    re.IGNORECASE | re.VERBOSE,
)


def _joined(figures: list[Figure], text: str, start: int, words: NumberWords) -> Iterator[tuple[Figure, Figure | None]]:
    """Pair the two ends of each range; a figure of its own comes with None."""
    i, n = 0, len(figures)
    while i < n:
        first = figures[i]
        i += 1
        if i < n and 0 < figures[i].left - first.right < 24:
            second = figures[i]
            link = _LINK.fullmatch(text, first.right, second.left)
            if link and _is_range(first, second, link, text, start, words):
                yield first, second
                i += 1
                continue
            if first.kind == second.kind == "score":
                yield first, None
                continue
        yield first, None


def _is_range(first: Figure, second: Figure, link: re.Match[str], text: str, start: int, words: NumberWords) -> bool:
    """Tell a range from two figures, scores and changes; lets the first figure share the second's magnitude."""
    dash, word = link["dash"], (link["word"] or "").lower()
    if first.is_order or second.is_order:
        return first.is_order and second.is_order and word != "and" and first.low < second.low
    if not _same_kind(first, second):
        return False
    if dash and _is_score(first, second, text, start, words):
        first.kind = second.kind = "score"
        return False
    if word == "and" and first.before != "between" and not _between_before(text, start, first.left):
        return False
    share = (
        second.value / second.base if second.base > 0 and math.isnan(first.base) and first.value < second.base else 1.0
    )
    if not 0 < first.value * share < second.value or (
        word in ("or", "and/or") and second.value > 3 * first.value * share
    ):
        return False
    changed = word == "to" and _is_change(first, second, text, start, words)
    if not changed or first.value * 3 > second.base:
        first.value *= share
    return not changed


def _between_before(text: str, start: int, at: int) -> bool:
    return (
        re.search(r"\bbetween\s+(?:[a-z]+\s+){0,2}[^\w\s]?$", text[max(start, at - 32) : at], re.IGNORECASE) is not None
    )


def _same_kind(first: Figure, second: Figure) -> bool:
    if first.kind not in QUANTITY_KINDS or second.kind not in QUANTITY_KINDS:
        return False
    if "fraction" in (first.kind, second.kind) and first.kind != second.kind:
        return False  # "by two-thirds to $4.5m"
    if first.unit is None or first.unit == second.unit:
        return True
    if first.kind == "money" and (second.unit is None or second.kind == "money"):
        return True
    return first.kind == second.kind and first.unit.rstrip("s") == (second.unit or "").rstrip("s")


def _is_score(first: Figure, second: Figure, text: str, start: int, words: NumberWords) -> bool:
    """Tell the score of a match or vote (3-1, 51-49) from a range; it may fall, and nothing is counted behind it."""
    small = first.value <= 200 and second.value <= 200 and first.unit is None and second.unit is None
    if not small or first.end - first.start > 3 or not text[first.start].isdigit():
        return False
    if first.value >= second.value and not words.counted.match(text, second.end, second.end + 40):
        return True
    if text[first.start - 1 : first.start] == "(" and text[second.end : second.end + 1] == ")":
        return True
    near = text[max(start, first.start - 40) : first.start] + " ~ " + text[second.end : second.end + 24]
    return words.score.search(near) is not None


def _is_change(first: Figure, second: Figure, text: str, start: int, words: NumberWords) -> bool:
    """Tell "grew from 5 to 9" (two figures) and "by 90,000 to 1.1 million" (a step and a total) from a range."""
    lead = text[max(start, first.left - 80) : first.left]
    cut = max(lead.rfind(". "), lead.rfind("; "), lead.rfind("\n"))
    lead = lead[cut + 1 :]
    if first.unit is None and second.unit is not None and first.before != "from":
        return False  # rose by 5 to 10 percent
    if re.search(r"\bdown from\s+(?:an estimated\s+)?$", lead) and second.value > first.value:
        return False  # "down from an estimated 20,000 to 31,000 men"
    if lead.endswith("by ") and second.value <= 2 * first.value:
        return False  # "they increase by 7,000 to 8,000 men a month"
    if re.search(r"\bby\s\S*\d.*,\s*(?:from\s*)?$", lead):
        return True  # "raised by 137,000 men, from 1,013,000 to 1,150,000"
    if re.search(r"\b(?:from|by)\b\W*(?:\w+\W+){0,3}$", lead) is None:
        tail = lead[-24:]
        return (last := words.change.search(tail)) is not None and " " not in tail[last.end() :].strip()
    return words.change.search(lead) is not None


# ---------------------------------------------------------------- qualifiers

_NEGATED = re.compile(
    r"(?:\bnot|n[’']t|\bcannot|\bnever|\bunable to|\bno longer)(?! only)(?:\s+[A-Za-z]+){0,3}\s+$", re.IGNORECASE
)
_OPENING = re.compile(r"\b(?:between|from)\s+$", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?<![\w’'])([\w’']{1,40})\s{1,9}$")


def _bounded(first: Figure, second: Figure | None, text: str, start: int, stop: int, words: NumberWords) -> Quantity:
    """Read the qualifier around a figure or range and set the bounds by the contract's table."""
    last = second or first
    begin, means = _before(first, text, start, words)
    end, means_behind = _behind(last, text, stop, words)
    if means_behind and (means is None or means == "about"):
        means = means_behind
    elif means_behind is None:
        end = last.end
    if second is not None:
        return _range(first, second, begin, end, text, start)
    value, order = first.value, first.is_order
    low: float | None = first.low if order else value
    high: float | None = first.high if order else value
    qualifier: Qualifier = "order" if order else "exact"
    if means == "at_least":
        value, high, qualifier = first.low if order else value, None, "at_least"
    elif means == "at_most":
        low, value, qualifier = None, first.high if order else value, "at_most"
    elif means == "about" and not order:
        low, high, qualifier = None, None, "about"
    return Quantity(begin, end, first.start, first.end, low, value, high, qualifier, order, first.kind, first.unit)


def _range(first: Figure, second: Figure, begin: int, end: int, text: str, start: int) -> Quantity:
    """Give a range: between its ends; two order words span from the low end of one to the high end of the other."""
    if opening := _OPENING.search(text[max(start, begin - 10) : begin]):
        begin -= len(opening[0])
    order = first.is_order
    low, high = (first.low, second.high) if order else (first.value, second.value)
    value = float(round(math.sqrt(low * high))) if order else (low + high) / 2
    kind, unit = (second.kind, second.unit) if second.unit else (first.kind, first.unit)
    return Quantity(
        begin, end, first.start, second.end, low, value, high, "order" if order else "between", order, kind, unit
    )


def _before(figure: Figure, text: str, start: int, words: NumberWords) -> tuple[int, str | None]:
    """Find where the qualifier before a figure begins and what it means."""
    at = figure.left
    last = figure.before.lstrip("(\"'“‘")
    if last not in words.last_words and last[-1:] not in ("~", "≈", "<", ">", "≤", "≥", "="):
        return at, None
    begin, cues = cues_before(text, start, at, words)
    if not cues:
        return at, None
    lead = text[max(start, begin - 40) : begin]
    if banned := words.not_after.get(cues[-1].split()[0]):
        prior = _LAST_WORD.search(lead)
        if prior and prior[1].lower() in banned:
            return at, None
    means = next((m for cue in cues if (m := words.cues.get(cue, "about")) != "about"), "about")
    if means == "at_least" and cues[-1] != "at least" and _NEGATED.search(lead):
        means = "at_most"
    return begin, means


def _behind(figure: Figure, text: str, stop: int, words: NumberWords) -> tuple[int, str | None]:
    """Find where a qualifier behind a figure ends and what it means."""
    found = words.behind.match(text, figure.right, stop)
    if not found:
        return figure.end, None
    phrase = next(g for g in found.groups() if g)
    return found.end(), words.behind_means[phrase]
