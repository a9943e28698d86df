"""One side's figures divided by the other's: force, fire and loss exchange ratios, with what each one rests on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from forces.arrays import Bools, Floats, Ints, closed, dense, distinct
from forces.claims import GROUP_OF, GROUPS, ITEMS
from forces.errors import ArgumentError
from forces.estimates import envelope, pooled_value
from forces.intervals import READINGS, VERDICTS, Readings, is_emphatic, ratio_label, verdicts
from forces.origins import DAYS, NO_DAY, STANCES, find_stances
from forces.pairs import REASONS, Basis, Pairing, Pairs, pair_claims, unpaired

__all__ = ["fire_ratios", "force_ratios", "loss_exchange_ratios", "unpaired"]

By = Literal["item", "group"]
#: counts below this are marked small
SMALL = 5

#: a note says so where the figures of one row lie further apart than this
LONG = 60
#: rows that rest on more claims than this do not list their ids; all claims not in `unpaired` are used
LISTED = 1000


def force_ratios(
    claims: pd.DataFrame,
    *,
    side: str,
    versus: str,
    by: By = "item",
    reading: str = "plain",
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    units: bool = False,
    readings: Readings = READINGS,
) -> pd.DataFrame:
    """Divide one side's strength by the other's: 5 means five of `side` for each one of `versus`.

    Figures are paired within one sentence, article or origin (see `unpaired` for the rest). Each origin has one vote,
    the median of its distinct ratios; ``value`` is the median over origins on the log scale, ``low`` and ``high``
    the envelope of all pairs: the range of what was reported, not a confidence interval.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; an ``origin`` column, where present, overrules `find_origins`.
    side, versus : str
        The sides, as claims name them.
    by : {"item", "group"}
        ``group`` summarises the ratios of a group's items, tanks and armoured vehicles say; the note names the mixture.
    reading : str
        How hedges become bounds: ``literal``, ``plain``, ``wide``, or another name in `readings`.
    basis : {"computed", "stated", "both"}
        Divide counts; or take ratios that articles state in words; or let each origin vote with both.
    cross_origin : bool
        Also pair figures of different origins; the note says so. Origins may count differently.
    days : int
        How far apart in time paired figures may lie.
    units : bool
        Also compare brigades and other units, though their size differs by country.
    readings : mapping
        The table of readings.

    Returns
    -------
    DataFrame
        One row per item (or group), measure, rate and place: side, versus, item, measure, per (``day`` for rates),
        place, low, value, high (multiples; a missing bound is open), verdict (``more``, ``fewer``, ``cannot tell``),
        basis, reading, n_claims, n_articles, n_origins, label, sources, as_of (of the latest claim), note, claim_ids.

    Raises
    ------
    ArgumentError
        If a side is named by no claim, or an argument is outside its closed set.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(item="troops", measure="strength", article_id="a")
    >>> claims = make_claims(
    ...     [
    ...         dict(row, side="Russia", qualifier="exact", value=40_000, low=40_000, high=40_000),
    ...         dict(row, side="Ukraine", qualifier="about", value=20_000),
    ...     ]
    ... )
    >>> force_ratios(claims, side="Russia", versus="Ukraine")[["item", "label", "verdict"]].values.tolist()
    [['troops', '2:1 (1.7 to 2.3)', 'more']]
    """
    how: dict[str, Any] = {"basis": basis, "cross_origin": cross_origin, "days": days, "units": units}
    return _ratios(pair_claims(claims, side, versus, measure="strength", **how), claims, by, reading, readings)


def fire_ratios(
    claims: pd.DataFrame,
    *,
    side: str,
    versus: str,
    by: By = "item",
    reading: str = "plain",
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    readings: Readings = READINGS,
) -> pd.DataFrame:
    """Divide what one side fires by what the other fires: 5 means five shells of `side` for each one of `versus`.

    Rates are compared per day, totals with totals only.

    Parameters
    ----------
    claims, side, versus, by, reading, basis, cross_origin, days, readings
        As in `force_ratios`.

    Returns
    -------
    DataFrame
        The columns of `force_ratios`.

    Raises
    ------
    ArgumentError
        If a side is named by no claim, or an argument is outside its closed set.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(item="shells", measure="fire", per="day", article_id="a")
    >>> claims = make_claims(
    ...     [
    ...         dict(row, side="Russia", qualifier="at_most", value=10_000, high=10_000),
    ...         dict(row, side="Ukraine", qualifier="exact", value=2_000, low=2_000, high=2_000),
    ...     ]
    ... )
    >>> fire_ratios(claims, side="Russia", versus="Ukraine", reading="literal")["label"].tolist()
    ['at most 5:1']
    """
    how: dict[str, Any] = {"basis": basis, "cross_origin": cross_origin, "days": days}
    return _ratios(pair_claims(claims, side, versus, measure="fire", **how), claims, by, reading, readings)


def loss_exchange_ratios(
    claims: pd.DataFrame,
    *,
    side: str,
    versus: str,
    by: By = "item",
    reading: str = "plain",
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    readings: Readings = READINGS,
) -> pd.DataFrame:
    """Divide one side's losses by the other's: 5 means `side` lost five for each one that `versus` lost.

    So the loss exchange ratio of the literature, enemy losses for each own loss, has the enemy as `side`.

    Parameters
    ----------
    claims, side, versus, by, reading, basis, cross_origin, days, readings
        As in `force_ratios`.

    Returns
    -------
    DataFrame
        The columns of `force_ratios`.

    Raises
    ------
    ArgumentError
        If a side is named by no claim, or an argument is outside its closed set.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(item="tanks", measure="losses", qualifier="exact", article_id="a")
    >>> counts = [
    ...     dict(row, side="Russia", value=600, low=600, high=600),
    ...     dict(row, side="Ukraine", value=200, low=200, high=200),
    ... ]
    >>> loss_exchange_ratios(make_claims(counts), side="Russia", versus="Ukraine", reading="literal")["label"].tolist()
    ['3:1']
    """
    how: dict[str, Any] = {"basis": basis, "cross_origin": cross_origin, "days": days}
    return _ratios(pair_claims(claims, side, versus, measure="losses", **how), claims, by, reading, readings)


def _ratios(pairing: Pairing, claims: pd.DataFrame, by: str, reading: str, readings: Readings) -> pd.DataFrame:
    """Lay out the ratios of all pairs as a frame."""
    if by not in get_args(By):
        raise ArgumentError(f"by must be one of {', '.join(get_args(By))}; got {by!r}")
    pairing.codes.kinds  # noqa: B018 - once, for all parts
    refused = np.bincount(pairing.refused, minlength=len(REASONS))

    def of_part(pairs: Pairs) -> tuple[list[dict[str, Any]], Ints]:
        rows = list(_rows(pairs, pairing, claims, by, reading, readings))
        return rows, np.bincount(pairs.reasons(), minlength=len(REASONS))

    parts = pairing.each(of_part, by=by)
    rows = [row for part, _ in parts for row in part]
    known = {name: i for i, name in enumerate(GROUPS if by == "group" else ITEMS)}
    rows.sort(key=lambda r: (known.get(r["item"], len(known)), r["item"], r["per"] is None, r["place"] or ""))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="object").astype(_COLUMNS)
    refused += sum(left for _, left in parts)
    frame.attrs["refused"] = {why: int(n) for why, n in zip(REASONS[1:], refused[1:], strict=True) if n}
    return frame


#: the frame's columns and their types
_COLUMNS = {
    **dict.fromkeys(("side", "versus", "item", "measure", "per", "place"), "string"),
    **dict.fromkeys(("low", "value", "high"), "Float64"),
    **dict.fromkeys(("verdict", "basis", "reading"), "string"),
    **dict.fromkeys(("n_claims", "n_articles", "n_origins"), "Int64"),
    **dict.fromkeys(("label", "sources", "as_of", "note", "claim_ids"), "string"),
}


def _rows(
    pairs: Pairs, pairing: Pairing, claims: pd.DataFrame, by: str, reading: str, readings: Readings
) -> Iterator[dict[str, Any]]:
    """Give the rows of one part."""
    codes, first = pairs.codes, pairs.claim[pairs.start]
    names = [GROUP_OF.get(i, i) for i in codes.items] if by == "group" else codes.items
    labels, of_item = np.unique(np.array([*names, ""], dtype=object), return_inverse=True)
    n_places = len(codes.places) + 1
    key = (of_item[codes.item[first]] * 2 + codes.rate[first]) * n_places + pairs.largest(codes.place) + 1
    keys, row = dense(key)
    n = len(keys)
    value, _, _, n_origins = pooled_value(pairs.ratios(), row, pairs.origin, n)
    ends = {name: envelope(*pairs.limits(name, readings), row, n) for name in dict.fromkeys([reading, *readings])}
    low, high = ends[reading]
    rests = _Grounds(claims, pairs, row, n)
    stances = rests.stances(pairing.side, pairing.versus)
    columns: dict[str, Any] = {
        "item": [labels[k // n_places // 2] for k in keys],
        "per": ["day" if k // n_places % 2 else None for k in keys],
        "place": [codes.places[k % n_places - 1] if k % n_places else None for k in keys],
        "low": closed(low),
        "value": closed(value),
        "high": closed(high),
        "verdict": [VERDICTS[int(v)] for v in verdicts(low, high)],
        "basis": rests.bases(),
        "n_claims": rests.n_claims(),
        "n_articles": rests.counted(codes.article),
        "n_origins": np.where(rests.crossed, rests.counted(codes.origin), n_origins),
        "label": [ratio_label(*numbers) for numbers in zip(low, value, high, strict=True)],
        "sources": ["; ".join(codes.origins[c] for c in found) for found in rests.listed(codes.source)],
        "as_of": rests.as_of(),
        "note": rests.notes(is_emphatic(codes.kinds), _leads(ends, reading), stances, mixture=by == "group"),
        "claim_ids": rests.claim_ids(),
    }
    same = {"side": pairing.side, "versus": pairing.versus, "measure": pairing.measure, "reading": reading}
    for numbers in zip(*columns.values(), strict=True):
        yield {**same, **dict(zip(columns, numbers, strict=True))}


def _leads(ends: dict[str, tuple[Floats, Floats]], reading: str) -> list[list[str]]:
    """List for each row the readings under which its lead changes; one that leaves both ends open says nothing."""
    own = verdicts(*ends[reading])
    bounded = {name: (low > 0) | np.isfinite(high) for name, (low, high) in ends.items()}
    out: list[list[str]] = [[] for _ in own]
    for name, (low, high) in ends.items():
        for i in np.flatnonzero((verdicts(low, high) != own) & bounded[name] & bounded[reading]):
            out[i].append(name)
    return out


class _Grounds:
    """What each row of ratios rests on: its claims, articles, sources and what to mind about them."""

    def __init__(self, claims: pd.DataFrame, pairs: Pairs, row: Ints, n: int) -> None:
        self.claims, self.pairs, self.vote_row, self.n = claims, pairs, row, n
        rows = np.full(len(pairs.codes), -1)
        rows[pairs.claim] = row[pairs.vote]
        self.claim = np.flatnonzero(rows >= 0)
        self.row, self.at = rows[self.claim], pairs.codes.rows[self.claim]
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
        return np.asarray(np.bincount(self.row[np.flatnonzero(flags[self.claim])], minlength=self.n) > 0)

    def n_claims(self) -> Ints:
        """Count the claims of each row."""
        return np.bincount(self.row, minlength=self.n)

    def bases(self) -> list[str]:
        """Tell whether each row was computed, stated, or both."""
        stated = np.bincount(self.vote_row, weights=self.pairs.stated, minlength=self.n)
        votes = np.bincount(self.vote_row, minlength=self.n)
        return ["both" if 0 < s < v else "stated" if s else "computed" for s, v in zip(stated, votes, strict=True)]

    @cached_property
    def _ends(self) -> tuple[Ints, Ints]:
        """First and last day of each row's claims, NO_DAY and its negative where no date is known."""
        day = self.pairs.codes.day[self.claim]
        first, last = np.full(self.n, NO_DAY), np.full(self.n, -NO_DAY)
        np.minimum.at(first, self.row, day)
        np.maximum.at(last, self.row, np.where(day == NO_DAY, -NO_DAY, day))
        return first, last

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
            ids = self.claims["claim_id"].iloc[self.at[self.row == i]].dropna()
            out[i] = " ".join(sorted(ids)) or None
        return out

    def stances(self, side: str, versus: str) -> list[list[str]]:
        """List the stances heard in each row, where the sources' parties are known."""
        if "source_party" not in self.claims.columns:
            return [[] for _ in range(self.n)]
        heard = self.claims[["side", "source", "source_party"]].iloc[self.pairs.codes.rows]
        stance = find_stances(heard, side=side, versus=versus)
        codes = pd.Categorical(stance, categories=STANCES).codes.astype(np.int64)
        return [[STANCES[c] for c in found] for found in self.listed(codes)]

    def notes(
        self, emphatic: Bools, leads: list[list[str]], stances: list[list[str]], *, mixture: bool
    ) -> list[str | None]:
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
                f"stances differ: {', '.join(stances[i])}": len(stances[i]) > 1,
                f"spans {span[i]} days": span[i] > LONG,
            }
            out.append("; ".join(text for text, holds in said.items() if holds) or None)
        return out
