"""Sentences and their tokens, as offsets into the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forces.lexicon import TOKEN, Item, Lexicon, Term
from forces.quantities import Quantity

__all__ = ["LONGEST", "Mark", "Sentence", "split_sentences"]

_BREAK = re.compile(
    r"""
    [\n.!?…] (?:                                              # looked for first: all else stands around one of these
      (?<=\n)\s*                                             # a line end: a break or a wrapped line, see below
    | ["”’»)\]]*\s+(?=["“‘«(\[—–-]*\s?[A-Z0-9À-Ž])          # a full stop, then a capital
    | (?<=[a-z)%][.!?])(?=["“]?[A-Z][a-z’']+\s)              # a full stop with a lost space
    )
    """,
    re.VERBOSE,
)
_SHORT = (
    "Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Cpl|Pvt|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|St|Ft|Mt|No|vs|approx|ca|cf|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Bros|Num|num|sq|km|Rev|Cmdr|Hon|Jr|Sr"
)
_ABBREVIATION = re.compile(rf"(?:\b(?:[A-Z]|{_SHORT})|\be\.g|\bi\.e)\.$")
_ENDINGS = frozenset(
    word[-2:] for word in (*_SHORT.split("|"), "e.g", "i.e")
)  #: of abbreviations; others end in a capital

LONGEST = 1_200  #: characters of a sentence


class Mark(NamedTuple):
    """A term found in a sentence: tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    kind: str
    value: object


class Word(NamedTuple):
    """A token and the terms that may begin with it."""

    token: str
    low: str
    plain: bool  #: nothing begins with it
    alone: list[Term]
    longer: dict[str, list[Term]]
    model: Item | None  #: a type designation, such as T-72 or MiG-29s


_FIGURE = Word("#", "#", True, [], {}, None)
_VOCABULARY = 20_000  #: stretches of text remembered, at most


def _learn(stretch: str, lexicon: Lexicon) -> list[Word]:
    words = []
    for token in TOKEN.findall(stretch):
        low = token.lower().replace("‑", "-").replace("’", "'")
        terms, model = lexicon.terms.get(low), _model(token, lexicon)
        printed = token.replace("’", "'")
        alone = [t for t in terms.alone if t.exact is None or printed in t.exact] if terms else []
        longer = terms.longer if terms else {}
        words.append(Word(token, low, not (alone or longer or model), alone, longer, model))
    if len(lexicon.known) > _VOCABULARY:
        lexicon.known.clear()
    if len(stretch) < 80:  # what stands between two spaces is cut and looked up only once
        lexicon.known[stretch] = words
    return words


_SERIES = re.compile(r"([A-Za-z][A-Za-z/]{0,6}-?)\d[\w.-]*", re.ASCII)


def _model(token: str, lexicon: Lexicon) -> Item | None:
    """Read a type designation of a known series."""
    match = _SERIES.fullmatch(token)
    if match is None:
        return None
    letters, series = match[1], lexicon.series
    item = next((series[k] for k in series if k[-1].isdigit() and token.startswith(k)), None)
    item = item or series.get(letters) or series.get(letters.rstrip("-") + "-")
    return Item(item, plural=token.endswith("s"), weak=False, model=True, entry=letters) if item else None


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Give the (start, end) offsets of the sentences of a text, headline and list lines included.

    Examples
    --------
    >>> text = "Gen. Smith spoke. On Feb. 2, U.S. troops left.They took 3 tanks."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Gen. Smith spoke.', 'On Feb. 2, U.S. troops left.', 'They took 3 tanks.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        at, after = match.span()
        sign = text[at]
        if sign == "\n":
            if text.count("\n", at, after) == 1 and _wrapped(text, at, after):
                continue
            end = at
        elif (
            sign == "."
            and (text[at - 1 : at].isupper() or text[at - 2 : at] in _ENDINGS)
            and _ABBREVIATION.search(text, max(start, at - 12), at + 1)
        ):
            continue
        else:
            end = at + len(text[at:after].rstrip())
        if 0 < end - start <= LONGEST:
            if not (text[start].isspace() and text[start:end].isspace()):
                spans.append((start, end))
        else:
            _cut(spans, text, start, end)
        start = after
    _cut(spans, text, start, len(text))
    return spans


def _cut(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add a sentence; one without an end is cut, best behind a semicolon or a comma: none is compared with far ones."""
    while end - start > LONGEST:
        half, stop = start + LONGEST // 2, start + LONGEST
        cuts = (text.rfind(sign, half, stop) + len(sign) for sign in ("; ", ", ", " "))
        cut = next((cut for cut in cuts if cut > half), stop)
        if not text[start:cut].isspace():
            spans.append((start, cut))
        start = cut
    if end > start and not text[start:end].isspace():
        spans.append((start, end))


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
    quantities: list[Quantity]
    tokens: list[str]
    lows: list[str]
    starts: list[int]
    ends: list[int]
    figures: dict[int, Quantity]
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    at: dict[tuple[str, int], Mark] = field(default_factory=dict)
    memo: dict[object, Any] = field(default_factory=dict)  #: what finders keep here from one figure to the next

    @classmethod
    def read(
        cls, text: str, span: tuple[int, int], index: int, lexicon: Lexicon, quantities: list[Quantity]
    ) -> Sentence:
        """Cut a sentence into tokens and mark the terms in it."""
        words: list[Word] = []
        starts: list[int] = []
        ends: list[int] = []
        figures: dict[int, Quantity] = {}
        known = lexicon.known
        cursor, stop = span
        for quantity in (*quantities, None):
            for stretch in text[cursor : quantity.number_start if quantity else stop].split():
                for word in known.get(stretch) or _learn(stretch, lexicon):
                    words.append(word)
                    cursor = text.find(word[0], cursor)
                    starts.append(cursor)
                    cursor += len(word[0])
                    ends.append(cursor)
            if quantity:
                figures[len(words)] = quantity
                words.append(_FIGURE)
                starts.append(quantity.number_start)
                cursor = quantity.number_end
                ends.append(cursor)
        tokens = [word[0] for word in words]
        lows = [word[1] for word in words]
        sentence = cls(text, *span, index, quantities, tokens, lows, starts, ends, figures)
        sentence._mark(words)
        return sentence

    def _mark(self, words: list[Word]) -> None:
        lows, at = [*self.lows, ""], self.at
        reach: dict[str, int] = {}
        for i, (_, _, plain, terms, longer, model) in enumerate(words):
            if plain:
                continue
            if longer and (begun := longer.get(lows[i + 1])):
                terms = [*(term for term in begun if self._stands(i, term)), *terms]
            for term, kind, value, _ in terms:
                known = at.get((kind, i))
                if i < reach.get(kind, 0) and known is None:
                    continue
                if kind == "cue" and i and (self._is_name(i) or self._is_less(i)):
                    continue
                last = i + len(term)
                if known is not None and (known.last > last or kind in ("item", "side", "epithet")):
                    continue
                if last > reach.get(kind, 0):
                    reach[kind] = last
                if value is None:  # a phrase that holds a side's name and does not stand for it
                    break
                mark = Mark(i, last, kind, value)
                self.marks.setdefault(kind, []).append(mark)
                if known is None:
                    at[kind, i] = mark
            if model is not None and ("item", i) not in at:
                self._add(Mark(i, i + 1, "item", model))

    def _add(self, mark: Mark) -> None:
        self.marks.setdefault(mark.kind, []).append(mark)
        self.at.setdefault((mark.kind, mark.first), mark)

    def _stands(self, i: int, term: Term) -> bool:
        """Tell whether the words of a term stand at token i, in its capitalisation."""
        last = i + len(term.words)
        if tuple(self.lows[i:last]) != term.words:
            return False
        return term.exact is None or " ".join(self.tokens[i:last]).replace("’", "'") in term.exact

    def _is_name(self, i: int) -> bool:
        """Tell whether a word is written like a name: "March" is a month, "Fire" a place."""
        token = self.tokens[i]
        return token[:1].isupper() and (not self.headline or token in ("March", "May"))

    def _is_less(self, i: int) -> bool:
        """Tell whether a word says how a number fell: "down to its last 40 tanks"."""
        return self.lows[i] == "down" and self.lows[i + 1 : i + 2] in (["to"], ["from"], ["by"])

    @property
    def vocabulary(self) -> frozenset[str]:
        """Its words, in lower case."""
        known: frozenset[str] | None = self.memo.get("vocabulary")
        if known is None:
            known = self.memo["vocabulary"] = frozenset(self.lows)
        return known

    @property
    def headline(self) -> bool:
        """Whether it is printed like a headline: most words begin with capitals."""
        known: bool | None = self.memo.get("headline")
        if known is None:
            words = [t for t in self.tokens if t[:1].isalpha() and len(t) > 3]
            large = sum(w[:1].isupper() for w in words)
            known = self.memo["headline"] = len(words) > 1 and self.tokens[-1] != "." and large >= 0.7 * len(words)
        return known

    def words(self, first: int, last: int) -> str:
        """Give the text of tokens `first` to `last` (exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def token_at(self, offset: int) -> int:
        """Give the index of the token that holds a text offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)
