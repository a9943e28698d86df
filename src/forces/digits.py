"""Figures in digits, and what each of them is: a count, a price, a year, a date, the number in a name."""

from __future__ import annotations

import math
import re

from forces.figures import Figure, cues_before, take_unit, word_before
from forces.numberwords import Kind, NumberWords

__all__ = ["find_digits"]

_DIGIT = re.compile("[0-9]")
_DIGITS = re.compile("[0-9]+")
_GLUED_NOUN = re.compile(r"[a-z]{4}")
_LETTER_BEHIND = re.compile(r"-[A-Z]\b")
_REST_OF_DATE = re.compile(
    r"[0-9]{1,2}(?:st|nd|rd|th)?(?:\s?[-–‑/]\s?[0-9]{1,2}(?:st|nd|rd|th)?)?(?![0-9A-Za-z]|,[0-9]{3}\b(?!,))"
    r"(?:,?\s?[12][0-9]{3}(?![0-9]|,[0-9]))?"
)
_REST_OF_NAME = re.compile(r"[0-9]+(?:[-‑]?[A-Za-z0-9]+)*")
_LIST_GOES_ON = re.compile(r"[.,][0-9]")
_MODEL = re.compile(r"\b(\w+)\s[A-Z][\w-]+\s$")  #: a count and the name of a type, before its number
_CLOSED = re.compile(r"[,)] ")
_REST_OF_LIST = re.compile(r"[0-9.,]*[0-9]")
_FOOTNOTE = re.compile(r"[0-9]{1,3}\]")
_NUMBERING = re.compile(r"[0-9]{1,2}[.)]\s")
_TELEPHONE = re.compile(r"[0-9][0-9 ()-]{6,}[0-9]")
_TWO_DIGITS = re.compile(r"[0-9]{2}\b(?!,)")
_FOUR_DIGITS = re.compile(r"[12][0-9]{3}\b")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL_COMMA = re.compile(r"(?<![0-9])[0-9]+,[0-9]{1,2}")
_NO_DIGIT = re.compile("[^0-9]")
_MIXED = re.compile(r" ([1-9]|1[0-5])/(2|3|4|5|8|16|32)(?![\d/])")
_RATIO_SIGN = re.compile("[:/]")
_STEM = re.compile(r"[\W_]")
_WORD = re.compile(r"\s?\(?([A-Za-z]+)")
_SIGNS = "$€£¥₴₽₹₺₩₪"
_HYPHENS = "-‑‐"
_SEPARATORS = ",. \xa0\u2009\u202f"
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_HEDGES = frozenset({"nearly", "about", "over", "some", "to", "than", "least", "the", "and"})
_LONGEST = 24  # digits and separators; longer than any count of things


def find_digits(text: str, start: int, stop: int, words: NumberWords) -> list[Figure]:
    """Give every figure written in digits, in the order of the text.

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
    search, form, at = _DIGIT.search, words.form.match, start
    while (hit := search(text, at, stop)) and (found := form(text, hit.start(), stop)):
        figure = _read(text, start, stop, found, words)
        if figure.left < 0:
            figure.left = figure.start
        if figure.right < 0:
            figure.right = figure.end
        if out:
            _carry_date(out[-1], figure, text, stop, words)
        out.append(figure)
        at = figure.right
    return out


def _read(text: str, start: int, stop: int, found: re.Match[str], words: NumberWords) -> Figure:
    """Read one figure: what stands before it decides first, then its form, its unit, what is glued to it."""
    at, form = found.start(), found.lastgroup
    before = word_before(text, start, at)
    last = text[at - 1] if at > start else " "
    month = before[:1].isupper() and before.lower().rstrip(".,") in words.months
    if month and (rest := _REST_OF_DATE.match(text, at, stop)):
        return Figure(at, rest.end(), math.nan, "date")
    money = _currency(text, start, at, last, words)
    if not money and not last.isspace() and (kind := _glued_before(text, start, at, last, before.lower())):
        return _name(text, at, stop, kind, _TELEPHONE if last == "+" else _REST_OF_NAME)
    if form != "number":
        return _special(found, form, words)
    if (last == "\n" or at == 0) and _NUMBERING.match(text, at, stop):
        return Figure(at, found.end(), math.nan, "ordinal")
    return _number(text, start, stop, found[0], at, before, money, words)


def _number(
    text: str, start: int, stop: int, printed: str, at: int, before: str, money: int, words: NumberWords
) -> Figure:
    """Read digits that may count: their separators, sign, currency, magnitude and unit."""
    end = at + len(printed)
    if len(printed) > _LONGEST or _LIST_GOES_ON.match(text, end, stop):
        return _name(text, at, stop, "name", _REST_OF_LIST)
    figure = Figure(at, end, _value(printed), left=at, right=end, before=before.lower())
    if printed.endswith(",000"):
        figure.base = figure.value / 1000
    if money:
        figure.left = at - money
        figure.unit, figure.kind = text[figure.left : at].strip(), "money"
        figure.before = word_before(text, start, figure.left).lower()
    elif text[at - 1 : at] == "." and at > start and not text[at - 2 : at - 1].isalnum():  # ".5 percent"
        figure.value, figure.start, figure.left = figure.value / 10 ** len(printed), at - 1, at - 1
    if (
        len(printed) < 4 and (mixed := _MIXED.match(text, end, stop)) and int(mixed[1]) < int(mixed[2])
    ):  # "2 3/4 percent"
        figure.value += int(mixed[1]) / int(mixed[2])
        figure.end = figure.right = mixed.end()
    scaled = _scale(text, stop, figure, words)
    if figure.kind == "money" or take_unit(figure, text, stop, words) or scaled:
        _sign(text, start, figure)
        return figure
    glued = figure.end < stop and text[figure.end].isalpha() and not _GLUED_NOUN.match(text, figure.end, stop)
    if glued or _LETTER_BEHIND.match(text, figure.end, stop):
        return _name(text, at, stop, "name", _REST_OF_NAME)
    figure.kind = _plain_kind(text, start, stop, figure, printed, before, words)
    return figure


def _name(text: str, at: int, stop: int, kind: Kind, rest: re.Pattern[str]) -> Figure:
    """Take the whole of what the digits belong to: "2A4" of M2A4."""
    found = rest.match(text, at, stop) if kind == "name" else None
    found = found or _DIGITS.match(text, at, stop)
    return Figure(at, found.end() if found else at + 1, math.nan, kind)


def _value(printed: str) -> float:
    r"""Read digits with any separators.

    Examples
    --------
    >>> _value("20,000"), _value("20\u202f000"), _value("131,46"), _value("1,00,000"), _value("2½")
    (20000.0, 20000.0, 131.46, 100000.0, 2.5)
    """
    if printed.isdigit():
        return float(printed)
    if printed[-1] in _VULGAR:
        return _value(printed[:-1]) + _VULGAR[printed[-1]]
    if _DECIMAL_COMMA.fullmatch(printed):
        return float(printed.replace(",", "."))
    whole, point, part = printed.partition(".")
    return float("".join(c for c in whole if c not in _SEPARATORS) + point + part)


def _currency(text: str, start: int, at: int, last: str, words: NumberWords) -> int:
    """Give the length of the currency before the digits: $, US$, EUR."""
    if not (last in _SIGNS or last.isspace() or last.isalpha() or last == "."):
        return 0
    if last in _SIGNS or (last.isspace() and at - 2 >= start and text[at - 2] in _SIGNS):
        begin = at - 1 if last in _SIGNS else at - 2
        while begin > start and at - begin < 5 and text[begin - 1].isascii() and text[begin - 1].isupper():
            begin -= 1
        return at - begin
    end = text[at - 2 : at - 1] if last.isspace() else last
    if end in words.code_ends and (found := words.code.search(text, max(start, at - 5), at)):
        return at - found.start()
    return 0


def _glued_before(text: str, start: int, at: int, last: str, lower: str) -> Kind | None:
    """Tell what a character glued before the digits makes of them: T-80, mid-2022, #5, [3], M1."""
    if last.isalpha() or last in "#№@_=&\\" or (last == "[" and _FOOTNOTE.match(text, at)):
        return "name"
    prior = text[at - 2] if at - 2 >= start else " "
    if last in "(/" and (prior.isdigit() or (last == "/" and (prior.isalpha() or prior in "/:"))):
        return "name"
    if last == "+" and text[at - 2 : at - 1] != "(" and _TELEPHONE.match(text, at):
        return "name"
    if last in "'’‘" and _TWO_DIGITS.match(text, at):
        return "year"
    if last in _HYPHENS and prior.isalpha():
        stem = _STEM.split(lower.rstrip(_HYPHENS))[-1]
        if stem in ("mid", "early", "late", "pre", "post") and _FOUR_DIGITS.match(text, at):
            return "year"
        return None if stem in _HEDGES or _THOUSANDS.match(text, at) else "name"
    return None


def _special(found: re.Match[str], form: str | None, words: NumberWords) -> Figure:
    """Read dates, clock times, ordinals, ratios, names and 1000s by their own form."""
    value, kind = math.nan, form or "name"
    if form == "order":
        low, value, high = (float(x) for x in words.orders["hundreds" if found[0] == "100s" else "thousands"])
        return Figure(*found.span(), value, low=low, high=high)
    if form == "ordinal":
        value = float(_NO_DIGIT.sub("", found[0])[:_LONGEST])
    elif form in ("ratio", "fraction"):
        over, under = (float(x[:_LONGEST]) for x in _RATIO_SIGN.split(found[0]))
        value = over / under if under else math.nan
        if form == "fraction" and not 0 < over < under <= 10:
            kind = "name"
    return Figure(*found.span(), value, kind)  # type: ignore[arg-type]  # the groups of the form are kinds


def _scale(text: str, stop: int, figure: Figure, words: NumberWords) -> bool:
    """Multiply by the magnitude behind the digits: 2.4 million, 40K, 4m, 5 and a half thousand."""
    found = words.magnitude.match(text, figure.end, stop)
    if not found:
        return False
    if short := found["short"]:
        if short == "m" and figure.kind != "money":
            after = _WORD.match(text, found.end(), stop)
            race = figure.value in words.races and figure.before in words.races_after
            if (after and after[1] in words.metres) or race:
                figure.kind, figure.unit, figure.right = "measure", "m", found.end()
                return True
        names = [short]
    else:
        names = [name if name in words.scale else name.lower() for name in found["words"].split()]
    figure.base = figure.value + (0.5 if found["half"] else 0)
    figure.value = figure.base * math.prod(words.scale[name] for name in names)
    figure.end = figure.right = found.end()
    return True


def _sign(text: str, start: int, figure: Figure) -> None:
    """Read a measure below nought: -12 degrees, minus 0.5 percent."""
    if figure.kind not in ("percent", "measure"):
        return
    at, sign = figure.start, 0
    if at > start and text[at - 1] in "-−" and not text[at - 2 : at - 1].isalnum():
        sign = 1
    elif figure.before == "minus" and not text.endswith("or minus ", start, at):
        sign = 6
    if sign:
        figure.value, figure.start, figure.left = -figure.value, at - sign, at - sign


def _carry_date(prior: Figure, figure: Figure, text: str, stop: int, words: NumberWords) -> None:
    """Let a date or time reach the day or hour beside it: "8 March or 9", "9 and 10 May", "from 9 to 5 p.m."."""
    if prior.kind == figure.kind or figure.start - prior.end > 5:
        return
    link = text[prior.end : figure.start].strip().lower()
    if link not in ("and", "or", "to", "-", "–"):
        return
    day, other = (prior, figure) if prior.kind == "count" else (figure, prior)
    if day.kind != "count" or day.value > 31 or day.end - day.start > 2:
        return
    if day is prior:
        if other.kind in ("date", "time"):
            day.kind = other.kind
        return
    counted = words.counted.match(text, day.end, min(stop, day.end + 40))
    if other.kind == "date" and text[other.start : other.end].isdigit() and not counted:
        day.kind = "date"


def _plain_kind(
    text: str, start: int, stop: int, figure: Figure, printed: str, before: str, words: NumberWords
) -> Kind:
    """Tell a count from a year, an age or the number in a name."""
    if len(printed) > 4 or not printed.isdigit():
        return "count"
    if len(printed) < 4 and (figure.before in words.ages or text.endswith(" age of ", start, figure.start)):
        return "age"
    counted = words.counted.match(text, figure.end, min(stop, figure.end + 40)) is not None
    if len(printed) == 4 and 1000 <= figure.value < 2100:
        return "year" if _is_year(text, start, figure, before, counted=counted, words=words) else "count"
    label = _is_label(text, start, stop, figure, before, printed, counted=counted, words=words)
    if (printed[0] == "0" != printed) or label:
        return "name"
    appositive = before.endswith(",") and before[0].isupper() and before[1:-1].islower() and len(printed) <= 2
    if appositive and _CLOSED.match(text, figure.end, stop):
        return "age"  # Ann Bell, 45, said
    return "count"


def _is_label(
    text: str, start: int, stop: int, figure: Figure, before: str, printed: str, *, counted: bool, words: NumberWords
) -> bool:
    """Tell the number of a model, page or brigade."""
    lower = figure.before
    if (
        (before[:1].isupper() and before in words.labels)
        or lower in words.models
        or (lower in words.labels and (before[0].isupper() or not counted))
    ):
        return True
    if not counted and (lower in words.formations or text.endswith("Group of ", start, figure.start)):
        return True
    counts = _MODEL.search(text, max(start, figure.start - 40), figure.start) if len(printed) == 1 and counted else None
    if counts is not None and (counts[1].isdigit() or counts[1].lower() in words.cardinals):
        return True  # "four Wisent 1 tanks"
    tail = _WORD.match(text, figure.end, stop)
    return tail is not None and tail[1] in words.tails


def _is_year(text: str, start: int, figure: Figure, before: str, *, counted: bool, words: NumberWords) -> bool:
    """Tell 1800 to 2099 as a year: nothing counted behind it, no qualifier before it, or words that date."""
    lower, odd = figure.before.rstrip(","), figure.value % 100 != 0
    if figure.value < 1800 or lower in words.year_sure:
        return lower in words.year_sure and (figure.value >= 1800 or not counted)
    if lower in words.last_words and cues_before(text, start, figure.left, words)[1]:
        return odd and lower in ("around", "about", "circa")
    if not counted:
        return True
    return odd and (lower in words.year_after or lower.endswith(("'s", "’s", "s’")) or before[:1].isupper())
