"""Rate, status, credit, place and date of a claim, from the words around it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple, cast

from forces.lexicon import Cue, Lexicon, Side
from forces.mentions import Counted
from forces.predicates import Governor
from forces.sentences import Sentence

__all__ = ["Evidence", "find_date", "find_place", "find_rate", "find_source", "find_status"]


class Evidence(NamedTuple):
    """A reading and the words that gave it."""

    value: str | None
    words: str | None = None


_PERIOD = r"(hour|day|week|month|year)"
_RATE = re.compile(
    rf"""
    \b(?: per | each | every | / | an? )\ {_PERIOD}\b (?! \s+(?: ago | later | after | earlier | before | of | on | long | old | when | in\ which ))
  | \b (hourly|daily|weekly|monthly|yearly|annually|annual) \b
  | \b(?: every | each | per | a ) \ (night) \b
  | \b in\ an\ (hour) \b
  | \b / (day|month|week|year|hour) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
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
    r"\s+(?:losses|average|rate|output|production|consumption|toll|casualties|casualty|fire|use|usage|expenditure|quota|number|total|strikes|about|some|around|up\s+to|more|nearly|almost|at\s+least|$)",
    re.IGNORECASE,
)
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
    following = [q.start for q in s.quantities if q.start >= counted.end]
    stop = min([*following, s.end])
    for chunk, base in ((s.text[counted.end : stop], counted.end), (s.text[previous : counted.start], previous)):
        if base == previous:
            if previous != s.start:  # what stands between two figures belongs to the first
                break
            cut = max(chunk.rfind(";"), chunk.rfind(" while "), chunk.rfind(" but "), chunk.rfind(" than "))
            base += cut + 1
            chunk = chunk[cut + 1 :]
        for match in _RATE.finditer(chunk):
            clause = chunk[: match.start()]
            if base >= counted.end and re.search(r";| while | whereas | but | compared ", clause):
                break
            if _NO_RATE.search(chunk[: match.start()]) and not re.match(
                r"(?:per|each|every|daily|in an)", match.group(), re.IGNORECASE
            ):
                continue
            if (
                base == previous
                and match.group().lower().startswith(("a ", "an "))
                and chunk[: match.start()].strip() != ""
            ):
                continue
            if base == s.start and match.group(2) and not _DAILY_WHAT.match(chunk, match.end()):
                continue
            period = next(g for g in match.groups() if g).lower()
            return Evidence(_ADVERBS.get(period, period), match.group())
    return Evidence(None)


def find_status(
    s: Sentence, counted: Counted, governor: Governor | None, following: Sentence | None, lexicon: Lexicon
) -> Evidence:
    """Tell whether the article asserts, plans or denies a figure."""
    first = counted.first
    verb = governor.first if governor is not None and not governor.passive else first
    floor = 0
    for k in range(min(verb, first) - 1, -1, -1):
        if s.lows[k] in (";", "while", "whereas", "but", "although") or (
            s.lows[k] in ("after", "when", "where", "who", "which", "since") and k < verb - 1
        ):
            floor = k + 1
            break
    projected: Evidence | None = None
    for mark in s.marks.get("status", ()):
        name, where = cast(tuple[str, str], mark.value)
        cue = Evidence(name, s.words(mark.first, mark.last))
        if where == "before" and floor <= mark.first and mark.last <= max(first, verb + 1):
            if name == "denied":
                return cue
            if first - mark.last <= 25 and not _spent(s, mark.last, verb, first):
                projected = projected or cue
        elif where == "after" and mark.first >= counted.last:
            gap = s.lows[counted.last : mark.first]
            if name == "denied" and len(gap) < 20:
                return cue
            if (
                name == "projected"
                and len(gap) <= 7
                and not any(w in gap for w in (",", ";", "and", "but", "that", "while"))
            ):
                projected = projected or cue
    if following is not None and following.end - following.start < 320:
        text = following.text[following.start : following.end]
        refusal = _REFUSAL.search(text)
        if refusal is not None:
            return Evidence("denied", refusal.group())
    return projected or Evidence("asserted")


_REFUSAL = re.compile(
    r"\b(?:denied|denies|rejected|rejects|dismissed|dismisses|refuted|refutes|disputed|disputes|called)\s+(?:\w+\s+){0,3}?(?:it|this|that|claims?|figures?|reports?|numbers?|information|statements?|estimates?)\b"
    r"|\b(?:figure|claim|number|report|estimate|information|it|this|that)s?\s+(?:\w+\s+)?(?:was|is|were|are)\s+(?:\w+\s+){0,2}?(?:false|untrue|fake|a lie|denied|not true|rejected|nonsense|wrong)\b",
    re.IGNORECASE,
)


def _spent(s: Sentence, cue_end: int, verb: int, first: int) -> bool:
    """Tell whether a finished verb stands between a cue of planning and the figure, and so ends its reach."""
    for k in range(cue_end, first):
        mark = s.at.get(("cue", k))
        if mark is not None and cast(Cue, mark.value).form in ("past", "s") and k != verb:
            return True
        if s.lows[k] in ("has", "had", "already") and k > cue_end + 1:
            return True
    return False


# -- credit --------------------------------------------------------------------------------------------------------

_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Aa]s reported by|[Cc]iting|[Aa]s per|[Bb]ased on data from|[Qq]uoting|[Aa]s estimated by|[Ee]stimates? (?:by|from|of))\s+(?:the\s+|a\s+|data\s+(?:from|of|by)\s+(?:the\s+)?|estimates\s+(?:from|of|by)\s+(?:the\s+)?|information\s+(?:from|of)\s+(?:the\s+)?)*"
)
_ROLE = "officials?|officers?|ministry|military|army|intelligence|spokes(?:man|woman|person)|authorities|forces|analysts|government|sources|general|president|command|staff|ministers?|secretary|chief|head|commander|expert|press|service|navy|force|defen[cs]e|media|data|researchers"
_NAME = re.compile(
    rf"(?:(?:(?:[A-ZÀ-Ž]\.)+|[A-ZÀ-Ž][\w’'&-]*|(?:{_ROLE})\b|(?:of|for|and|the|in|on|von|van|de|al|bin)(?=\s+(?:the\s+)?[A-ZÀ-Ž]))(?:\s+|(?=\W|$)))+"
)
_REFERRING = frozenset(
    [
        "ministry",
        "official",
        "officer",
        "spokesman",
        "spokeswoman",
        "general",
        "minister",
        "president",
        "magazine",
        "newspaper",
        "paper",
        "agency",
        "report",
        "website",
        "site",
        "group",
        "commander",
        "governor",
        "outlet",
    ]
)
_PRONOUN = frozenset({"he", "she", "they", "it", "who"})


def find_source(
    s: Sentence, counted: Counted, lexicon: Lexicon, read: Callable[[int], Sentence], depth: int = 0
) -> Evidence:
    """Find to whom the figure is credited: "according to X", "X said", or the speaker of the sentences before."""
    text = s.text
    for match in _ACCORDING.finditer(text, s.start, s.end):
        name = _NAME.match(text, match.end(), s.end)
        if name and (cleaned := _clean(name.group())):
            return Evidence(cleaned, text[match.start() : name.end()].strip())
    pronoun = False
    for k, low in enumerate(s.lows):
        if low not in lexicon.grammar["reporting"] or not s.tokens[k].islower():
            continue
        if any(s.lows[j] in ("to", "be", "been", "being", "was", "were") for j in range(max(k - 1, 0), k)):
            continue
        if k < counted.first and any(x == ";" for x in s.lows[k : counted.first]):
            continue
        inverted = (
            k + 1 < len(s.lows)
            and low in ("said", "says", "added", "told", "wrote")
            and k > 0
            and s.lows[k - 1] in (",", "”", '"', "-", "–", "’")
        )
        if (
            inverted
            and (name := _NAME.match(text, s.starts[k + 1], s.end))
            and text[name.end() : name.end() + 1] in ("", ",", ".", "\n", "”")
            and (cleaned := _clean(name.group()))
        ):
            return Evidence(cleaned, cleaned + " " + s.tokens[k])
        subject = _subject(s, k)
        if subject is None:
            continue
        if subject.lower() in _PRONOUN or subject.lower() in _REFERRING:
            pronoun = True
            continue
        return Evidence(subject, subject + " " + s.tokens[k])
    if depth < 3 and s.index > 0 and (pronoun or _continues(s)):
        before = read(s.index - 1)
        blank = counted if depth == 0 else counted
        return find_source(before, _at_end(before, blank), lexicon, read, depth + 1)
    return Evidence(None)


def _at_end(s: Sentence, counted: Counted) -> Counted:
    """Give a stand-in that lies behind the whole of an earlier sentence."""
    from dataclasses import replace

    return replace(counted, first=len(s.lows), last=len(s.lows))


def _continues(s: Sentence) -> bool:
    """Tell whether a sentence stands inside a quotation or goes on with a report: it opens with a quote or a dash."""
    opening = s.text[s.start : s.start + 1]
    return opening in '"“«' and bool(opening)


_SKIPPED = frozenset(
    {
        "has",
        "have",
        "had",
        "also",
        "recently",
        "earlier",
        "previously",
        "reportedly",
        "later",
        "then",
        "further",
        "now",
        "publicly",
        "on",
        "today",
        "yesterday",
        "officially",
    }
)
_ROLES = frozenset(
    [
        "officials",
        "official",
        "officer",
        "officers",
        "ministry",
        "military",
        "army",
        "intelligence",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "authorities",
        "forces",
        "analysts",
        "government",
        "sources",
        "general",
        "president",
        "command",
        "staff",
        "ministers",
        "minister",
        "secretary",
        "chief",
        "head",
        "commander",
        "expert",
        "experts",
        "service",
        "navy",
        "force",
        "media",
        "researchers",
    ]
)


def _subject(s: Sentence, verb: int) -> str | None:
    """Give the name that stands before a verb of saying, passing over adverbs, weekdays and appositions."""
    k = verb - 1
    while k >= 0 and (s.lows[k] in _SKIPPED or s.lows[k] in _WEEKDAYS):
        k -= 1
    if k >= 0 and s.lows[k] == ",":  # an apposition: "Ivan Petrov, a spokesman for the army, said"
        opening = next((j for j in range(k - 1, max(k - 22, 0), -1) if s.lows[j] == ","), None)
        if opening is not None and opening > 0:
            k = opening - 1 if s.tokens[opening - 1][:1].isupper() else k - 1
    if k < 0:
        return None
    if s.lows[k] in _PRONOUN:
        return s.lows[k]
    last = k
    while k >= 0:
        token = s.tokens[k]
        if (
            token[:1].isupper()
            or s.lows[k] in _ROLES
            or s.lows[k] in _REFERRING
            or s.lows[k] in ("'s", "’s")
            or (
                s.lows[k] in ("of", "for", "and", "the", "in", "&", "’", "'")
                and 0 < k < last
                and (s.tokens[k + 1][:1].isupper() or s.tokens[k + 1] == "the")
                and (s.tokens[k - 1][:1].isupper() or s.lows[k - 1] in _ROLES or s.lows[k - 1] in ("of", "for", "and"))
            )
        ):
            k -= 1
        else:
            break
    if k == last:
        return None
    return _clean(s.words(k + 1, last + 1))


def _clean(name: str) -> str | None:
    """Strip articles and stops from a name; None where nothing proper is left."""
    name = re.sub(
        r"^(?:(?:the|a|an|but|and|while|in|on|as|for|of)\s+)+", "", name.strip(" ,.;:\n-–—\"“”’'"), flags=re.IGNORECASE
    )
    name = re.sub(r"(?:\s+(?:and|of|the|for|in|on))+$", "", name)
    if not name or name.lower() in _PRONOUN:
        return name.lower() if name and name.lower() in _PRONOUN else None
    if not any(w[:1].isupper() for w in name.split()):
        return name.split()[-1] if name.split()[-1] in _REFERRING else None
    if name.lower() in _WEEKDAYS or name.lower() in (
        "however",
        "reports",
        "this",
        "that",
        "there",
        "these",
        "some",
        "many",
        "experts",
        "analysts",
        "media",
        "officials",
        "estimates",
    ):
        return None
    return name


# -- place ---------------------------------------------------------------------------------------------------------

_PLACE = re.compile(
    r"\b(?:in|near|at|around|outside|along|on|across|into|to|over|inside)\s+(?:the\s+)?"
    r"((?:(?:north|south|east|west)(?:ern|east(?:ern)?|west(?:ern)?)?\s+|central\s+|eastern\s+bank\s+of\s+(?:the\s+)?|borders?\s+(?:of|with)\s+(?:the\s+)?|outskirts\s+of\s+)?"
    r"[A-ZÀ-Ž][\w’'-]+(?:(?:\s+(?:and\s+)?|,\s+)(?!Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December)[A-ZÀ-Ž][\w’'-]+)*(?:\s+(?:border|borders|region|oblast|province|sector|front|axis|direction|district|soil|Oblast|area|peninsula|territory|frontier|coast|valley))?)"
)
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
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


def find_place(s: Sentence, counted: Counted, measure: str) -> Evidence:
    """Find the place that the claim's own sentence names, nearest behind the figure, else at the sentence's head."""
    if measure in ("deliveries", "production", "requirement"):
        return Evidence(None)
    stop = min([q.start for q in s.quantities if q.start >= counted.end], default=s.end)
    spans = [(counted.end, min(stop + 0, s.end)), (s.start, min(counted.start, s.start + 80))]
    for first, last in spans:
        for match in _PLACE.finditer(s.text, first, last):
            name = match.group(1).strip(" ,")
            lead = name.split()[0].lower().rstrip("’'s")
            if (
                s.text[s.start : match.start()]
                .lower()
                .endswith(("according ", "report ", "interview ", "article ", "story "))
            ):
                continue
            if (
                lead in _WEEKDAYS
                or lead in _MONTHS
                or (match.group().split()[0] in ("to", "over", "on", "into") and not _locates(match, measure))
            ):
                continue
            if first == s.start and s.text[s.start : match.start()].strip() != "":
                continue
            mark = next((m for m in s.marks.get("side", ()) if s.starts[m.first] == match.start(1)), None)
            if s.headline and mark is None:
                continue
            if mark is not None and cast(Side, mark.value).role in ("people", "leader", "speaker"):
                continue
            return Evidence(name, match.group())
    return Evidence(None)


def _locates(match: re.Match[str], measure: str) -> bool:
    """Tell whether "to X", "on X" or "into X" names where the force is."""
    word = match.group().split()[0]
    if word == "on":
        return bool(re.search(r"border|front|axis|direction|soil|sector|coast|territory", match.group()))
    return measure == "strength" and word in ("to", "into")


# -- date ----------------------------------------------------------------------------------------------------------

_MONTH = r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sep(?:t(?:ember|\.)?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DATES = [
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d))?\b"),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|,\d)(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d))?\b"),
    re.compile(
        rf"\b(?:in|by|since|of|end of|early|late|mid-|as of|until|during|last|for|from)\s*(?:the\s+(?:beginning|start|end)\s+of\s+)?(?:early\s+|late\s+|mid-?)?{_MONTH}(?:(?:\s+of)?,?\s+(?P<year>(?:1[5-9]|20)\d\d)|\s+(?P<this>this year|last year))?\b"
    ),
    re.compile(
        r"\b(?:in|by|since|of|during|end of|until|from|early|late)\s+(?:early\s+|late\s+|mid-)?(?P<year>(?:1[0-9]|20)\d\d)\b(?!\s+(?:soldiers|troops|men|tanks))"
    ),
]
_DAY = re.compile(
    r"\b(?:on\s+)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b(?P<yesterday>[Yy]esterday)\b"
)


def find_date(s: Sentence, counted: Counted, published: str | None) -> Evidence:
    """Find the date a figure speaks of, when the text gives one that differs from publication."""
    best: tuple[int, Evidence] | None = None
    for pattern in _DATES:
        for match in pattern.finditer(s.text, s.start, s.end):
            value = _iso(match, published)
            if value is None or (published is not None and value == published):
                continue
            distance = max(match.start() - counted.end, counted.start - match.end(), 0)
            if best is None or distance < best[0]:
                best = (distance, Evidence(value, match.group()))
        if best is not None:
            return best[1]
    if published is not None and len(published) == 10:
        for match in _DAY.finditer(s.text, s.start, s.end):
            day = dt.date.fromisoformat(published)
            if match["yesterday"]:
                day -= dt.timedelta(days=1)
            else:
                back = (day.weekday() - list(dt_weekdays()).index(match["weekday"])) % 7
                day -= dt.timedelta(days=back)
            if day.isoformat() != published:
                return Evidence(day.isoformat(), match.group())
    return Evidence(None)


def dt_weekdays() -> tuple[str, ...]:
    """Name the weekdays as `datetime.date.weekday` numbers them."""
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _iso(match: re.Match[str], published: str | None) -> str | None:
    groups = match.groupdict()
    month = groups.get("month")
    year = groups.get("year")
    number = next((i for i, m in enumerate(_MONTHS, 1) if month and m.startswith(month.rstrip(".").lower()[:3])), None)
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
