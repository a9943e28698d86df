"""Where and when: the place that a claim's sentence names, and the date its figure speaks of."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import cast

from forces.counted import Counted
from forces.lexicon import Side
from forces.sentences import Sentence
from forces.status import Evidence

__all__ = ["WEEKDAYS", "find_date", "find_place"]

_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = frozenset(name.lower() for name in _WEEKDAY_NAMES)


_PLACE = re.compile(
    r"\b(?:in|near|at|around|outside|along|on|across|into|to|over|inside)\s+(?:the\s+)?"
    r"((?:(?:north|south|east|west)(?:ern|east(?:ern)?|west(?:ern)?)?\s+|central\s+|eastern\s+bank\s+of\s+(?:the\s+)?|borders?\s+(?:of|with)\s+(?:the\s+)?|outskirts\s+of\s+)?"
    r"[A-ZÀ-Ž][\w’'-]+(?:(?:\s+(?:and\s+)?|,\s+)(?!\w+[’']s\b|President|Prime|Defen[cs]e|General|Gen|Minister|Governor|Colonel|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December)[A-ZÀ-Ž][\w’'-]+)*(?:\s+(?:border|borders|region|oblast|province|sector|front|axis|direction|district|soil|Oblast|area|peninsula|territory|frontier|coast|valley))?)"
)


_HEAD = re.compile(r"\b(?:in|near|at|around|outside|along|on|across|into|to|over|inside)\s")


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


_TELLING = ("according ", "report ", "interview ", "article ", "story ")
_INSIDE = frozenset({"in", "near", "inside", "outside"})


def find_place(s: Sentence, counted: Counted, measure: str) -> Evidence:
    """Find the place that the claim's own sentence names, nearest behind the figure, else at the sentence's head."""
    if measure in ("deliveries", "production", "requirement"):
        return Evidence(None)
    stop = min([q.start for q in s.quantities if q.start >= counted.end and q.kind == "count"], default=s.end)
    spans = [(counted.end, stop), (s.start, min(counted.start, s.start + 80))]
    if counted.how == "before":  # "the number of troops in Iraq has reached 138,000"
        spans.insert(0, (counted.start, counted.end))
    for first, last in spans:
        for match in _places(s, first, last):
            opens = first != s.start or s.text[s.start : match.start()].strip() == ""
            if opens and _is_place(s, match, measure):
                return Evidence(_named(s, match), match.group())
    if counted.item != "troops":
        return Evidence(None)
    rest = [*_places(s, stop, s.end), *reversed([*_places(s, s.start, counted.start)])]
    near = next((m for m in rest if m.group().split()[0] in _INSIDE and _is_place(s, m, measure)), None)
    return Evidence(_named(s, near), near.group()) if near is not None else Evidence(None)


def _named(s: Sentence, match: re.Match[str]) -> str:
    """Give a place's name up to a comma that another name stands behind: "at Antietam, Lee fewer than 40,000"."""
    name, start = match.group(1), match.start(1)
    named = {s.starts[m.first] for m in s.marks.get("side", ()) if cast(Side, m.value).role != "name"}
    comma = next((k for k, sign in enumerate(name) if sign == "," and start + k + 2 in named), len(name))
    return name[:comma].strip(" ,")


def _places(s: Sentence, first: int, last: int) -> Iterator[re.Match[str]]:
    """Give the names behind prepositions in a part of a sentence."""
    heads: list[int] | None = s.memo.get("heads")
    if heads is None:
        heads = s.memo["heads"] = [match.start() for match in _HEAD.finditer(s.text, s.start, s.end)]
    for head in heads[bisect_left(heads, first) :] if heads else ():
        if head >= last:
            return
        if head >= first and (match := _PLACE.match(s.text, head, last)):
            yield match
            first = match.end()


def _is_place(s: Sentence, match: re.Match[str], measure: str) -> bool:
    """Tell whether a name behind a preposition is where a claim's force stands, falls or fires."""
    name, word = match.group(1).strip(" ,"), match.group().split()[0]
    if s.text[s.start : match.start()].lower().endswith(_TELLING):
        return False
    lead = name.split()[0].lower().rstrip("’'s")
    if lead in WEEKDAYS or lead in _MONTHS or (word in ("to", "over", "on", "into") and not _locates(match, measure)):
        return False
    mark = next((m for m in s.marks.get("side", ()) if s.starts[m.first] == match.start(1)), None)
    if mark is None:
        return not s.headline or word in _INSIDE
    role = cast(Side, mark.value).role
    if s.text[match.end(1) : match.end(1) + 6].startswith((" army", " force")):
        return False  # "served in the Union army"
    alone = role == "demonym" and mark.last == mark.first + 1 and " " not in name  # "in the Ukrainian army"
    return not name.endswith(("'s", "’s")) and role not in ("people", "leader", "speaker") and not alone


def _locates(match: re.Match[str], measure: str) -> bool:
    """Tell whether "to X", "on X" or "into X" names where the force is."""
    word = match.group().split()[0]
    if word == "on":
        return bool(re.search(r"border|front|axis|direction|soil|sector|coast|territory", match.group()))
    return measure == "strength" and word in ("to", "into")


_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sep(?:t(?:ember|\.)?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_LEAD = r"\b(?i:in|by|since|of|end of|until|during|for|from|early|late|mid-|as of|last)\s*"
_DATES = [
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b"),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|,\d)(?:,?\s+{_YEAR})?\b"),
    re.compile(
        rf"{_LEAD}{_MONTH}\s+(?:and|to|or|through|until|-|–)\s+{_MONTH.replace('month', 'last')}(?:,?\s+{_YEAR})?\b"
    ),
    re.compile(
        rf"{_LEAD}(?:the\s+(?:beginning|start|end)\s+of\s+)?(?:early\s+|late\s+|mid-?)?{_MONTH}"
        rf"(?:(?:\s+of)?,?\s+{_YEAR}|\s+(?P<this>this year|last year))?\b"
    ),
    re.compile(rf"{_LEAD}(?:early\s+|late\s+|mid-)?{_YEAR}\b(?!\s+(?:soldiers|troops|men|tanks))"),
]
_DATED = re.compile(r"[JFMASOND12](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|\d\d\d)")  #: what every date has
_DAY = re.compile(
    r"\b(?:on\s+)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b(?P<yesterday>[Yy]esterday)\b"
)


def find_date(s: Sentence, counted: Counted, published: str | None) -> Evidence:
    """Find the date a figure speaks of, when the text gives one that differs from publication."""
    dates: list[tuple[int, int, Evidence]] | None = s.memo.get("dates")
    if dates is None:
        dates = s.memo["dates"] = _dates(s, published)
    nearest = min(dates, key=lambda date: max(date[0] - counted.end, counted.start - date[1], 0), default=None)
    return nearest[2] if nearest is not None else Evidence(None)


def _dates(s: Sentence, published: str | None) -> list[tuple[int, int, Evidence]]:
    """Give the dates of a sentence that are printed most fully, and where they stand; else its first weekday."""
    for pattern in _DATES if _DATED.search(s.text, s.start, s.end) else ():
        found = []
        for match in pattern.finditer(s.text, s.start, s.end):
            value = _iso(match, published)
            if value is not None and value != published:
                found.append((*match.span(), Evidence(value, match.group())))
        if found:
            return found
    if published is not None and len(published) == 10:
        for match in _DAY.finditer(s.text, s.start, s.end):
            day = dt.date.fromisoformat(published)
            if match["yesterday"]:
                day -= dt.timedelta(days=1)
            else:
                back = (day.weekday() - _WEEKDAY_NAMES.index(match["weekday"])) % 7
                day -= dt.timedelta(days=back)
            if day.isoformat() != published:
                return [(*match.span(), Evidence(day.isoformat(), match.group()))]
    return []


def _month_number(name: str | None) -> int | None:
    """Give the number of a month by the first letters of its name."""
    return next((i for i, m in enumerate(_MONTHS, 1) if name and m.startswith(name.rstrip(".").lower()[:3])), None)


def _iso(match: re.Match[str], published: str | None) -> str | None:
    groups = match.groupdict()
    month = groups.get("month")
    year = groups.get("year")
    number = _month_number(month)
    last = _month_number(groups.get("last"))
    if number is not None and last is not None and last > number:
        number = (number + last + 1) // 2  # a span of months is dated by its middle
    if number is None:
        return year
    if year is None:
        if published is None:
            return None
        this = int(published[:4])
        later = len(published) >= 7 and number > int(published[5:7])
        year = str(this - 1 if later or groups.get("this") == "last year" else this)
    day = groups.get("day")
    if day is None:
        return f"{year}-{number:02d}"
    try:
        return dt.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return f"{year}-{number:02d}"
