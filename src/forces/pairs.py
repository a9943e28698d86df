"""Which figure of one side stands against which of the other, and why the rest stand against none.

Two claims pair if they agree in item, measure, kind of rate, place and origin and lie at most 14 days apart. Pairs are
sought where they are surest: in one sentence, then in one article, then anywhere in the same origin. Joint sums meet
only the sum of the same items. Every claim is either used or refused with one reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd

from forces.claims import GROUPS, MEASURES
from forces.errors import ArgumentError
from forces.intervals import (
    READINGS,
    Bools,
    Columns,
    Floats,
    Ints,
    Kinds,
    Readings,
    bases,
    bounds,
    hedge_kinds,
    joined,
    middles,
    ranks,
    starts,
)
from forces.origins import DAYS, article_codes, attributed, claim_days, origin_codes
from forces.pairing import Finder

__all__ = ["BASES", "PER_DAY", "REASONS", "Basis", "Pairs", "pair_claims", "unpaired"]

Basis = Literal["computed", "stated", "both"]
BASES: tuple[Basis, ...] = get_args(Basis)

#: rates are compared per day
PER_DAY = {"hour": 24.0, "day": 1.0, "week": 1 / 7, "month": 1 / 30.44, "year": 1 / 365.25}
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
#: codes below this are looked up in a table, without sorting them first
TABLE = 10**7
_WHY = {reason.split(":")[0]: i for i, reason in enumerate(REASONS)}


class Codes:
    """What each claim says, as numbers, and the names they stand for."""

    def __init__(self, claims: pd.DataFrame) -> None:
        self.columns = columns = Columns(claims)
        self.scale: Floats = columns.table("per", PER_DAY, 1.0)
        self.value = columns.printed[1] * self.scale
        self.ratio: Bools = columns.table("unit", {"ratio": 1}, 0) == 1
        self.measure: Ints = columns.table("measure", {m: i for i, m in enumerate(MEASURES)}, -1)
        rated = columns.given("per") | (self.ratio & (self.measure == MEASURES.index("fire")))
        self.rate = rated.astype(np.int64)
        self.base_item, self.item, self.items = _items(columns)
        self.place, self.places = columns.codes("place")
        self.source, self.origin, self.origins = origin_codes(columns)
        self.named = attributed(self.origins)
        self.article, self.day = article_codes(columns), claim_days(columns)

    @cached_property
    def kinds(self) -> Kinds:
        """Kind of hedge of each claim."""
        return hedge_kinds(self.columns)

    @cached_property
    def levels(self) -> dict[str, Ints]:
        """Code what must agree in a pair, one condition more each time, by the reason where it does not."""
        item = self.item * len(MEASURES) + self.measure
        place = (item * 2 + self.rate) * (len(self.places) + 1) + self.place + 1
        return {
            "one side only": self.base_item * len(MEASURES) + self.measure,
            "joint sum": item,
            "other rate": item * 2 + self.rate,
            "other place": place,
            "other counting": place * len(self.origins) + self.origin,
        }


@dataclass(frozen=True)
class Pairs:
    """Votes: pairs of figures or stated ratios, each figure one or more claims.

    ``claim`` (position) and ``figure`` (twice the vote, plus 1 for the second side) list the members, sorted by figure.
    Sides stand in alphabetical order, so that swapping them changes no vote; ``reason`` and ``facing`` are per claim.
    """

    codes: Codes
    side: str
    versus: str
    measure: str | None
    reason: Kinds
    facing: Ints
    claim: Ints
    figure: Ints
    n_counted: int
    n_within: int

    @property
    def vote(self) -> Ints:
        """The vote of each member."""
        return self.figure >> 1

    @cached_property
    def start(self) -> Ints:
        """Where each vote's members begin."""
        return starts(self.vote)

    def __len__(self) -> int:
        return len(self.start)

    @property
    def flipped(self) -> bool:
        """Whether the sides were asked for the other way round than they stand here."""
        return self.side > self.versus

    @property
    def stated(self) -> Bools:
        """Which votes are ratios stated in words; they come last."""
        return np.arange(len(self)) >= self.n_counted

    @property
    def crossed(self) -> Bools:
        """Which votes pair figures of two origins."""
        return (np.arange(len(self)) >= self.n_within) & ~self.stated

    def largest(self, codes: Ints) -> Ints:
        """Largest code among each vote's claims; a missing one (-1) gives way."""
        return np.maximum.reduceat(codes[self.claim], self.start) if len(self) else codes[:0]

    @cached_property
    def origin(self) -> Ints:
        """The origin of each vote: what a claim was copied from, else the source that is credited."""
        codes, n = self.codes, max(len(self.codes.origins), 1)
        copied = self.largest(np.where(codes.origin != codes.source, codes.origin, -1))
        return np.where(copied < 0, self.largest(codes.source + n * codes.named[codes.source]) % n, copied)

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
        scale, kinds = self.codes.scale[self.claim], self.codes.kinds[self.claim]
        low, value, high = (column[self.claim] for column in self.codes.columns.printed)
        low, high = bases((low, value, high), kinds)
        return (low * scale, high * scale), kinds, np.flatnonzero(self.figure[:-1] == self.figure[1:])


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
    pairs = pair_claims(
        claims, side, versus, measure=measure, basis=basis, cross_origin=cross_origin, days=days, units=units
    )
    reason = _explained(pairs)
    left = np.flatnonzero(reason)
    reasons = np.array(REASONS, dtype=object)[reason[left]]
    return claims.iloc[left].assign(reason=pd.array(reasons, dtype="string"))


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
) -> Pairs:
    """Pair the claims of two sides; see the top of this module for the rules."""
    if measure is not None and measure not in MEASURES:
        raise ArgumentError(f"measure must be one of {', '.join(MEASURES)}; got {measure!r}")
    if basis not in BASES:
        raise ArgumentError(f"basis must be one of {', '.join(BASES)}; got {basis!r}")
    codes = Codes(claims)
    facing = _facing(codes.columns, side, versus)
    reason = _refusals(codes, facing, measure, basis, units=units)
    rows = np.flatnonzero((reason == 0) & ~codes.ratio)
    finder, n_within = _search(codes, facing, rows, days, cross_origin=cross_origin)
    claim, figure = finder.members()
    reason[rows[finder.set_aside]] = _WHY["a nearer figure was paired"]
    lone = np.flatnonzero((reason == 0) & codes.ratio)
    figure = np.r_[figure, 2 * (finder.n + np.arange(len(lone))) + facing[lone]]
    claim = np.r_[rows[claim], lone]
    return Pairs(codes, side, versus, measure, reason, facing, claim, figure, finder.n, n_within)


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


def _search(codes: Codes, facing: Ints, rows: Ints, days: int, *, cross_origin: bool) -> tuple[Finder, int]:
    """Run the passes, surest first; also gives the number of votes found within origins."""
    where = codes.levels["other place"][rows] * len(codes.origins)
    source, article = codes.source[rows], codes.article[rows]
    finder = Finder(facing[rows], codes.day[rows], codes.value[rows], days)
    finder.seek(joined(where + source, article))
    start, end = codes.columns.floats("start")[rows], codes.columns.floats("end")[rows]
    if not np.isnan(start).all():
        finder.narrow(start, end)
        source = np.where(codes.named[source], source, -1)
        finder.seek_near(article, codes.levels["other rate"][rows], codes.place[rows], source, start, end)
    finder.seek(where + codes.origin[rows], dated=True)
    n_within = finder.n
    if cross_origin:
        finder.seek(where, dated=True)
    return finder, n_within


def _explained(pairs: Pairs) -> Kinds:
    """Tell for each leftover which condition, added to those before it, leaves it without a counterpart."""
    reason = pairs.reason.copy()
    used = np.zeros(len(reason), dtype=bool)
    used[pairs.claim] = True
    tried = np.flatnonzero(~pairs.codes.ratio & ((reason == 0) | (reason == _WHY["a nearer figure was paired"])))
    left = np.flatnonzero((reason == 0) & ~used)
    reason[left] = _WHY["other time"]
    for why, level in reversed(pairs.codes.levels.items()):
        code = level if level.max(initial=0) < TABLE else ranks(level)
        there = np.zeros((2, int(code.max(initial=0)) + 1), dtype=bool)
        there[pairs.facing[tried], code[tried]] = True
        reason[left[~there[1 - pairs.facing[left], code[left]]]] = _WHY[why]
    return reason


def _facing(columns: Columns, side: str, versus: str) -> Ints:
    """Give 0 where a claim is about the first side by the alphabet, 1 about the second, else -1; a ratio needs both."""
    if side == versus:
        raise ArgumentError(f"side and versus must differ; got {side!r} for both")
    present = sorted({*columns.codes("side")[1], *columns.codes("versus")[1]})
    for name in (side, versus):
        if name not in present:
            raise ArgumentError(f"no claim names {name!r}; the sides present are {', '.join(present) or 'none'}")
    at = {name: i for i, name in enumerate(sorted((side, versus)))}
    facing = columns.table("side", at, -1)
    if columns.given("versus").any():
        other = columns.table("versus", at, 2)
        facing[columns.given("versus") & (other != 1 - facing)] = -1
    return facing


def _items(columns: Columns) -> tuple[Ints, Ints, list[str]]:
    """Code items as printed and as compared: the claims of one joint figure become one item, the sum's own."""
    base, names = columns.codes("item")
    items = list(names)
    joint = np.flatnonzero(columns.claims["joint"].to_numpy(dtype=bool, na_value=False))
    if not len(joint):
        return base, base, items
    printed = columns.claims.iloc[joint][["side", "measure", "value", "per", "article_id", "url", "published", "item"]]
    sets = printed.astype("object").groupby(list(printed)[:-1], dropna=False)["item"].transform(_sum_name)
    new = {name: len(items) + i for i, name in enumerate(sorted(set(sets)))}
    item = base.copy()
    item[joint] = [new[s] for s in sets]
    return base, item, [*items, *new]


def _sum_name(items: pd.Series) -> str:
    names = sorted(set(items))
    return " + ".join(names if len(names) > 1 else [*names, "others"]) + " (sum)"
