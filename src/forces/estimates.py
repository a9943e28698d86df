"""Many claims, one figure: each origin has one vote, and what disagrees is shown, not averaged away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forces.arrays import Floats, Ints, closed, dense, middles
from forces.claims import GROUP_OF, MEASURES
from forces.codes import Codes
from forces.columns import Columns
from forces.errors import ArgumentError, no_such_side
from forces.intervals import READINGS, Readings, bases, bounds
from forces.origins import DAYS, NO_DAY, STANCES, find_stances
from forces.pairs import Basis, Pairing, Pairs, pair_claims
from forces.scans import also_scans

__all__ = ["envelope", "pool_claims", "pooled_value", "ratio_points", "window_offset", "windows"]

#: what ``per`` says of totals and of rates
RATES = np.array([None, "day"], dtype=object)
#: third-party origins below which no random-effects mean is given
ENOUGH = 5


def _sorted(pooled: pd.DataFrame, _: object = None) -> pd.DataFrame:
    """Sort rows of several pools as those of one are sorted: by their keys, which stand before the bounds."""
    keys = [str(c) for c in pooled.columns[: pooled.columns.get_loc("low")]]
    return pooled.sort_values(keys, kind="stable", ignore_index=True)


@also_scans(order=_sorted)
def pool_claims(
    claims: pd.DataFrame,
    *,
    by: Sequence[str] = ("item", "stance"),
    freq: str | None = None,
    side: str | None = None,
    versus: str | None = None,
    measure: str | None = None,
    reading: str = "plain",
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    random_effects: bool = False,
    parties: Mapping[str, str] | None = None,
    readings: Readings = READINGS,
) -> pd.DataFrame:
    """Summarise many claims: counts of each side, or with `side` and `versus` their ratios.

    Every origin has one vote per row: the median of its distinct figures. ``value`` is the median over origins on the
    log scale, ``low`` and ``high`` the envelope of all figures. With one origin the row is that origin's figure.
    Stances stand side by side unless `by` leaves them out. Side, measure, rate and place are never mixed, nor are
    claims, counts and models where a column ``evidence`` tells them apart.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract, or a Dask frame of them (`scan_claims`); denied and projected ones are left out.
    by : sequence of str
        What else tells rows apart: ``item`` or ``group``, ``stance``, ``origin``, or any further column of the claims
        where counts are pooled.
    freq : str, optional
        Windows of time, by their first day: ``MS`` months, ``QS`` quarters, ``YS`` years, ``W-MON`` weeks.
    side, versus : str, optional
        Both: pool ratios, five meaning five of `side` for each one of `versus`. `side` alone: only its counts.
    measure : str, optional
        One measure only.
    reading, basis, cross_origin, days, readings
        As in `force_ratios`.
    random_effects : bool
        Add ``re_value, re_low, re_high``: a random-effects mean of third-party origins' ln values with the modified
        Knapp-Hartung interval (Roever et al. 2015), where there are five or more. Mind that claims are no sample, and
        that an interval's width is here taken for four standard errors, which nothing guarantees.
    parties : mapping, optional
        Source to party; see `find_stances`.

    Returns
    -------
    DataFrame
        One row per combination: the keys (``window`` with `freq`), low, value, high, n_claims, n_articles, n_origins,
        loo_low and loo_high (range of the value when any one origin is left out), warring_share (of the origins whose
        party is known, those of a warring party), reading.

    Raises
    ------
    ArgumentError
        If a side is named by no claim, or an argument is outside its closed set.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="strength", qualifier="exact")
    >>> claims = make_claims(
    ...     [dict(row, value=v, source=s) for v, s in [(3417, "IISS"), (12_420, "GFP"), (3417, "IISS")]]
    ... )
    >>> pool_claims(claims)[["value", "n_claims", "n_origins", "loo_low", "loo_high"]].round().values.tolist()
    [[6515.0, 3, 2, 3417.0, 12420.0]]
    """
    options: dict[str, Any] = {"measure": measure, "reading": reading, "parties": parties, "readings": readings}
    if side is not None and versus is not None:
        figures = ratio_points(
            claims, side=side, versus=versus, basis=basis, cross_origin=cross_origin, days=days, **options
        )
    elif versus is not None:
        raise ArgumentError("versus needs side: give both to pool ratios")
    else:
        figures = _count_points(claims, side=side, by=by, **options)
    fixed = [c for c in ("side", "versus", "measure", "evidence", "per", "place") if c in figures.columns]
    if "group" in by:
        figures["group"] = figures["item"].map(GROUP_OF).fillna(figures["item"])
    for name in by:
        if name not in figures.columns:
            raise ArgumentError(f"by must name columns of the claims, item, group, stance or origin; got {name!r}")
    if freq is not None:
        figures["window"] = windows(figures["date"], freq)
    keys = list(dict.fromkeys([*fixed[:-2], *by, *fixed[-2:], *(["window"] if freq else [])]))
    return _summary(figures, keys, random_effects=random_effects).assign(
        reading=lambda f: pd.array([reading] * len(f), dtype="string")
    )


def pooled_value(value: Floats, row: Ints, origin: Ints, n: int) -> tuple[Floats, Floats, Floats, Ints]:
    """Median over origins of each origin's median, its range when one origin is left out, and the number of origins."""
    span = int(origin.max(initial=0)) + 1
    keys, place = dense(row * span + origin)
    vote = middles(value, place, len(keys), once=True)
    rows = keys // span
    vote = vote[np.lexsort((vote, rows))]  # keys are sorted, so rows stay
    size = np.bincount(rows, minlength=n)
    middle, odd = np.cumsum(size) - size + size // 2, size % 2 == 1
    below, at, above = (vote[np.clip(middle + i, 0, len(vote) - 1)] if len(vote) else np.empty(n) for i in (-1, 0, 1))
    between, beyond = np.sqrt(below) * np.sqrt(at), np.sqrt(at) * np.sqrt(above)
    between = np.where(below == at, at, between)
    single = size < 2
    low = np.where(single, np.nan, np.where(odd, between, below))
    high = np.where(single, np.nan, np.where(odd, np.where(at == above, at, beyond), at))
    return np.where(odd, at, between), low, high, size


def envelope(low: Floats, high: Floats, row: Ints, n: int) -> tuple[Floats, Floats]:
    """Smallest low and largest high of each row."""
    down, up = np.full(n, np.inf), np.zeros(n)
    np.minimum.at(down, row, low)
    np.maximum.at(up, row, high)
    return down, up


def ratio_points(
    claims: pd.DataFrame,
    *,
    side: str,
    versus: str,
    measure: str | None = None,
    reading: str = "plain",
    basis: Basis = "computed",
    cross_origin: bool = False,
    days: int = DAYS,
    parties: Mapping[str, str] | None = None,
    readings: Readings = READINGS,
) -> pd.DataFrame:
    """One row per pair of figures or stated ratio: what, when, low, value, high, whose, and the claims behind it."""
    pairing = pair_claims(claims, side, versus, measure=measure, basis=basis, cross_origin=cross_origin, days=days)
    stance = find_stances(claims, side=side, versus=versus, parties=parties)
    return pd.concat(
        pairing.each(lambda pairs: _points(claims, pairing, pairs, stance, reading, readings)), ignore_index=True
    )


def _points(
    claims: pd.DataFrame, pairing: Pairing, pairs: Pairs, stance: pd.Series, reading: str, readings: Readings
) -> pd.DataFrame:
    codes, n, start = pairs.codes, len(pairs), pairs.start
    low, high = pairs.limits(reading, readings)
    first, member = pairs.claim[start], codes.rows[pairs.claim]
    dated = claims["as_of"].notna().to_numpy()[member]
    text = {
        "side": [pairing.side] * n,
        "versus": [pairing.versus] * n,
        "item": np.array([*codes.items, ""], dtype=object)[codes.item[first]],
        "measure": [MEASURES[m] for m in codes.measure[first]],
        "per": RATES[codes.rate[first]],
        "place": np.array([*codes.places, None], dtype=object)[pairs.largest(codes.place)],
        "origin": _vote_origins(pairs),
        "stance": stance.iloc[codes.rows[first]],
        "basis": np.where(pairs.stated, "stated", "computed"),
        "dated": np.where(np.logical_and.reduceat(dated, start) if n else dated, "as_of", "published"),
        "article_ids": _joined(codes.article[pairs.claim].astype(str), start),
        "claim_ids": _joined(_ids(claims, member), start),
    }
    frame = pd.DataFrame({k: pd.array(np.asarray(v, dtype=object), dtype="string") for k, v in text.items()})
    frame["date"] = dates(pairs.largest(codes.day))
    frame["low"], frame["value"], frame["high"] = closed(low), closed(pairs.ratios()), closed(high)
    return frame


def _vote_origins(pairs: Pairs) -> npt.NDArray[np.object_]:
    """Name the origin of each vote; both of them where a pair crosses origins."""
    names = np.array([*pairs.codes.origins, ""], dtype=object)
    out = names[pairs.origin]
    for i in np.flatnonzero(pairs.crossed):
        out[i] = " + ".join(sorted(set(names[pairs.codes.origin[pairs.claim[pairs.vote == i]]])))
    return out


def windows(date: pd.Series, freq: str) -> pd.Series:
    """Give the first day of the window in which each date lies, as ISO text."""
    offset = window_offset(freq)
    starts = {d: offset.rollback(d) for d in date.dropna().unique()}
    return pd.to_datetime(date.map(starts)).dt.strftime("%Y-%m-%d").astype("string")


def window_offset(freq: str) -> pd.offsets.BaseOffset:
    """Read a frequency of windows in pandas' words."""
    try:
        offset = pd.tseries.frequencies.to_offset(freq)
        offset.rollback(pd.Timestamp(0))
    except (ValueError, AttributeError):
        anchors = "MS, QS, YS, W-MON or another anchored offset of pandas"
        raise ArgumentError(f"freq must be {anchors}; got {freq!r}") from None
    return offset


def dates(day: Ints) -> pd.Series:
    """Days since 1970 as timestamps; an unknown day is missing."""
    known = pd.Series(np.where(day == NO_DAY, 0, day).astype("datetime64[D]").astype("datetime64[s]"))
    return known.where(day != NO_DAY)


def _count_points(
    claims: pd.DataFrame, *, side: str | None, by: Sequence[str], measure: str | None, reading: str,
    parties: Mapping[str, str] | None, readings: Readings,
) -> pd.DataFrame:  # fmt: skip
    keep = claims["status"].eq("asserted") & claims["unit"].eq("count") & claims["side"].notna()
    if side is not None:
        keep &= claims["side"].eq(side)
        if not claims["side"].eq(side).any():
            raise no_such_side(side, {*claims["side"].dropna().unique(), *Columns(claims).whole.sides})
    if measure is not None:
        keep &= claims["measure"].eq(measure)
    rows = np.flatnonzero(keep.to_numpy(dtype=bool, na_value=False))
    codes = Codes.read(claims)
    base = bases(codes.columns, codes.kinds, codes.rows, codes.value, codes.scale(codes.rows))
    low, high = bounds(base, codes.kinds, reading, readings)
    extra = [c for c in (*by, "evidence") if c in claims.columns and c not in ("origin", "stance")]
    frame = claims.iloc[rows][list(dict.fromkeys(["side", "measure", "item", "place", *extra]))].reset_index(drop=True)
    text = {
        "per": RATES[codes.columns.given("per").astype(int)],
        "origin": np.array([*codes.origins, ""], dtype=object)[codes.origin],
        "stance": find_stances(claims, parties=parties),
        "article_ids": codes.article.astype(str),
        "claim_ids": _ids(claims, np.arange(len(claims))),
    }
    for name, column in text.items():
        frame[name] = pd.array(np.asarray(column, dtype=object)[rows], dtype="string")
    frame["item"] = (
        frame["item"]
        .astype("string")
        .where(~claims["joint"].iloc[rows].to_numpy(bool), frame["item"].astype("string") + " (joint sum)")
    )
    frame["date"] = dates(codes.day[rows])
    for name, numbers in (("low", low), ("value", codes.value), ("high", high)):
        frame[name] = closed(numbers[rows])
    return frame


def _summary(figures: pd.DataFrame, keys: list[str], *, random_effects: bool) -> pd.DataFrame:
    """One row per combination of the keys."""
    groups = figures.groupby(keys, dropna=False, observed=True, sort=True)
    row = np.asarray(groups.ngroup(), dtype=np.int64)
    n = groups.ngroups
    out = figures.iloc[np.unique(row, return_index=True)[1]][keys].reset_index(drop=True)
    value = figures["value"].to_numpy(dtype=np.float64, na_value=0.0)
    low = figures["low"].to_numpy(dtype=np.float64, na_value=0.0)
    high = figures["high"].to_numpy(dtype=np.float64, na_value=np.inf)
    middle, loo_low, loo_high, size = pooled_value(value, row, pd.factorize(figures["origin"])[0], n)
    low, high = envelope(low, high, row, n)
    for name, numbers in (("low", low), ("value", middle), ("high", high)):
        out[name] = closed(numbers)
    for name in ("claim_ids", "article_ids"):
        lists = figures[name].fillna("").str.split()
        out[f"n_{name[:-4]}s"] = (
            lists.groupby(row).agg(lambda s: len({i for ids in s for i in ids})).astype("Int64").to_numpy()
        )
    out["n_origins"] = pd.array(size, dtype="Int64")
    out["loo_low"], out["loo_high"] = closed(loo_low), closed(loo_high)
    known = figures.assign(row=row).dropna(subset=["stance"]).drop_duplicates(["row", "origin"])
    out["warring_share"] = (
        known["stance"].isin(STANCES[:2]).groupby(known["row"]).mean().reindex(range(n)).astype("Float64")
    )
    if random_effects:
        third = figures["stance"].eq("third").to_numpy(dtype=bool, na_value=False)
        means = [_random_effects(figures[third & (row == i)]) for i in range(n)]
        for i, name in enumerate(("re_value", "re_low", "re_high")):
            out[name] = closed(np.array([m[i] for m in means], dtype=np.float64))
    return out


def _random_effects(figures: pd.DataFrame) -> tuple[float, float, float]:
    """Mean of third-party origins' ln values: DerSimonian-Laird, modified Knapp-Hartung interval."""
    ends = figures[["low", "value", "high"]].astype("float64")
    votes = ends.dropna().apply(np.log).groupby(figures["origin"]).median()
    if len(votes) < ENOUGH or not (votes["high"] > votes["low"]).all():
        return np.nan, np.nan, np.nan
    from scipy.stats import norm, t

    y, k = votes["value"].to_numpy(), len(votes)
    variance = ((votes["high"] - votes["low"]).to_numpy() / (2 * norm.ppf(0.975))) ** 2
    w = 1 / variance
    q = (w * (y - np.average(y, weights=w)) ** 2).sum()
    tau2 = max(0.0, (q - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    w = 1 / (variance + tau2)
    mean = np.average(y, weights=w)
    spread = max(1.0, (w * (y - mean) ** 2).sum() / (k - 1))
    half = t.ppf(0.975, k - 1) * np.sqrt(spread / w.sum())
    return float(np.exp(mean)), float(np.exp(mean - half)), float(np.exp(mean + half))


def _ids(claims: pd.DataFrame, rows: Ints) -> npt.NDArray[np.object_]:
    """Ids of some claims, or their positions where they have none."""
    position = pd.Series(rows).astype("string")
    if "claim_id" not in claims.columns:
        return position.to_numpy(dtype=object)
    return claims["claim_id"].iloc[rows].reset_index(drop=True).astype("string").fillna(position).to_numpy(dtype=object)


def _joined(words: npt.NDArray[Any], start: Ints) -> list[str]:
    """Join the distinct words of each run."""
    return [" ".join(sorted(set(run))) for run in np.split(words, start[1:])] if len(start) else []
