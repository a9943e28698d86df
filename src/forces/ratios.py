"""One side's figures divided by the other's: force, fire and loss exchange ratios, with what each one rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from forces.arrays import Floats, Ints, closed, dense
from forces.claims import GROUP_OF, GROUPS, ITEMS
from forces.errors import ArgumentError
from forces.estimates import envelope, pooled_value
from forces.grounds import Grounds, stances
from forces.intervals import READINGS, VERDICTS, Readings, is_emphatic, ratio_label, verdicts
from forces.origins import DAYS, STANCES
from forces.pairs import REASONS, Basis, Pairing, Pairs, pair_claims
from forces.scans import also_scans

__all__ = ["fire_ratios", "force_ratios", "loss_exchange_ratios"]

By = Literal["item", "group"]


def _sorted(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Sort rows by item (or group) in the order of the contract, then rates before totals, place and stance."""
    known = {name: i for i, name in enumerate(GROUPS if by == "group" else ITEMS)}
    texts = (rows[c].fillna("").tolist() for c in ("item", "per", "place", "stance"))
    keys = [(known.get(item, len(known)), item, not per, *rest) for item, per, *rest in zip(*texts, strict=True)]
    return rows.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


@also_scans(measure="strength", order=_sorted)
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
        Claims by the contract, or a Dask frame of them (`scan_claims`); an ``origin`` column, where present, overrules
        `find_origins`.
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
        One row per item (or group), measure, rate, place and stance: side, versus, item, measure, per (``day`` for
        rates), place, stance (of the sources towards `side`, where a column ``source_party`` tells it), low, value,
        high (multiples; a missing bound is open), verdict (``more``, ``fewer``, ``cannot tell``),
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


@also_scans(measure="fire", order=_sorted)
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


@also_scans(measure="losses", order=_sorted)
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
    refused = np.bincount(pairing.refused, minlength=len(REASONS))

    def of_part(pairs: Pairs) -> tuple[list[dict[str, Any]], Ints]:
        rows = list(_rows(pairs, pairing, claims, by, reading, readings))
        return rows, np.bincount(pairs.reasons(), minlength=len(REASONS))

    parts = pairing.each(of_part, by=by)
    rows = [row for part, _ in parts for row in part]
    frame = pd.DataFrame({name: pd.array([row[name] for row in rows], dtype=kind) for name, kind in _COLUMNS.items()})
    frame = _sorted(frame, by)
    refused += sum(left for _, left in parts)
    frame.attrs["refused"] = {why: int(n) for why, n in zip(REASONS[1:], refused[1:], strict=True) if n}
    return frame


#: the frame's columns and their types
_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("side", "versus", "item", "measure", "per", "place", "stance"), "string"),
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
    stance = stances(claims, pairs, pairing.side, pairing.versus)
    keys, row = dense(key * (len(STANCES) + 1) + stance + 1)
    stance, keys = keys % (len(STANCES) + 1), keys // (len(STANCES) + 1)
    n = len(keys)
    value, _, _, n_origins = pooled_value(pairs.ratios(), row, pairs.origin, n)
    ends = {name: envelope(*pairs.limits(name, readings), row, n) for name in dict.fromkeys([reading, *readings])}
    low, high = ends[reading]
    rests = Grounds(claims, pairs, row, n)
    columns: dict[str, Any] = {
        "item": [labels[k // n_places // 2] for k in keys],
        "per": ["day" if k // n_places % 2 else None for k in keys],
        "place": [codes.places[k % n_places - 1] if k % n_places else None for k in keys],
        "stance": [STANCES[s - 1] if s else None for s in stance],
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
        "note": rests.notes(is_emphatic(codes.kinds), _leads(ends, reading), mixture=by == "group"),
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
