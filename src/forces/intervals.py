"""Low, value, high: what a hedged figure may mean, and how intervals are divided, pooled and printed.

The contract stores what was printed. A reading, chosen at analysis time, turns words into bounds: ``literal`` keeps the
printed bounds, ``plain`` reads as most people do, ``wide`` is for sensitivity. Inside the package an open bound is 0
below and infinity above, so that arithmetic keeps it open; in frames it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forces.errors import ArgumentError

__all__ = ["HEDGES", "READINGS", "read_intervals"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Factors = tuple[float | None, float | None]
Readings = Mapping[str, Mapping[str, Factors]]

_LITERAL: dict[str, Factors] = {
    "small": (1, 1),  # bare N under 100 with one or two significant digits
    "round": (1, 1),  # bare N from 100 with one or two significant digits
    "unround": (1, 1),  # bare N with three or more
    "about": (None, None),
    "nearly": (None, None),
    "at_least": (1, None),
    "at_most": (None, 1),
    "up_to": (None, 1),
    "between": (1, 1),
    "plural": (1, 1),  # tens, dozens, scores, hundreds, thousands
    "couple": (1, 1),
    "few": (1, 1),
    "several": (1, 1),
}
_PLAIN: dict[str, Factors] = {
    **_LITERAL,
    "round": (0.95, 1.05),
    "about": (0.9, 1.1),
    "nearly": (0.9, 1),
    "at_least": (1, 1.25),
    "at_most": (0.75, 1),
    "up_to": (0.75, 1),
}
_WIDE: dict[str, Factors] = {
    **_LITERAL,
    "round": (0.85, 1.15),
    "unround": (0.95, 1.05),
    "about": (0.75, 1.25),
    "nearly": (0.8, 1),
    "at_least": (1, 2),
    "at_most": (0.5, 1),
    "up_to": (0.5, 1.1),
    "plural": (0.5, 1),
    "couple": (1, 4 / 3),
    "few": (1, 1.5),
    "several": (2 / 3, 1),
}
#: What each kind of hedge does to the printed low and high (to N for one-number hedges); None is an open bound. Widths
#: after Ferson et al. 2015, Cummins et al. 2012, the ACLED and Wikimpacts tables, and CDB90's own error bands. To use
#: others pass ``readings={**READINGS, "mine": {**READINGS["plain"], "about": (0.8, 1.2)}}``.
READINGS: Readings = {"literal": _LITERAL, "plain": _PLAIN, "wide": _WIDE}

#: Words that tell kinds apart within one qualifier of the contract: qualifier, kind, words; without them the first kind
HEDGES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "about": {"about": (), "nearly": ("nearly", "almost", "close to", "just under", "just short of")},
    "at_most": {"at_most": (), "up_to": ("up to", "as many as", "as much as", "as high as")},
    "order": {"plural": (), "couple": ("couple",), "few": ("few",), "several": ("several",)},
}
_KINDS = tuple(_LITERAL)
_BOUNDED = [
    _KINDS.index(k) for k in ("between", "plural", "couple", "few", "several")
]  # factors apply to printed bounds


def read_intervals(claims: pd.DataFrame, *, reading: str = "plain", readings: Readings = READINGS) -> pd.DataFrame:
    """Give the bounds that a reading finds in the words of each claim.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; ``words`` is used where present, else the qualifier alone.
    reading : str
        ``literal``, ``plain`` or ``wide``, or another name in `readings`.
    readings : mapping
        Reading to kind of hedge to factors; see `READINGS`.

    Returns
    -------
    DataFrame
        ``low``, ``value``, ``high`` in the printed unit, index as given; a missing bound is open.

    Raises
    ------
    ArgumentError
        If the reading is unknown.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="shells", measure="fire", qualifier="at_most", value=1000, high=1000)
    >>> read_intervals(make_claims([{**row, "words": "up to 1,000 shells"}])).values.tolist()
    [[750.0, 1000.0, 1000.0]]
    """
    printed = printed_values(claims)
    low, high = bounds(printed, hedge_kinds(claims, printed[1]), reading, readings)
    return pd.DataFrame({"low": closed(low), "value": closed(printed[1]), "high": closed(high)}, index=claims.index)


def printed_values(claims: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Give low, value and high as printed; a missing value is the middle of its bounds, or the bound there is."""
    low, value, high = (floats(claims[c]) for c in ("low", "value", "high"))
    if np.isnan(value).any():
        order = claims["qualifier"].eq("order").to_numpy(dtype=bool, na_value=False)
        middle = np.where(order, np.sqrt(low * high), (low + high) / 2)
        middle = np.where(np.isnan(middle), np.where(np.isnan(low), high, low), middle)
        value = np.where(np.isnan(value), middle, value)
    return low, value, high


def hedge_kinds(claims: pd.DataFrame, value: Floats) -> npt.NDArray[np.int8]:
    """Number each claim's kind of hedge in `READINGS`, from its qualifier, its words and how round it is."""
    codes, names = codes_of(claims["qualifier"])
    start = [_KINDS.index(next(iter(HEDGES[q])) if q in HEDGES else "unround" if q == "exact" else q) for q in names]
    kinds = np.array([*start, _KINDS.index("unround")], dtype=np.int8)[codes]
    exact = codes == (names.index("exact") if "exact" in names else -2)
    few_digits = exact & ~distinctive(value)
    kinds[few_digits] = _KINDS.index("small")
    kinds[few_digits & (value >= 100)] = _KINDS.index("round")
    if "words" in claims.columns:
        words = claims["words"].array
        for qualifier, table in HEDGES.items():
            rows = np.flatnonzero(codes == names.index(qualifier)) if qualifier in names else np.empty(0, np.int64)
            text = pd.Series(words[rows], dtype="string") if len(rows) else pd.Series(dtype="string")
            for kind, hedges in table.items():
                if hedges and len(rows):
                    found = text.str.contains("|".join(map(re.escape, hedges)), case=False)
                    kinds[rows[found.to_numpy(dtype=bool, na_value=False)]] = _KINDS.index(kind)
    return kinds


def bounds(
    printed: tuple[Floats, Floats, Floats], kinds: npt.NDArray[np.int8], reading: str, readings: Readings = READINGS
) -> tuple[Floats, Floats]:
    """Give low and high under a reading, open bounds as 0 and infinity."""
    if reading not in readings:
        raise ArgumentError(f"reading must be one of {', '.join(readings)}; got {reading!r}")
    table = {**readings["literal"], **readings[reading]} if "literal" in readings else readings[reading]
    low, value, high = printed
    down = np.array([0.0 if (f := table[k][0]) is None else f for k in _KINDS])[kinds]
    up = np.array([np.inf if (f := table[k][1]) is None else f for k in _KINDS])[kinds]
    own = np.isin(np.arange(len(_KINDS)), _BOUNDED)[kinds]
    base_low, base_high = np.where(own, low, value), np.where(own, high, value)
    with np.errstate(invalid="ignore"):  # 0 times infinity: a count of none, which no ratio uses
        low, high = np.nan_to_num(base_low * down, nan=0.0), base_high * up
    return low, np.where(np.isnan(high), np.inf, high)


def is_emphatic(kinds: npt.NDArray[np.int8]) -> Bools:
    """Tell where "up to" or "as many as" may be emphasis rather than a bound."""
    return np.asarray(kinds == _KINDS.index("up_to"))


def distinctive(value: Floats) -> Bools:
    """Tell which figures have three or more significant digits, so that two who print one hardly both counted it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        tens = np.floor(np.log10(value))
        two_digits = value / 10.0 ** (tens - 1)
        return np.isfinite(tens) & (np.abs(two_digits - np.rint(two_digits)) > 1e-9)


def middles(values: Floats, groups: Ints, n: int, *, distinct: bool) -> Floats:
    """Take the median in each of `n` groups, on the log scale: between two middle values their geometric mean.

    Where `distinct`, equal figures count once, so that a copied figure has one vote.
    """
    out = np.full(n, np.nan)
    out[groups] = values
    differs = values != out[groups]  # a group whose figures differ shows it against the one written last
    if differs.any():
        mixed = np.zeros(n, dtype=bool)
        mixed[groups[differs]] = True
        rest = mixed[groups]
        levels, level = np.unique(values[rest], return_inverse=True)
        key = np.sort(groups[rest] * len(levels) + level)
        key = key[np.r_[True, key[1:] != key[:-1]]] if distinct else key
        group, sorted_values = key // len(levels), levels[key % len(levels)]
        first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        size = np.diff(np.r_[first, len(group)])
        a, b = sorted_values[first + (size - 1) // 2], sorted_values[first + size // 2]
        out[group[first]] = np.where(a == b, a, np.sqrt(a) * np.sqrt(b))
    return out


def verdicts(low: Floats, high: Floats) -> npt.NDArray[np.int8]:
    """Give 1 where the whole interval lies above parity, -1 where below, else 0."""
    return (low > 1).astype(np.int8) - (high < 1).astype(np.int8)


VERDICTS = {1: "more", -1: "fewer", 0: "cannot tell"}


def ratio_label(low: float, value: float, high: float) -> str:
    """Print a ratio with its interval; open bounds are 0 and infinity.

    Examples
    --------
    >>> ratio_label(1.727, 2.0, 2.333), ratio_label(0, 5, 5), ratio_label(1.8, 2, float("inf"))
    ('2:1 (1.7 to 2.3)', 'at most 5:1', 'at least 1.8:1')
    >>> ratio_label(0.2002, 1, 4.995), ratio_label(1 / 2.333, 0.5, 1 / 1.727)
    ('1:1 (0.2 to 5), cannot tell', '1:2 (1:2.3 to 1:1.7)')
    """
    if low <= 0 and high == np.inf:
        return f"about {_multiple(value)}"
    if low <= 0:
        return f"at most {_multiple(high)}"
    if high == np.inf:
        return f"at least {_multiple(low)}"
    if low == high:
        return _multiple(value)
    ends = [_digits(low), _digits(high)] if value >= 1 else [_multiple(low), _multiple(high)]
    return f"{_multiple(value)} ({ends[0]} to {ends[1]})" + (", cannot tell" if low <= 1 <= high else "")


def _multiple(ratio: float) -> str:
    return f"{_digits(ratio)}:1" if ratio >= 1 else f"1:{_digits(1 / ratio)}"


def _digits(number: float) -> str:
    """Print two digits, or whole numbers from ten up."""
    return f"{number:.2g}" if number < 10 else f"{round(number):,}"


def floats(series: pd.Series) -> Floats:
    """Give a column of numbers as an array, missing as NaN."""
    return series.to_numpy(dtype=np.float64, na_value=np.nan)


def codes_of(series: pd.Series) -> tuple[npt.NDArray[Any], list[Any]]:
    """Number the distinct values of a column; missing is -1."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.cat.codes.to_numpy(), list(series.cat.categories)
    codes, names = pd.factorize(series)
    return codes, list(names)


def closed(array: Floats) -> pd.arrays.FloatingArray:
    """Make an array for a frame: open bounds (0, infinity) and NaN become missing."""
    known = np.isfinite(array) & (array > 0)
    return pd.arrays.FloatingArray(np.where(known, array, 0.0), ~known)


def turned(low: Floats, high: Floats, *, flipped: bool) -> tuple[Floats, Floats]:
    """Give bounds of the ratio the other way round, where `flipped`."""
    if not flipped:
        return low, high
    with np.errstate(divide="ignore"):
        return 1 / high, 1 / low
