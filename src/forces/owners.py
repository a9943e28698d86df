"""Whose figure it is: the side named in the phrase, by its verb, or by what stands around."""

from __future__ import annotations

from typing import cast

from forces.clues import Clues
from forces.context import BACK
from forces.counted import SENT, Counted
from forces.cues import BE
from forces.lexicon import Cue, Epithet, Side
from forces.names import DETERMINERS
from forces.predicates import Governor
from forces.sentences import Mark, Sentence

__all__ = ["HAVE", "Owners"]


HAVE = frozenset({"had", "has", "have", "with", "saw"})
_FRONT = 4  #: tokens that open a sentence
_SAYS = frozenset({"announced", "claimed", "claims", "reported", "said", "says", "stated"})
_PRISONERS = frozenset({"captives", "pows", "prisoners"})
_WENT = frozenset({"were", "was", "had", "fell", "fled", "retired", "retreated", "withdrew"})
_TAKEN = frozenset(
    {"claim", "claimed", "claiming", "claims", "take", "taken", "taking", "took", "hold", "held", "holding"}
)


class Owners(Clues):
    """A context that also tells whose force or loss a figure counts."""

    def side(self, s: Sentence, counted: Counted, governor: Governor | None, latest: str | None = None) -> str | None:  # noqa: C901 (ways tried in turn)
        """Give the side whose force or loss is counted; None when neither sentence nor context says.

        Parameters
        ----------
        latest : str, optional
            The side of the claim before, where that is of the same measure.
        """
        k = s.token_at(counted.start)
        reckoned = s.lows[k - 2 : k] in (["estimated", "at"], ["put", "at"], ["reckoned", "at"])
        named = [side for side, mark, _ in self.named(s) if k - 7 <= mark.first < k] if reckoned else []
        if named and counted.how == "elided":
            return named[-1]  # "the RSF is estimated at 100,000"
        if (
            s.lows[k - 1 : k] == ["at"]
            and s.lows[k - 2 : k - 1] in (["it"], ["them"], ["this"])
            and counted.side is None
        ):
            return self.pronoun(s, 0)  # "Kyiv puts them at 30,000"
        if governor is not None and governor.cue.owner == "bearer":
            borne = [side for side, mark, _ in self.named(s) if governor.last <= mark.first < counted.first]
            whom = next((k for k in range(governor.last, counted.first) if s.lows[k] in ("them", "it", "him")), None)
            return borne[-1] if borne else self.pronoun(s, whom) if whom is not None else self.victim(s, counted)
        if governor is not None and governor.cue.owner == "receiver" and counted.item != "troops":
            side = self._receiver(s, counted, governor, latest)
            if side is not None or governor.cue.cue != "send":
                return side
        gets = governor is not None and governor.cue.cue == "receive" and not governor.passive
        given = s.at.get(("side", counted.last + 1)) if s.lows[counted.last : counted.last + 1] == ["for"] else None
        if gets and given is not None and counted.item != "troops":
            return cast(Side, given.value).side  # "the Danes have bought 19 Caesars for Kyiv"
        if gets and governor is not None and counted.side is not None and counted.item != "troops":
            return self.subject(s, governor.first) or counted.side  # "Ukraine gets 3 more US rocket launchers"
        garrison = counted.how == "compound" and s.lows[k - 1] in ("its", "their", "his")
        if counted.side is not None and not garrison and not self.made_by(s, counted, governor):
            return counted.side
        ally = next((m for m in s.marks.get("side", ()) if m.first > counted.last and self._flank(s, m)), None)
        front = next((m for m in s.marks.get("side", ()) if m.first < _FRONT and self._flank(s, m)), None)
        if front is not None and counted.epithet is None and not self.named(s)[1:]:
            return cast(Side, front.value).side  # "On the Union side there were 22,000 casualties"
        fights = governor is not None and governor.cue.cue == "attend"
        if fights and ally is not None and s.lows[ally.first - 1] == "of" and counted.epithet is not None:
            return cast(Side, ally.value).side  # "3,500 militants are fighting on the side of Azerbaijan"
        if s.lows[0] == "with" and s.lows[counted.last : counted.last + 1] == [","]:
            ahead = s.at.get(("side", counted.last + 1 + (s.lows[counted.last + 1 : counted.last + 2] == ["the"])))
            if ahead is not None:
                return cast(Side, ahead.value).side  # "With only 8,000 men, the Turks held the line"
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
        if counted.how == "before" and counted.epithet is None and ";" in s.lows[: counted.first]:
            opened = max(k for k in range(counted.first) if s.lows[k] == ";")
            beside = [side for side, mark, _ in self.named(s) if opened < mark.first < counted.first]
            if beside:
                return beside[-1]  # "Union forces 900; Confederate forces 1,400, casualties 60"
        if (aimed := self.aimed(s, k)) is not None and counted.epithet is None and counted.item not in SENT:
            return self.opponent(aimed, s)  # "fired grenades on three vehicles", "an attack on two Humvees"
        behind = self.behind(s, counted)
        against = s.lows[s.token_at(counted.start) - 1 : s.token_at(counted.start)] == ["against"]
        if behind is None and against and counted.how == "elided" and latest is not None:
            return self.opponent(latest, s)
        if behind is not None:
            return behind
        before = self.possessor(s, counted)
        if before is not None:
            return before
        if counted.epithet is not None:
            side = self.epithet(counted.epithet, s)
            if side is not None or counted.epithet.resolve == "nearest_group":
                return side
        strength = governor is None or governor.cue.measure == "strength"
        massed = self.massed(s, counted.last) if strength and counted.item not in SENT else None
        doer = self.subject(s, governor.first) if massed is not None and governor is not None else None
        if doer not in self.parties and not self.lexicon.grammar["first_person"].isdisjoint(s.lows[: counted.first]):
            doer = None  # a third party's "we have 150,000 soldiers around the borders of Ukraine"
        acts = (
            governor is not None and not governor.passive and s.lows[governor.first] in self.lexicon.grammar["moving"]
        )
        if massed is not None and (doer is None or (doer == massed[0] and not acts)):
            return massed[1]
        k = s.token_at(counted.start) - 1
        strong = counted.how == "compound" and s.lows[k] == ","
        named_before = next((m for m in s.marks.get("side", ()) if strong and m.last == k), None)
        if named_before is not None:
            return cast(Side, named_before.value).side  # "the French, 14,000 strong"
        if counted.how == "compound" and s.lows[counted.last : counted.last + 1] in (["group"], ["band"], ["militia"]):
            return self._nearest_group(s)  # "the 300-strong group"
        if (attacker := self.attacker(s, counted)) is not None:
            return attacker
        if (watched := self.watched(s, counted)) is not None:
            return watched
        blows = self.lexicon.grammar["assailing"] | self.lexicon.grammar["striking"]
        begun = s.token_at(counted.start)
        hit = [side for side, mark, _ in self.named(s) if mark.first < counted.first]
        if hit and s.lows[begun - 1] == "by" and s.lows[begun - 2] in blows:
            return self.opponent(hit[-1], s)  # "a camp of Hamas stormed by 180 tanks"
        if (labelled := self.label(s, counted)) is not None:
            return labelled
        made = governor is not None and governor.cue.measure in ("production", "requirement")
        if counted.item in SENT and not made and (sender := self.sender(s, counted)) is not None:
            return sender
        if governor is None:
            return self.unsaid(s, counted)
        if governor.passive:
            return self._passive(s, counted, governor, latest)
        if governor.cue.form == "noun":
            if governor.cue.cue == "suffer" and (meant := self._losers(s, governor)) is not None:
                return meant
            if s.lows[max(governor.first - 2, 0) : governor.first] == ["with", "a"]:
                acted = [x for x in self.named(s) if x[1].last < governor.first and self.headed(s, x[1], 0)]
                acted = [x for x in acted if s.lows[x[1].last] in _WENT]
                if acted:
                    return acted[-1][0]  # "the Russians were driven off, with a loss of some 500"
            for side, mark, _ in self.named(s):
                if mark.last == governor.first - (s.lows[governor.first - 1] in ("'s", "’s")):
                    return side  # "the Taliban force", "Kyiv's losses"
                of = (
                    s.lows[governor.last : governor.last + 1] in (["of"], ["on"], ["for"])
                    and governor.cue.cue == "suffer"
                )
                if of and governor.last < mark.first <= governor.last + 2:
                    return side  # "the losses of the Azerbaijani army have reached 3,000"
                if s.lows[counted.last : mark.first] == ["by"] and governor.cue.owner == "object":
                    return self.opponent(side, s)  # "the handover of 245 soldiers by Ukraine"
                if (
                    governor.last <= mark.first < counted.first
                    and s.lows[mark.first - 1] in ("by", "the")
                    and "by" in s.lows[governor.last : mark.first]
                ):
                    return self.opponent(side, s) if governor.cue.owner == "object" else side
        if governor.cue.owner == "object" and (target := self.target(s, governor.first)) is not None:
            return target  # "An attack on an Afghan checkpoint killed 12 soldiers"
        if (claimant := self._claimant(s, governor)) is not None:
            return self.opponent(claimant, s)
        subject = self.subject(s, governor.first)
        slain = not self.lexicon.grammar["irregulars"].isdisjoint(s.lows[counted.last :])
        if governor.cue.measure == "fire" and subject is None and slain and (state := self._state()) is not None:
            return state  # "Helicopters fired four missiles, killing two militants"
        if governor.cue.measure == "production" and (maker := self.maker(s, governor.first)) is not None:
            return maker
        if (
            governor.cue.measure == "recruitment"
            and s.lows[governor.first].startswith("train")
            and subject not in self.parties
        ):
            trained = [side for side, _, _ in self.named(s) if side in self.parties]
            if not trained and latest in self.parties:
                return latest
            return next((x for x in trained if x in self.defenders), trained[0] if trained else subject)
        if governor.cue.form == "ing" and (aboard := self._struck_craft(s, governor.first)) is not None:
            return aboard
        if governor.cue.form == "ing" and not self.lexicon.grammar["mishaps"].isdisjoint(s.lows[: governor.first]):
            return subject or self.unsaid(s, counted)  # "A U.S. helicopter crashed, killing all 17 soldiers"
        if governor.cue.owner == "object":
            if latest is not None and latest != subject:
                return latest
            if subject is None and counted.item in SENT and (reporter := self.reporter(s)) is not None:
                return self.opponent(reporter, s)  # "Air defences intercepted 16 missiles, Kyiv said"
            if subject is None:
                return self.victim(s, counted)
            if self.was_struck(s, subject, governor.first):
                return subject  # "Four Russian airfields were struck by drones that destroyed 40 aircraft"
            return self.opponent(subject, s) or self.by_kind(s, counted) or (latest if latest != subject else None)
        said = self.lexicon.grammar["reporting"].intersection(s.lows[: governor.first])
        if governor.cue.form == "noun" and said and latest is not None and self.parties and subject not in self.parties:
            return latest  # "The Pentagon confirmed the loss of two howitzers"
        doer = subject or self.unsaid(s, counted)
        own = governor.cue.measure == "fire" and doer is not None and self.struck(s, governor.last) == doer
        return self.opponent(doer, s) if own and doer is not None else doer  # "gunmen fired rockets at Israel"

    @staticmethod
    def _flank(s: Sentence, mark: Mark) -> bool:
        """Tell whether a side is named for where somebody stood: "on the Armenian side", "on the side of Baku"."""
        behind = "side" in s.lows[mark.last - 1 : mark.last + 1]
        return (behind and s.lows[max(mark.first - 2, 0) : mark.first] == ["on", "the"]) or s.lows[
            max(mark.first - 4, 0) : mark.first
        ] == ["on", "the", "side", "of"]

    def _struck_craft(self, s: Sentence, verb: int) -> str | None:
        """Give whose aircraft was hit: "A Georgian helicopter was shot down, killing all 14 soldiers on board"."""
        hits = [m for m in s.marks.get("cue", ()) if m.first < verb and cast(Cue, m.value).cue == "kill"]
        hit = next((m.first for m in hits if not BE.isdisjoint(s.lows[max(m.first - 2, 0) : m.first])), None)
        named = [side for side, mark, _ in self.named(s) if mark.first < hit] if hit is not None else []
        return named[0] if len(set(named)) == 1 else None

    def _claimant(self, s: Sentence, governor: Governor) -> str | None:
        """Give who claims that a unit of no name lost men: "The brigade lost 300 men, Kyiv's military claimed"."""
        lead = {*s.lows[: governor.first]}
        if governor.cue.cue != "suffer" or governor.passive or self.lexicon.grammar["bodies"].isdisjoint(lead):
            return None
        named = [x for x in self.named(s) if x[2].role != "speaker"]
        known = s.marks.get("epithet") or not self.lexicon.grammar["pronouns"].isdisjoint(lead)
        telling = len(named) == 1 and named[0][1].first > governor.last and self._reports(s, named[0][1])
        return named[0][0] if telling and not known and named[0][0] in self.parties else None

    def _losers(self, s: Sentence, governor: Governor) -> str | None:
        """Read "losses of the enemy", "losses among them"."""
        if s.lows[governor.last : governor.last + 1] not in (["of"], ["among"]):
            return None
        told = s.at.get(("epithet", governor.last + 1)) or s.at.get(("epithet", governor.last + 2))
        if told is not None:
            return self.epithet(cast(Epithet, told.value), s)
        whom = s.lows[governor.last + 1 : governor.last + 2] in (["them"], ["these"], ["those"])
        return self.pronoun(s, 0) if whom else None

    def _receiver(  # noqa: C901 (ways tried in turn)
        self, s: Sentence, counted: Counted, governor: Governor, latest: str | None
    ) -> str | None:
        """Give who gets a delivery: "to Ukraine", "gave Kyiv 14 tanks", "for the Ukrainian army"."""
        k = governor.first - 2
        if k >= counted.last and s.lows[k] in ("it", "they") and s.lows[k + 1] in BE:
            return self.pronoun(s, k)  # "20 of the 80 jets it was promised"
        named = self.named(s)
        giver = self.subject(s, governor.first) if not governor.passive else None
        if not governor.passive and governor.cue.form != "noun":
            stop = min([k for k in s.figures if k >= governor.last], default=counted.first)
            inner = [side for side, mark, _ in named if governor.last <= mark.first < min(stop, counted.first)]
            if inner:
                return inner[0]
            other = next((k for k in range(governor.last, counted.first) if s.lows[k] in ("them", "it", "him")), None)
            meant = self.pronoun(s, other) if other is not None else None
            if meant is not None and meant == giver and latest is not None:
                return latest  # "Sweden sends Ukraine ten tanks. Germany gives it 18"
            if meant is not None and meant != giver:
                return meant
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
        gets = [side for side, mark, _ in named if mark.first < governor.first and side in self.parties]
        if giver is not None and giver not in self.parties and gets and ":" in s.lows[: governor.first]:
            return gets[0]  # "Russia also imports ammunition: Iran shipped 300,000 shells"
        helped = latest is not None and giver is not None and latest != giver
        if governor.cue.cue == "send" and not helped and not self.lexicon.grammar["aid"].intersection(s.lows):
            return None
        if latest is not None and latest != giver:
            return latest  # "will send 18 tanks to Ukraine, while Poland has promised 14"
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

    def _passive(self, s: Sentence, counted: Counted, governor: Governor, latest: str | None) -> str | None:  # noqa: C901 (ways tried in turn)
        """Read a passive: the agent behind "by" is the foe of what was lost, and the owner of what was fired."""
        agent: str | None = None
        behind = range(governor.last, len(s.lows) - 2)
        beside = next((m for m in s.marks.get("side", ()) if m.first >= governor.last and self._flank(s, m)), None)
        if beside is not None and counted.side is None:
            return cast(Side, beside.value).side  # "61 soldiers were killed on the Armenian side"
        flank = next((k for k in behind if s.lows[k : k + 3 : 2] == ["on", "side"]), None)
        if flank is not None and s.lows[flank + 1] in ("its", "their", "his"):
            return self.pronoun(s, flank + 1)  # "nine servicemen had been killed on its side"
        for k in range(governor.last, min(governor.last + 12, len(s.lows) - 1)):
            if s.lows[k] == "by" and s.lows[k - 1] not in self.lexicon.grammar["reporting"]:
                near = [side for side, mark, _ in self.named(s) if k < mark.first <= k + 4]
                agent = near[0] if near else None
                break
        lossy = governor.cue.measure == "losses"
        taken = s.lows[s.token_at(counted.start) - 1] if counted.first > 0 else ""
        if governor.cue.form == "after" and governor.cue.owner == "object" and taken in _TAKEN:
            captor = self.subject(s, counted.first)  # "had taken 34 soldiers prisoner"
            return self.opponent(captor, s) if captor is not None else self.unsaid(s, counted)
        given = range(counted.last, governor.first)
        whom = next((k for k in given if s.lows[k] in ("it", "they")), None)
        if whom is not None and governor.cue.measure == "deliveries":
            return self.pronoun(s, whom)  # "the 450 tanks it was given"
        if agent is not None and governor.cue.measure == "deliveries":
            gets = [side for side, mark, _ in self.named(s) if mark.first in given]
            gets += [latest] if latest is not None and latest != agent else []
            gets += [side for side, _, _ in self.named(s) if side != agent and side in self.parties]
            return gets[0] if gets else self._receiver(s, counted, governor, latest)  # "the tanks sent by Poland"
        if agent is not None:
            return self.opponent(agent, s) if lossy and governor.cue.owner != "subject" else agent
        reached = s.at.get(("side", governor.last)) if governor.cue.cue == "arrive" else None
        if reached is not None:
            return cast(Side, reached.value).side  # "the first 20 tanks have reached Finland"
        if governor.cue.owner == "receiver" or governor.cue.cue == "arrive":
            return self._receiver(s, counted, governor, latest)
        if governor.cue.measure == "fire" or (lossy and counted.item in SENT):
            struck = self.struck(s, governor.last)
            if struck is not None and not lossy:
                return self.opponent(struck, s)
            reporter = self.reporter(s)
            foe = self.opponent(reporter, s) if reporter is not None else None
            if foe is not None:
                return foe
            if struck is not None and lossy:
                return self.opponent(struck, s)
            return self.unsaid(s, counted)
        subject = self.subject(s, counted.first) if counted.first > 0 else None
        if subject is not None and (
            not lossy or any(w in HAVE for w in s.lows[max(counted.first - 6, 0) : counted.first])
        ):
            return subject
        enemy = next((m for m in s.marks.get("epithet", ())), None)
        told = cast(Epithet, enemy.value) if enemy is not None else None
        acts = enemy is not None and "by" in s.lows[max(enemy.first - 3, 0) : enemy.first]
        if lossy and told is not None and told.resolve.startswith("enemy") and counted.side is None and not acts:
            return self.epithet(told, s)  # "30 vehicles were destroyed, besides many of the enemy's men"
        unarmed = counted.noun is not None and "peacekeepers" in s.lows[slice(*counted.noun)]
        if lossy and unarmed and latest is None and (mission := "United Nations") in self.counts:
            return mission  # "18 peacekeepers have been killed", where the UN is named
        kind = self.by_kind(s, counted)
        groups = self.lexicon.stateless
        if kind is not None and latest is not None and (latest in groups) == (kind in groups):
            kind = latest if kind == latest else None  # of the states at war, the one that the text goes on with
        if lossy and kind is not None:
            return kind
        named = [
            side for side, mark, _ in self.named(s) if "according" not in s.lows[max(mark.first - 3, 0) : mark.first]
        ]
        if lossy and latest is not None and self.parties.isdisjoint(named):
            return latest  # "Another 16 vehicles were seized"
        says = lossy and counted.item != "troops" and not _SAYS.isdisjoint(s.lows)
        teller = self.reporter(s) if says else None
        if teller is not None and teller in self.parties and named == [teller]:
            return self.opponent(teller, s)  # "four tanks were destroyed, the Armenian ministry said"
        if s.lows[governor.first] in self.lexicon.grammar["seizing"] and counted.item != "troops" and not named:
            captor = self.unsaid(s, counted)  # "It took the base. 22 tanks were captured"
            return self.opponent(captor, s) if captor is not None else None
        return self.victim(s, counted) if lossy else self.unsaid(s, counted)
