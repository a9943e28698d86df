"""Figures that stand behind their noun: "losses in tanks stand at 410", "Tanks: 410", "Union forces 41,000"."""

from __future__ import annotations

from typing import cast

from forces.claims import GROUPS
from forces.counted import Counted
from forces.lexicon import Epithet, Item, Lexicon, Side
from forces.names import DETERMINERS
from forces.phrases import DASHES, excluded, other_number
from forces.quantities import Quantity
from forces.sentences import Sentence

__all__ = ["noun_before"]

_OWNER = 6  #: tokens from "number of" to the noun
_LINE = 10  #: tokens that may stand before the sign in a line of a table
_DENYING = frozenset({"cannot", "could", "did", "do", "does", "longer", "may", "might", "never", "no", "not", "would"})
_BREAKS = frozenset({",", ";", "while", "but", "who", "when"})
_OPENS = frozenset({",", ";", ":", ".", "("})


def noun_before(s: Sentence, figure: int, quantity: Quantity, lexicon: Lexicon) -> Counted | None:  # noqa: C901 (ways tried in turn)
    """Look left from a figure without a noun behind it: "losses in tanks stand at 410", "Tanks: 410"."""
    grammar = lexicon.grammar
    if "percentages" in s.lows[:figure] or other_number(s, figure, lexicon):
        return None
    linking = grammar["linking"]
    j = min(s.token_at(quantity.start), figure) - 1
    while j >= 0 and s.lows[j] in lexicon.grammar["bridges"] and s.lows[j] not in linking:
        j -= 1
    if j > 0 and s.lows[j] == "average" and s.lows[j + 1] == "of":
        return None  # "from 700 casualties to an average of 830"
    put = False
    if j > 0 and s.lows[j] == "at":
        put = not grammar["reckoning"].isdisjoint(s.lows[:j])
        j -= 1
    lead = s.lows[s.token_at(quantity.start) - 1]
    ranked = s.lows[j] == "in" and quantity.qualifier == "order" and s.lows[j - 1] in grammar["tolls"]
    put = put or ranked  # "casualties in the hundreds of thousands"
    j -= ranked
    brought = (
        lead == "to"
        and not grammar["bringing"].isdisjoint(s.lows[:j])
        and not grammar["tallies"].isdisjoint(s.lows[:j])
    )
    while put and j > 0 and s.lows[j] in grammar["hurt"] and ("item", j) not in s.at:
        j -= 1  # "put the number of fighters killed at 31"
    hedge = s.lows[s.token_at(quantity.start) : figure]
    exceeded = any(low.startswith(("exceed", "pass", "surpass", "topp")) for low in hedge)
    while exceeded and j > 0 and s.lows[j] in _DENYING:  # "losses did not exceed 1,500"
        j -= 1
    if j < 1 and not exceeded:
        return None
    if (put or s.lows[j] in linking) and (numbered := _numbered(s, j, figure, quantity, lexicon)) is not None:
        return numbered
    punctuation = s.lows[j] in DASHES or s.lows[j] in (":", "(", "=", "|")
    tolled = not grammar["tolls"].isdisjoint(s.lows[max(j - 6, 0) : j + 1])
    tolled = tolled or not grammar["tallies"].isdisjoint(s.lows[max(j - 12, 0) : j])
    brought = brought or (put and tolled)  # "put its losses there at 900", "the number of rebels near it at 900"
    if (listed := _listed_force(s, j, figure, quantity)) is not None:
        return listed
    put = (put and s.at.get(("item", j)) is not None) or exceeded or _heads(s, j)
    if not put and not brought and not punctuation and s.lows[j] not in linking:
        return None
    table = punctuation and not any(k in s.figures for k in range(j)) and j < _LINE
    for k in range(j if put else j - 1, max(j - 5 if punctuation and not table else j - 16, -1), -1):
        if k in s.figures:
            return None
        item = next((m for m in s.marks.get("item", ()) if m.last == k + 1), None)
        if item is None or excluded(s, item, lexicon):
            continue
        value = cast(Item, item.value)
        if not (value.plural or value.mass) and not punctuation and s.lows[item.last] not in grammar["amounts"]:
            continue
        if put and "by" in s.lows[max(item.first - 4, 0) : item.first]:
            continue  # "losses were put by the enemy's military at 900"
        last = j - (s.lows[j].endswith("ing") and s.lows[j - 1] == ",")  # "tank losses for Russia, totalling 431"
        if any(s.lows[m] in _BREAKS and not _same_subject(s, m) for m in range(item.last, last)):
            return None
        if s.lows[j] in ("was", "were", "is", "are", "be", "been") and not (value.lost or _says_number(s, item.first)):
            return None
        kind = next((m for m in s.marks.get("item", ()) if m.last == item.first), None) if value.lost else None
        first = item.first if kind is None else kind.first  # "tank losses stand at 410"
        name = value.item if kind is None else cast(Item, kind.value).item
        if s.lows[j] == "(" and not s.figures.keys().isdisjoint((first - 1, first - 2)):
            return None  # "8,900 men (1,030 killed)": the noun has a figure of its own
        side_mark = s.at.get(("side", first - 1))
        named = cast(Side, side_mark.value) if side_mark is not None else None
        side = named.side if named is not None and named.role in ("demonym", "name", "force") else None
        owner = first - 1 - (s.lows[first - 1] in ("'s", "’s"))
        told = next((m for m in s.marks.get("epithet", ()) if m.first <= first < m.last or m.last == owner + 1), None)
        epithet = cast(Epithet, told.value) if told is not None else None
        units = value.item in GROUPS["units"] and s.lows[j].startswith("number")  # "brigades numbering 8,000"
        return Counted(
            quantity, figure, "troops" if units else name, first, figure + 1, s.starts[first], quantity.end,
             "before", side, epithet, value.weak, noun=(item.first, item.last),
        )  # fmt: skip
    return None


def _same_subject(s: Sentence, k: int) -> bool:
    """Tell whether a clause goes on with its subject: "losses are unknown but are estimated at 28,900"."""
    return s.lows[k] == "but" and s.lows[k + 1] in ("are", "were", "is", "was")


def _numbered(s: Sentence, j: int, figure: int, quantity: Quantity, lexicon: Lexicon) -> Counted | None:
    """Read "put the number of soldiers on the border, to the north and east, at 110,000"."""
    told = next((k for k in range(j, 1, -1) if s.lows[k] == "of" and s.lows[k - 1] in lexicon.grammar["tallies"]), None)
    if told is None or any(k in s.figures for k in range(told, j)):
        return None
    item = next((m for m in s.marks.get("item", ()) if told < m.first <= told + _OWNER), None)
    if item is None or not cast(Item, item.value).plural or excluded(s, item, lexicon):
        return None
    value = cast(Item, item.value)
    named = next((cast(Side, m.value).side for m in s.marks.get("side", ()) if told < m.first < item.first), None)
    return Counted(
        quantity, figure, value.item, item.first, figure + 1, s.starts[item.first], quantity.end, "before", named,
        weak=value.weak, noun=(item.first, item.last),
    )  # fmt: skip


def _listed_force(s: Sentence, j: int, figure: int, quantity: Quantity) -> Counted | None:
    """Read an army's name right before a figure, as lists have it: "Union forces 41,000"."""
    mark = next((m for m in s.marks.get("side", ()) if m.last == j + 1 and m.last > m.first + 1), None)
    if (
        mark is None
        or cast(Side, mark.value).role not in ("force", "people")
        or (mark.first > 0 and s.lows[mark.first - 1] not in _OPENS)
    ):
        return None
    return Counted(
        quantity, figure, "troops", mark.first, figure + 1, s.starts[mark.first], quantity.end, "before",
        cast(Side, mark.value).side,
    )  # fmt: skip


def _heads(s: Sentence, j: int) -> bool:
    """Tell whether a noun stands right before its figure, as in a list: "Union forces 41,000, casualties 3,870"."""
    mark = next((m for m in s.marks.get("item", ()) if m.last == j + 1), None)
    if mark is None or not cast(Item, mark.value).plural:
        return False
    if cast(Item, mark.value).lost and s.lows[j + 1] == "of" and s.lows[mark.first - 1] not in DETERMINERS:
        return True  # "inflicted casualties of about 5,000 on them"
    if cast(Item, mark.value).lost and s.lows[j + 1] == "estimated":
        return True  # "with the enemy's casualties estimated at 130"
    named = any(m.last == mark.first for m in s.marks.get("side", ()))
    opens = mark.first == 0 or s.lows[mark.first - 1] in _OPENS
    follows = any(k < mark.first for k in s.figures)
    return named or (opens and (follows or cast(Item, mark.value).lost))


def _says_number(s: Sentence, j: int) -> bool:
    """Tell whether a word for number or strength stands shortly before an item."""
    return any(
        low in ("number", "numbers", "strength", "losses", "loss", "total", "figure", "count", "size")
        for low in s.lows[max(j - 6, 0) : j]
    )
