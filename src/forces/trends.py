"""Ratios over time, with a band that knows how few counted, and a look at whether the sources changed instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forces.arrays import Floats, Ints
from forces.claims import MEASURES
from forces.errors import ArgumentError
from forces.estimates import ratio_points, window_offset, windows
from forces.intervals import READINGS, Readings
from forces.origins import DAYS, STANCES, Stance
from forces.pairs import Basis

__all__ = ["Trend", "ratio_trends"]

#: below any of these there is no trend, only points
MIN_POINTS, MIN_ORIGINS, MIN_DAYS = 6, 3, 60
#: with more points than this a resampled line takes a random share of the slopes between them
MANY = 500
#: from so many points on, a curve is laid through them as a guide, each place by its nearest two thirds
GUIDED, SHARE = 15, 2 / 3
#: days in a month, 365.25 / 12
MONTH = 30.4375


@dataclass(frozen=True)
class Trend:
    """A ratio over time, as four frames; each has ``item, measure, place`` in front.

    Attributes
    ----------
    points : DataFrame
        One row per pair of figures or stated ratio: date, low, value, high (multiples; a missing bound is open),
        origin, stance, basis, dated (``as_of``, or ``published`` where the text gives no other date), reading,
        claim_ids.
    fit : DataFrame
        The line, at the first and last point and each first of a window between: date, low, value, high (the band:
        95% of the resampled lines), and from 15 points on guide: a curve through the points (LOWESS, Cleveland 1979)
        that shows where the line is too straight. No rows where there is too little for a trend; nothing beyond the
        last point.
    slopes : DataFrame
        One row per trend, and one per origin whose points lie 60 days apart or more: origin (missing for the pooled
        trend), per_cent_a_month with low and high, doubling_months (negative: halving; missing: level), n_points (one
        per origin and day), n_claims, n_articles, n_origins, days, reading, note (what is short, or the stances that
        the points mix).
    coverage : DataFrame
        Points per origin and window: window (its first day), origin, n_points. A silent source is a gap, no peace.
    side, versus : str
        Whose ratio it is, as given to `ratio_trends`.
    """

    points: pd.DataFrame
    fit: pd.DataFrame
    slopes: pd.DataFrame
    coverage: pd.DataFrame
    side: str
    versus: str


def ratio_trends(
    claims: pd.DataFrame,
    *,
    side: str,
    versus: str,
    measure: str = "fire",
    item: str | None = None,
    freq: str = "MS",
    window: tuple[str | None, str | None] | None = None,
    reading: str = "plain",
    basis: Basis = "both",
    stance: Stance | None = None,
    cross_origin: bool = False,
    days: int = DAYS,
    n_boot: int = 1000,
    seed: int = 0,
    parties: Mapping[str, str] | None = None,
    readings: Readings = READINGS,
) -> Trend:
    """Follow the ratio of two sides over time, item by item and place by place.

    The line is Theil-Sen's on ln(ratio) against the date: the median of all slopes between two points, which single odd
    claims do not bend (Sen 1968, `scipy.stats.theilslopes`). The band resamples origins, not rows, and draws each
    point anywhere in its interval, so it widens with doubt, with disagreement and with few origins.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract.
    side, versus : str
        The sides; 5 means five of `side` for each one of `versus`.
    measure : str
        ``fire``, ``strength`` or ``losses``.
    item : str, optional
        One item only.
    freq : str
        Windows of coverage, ``MS`` for months.
    window : (first, last), optional
        Only points dated so, as ISO dates; either may be None.
    reading, cross_origin, days, parties, readings
        As in `pool_claims`.
    basis : {"both", "computed", "stated"}
        Which ratios to follow; `points` marks each.
    stance : {"own", "enemy", "third"}, optional
        Only figures of sources with this stance towards `side`.
    n_boot, seed : int
        Resamples of the band, and where their random numbers start.

    Returns
    -------
    Trend
        Frames ``points``, ``fit``, ``slopes``, ``coverage``. A trend takes 6 points, 3 origins and 60 days; with less,
        the note in ``slopes`` says what is short.

    Raises
    ------
    ArgumentError
        If a side is named by no claim, or an argument is outside its closed set.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(
    ...     side="Russia", versus="Ukraine", unit="ratio", item="shells", measure="fire", qualifier="exact", source="A"
    ... )
    >>> years = [dict(row, value=v, low=v, high=v, as_of=f"{y}", article_id=f"{y}") for y, v in ((2022, 10), (2024, 5))]
    >>> trend = ratio_trends(make_claims(years), side="Russia", versus="Ukraine")
    >>> trend.points["value"].tolist(), len(trend.fit)
    ([10.0, 5.0], 0)
    """
    if measure not in MEASURES:
        raise ArgumentError(f"measure must be one of {', '.join(MEASURES)}; got {measure!r}")
    if stance is not None and stance not in STANCES:
        raise ArgumentError(f"stance must be one of {', '.join(STANCES)}; got {stance!r}")
    points = ratio_points(
        claims, side=side, versus=versus, measure=measure, reading=reading, basis=basis,
        cross_origin=cross_origin, days=days,
        parties=parties, readings=readings,
    )  # fmt: skip
    points = points.dropna(subset=["date"])
    for column, wanted in (("item", item), ("stance", stance)):
        points = points if wanted is None else points[points[column].eq(wanted).fillna(False)]
    for end, keep in zip(window or (None, None), (points["date"].ge, points["date"].le), strict=True):
        points = points if end is None else points[keep(_timestamp(end)).reindex(points.index)]
    points = _one_a_day(points).assign(reading=reading).astype({"reading": "string"})
    fits, slopes = [], []
    for key, rows in points.groupby(list(KEYS), dropna=False, sort=True):
        one: dict[str, Any] = dict(zip(KEYS, key, strict=True))
        line, slope = _trend(rows, freq, n_boot, seed)
        fits.append(line.assign(**one))
        slopes.append(slope.assign(**one, reading=reading))
    coverage = points.assign(window=windows(points["date"], freq))
    coverage = coverage.groupby([*KEYS, "window", "origin"], dropna=False).size().rename("n_points").reset_index()
    points = points.drop(columns="article_ids")
    return Trend(points, _stacked(fits, _FIT), _stacked(slopes, _SLOPES), coverage, side, versus)


KEYS = ("item", "measure", "place")
_FIT = ("date", "low", "value", "high", "guide")
_COUNTS = ("n_points", "n_claims", "n_articles", "n_origins", "days")
_SLOPES = ("origin", "per_cent_a_month", "low", "high", "doubling_months", *_COUNTS, "reading", "note")


def _one_a_day(points: pd.DataFrame) -> pd.DataFrame:
    """Keep equal figures of one origin, day and basis once: a copied claim is no second point."""
    keys = [*KEYS, "date", "origin", "basis", "value"]
    merged = points.groupby(keys, dropna=False, sort=True).agg(
        low=("low", lambda s: s.min(skipna=False)), high=("high", lambda s: s.max(skipna=False)),
        stance=("stance", "first"), dated=("dated", "min"), article_ids=("article_ids", _together),
        claim_ids=("claim_ids", _together),
    )  # fmt: skip
    columns = [*KEYS, "date", "low", "value", "high", "origin", "stance", "basis", "dated", "article_ids", "claim_ids"]
    return merged.reset_index()[columns]


def _together(ids: pd.Series) -> str:
    """Join lists of ids, each once."""
    return " ".join(sorted({i for some in ids for i in some.split()}))


def _counted(points: pd.DataFrame) -> dict[str, int]:
    """Count the claims and articles behind some points."""
    return {f"n_{name}s": len(_together(points[f"{name}_ids"]).split()) for name in ("claim", "article")}


def _trend(points: pd.DataFrame, freq: str, n_boot: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit a line with its band, and slopes pooled and within each origin; an origin has one vote a day."""
    logs = points[["low", "value", "high"]].astype("float64").apply(np.log)
    logs["low"], logs["high"] = logs["low"].fillna(logs["value"]), logs["high"].fillna(logs["value"])  # open: no width
    votes = logs.groupby([points["origin"], points["date"]]).agg({"low": "min", "value": "median", "high": "max"})
    origins, when = (votes.index.get_level_values(i) for i in (0, 1))
    x = (when - when.min()).days.to_numpy(dtype=np.float64)
    low, y, high = votes.to_numpy().T
    origin = pd.factorize(origins)[0]
    size = {"n_points": len(x), "n_origins": int(origin.max()) + 1, "days": int(np.ptp(x))}
    short = [
        f"{size[name]} {name.removeprefix('n_').removesuffix('s' * (size[name] == 1))}, needs {least}"
        for name, least in (("n_points", MIN_POINTS), ("n_origins", MIN_ORIGINS), ("days", MIN_DAYS))
        if size[name] < least
    ]
    heard = sorted(set(points["stance"].dropna()), key=STANCES.index)
    mixed = f"stances differ: {', '.join(heard)}" if len(heard) > 1 else pd.NA
    pooled: dict[str, object] = {"origin": pd.NA, **size, **_counted(points), "note": "; ".join(short) or mixed}
    line = pd.DataFrame(columns=list(_FIT))
    if not short:
        slope, intercept = _theil_sen(x, y)
        grid = _grid(points["date"], freq)
        at = (grid - points["date"].min()).days.to_numpy(dtype=np.float64)
        slopes, intercepts = _resampled(x, low, high, origin, n_boot, seed)
        band = np.exp(np.nanpercentile(intercepts[:, None] + slopes[:, None] * at, [2.5, 97.5], axis=0))
        guide = np.exp(_lowess(x, y, at)) if len(x) >= GUIDED else np.nan
        value = np.exp(intercept + slope * at)
        line = pd.DataFrame({"date": grid, "low": band[0], "value": value, "high": band[1], "guide": guide})
        pooled |= _monthly(slope, *np.nanpercentile(slopes, [2.5, 97.5]))
    within = []
    for i in range(size["n_origins"]):
        own = origin == i
        if np.ptp(x[own]) >= MIN_DAYS:
            found = _monthly(_theil_sen(x[own], y[own])[0])
            counts = {"n_points": int(own.sum()), "n_origins": 1, "days": int(np.ptp(x[own]))}
            who = origins[own][0]
            within.append({"origin": who, **found, **counts, **_counted(points[points["origin"].eq(who)])})
    return line, pd.DataFrame([pooled, *within], columns=list(_SLOPES))


def _theil_sen(x: Floats, y: Floats) -> tuple[float, float]:
    from scipy.stats import theilslopes

    slope, intercept, *_ = theilslopes(y, x)
    return float(slope), float(intercept)


def _lowess(x: Floats, y: Floats, at: Floats) -> Floats:
    """Lay a local line through the nearest two thirds of the points, odd ones weighing less (Cleveland 1979)."""
    places = np.unique(x) if len(x) <= MANY else np.quantile(x, np.linspace(0, 1, MANY))
    trust = np.ones(len(x))
    for _ in range(3):
        off = np.abs(y - np.interp(x, places, _local(x, y, places, trust)))
        typical = max(float(np.median(off)), 1e-9)
        trust = np.clip(1 - (off / (6 * typical)) ** 2, 0, None) ** 2
    return _local(x, y, at, trust)


def _local(x: Floats, y: Floats, at: Floats, trust: Floats) -> Floats:
    """Weighted lines, each read at its own place."""
    apart = np.abs(x - at[:, None])
    reach = np.sort(apart, axis=1)[:, [int(np.ceil(SHARE * len(x))) - 1]]
    weight = np.clip(1 - (apart / np.maximum(reach, 1e-9)) ** 3, 1e-12, None) ** 3 * trust
    weight /= weight.sum(axis=1, keepdims=True)
    x_mean, y_mean = weight @ x, weight @ y
    from_mean = x - x_mean[:, None]
    spread = (weight * from_mean**2).sum(axis=1)
    slope = (weight * from_mean * (y - y_mean[:, None])).sum(axis=1) / np.maximum(spread, 1e-9)
    return np.asarray(y_mean + slope * (at - x_mean))


def _resampled(x: Floats, low: Floats, high: Floats, origin: Ints, n_boot: int, seed: int) -> tuple[Floats, Floats]:
    """Theil-Sen lines through resampled origins, each point drawn uniformly in its interval."""
    random = np.random.default_rng(seed)
    rows = [np.flatnonzero(origin == i) for i in range(origin.max() + 1)]
    out = np.full((n_boot, 2), np.nan)
    for k in range(n_boot):
        take = np.concatenate([rows[i] for i in random.integers(0, len(rows), len(rows))])
        day, drawn = x[take], random.uniform(low[take], high[take])
        many = len(take) > MANY
        i, j = random.integers(0, len(take), (2, MANY**2 // 2)) if many else np.triu_indices(len(take), 1)
        apart = day[i] != day[j]
        if apart.any():  # else all points of one day: no slope
            slope = np.median((drawn[i] - drawn[j])[apart] / (day[i] - day[j])[apart])
            out[k] = slope, np.median(drawn) - slope * np.median(day)
    return out[:, 0], out[:, 1]


def _grid(date: pd.Series, freq: str) -> pd.DatetimeIndex:
    """First and last date, and the first of each window between."""
    ends = pd.DatetimeIndex([date.min(), date.max()])
    return ends.union(pd.date_range(ends[0], ends[1], freq=window_offset(freq))).unique()


def _monthly(slope: float, *ends: float) -> dict[str, object]:
    """Tell a slope of ln(ratio) a day as per cent a month, and the months in which the ratio doubles."""
    names = ("per_cent_a_month", "low", "high")
    per_cent = {name: 100 * np.expm1(s * MONTH) for name, s in zip(names, (slope, *ends), strict=False)}
    return {**per_cent, "doubling_months": np.log(2) / slope / MONTH if slope else pd.NA}


def _timestamp(date: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(date)
    except ValueError:
        raise ArgumentError(f"window must hold ISO dates or None; got {date!r}") from None


def _stacked(frames: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    """One frame of many, with the keys in front and nullable numbers."""
    filled = [f for f in frames if len(f)]
    out = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=[*KEYS, *columns])
    out = out[[*KEYS, *columns]]
    text = {c: "string" for c in out if c in (*KEYS, "origin", "note", "reading")}
    rest = {c: "Int64" if c in _COUNTS else "Float64" for c in columns if c not in (*text, "date")}
    return out.astype({**text, **rest, **({"date": "datetime64[s]"} if "date" in columns else {})})
