"""Whose figure it is: the side named in the phrase, by its verb, or by what stands around."""

from __future__ import annotations

import re
from typing import cast

from forces.context import BACK, DETERMINERS, Context
from forces.counted import Counted
from forces.lexicon import Epithet, Side
from forces.predicates import Governor
from forces.sentences import Mark, Sentence

__all__ = ["Owners"]


HAVE = frozenset({"had", "has", "have", "with", "saw"})
_PRISONERS = frozenset({"captives", "pows", "prisoners"})
_TAKEN = frozenset({"take", "taken", "taking", "took", "hold", "held", "holding"})
SENT = frozenset({"shells", "rockets", "missiles", "bombs", "drones"})  #: things sent against the other side


class Owners(Context):
    """A context that also tells whose force or loss a figure counts."""

    def side(self, s: Sentence, counted: Counted, governor: Governor | None, latest: str | None = None) -> str | None:  # noqa: C901 (ways tried in turn)
        """Give the side whose force or loss is counted; None when neither sentence nor context says.

        Parameters
        ----------
        latest : str, optional
            The side of the claim before, where that is of the same measure.
        """
        k = s.token_at(counted.start)
        if (
            s.lows[k - 1 : k] == ["at"]
            and s.lows[k - 2 : k - 1] in (["it"], ["them"], ["this"])
            and counted.side is None
        ):
            return self.pronoun(s, 0)  # "Kyiv puts them at 30,000"
        if governor is not None and governor.cue.owner == "receiver" and counted.item != "troops":
            side = self._receiver(s, counted, governor)
            if side is not None or governor.cue.cue != "send":
                return side
        if counted.side is not None:
            return counted.side
        if counted.how == "elided" and s.lows[:1] == ["of"] and "ones" in s.lows[:5]:
            told = next((side for side, mark, _ in self.named(s) if mark.first <= 3), None)
            if told is not None:
                return told  # "Of the Russian ones, 517 were captured"
        if counted.noun is not None and s.lows[counted.noun[0]] in _PRISONERS:
            lead = range(max(s.token_at(counted.start) - 3, 0), s.token_at(counted.start))
            taken = next((k for k in lead if s.lows[k] in _TAKEN), None)
            captor = self.subject(s, taken) if taken is not None else None
            if captor is not None:
                return self.opponent(captor, s)
        behind = self._behind(s, counted)
        against = s.lows[s.token_at(counted.start) - 1 : s.token_at(counted.start)] == ["against"]
        if behind is None and against and counted.how == "elided" and latest is not None:
            return self.opponent(latest, s)
        if behind is not None:
            return behind
        before = self._possessor(s, counted)
        if before is not None:
            return before
        if counted.epithet is not None:
            side = self.epithet(counted.epithet, s)
            if side is not None or counted.epithet.resolve == "nearest_group":
                return side
        strength = governor is None or governor.cue.measure == "strength"
        massed = self._massed(s, counted.last) if strength and counted.item not in SENT else None
        if massed is not None and (governor is None or self.subject(s, governor.first) in (None, massed[0])):
            return massed[1]
        if governor is None:
            return self._unsaid(s, counted)
        if governor.passive:
            return self._passive(s, counted, governor)
        if governor.cue.form == "noun":
            for side, mark, _ in self.named(s):
                if mark.last == governor.first - (s.lows[governor.first - 1] in ("'s", "’s")):
                    return side  # "the Taliban force", "Kyiv's losses"
                if (
                    governor.last <= mark.first < counted.first
                    and s.lows[mark.first - 1] in ("by", "the")
                    and "by" in s.lows[governor.last : mark.first]
                ):
                    return self.opponent(side, s) if governor.cue.owner == "object" else side
        subject = self.subject(s, governor.first)
        if (
            governor.cue.measure == "recruitment"
            and s.lows[governor.first].startswith("train")
            and subject not in self.parties
        ):
            trained = [side for side, _, _ in self.named(s) if side in self.parties]
            return next((x for x in trained if x in self.defenders), trained[0] if trained else subject)
        if governor.cue.owner == "object":
            if latest is not None and latest != subject:
                return latest
            if subject is None:
                return self._victim(s, counted)
            return self.opponent(subject, s) or latest
        told = governor.cue.form == "noun" and self.lexicon.grammar["reporting"].intersection(s.lows[: governor.first])
        if told and latest is not None and self.parties and subject not in self.parties:
            return latest  # "The Pentagon confirmed the loss of two howitzers"
        return subject or self._unsaid(s, counted)

    def _behind(self, s: Sentence, counted: Counted) -> str | None:
        """Read "50 soldiers of the new Iraqi army", "troops from North Korea"."""
        j = counted.last
        if j >= len(s.lows):
            return None
        lead = s.lows[s.token_at(counted.start) - 1]
        compared = s.lows[j] == "for" and lead in ("with", "against", "to", "versus")
        agent = s.lows[j] == "by" and counted.how == "elided"
        if counted.how in ("elided", "part") and s.lows[j] in ("were", "are", "was", "is"):
            told = s.at.get(("side", j + 1))  # "of which 224 were Italian"
            return cast(Side, told.value).side if told is not None else None
        if s.lows[j] not in ("of", "from", "belonging", "loyal") and not compared and not agent:
            return None
        if s.lows[j] == "from" and counted.item != "troops":
            return None
        for k in range(j + 1, min(j + 7, len(s.lows))):
            mark = s.at.get(("side", k))
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

    def _possessor(self, s: Sentence, counted: Counted) -> str | None:
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
        while k >= 0 and (
            re.fullmatch(
                r"[a-z-]+(?:ed|ing|al|ary|ern|ate|ble|er|est|t)|first|total|entire|own|army|new|more|than|about|only|just|some|barely",
                s.lows[k],
            )
            and ("cue", k) not in s.at
        ):
            k -= 1
        if k < 0:
            return None
        if s.lows[k] in ("'s", "’s", "'", "’") and k > 0:
            for back in range(k - 1, max(k - 4, -1), -1):
                owner = s.at.get(("side", back))
                if owner is not None and owner.last >= k - 1:
                    return cast(Side, owner.value).side
        if s.lows[k] in ("its", "their", "his", "her"):
            subject = [x for x in self.named(s) if x[1].last <= k and self.headed(s, x[1], 0)]
            return subject[-1][0] if subject else self.pronoun(s, k)
        return None

    def _receiver(self, s: Sentence, counted: Counted, governor: Governor) -> str | None:
        """Give who gets a delivery: "to Ukraine", "gave Kyiv 14 tanks", "for the Ukrainian army"."""
        named = self.named(s)
        giver = self.subject(s, governor.first) if not governor.passive else None
        if not governor.passive and governor.cue.form != "noun":
            inner = [side for side, mark, _ in named if governor.last <= mark.first < counted.first]
            if inner:
                return inner[0]
            other = next((k for k in range(governor.last, counted.first) if s.lows[k] in ("them", "it", "him")), None)
            if other is not None:
                return self.pronoun(s, other)
        for side, mark, _ in named:
            k = mark.first - 1
            while k >= 0 and (
                s.lows[k] in DETERMINERS
                or s.at.get(("side", k)) is not None
                or s.lows[k] in ("help", "assist", "support", "armed")
            ):
                k -= 1
            border = mark.last < len(s.lows) and s.lows[mark.last] in ("border", "territory")
            if k >= governor.first and s.lows[k] in ("to", "for") and not border:
                return side
        if governor.cue.cue == "send" and not self.lexicon.grammar["aid"].intersection(s.lows):
            return None
        camp = next((c for c in (self.attackers, self.defenders) if giver in c), ())
        friends = sorted((x for x in camp if x != giver and self.counts[x]), key=lambda x: -self.counts[x])
        if friends and self.war is not None:
            return friends[0]  # what one of a camp ships goes to its ally
        others = [side for side, _, _ in named if side != giver and side in self.parties]
        for index in range(s.index - 1, max(s.index - 1 - BACK, -1), -1):
            others += [side for side, _, _ in self.named(self.read(index)) if side != giver and side in self.parties]
        defending = [side for side in others if side in self.defenders]
        if defending:
            return defending[0]
        defender = self._role("defender")
        return defender if defender is not None and defender != giver else (others[0] if others else None)

    def _passive(self, s: Sentence, counted: Counted, governor: Governor) -> str | None:
        """Read a passive: the agent behind "by" is the foe of what was lost, and the owner of what was fired."""
        agent: str | None = None
        for k in range(governor.last, min(governor.last + 12, len(s.lows) - 1)):
            if s.lows[k] == "by":
                near = [side for side, mark, _ in self.named(s) if k < mark.first <= k + 4]
                agent = near[0] if near else None
                break
        lossy = governor.cue.measure == "losses"
        taken = s.lows[s.token_at(counted.start) - 1] if counted.first > 0 else ""
        if governor.cue.form == "after" and governor.cue.owner == "object" and taken in _TAKEN:
            captor = self.subject(s, counted.first)  # "had taken 34 soldiers prisoner"
            return self.opponent(captor, s) if captor is not None else self._unsaid(s, counted)
        if agent is not None:
            return self.opponent(agent, s) if lossy else agent
        if governor.cue.owner == "receiver" or governor.cue.cue == "arrive":
            return self._receiver(s, counted, governor)
        if governor.cue.measure == "fire" or (lossy and counted.item in SENT):
            struck = self._struck(s, governor.last)
            if struck is not None and not lossy:
                return self.opponent(struck, s)
            reporter = self._reporter(s)
            foe = self.opponent(reporter, s) if reporter is not None else None
            if foe is not None:
                return foe
            if struck is not None and lossy:
                return self.opponent(struck, s)
            return self._unsaid(s, counted)
        subject = self.subject(s, counted.first) if counted.first > 0 else None
        if subject is not None and (
            not lossy or any(w in HAVE for w in s.lows[max(counted.first - 6, 0) : counted.first])
        ):
            return subject
        kind = self._by_kind(s, counted)
        if lossy and kind is not None:
            return kind
        return self._victim(s, counted) if lossy else self._unsaid(s, counted)

    def _struck(self, s: Sentence, after: int) -> str | None:
        """Give the side that was fired at: "at the Kyiv region", "across Ukraine"."""
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

    def _reporter(self, s: Sentence) -> str | None:
        """Give the side that reports in a sentence: "Ukraine's air force said"."""
        for k, low in enumerate(s.lows):
            if low in self.lexicon.grammar["reporting"] and s.tokens[k].islower():
                near = [x for x in self.named(s) if k - 9 <= x[1].first < k] or [
                    x for x in self.named(s) if s.lows[k - 1] in (",", "”", '"') and k < x[1].first <= k + 3
                ]
                if near:
                    return near[0][0]
        return None

    def _victim(self, s: Sentence, counted: Counted) -> str | None:
        """Guess from the sentence's other names whose losses are meant when no agent is the subject."""
        for side, mark, value in self.named(s):
            k = mark.first - 1
            while k >= 0 and s.lows[k] in DETERMINERS:
                k -= 1
            if (
                k >= 0
                and s.lows[k] in ("against", "on")
                and mark.first > counted.first - 40
                and value.role != "speaker"
            ):
                return side
            if k >= 0 and s.lows[k] == "by":
                return self.opponent(side, s)
        return self._unsaid(s, counted)

    def _unsaid(self, s: Sentence, counted: Counted) -> str | None:
        """Take the side from the names around: the only one in the sentence, the subject, or the topic before."""
        named = [x for x in self.named(s) if x[2].role != "speaker" and not self._only_tells(s, x[1], x[0])]
        massed = self._massed(s) if counted.item not in SENT else None
        if massed is not None and not any(
            self.headed(s, x[1], 0) and not self.passing(s, x[1], x[2]) and x[1].first < counted.first for x in named
        ):
            return massed[1]
        owners = [
            x
            for x in named
            if (x[2].role in ("demonym", "people", "force", "leader") or ("item", x[1].last) in s.at)
            and not self.passing(s, x[1], x[2])
        ]
        heads = [
            x
            for x in named
            if self.headed(s, x[1], 0) and x[1].first < counted.first and not self.passing(s, x[1], x[2])
        ]
        if heads:
            return heads[-1][0]
        if owners:
            return owners[0][0]
        epithets = s.marks.get("epithet", ())
        if epithets:
            side = self.epithet(cast(Epithet, epithets[0].value), s)
            if side is not None:
                return side
        kind = self._by_kind(s, counted)
        if kind is not None and not named:
            return kind
        pronoun = next((k for k, low in enumerate(s.lows) if low in ("they", "their", "its", "he", "his")), None)
        if pronoun is not None:
            return self.pronoun(s, pronoun)
        for index in range(s.index - 1, max(s.index - 1 - BACK, -1), -1):
            before = self.read(index)
            names = [
                x for x in self.named(before) if x[2].role != "speaker" and (not self.parties or x[0] in self.parties)
            ]
            heads = [x for x in names if self.headed(before, x[1], 0) and not self.passing(before, x[1], x[2])]
            if heads:
                return heads[0][0]
            told = before.marks.get("epithet", ())
            if not names and told and (side := self.epithet(cast(Epithet, told[0].value), before)):
                return side
            if counted.item not in SENT and (massed := self._massed(before)):
                return massed[1]
            if names:
                return names[0][0]
        return None

    def _by_kind(self, s: Sentence, counted: Counted) -> str | None:
        """Tell soldiers of a state from fighters of a group, where the two are at war."""
        state = self._state() if self.fought else None
        if state is None or counted.noun is None:
            return None
        noun = s.lows[counted.noun[1] - 1]
        if noun in self.lexicon.grammar["regulars"]:
            return state
        return self._nearest_group(s) if noun in self.lexicon.grammar["irregulars"] else None

    def _only_tells(self, s: Sentence, mark: Mark, side: str) -> bool:
        """Tell whether a side at no war here is named as who reports: ", the Tajik border service says"."""
        if not self.parties or side in self.parties:
            return False
        near = range(mark.last, min(mark.last + 5, len(s.lows)))
        return any(s.lows[k] in self.lexicon.grammar["reporting"] and s.tokens[k].islower() for k in near)

    def _massed(self, s: Sentence, after: int = 0) -> tuple[str, str] | None:
        """Give a side at whose border forces stand, and its foe: "near Ukraine", "on its borders"."""
        for k in range(max(after, 1), len(s.lows)):
            if s.lows[k].startswith("border") and s.lows[k - 1] in ("its", "their", "his"):
                side = self.pronoun(s, k - 1)
                foe = self.opponent(side, s) if side is not None else None
                if side is not None and foe is not None:
                    return side, foe
        for side, mark, _ in self.named(s):
            lead = s.lows[max(mark.first - 5, 0) : mark.first]
            tail = s.lows[mark.last : mark.last + 4]
            near = bool(lead) and (
                lead[-1] in self.lexicon.grammar["threatened"]
                or (lead[-1] == "the" and lead[-2:-1] in (["near"], ["against"]))
            )
            border = any(w.startswith(("border", "frontier")) for w in tail) or any(
                w.startswith("border") and ("of" in lead or "with" in lead) for w in lead
            )
            if near or border:
                foe = self.opponent(side, s)
                if foe is not None:
                    return side, foe
        return None
