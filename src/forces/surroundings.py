"""Whose a figure is where its own words do not say: the names around it, a border, the kind of soldier, a report."""

from __future__ import annotations

from typing import cast

from forces.context import BACK, Context
from forces.counted import SENT, Counted
from forces.lexicon import Epithet
from forces.names import DETERMINERS, counted_name
from forces.sentences import Mark, Sentence

__all__ = ["Surroundings"]

_OPENING = 8  #: tokens of a sentence in which its subject stands


class Surroundings(Context):
    """A context that tells a side from what stands around a figure."""

    def reporter(self, s: Sentence) -> str | None:
        """Give the side that reports in a sentence: "Ukraine's air force said"."""
        for k in self.reports(s):
            near = [x for x in self.named(s) if k - 9 <= x[1].first < k] or [
                x for x in self.named(s) if s.lows[k - 1] in (",", "”", '"') and k < x[1].first <= k + 7
            ]
            if near:
                return near[0][0]
        return None

    def victim(self, s: Sentence, counted: Counted) -> str | None:
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
        return self.unsaid(s, counted)

    def unsaid(self, s: Sentence, counted: Counted) -> str | None:  # noqa: C901 (ways tried in turn)
        """Take the side from the names around: the only one in the sentence, the subject, or the topic before."""
        named = [x for x in self.named(s) if x[2].role != "speaker" and not self.only_tells(s, x[1], x[0])]
        named = [x for x in named if x[1].first < counted.last or not counted_name(s, x[1])]
        massed = self.massed(s) if counted.item not in SENT else None
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
        parted = next((k for k in range(counted.last, len(s.lows)) if s.lows[k] == ";"), len(s.lows))
        owners = [x for x in owners if x[1].first < parted]
        if owners:
            return owners[0][0]
        epithets = s.marks.get("epithet", ())
        if epithets:
            side = self.epithet(cast(Epithet, epithets[0].value), s)
            if side is not None:
                return side
        if not named and (kind := self.by_kind(s, counted)) is not None:
            return kind  # "Cabinet approves call-up of 14,000 reservists", under a headline on a group
        pronoun = next((k for k, low in enumerate(s.lows) if low in ("they", "their", "its", "he", "his")), None)
        if pronoun is not None:
            return self.pronoun(s, pronoun)
        for index in range(s.index - 1, max(s.index - 1 - BACK, -1), -1):
            before = self.read(index)
            names = [x for x in self.named(before) if x[2].role != "speaker"]
            names = [x for x in names if not self.parties or x[0] in self.parties or counted_name(before, x[1])]
            names = [x for x in names if not self.beside(before, x[1])]
            heads = [x for x in names if self.headed(before, x[1], 0) and not self.passing(before, x[1], x[2])]
            opening = self._first_verb(before, 0, len(before.lows))
            if heads and (opening is None or heads[0][1].first < opening or heads[0][1].first < _OPENING):
                return heads[0][0]
            told = before.marks.get("epithet", ())
            if not names and told and (side := self.epithet(cast(Epithet, told[0].value), before)):
                return side
            if counted.item not in SENT and (massed := self.massed(before)):
                return massed[1]
            if names:
                return names[0][0]
        sole = next(iter(self.counts)) if len(self.counts) == 1 else None
        regular = counted.noun is not None and s.lows[counted.noun[1] - 1] in self.lexicon.grammar["regulars"]
        return sole if regular else None

    @staticmethod
    def beside(s: Sentence, mark: Mark) -> bool:
        """Tell whether a side is only named as an ally: "fight alongside tens of thousands of Russian troops"."""
        return "alongside" in s.lows[max(mark.first - 6, 0) : mark.first]

    def by_kind(self, s: Sentence, counted: Counted) -> str | None:
        """Tell soldiers of a state from fighters of a group, where the two are at war."""
        sole = self._state() if self.fought or self.placed else None
        state = sole
        rebels = not self.lexicon.grammar["irregulars"].isdisjoint(s.lows)
        grouped = self._fighting_groups or (rebels and any(side in self.lexicon.groups for side in self.parties))
        if state is None and grouped:
            told = self.reporter(s)  # where several states fight a group, the one that reports
            state = told if told in self.parties and told not in self.lexicon.stateless else None
        if state is None or counted.noun is None:
            return None
        noun = {*s.lows[slice(*counted.noun)], *s.lows[counted.figure + 1 : counted.last]}  # "five soldiers dead"
        if not noun.isdisjoint(self.lexicon.grammar["regulars"]) or {"security", "forces"} <= noun:
            return state
        irregular = (sole is not None or self._fighting_groups) and not noun.isdisjoint(
            self.lexicon.grammar["irregulars"]
        )
        return self._nearest_group(s) if irregular else None

    def only_tells(self, s: Sentence, mark: Mark, side: str) -> bool:
        """Tell whether a side at no war here is named as who reports: ", the Tajik border service says"."""
        estimate = not self.lexicon.grammar["reckonings"].isdisjoint(s.lows[mark.last : mark.last + 2])
        if estimate and s.lows[max(mark.first - 2, 0) : mark.first] == ["according", "to"]:
            return True  # "According to Russian estimates, 11,000 soldiers are taking part"
        if not self.parties or side in self.parties:
            return False
        near = range(mark.last, min(mark.last + 5, len(s.lows)))
        return any(s.lows[k] in self.lexicon.grammar["reporting"] and s.tokens[k].islower() for k in near)

    def massed(self, s: Sentence, after: int = 0) -> tuple[str, str] | None:
        """Give a side at whose border forces stand, and its foe: "near Ukraine", "on its borders"."""
        borders = s.memo.get("borders")
        if borders is None:
            borders = s.memo["borders"] = [k for k in range(1, len(s.lows)) if s.lows[k].startswith("border")]
        for k in borders:
            if k >= after and s.lows[k - 1] in ("its", "their", "his") and s.lows[k + 1 : k + 2] != ["with"]:
                side = self.pronoun(s, k - 1)
                foe = self.opponent(side, s) if side is not None else None
                if side is not None and foe is not None:
                    return side, foe
        if any(s.lows[k - 1] in ("its", "their", "his") and s.lows[k + 1 : k + 2] == ["with"] for k in borders):
            return None
        if "massed" not in s.memo:
            s.memo["massed"] = self._massed(s)
        return cast("tuple[str, str] | None", s.memo["massed"])

    def _massed(self, s: Sentence) -> tuple[str, str] | None:
        """Give a side that forces stand near, or at the border of, by the words around its name."""
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
