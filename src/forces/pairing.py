"""Finding the counterpart: passes over arrays, each over the claims that the passes before left over."""

from __future__ import annotations

import numpy as np

from forces.intervals import Bools, Floats, Ints
from forces.origins import NO_DAY

#: spans with at most this many characters between them are taken to stand in one sentence
NEAR = 100


class Finder:
    """Finds pairs in passes, each over the claims that the passes before left over."""

    def __init__(self, facing: Ints, day: Ints, value: Floats, days: int) -> None:
        self.facing, self.day, self.value, self.days = facing, day, value, days
        self.todo = np.ones(len(facing), dtype=bool)
        self.set_aside = np.zeros(len(facing), dtype=bool)
        self.n = 0
        self._claims: list[Ints] = []
        self._figures: list[Ints] = []

    def members(self) -> tuple[Ints, Ints]:
        """Give the claims of each figure, sorted by figure."""
        if not self._claims:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        claim, figure = np.concatenate(self._claims), np.concatenate(self._figures)
        order = np.lexsort((claim, figure))
        return claim[order], figure[order]

    def seek(self, group: Ints, *, dated: bool = False) -> None:
        """Pair what is left in each group with the other side's figure of the same day, else of the nearest day.

        Leftover claims of the other side are preferred to used ones. A leftover that repeats a used claim's figure of
        the same day joins that vote.
        """
        rows = np.flatnonzero(self.day != NO_DAY) if dated else np.arange(len(group))
        if not self.todo[rows].any():
            return
        day = self.day[rows]
        span = int(np.ptp(day)) + 1
        cell = joined(group[rows], day - day.min(), span)
        order, block, counts, first = _blocks(cell, self.facing[rows], self.todo[rows])
        if self.n:
            repeats = self._repeats(rows[order], block, counts)
            if len(repeats):
                order, block, counts, first = _blocks(cell, self.facing[rows], self.todo[rows])
        lead = order[np.minimum.reduceat(first.reshape(-1), np.arange(0, first.size, 4))]
        cell_group, cell_day = group[rows][lead], day[lead]
        ids = np.arange(len(lead))
        pairs = []
        for mine, other in ((0, 1), (1, 0)):
            seeking = np.flatnonzero(counts[:, 2 * mine + 1])
            there = counts[:, 2 * other : 2 * other + 2].any(axis=1)
            before = np.maximum.accumulate(np.where(there, ids, -1))[seeking]
            after = np.minimum.accumulate(np.where(there, ids, len(ids))[::-1])[::-1][seeking]
            gaps = []
            for cells in (np.maximum(before, 0), np.minimum(after, len(ids) - 1)):
                same = there[cells] & (cell_group[cells] == cell_group[seeking])
                gaps.append(np.where(same, np.abs(cell_day[cells] - cell_day[seeking]), NO_DAY))
            found = np.where(gaps[0] <= gaps[1], before, after)
            close = np.minimum(*gaps) <= self.days
            ends = seeking[close], found[close]
            pairs.append(ends[mine] * len(ids) + ends[other])
        pair = np.unique(np.concatenate(pairs))
        a, b = pair // len(ids), pair % len(ids)
        votes = self.n + np.arange(len(pair))
        for cells, offset in ((a, 0), (b, 1)):
            blocks = 4 * cells + 2 * offset + (counts[cells, 2 * offset + 1] > 0)
            size = counts.reshape(-1)[blocks]
            at = np.repeat(first.reshape(-1)[blocks] - np.cumsum(size) + size, size) + np.arange(size.sum())
            self._add(rows[order[at]], np.repeat(2 * votes + offset, size))
        self.n += len(pair)

    def _add(self, claim: Ints, figure: Ints) -> None:
        self._claims.append(claim)
        self._figures.append(figure)
        self.todo[claim] = False

    def _repeats(self, rows: Ints, block: Ints, counts: Ints) -> Ints:
        """Let leftovers that print a used claim's figure, same group, day and side, join its vote."""
        both = (counts[:, ::2] > 0) & (counts[:, 1::2] > 0)
        inside = np.flatnonzero(both.reshape(-1)[block >> 1])
        if not len(inside):
            return inside
        level = np.unique(self.value[rows[inside]], return_inverse=True)[1]
        twin = (block[inside] >> 1) * (level.max() + 1) + level
        old = (block[inside] & 1) == 0
        keys, where = np.unique(twin[old], return_index=True)
        at = np.minimum(np.searchsorted(keys, twin), len(keys) - 1)
        again = ~old & (keys[at] == twin)
        repeats, twins = rows[inside[again]], rows[inside[old][where[at[again]]]]
        claims, figures = self.members()
        known, index = np.unique(claims, return_index=True)
        self._add(repeats, figures[index[np.searchsorted(known, twins)]])
        return repeats

    def narrow(self, start: Floats, end: Floats) -> None:
        """Within one article, keep to the figures that stand in one sentence, where a sentence has both sides."""
        claim, figure = self.members()
        size = np.bincount(figure >> 1, minlength=self.n)
        crowd = np.flatnonzero(size[figure >> 1] > 2)
        if not len(crowd):
            return
        order = crowd[np.lexsort((claim[crowd], start[claim[crowd]], figure[crowd] >> 1))]
        at, vote = claim[order], figure[order] >> 1
        sentence = np.cumsum(np.r_[False, (np.diff(vote) != 0) | (start[at][1:] - end[at][:-1] > NEAR)])
        sides = np.bincount(2 * sentence + (figure[order] & 1), minlength=2 * sentence[-1] + 2).reshape(-1, 2) > 0
        whole = sides.all(axis=1)
        split = np.bincount(vote, weights=whole[sentence], minlength=self.n)[vote] > 0
        lose, keep = split & ~whole[sentence], split & whole[sentence]
        self.set_aside[at[lose]] = True
        numbers = np.unique(sentence[keep], return_inverse=True)[1]
        figure[order[keep]] = 2 * (self.n + numbers) + (figure[order[keep]] & 1)
        stay = np.ones(len(claim), dtype=bool)
        stay[order[lose]] = False
        votes = np.unique(figure[stay] >> 1, return_inverse=True)
        self.n = len(votes[0])
        self._claims, self._figures = [claim[stay]], [2 * votes[1] + (figure[stay] & 1)]

    def seek_near(self, article: Ints, what: Ints, place: Ints, source: Ints, start: Floats, end: Floats) -> None:
        """Pair neighbours in one sentence of which only one names a place, or only one a source."""
        loose = np.zeros(int(article.max(initial=0)) + 1, dtype=bool)
        for code in (place, source):
            some = np.zeros((2, len(loose)), dtype=bool)
            some[(code >= 0).astype(int), article] = True
            loose |= some.all(axis=0)
        rows = np.flatnonzero(self.todo & loose[article] & ~np.isnan(start))
        rows = rows[np.lexsort((start[rows], what[rows], article[rows]))]
        a, b = rows[:-1], rows[1:]
        fit = (article[a] == article[b]) & (what[a] == what[b]) & (self.facing[a] != self.facing[b])
        fit &= (start[b] - end[a] <= NEAR) & (np.abs(self.day[a] - self.day[b]) <= self.days)
        for code in (place, source):
            fit &= (code[a] == code[b]) | (code[a] < 0) | (code[b] < 0)
        for end_rows in (a[fit], b[fit]):
            self._add(end_rows, 2 * (self.n + np.arange(fit.sum())) + self.facing[end_rows])
        self.n += int(fit.sum())


def _blocks(cell: Ints, facing: Ints, todo: Bools) -> tuple[Ints, Ints, Ints, Ints]:
    """Sort rows by cell, side, and used before leftover; give the order, each row's block, and blocks' sizes and starts."""
    key = (cell * 2 + facing) * 2 + todo
    order = np.argsort(key)
    key = key[order]
    dense = np.cumsum(np.r_[False, np.diff(key >> 2) != 0])
    block = dense * 4 + (key & 3)
    counts = np.bincount(block, minlength=4 * (dense[-1] + 1))
    first = np.where(counts > 0, np.cumsum(counts) - counts, len(key))
    return order, block, counts.reshape(-1, 4), first.reshape(-1, 4)


def joined(a: Ints, b: Ints, span: int | None = None) -> Ints:
    """One number for two, numbering the first anew where the product would not fit in 60 bits."""
    span = int(b.max(initial=0)) + 1 if span is None else span
    if int(a.max(initial=0)) * span >= 1 << 60:
        a = np.unique(a, return_inverse=True)[1]
    return a * span + b
