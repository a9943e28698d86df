"""Finding the counterpart: passes over arrays, each over the claims that the passes before left over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from forces.arrays import Floats, Ints, heads, joined, ranks, runs, sort_rows, spread, starts
from forces.origins import NO_DAY

__all__ = ["Finder"]

#: spans with at most this many characters between them are taken to stand in one sentence
NEAR = 100


class Finder:
    """Pairs figures of two sides. A vote is one pair; its two figures are the claims of each side in it.

    Claims are numbered from 0; figures are twice the vote for the first side, plus 1 for the second.
    """

    def __init__(
        self, facing: Ints, day: Ints, value: Floats, days: int, spans: Callable[[Ints], tuple[Floats, Floats]]
    ) -> None:
        self.facing, self.day, self.value, self.days, self.spans = facing, day, value, days, spans
        self.todo = np.ones(len(facing), dtype=bool)
        self.set_aside = np.zeros(len(facing), dtype=bool)
        self.n = 0
        self._figure = np.full(len(facing), -1)  # one figure of each used claim
        self._found: list[tuple[Ints, Ints]] = []

    def members(self) -> tuple[Ints, Ints]:
        """Give the claims of each figure, sorted by figure, then claim."""
        bits = len(self.facing).bit_length()
        both = np.concatenate([np.empty(0, dtype=np.int64), *(f << bits | c for c, f in self._found)])
        both.sort()
        return both & ((1 << bits) - 1), both >> bits

    def seek(self, group: Ints, *, dated: bool = False) -> None:
        """Pair what is left in each group with the other side's figure of the same day, else of the nearest day.

        Leftover claims of the other side are preferred to used ones. A leftover that repeats a used claim's figure of
        the same group and day joins its vote.
        """
        rows = np.flatnonzero(self.day != NO_DAY) if dated else np.arange(len(group))
        if not self.todo[rows].any():
            return
        days = self.day[rows] - self.day[rows].min()
        last = int(days[days < NO_DAY // 2].max(initial=0)) + self.days + 1
        days = np.minimum(days, last)  # no date: further from all others than may be paired
        cell = joined(group[rows], days, last + self.days + 1)
        block = cell * 2 + self.facing[rows]  # one side's claims in a cell: used ones, then leftovers
        key, order = sort_rows(block * 2 + self.todo[rows])
        if self.n and self._join_repeats(key >> 1, rows[order]):
            key, order = sort_rows(block * 2 + self.todo[rows])
        slot = starts(key)
        size, key = np.diff(np.append(slot, len(key))), key[slot]
        final = np.append(np.flatnonzero(heads(key >> 1)[1:]), len(key) - 1)  # leftovers, where there are any
        slot, size, key = slot[final], size[final], key[final]
        pair = _nearest(key, self.days)
        for side, own in enumerate(pair):
            figure = 2 * (self.n + np.arange(len(own))) + side
            self._add(rows[order[spread(slot[own], size[own])]], np.repeat(figure, size[own]))
        self.n += len(pair[0])

    def _add(self, claim: Ints, figure: Ints) -> None:
        self._found.append((claim, figure))
        self._figure[claim] = figure
        self.todo[claim] = False

    def _leave(self, claim: Ints) -> None:
        self.set_aside[claim] = True
        self._figure[claim] = -1
        self.todo[claim] = False

    def _join_repeats(self, block: Ints, claim: Ints) -> bool:
        """Let leftovers that print a used claim's figure, same group, day and side, join its vote; tell if any did.

        One that repeats a figure which a nearer one displaced is displaced with it. Blocks come sorted, leftovers last.
        """
        first = starts(block)
        size = np.diff(np.append(first, len(block)))
        both = np.flatnonzero(self.todo[claim[first]] != self.todo[claim[first + size - 1]])
        at = spread(first[both], size[both])
        claim = claim[at]
        key = joined(block[at], ranks(self.value[claim]))
        used = np.concatenate([np.flatnonzero(self._figure[claim] >= 0), np.flatnonzero(self.set_aside[claim])])
        if not len(used):
            return False
        known, first = np.unique(key[used], return_index=True)
        twin = np.minimum(np.searchsorted(known, key), len(known) - 1)
        again = np.flatnonzero(self.todo[claim] & (known[twin] == key))
        figure = self._figure[claim[used[first[twin[again]]]]]
        joins = figure >= 0
        self._add(claim[again[joins]], figure[joins])
        self._leave(claim[again[~joins]])
        return len(again) > 0

    def narrow(self) -> None:
        """Within one article, keep to the figures that stand in one sentence, where a sentence has both sides."""
        claim, figure = self.members()
        crowd = np.flatnonzero(np.bincount(figure >> 1, minlength=self.n)[figure >> 1] > 2)
        if not len(crowd):
            return
        start, end = (np.nan_to_num(a, nan=0.0) for a in self.spans(claim[crowd]))
        order = sort_rows(joined(figure[crowd] >> 1, start.astype(np.int64)))[1]
        start, end, order = start[order], end[order], crowd[order]
        at, vote, side = claim[order], figure[order] >> 1, figure[order] & 1
        new = heads(vote)
        new[1:] |= start[1:] - end[:-1] > NEAR
        sentence = np.cumsum(new) - 1
        whole = np.logical_and(*(np.bincount(sentence, weights=side == s) > 0 for s in (0, 1)))[sentence]
        split = np.zeros(self.n, dtype=bool)
        split[vote[whole]] = True
        off = split[vote] & ~whole
        figure[order[whole]] = 2 * (self.n + sentence[whole]) + side[whole]
        stay = np.ones(len(claim), dtype=bool)
        stay[order[off]] = False
        self._found = []
        self.n += int(sentence[-1]) + 1
        self._add(claim[stay], figure[stay])
        self._leave(at[off])

    def seek_near(self, article: Ints, what: Ints, place: Ints, source: Ints) -> None:
        """Pair neighbours in one sentence of which only one names a place, or only one a source; others are below 0."""
        loose = np.zeros(int(article.max(initial=0)) + 1, dtype=bool)
        for code in (place, source):
            some = np.zeros((2, len(loose)), dtype=bool)
            some[(code >= 0).astype(np.int8), article] = True
            loose |= some.all(axis=0)
        rows = np.flatnonzero(self.todo & loose[article])
        start, end = self.spans(rows)
        order = np.lexsort((start, what[rows], article[rows]))
        rows, start, end = rows[order], start[order], end[order]
        a, b = rows[:-1], rows[1:]
        fit = (article[a] == article[b]) & (what[a] == what[b]) & (self.facing[a] != self.facing[b])
        fit &= (start[1:] - end[:-1] <= NEAR) & (np.abs(self.day[a] - self.day[b]) <= self.days)
        for code in (place, source):
            fit &= (code[a] == code[b]) | ((code[a] < 0) != (code[b] < 0))
        for claim in (a[fit], b[fit]):
            self._add(claim, 2 * (self.n + np.arange(len(claim))) + self.facing[claim])
        self.n += int(fit.sum())


def _nearest(key: Ints, days: int) -> tuple[Ints, Ints]:
    """Match each block that has leftovers with the nearest block of the other side at most so many days off.

    Keys ascend and hold cell, side and whether there are leftovers. Gives the blocks of each side, each pair once.
    """
    cell, side, n = key >> 2, (key >> 1) & 1, len(key)
    ends = np.append(starts(side), n)  # of runs of one side; the neighbours of a run are of the other
    seeking = np.flatnonzero(key & 1)
    run = runs(side)[seeking]
    before, after = ends[run] - 1, ends[run + 1]
    far = int(cell[-1]) + days + 1
    gaps = np.concatenate([[far], cell, [far]])  # none before the first block, none behind the last
    gap = np.abs(gaps[before + 1] - cell[seeking]), np.abs(gaps[after + 1] - cell[seeking])
    close = np.flatnonzero(np.minimum(*gap) <= days)
    seeking, nearer = seeking[close], before[close]
    nearer = nearer + (after[close] - nearer) * (gap[0] > gap[1])[close]
    turned = side[seeking] * (nearer - seeking)
    pair = (seeking + turned) * n + nearer - turned
    pair.sort()
    pair = pair[starts(pair)]
    return pair // n, pair % n
