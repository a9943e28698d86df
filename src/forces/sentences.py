"""Sentences and their tokens, as offsets into the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from forces.lexicon import TOKEN, Item, Lexicon
from forces.quantities import Quantity

__all__ = ["Mark", "Sentence", "split_sentences"]

_BREAK = re.compile(
    r"""
    \n\s*                                                    # a line end: a break or a wrapped line, see below
  | [.!?…]["”’»)\]]*\s+(?=["“‘«(\[—–-]*\s?[A-Z0-9À-Ž])      # a full stop, then a capital
  | (?<=[a-z)%])[.!?](?=["“]?[A-Z][a-z’']+\s)               # a full stop with a lost space
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Cpl|Pvt|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|St|Ft|Mt|No|vs|approx|ca|cf|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Bros|[Nn]um|sq|km|Rev|Cmdr|Hon|Jr|Sr|[A-Z]\.[A-Z])|\be\.g|\bi\.e|\bU\.S|\bU\.K|\bU\.N)\.$"
)


class Mark(NamedTuple):
    """A term found in a sentence: tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    kind: str
    value: object


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Give the (start, end) offsets of the sentences of a text, headline and list lines included.

    Examples
    --------
    >>> text = "Gen. Smith spoke. On Feb. 2, U.S. troops left.They took 3 tanks."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Gen. Smith spoke.', 'On Feb. 2, U.S. troops left.', 'They took 3 tanks.']
    """
    spans, start = [], 0
    for match in _BREAK.finditer(text):
        gap = match.group()
        if gap[0] == "\n":
            if gap.count("\n") == 1 and _wrapped(text, match.start(), match.end()):
                continue
        elif gap[0] == "." and _ABBREVIATION.search(text, max(start, match.start() - 12), match.start() + 1):
            continue
        end = match.start() + len(gap.rstrip())
        if end > start and not text[start:end].isspace():
            spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _wrapped(text: str, stop: int, after: int) -> bool:
    """Tell whether a single line end is a wrapped line of running prose."""
    line_start = max(text.rfind("\n", 0, stop) + 1, 0)
    return (
        stop - line_start > 50
        and text[stop - 1] not in '.!?:;”"'
        and (text[after : after + 1].islower() or stop - line_start > 60)
        and text[after : after + 1] not in "-–•*#|"
    )


@dataclass(slots=True)
class Sentence:
    """One sentence: its tokens, the figures among them and the terms of the lexicon.

    A figure is one token, whatever it spans in the text.
    """

    text: str
    start: int
    end: int
    index: int
    quantities: list[Quantity] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    lows: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    figures: dict[int, Quantity] = field(default_factory=dict)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    at: dict[tuple[str, int], Mark] = field(default_factory=dict)
    headline: bool = False

    @classmethod
    def read(
        cls, text: str, span: tuple[int, int], index: int, lexicon: Lexicon, quantities: list[Quantity]
    ) -> Sentence:
        """Cut a sentence into tokens and mark the terms in it."""
        sentence = cls(text, *span, index, quantities)
        cursor = span[0]
        for quantity in quantities:
            sentence._words(cursor, quantity.number_start)
            sentence.figures[len(sentence.tokens)] = quantity
            sentence._token("#", quantity.number_start, quantity.number_end)
            cursor = quantity.number_end
        sentence._words(cursor, span[1])
        sentence._mark(lexicon)
        return sentence

    def _token(self, token: str, start: int, end: int) -> None:
        self.tokens.append(token)
        self.lows.append(token.lower().replace("‑", "-").replace("’", "'"))
        self.starts.append(start)
        self.ends.append(end)

    def _words(self, start: int, end: int) -> None:
        for match in TOKEN.finditer(self.text, start, end):
            self._token(match.group(), match.start(), match.end())

    def _mark(self, lexicon: Lexicon) -> None:
        lows, tokens, terms = self.lows, self.tokens, lexicon.terms
        reach: dict[str, int] = {}
        self.headline = _headline(tokens)
        for i, low in enumerate(lows):
            for words, kind, value, exact in terms.get(low, ()):
                size = len(words)
                if i < reach.get(kind, 0) and (kind, i) not in self.at:
                    continue
                if size > 1 and tuple(lows[i : i + size]) != words:
                    continue
                if (
                    kind == "cue"
                    and i
                    and tokens[i][:1].isupper()
                    and (not self.headline or tokens[i] in ("March", "May"))
                ):
                    continue  # "March" is a month, "Fire" a name
                if exact and " ".join(tokens[i : i + size]).replace("’", "'") not in exact:
                    continue
                known = self.at.get((kind, i))
                if known is not None and (known.last > i + size or kind in ("item", "side", "epithet")):
                    continue
                if value is None:  # a phrase that holds a side's name and does not stand for it
                    reach[kind] = max(reach.get(kind, 0), i + size)
                    break
                mark = Mark(i, i + size, kind, value)
                self.marks.setdefault(kind, []).append(mark)
                if known is None:
                    self.at[kind, i] = mark
                reach[kind] = max(reach.get(kind, 0), i + size)
            if "-" in low or low[-1:].isdigit() or low[:1].isalpha():
                self._series(i, tokens[i], lexicon)

    def _series(self, i: int, token: str, lexicon: Lexicon) -> None:
        """Mark a type designation such as T-72 or MiG-29s."""
        if ("item", i) in self.at:
            return
        match = _SERIES.fullmatch(token)
        if match is None:
            return
        letters = match.group(1)
        series = lexicon.series
        item = next((series[k] for k in series if k[-1].isdigit() and token.startswith(k)), None)
        item = item or series.get(letters) or series.get(letters.rstrip("-") + "-")
        if item is None:
            return
        mark = Mark(i, i + 1, "item", Item(item, plural=token.endswith("s"), weak=False, model=True, entry=letters))
        self.at["item", i] = mark
        self.marks.setdefault("item", []).append(mark)

    def words(self, first: int, last: int) -> str:
        """Give the text of tokens `first` to `last` (exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def token_at(self, offset: int) -> int:
        """Give the index of the token that holds a text offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)


def _headline(tokens: list[str]) -> bool:
    """Tell whether a sentence is printed like a headline: most words begin with capitals."""
    words = [t for t in tokens if t[:1].isalpha() and len(t) > 3]
    return len(words) > 1 and tokens[-1] != "." and sum(w[:1].isupper() for w in words) >= 0.7 * len(words)


_SERIES = re.compile(r"([A-Za-z][A-Za-z/]{0,6}-?)\d[\w.-]*", re.ASCII)
