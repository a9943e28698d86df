"""Noun phrases: which word ends one, and whether it leads on to an item."""

from __future__ import annotations

from typing import cast

from forces.lexicon import Cue, Item, Lexicon, Side
from forces.quantities import Quantity
from forces.sentences import Mark, Sentence

__all__ = [
    "DASHES",
    "QUOTES",
    "counts_people",
    "enrolled_in",
    "excluded",
    "goes_on",
    "is_elliptic",
    "is_head",
    "is_hull",
    "is_note",
    "leads_on",
    "modifier",
    "nounlike",
    "other_number",
    "plural_noun",
]

QUOTES = frozenset("\"“”‘’'«»*_")


DASHES = frozenset("-‑–—‒−")


def is_elliptic(s: Sentence, figure: int, lexicon: Lexicon) -> bool:
    """Tell whether nothing behind a figure can be its noun: the noun must then be understood."""
    j = figure + 1
    if j >= len(s.lows):
        return True
    low = s.lows[j]
    if low in ("of", "more", "others", "other", "additional", "daily", "weekly", "monthly"):
        return True
    cue = s.at.get(("cue", j))
    if cue is not None and cast(Cue, cue.value).form in ("ed", "past", "participle", "after", "s"):
        return True
    return low in lexicon.grammar["stops"] or low in ("and", "or") or not low[:1].isalnum()


def plural_noun(s: Sentence, j: int, grammar: dict[str, frozenset[str]]) -> bool:
    """Tell whether a word looks like a plural noun, which ends a noun phrase."""
    low, token = s.lows[j], s.tokens[j]
    if not low.endswith("s") or len(low) < 4 or not low.isalpha() or low in grammar["plural_modifiers"]:
        return False
    if low.endswith(("ss", "us", "is", "ous")) or (token[:1].isupper() and not s.tokens[0].isupper()):
        return False
    return not (j + 1 < len(s.lows) and s.lows[j + 1] in ("'s", "’", "'"))


def leads_on(s: Sentence, j: int, lexicon: Lexicon) -> bool:
    """Tell whether the words from j lead to an item within the same noun phrase."""
    for k in range(j, min(j + 7, len(s.lows))):
        if k in s.figures or s.lows[k] in lexicon.grammar["stops"] or s.lows[k] in lexicon.grammar["civilian"]:
            return False
        if ("item", k) in s.at:
            return True
        side = s.at.get(("side", k))
        if side is not None and (cast(Side, side.value).people or cast(Side, side.value).role == "force"):
            return True
        if side is not None and cast(Side, side.value).side in lexicon.groups:
            return True
    return False


def nounlike(s: Sentence, j: int, lexicon: Lexicon) -> bool:
    """Tell whether the word at j may go on with the noun phrase, so that the noun before it is no head."""
    if j >= len(s.lows) or j in s.figures:
        return False
    low = s.lows[j]
    if ("item", j) in s.at:
        return True
    if not low[:1].isalpha() or low in lexicon.grammar["stops"] or low in ("and", "or"):
        return False
    if low.endswith(("ed", "ing", "ly")):
        return False
    cue = s.at.get(("cue", j))
    return cue is None or cast(Cue, cue.value).form == "noun"


def goes_on(s: Sentence, mark: Mark, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Tell whether a word for people only describes the noun behind it: "40 terrorist targets"."""
    if nounlike(s, mark.last, lexicon):
        return True
    lone = quantity.value > 1 and not s.lows[mark.last - 1].endswith(("s", "men"))
    return lone and mark.last < len(s.lows) and plural_noun(s, mark.last, lexicon.grammar)


def other_number(s: Sentence, first: int, lexicon: Lexicon) -> bool:
    """Tell whether a figure is a number of something else: "the number of flights grew from 960"."""
    opened = next((k for k in range(first - 1, 0, -1) if s.lows[k - 1 : k + 1] == ["number", "of"]), None)
    if opened is None:
        return False
    ends = lexicon.grammar["stops"] | lexicon.grammar["reporting"] | lexicon.grammar["linking"]
    k = opened + 1
    while k < first and ("cue", k) not in s.at and s.lows[k] not in ends:
        k += 1
    told = any((kind, k - 1) in s.at for kind in ("side", "epithet"))
    told = told or any(k <= m.last <= first for m in s.marks.get("item", ()))
    return s.lows[k - 1].endswith("s") and s.lows[k - 1].isalpha() and not told


def enrolled_in(s: Sentence, j: int, lexicon: Lexicon) -> tuple[int, str | None] | None:
    """Read "members of the Iraqi security forces": where the phrase ends, and whose they are."""
    if s.lows[j : j + 1] != ["of"]:
        return None
    owner: str | None = None
    for k in range(j + 1, min(j + 6, len(s.lows))):
        if (mark := s.at.get(("side", k))) is not None:
            owner = cast(Side, mark.value).side
        if s.lows[k] in lexicon.grammar["enrolling"] and not nounlike(s, k + 1, lexicon):
            return k + 1, owner
        if not s.lows[k][:1].isalpha() and s.lows[k] not in ("'s", "’s", "."):
            return None
    return None


def is_head(s: Sentence, mark: Mark, item: Item, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Tell whether an item ends its noun phrase, in number with the figure."""
    nxt = mark.last
    if nxt < len(s.lows) and s.lows[nxt] in lexicon.not_before[item.item]:
        return False
    if item.plural:
        following = s.at.get(("item", nxt))
        return following is None or not cast(Item, following.value).plural
    if nounlike(s, nxt + (nxt < len(s.lows) and s.lows[nxt] in QUOTES), lexicon):
        return False
    if nxt + 1 < len(s.lows) and s.lows[nxt] in DASHES and s.starts[nxt] == s.ends[nxt - 1]:
        return False
    singular = quantity.value == 1 and quantity.qualifier in ("exact", "at_least")  # "at least one soldier"
    return item.model or singular or item.mass or s.lows[nxt - 1].endswith(("craft", "corps"))


def excluded(s: Sentence, mark: Mark, lexicon: Lexicon) -> bool:
    """Tell whether the word before an item makes it something else: a fuel tank, a security guard."""
    item = cast(Item, mark.value)
    token = s.tokens[mark.last - 1]  # its head: "Shahed drones" are drones, "Black Shells" perhaps a team
    if not item.model and not item.entry[:1].isupper() and token[:1].isupper() and not s.headline and mark.first > 0:
        proper = token.lower() in (
            "marines",
            "gis",
            "pows",
            "cossacks",
            "janissaries",
            "redcoats",
            "islamists",
            "guardsmen",
            "paratroopers",
            "commandos",
        )
        proper = proper or mark.last - mark.first > 1  # "Bradley Fighting Vehicles"
        if item.weak or not (proper or token[:2].isupper() or ("side", mark.first - 1) in s.at):
            return True
    if mark.first == 0:
        return False
    before = s.lows[mark.first - 1]
    return before in lexicon.not_after[item.item] or (item.item == "troops" and before in lexicon.grammar["civilian"])


def counts_people(s: Sentence, mark: Mark, side: Side, lexicon: Lexicon) -> bool:
    """Tell whether a people's name is itself what is counted: "900 Russians died"."""
    group = side.side in lexicon.groups and s.lows[mark.last : mark.last + 1] in (["were"], ["was"], ["killed"])
    return (side.people or group) and not nounlike(s, mark.last, lexicon)


def modifier(s: Sentence, k: int, lexicon: Lexicon) -> bool:
    """Tell whether a word may stand between a list's "and" and its next noun."""
    low = s.lows[k]
    return low[:1].isalpha() and low not in lexicon.grammar["stops"] and k not in s.figures and ("cue", k) not in s.at


def is_hull(s: Sentence, figure: int) -> bool:
    """Tell whether a figure is a ship's number: "(DDG 87)"."""
    return (
        figure > 1 and s.lows[figure - 2] == "(" and s.tokens[figure - 1].isupper() and s.tokens[figure - 1].isalpha()
    )


def is_note(s: Sentence, figure: int) -> bool:
    """Tell whether a figure is the number of a footnote: "dropped away on the march.31 The army"."""
    q = s.figures[figure]
    behind = s.text[q.number_end : q.number_end + 2]
    glued = s.text[max(q.number_start - 2, 0) : q.number_start]
    return glued[:1].isalpha() and glued[1:] in tuple(".,;:”") and (not behind.strip() or behind[1:].isupper())
