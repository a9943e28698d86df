"""Rate and status of a claim: per day or in all, asserted, planned or denied."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, cast

from forces.counted import Counted
from forces.lexicon import Cue
from forces.predicates import Governor
from forces.sentences import Sentence

__all__ = ["Evidence", "find_rate", "find_status"]


class Evidence(NamedTuple):
    """A reading and the words that gave it."""

    value: str | None
    words: str | None = None


_PERIOD = r"(hour|day|week|month|year)"


_RATE = re.compile(
    rf"""
    \b(?: per | each | every | / | an? )\ {_PERIOD}\b
    (?! \s+(?: ago | later | after | earlier | before | of | long | old | when | in\ which ))
  | \b (hourly|daily|weekly|monthly|yearly|annually|annual) \b
    (?! \s+(?: address | briefing | bulletin | digest | email | intelligence | mail | news | newspaper | paper | report
              | statement | summary | telegraph | update | updates | video ))
  | \b(?: every | each | per | a ) \ (night) \b
  | \b in\ (?:an|one)\ (hour) \b
  | \b / (day|month|week|year|hour) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


_RATED = re.compile(r"[hdwmyan](?:our|a[yi]|eek|onth|ear|nnual|ight)")  #: what every rate has
_ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
    "annual": "year",
    "night": "day",
}


_DAILY_WHAT = re.compile(
    r"\s{1,3}(?:[A-Z]\w+\s+)?(?:losses|average|rate|output|production|consumption|toll|casualties|casualty|fire|use|usage|expenditure|quota|number|total|strikes|about|some|around|up\s+to|more|nearly|almost|at\s+least|$)",
    re.IGNORECASE,
)


_ALWAYS = re.compile(r"per|each|every|daily|in an|in one", re.IGNORECASE)
_NO_RATE = re.compile(
    r"\b(?:for|within|over|half|once|twice|times|than|about|after|nearly|almost|in|during|of|just|quarter|last|as|least|of)\s+$",
    re.IGNORECASE,
)


def find_rate(s: Sentence, counted: Counted, previous: int) -> Evidence:
    """Find the period of a rate: behind the figure up to the next figure, else before it in the same clause.

    Parameters
    ----------
    previous : int
        Offset of the end of the figure before this one in the sentence, or the sentence's start.
    """
    rated = s.memo.get("rated")
    if rated is None:
        rated = s.memo["rated"] = _RATED.search(s.text[s.start : s.end].lower()) is not None
    if not rated:
        return Evidence(None)
    stop = min([q.start for q in s.quantities if q.start >= counted.end and q.value != 1], default=s.end)
    for match in _RATE.finditer(s.text, counted.end, stop):
        between = s.text[counted.end : match.start()]
        if re.search(r";| while | whereas | but | compared | whom ", between):
            break
        if _ALWAYS.match(match.group()) or not _NO_RATE.search(between):
            return _rate(match)
    if previous != s.start:  # what stands between two figures belongs to the first, but for "its monthly losses are"
        adverbs = [m for m in _RATE.finditer(s.text, previous, counted.end) if m.group(2) is not None]
        fits = [m for m in adverbs if _DAILY_WHAT.match(s.text, m.end()) and ";" not in s.text[m.end() : counted.start]]
        return _rate(fits[-1]) if fits and fits[-1].end() <= counted.end else Evidence(None)
    for match in _RATE.finditer(s.text, s.start, counted.start):
        after = s.text[match.end() : counted.start]
        if ";" in after or re.search(r" (?:while|but|than) |, (?:\w+ ){1,4}(?:said|added|wrote|told)\b", after):
            continue
        adverb = match.group(2) is not None
        article = match.group().lower().startswith(("a ", "an "))
        if (adverb and _DAILY_WHAT.match(after)) or (not adverb and not article):
            return _rate(match)
    return Evidence(None)


def _rate(match: re.Match[str]) -> Evidence:
    period = next(group for group in match.groups() if group).lower()
    return Evidence(_ADVERBS.get(period, period), match.group())


def find_status(s: Sentence, counted: Counted, governor: Governor | None, following: str = "") -> Evidence:  # noqa: C901 (cues tried in turn)
    """Tell whether the article asserts, plans or denies a figure, given the text of the sentence that follows."""
    first = counted.first
    verb = governor.first if governor is not None and not governor.passive else first
    floor = 0
    for k in range(min(verb, first) - 1, -1, -1):
        if (low := s.lows[k]) in _PARTS or (low in _CLAUSES and k < verb - 1):
            floor = k + 1
            break
    projected: Evidence | None = None
    if governor is not None and not governor.passive and s.lows[verb - 1] == "may" and _acts(s, governor):
        projected = Evidence("projected", s.tokens[verb - 1])  # "NATO may send 5,000 troops", not "may have 5,000"
    for mark in s.marks.get("status", ()):
        name, where = cast(tuple[str, str], mark.value)
        cue = Evidence(name, s.words(mark.first, mark.last))
        early = where == "before" or (name == "projected" and mark.last <= first)
        if early and floor <= mark.first and mark.last <= (max(first, verb + 1) if verb < first else first):
            if name == "denied":
                if not _ENDS_DENIAL.intersection(s.lows[mark.last : first]):
                    return cue
                continue
            if s.lows[mark.first : mark.last] == ["to", "have"] and s.lows[mark.last].endswith("ed"):
                continue  # "estimated it to have amounted to 900 men"
            told = governor is not None and governor.cue.measure in ("losses", "fire")
            if told and s.lows[mark.first].startswith("announce"):
                continue  # "announced the destruction of ten tanks"
            if first - mark.last <= 25 and not _spent(s, mark.last, verb, first):
                projected = projected or cue
        elif where == "after" and mark.first >= counted.last:
            gap = s.lows[counted.last : mark.first]
            if name == "denied" and len(gap) < 20:
                return cue
            if (
                name == "projected"
                and len(gap) <= 7
                and not any(w in gap for w in (",", ";", "but", "that", "while"))
                and not any(w == "and" and ("item", counted.last + k + 1) not in s.at for k, w in enumerate(gap))
            ):
                projected = projected or cue
    if projected is None and s.lows[-1:] != ["."] and s.index < _TITLES and _infinitive(s, first):
        projected = Evidence("projected", "to")  # "Pentagon to rush five brigades"
    if governor is not None and governor.passive and s.lows[governor.first] in _PROMISED:
        projected = projected or Evidence("projected", s.words(governor.first, governor.last))
    if len(following) < 320 and (refusal := _refusal(following)) is not None:
        return Evidence("denied", refusal)
    return projected or Evidence("asserted")


_DOING = frozenset({"add", "deploy", "move", "redeploy", "send", "withdraw"})
_PARTS = frozenset({";", "while", "whereas", "but", "although"})
_CLAUSES = frozenset({"after", "when", "where", "who", "which", "since"})
_TITLES = 2  #: sentences at the head of an article that may be its headline
_ENDS_DENIAL = frozenset({",", "said", "says", "claimed", "claims", "reported"})
_PROMISED = frozenset({"expected", "offered", "ordered", "planned", "pledged", "promised", "requested"})
_SAID = r"(?:claims?|figures?|reports?|numbers?|information|statements?|estimates?|it|this|that(?![ ][a-z]))"
_REFUSAL = re.compile(
    r"\b(?:laughed\s+(?:at|off)|scoffed\s+at|mocked|ridiculed|contradicted|denied|denies|rejected|rejects|dismissed|dismisses|refuted|refutes|disputed|disputes)\s+"
    rf"(?:(?!that\s(?!claim|figure|number|report|estimate|statement))\w+\s+){{0,3}}?{_SAID}\b"
    rf"|\bcall(?:s|ed)\s+(?:\w+\s+){{0,3}}?{_SAID}\s+(?:\w+\s+){{0,2}}?"
    r"(?:fantasy|false|untrue|lies?|nonsense|propaganda|exaggerat\w+|invented|ridiculous|absurd)\b"
    r"|^[\"“‘'«]?(?:fairy tales?|nonsense|lies|a lie|fantasy|fantasies|rubbish|propaganda|not true|untrue)\b"
    rf"|\b{_SAID}\s+(?:\w+\s+)?(?:was|is|were|are)\s+(?:\w+\s+){{0,2}}?"
    r"(?:false|untrue|fake|a lie|denied|not true|rejected|nonsense|wrong)\b",
    re.IGNORECASE,
)
#: a sentence without one of these, in lower case, is not searched for the pattern above
_REFUSING = (
    "absurd", "contradict", "denie", "dismiss", "disput", "exaggerat", "fairy", "fake", "false", "fantas", "invented",
    "laugh", "lie", "mock", "nonsense", "propaganda", "refut", "reject", "ridicul", "rubbish", "scoff", "true", "wrong",
)  # fmt: skip
#: "dismissed claims of 300,000": a figure of its own is rejected, not the one before
_COUNT = re.compile(r"\d{2}|\b(?:million|thousand)\b")
_OTHER_FIGURE = re.compile(r"\s{1,3}(?:of|that|putting)\b[^.;]{0,60}\d")


@lru_cache(maxsize=64)
def _refusal(text: str) -> str | None:
    """Give the words of a sentence that reject what the one before it says."""
    low = text.lower()
    found = _REFUSAL.search(text) if any(stem in low for stem in _REFUSING) else None
    if found is not None and _COUNT.search(text, 0, found.start()):
        return None  # that sentence has a figure of its own
    if found is None or _OTHER_FIGURE.match(text, found.end()):
        return None
    return found.group()


def _acts(s: Sentence, governor: Governor) -> bool:
    """Tell whether a verb is one of doing, which behind "may" is ahead; of having, it is a guess about now."""
    return governor.cue.form == "base" and (governor.cue.cue != "hold" or s.lows[governor.first] in _DOING)


def _infinitive(s: Sentence, first: int) -> bool:
    """Tell whether a headline announces: its verb stands behind "to"."""
    cues = ((m.first, cast(Cue, m.value)) for m in s.marks.get("cue", ()))
    return any(c.form == "base" and 0 < k < first and s.lows[k - 1] == "to" for k, c in cues)


def _spent(s: Sentence, cue_end: int, verb: int, first: int) -> bool:
    """Tell whether a finished verb stands between a cue of planning and the figure, and so ends its reach."""
    for k in range(cue_end, first):
        mark = s.at.get(("cue", k))
        if mark is not None and cast(Cue, mark.value).form in ("past", "s") and k != verb:
            return True
        if s.lows[k] in ("has", "had", "already") and k > cue_end + 1:
            return True
    return False
