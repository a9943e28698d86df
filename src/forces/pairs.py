"""Which figure of one side stands against which of the other, and why the rest stand against none.

Two claims pair if they agree in item, measure, kind of rate, place and origin and lie at most 14 days apart. Pairs are
sought where they are surest: in one sentence, then in one article, then anywhere in the same origin. Joint sums meet
only the sum of the same items. Every claim is either used or refused with one reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from forces.claims import GROUPS, MEASURES
from forces.errors import ArgumentError
from forces.intervals import Bools, Floats, Ints, codes_of, floats, middles, printed_values
from forces.origins import DAYS, UNATTRIBUTED, claim_days, origin_codes
from forces.pairing import Finder, joined

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
_WHY = {reason.split(":")[0]: i for i, reason in enumerate(REASONS)}


@dataclass(frozen=True)
class Pairs:
    """Votes: pairs of figures or stated ratios, each figure one or more claims.

    ``claim`` (position) and ``figure`` (twice the vote, plus 1 for the second side) list the members, sorted by figure.
    Sides stand in alphabetical order, so that swapping them changes no vote.
    """

    codes: _Codes
    claim: Ints
    figure: Ints
    # for each vote
    item: Ints
    measure: Ints
    rate: Ints
    place: Ints
    origin: Ints
    day: Ints
    stated: Bools
    crossed: Bools
    # for each claim
    reason: npt.NDArray[np.int8]
    side: str
    versus: str
    measured: str | None

    def __len__(self) -> int:
        return len(self.item)

    @property
    def flipped(self) -> bool:
        """Whether the sides were asked for the other way round than they stand here."""
        return self.side > self.versus

    @property
    def vote(self) -> Ints:
        """The vote of each member."""
        return self.figure >> 1

    def ratios(self) -> Floats:
        """Value of each vote, first side over second."""
        figures = middles(self.codes.value[self.claim], self.figure, 2 * len(self), distinct=True)
        figures[np.isnan(figures)] = 1.0  # a stated ratio has one figure
        return figures[::2] / figures[1::2]

    def limits(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Low and high of each vote, from the claims' bounds in printed units."""
        start = np.flatnonzero(np.r_[True, np.diff(self.figure) != 0]) if len(self.figure) else self.figure
        down, up = np.ones(2 * len(self)), np.ones(2 * len(self))
        if len(start):
            scale = self.codes.scale[self.claim]
            down[self.figure[start]] = np.minimum.reduceat(low[self.claim] * scale, start)
            up[self.figure[start]] = np.maximum.reduceat(high[self.claim] * scale, start)
        with np.errstate(divide="ignore"):
            return down[::2] / up[1::2], up[::2] / down[1::2]


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
    """
    pairs = pair_claims(
        claims, side, versus, measure=measure, basis=basis, cross_origin=cross_origin, days=days, units=units
    )
    left = np.flatnonzero(pairs.reason)
    reasons = np.array(REASONS, dtype=object)[pairs.reason[left]]
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
    facing = _facing(claims, side, versus)
    codes = _Codes(claims)
    reason = _refusals(claims, codes, facing, measure, basis, units=units)
    rows = np.flatnonzero((reason == 0) & ~codes.ratio)
    finder, uncrossed = _search(claims, codes, facing, rows, days, cross_origin=cross_origin)
    claim, figure = finder.members()
    reason[rows[finder.set_aside]] = _WHY["a nearer figure was paired"]
    lone = np.flatnonzero((reason == 0) & codes.ratio)
    claim = np.r_[rows[claim], lone]
    figure = np.r_[figure, 2 * (finder.n + np.arange(len(lone))) + facing[lone]]
    _explain(reason, rows, claim, facing, codes)
    start = np.flatnonzero(np.r_[True, np.diff(figure >> 1) != 0]) if len(claim) else claim
    one, vote = claim[start], np.arange(len(start))
    copied = _most(np.where(codes.origin != codes.source, codes.origin, -1)[claim], start)
    known = (codes.source + codes.named[codes.source] * len(codes.origins))[claim]
    named = _most(known, start) % max(len(codes.origins), 1)
    return Pairs(
        codes, claim, figure, codes.item[one], codes.measure[one], codes.rate[one], _most(codes.place[claim], start),
        np.where(copied < 0, named, copied), _most(codes.day[claim], start), codes.ratio[one],
        (vote >= uncrossed) & (vote < finder.n), reason, side, versus, measure,
    )  # fmt: skip


def _refusals(
    claims: pd.DataFrame, codes: _Codes, facing: Ints, measure: str | None, basis: Basis, *, units: bool
) -> npt.NDArray[np.int8]:
    """Give the reason, if any, why a claim is not even tried."""
    none = np.zeros(len(claims), dtype=bool)
    unit = np.isin(codes.items, GROUPS["units"])
    status, statuses = codes_of(claims["status"])
    reason = np.zeros(len(claims), dtype=np.int8)
    for why, mask in (
        ("another side", facing < 0),
        ("another measure", none if measure is None else codes.measure != MEASURES.index(measure)),
        ("denied", status == place_of("denied", statuses)),
        ("projected", status == place_of("projected", statuses)),
        ("a ratio stated in words", codes.ratio if basis == "computed" else none),
        ("a count, no stated ratio", ~codes.ratio if basis == "stated" else none),
        ("units differ in size", none if units else ~codes.ratio & unit[codes.item]),
        ("zero", codes.value <= 0),
    ):
        reason[mask & (reason == 0)] = _WHY[why]
    return reason


def _search(
    claims: pd.DataFrame, codes: _Codes, facing: Ints, rows: Ints, days: int, *, cross_origin: bool
) -> tuple[Finder, int]:
    """Run the passes, surest first; also gives the number of votes found within origins."""
    what = (codes.item[rows] * len(MEASURES) + codes.measure[rows]) * 2 + codes.rate[rows]
    where = (what * (len(codes.places) + 1) + codes.place[rows] + 1) * len(codes.origins)
    source, article = codes.source[rows], codes.article[rows]
    finder = Finder(facing[rows], codes.day[rows], codes.value[rows], days)
    finder.seek(joined(where + source, article))
    start, end = floats(claims["start"])[rows], floats(claims["end"])[rows]
    if not np.isnan(start).all():
        finder.narrow(start, end)
        source = np.where(codes.named[source], source, -1)
        finder.seek_near(article, what, codes.place[rows], source, start, end)
    finder.seek(where + codes.origin[rows], dated=True)
    uncrossed = finder.n
    if cross_origin:
        finder.seek(where, dated=True)
    return finder, uncrossed


def _explain(reason: npt.NDArray[np.int8], rows: Ints, claim: Ints, facing: Ints, codes: _Codes) -> None:
    """Tell for each leftover which condition, added to those before it, leaves it without a counterpart."""
    used = np.zeros(len(reason), dtype=bool)
    used[claim] = True
    left = rows[~used[rows] & (reason[rows] == 0)]
    reason[left] = _WHY["other time"]
    levels = {"one side only": codes.base_item * len(MEASURES) + codes.measure}
    levels["joint sum"] = codes.item * len(MEASURES) + codes.measure
    levels["other rate"] = levels["joint sum"] * 2 + codes.rate
    levels["other place"] = levels["other rate"] * (len(codes.places) + 1) + codes.place + 1
    levels["other counting"] = levels["other place"] * len(codes.origins) + codes.origin
    for why, level in reversed(levels.items()):
        code = level if level.max(initial=0) < 10**7 else np.unique(level, return_inverse=True)[1]
        there = np.zeros((2, int(code.max(initial=0)) + 1), dtype=bool)
        there[facing[rows], code[rows]] = True
        reason[left[~there[1 - facing[left], code[left]]]] = _WHY[why]


def _most(codes: Ints, start: Ints) -> Ints:
    return np.maximum.reduceat(codes, start) if len(start) else np.empty(0, dtype=np.int64)


def _facing(claims: pd.DataFrame, side: str, versus: str) -> Ints:
    """Give 0 where a claim is about the first side by the alphabet, 1 about the second, else -1; a ratio needs both."""
    one, sides = codes_of(claims["side"])
    two, others = codes_of(claims["versus"])
    if side == versus:
        raise ArgumentError(f"side and versus must differ; got {side!r} for both")
    present = sorted({*map(str, sides), *map(str, others)})
    for name in (side, versus):
        if name not in present:
            raise ArgumentError(f"no claim names {name!r}; the sides present are {', '.join(present) or 'none'}")
    first, second = sorted((side, versus))
    at = {first: 0, second: 1}
    facing = np.array([*(at.get(str(n), -1) for n in sides), -1], dtype=np.int64)[one]
    if others:
        other = np.array([*(at.get(str(n), 2) for n in others), -1], dtype=np.int64)[two]
        facing[(other >= 0) & (other != 1 - facing)] = -1
    return facing


class _Codes:
    """What each claim says, as numbers, and the names they stand for."""

    def __init__(self, claims: pd.DataFrame) -> None:
        unit, units = codes_of(claims["unit"])
        self.ratio: Bools = unit == place_of("ratio", units)
        self.value, self.scale, rated = per_day(claims)
        measure, measures = codes_of(claims["measure"])
        self.measure: Ints = np.array([*(MEASURES.index(m) for m in measures), -1], dtype=np.int64)[measure]
        self.rate: Ints = (rated | (self.ratio & (self.measure == MEASURES.index("fire")))).astype(np.int64)
        self.base_item, self.item, self.items = _items(claims)
        place, places = codes_of(claims["place"])
        self.place, self.places = place.astype(np.int64), [str(p) for p in places]
        self.source, self.origin, self.origins = origin_codes(claims)
        self.named: Bools = np.array([not n.endswith(UNATTRIBUTED) for n in self.origins], dtype=bool)
        self.article, self.day = article_codes(claims), claim_days(claims)


def place_of(name: str, names: list[object]) -> int:
    """Tell where a name stands in a list; -2, which is no code, where it does not."""
    return names.index(name) if name in names else -2


def per_day(claims: pd.DataFrame) -> tuple[Floats, Floats, Bools]:
    """Give value per day (or the total), the factor from the printed unit, and whether it is a rate."""
    codes, names = codes_of(claims["per"])
    scale = np.array([*(PER_DAY[str(n)] for n in names), 1.0])[codes]
    return printed_values(claims)[1] * scale, scale, codes >= 0


def _items(claims: pd.DataFrame) -> tuple[Ints, Ints, list[str]]:
    """Number item as printed and item as compared: the claims of one joint figure become one item, the sum's own."""
    codes, names = codes_of(claims["item"])
    base, items = codes.astype(np.int64), [str(n) for n in names]
    joint = np.flatnonzero(claims["joint"].to_numpy(dtype=bool, na_value=False))
    if not len(joint):
        return base, base, items
    printed = claims.iloc[joint][["side", "measure", "value", "per", "article_id", "url", "published", "item"]]
    sets = printed.astype("object").groupby(list(printed)[:-1], dropna=False)["item"]
    sums = [
        f"{s} (sum)" for s in sets.transform(lambda s: " + ".join(sorted({*s, *(["others"] * (s.nunique() == 1))})))
    ]
    new = {name: len(items) + i for i, name in enumerate(sorted(set(sums)))}
    item = base.copy()
    item[joint] = [new[s] for s in sums]
    return base, item, [*items, *new]


def article_codes(claims: pd.DataFrame) -> Ints:
    """Number the article of each claim: by id, else by address; claims with neither are taken as one article."""
    codes = codes_of(claims["article_id"])[0].astype(np.int64)
    if (codes < 0).any():
        urls = codes_of(claims["url"])[0]
        codes = np.where((codes < 0) & (urls >= 0), urls + codes.max(initial=-1) + 1, codes)
        codes[codes < 0] = codes.max(initial=-1) + 1
    return codes
