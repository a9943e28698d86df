"""Where a sentence says whose a figure is: before it, behind it, by its label, by who makes, watches or is struck."""

from __future__ import annotations

import re
from typing import cast

from forces.counted import SENT, Counted
from forces.lexicon import Cue, Epithet, Item, Side
from forces.names import DETERMINERS, counted_name
from forces.predicates import Governor
from forces.sentences import Mark, Sentence
from forces.surroundings import Surroundings

__all__ = ["Clues"]


#: what may stand between an owner and a figure
_BEFORE_NOUN = re.compile(
    "(?<![a-z-])[a-z-]+(?:ed|ing|al|ary|ern|ate|ble|er|est|t)|"
    "first|total|entire|own|army|new|more|than|about|only|just|some|barely"
)
_COMPARING = frozenset({"with", "against", "to", "versus"})
_AIM = 14  #: tokens from a verb of firing to what it is aimed at
_OPENING = 8  #: tokens of a sentence in which its subject stands


class Clues(Surroundings):
    """A context that reads the single clues to the side of a figure."""

    def behind(self, s: Sentence, counted: Counted) -> str | None:  # noqa: C901 (ways tried in turn)
        """Read "50 soldiers of the new Iraqi army", "troops from North Korea"."""
        if counted.how == "before" and counted.noun is not None and s.lows[counted.noun[1]] in ("of", "among", "for"):
            whose = next((m for k in (1, 2) if (m := s.at.get(("side", counted.noun[1] + k)))), None)
            if whose is not None:
                return cast(Side, whose.value).side  # "the losses of Britain's army come to 6,000 killed"
        j = counted.last
        if j >= len(s.lows):
            return None
        if s.lows[j] == "among" and s.lows[j + 1 : j + 2] in (["its"], ["their"], ["his"]):
            # "has recorded 38 casualties among its military"
            acted = [x for x in self.named(s) if x[1].last <= counted.first and x[2].role != "speaker"]
            return self.pronoun(s, j + 1) if len({x[0] for x in acted}) != 1 else acted[0][0]
        within = next((m for k in (1, 2) if (m := s.at.get(("side", j + k)))), None) if s.lows[j] == "among" else None
        if within is not None and counted.how == "after":
            return cast(Side, within.value).side  # "several hundred casualties among the North Korean soldiers"
        lead = s.lows[s.token_at(counted.start) - 1]
        compared = s.lows[j] == "for" and lead in _COMPARING
        beside = s.at.get(("side", j + 1)) if s.lows[j] == "in" and lead in _COMPARING else None
        if beside is not None and counted.how == "elided" and cast(Side, beside.value).role == "name":
            return cast(Side, beside.value).side  # "about 2 million men, compared with 169,000 in Taiwan"
        sent = counted.item in SENT and s.lows[j + 1 : j + 2] == ["by"] and ("cue", j) in s.at
        if sent and (senders := [side for side, mark, _ in self.named(s) if j + 2 <= mark.first <= j + 5]):
            return senders[0]  # "destroyed 17 of the drones launched by the rebels"
        agent = s.lows[j] == "by" and counted.how == "elided"
        if counted.how in ("elided", "part") and s.lows[j] in ("were", "are", "was", "is"):
            member = 2 + (s.lows[j + 3 : j + 4] == ["the"]) if s.lows[j + 1 : j + 3] == ["members", "of"] else 0
            told = s.at.get(("side", j + 1 + member))  # "of which 224 were Italian", "52,000 are members of the SDF"
            return cast(Side, told.value).side if told is not None else None
        noun = counted.noun[1] if counted.noun is not None else 0
        if s.lows[noun - 2 : noun] == ["the", "dead"] and s.lows[j] in ("were", "are"):
            kind = s.at.get(("epithet", j + 1))  # "16 of the dead were militants"
            return self.epithet(cast(Epithet, kind.value), s) if kind is not None else None
        sided = s.lows[j] == "on" and counted.how == "elided" and s.lows[j + 1 : j + 2] == ["the"]
        if sided and (told := s.at.get(("side", j + 2))) is not None:
            return cast(Side, told.value).side  # "23,000 on the Union side and 28,000 on the Confederate"
        serving = s.lows[j] in self.lexicon.grammar["serving"] and s.lows[j + 1 : j + 2] in (["in"], ["with"], ["for"])
        army = next((m for k in (j + 2, j + 3) if (m := s.at.get(("side", k)))), None) if serving else None
        if army is not None and (
            cast(Side, army.value).role == "force" or "army" in s.lows[army.last - 1 : army.last + 1]
        ):
            return cast(Side, army.value).side  # "the 2 million men enlisted in the Union Army"
        stock = s.at.get(("side", j + 1 + (s.lows[j + 1 : j + 2] == ["the"]))) if s.lows[j] == "in" else None
        if stock is not None and not self.lexicon.grammar["stocks"].isdisjoint(s.lows[stock.last : stock.last + 3]):
            return cast(Side, stock.value).side  # "the 3,180 aircraft in China's fleet"
        if s.lows[j] not in ("of", "from", "belonging", "loyal") and not compared and not agent:
            return None
        compares = s.lows[j] == "from" and lead in _COMPARING
        sent = counted.item != "troops" or counted.how == "elided" or "to" in s.lows[j : j + 8]
        if s.lows[j] == "from" and not compares and sent:
            return None
        j += s.lows[j] in ("loyal", "belonging") and s.lows[j + 1 : j + 2] == ["to"]
        for k in range(j + 1, min(j + 7, len(s.lows))):
            mark = s.at.get(("side", k))
            left = mark is not None and s.lows[j] == "from"
            if left and not self.lexicon.grammar["leaving"].isdisjoint(s.lows[: counted.first]):
                return None  # "withdrew 12,500 troops from South Korea"
            loyal = mark is not None and s.lows[j - 1] == "loyal" and cast(Side, mark.value).role == "demonym"
            if loyal:
                return None  # "loyal to an Iraqi cleric"
            if mark is not None:
                return cast(Side, mark.value).side
            epithet = s.at.get(("epithet", k))
            if epithet is not None:
                return self.epithet(cast(Epithet, epithet.value), s)
            if s.lows[k] in ("its", "their", "his") and k == j + 1:
                return None
            if s.lows[k] in self.lexicon.grammar["stops"] or (
                not s.lows[k][:1].isalpha() and s.lows[k] not in ("'s", "’s", "’", "'")
            ):
                break
        return None

    def possessor(self, s: Sentence, counted: Counted) -> str | None:  # noqa: C901 (ways tried in turn)
        """Read "Russia's 500 tanks", "their 40 guns", "Ukraine's more than 300 tanks"."""
        k = s.token_at(counted.start) - 1
        army = k
        while army > 0 and s.lows[army] in ("army", "forces", "military", "troops", "side", "armies"):
            army -= 1
        if army < k and s.lows[army] == "own" and counted.how == "elided":
            return self.speaker(s)
        for mark in s.marks.get("side", ()):
            own = mark.last == k + 1 and cast(Side, mark.value).role != "demonym"
            if (own or (army < k and mark.last == army + 1)) and self.headed(s, mark, 0):
                return cast(Side, mark.value).side
        if k > 1 and s.lows[k] == "of" and s.lows[k - 1] in self.lexicon.grammar["sized"]:
            owned = [m for m in s.marks.get("side", ()) if k - 6 <= m.first and m.last < k]
            if owned and not self.lexicon.grammar["stops"] & {*s.lows[owned[-1].last : k - 1]}:
                return cast(Side, owned[-1].value).side  # "compared to Ukraine's stretched forces of roughly 160,000"
        told = self.lexicon.grammar["reporting"] | {"that"}
        while k >= 0 and _BEFORE_NOUN.fullmatch(s.lows[k]) and ("cue", k) not in s.at and s.lows[k] not in told:
            k -= 1
        if k < 0:
            return None
        if s.lows[k] in ("'s", "’s", "'", "’") and k > 0:
            for back in range(k - 1, max(k - 4, -1), -1):
                owner = s.at.get(("side", back))
                if owner is not None and owner.last >= k - 1:
                    return cast(Side, owner.value).side
        if s.lows[k] in ("its", "their", "his", "her"):
            before = [
                x for x in self.named(s) if x[1].last <= k and (self.headed(s, x[1], 0) or self._absolute(s, x[1], k))
            ]
            before = [x for x in before if not self.in_aside(s, x[1]) and not counted_name(s, x[1])]
            before = [x for x in before if not self.only_tells(s, x[1], x[0])]
            return before[-1][0] if before else self.pronoun(s, k)
        return None

    @staticmethod
    def _absolute(s: Sentence, mark: Mark, k: int) -> bool:
        """Tell whether a name behind "with" acts before a word: "With Spain already removing its 1,400 men"."""
        return s.lows[mark.first - 1] == "with" and any(low.endswith("ing") for low in s.lows[mark.last : k])

    def label(self, s: Sentence, counted: Counted) -> str | None:
        """Give the side of the label that a line opens with: "Government helicopters: 64 bombs"."""
        colon = next((k for k in range(min(counted.first, _OPENING)) if s.lows[k] == ":"), None)
        if colon is None or not self.lexicon.grammar["reporting"].isdisjoint(s.lows[:colon]):
            return None
        if any(m.first < colon and cast(Cue, m.value).form in ("ed", "past", "s") for m in s.marks.get("cue", ())):
            return None  # "Kyiv needs guns: factories in Russia turn out"
        named = [side for side, mark, _ in self.named(s) if mark.last <= colon]
        told = [cast(Epithet, m.value) for m in s.marks.get("epithet", ()) if m.last <= colon]
        return named[-1] if named else self.epithet(told[-1], s) if told else None

    def sender(self, s: Sentence, counted: Counted) -> str | None:
        """Give the only side that the text has had send such things so far, where the sentence names none."""
        listed = s.lows[s.token_at(counted.start) - 1] in ("included", "includes", "including")
        agents = [x[0] for x in self.named(s) if x[1].last < counted.first and s.lows[x[1].first - 1] == "by"]
        if listed and agents:
            return agents[-1]  # "of the weapons fired by Iran, which included 30 cruise missiles"
        known = self.senders.get(counted.item or "", ())
        sole = len(known) == 1 and not any(x[2].role != "speaker" and x[0] in self.parties for x in self.named(s))
        return next(iter(known)) if sole else None

    def attacker(self, s: Sentence, counted: Counted) -> str | None:
        """Give who attacks with a force: "Giap attacked the French with two divisions"."""
        k = s.token_at(counted.start) - 1
        if k < 0 or s.lows[k] != "with":
            return None
        hurt = [x[0] for x in self.named(s) if x[1].last < k and counted_name(s, x[1])]
        if hurt and s.lows[k - 1] in self.lexicon.grammar["blows"]:
            return self.opponent(hurt[-1], s)  # "50 rebels have been killed in the offensive with 180 tanks"
        verb = next((j for j in range(k - 1, max(k - 10, -1), -1) if s.lows[j] in self.lexicon.grammar["going"]), None)
        given = any(
            cast(Cue, m.value).measure == "deliveries" for m in s.marks.get("cue", ()) if (verb or 0) < m.first < k
        )
        return self.subject(s, verb) if verb is not None and verb > 0 and not given else None

    def watched(self, s: Sentence, counted: Counted) -> str | None:
        """Give the foe of who watches a force: "Taiwan's defence ministry tracked eight vessels"."""
        seen = [k for k in range(counted.first) if s.lows[k] in self.lexicon.grammar["watching"]]
        if not seen or (s.lows[seen[-1]] == "counted" and "ranks" in s.lows[counted.last :]):
            return None  # "the Guard, which still counted some 4,500 men in its ranks"
        heads = [x for x in self.named(s) if x[1].first < seen[-1] and self.headed(s, x[1], 0)]
        watcher = next((side for side, mark, value in heads if not self.passing(s, mark, value)), None)
        return self.opponent(watcher, s) if watcher is not None else None

    def maker(self, s: Sentence, verb: int) -> str | None:
        """Give the country of the works that make a thing: "factories in Russia turn out"."""
        for k in range(verb - 2):
            mark = s.at.get(("side", k + 2)) or s.at.get(("side", k + 3)) if s.lows[k + 1] == "in" else None
            if mark is not None and s.lows[k] in self.lexicon.grammar["works"] and mark.first < verb:
                return cast(Side, mark.value).side
        return None

    def was_struck(self, s: Sentence, side: str, verb: int) -> bool:
        """Tell whether a side is named as what is struck before a verb."""
        mark = next((m for name, m, _ in self.named(s) if name == side and m.first < verb), None)
        struck = range(mark.last + 1, verb - 1) if mark is not None else range(0)
        return any(
            s.lows[k] in self.lexicon.grammar["striking"] and s.lows[k - 1] in ("was", "were") and s.lows[k + 1] == "by"
            for k in struck
        )

    def aimed(self, s: Sentence, k: int) -> str | None:
        """Give who attacks or fires on what is counted at a token."""
        if s.lows[k - 1] not in ("on", "at"):
            return None
        blow = next((j for j in range(k - 2, max(k - 9, 0), -1) if s.lows[j] in self.lexicon.grammar["blows"]), None)
        fired = [m.first for m in s.marks.get("cue", ()) if m.last < k and cast(Cue, m.value).measure == "fire"]
        if blow == k - 2 or (fired and k - fired[-1] < _AIM and cast(Cue, s.at["cue", fired[-1]].value).form != "noun"):
            return self.subject(s, blow if blow == k - 2 and blow is not None else fired[-1])
        return None

    def made_by(self, s: Sentence, counted: Counted, governor: Governor | None) -> bool:
        """Tell whether a thing's side is only who made it: "three German Leopard tanks" lost by somebody at war."""
        if counted.side in self.parties or not self.fought or governor is None or governor.cue.measure != "losses":
            return False
        phrase = range(counted.figure, counted.last)
        return any(m.first in phrase and cast(Item, m.value).model for m in s.marks.get("item", ()))

    def target(self, s: Sentence, verb: int) -> str | None:
        """Give the side on which the attack is that a verb has for its subject."""
        for side, mark, value in self.named(s):
            back = range(mark.first - 1, max(mark.first - 4, 0), -1)
            on = next((k for k in back if s.lows[k] in ("on", "against")), 0)
            if on and mark.last <= verb and value.role != "speaker" and s.lows[on - 1] in self.lexicon.grammar["blows"]:
                return side if not {",", "that", "who"} & {*s.lows[mark.last : verb]} else None
        return None

    def struck(self, s: Sentence, after: int) -> str | None:
        """Give the side that was fired at: "at the Kyiv region", "across Ukraine"."""
        at = next((k for k in range(after, len(s.lows)) if s.lows[k] in ("it", "them")), None)
        if at is not None and s.lows[at - 1] in ("at", "on", "against"):
            return self.pronoun(s, at)  # "eleven missiles were fired at it"
        for told in s.marks.get("epithet", ()):
            k = told.first - 1 - (s.lows[told.first - 1] in DETERMINERS)
            if k >= after and s.lows[k] in ("at", "on", "against", "into", "over"):
                return self.epithet(cast(Epithet, told.value), s)  # "threw 4,000 shells on the enemy's front"
        for side, mark, value in self.named(s):
            if mark.first >= after and value.role != "speaker":
                k = mark.first - 1
                while k > after and (
                    s.lows[k] in DETERMINERS
                    or (s.lows[k][:1].isalpha() and s.lows[k] not in self.lexicon.grammar["prepositions"])
                ):
                    k -= 1
                if s.lows[k] in ("at", "on", "against", "into", "over", "across", "toward", "towards", "in"):
                    return side
        return None
