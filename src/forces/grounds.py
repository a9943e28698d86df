"""What each row of a table of ratios rests on: its claims, articles, sources, dates, and what to mind about them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from forces.arrays import Bools, Ints, distinct, sort_rows
from forces.origins import NO_DAY, STANCES, find_stances
from forces.pairs import Pairs

__all__ = ["Grounds", "stances"]

#: counts below this are marked small
SMALL = 5
#: a note says so where the figures of one row lie further apart than this
LONG = 60
#: rows that rest on more claims than this do not list their ids; all claims not in `unpaired` are used
LISTED = 1000


def stances(claims: pd.DataFrame, pairs: Pairs, side: str, versus: str) -> Ints:
    """Code the stance of each vote's sources; -1 where their party is not known, or two stances meet in a pair."""
    if "source_party" not in claims.columns:
        return np.full(len(pairs), -1)
    heard = find_stances(claims.iloc[pairs.codes.rows], side=side, versus=versus)
    codes = pd.Categorical(heard, categories=STANCES).codes.astype(np.int64)
    least, most = -pairs.largest(-codes), pairs.largest(codes)
    return np.where(least == most, most, -1)


class Grounds:
    """What each row of ratios rests on: its claims, articles, sources and what to mind about them."""

    def __init__(self, claims: pd.DataFrame, pairs: Pairs, row: Ints, n: int) -> None:
        self.claims, self.pairs, self.vote_row, self.n = claims, pairs, row, n
        rows = np.full(len(pairs.codes), n)
        rows[pairs.claim] = row[pairs.vote]
        self.row, self.claim = sort_rows(rows)
        self.ends = np.searchsorted(self.row, np.arange(n + 1))  # where the claims of each row begin, and the last ends
        self.row, self.claim = self.row[: self.ends[-1]], self.claim[: self.ends[-1]]
        self.at = pairs.codes.rows[self.claim]
        self.crossed = np.bincount(row[pairs.crossed], minlength=n) > 0

    def _keys(self, codes: Ints) -> tuple[Ints, Ints]:
        """Give the distinct codes of all rows' claims, row by row ascending, and where each row's begin and end."""
        codes, span = codes[self.claim], int(codes.max(initial=0)) + 1
        keys = distinct((self.row * span + codes)[np.flatnonzero(codes >= 0)])
        ends = np.searchsorted(keys, np.arange(self.n + 1) * span)
        return keys - np.repeat(np.arange(self.n) * span, np.diff(ends)), ends

    def listed(self, codes: Ints) -> list[Ints]:
        """List the distinct codes of each row's claims; codes below 0 are left out."""
        keys, ends = self._keys(codes)
        return np.split(keys, ends[1:-1]) if self.n else []

    def counted(self, codes: Ints) -> Ints:
        """Count the distinct codes of each row's claims."""
        return np.diff(self._keys(codes)[1])

    def has(self, flags: Bools) -> Bools:
        """Tell which rows have a claim so flagged."""
        return np.logical_or.reduceat(flags[self.claim], self.ends[:-1]) if self.n else flags[:0]

    def n_claims(self) -> Ints:
        """Count the claims of each row."""
        return np.diff(self.ends)

    def bases(self) -> list[str]:
        """Tell whether each row was computed, stated, or both."""
        stated = np.bincount(self.vote_row, weights=self.pairs.stated, minlength=self.n)
        votes = np.bincount(self.vote_row, minlength=self.n)
        return ["both" if 0 < s < v else "stated" if s else "computed" for s, v in zip(stated, votes, strict=True)]

    @cached_property
    def _ends(self) -> tuple[Ints, Ints]:
        """First and last day of each row's claims, NO_DAY and its negative where no date is known."""
        day = self.pairs.codes.day[self.claim]
        if not self.n:
            return day, day
        last = np.where(day == NO_DAY, -NO_DAY, day)
        return np.minimum.reduceat(day, self.ends[:-1]), np.maximum.reduceat(last, self.ends[:-1])

    def span(self) -> Ints:
        """Count the days between each row's first and last figure."""
        first, last = self._ends
        return np.where(first > last, 0, last - first)

    def as_of(self) -> list[str | None]:
        """Give the date of each row's latest claim as printed."""
        final = np.flatnonzero(self.pairs.codes.day[self.claim] == self._ends[1][self.row])
        columns, at, row = self.pairs.codes.columns, self.at[final], self.row[final]
        latest: list[tuple[int, str]] = []
        for column in ("as_of", "published"):
            codes, dates = columns.codes_at(column, at)
            given, span = np.flatnonzero(codes >= 0), len(dates) + 1
            latest += [(k // span, dates[k % span]) for k in distinct(row[given] * span + codes[given]).tolist()]
            at, row = at[np.flatnonzero(codes < 0)], row[np.flatnonzero(codes < 0)]
        known = dict(sorted(latest))
        return [known.get(i) for i in range(self.n)]

    def claim_ids(self) -> list[str | None]:
        """Join the ids of each row's claims, unless they are too many to be of use."""
        out: list[str | None] = [None] * self.n
        for i in np.flatnonzero(self.n_claims() <= LISTED):
            ids = self.claims["claim_id"].array[self.at[self.ends[i] : self.ends[i + 1]]]
            out[i] = " ".join(sorted(ids.dropna())) or None
        return out

    def notes(self, emphatic: Bools, leads: list[list[str]], *, mixture: bool) -> list[str | None]:
        """Say what to mind about each row, in a few words."""
        codes, span = self.pairs.codes, self.span()
        small = self.has((codes.value < SMALL) & ~codes.ratio)
        upper = self.has(emphatic)
        items = (
            [[codes.items[c] for c in found] for found in self.listed(codes.base_item)] if mixture else [[]] * self.n
        )
        out = []
        for i in range(self.n):
            said = {
                "small counts": small[i],
                "emphatic upper bound": upper[i],
                "pairs across origins": self.crossed[i],
                f"lead changes under {' and '.join(leads[i])}": leads[i],
                f"mixture of {', '.join(items[i])}": len(items[i]) > 1,
                f"spans {span[i]} days": span[i] > LONG,
            }
            out.append("; ".join(text for text, holds in said.items() if holds) or None)
        return out
