"""To whom an article credits a figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from forces.circumstances import WEEKDAYS
from forces.counted import Counted
from forces.lexicon import Lexicon
from forces.sentences import Sentence
from forces.status import Evidence

__all__ = ["find_source"]


_DATA = r"(?:data|estimates?|information|figures)\s+(?:from|of|by)\s+(?:the\s+)?"
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Aa]s (?:reported|estimated) by|[Aa]s per|[Cc]iting|[Qq]uoting|[Bb]ased on data from|"
    rf"[Ee]stimates? (?:by|from|of))\s+(?:the\s+|a\s+|{_DATA})*"
)
_ROLE = (
    "officials?|officers?|ministry|military|army|intelligence|spokes(?:man|woman|person)|authorities|forces|analysts|"
    "government|sources|general|president|command|staff|ministers?|secretary|chief|head|commander|expert|press|service|"
    "navy|force|defen[cs]e|media|data|researchers"
)
_NAME = re.compile(
    rf"(?:(?:(?:[A-ZÀ-Ž]\.)+|[A-ZÀ-Ž][\w’'&-]*|(?:{_ROLE})\b|"
    r"(?:of|for|and|the|in|on|von|van|de|al|bin)(?=\s+(?:the\s+)?[A-ZÀ-Ž]))(?:\s+|(?=\W|$)))+"
)
#: a person's name behind lower-case words for his office: "ministry spokeswoman Ana Silva"
_BEHIND_ROLE = re.compile(r"\A(?:[a-z][\w’'-]*\s+)+([A-ZÀ-Ž][\w’'-]+(?:\s+[A-ZÀ-Ž][\w’'-]+)+)$")
_PRONOUN = frozenset({"he", "she", "they", "it", "who"})


def find_source(
    s: Sentence, counted: Counted, lexicon: Lexicon, read: Callable[[int], Sentence], depth: int = 0
) -> Evidence:
    """Find to whom the figure is credited: "according to X", "X said", or the speaker of the sentences before."""
    known: Evidence | None = s.memo.get(("source", depth))
    if known is None:
        known = _source(s, counted, lexicon, read, depth)
        if depth or ";" not in s.lows:  # it is the same for every figure of the sentence
            s.memo["source", depth] = known
    return known


def _source(  # noqa: C901 (ways tried in turn)
    s: Sentence, counted: Counted, lexicon: Lexicon, read: Callable[[int], Sentence], depth: int
) -> Evidence:
    text = s.text
    pronoun = False
    accorded: Evidence | None = None
    for match in _ACCORDING.finditer(text, s.start, s.end):
        name = _NAME.match(text, match.end(), s.end)
        cleaned = _clean(name.group(), lexicon) if name else None
        if name and cleaned and cleaned not in lexicon.grammar["referring"]:
            accorded = Evidence(full_name(cleaned, text), text[match.start() : name.end()].strip())
            if match.group().lower().startswith(("citing", "quoting")):  # who was cited said it first
                return accorded
            break
        pronoun = pronoun or cleaned is not None
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
            and (cleaned := _clean(name.group(), lexicon))
        ):
            return Evidence(full_name(cleaned, text), cleaned + " " + s.tokens[k])
        subject = _subject(s, k, lexicon)
        if subject is None:
            continue
        if subject.lower() in _PRONOUN or subject.lower() in lexicon.grammar["referring"]:
            pronoun = True
            continue
        return Evidence(full_name(subject, text), subject + " " + s.tokens[k])
    if accorded is not None:
        return accorded
    if depth < 4 and s.index > 0 and (depth or pronoun or _continues(s)):
        before = read(s.index - 1)
        return find_source(before, _at_end(before, counted), lexicon, read, depth + 1)
    return Evidence(None)


_TITLES = re.compile(
    r"^(?:(?:Lieutenant|Major|Brigadier|Colonel|Vice|Rear)[ -])?(?:General|Gen\.|Admiral|Colonel|Col\.|Major|Maj\.|"
    r"Captain|Capt\.|Lieutenant|Lt\.|President|Minister|Prime Minister|Chancellor|Senator|Sen\.|Mr\.?|Ms\.?|Mrs\.?|"
    r"Dr\.?|Professor)\s+(?!Staff\b|Command\b|Directorate\b)(?=[A-ZÀ-Ž])"
)


def full_name(name: str, text: str) -> str:
    """Give a name without its rank, and a surname with the first name that the article prints elsewhere.

    Examples
    --------
    >>> full_name("General Smith", "Anna Smith spoke. General Smith said so.")
    'Anna Smith'
    """
    bare = _TITLES.sub("", name)
    if " " in bare or not bare[:1].isupper() or bare.isupper():
        return bare
    words = re.match(r"\w+", bare)
    for first, start in _pairs(text).get(words[0] if words else "", ()):
        end = start + len(bare)
        if text.startswith(bare, start) and _EDGE.match(text, end):
            longer = f"{first} {bare}"
            return bare if _TITLES.match(longer + " ") or first.endswith(("ian", "ish", "can")) else longer
    return bare


_EDGE = re.compile(r"\b")
_PAIR = re.compile(  # a word in capitals, but for The, In, On, At, But and And; then a space and a word
    r"([A-ZÀ-Ž](?<!\w.)(?!(?<=T)he\b|(?<=[IO])n\b|(?<=A)t\b|(?<=B)ut\b|(?<=A)nd\b)[\w’-]+) (?=([^\W\d_]\w*))"
)


@lru_cache(maxsize=1)
def _pairs(text: str) -> dict[str, list[tuple[str, int]]]:
    """Give the words in capitals that stand before each such word of a text, and the offset of the second."""
    pairs: dict[str, list[tuple[str, int]]] = {}
    for match in _PAIR.finditer(text):
        if match[2][:1].isupper():
            pairs.setdefault(match[2], []).append((match[1], match.end()))
    return pairs


def _at_end(s: Sentence, counted: Counted) -> Counted:
    """Give a stand-in that lies behind the whole of an earlier sentence."""
    from dataclasses import replace

    return replace(counted, first=len(s.lows), last=len(s.lows))


def _continues(s: Sentence) -> bool:
    """Tell whether a sentence stands inside a quotation or goes on with a report: it opens with a quote or a dash."""
    opening = s.text[s.start : s.start + 1]
    return opening in '"“«' and bool(opening)


def _subject(s: Sentence, verb: int, lexicon: Lexicon) -> str | None:
    """Give the name that stands before a verb of saying, passing over adverbs, weekdays and appositions."""
    k = verb - 1
    while k >= 0 and (s.lows[k] in lexicon.grammar["skipped"] or s.lows[k] in WEEKDAYS):
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
            or s.lows[k] in lexicon.grammar["roles"]
            or s.lows[k] in lexicon.grammar["referring"]
            or s.lows[k] in ("'s", "’s")
            or (
                s.lows[k] in ("of", "for", "and", "the", "in", "&", "’", "'")
                and 0 < k < last
                and (s.tokens[k + 1][:1].isupper() or s.tokens[k + 1] == "the")
                and (
                    s.tokens[k - 1][:1].isupper()
                    or s.lows[k - 1] in lexicon.grammar["roles"]
                    or s.lows[k - 1] in ("of", "for", "and")
                )
            )
        ):
            k -= 1
        else:
            break
    if k == last:
        return None
    return _clean(s.words(k + 1, last + 1), lexicon)


def _clean(name: str, lexicon: Lexicon) -> str | None:
    """Strip articles and stops from a name; None where nothing proper is left."""
    name = re.sub(
        r"^(?:(?:the|a|an|but|and|while|in|on|as|for|of)(?:\s+|$))+",
        "",
        name.strip(" ,.;:\n-–—\"“”’'"),
        flags=re.IGNORECASE,
    )
    name = re.sub(r"(?:\s+(?:and|of|the|for|in|on))+$", "", name)
    person = _BEHIND_ROLE.match(name)
    name = person.group(1) if person else name
    if not name or name.lower() in _PRONOUN:
        return name.lower() if name and name.lower() in _PRONOUN else None
    if not any(w[:1].isupper() for w in name.split()):
        return name.split()[-1] if name.split()[-1] in lexicon.grammar["referring"] else None
    if name.lower() in WEEKDAYS or name.lower() in (
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
