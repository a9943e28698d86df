"""Which figure of one side stands against which of the other, and why the rest stand against none.

Two claims pair if they agree in item, measure, kind of rate, place and origin and lie at most 14 days apart. Pairs are
sought where they are surest: in one sentence, then in one article, then anywhere in the same origin. Joint sums meet
only the sum of the same items. Every claim is either used or refused with one reason.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar, get_args

import numpy as np
import pandas as pd

from forces.arrays import (
    TABLE,
    Bools,
    Floats,
    Ints,
    Kinds,
    dense,
    heads,
    joined,
    middles,
    ranks,
    runs,
    sort_rows,
    starts,
)  # fmt: skip
from forces.claims import GROUP_OF, GROUPS, MEASURES
from forces.codes import Codes
from forces.columns import Columns
from forces.errors import ArgumentError, no_such_side
from forces.intervals import READINGS, Readings, bases, bounds
from forces.origins import DAYS
from forces.pairing import Finder

__all__ = ["BASES", "REASONS", "Basis", "Pairing", "Pairs", "pair_claims", "unpaired"]

Basis = Literal["computed", "stated", "both"]
BASES: tuple[Basis, ...] = get_args(Basis)
T = TypeVar("T")

#: why a claim stands in no ratio, in the order in which the reasons are tried
REASONS: tuple[str, ...] = (
    "used",
    "another side",
    "another measure",
    "denied",
    "projected",
    "a ratio stated in words",
    "a count, no stated ratio",
    "units differ in size",
    "zero: no ratio",
    "one side only",
    "joint sum: no sum of the same items",
    "other rate: a rate against a total",
    "other place",
    "other counting: no counterpart from this origin",
    "other time: no counterpart near enough",
    "a nearer figure was paired",
)
_WHY = {reason.split(":")[0]: i for i, reason in enumerate(REASONS)}
#: claims are paired in parts of at least this many, whose arrays stay in a processor's cache
PART = 1 << 16


@dataclass(frozen=True)
class Pairs:
    """Votes: pairs of figures or stated ratios, each figure one or more claims.

    ``claim`` (place in `codes`) and ``figure`` (twice the vote, plus 1 for the second side) list the members, sorted by
    figure. Sides stand in alphabetical order, so that swapping them changes no vote; ``facing`` is per claim, ``aside``
    lists the claims that a nearer figure displaced. ``stated`` and ``crossed`` tell which votes are ratios stated in
    words, and which pair figures of two origins.
    """

    codes: Codes
    facing: Ints
    flipped: bool  # whether the sides were asked for the other way round than they stand here
    claim: Ints
    figure: Ints
    stated: Bools
    crossed: Bools
    aside: Ints

    @property
    def vote(self) -> Ints:
        """The vote of each member."""
        return self.figure >> 1

    @cached_property
    def start(self) -> Ints:
        """Where each vote's members begin."""
        return starts(self.vote)

    def __len__(self) -> int:
        return len(self.stated)

    def largest(self, codes: Ints) -> Ints:
        """Largest code among each vote's claims; a missing one (-1) gives way."""
        return np.maximum.reduceat(codes[self.claim], self.start) if len(self) else codes[:0]

    @cached_property
    def origin(self) -> Ints:
        """The origin of each vote: what a claim was copied from, else the source that is credited."""
        codes, n = self.codes, max(len(self.codes.origins), 1)
        rank = codes.named[codes.source].astype(np.int64)
        rank[codes.origin != codes.source] = 2
        return self.largest(codes.origin + n * rank) % n

    def ratios(self) -> Floats:
        """Value of each vote, `side` over `versus`."""
        figures = middles(self.codes.value[self.claim], self.figure, 2 * len(self), once=True)
        figures[np.isnan(figures)] = 1.0  # a stated ratio has one figure
        value = figures[::2] / figures[1::2]
        return 1 / value if self.flipped else value

    def limits(self, reading: str, readings: Readings = READINGS) -> tuple[Floats, Floats]:
        """Low and high of each vote under a reading, open bounds as 0 and infinity."""
        base, kinds, more = self._members
        low, high = bounds(base, kinds, reading, readings)
        down, up = np.ones(2 * len(self)), np.ones(2 * len(self))
        down[self.figure], up[self.figure] = low, high
        np.minimum.at(down, self.figure[more], low[more])
        np.maximum.at(up, self.figure[more], high[more])
        a, b = (1, 0) if self.flipped else (0, 1)
        with np.errstate(divide="ignore"):
            return down[a::2] / up[b::2], up[a::2] / down[b::2]

    @cached_property
    def _members(self) -> tuple[tuple[Floats, Floats], Kinds, Ints]:
        """What bounds each member's figure, and which members share their figure with the one behind."""
        codes, kinds = self.codes, self.codes.kinds[self.claim]
        rows = codes.rows[self.claim]
        base = bases(codes.columns, kinds, rows, codes.value[self.claim], codes.scale(rows))
        return base, kinds, np.flatnonzero(self.figure[:-1] == self.figure[1:])

    def reasons(self) -> Kinds:
        """Why each claim is left out, as places in `REASONS`; 0 where it is used.

        Of a leftover, the condition which, added to those before it, leaves it without a counterpart.
        """
        reason = np.full(len(self.codes), _WHY["other time"], dtype=np.int8)
        reason[self.claim] = 0
        left = np.flatnonzero(reason)
        reason[self.aside] = _WHY["a nearer figure was paired"]
        left = left[reason[left] == _WHY["other time"]]
        tried = np.flatnonzero(~self.codes.ratio)
        for why, level in self.codes.levels():
            if not len(left):
                break
            code = level if level.max(initial=0) < TABLE else ranks(level)
            there = np.zeros((2, int(code.max(initial=0)) + 1), dtype=bool)
            there[self.facing[tried], code[tried]] = True
            left = left[np.flatnonzero(~there[1 - self.facing[left], code[left]])]
            reason[left] = _WHY[why]
        return reason


@dataclass(frozen=True)
class Pairing:
    """All pairs of a frame, found part by part; ``refused`` tells why a claim is not even tried."""

    side: str
    versus: str
    measure: str | None
    codes: Codes
    facing: Ints
    refused: Kinds
    days: int
    cross_origin: bool

    def each(self, work: Callable[[Pairs], T], *, by: str = "group") -> list[T]:
        """Pair the claims of each part, and do something with the pairs; long parts side by side.

        A part holds whole items, or groups of them, so that no pair lies in two; small ones stay together.
        """
        rows = np.flatnonzero(self.refused == 0)
        if len(rows) <= PART:
            return [work(self._pairs(rows))]
        names = [GROUP_OF.get(item, item) if by == "group" else item for item in self.codes.items]
        kind, order = sort_rows(pd.factorize(np.array(names, dtype=object))[0][self.codes.item[rows]])
        cuts = starts(kind)
        parts = np.split(rows[order], cuts[heads(cuts // PART)][1:])
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda part: work(self._pairs(part)), parts))

    def _pairs(self, rows: Ints) -> Pairs:
        facing, flipped = self.facing[rows], self.side > self.versus
        return _search(self.codes.take(rows), facing, flipped=flipped, days=self.days, cross_origin=self.cross_origin)

    def reasons(self) -> Kinds:
        """Why each claim is left out, as places in `REASONS`; 0 where it is used."""
        reason = self.refused.copy()
        for rows, why in self.each(lambda pairs: (pairs.codes.rows, pairs.reasons())):
            reason[rows] = why
        return reason


def unpaired(
    claims: pd.DataFrame,
    *,
    side: str,
    versus: str,
    measure: str | None = None,
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    units: bool = False,
) -> pd.DataFrame:
    """List every claim that enters no ratio of two sides, with the reason.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract.
    side, versus : str
        The two sides.
    measure : str, optional
        One measure of the contract; without it each claim is tried within its own measure.
    basis, cross_origin, days, units
        As in `force_ratios`.

    Returns
    -------
    DataFrame
        The claims left out, as they are, and ``reason``. All others are used, so none goes missing.

    Raises
    ------
    ArgumentError
        If a side is named by no claim, or an argument is outside its closed set.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", value=5, low=5, high=5, article_id="a")
    >>> sides = make_claims([row | dict(side="Russia"), row | dict(side="Ukraine"), row | dict(side="Poland")])
    >>> unpaired(sides, side="Russia", versus="Ukraine")[["side", "reason"]].values.tolist()
    [['Poland', 'another side']]
    """
    pairing = pair_claims(
        claims, side, versus, measure=measure, basis=basis, cross_origin=cross_origin, days=days, units=units
    )
    reasons = pairing.reasons()
    left = np.flatnonzero(reasons)
    reason = pd.Categorical.from_codes(reasons[left], pd.Index(REASONS)).astype("string")
    return claims.iloc[left].assign(reason=reason)


def pair_claims(
    claims: pd.DataFrame,
    side: str,
    versus: str,
    *,
    measure: str | None = None,
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    units: bool = False,
) -> Pairing:
    """Pair the claims of two sides; see the top of this module for the rules."""
    if measure is not None and measure not in MEASURES:
        raise ArgumentError(f"measure must be one of {', '.join(MEASURES)}; got {measure!r}")
    if basis not in BASES:
        raise ArgumentError(f"basis must be one of {', '.join(BASES)}; got {basis!r}")
    codes = Codes.read(claims)
    facing = _facing(codes.columns, side, versus)
    refused = _refusals(codes, facing, measure, basis, units=units)
    return Pairing(side, versus, measure, codes, facing, refused, days, cross_origin)


def _refusals(codes: Codes, facing: Ints, measure: str | None, basis: Basis, *, units: bool) -> Kinds:
    """Give the reason, if any, why a claim is not even tried."""
    sized = np.isin(codes.items, GROUPS["units"])
    status = codes.columns.table("status", {"denied": 1, "projected": 2}, 0)
    masks = {"another side": facing < 0, "denied": status == 1, "projected": status == 2, "zero": codes.value <= 0}
    if measure is not None:
        masks["another measure"] = codes.measure != MEASURES.index(measure)
    if basis == "computed":
        masks["a ratio stated in words"] = codes.ratio
    if basis == "stated":
        masks["a count, no stated ratio"] = ~codes.ratio
    if sized.any() and not units:
        masks["units differ in size"] = ~codes.ratio & sized[codes.item]
    reason = np.zeros(len(facing), dtype=np.int8)
    for why, mask in sorted(masks.items(), key=lambda m: -_WHY[m[0]]):
        reason[mask] = _WHY[why]
    return reason


def _search(codes: Codes, facing: Ints, *, flipped: bool, days: int, cross_origin: bool) -> Pairs:
    """Run the passes, surest first; ratios stated in words are votes of their own, behind the others."""
    facing = facing.astype(np.int64)
    rows, lone = np.flatnonzero(~codes.ratio), np.flatnonzero(codes.ratio)
    counts = codes.take(rows) if len(lone) else codes
    _, where = dense(counts.matter)
    source, n = counts.source, len(codes.origins)
    finder = Finder(facing[rows], counts.day, counts.value, days, counts.spans)
    finder.seek(joined(where * n + source, counts.article))
    if codes.columns.claims["start"].notna().any():
        finder.narrow()
        named = np.where(codes.named[source], source, ~source)
        finder.seek_near(counts.article, counts.what, counts.place, named)
    finder.seek(where * n + counts.origin, dated=True)
    n_within = finder.n
    if cross_origin:
        finder.seek(where, dated=True)
    claim, figure = finder.members()
    crossed = figure[starts(figure >> 1)] >> 1 >= n_within
    n = len(crossed)
    return Pairs(
        codes, facing, flipped, np.append(rows[claim], lone),
        np.append(2 * runs(figure >> 1) + (figure & 1), 2 * (n + np.arange(len(lone))) + facing[lone]),
        np.repeat([False, True], [n, len(lone)]), np.append(crossed, np.zeros(len(lone), dtype=bool)),
        rows[finder.set_aside],
    )  # fmt: skip


def _facing(columns: Columns, side: str, versus: str) -> Ints:
    """Give 0 where a claim is about the first side by the alphabet, 1 about the second, else -1; a ratio needs both."""
    if side == versus:
        raise ArgumentError(f"side and versus must differ; got {side!r} for both")
    present = {*columns.codes("side")[1], *columns.codes("versus")[1], *columns.whole.sides}
    for name in (side, versus):
        if name not in present:
            raise no_such_side(name, present)
    at = {name: i for i, name in enumerate(sorted((side, versus)))}
    facing = columns.table("side", at, -1)
    compared = np.flatnonzero(columns.given("versus"))
    if len(compared):
        facing[compared[columns.table("versus", at, 2)[compared] != 1 - facing[compared]]] = -1
    return facing
