"""Whether a counted thing is of forces at all, and which measure its figure gives."""

from __future__ import annotations

import re
from typing import cast

from forces.claims import GROUPS
from forces.counted import SENT, Counted
from forces.ellipsis import Prior
from forces.lexicon import Cue, Item, Lexicon
from forces.predicates import Governor
from forces.sentences import Sentence

__all__ = ["goes_on", "is_beside_others", "is_military", "measure_of", "noun_of", "rated_measure", "same_loser"]

_UNIT = (
    r"(?:armies|army|squadron|battery|battalion|brigade|company|companies|corps|division|platoon|regiment|squad|btg)"
)
#: without one of these, in lower case, no wording below is looked for
_UNITS = (*_UNIT[3:-1].split("|"), "bands", "groups", "pairs", "parties", "teams")
_TYPICAL = re.compile(
    rf"\b{_UNIT}s?\b[^.;]{{0,45}}\b(?:generally|normally|nominally|should|typically|usually)\b[^.;]{{0,30}}$"
    rf"|\b(?:generally|normally|typically|usually)\b[^.;]{{0,40}}\b{_UNIT}s?\b[^.;,]{{0,40}}$"
    rf"|\b(?:an?|each|every)\s+(?:[\w-]+\s+){{0,3}}?{_UNIT}\s+(?:comprises|consists|contains|has|numbers)\b"
    r"[^.;,]{0,25}$"
    r"|\b(?:bands|groups|pairs|parties|squads|teams)\s+of\s+$"
    rf"|\b(?:full|complete)\s+{_UNIT}\b[^.;]{{0,30}}$"
    rf"|^\W*{_UNIT}s?\s+(?:comprise|consist|contain|have|number)\b[^.;,]{{0,25}}$",
    re.IGNORECASE,
)
_CAPTIVE = re.compile(r"captiv|exchang|prisoner|swap|POW")
_PAGE = 600  #: characters around a sentence
_OPPOSED = frozenset({"against", "at", "to", "versus"})  #: from one figure to another of its kind
_CACHE = 5000  #: shells and rockets that may be found in one place
_SEEN = frozenset({"counted", "detected", "recorded", "registered", "tracked"})
_SUMS = frozenset({"barrage", "fleet", "force", "group", "salvo", "swarm", "total", "wave"})
_OWNED = frozenset({"its", "their", "his", "'s", "’s"})
_TELLS = frozenset({"tell", "telling", "tells", "told"})
_RATED = frozenset({"a", "daily", "every", "per"})
_CARRIES = frozenset({"carries", "fires", "holds", "takes"})
_REACH = 25  #: tokens from such a verb to its figures
_LISTED = frozenset({",", "and"})
_FLYING = frozenset({"drones", "missiles", "rockets"})
_AMMUNITION = frozenset({"shells", "rockets", "missiles", "bombs"})
_HEADQUARTERS = frozenset({"army", "command", "forces", "headquarters", "military", "ministry", "staff"})
_CRAFT = frozenset({"aircraft", "helicopters", "ships"})
_GOING_ON = frozenset({"also", "include", "includes", "including", "plus", "additionally"})
#: fewer soldiers than this beside a word of the courts are people on trial, not a force
_ACCUSED = 50
#: fewer "forces" than this are armies
_FEW = 10
#: from here on a weak noun of a named side is taken as forces without another cue
_MANY, _VERY_MANY = 100, 1000


def noun_of(s: Sentence, counted: Counted) -> Item | None:
    """Give the lexicon's entry of the noun that a figure counts; None where it is understood."""
    mark = s.at.get(("item", counted.noun[0])) if counted.noun is not None else None
    return cast(Item, mark.value) if mark is not None else None


def is_military(  # noqa: C901 (ways tried in turn)
    s: Sentence,
    counted: Counted,
    governor: Governor | None,
    side: str | None,
    priors: list[Prior],
    lexicon: Lexicon,
    *,
    martial: bool,
    fighting: bool,
    invading: bool = False,
    past: bool = False,
) -> bool:
    """Tell whether a noun that also has a civilian sense is meant of forces.

    Parameters
    ----------
    priors : list of Prior
        The claims just before.
    martial : bool
        Whether the text speaks of war at all.
    fighting : bool
        Whether the side is at war in the text, and its foe is named too.
    invading : bool
        Whether it is also the side that attacked: its people die there as soldiers.
    past : bool
        Whether the war is one of armies in the field, long ago.
    """
    grammar, lows = lexicon.grammar, s.vocabulary
    noun, value = noun_of(s, counted), counted.quantity.value
    if counted.item == "troops" and value < _ACCUSED and lows & grammar["courts"]:
        return False
    last = priors[-1].counted if priors and s.start <= priors[-1].counted.start < counted.start else None
    listed = last is not None and _LISTED.issuperset(s.lows[last.last : s.token_at(counted.start)])
    near = not listed and not lexicon.not_near.get(counted.item or "", frozenset()).isdisjoint(lows)
    ranked = noun is not None and noun.entry in grammar["ranks"]
    if ranked and (governor is None or governor.cue.measure != "losses"):
        return False
    few = noun is not None and noun.entry in grammar["masses"] and value < _FEW
    if near or few or _is_load(s, counted) or _typical(s, counted):
        return False
    doubtful = counted.weak or (noun is not None and noun.weak and noun.item == counted.item)
    toll = governor is not None and governor.cue.form == "noun" and governor.cue.cue == "die"
    if counted.how == "elided" and toll and lows & grammar["bystanders"]:
        return False  # "the death toll has reached 121, among them 19 civilians"
    armour = noun is not None and noun.lost and counted.item in ("tanks", "armoured_vehicles", "artillery")
    if counted.how == "elided" or counted.military or not doubtful or armour:
        return True  # "tank losses of 310"
    if listed and not (noun is not None and noun.lost):
        return True  # "14 Chinese aircraft, eight vessels"
    if not martial:
        return False
    dead = noun is not None and noun.lost  # the dead are soldiers only beside soldiers
    items = [cast(Item, m.value) for m in s.marks.get("item", ())]
    if dead and counted.side is None and "people" in s.lows[counted.figure : counted.last]:
        return False  # "the war has left about 8,000 people dead"
    strong = any(not item.weak and not (dead and item.item != "troops") for item in items)
    if counted.how == "people":
        fought = strong or invading or bool(lows & grammar["battle"])
        return _is_soldiery(s, counted, governor, priors, lexicon, told=fighting and (fought or past))
    theirs = noun is not None and s.lows[s.token_at(counted.start) - 1] in _OWNED
    if dead and counted.how == "before" and (theirs or counted.epithet is not None):
        return True  # "put the army's dead at over 100", "Baku's losses are nearly 4,000"
    if dead and noun is not None and counted.noun is not None and s.lows[counted.noun[0] - 1] in grammar["enrolling"]:
        return True  # "Marine casualties numbered 802 killed"
    if dead and s.lows[counted.last : counted.last + 1] == ["among"] and strong:
        return True  # "several hundred casualties among the North Korean soldiers"
    colour = strong or bool(lows & grammar["military"]) or {"air", "force"} <= lows
    civil = any(low in grammar["bystanders"] and s.lows[k - 1] not in _TELLS for k, low in enumerate(s.lows))
    own = counted.side is not None
    if noun is not None and noun.entry == "members" and side in lexicon.groups and (own or not civil):
        return True  # "the PKK has 5,000 members"
    craft = noun is not None and noun.entry.startswith("crew") and not _CRAFT.isdisjoint(i.item for i in items)
    if craft and governor is not None:
        return governor.cue.cue in ("die", "kill", "suffer")  # of an aircraft or ship
    if noun is not None and noun.people:
        called = governor is not None and (governor.cue.measure == "recruitment" or governor.cue.cue == "suffer")
        recruited = side is not None and (called or counted.epithet is not None)
        armed = governor is not None and governor.cue.cue == "hold" and governor.cue.form == "after"  # "under arms"
        holder = s.lows[governor.first - 1] if governor is not None and governor.cue.cue == "hold" else ""
        kept = holder in grammar["bodies"] | grammar["masses"]  # "the armed forces had 250,000 people"
        tolled = not grammar["tolls"].isdisjoint(s.lows[: counted.first])
        put = tolled and s.lows[s.token_at(counted.start) - 1] in ("at", "to")  # "put the army's losses at 510 people"
        return not civil and (recruited or armed or kept or put or (counted.side is not None and colour))
    if civil:  # "militants fired hundreds of rockets, killing two civilians"
        fired = governor is not None and governor.cue.measure == "fire" and counted.item in _FLYING
        return fired or (strong and counted.side is not None)
    fatal = noun is not None and noun.entry.startswith(("dea", "fatal"))
    bare = governor is None or s.lows[governor.first] in ("left", "leaves", "leaving")
    nobodys = fatal and bare and counted.side is None and counted.epithet is None and not priors
    if (not nobodys and _is_used(counted, governor, side, priors, dead=dead)) or (
        fighting and noun is not None and noun.entry in grammar["arms"]
    ):
        return True
    told = s.lows[s.token_at(counted.start) - 1] in grammar["reporting"] and side is not None
    if dead and told and not _HEADQUARTERS.isdisjoint(s.lows[: counted.first]):
        return True  # "the army reported 14 dead and 60 wounded"
    if dead and noun is not None and noun.entry.startswith("casualt") and _RATED.intersection(s.lows[counted.last :]):
        return True  # "797 casualties per day"
    if dead and noun is not None and not noun.entry.startswith(("prisoner", "captive", "deserter")):
        return False
    return colour and (governor is not None or side is not None or counted.epithet is not None)


def is_beside_others(
    s: Sentence, counted: Counted, others: list[Counted], before: list[Prior], lexicon: Lexicon
) -> bool:
    """Tell whether other things are counted beside a single one, in its sentence or just before."""
    if counted.first == 0 and s.lows[counted.last : counted.last + 1] != ["and"]:  # "One soldier said"
        hurt = lexicon.grammar["hurt"]  # "One marine died and ten were hurt"
        more = (o for o in others if o.quantity is not counted.quantity)
        return any(o.item is not None or not hurt.isdisjoint(s.lows[o.last : o.last + 3]) for o in more)
    hedged = counted.quantity.qualifier != "exact" and s.lows[counted.figure + 1 : counted.figure + 2] != ["of"]
    return hedged or bool(before) or any(q.kind == "count" and q is not counted.quantity for q in s.quantities)


def _is_soldiery(
    s: Sentence, counted: Counted, governor: Governor | None, priors: list[Prior], lexicon: Lexicon, *, told: bool
) -> bool:
    """Tell whether a people's name stands for its soldiers: "900 Russians died"; a few are mostly bystanders."""
    grammar, lows = lexicon.grammar, s.vocabulary
    if lows & grammar["bystanders"] or "people" in s.lows[max(counted.first - 4, 0) : counted.first]:
        return False
    men = [p for p in priors if p.counted.item == "troops" and not p.counted.weak]
    if men and s.lows[men[-1].counted.last : s.token_at(counted.start)] == ["and"]:
        return True  # "20 Indian soldiers and four Chinese died"
    alike = any(p.counted.how == "people" or (p.side == counted.side and p.counted.item == "troops") for p in priors)
    armed = governor is not None and governor.cue.cue == "hold" and governor.cue.form == "after"  # "under arms"
    if counted.side in lexicon.groups or alike or armed or (governor and s.lows[governor.first] in grammar["yielding"]):
        return True
    told_by = any(s.lows[k - 1] in _HEADQUARTERS and s.lows[k] in grammar["reporting"] for k in range(1, counted.first))
    if counted.quantity.value < _MANY and not (told_by and governor is not None and governor.cue.measure == "losses"):
        return False
    if governor is not None and governor.cue.measure in ("losses", "recruitment"):
        return told or governor.cue.measure == "recruitment" or bool(lows & grammar["battle"])
    return told and not counted.quantity.order


def _is_used(counted: Counted, governor: Governor | None, side: str | None, priors: list[Prior], *, dead: bool) -> bool:
    """Tell whether a side fires, loses, gets or masses a doubtful thing, or the text has just counted its like."""
    cue, measure = (governor.cue.cue, governor.cue.measure) if governor is not None else (None, None)
    if side is not None:
        used = cue == "suffer" or measure in ("fire", "deliveries", "production", "requirement")
        many = counted.quantity.value >= _MANY and measure in ("strength", "losses")
        if (
            used
            or many
            or counted.item == "divisions"
            or (counted.item == "troops" and counted.quantity.value >= _VERY_MANY)
        ):
            return True
    if measure == "production" and counted.item in _AMMUNITION:
        return True  # "plans to make 600,000 rounds a year"
    alike = [p for p in priors if p.counted.item == "troops" or not dead]  # the dead of a raid are no gunners
    known = any(p.counted.item == counted.item or (p.counted.how != "elided" and not p.counted.weak) for p in alike)
    return known or measure == "recruitment" or (counted.side is not None and counted.epithet is None)


def _typical(s: Sentence, counted: Counted) -> bool:
    """Tell whether a figure is the usual size of a kind of unit: "a battalion usually has 600 men"."""
    units: bool | None = s.memo.get("units")
    if units is None:
        low = s.text[s.start : s.end].lower()
        units = s.memo["units"] = any(unit in low for unit in _UNITS)
    return units and _TYPICAL.search(s.text[s.start : counted.start]) is not None


def _is_load(s: Sentence, counted: Counted) -> bool:
    """Tell whether a figure is what one weapon takes: "a HIMARS carries six rockets"."""
    if counted.item not in GROUPS["ammunition"]:
        return False
    j = s.token_at(counted.start) - 1
    k = next((k for k in range(j, max(j - _REACH, 0), -1) if s.lows[k] in _CARRIES), None)
    subject = None if k is None else next((m for m in s.marks.get("item", ()) if k - 3 <= m.last <= k), None)
    return subject is not None and (cast(Item, subject.value).model or not cast(Item, subject.value).plural)


def measure_of(  # noqa: C901 (ways tried in turn)
    s: Sentence, counted: Counted, governor: Governor | None, priors: list[Prior], *, received: bool
) -> str:
    """Choose the measure: the noun's own, the verb's, the list's, else what such things are counted for.

    Parameters
    ----------
    received : bool
        Whether someone else than the sender gets what is sent.
    """
    noun = noun_of(s, counted)
    if noun is not None and noun.lost:
        called = governor is not None and governor.cue.measure == "recruitment"
        return "recruitment" if called else "losses"  # "recruited 38,000 prisoners"
    if counted.how == "elided" and priors and priors[-1].governor is not None:
        opposed = s.lows[s.token_at(counted.quantity.start) - 1] in _OPPOSED and priors[-1].counted.start >= s.start
        if governor is None or (opposed and governor.first >= 0 and governor.cue.measure == "strength"):
            return priors[-1].governor.cue.measure
    if governor is None:
        fired = any(cast(Cue, m.value).measure == "fire" for m in s.marks.get("cue", ()))
        told = s.lows[counted.figure + 1 : counted.figure + 3] == ["of", "the"]
        if told and counted.item in _FLYING:
            return "fire"  # "30 of the rockets came down in the sea"
        fired = fired or s.lows[s.token_at(counted.start) - 1] == "by"  # "ploughed by 31 million shells"
        return "fire" if fired and counted.item in _AMMUNITION else "strength"
    if governor.cue.cue == "hold" and counted.item in _FLYING and s.lows[governor.first] in _SEEN:
        return "fire"  # "The air force counted 37 drones"
    home = governor.cue.cue == "release" and s.lows[governor.first].startswith("br")
    if home and not _CAPTIVE.search(s.text, max(s.start - _PAGE, 0), s.end + _PAGE):
        return "strength"  # "will bring home its 550 soldiers"
    if governor.cue.cue == "find" and counted.quantity.value > _CACHE:
        return "deliveries"  # so many are found on a market, not in a cellar
    sized = counted.how == "compound" or s.lows[s.token_at(counted.start) - 1] == "by"
    if governor.cue.measure == "recruitment" and sized:
        return "strength"  # "raise its 300-strong contingent", "raise their forces by up to 5,000 soldiers"
    inside = counted.figure < governor.first < counted.last  # "twelve of the 18 slain soldiers"
    if governor.cue.measure == "losses" and not inside and _is_whole(s, counted):
        return "fire" if counted.item in _FLYING else "strength"
    if governor.cue.cue == "send" and s.lows[s.token_at(counted.start) - 1] in ("against", "and") and counted.side:
        return "strength"  # "sent 3,500 planes against 1,400 French"
    if governor.cue.cue == "send" and not received:
        if counted.item == "shells" and counted.quantity.value > _CACHE:
            return "deliveries"
        return "fire" if counted.item in _FLYING or counted.item in _AMMUNITION else "strength"
    return governor.cue.measure


def rated_measure(s: Sentence, counted: Counted, governor: Governor | None, lexicon: Lexicon) -> str:
    """Choose the measure of so many a day that no verb gives: a force has no rate."""
    grown = s.lows[s.token_at(counted.start) - 1] == "by"  # "missiles, whose number grows by 100 a year"
    verb = s.lows[governor.first : governor.last] if governor is not None else ()
    if counted.item in SENT and not grown:
        return "fire"  # shells a day are there to be fired
    joins = governor is None or not lexicon.grammar["joining"].isdisjoint(verb)
    return "recruitment" if counted.item == "troops" and joins else "strength"  # men a month join


def _in_side(s: Sentence, j: int) -> bool:
    return any(m.first <= j < m.last for m in s.marks.get("side", ()))


def _is_whole(s: Sentence, counted: Counted) -> bool:
    """Tell whether a figure is that of which a part is lost: "destroyed 24 of 28 drones", "18 of its 24 battalions"."""
    j = s.token_at(counted.start) - 1
    if s.lows[j] == "of" and s.lows[j - 1] in _SUMS and "of" in s.lows[j - 5 : j - 1]:
        j = max(k for k in range(j - 5, j - 1) if s.lows[k] == "of")  # "61 of a total of 90 drones"
    while j > 0 and (s.lows[j] in ("the", "its", "their", "his", "some", "'s", "’s") or _in_side(s, j)):
        j -= 1
    part = s.figures.get(j - 2 if s.lows[j - 1] == "out" else j - 1)
    return s.lows[j] == "of" and part is not None and part.kind == "count" and part.value < counted.quantity.value


def same_loser(s: Sentence, governor: Governor, prior: Prior) -> bool:
    """Tell whether an understood figure goes on with the side of the one before: "killed 20 and wounded 13"."""
    noun = governor.cue.form == "noun" or s.lows[governor.last : governor.last + 1] == ["of"]
    if noun and governor.cue.measure == "losses":  # "the deaths of ten men and the wounding of 11 others"
        return prior.governor is not None and prior.governor.cue.form == "noun"
    if governor.passive:
        return "by" not in s.lows[governor.last : governor.last + 12]
    return governor.cue.owner == "object" and prior.governor is not None and prior.governor.cue.owner == "object"


def goes_on(s: Sentence, counted: Counted, prior: Prior) -> bool:
    """Tell whether a sentence without a verb of its own goes on with the deliveries of the sentence before."""
    if prior.governor is None or prior.governor.cue.measure != "deliveries":
        return False
    fits = prior.governor.cue.items is None or counted.item in prior.governor.cue.items
    return fits and bool(_GOING_ON.intersection(s.lows))
