"""Finding the counterpart: passes over arrays, each over the claims that the passes before left over."""

from __future__ import annotations

import numpy as np

from forces.intervals import Bools, Floats, Ints, distinct, joined, ranks, runs, starts
from forces.origins import NO_DAY

#: spans with at most this many characters between them are taken to stand in one sentence
NEAR = 100


class Finder:
    """Pairs figures of two sides. A vote is one pair; its two figures are the claims of each side in it.

    Claims are numbered from 0; figures are twice the vote for the first side, plus 1 for the second.
    """

    def __init__(self, facing: Ints, day: Ints, value: Floats, days: int) -> None:
        self.facing, self.day, self.value, self.days = facing, day, value, days
        self.todo = np.ones(len(facing), dtype=bool)
        self.set_aside = np.zeros(len(facing), dtype=bool)
        self.n = 0
        self._figure = np.full(len(facing), -1)  # one figure of each used claim
        self._found: list[tuple[Ints, Ints]] = []

    def members(self) -> tuple[Ints, Ints]:
        """Give the claims of each figure, sorted by figure."""
        bits = len(self.facing).bit_length()
        both = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *((f << bits) | c for c, f in self._found)]))
        return both & ((1 << bits) - 1), both >> bits

    def seek(self, group: Ints, *, dated: bool = False) -> None:
        """Pair what is left in each group with the other side's figure of the same day, else of the nearest day.

        Leftover claims of the other side are preferred to used ones. A leftover that repeats a used claim's figure of
        the same group and day joins its vote.
        """
        rows = np.flatnonzero(self.day != NO_DAY) if dated else np.arange(len(group))
        if not self.todo[rows].any():
            return
        cells = _Cells(group[rows], self.day[rows], self.facing[rows], self.todo[rows])
        if self.n:
            self._join_repeats(rows, cells)
        a, b = cells.nearest(self.days)
        for side, own in enumerate((a, b)):
            size, at = cells.members(own, side)
            self._add(rows[at], np.repeat(2 * (self.n + np.arange(len(own))) + side, size))
        self.n += len(a)

    def _add(self, claim: Ints, figure: Ints) -> None:
        self._found.append((claim, figure))
        self._figure[claim] = figure
        self.todo[claim] = False

    def _join_repeats(self, rows: Ints, cells: _Cells) -> None:
        """Let leftovers that print a used claim's figure, same group, day and side, join its vote."""
        at, block = cells.shared()
        claim = rows[cells.order[at]]
        key = joined(block, ranks(self.value[claim]))
        used = ~self.todo[claim] & (self._figure[claim] >= 0)
        known, where = np.unique(key[used], return_index=True)
        if not len(known):
            return
        twin = np.minimum(np.searchsorted(known, key), len(known) - 1)
        again = self.todo[claim] & (known[twin] == key)
        self._add(claim[again], self._figure[claim[used][where[twin[again]]]])
        cells.settle(at, block, self.todo[claim])

    def narrow(self, start: Floats, end: Floats) -> None:
        """Within one article, keep to the figures that stand in one sentence, where a sentence has both sides."""
        claim, figure = self.members()
        crowd = np.flatnonzero(np.bincount(figure >> 1, minlength=self.n)[figure >> 1] > 2)
        if not len(crowd):
            return
        where = np.nan_to_num(start[claim[crowd]], nan=0.0).astype(np.int64)
        order = crowd[np.argsort(joined(joined(figure[crowd] >> 1, where), claim[crowd]))]
        at, vote, side = claim[order], figure[order] >> 1, figure[order] & 1
        sentence = np.cumsum(np.r_[False, (np.diff(vote) != 0) | (start[at][1:] - end[at][:-1] > NEAR)])
        whole = np.logical_and(*(np.bincount(sentence, weights=side == s) > 0 for s in (0, 1)))[sentence]
        split = np.bincount(vote, weights=whole, minlength=self.n)[vote] > 0
        self.set_aside[at[split & ~whole]] = True
        figure[order[whole]] = 2 * (self.n + sentence[whole]) + side[whole]
        stay = np.ones(len(claim), dtype=bool)
        stay[order[split & ~whole]] = False
        claim, figure = claim[stay], figure[stay]
        votes = ranks(figure >> 1)
        self.n = int(votes.max(initial=-1)) + 1
        self._found = []
        self._add(claim, 2 * votes + (figure & 1))

    def seek_near(self, article: Ints, what: Ints, place: Ints, source: Ints, start: Floats, end: Floats) -> None:
        """Pair neighbours in one sentence of which only one names a place, or only one a source."""
        loose = np.zeros(int(article.max(initial=0)) + 1, dtype=bool)
        for code in (place, source):
            some = np.zeros((2, len(loose)), dtype=bool)
            some[(code >= 0).astype(np.int8), article] = True
            loose |= some.all(axis=0)
        rows = np.flatnonzero(self.todo & loose[article] & ~np.isnan(start)) if loose.any() else loose[:0].astype(int)
        rows = rows[np.lexsort((start[rows], what[rows], article[rows]))]
        a, b = rows[:-1], rows[1:]
        fit = (article[a] == article[b]) & (what[a] == what[b]) & (self.facing[a] != self.facing[b])
        fit &= (start[b] - end[a] <= NEAR) & (np.abs(self.day[a] - self.day[b]) <= self.days)
        for code in (place, source):
            fit &= (code[a] == code[b]) | (code[a] < 0) | (code[b] < 0)
        for claim in (a[fit], b[fit]):
            self._add(claim, 2 * (self.n + np.arange(len(claim))) + self.facing[claim])
        self.n += int(fit.sum())


class _Cells:
    """Rows sorted into cells of one group and day, and in each cell into four slots: side, then used or leftover."""

    def __init__(self, group: Ints, day: Ints, facing: Ints, todo: Bools) -> None:
        first = int(day.min())
        key = (joined(group, day - first, int(day.max()) - first + 1) * 2 + facing) * 2 + todo
        self.order = np.argsort(key)
        key = key[self.order]
        start = starts(key)
        cell = runs(key[start] >> 2)
        self.n = int(cell[-1]) + 1
        self.slot = 4 * cell + (key[start] & 3)
        self.start, self.size = np.zeros(4 * self.n, dtype=np.int64), np.zeros(4 * self.n, dtype=np.int64)
        self.start[self.slot], self.size[self.slot] = start, np.diff(np.r_[start, len(key)])
        lead = self.order[start[starts(cell)]]
        self.group, self.day = group[lead], day[lead]

    def nearest(self, days: int) -> tuple[Ints, Ints]:
        """Match each cell that has leftovers of one side with the nearest cell of the other side in its group."""
        full = (self.size > 0).reshape(-1, 4)
        pairs = []
        for side in (0, 1):
            seeking, there = np.flatnonzero(full[:, 2 * side + 1]), full[:, 2 - 2 * side] | full[:, 3 - 2 * side]
            here = there[seeking]
            pairs.append(seeking[here] * (self.n + 1))
            if here.all() or (self.group[1:] != self.group[:-1]).all():
                continue
            seeking, ids = seeking[~here], np.arange(self.n)
            before = np.maximum.accumulate(np.where(there, ids, 0))[seeking]
            after = np.minimum.accumulate(np.where(there, ids, self.n - 1)[::-1])[::-1][seeking]
            gap = [
                np.where(
                    there[c] & (self.group[c] == self.group[seeking]), np.abs(self.day[c] - self.day[seeking]), NO_DAY
                )
                for c in (before, after)
            ]
            close = np.minimum(*gap) <= days
            ends = seeking[close], np.where(gap[0] <= gap[1], before, after)[close]
            pairs.append(ends[side] * self.n + ends[1 - side])
        pair = distinct(np.concatenate(pairs))
        return pair // self.n, pair % self.n

    def members(self, cells: Ints, side: int) -> tuple[Ints, Ints]:
        """Count one side's claims in each of some cells and give their rows: leftovers, where there are any."""
        slot = 4 * cells + 2 * side
        slot += self.size[slot + 1] > 0
        size = self.size[slot]
        if (size == 1).all():
            return size, self.order[self.start[slot]]
        return size, self.order[np.repeat(self.start[slot] - np.cumsum(size) + size, size) + np.arange(size.sum())]

    def shared(self) -> tuple[Ints, Ints]:
        """Give the places in the order, and the blocks (cell and side), that hold both used and leftover rows."""
        block = np.flatnonzero((self.size[::2] > 0) & (self.size[1::2] > 0))
        first, size = self.start[2 * block], self.size[2 * block] + self.size[2 * block + 1]
        return np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum()), np.repeat(block, size)

    def settle(self, at: Ints, block: Ints, todo: Bools) -> None:
        """Sort some whole blocks again, after leftovers in them were used."""
        self.order[at] = self.order[at[np.argsort(block * 2 + todo, kind="stable")]]
        own, left = block[starts(block)], np.add.reduceat(todo.astype(np.int64), starts(block))
        used = self.size[2 * own] + self.size[2 * own + 1] - left
        self.size[2 * own], self.size[2 * own + 1] = used, left
        self.start[2 * own + 1] = self.start[2 * own] + used
