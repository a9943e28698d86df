"""Figures whose noun is left out and understood from before: "while the Russians fire as many as 10,000"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from forces.blanks import (
    body_item,
    called_item,
    cue_next,
    grows,
    mentioned_item,
    other_noun,
    parted,
    partitive,
    side_first,
    suffered,
)
from forces.counted import SENT, Counted
from forces.lexicon import Item, Lexicon
from forces.phrases import other_number
from forces.predicates import Governor, find_governor
from forces.sentences import Mark, Sentence

__all__ = ["Prior", "complete", "lent_ahead", "resumed"]

_PERSONAL = frozenset(
    {"have", "has", "had", "were", "was", "are", "remain", "remained", "who", "of", "from", "in", "at", "more", "to"}
)

_OPENING = 9  #: tokens in which a sentence says when: "In the past 24 hours alone 577 had surrendered"
_TOWNS = frozenset({"city", "population", "town", "village"})
_MANY = 100  #: men whom a commander may lead without their being named again
_ARMIES = frozenset({"army", "corps", "force", "forces", "his", "its", "the", "their"})
_HOLD = frozenset({"had", "has", "have", "keep", "keeps", "kept", "with"})


@dataclass(frozen=True, slots=True)
class Prior:
    """A claim read before, from which a later figure may take its noun."""

    counted: Counted
    governor: Governor | None
    side: str | None
    per: str | None
    status: str | None = None


def complete(s: Sentence, blank: Counted, here: list[Prior], before: list[Prior], lexicon: Lexicon) -> Counted | None:  # noqa: C901 (ways tried in turn)
    """Give a figure without a noun the noun of a claim before it, or None when it has no claim to it.

    Parameters
    ----------
    here, before : list of Prior
        The claims of this sentence, and of the sentence before it.
    """
    quantity = blank.quantity
    if quantity.value == 1 and not (
        here
        and s.lows[blank.first - 1] == "and"
        and s.lows[blank.last : blank.last + 1] in (["in"], ["near"], ["over"])
    ):
        return None  # "11 drones destroyed over one region and one over another" counts on
    if other_number(s, blank.first, lexicon):
        return None
    priors = [p for p in here if p.counted.first < blank.first]
    antecedent = priors[-1] if priors else None
    mentioned = mentioned_item(s, blank)
    if len(priors) > 1 and antecedent is not None and _next_item(s, blank) == antecedent.counted.item:
        antecedent = next((p for p in reversed(priors) if p.counted.item != antecedent.counted.item), antecedent)
    item = antecedent.counted.item if antecedent else mentioned
    lent = before[-1] if item == "troops" and antecedent is None and before else None
    if lent is not None and lent.counted.item in SENT and _spent(s, blank, lent, lexicon):
        return _filled(replace(blank, item=lent.counted.item))
    nxt = s.lows[blank.last] if blank.last < len(s.lows) else "."
    previous = s.lows[blank.first - 1] if blank.first > 0 else ""
    lead = s.lows[s.token_at(quantity.start) - 1]
    trial = replace(blank, item=item) if item else blank
    whom = s.lows[blank.first - 3 : blank.first] in ([",", "of", "which"], [",", "of", "whom"])
    told = next((m for m in s.marks.get("item", ()) if whom and m.last == blank.first - 3), None)
    if told is not None and cast(Item, told.value).plural:
        return _filled(replace(blank, item=cast(Item, told.value).item))  # "the drones, of which 13 were downed"
    k = s.token_at(quantity.start)
    thrown = [m for m in s.marks.get("item", ()) if m.last < k and cast(Item, m.value).item in SENT]
    if s.lows[k - 2 : k] == ["rate", "of"] and thrown:
        item = cast(Item, thrown[-1].value).item  # "shells fell at a rate of 11,000 a day"
        return _filled(replace(blank, item=item))
    governor = find_governor(s, trial, lexicon)
    of_them = s.lows[blank.last : blank.last + 2] in (["of", "them"], ["of", "these"], ["of", "those"], ["of", "whom"])
    hurting = (
        governor is not None
        and not governor.passive
        and s.lows[governor.first] in lexicon.grammar["hurting"] | lexicon.grammar["hurt"]
    )
    ends = nxt in (".", ",", ";", "”", '"')
    nearest = antecedent or (before[-1] if (of_them or ends) and before else None)
    called = called_item(s, blank)
    if called is not None:
        reach = called.last if s.lows[called.first - 1] == "them" else blank.last
        noun, value = (called.first, called.last), cast(Item, called.value)
        senses = lexicon.senses.get(value.entry, ())  # of the aircraft, some are fighters
        sense = next((name for name, near, _ in senses if not near.isdisjoint(s.vocabulary)), value.item)
        return _filled(replace(blank, item=sense, noun=noun, last=reach))
    kinds = lexicon.grammar["regulars"] | lexicon.grammar["irregulars"]
    named = (cast(Item, m.value) for m in s.marks.get("item", ()))
    soldiers = any(item.item == "troops" and not item.lost for item in named) or not kinds.isdisjoint(
        s.lows[: blank.first]
    )
    if hurting and (nearest is None or nearest.counted.item != "troops"):
        joined = previous == "and" and nxt in lexicon.grammar["hurt"]  # "was killed and two wounded"
        hit = of_them or joined or _on_soldiers(s, blank, lexicon)
        slain = hit and (here or soldiers) and lexicon.grammar["bystanders"].isdisjoint(s.vocabulary)
        return _filled(replace(blank, item="troops")) if slain else None  # "destroyed 14 tanks and killed 200 of them"
    if item is None and soldiers and previous in lexicon.grammar["taking"] and not other_noun(s, blank, lexicon):
        return _filled(replace(blank, item="troops"))  # "killed an insurgent and detained 11 on Monday"
    if antecedent is None and _beside_people(s, blank):
        return None  # "43 people had been killed and 128 injured"
    hurt = next((low for low in s.lows[blank.last : blank.last + 5] if low in lexicon.grammar["hurt"]), None)
    back = 6 if nxt in lexicon.grammar["hurt"] else 2
    had = bool({"have", "has", "had"}.intersection(s.lows[max(blank.first - back, 0) : blank.first]))
    bystanders = not lexicon.grammar["bystanders"].isdisjoint(s.vocabulary)
    tolled = "toll" in s.lows[: blank.first] and not soldiers
    if item is None and hurt is not None and (suffered(s, blank) or ((had or of_them) and not bystanders)):
        return _filled(replace(blank, item="troops"))
    said = s.lows[blank.last + 1 : blank.last + 2] == [hurt] and nxt.endswith("ly")  # "1,690 reportedly killed"
    paid = hurt is not None and (said or nxt == hurt) and lead in ("with", "of", ":")
    if item != "troops" and paid and not bystanders and not tolled:
        return _filled(replace(blank, item="troops"))  # "paid for the village with 5,100 killed"
    also = previous == "and" and s.lows[blank.last + (nxt == "were") :][:1] == [hurt]
    marine = soldiers and (nxt in ("others", "other") or also)
    if antecedent is None and item in (None, "troops") and hurt is not None and marine and not bystanders:
        return _filled(replace(blank, item="troops"))  # "a U.S. Marine was killed and eight others were wounded"
    if item is None and suffered(s, blank) and parted(s, blank, lexicon):
        return _filled(replace(blank, item="troops"))
    if item is not None and item != "troops" and hurt is not None and cue_next(s, blank):
        lossy = (
            antecedent is not None and antecedent.governor is not None and antecedent.governor.cue.measure == "losses"
        )
        return (
            _filled(replace(blank, item="troops"))
            if lossy and antecedent is not None and antecedent.counted.item not in SENT
            else None
        )
    holds = not _HOLD.isdisjoint(s.lows[max(blank.first - 4, 0) : blank.first])
    armed = holds and governor is not None and governor.cue.form == "after" and governor.cue.cue == "hold"
    if item is None and armed:
        return _filled(replace(blank, item="troops"))  # "the tsar has 900,000 in uniform"
    enlisted = governor is not None and governor.cue.cue == "enlist" and governor.passive and cue_next(s, blank)
    drafted = governor is not None and governor.cue.cue == "recruit" and _adjacent(governor, blank)
    enlisted = enlisted or (drafted and (nxt in lexicon.grammar["stops"] or not nxt.isalpha()))
    if item is None and enlisted and not lexicon.grammar["military"].isdisjoint(s.vocabulary):
        return _filled(replace(blank, item="troops"))  # "190,000 have signed contracts with the army"
    told = s.at.get(("side", blank.last + 1)) if nxt in ("are", "were") else None
    told = told or (_membership(s, blank.last) if nxt in ("are", "were") else None)
    if item is None and told is not None and before and before[-1].counted.item == "troops":
        return _filled(replace(blank, item="troops"))  # "Of the total, 18,000 are Kurdish Peshmerga"
    if item != "troops" and (sized := body_item(s, blank, lexicon)) is not None:
        return _filled(replace(blank, item=sized))
    if item is None:
        peopled = not _TOWNS.isdisjoint(s.lows[max(blank.first - 6, 0) : blank.first]) or (of_them and bystanders)
        if not before or peopled:
            return None  # "a town that once had 46,000", "civilians; 1,100 of them remain"
        last = before[-1]
        went_on = last.governor is not None and last.governor.cue.measure == "losses" and last.counted.item != "troops"
        bare = governor is not None and governor.cue.cue == "suffer" and _adjacent(governor, blank) and not went_on
        apart = nxt == "and" and not _ARMIES.isdisjoint(s.lows[blank.last + 1 : blank.last + 4])
        if bare and (apart or nxt in (".", ",", ";", "in", "on", "at", "that", "during")) and not bystanders:
            return _filled(replace(blank, item="troops"))  # "he attacked again and lost 6,000 in a day"
        men = before[0].counted.item == "troops" and governor is not None and governor.cue.cue in ("hold", "suffer")
        item = before[0 if men else -1].counted.item  # "4,000 men with 60 guns. The besiegers had 22,000"
        trial = replace(blank, item=item)
        governor = find_governor(s, trial, lexicon)
        rated = nxt in ("a", "per", "each", "every", "daily") and item in SENT and governor is not None
        wasted = nxt in ("a", "per", "each", "every", "daily") and governor is not None and item == "troops"
        if wasted and governor.cue.measure in ("losses", "recruitment") and _adjacent(governor, trial):  # type: ignore[union-attr]
            return _filled(trial)  # "They lose up to 1,000 a day."
        if rated and governor.cue.measure in ("fire", "production") and _adjacent(governor, trial):  # type: ignore[union-attr]
            return _filled(trial)  # "Its factories make 14,000 shells a month. Ukraine fires 6,000 a day."
        if (
            _same_kind(governor, before)
            and _adjacent(governor, trial)
            and (
                nxt
                in (
                    "others",
                    "more",
                    "other",
                    ".",
                    ",",
                    "and",
                    ";",
                    "a",
                    "per",
                    "each",
                    "every",
                    "to",
                    "within",
                    "there",
                    "in",
                    "at",
                    "on",
                )
                or cue_next(s, blank)
            )
        ):
            return _filled(trial)
        meant = lexicon.grammar["pronouns"] | lexicon.grammar["first_person"]
        sent = nxt == "in" and governor is not None and governor.cue.measure == "fire"  # "It launched 3,700 in a year"
        if (sent or nxt in (".", ",", "more")) and _adjacent(governor, trial) and s.lows[0] in meant:
            return _filled(trial)  # "It needs five."
        if (
            blank.first <= 1
            and nxt in ("others", "other")
            and (cue_next(s, blank) or "missing" in s.lows[: blank.last + 9])
        ):
            return _filled(trial)  # "Seven others are missing."
        if blank.first <= 3 and (previous == "another" or nxt == "more") and nxt in _PERSONAL:
            return _filled(trial)  # "Another 60 are on their way."
        if nxt == "who" and item == "troops":
            return _filled(trial)  # "That is more than the 132,000 who were there before."
        if hurting and ends and item == "troops":
            return _filled(trial)  # "We have killed over 1,500."
        k = s.token_at(quantity.start) - 1
        reckoned = not lexicon.grammar["reckonings"].isdisjoint(s.lows[max(k - 3, 0) : max(k, 0)])
        if k >= 0 and s.lows[k] in ("is", "was", "be") and reckoned:
            return _filled(trial)  # "In the year before the figure was 569."
        if s.lows[max(blank.first - 2, 0) : blank.first] in (["put", "at"], ["estimated", "at"], ["reckoned", "at"]):
            return _filled(trial)  # "Russia's output is put at 3.6 million."
        put = s.lows[max(blank.first - 4, 0) : blank.first]
        those = {"it", "them", "this"} | lexicon.grammar["reckonings"]
        if put[-1:] == ["at"] and put[-2] in those and not lexicon.grammar["reckoning"].isdisjoint(put):
            return _filled(trial)  # "The Kremlin puts it at 300,000."
        if previous == "of" and s.lows[blank.first - 2] in lexicon.grammar["reckonings"]:
            return _filled(trial)  # "He dismissed their estimates of 300,000."
        if s.lows[1:2] in (["'s"], ["’s"]) and s.lows[2:3] in (["is"], ["are"], ["was"], ["were"]) and side_first(s):
            return _filled(trial)  # "Ukraine's were down to 2,000."
        opening = s.lows[:1] == ["of"] and s.lows[1:2] in (["them"], ["these"], ["those"])
        ones = s.lows[:1] == ["of"] and "ones" in s.lows[:5] and blank.first <= 7
        first = min([m.first for kind in ("item", "cue") for m in s.marks.get(kind, ())], default=0)
        dated = item == "troops" and previous != "the" and blank.first <= min(first, _OPENING)
        early = blank.first <= 4 or previous == "that" or dated  # "he says that between 110 and 120 are needed"
        if of_them or (early and (cue_next(s, blank) or opening)) or ((ones or opening) and cue_next(s, blank)):
            return _filled(trial)
        if grows(s, blank) and _says(s, blank, ("number", "figure", "total", "force", "strength")):
            return _filled(trial)
        return None
    if antecedent is not None:
        if s.lows[blank.last : blank.last + 2] == ["more", "than"]:
            return None  # "320 tanks, 100 more than all the others"
        more = nxt in ("others", "other", "more", "another", "additional")
        return None if more and other_noun(s, blank, lexicon) else _filled(trial)
    faced = nxt in ("against", "to", "versus")  # "ahead in reservists, with 1,680,000 against 510,000"
    if mentioned is not None and previous == "with" and (faced or cue_next(s, blank)):
        return _filled(trial)  # "the worst month for tanks, with 417 lost"
    if mentioned is not None and grows(s, blank):
        return _filled(trial)  # "to raise production of shells from 14,000 a month to 90,000"
    if partitive(s, blank):
        return _filled(trial)
    if (
        mentioned is not None
        and governor is not None
        and governor.passive
        and governor.cue.owner == "self"
        and cue_next(s, blank)
    ):
        return _filled(trial)
    if (
        mentioned is not None
        and governor is not None
        and _adjacent(governor, trial)
        and governor.cue.measure in ("losses", "fire", "deliveries")
        and nxt in ("of", "more", ".", ",", "and", "in", "on", "at", "from", "over", ";")
    ):
        return _filled(trial)
    return None


def lent_ahead(s: Sentence, blank: Counted, others: Sequence[Counted]) -> Counted | None:
    """Give a figure the noun that the next verb's object shares with it: "killed 11 and wounded 30 soldiers"."""
    j = blank.last + 1
    if s.lows[blank.last : j] != ["and"] or ("cue", j) not in s.at or ("cue", blank.first - 1) not in s.at:
        return None
    end = s.at["cue", j].last
    other = next((o for o in others if s.token_at(o.start) == end and o.how == "after"), None)
    return replace(blank, item=other.item, side=other.side, epithet=other.epithet, how="shared") if other else None


def resumed(s: Sentence, blank: Counted, before: list[Prior], lexicon: Lexicon) -> Counted | None:
    """Give a figure the noun of a claim some sentences back, where its verb fits only such things.

    "Its neighbour would supply 17." after aircraft, "Nine had been shot down near the city." after drones.
    """
    last = before[-1] if before else None
    if last is None or last.governor is None or last.counted.item == "troops" or blank.quantity.value == 1:
        return None
    trial = replace(blank, item=last.counted.item)
    if s.lows[blank.figure + 1 : blank.figure + 2] == ["such"]:
        return _filled(trial)  # "It needs at least 50 such launchers"
    governor = find_governor(s, trial, lexicon)
    j = blank.last
    noun = j < len(s.lows) and s.lows[j].isalpha() and s.lows[j] not in lexicon.grammar["stops"]
    noun = noun and s.lows[j] not in ("and", "more", "others") and not cue_next(s, blank)
    if governor is None or noun or governor.cue.form == "noun" or ("item", j) in s.at:
        return None
    told, now = last.governor.cue.measure, governor.cue.measure
    if s.lows[governor.first] in lexicon.grammar["hurting"] | lexicon.grammar["hurt"]:
        return None
    fell = trial.item in SENT and now == "losses" and governor.cue.owner == "object" and told in ("fire", "losses")
    given = now == "deliveries" and told in ("deliveries", "requirement")
    near = _adjacent(governor, trial) or (governor.passive and cue_next(s, blank))
    return _filled(trial) if (fell or given) and near else None


def _spent(s: Sentence, blank: Counted, prior: Prior, lexicon: Lexicon) -> bool:
    """Tell whether what was fired before goes on: "shells ... In May Russian troops spent about 19,000 daily"."""
    governor = find_governor(s, replace(blank, item=prior.counted.item), lexicon)
    rated = s.lows[blank.last : blank.last + 1] in (["a"], ["per"], ["daily"], ["every"], ["each"])
    return governor is not None and governor.cue.measure == "fire" and _adjacent(governor, blank) and rated


def _membership(s: Sentence, j: int) -> Mark | None:
    """Give the side of those that are members of something: "52,000 are members of the Iraqi Security Forces"."""
    member = s.lows[j + 1 : j + 3] == ["members", "of"]
    return next((m for k in range(j + 3, j + 6) if (m := s.at.get(("side", k)))), None) if member else None


def _beside_people(s: Sentence, blank: Counted) -> bool:
    """Tell whether the figure before counts people who are no force."""
    last = max((k for k in s.figures if k < blank.first), default=None)
    near = [] if last is None else [m for m in s.marks.get("item", ()) if last < m.first <= last + 2]
    return bool(near) and cast(Item, near[0].value).people


def _on_soldiers(s: Sentence, blank: Counted, lexicon: Lexicon) -> bool:
    """Tell whether soldiers are attacked before a figure: "stormed a post of militiamen, killing five"."""
    verb = next((k for k in range(blank.first) if s.lows[k] in lexicon.grammar["assailing"]), blank.first)
    items = (m for m in s.marks.get("item", ()) if verb < m.first < blank.first)
    men = any(cast(Item, m.value).item == "troops" and not cast(Item, m.value).weak for m in items)
    return men and s.lows[blank.first - 1].endswith("ing") and "people" not in s.lows


def _next_item(s: Sentence, blank: Counted) -> str | None:
    """Give the item counted right behind a figure: "the Union 68,000 men and 156 guns, its foe 72,000 and 246 guns"."""
    k = blank.last + 1
    if s.lows[blank.last : k] not in (["and"], [","]) or k not in s.figures:
        return None
    return next((cast(Item, m.value).item for m in s.marks.get("item", ()) if k < m.first <= k + 3), None)


def _filled(counted: Counted) -> Counted:
    return replace(counted, how="elided")


def _adjacent(governor: Governor | None, counted: Counted) -> bool:
    """Tell whether a verb stands just left of a figure."""
    return (
        governor is not None
        and not governor.passive
        and governor.cue.form != "noun"
        and counted.first - governor.last <= 5
    )


def _same_kind(governor: Governor | None, before: list[Prior]) -> bool:
    if governor is None:
        return False
    if governor.cue.measure == "strength" and before[-1].counted.item == "troops":
        return True  # "He lost 6,000 men. His foe had 55,000."
    alike = [p for p in before if p.counted.item == before[-1].counted.item]
    return any(governor.cue.measure == (p.governor.cue.measure if p.governor else "strength") for p in alike)


def _says(s: Sentence, blank: Counted, words: tuple[str, ...]) -> bool:
    return any(low in words for low in s.lows[: blank.first])
