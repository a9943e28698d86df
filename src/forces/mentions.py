"""Which figure counts which noun: within one sentence, before anything is known of sides and measures."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import lru_cache
from typing import cast

from forces.claims import GROUPS
from forces.counted import Counted
from forces.enumerations import parts_of_next, shared, widen
from forces.leading import noun_before
from forces.lexicon import Epithet, Item, Lexicon, Side
from forces.needles import lowered
from forces.phrases import (
    DASHES,
    QUOTES,
    counts_people,
    enrolled_in,
    excluded,
    goes_on,
    is_elliptic,
    is_head,
    is_hull,
    is_note,
    leads_on,
    nounlike,
    plural_noun,
)
from forces.quantities import Quantity
from forces.sentences import Mark, Sentence
from forces.wordforms import plural

__all__ = ["find_counted"]

_OF_AGE = re.compile(
    r"\s{1,3}(?:of|in)\s+(?:\w+\s+)?(?:conscription|draft|fighting|military|working|service)[\s-]age\b"
)
_WHOLES = frozenset({3, 4, 5, 10, 20, 100, 1000})  #: "one in five"
_POSSESSED = frozenset({"the", "its", "their", "his"})
_OWN_NAMES = frozenset({*GROUPS["ammunition"], "artillery"})  #: guns of a howitzer's model are guns
_REACH = 11  #: tokens between a figure and its noun, at most


def find_counted(sentence: Sentence, lexicon: Lexicon) -> list[Counted]:  # noqa: C901 (ways tried in turn)
    """Link every figure of a sentence to the noun it counts; figures that count something else are left out.

    A figure with no noun at all comes back with item None, for the context to fill or to drop.
    """
    found: list[Counted] = []
    for figure, quantity in sentence.figures.items():
        every = ["of", "every"] in (sentence.lows[:2], sentence.lows[max(figure - 2, 0) : figure])
        if quantity.kind != "count" or every:  # of every 1,000 Federals, 112 were wounded
            continue
        after = _noun_after(sentence, figure, quantity, lexicon)
        if after is None:
            continue
        if quantity.value < 1 or _is_share(sentence, after, lexicon) or _OF_AGE.match(sentence.text, after.end):
            continue  # a fifth of the armour, two soldiers in ten
        if after.item is None and (is_hull(sentence, figure) or is_note(sentence, figure)):
            continue
        if after.weak and sentence.lows[max(figure - 3, 0) : figure - 1] == ["one", "of"]:
            continue  # "one of the three commanders"
        if after.item is None and not lexicon.grammar["aging"].isdisjoint(sentence.lows[max(figure - 4, 0) : figure]):
            continue  # "the youngest of them was 21"
        if (after.item is None or after.weak) and _in_table(sentence, figure) is not None:
            after = noun_before(sentence, figure, quantity, lexicon) or after
        elif after.item is None and (before := noun_before(sentence, figure, quantity, lexicon)) is not None:
            after = before
        found.append(after)
        if after.item is not None and after.how in ("after", "people"):
            widen(sentence, after)
            found.extend(shared(sentence, after, lexicon))
    parts_of_next(sentence, found)
    found.sort(key=lambda counted: counted.figure)
    for one, two in itertools.pairwise(found):
        against = two.how == "people" and sentence.lows[two.figure - 1] in ("against", "to")
        again = two.how == "people" and one.how == "elided" and one.item is None and one.noun is None
        again = again and one.side is not None and sentence.lows[two.figure - 1] == "and"
        if (against and one.item not in (None, "troops")) or again:  # "640 guns against 587 French and 90 British"
            two.item, two.how, two.noun = None, "elided", None
    return found


def _are_forces(s: Sentence, mark: Mark, named: Side, lexicon: Lexicon) -> bool:
    """Tell whether the members of what a name stands for are fighters: of the RSF, of the U.S. military."""
    if s.lows[mark.last] in ("'s", "’s"):
        return False
    return named.role == "force" or (named.side in lexicon.groups and not nounlike(s, mark.last, lexicon))


def _shares_noun(s: Sentence, j: int) -> bool:
    """Tell whether a people's name shares the noun of the next word: "13,000 French and colonial troops"."""
    item = s.at.get(("item", j + 2)) if s.lows[j : j + 1] == ["and"] and j + 1 not in s.figures else None
    value = cast(Item, item.value) if item is not None else None
    return value is not None and value.item == "troops" and value.plural and not value.lost


def _in_table(s: Sentence, figure: int) -> int | None:
    """Give the sign before a figure in a line such as "tanks - 9,406 (+13) units"; None in running text."""
    k = s.token_at(s.figures[figure].start) - 1
    return (
        k if k > 0 and (s.lows[k] in DASHES or s.lows[k] in (":", "=", "|")) and s.starts[k] > s.ends[k - 1] else None
    )


def _is_share(s: Sentence, counted: Counted, lexicon: Lexicon) -> bool:
    """Tell whether a figure is a share: "two soldiers in ten", "one in five", "three in four died"."""
    j = counted.last
    whole = s.figures.get(counted.first - 2) if counted.first > 1 and s.lows[counted.first - 1] == "in" else None
    if whole is not None and whole.value < counted.quantity.value and counted.quantity.value in _WHOLES:
        return True
    other = s.figures.get(j + 1) if s.lows[j : j + 1] == ["in"] else None
    if other is None or other.kind != "count" or other.value not in _WHOLES or j + 2 >= len(s.lows):
        return other is not None and other.kind == "count" and other.value in _WHOLES
    low = s.lows[j + 2]
    verb = low == "of" or low in lexicon.grammar["stops"] or ("cue", j + 2) in s.at
    return not low.isalpha() or (verb and counted.quantity.value < other.value)


def _span(sentence: Sentence, quantity: Quantity, last: int) -> tuple[int, int]:
    return quantity.start, max(quantity.end, sentence.ends[last - 1])


def _noun_after(s: Sentence, figure: int, quantity: Quantity, lexicon: Lexicon) -> Counted | None:  # noqa: C901 (one walk, many exits)
    """Walk right from a figure to its noun; None when it counts something that is no item."""
    grammar, lows, n = lexicon.grammar, s.lows, len(s.lows)
    behind = max(figure + 1, s.token_at(quantity.end - 1) + 1)
    blank = Counted(quantity, figure, None, figure, behind, quantity.start, quantity.end, "elided")
    if any(plural_noun(s, k, grammar) and ("item", k) not in s.at for k in range(figure + 1, behind)):
        return None  # "88 raids at least"
    j = behind if all(("item", k) not in s.at for k in range(figure + 1, behind)) else figure + 1  # "300 tanks or so"
    if j < n and lows[j] in DASHES and s.starts[j] == quantity.number_end and s.ends[j] == s.starts[min(j + 1, n - 1)]:
        return blank if j + 1 in s.figures else _compound(s, figure, quantity, j + 1, lexicon)  # "31,000-12,000 killed"
    if lows[j : j + 2] == ["(", "+"] and lows[j + 3 : j + 4] == [")"]:
        j += 4  # "1,050 (+870) soldiers"
    if lows[j : j + 3] == ["the", "number", "of"]:
        j += 3  # "taking to 144 the number of British troops"
    side: str | None = None
    epithet: Epithet | None = None
    model: str | None = None
    bodies: tuple[int, int] | None = None
    member = False
    military = False
    modifiers = 0
    while j < n and j - figure <= _REACH:
        low = lows[j]
        if j in s.figures:
            if s.figures[j].kind not in ("measure", "calibre") or s.lows[j + 1 : j + 2] == ["of"]:
                break
            j += 3 if j + 1 < n and lows[j + 1] in DASHES else 2  # "four 500-pound bombs"
            continue
        item = s.at.get(("item", j))
        if item is not None and not excluded(s, item, lexicon):
            value = cast(Item, item.value)
            paired = value.lost and lows[item.last : item.last + 1] in (["and"], ["or"])
            if paired and leads_on(s, item.last + 1, lexicon):
                j = item.last + 1  # "900 dead and wounded soldiers"
                continue
            enrolled = enrolled_in(s, item.last, lexicon) if value.entry == "members" else None
            if enrolled is not None:
                last, owner = enrolled
                return Counted(
                    quantity, figure, "troops", figure, last, quantity.start, s.ends[last - 1], "after", owner or side,
                    epithet, False, True, noun=(item.first, item.last),
                )  # fmt: skip
            opens = value.lost or value.entry in grammar["portions"]
            rounds = opens and value.item == "shells" and lows[item.last : item.last + 1] == ["of"]
            if rounds and not leads_on(s, item.last + 1, lexicon):
                return None  # "six rounds of talks"
            if (
                opens
                and value.weak
                and lows[item.last : item.last + 1] == ["of"]
                and leads_on(s, item.last + 1, lexicon)
            ):
                member = value.entry == "members"
                bodies = (item.first, item.last) if value.lost else bodies  # "1,500 bodies of militants"
                j = item.last + 1
                continue
            if value.lost and item.last < n and ("side", item.last) in s.at and leads_on(s, item.last, lexicon):
                bodies = (item.first, item.last)  # "900 dead Russian troops"
                j = item.last
                continue
            if is_head(s, item, value, quantity, lexicon):
                epithet_mark = s.at.get(("epithet", j))
                if epithet_mark is not None and epithet is None:
                    epithet = cast(Epithet, epithet_mark.value)
                start, end = _span(s, quantity, item.last)
                sensed = value.entry in lexicon.senses or plural(value.entry) in lexicon.senses  # "66 F-16 fighters"
                lifted = model is not None and (value.weak or sensed) and value.item not in _OWN_NAMES
                name, weak = (model, False) if lifted else (_sense(s, value, lexicon), value.weak)
                name = "troops" if member else name  # "8,000 members of paramilitary units"
                return Counted(
                    quantity, figure, name, figure, item.last, start, end, "after", side, epithet, weak,
                    military, noun=bodies or (item.first, item.last),
                )  # fmt: skip
            military = military or not value.weak
            lost = s.at.get(("item", item.last))  # "210 combat vehicle losses"
            model = value.item if value.model or (lost and cast(Item, lost.value).entry == "losses") else model
            modifiers += 1
            j = item.last
            continue
        side_mark = s.at.get(("side", j))
        if side_mark is not None:
            named = cast(Side, side_mark.value)
            inside = next(
                (m for m in s.marks.get("item", ()) if side_mark.first < m.first and m.last == side_mark.last), None
            )
            if inside is not None and cast(Item, inside.value).plural and cast(Item, inside.value).item == "troops":
                start, end = _span(s, quantity, side_mark.last)
                return Counted(
                    quantity, figure, "troops", figure, side_mark.last, start, end, "after", named.side,
                    noun=bodies or (inside.first, inside.last),
                )  # fmt: skip
            if member and side_mark.last < n and _are_forces(s, side_mark, named, lexicon):
                start, end = _span(s, quantity, side_mark.last)
                return Counted(
                    quantity, figure, "troops", figure, side_mark.last, start, end, "after", named.side,
                )  # fmt: skip
            if counts_people(s, side_mark, named, lexicon) and not _shares_noun(s, side_mark.last):
                start, end = _span(s, quantity, side_mark.last)
                return Counted(
                    quantity, figure, "troops", figure, side_mark.last, start, end, "people", named.side, None, True,
                    military, noun=bodies or (side_mark.first, side_mark.last),
                )  # fmt: skip
            if not (
                named.ambiguous and j == figure + 1 and side_mark.last < n and lows[side_mark.last] in grammar["stops"]
            ):
                closer = named.role == "force" or named.side in lexicon.groups  # "Iraqi Kurdish peshmerga fighters"
                joint = lows[j - 1] == "and" and side is not None and any(m.last == j - 1 for m in s.marks["side"])
                both = f"{side} + {named.side}" if joint and side != named.side else side
                side = named.side if side is None or (closer and lows[j - 1] != "and") else both
            modifiers += 1
            longer = (m.first for m in s.marks.get("item", ()) if side_mark.first < m.first < side_mark.last < m.last)
            j = next(longer, side_mark.last)  # "Iraqi National Guard soldiers"
            continue
        epithet_mark = s.at.get(("epithet", j))
        if epithet_mark is not None:
            epithet = cast(Epithet, epithet_mark.value)
            felled = epithet_mark.last < n and lows[epithet_mark.last] in grammar["hurt"]  # "15,000 enemy killed"
            if (epithet.is_troops or felled) and not goes_on(s, epithet_mark, quantity, lexicon):
                start, end = _span(s, quantity, epithet_mark.last)
                head = next((m for m in s.marks.get("item", ()) if m.last == epithet_mark.last), None)
                weak = head is None or cast(Item, head.value).weak or head.first == epithet_mark.first
                return Counted(
                    quantity, figure, "troops", figure, epithet_mark.last, start, end, "after", side, epithet, weak,
                    military, noun=bodies or (epithet_mark.first, epithet_mark.last),
                )  # fmt: skip
            military = True
            j = epithet_mark.last
            continue
        if low in grammar["civilian"]:
            return None
        if low == "strong" and j == behind:  # "an army 140,000 strong"
            if not grammar["crowds"].isdisjoint(lows):
                return None
            name, owner, weak = _noun_after_strong(s, j + 1, lexicon) or ("troops", None, False)
            return Counted(
                quantity, figure, name, figure, j + 1, quantity.start, s.ends[j], "compound", owner, None, weak, True,
                noun=(j, j + 1),
            )  # fmt: skip
        such = s.at.get(("item", j + 1)) if low == "such" and j == behind else None
        if such is not None and cast(Item, such.value).item == "equipment":
            return replace(blank, side=side, last=min(j + 2, n))  # "has only four such systems"
        if low == "ones":
            return replace(blank, side=side, last=j + 1)
        if low == "(" and j + 2 < n and lows[j + 2] == ")" and modifiers:
            j += 3  # an abbreviation in brackets
            continue
        if low == "." and j == figure + 1 and j + 1 < n and s.starts[j + 1] == s.ends[j]:
            j += 1  # a stray full stop inside the phrase
            continue
        if (low in grammar["stops"] and not _describes(s, j, behind, lexicon)) or (j == behind and low in _POSSESSED):
            break
        if low == "and":
            if not modifiers or not leads_on(s, j + 1, lexicon):
                break
        elif low == ",":
            if (
                not modifiers
                or lows[j - 1] in grammar["hurt"]
                or not re.search(
                    r"(?:ed|ing|y|al|ic|ern|ive|old|new|[-‑](?:type|style|class|made|built))$", lows[j - 1]
                )
                or not leads_on(s, j + 1, lexicon)
            ):
                break
        elif low in QUOTES or low in ("'s", "’s") or low in grammar["passed"]:
            pass
        elif not (low[:1].isalnum()):
            break
        elif plural_noun(s, j, grammar):
            return None
        elif low not in grammar["passed"]:
            military = military or low in grammar["military"]
            modifiers += 1
            if (
                s.at.get(("cue", j)) is not None
                and low.endswith(("ed", "t", "n", "k", "ing"))
                and not leads_on(s, j + 1, lexicon)
            ):
                others = s.lows[j + 1 : j + 2]
                if others and (others[0] in grammar["civilian"] or plural_noun(s, j + 1, grammar)):
                    return None  # "19 wounded children"
                break
        j += 1
    if modifiers and lows[behind] == "of" and lows[j - 1] in ("arms", "weapons"):
        return None  # "thousands of light weapons"
    if modifiers and j > behind and not is_elliptic(s, behind - 1, lexicon):
        shares = j < n and (lows[j] in (".", ",", ";", ")") or (lows[j] == "and" and j + 1 in s.figures))
        owned = side is not None and modifiers == 1 and (j >= n or shares)
        return replace(blank, side=side, last=j) if owned else None  # "3,012 Russian tanks against 841 Ukrainian"
    return blank


def _describes(s: Sentence, j: int, behind: int, lexicon: Lexicon) -> bool:
    """Tell whether a word such as "lost" right behind a figure describes what follows: "140 lost drones"."""
    opens = j == behind or (j == behind + 1 and s.lows[behind] == "of")
    taken = opens and ("cue", j) in s.at and s.lows[j + 1 : j + 2] and s.lows[j + 1] not in _POSSESSED
    return bool(taken) and leads_on(s, j + 1, lexicon)


def _sense(s: Sentence, noun: Item, lexicon: Lexicon) -> str:
    """Give the item of a noun whose sense depends on its sentence: fighters beside bombers are aircraft."""
    for item, near, anywhere in lexicon.senses.get(noun.entry, lexicon.senses.get(plural(noun.entry), [])):
        if not near.isdisjoint(_words_of(s.text) if anywhere else s.vocabulary):
            return item
    return noun.item


@lru_cache(maxsize=1)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(lowered(text).split())


def _compound(s: Sentence, figure: int, quantity: Quantity, j: int, lexicon: Lexicon) -> Counted | None:
    """Read "a 650-strong battalion", "a 30-missile salvo"; other compounds count nothing here."""
    if j >= len(s.lows):
        return None
    low = s.lows[j]
    item = s.at.get(("item", j))
    if low == "strong" and not lexicon.grammar["crowds"].isdisjoint(s.lows):
        return None
    if low == "strong":
        name, side, weak = _noun_after_strong(s, j + 1, lexicon) or ("troops", None, False)
        return Counted(
            quantity, figure, name, figure, j + 1, quantity.start, s.ends[j], "compound", side, None, weak, True,
            noun=(j, j + 1),
        )  # fmt: skip
    men = low in ("man", "member", "person", "soldier", "troop")
    bodied = men and not lexicon.grammar["bodies"].isdisjoint(s.lows[j + 1 : j + 4])
    if bodied:
        name, weak = "troops", False
    elif item is not None and item.last == j + 1 and low != "man":
        name, weak = cast(Item, item.value).item, cast(Item, item.value).weak
    else:
        return None
    return Counted(
        quantity, figure, name, figure, j + 1, quantity.start, s.ends[j], "compound", None, None, weak, bodied,
        noun=(j, j + 1),
    )  # fmt: skip


def _noun_after_strong(s: Sentence, j: int, lexicon: Lexicon) -> tuple[str, str | None, bool] | None:
    """Find what an "N-strong" unit is made of, when its phrase says so: "60-strong fleet of galleys"."""
    side = None
    for k in range(j, min(j + 7, len(s.lows))):
        named = s.at.get(("side", k))
        if named is not None:
            side = cast(Side, named.value).side
        item = s.at.get(("item", k))
        if item is not None and cast(Item, item.value).plural and s.lows[k - 1] == "of":
            return cast(Item, item.value).item, side, False
        if s.lows[k] in lexicon.grammar["stops"] or s.lows[k] == ",":
            break
    return ("troops", side, False) if side else None
