"""Figures in words: twenty-five, half a million, hundreds of thousands, a few dozen, two-thirds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from forces.figures import Figure, take_unit, word_before
from forces.numberwords import NumberWords

__all__ = ["find_spelled"]

_SPACES = (" ", "-", "‑", "‐", "\n", "\xa0")
_HYPHENS = ("-", "‑", "‐")
_AFTER_ORDER = re.compile(r" (?:of\b|(?:more |others )?(?:killed|dead|wounded|injured|missing|were|have|had)\b)")
_AFTER_PART = re.compile(
    r" (?:of|the|its|their|his|her|our|that|this|those|these|as|more|less|fewer|higher|lower|said|say)\b"
    r"|\s*[,.;:)!?”\"]|\s*$"
)
_POSSESSIVE = re.compile(r"(?:the|its|their|his|her|our) ")
_WORD = re.compile(r"[ \n\xa0]([A-Za-z]+)")


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    link: str  # what joins it to the token before
    sort: str
    value: float


class _Run(NamedTuple):
    """Number words in a row, and the part of the text they stand in."""

    text: str
    start: int
    stop: int
    tokens: list[_Token]
    words: NumberWords

    def scales(self, i: int, links: tuple[str, ...]) -> tuple[float, int]:
        """Product of the magnitudes from token i on, and the token behind them."""
        product = 1.0
        while i < len(self.tokens) and self.tokens[i].link in links and self.tokens[i].word in self.words.scale:
            product *= self.words.scale[self.tokens[i].word]
            i += 1
        return product, i


def find_spelled(text: str, start: int, stop: int, words: NumberWords) -> list[Figure]:
    """Give every figure written in words, in the order of the text.

    Parameters
    ----------
    text : str
        Any text.
    start, stop : int
        The part to read.
    words : NumberWords
        As `number_words` gives them.

    Returns
    -------
    list of Figure
    """
    out: list[Figure] = []
    inside = start
    if (first := words.run.match(text, start, stop)) and not (start and text[start - 1].isalnum()):
        out += _figures(text, start, stop, start, first.end(), words)
        inside = first.end()
    for found in words.run_inside.finditer(text, inside, stop):
        at = found.start(1)
        if not text[at - 1].isalnum():
            out += _figures(text, start, stop, at, found.end(), words)
    return out


def _figures(text: str, start: int, stop: int, at: int, end: int, words: NumberWords) -> list[Figure]:
    """Read a run of number words as one or more figures."""
    tokens: list[_Token] = []
    last = at
    for found in words.word.finditer(text, at, end):
        begin = found.start()
        if begin == at or not text[begin - 1].isalpha():
            word = found[0].lower()
            tokens.append(_Token(word, begin, found.end(), text[last:begin], *words.sorts[word]))
            last = found.end()
    run = _Run(text, start, stop, tokens, words)
    out: list[Figure] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        figure, i = _READERS[token.sort](run, i)
        if figure is None:
            continue
        figure.right = figure.end
        if figure.kind == "count" or (figure.kind == "fraction" and token.word == "half"):
            take_unit(figure, text, stop, words)
        if token.sort != "cardinal" and figure.kind != "ordinal":
            figure.start -= _article(text, start, figure.start)
        figure.left = figure.start
        figure.before = word_before(text, start, figure.start).lower()
        if figure.kind == "count" and _in_name(text, start, token, figure, words):
            figure.kind = "name"
        out.append(figure)
    return out


def _article(text: str, start: int, at: int) -> int:
    """Length of "a " or "an " before a number word."""
    for n in (2, 3):
        if at - n >= start and text[at - n : at - 1].lower() in ("a", "an") and text[at - 1].isspace():
            return 0 if text[max(at - n - 1, 0) : at - n].isalnum() else n
    return 0


def _in_name(text: str, start: int, token: _Token, figure: Figure, words: NumberWords) -> bool:
    """Group of Seven, Channel Four, world war two."""
    if figure.before not in words.name_ends:
        return False
    lead = text[max(start, figure.start - 24) : figure.start].lower().split()
    pair = " ".join(lead[-2:])
    large = text[token.start].isupper()
    return (
        pair in words.wars or lead[-1] in words.wars or (large and (pair in words.groups or lead[-1] in words.groups))
    )


def _vague(run: _Run, i: int) -> tuple[Figure | None, int]:
    """Read a few dozen, a couple of hundred, several thousand; alone they are no number."""
    k, j = run.scales(i + 1, (*_SPACES, " of ", " of a "))
    if j == i + 1:
        return None, j
    low, high = (n * k for n in run.words.vague[run.tokens[i].word])
    return Figure(
        run.tokens[i].start, run.tokens[j - 1].end, float(round(math.sqrt(low * high))), low=low, high=high
    ), j


def _order(run: _Run, i: int) -> tuple[Figure | None, int]:
    """Dozens, hundreds, tens of thousands."""
    k, j = run.scales(i + 1, (" of ",))
    token, end = run.tokens[i], run.tokens[j - 1].end
    low, value, high = (float(x) for x in run.words.orders[token.word])
    if j == i + 1 and token.word in ("scores", "tens") and not _AFTER_ORDER.match(run.text, end, run.stop):
        return None, j
    if k > 1:
        low, high = low * k, (high + 1) * k - 1
        value = float(math.isqrt(int(low * high)))
    return Figure(token.start, end, value, low=low, high=high), j


def _part(run: _Run, i: int) -> tuple[Figure | None, int]:
    """Half a million, a quarter of a million, a fifth of; other than after "a" such words are ordinals."""
    text, token = run.text, run.tokens[i]
    k, j = run.scales(i + 1, (*_SPACES, " a ", " of a ", "-a-"))
    article = _article(text, run.start, token.start) > 0
    if k > 1 and (token.word == "half" or article or run.tokens[i + 1].link == " of a "):
        return Figure(token.start, run.tokens[j - 1].end, k / token.value, base=1 / token.value), j
    if _is_fraction(run, token, article=article):
        part = Figure(token.start, token.end, 1 / token.value, "fraction", right=token.end)
        if token.word != "half" or _AFTER_PART.match(text, token.end, run.stop):
            return part, i + 1
        if take_unit(part, text, run.stop, run.words):  # half an hour
            return part, i + 1
    if token.word == "half" and text.endswith((" and a ", "-and-a-"), run.start, token.start):
        return None, i + 1  # a year and a half: the year is not ours to see
    return Figure(token.start, token.end, token.value, "ordinal"), i + 1


def _is_fraction(run: _Run, token: _Token, *, article: bool) -> bool:
    """Tell "a fifth of" and "by a third" from the fifth gun and the third quarter."""
    text = run.text
    if token.word == "half":
        before = word_before(text, run.start, token.start).lower()
        whole = before in run.words.halves_after
        return not whole and not text.endswith((" and a ", "-and-a-"), run.start, token.start)
    if token.sort != "part" or not article:
        return False
    if text.endswith(" by a ", run.start, token.start):
        return True
    end = " of" if token.word == "quarter" else ""
    return text.startswith(end, token.end) and _AFTER_PART.match(text, token.end, run.stop) is not None


def _ordinal(run: _Run, i: int) -> tuple[Figure | None, int]:
    return Figure(run.tokens[i].start, run.tokens[i].end, math.nan, "ordinal"), i + 1


def _cardinal(run: _Run, i: int) -> tuple[Figure | None, int]:
    """Compose a cardinal: twenty-five, one hundred and fifty thousand, two and a half million; two-thirds."""
    tokens = run.tokens
    first = tokens[i]
    value, unit, j = _compose(run, i)
    if j < len(tokens) and tokens[j].link in _SPACES:
        part = tokens[j]
        if part.sort in ("part", "ordinal") and value >= 20 and value % 10 == 0:
            return Figure(first.start, part.end, math.nan, "ordinal"), j + 1  # twenty-first
        plural = part.sort == "parts" and value > 1
        if (plural or (part.sort == "part" and value == 1)) and part.value > value and _is_part(run, part):
            k, after = run.scales(j + 1, (" of a ", " of "))
            return Figure(
                first.start, tokens[after - 1].end, value / part.value * k, "count" if k > 1 else "fraction"
            ), after
    figure = Figure(first.start, tokens[j - 1].end, value, base=value / unit if unit > 1 else math.nan)
    if j == i + 1 and first.word in run.words.idioms and not _counts(run, first):
        figure.kind = "pronoun"
    return figure, j


def _compose(run: _Run, i: int) -> tuple[float, float, int]:
    """Give the value of the cardinal from token i on, its last magnitude, and the token behind it."""
    total, current, unit, j = 0.0, -1.0, math.inf, i  # current is -1 where no digit word has come since the magnitude
    while j < len(run.tokens):
        token = run.tokens[j]
        link = "" if j == i else " " if token.link in _SPACES else token.link.replace("-", " ")
        scale = run.words.scale.get(token.word, 0.0)
        if link == " and a " and token.sort == "part" and token.value <= 4:  # two and a half, a million and a half
            if current >= 0:
                current += 1 / token.value
            else:
                total += unit / token.value
        elif link not in ("", " ", " and "):
            break
        elif token.sort == "cardinal" and _adds(current, token.value, link, fresh=j == i or total > 0):
            current = max(current, 0.0) + token.value
        elif not scale or scale >= unit or link == " and " or (current <= 0 and j > i):
            break
        elif scale > 100:
            total, current, unit = total + abs(current) * scale, -1.0, scale
        elif current < 100:
            factor = abs(current) * scale
            total, current, unit = (total, factor, unit) if scale == 100 else (total + factor, -1.0, scale)
        else:
            break
        j += 1
    value = total + max(current, 0.0)
    if unit == math.inf:
        unit = 100.0 if value >= 100 and value % 100 == 0 else 1.0
    return value, unit, j


def _adds(current: float, value: float, link: str, *, fresh: bool) -> bool:
    """Tell whether a digit word goes on: five of twenty-five, fifty of one hundred and fifty."""
    if current < 0:
        return fresh
    tens = link == " " and current % 100 >= 20 and current % 10 == 0 and value < 10
    return value > 0 and (tens or (current >= 100 and current % 100 == 0))


def _is_part(run: _Run, part: _Token) -> bool:
    """Quarters are also of a year: only "three quarters of" and "three-quarters" are parts."""
    return not part.word.startswith("quarter") or run.text.startswith(" of", part.end) or part.link != " "


def _counts(run: _Run, token: _Token) -> bool:
    """Tell "one gun" and "at least one" from the pronoun, "zero losses" from "ground zero"."""
    text, stop = run.text, run.stop
    idiom = run.words.idioms[token.word]
    before = word_before(text, run.start, token.start).lower()
    if text[token.end : token.end + 1] == "-" and token.end < stop:
        return take_unit(Figure(token.start, token.end, 1, right=token.end), text, stop, run.words)
    if before in idiom["sure_after"]:
        return not text.startswith(" of the", token.end)
    if token.start > run.start and text[token.start - 1] in _HYPHENS:
        return False
    after = _WORD.match(text, token.end, stop)
    if after and after[1] in ("in", "of", "out"):
        rest = text[after.end() : min(after.end() + 16, stop)].removeprefix(" of").lstrip()
        rest = _POSSESSIVE.sub("", rest, count=1) if after[1] == "of" else rest
        if rest[:1].isdigit() or run.words.cardinal.match(rest):
            return True
    if not after or before.rstrip(",") in idiom["not_after"] or after[1].lower() in idiom["not_before"]:
        return False
    return not text.startswith(tuple(idiom["phrases_behind"]), token.end + 1)


_READERS: dict[str, Callable[[_Run, int], tuple[Figure | None, int]]] = {
    "vague": _vague,
    "order": _order,
    "part": _part,
    "parts": _part,
    "ordinal": _ordinal,
    "cardinal": _cardinal,
    "magnitude": _cardinal,
}
