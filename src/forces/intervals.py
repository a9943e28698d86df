"""Low, value, high: what a hedged figure may mean, and how intervals are divided, pooled and printed.

The contract stores what was printed. A reading, chosen at analysis time, turns words into bounds: ``literal`` keeps the
printed bounds, ``plain`` reads as most people do, ``wide`` is for sensitivity. Inside the package an open bound is 0
below and infinity above, so that arithmetic keeps it open; in frames it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forces.errors import ArgumentError

__all__ = ["HEDGES", "READINGS", "read_intervals"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Kinds = npt.NDArray[np.int8]
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
_TENS = 10.0 ** np.arange(-10.0, 30.0)
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
    columns = Columns(claims)
    kinds = hedge_kinds(columns)
    low, high = bounds(bases(columns.printed, kinds), kinds, reading, readings)
    value = columns.printed[1]
    return pd.DataFrame({"low": closed(low), "value": closed(value), "high": closed(high)}, index=claims.index)


class Columns:
    """A claims frame's columns as arrays, each made once; a column that the frame lacks is missing throughout."""

    def __init__(self, claims: pd.DataFrame) -> None:
        self.claims = claims
        self._codes: dict[str, tuple[Ints, pd.Index]] = {}

    def __len__(self) -> int:
        return len(self.claims)

    def codes(self, name: str) -> tuple[Ints, pd.Index]:
        """Give a column as numbers for its distinct values, and those values; missing is -1."""
        if name not in self._codes:
            if name not in self.claims.columns:
                self._codes[name] = np.full(len(self), -1), pd.Index([], dtype="object")
            elif isinstance((series := self.claims[name]).dtype, pd.CategoricalDtype):
                self._codes[name] = np.asarray(series.cat.codes, dtype=np.int64), series.cat.categories
            else:
                codes, names = pd.factorize(series)
                self._codes[name] = codes.astype(np.int64, copy=False), pd.Index(names)
        return self._codes[name]

    def table(self, name: str, numbers: Mapping[Any, float], missing: float) -> npt.NDArray[Any]:
        """Translate a column of words into numbers; what is missing or not in the mapping into `missing`."""
        codes, names = self.codes(name)
        return np.array([*(numbers.get(n, missing) for n in names), missing])[codes]

    def given(self, name: str) -> Bools:
        """Tell where a column is not missing."""
        return self.codes(name)[0] >= 0

    def floats(self, name: str) -> Floats:
        """Give a column of numbers, missing as NaN."""
        return self.claims[name].to_numpy(dtype=np.float64, na_value=np.nan)

    @cached_property
    def printed(self) -> tuple[Floats, Floats, Floats]:
        """Low, value and high as printed; a missing value is the middle of its bounds, or the bound there is."""
        low, value, high = (self.floats(c) for c in ("low", "value", "high"))
        if np.isnan(value).any():
            order = self.table("qualifier", {"order": 1}, 0) == 1
            middle = np.where(order, np.sqrt(low * high), (low + high) / 2)
            middle = np.where(np.isnan(middle), np.where(np.isnan(low), high, low), middle)
            value = np.where(np.isnan(value), middle, value)
        return low, value, high

    @cached_property
    def distinctive(self) -> Bools:
        """Tell which figures have three or more significant digits, so that two hardly counted alike."""
        value = self.printed[1]
        with np.errstate(divide="ignore", invalid="ignore"):
            tens = np.clip(np.floor(np.log10(value)), -9, 29)
            two_digits = value / _TENS[np.nan_to_num(tens).astype(np.int64) + 9]
            return np.asarray((value > 0) & (np.abs(two_digits - np.rint(two_digits)) > 1e-9))


def hedge_kinds(columns: Columns) -> Kinds:
    """Find each claim's kind of hedge in `READINGS`, from its qualifier, its words and how round it is."""
    first = {q: _KINDS.index(next(iter(HEDGES.get(q, (q,))))) for q in (*HEDGES, "at_least", "between")}
    kinds = columns.table("qualifier", first, _KINDS.index("unround")).astype(np.int8)
    bare = (kinds == _KINDS.index("unround")) & ~columns.distinctive
    kinds[bare] = _KINDS.index("small")
    kinds[bare & (columns.printed[1] >= 100)] = _KINDS.index("round")
    for qualifier, table in HEDGES.items() if "words" in columns.claims.columns else ():
        rows = np.flatnonzero(kinds == first[qualifier])
        words = pd.Series(columns.claims["words"].array[rows], dtype="string")
        for kind, hedges in table.items():
            if hedges and len(rows):
                found = words.str.contains("|".join(map(re.escape, hedges)), case=False)
                kinds[rows[found.to_numpy(dtype=bool, na_value=False)]] = _KINDS.index(kind)
    return kinds


def bases(printed: tuple[Floats, Floats, Floats], kinds: Kinds) -> tuple[Floats, Floats]:
    """Give the figures to which a reading's factors apply: the printed bounds, or N twice for one-number hedges."""
    low, value, high = printed
    own = np.isin(np.arange(len(_KINDS)), _BOUNDED)[kinds]
    low, high = np.where(own, low, value), np.where(own, high, value)
    return np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), np.inf, high)


def bounds(base: tuple[Floats, Floats], kinds: Kinds, reading: str, readings: Readings) -> tuple[Floats, Floats]:
    """Give low and high under a reading, open bounds as 0 and infinity."""
    if reading not in readings:
        raise ArgumentError(f"reading must be one of {', '.join(readings)}; got {reading!r}")
    table = {**readings.get("literal", {}), **readings[reading]}
    down = np.array([0.0 if (f := table[k][0]) is None else f for k in _KINDS])
    up = np.array([np.inf if (f := table[k][1]) is None else f for k in _KINDS])
    with np.errstate(invalid="ignore"):  # 0 times infinity: an open bound above a count of none
        high = base[1] * up[kinds]
    return base[0] * down[kinds], np.where(np.isnan(high), np.inf, high) if (base[1] == 0).any() else high


def is_emphatic(kinds: Kinds) -> Bools:
    """Tell where "up to" or "as many as" may be emphasis rather than a bound."""
    return np.asarray(kinds == _KINDS.index("up_to"))


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


def starts(codes: Ints) -> Ints:
    """Tell where each run of equal codes begins."""
    return np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]][: len(codes)])


def runs(codes: Ints) -> Ints:
    """Count the runs of equal codes up from 0."""
    return np.cumsum(np.r_[False, codes[1:] != codes[:-1]][: len(codes)])


def ranks(values: npt.NDArray[Any]) -> Ints:
    """Rank values from 0 in ascending order, equal ones alike."""
    order = np.argsort(values)
    out = np.empty(len(values), dtype=np.int64)
    out[order] = runs(values[order])
    return out


def distinct(codes: Ints) -> Ints:
    """Sort codes and keep each once."""
    codes = np.sort(codes)
    return codes[starts(codes)]


def joined(a: Ints, b: Ints, span: int | None = None) -> Ints:
    """Make one number of two, numbering the first anew where the product would not fit in 60 bits."""
    span = int(b.max(initial=0)) + 1 if span is None else span
    if int(a.max(initial=0)) * span >= 1 << 60:
        a = ranks(a)
    return a * span + b


def middles(values: Floats, groups: Ints, n: int, *, once: bool) -> Floats:
    """Take the median in each of `n` groups, on the log scale: between two middle values their geometric mean.

    With `once`, equal figures of a group count once, so that a copied figure has one vote. An empty group gives NaN.
    """
    out = np.full(n, np.nan)
    out[groups] = values
    differs = values != out[groups]  # a group whose figures differ shows it against the one written last
    if differs.any():
        mixed = np.zeros(n, dtype=bool)
        mixed[groups[differs]] = True
        rest = mixed[groups]
        values = values[rest]
        level = ranks(values)
        levels = np.empty(level.max() + 1)
        levels[level] = values
        key = joined(groups[rest], level)
        key = distinct(key) if once else np.sort(key)
        group = key // len(levels)
        values, first = levels[key - group * len(levels)], starts(group)
        size = np.diff(np.r_[first, len(group)])
        a, b = values[first + (size - 1) // 2], values[first + size // 2]
        out[group[first]] = np.where(a == b, a, np.sqrt(a) * np.sqrt(b))
    return out


def closed(array: Floats) -> pd.arrays.FloatingArray:
    """Make an array for a frame: open bounds (0, infinity) and NaN become missing."""
    known = np.isfinite(array) & (array > 0)
    return pd.arrays.FloatingArray(np.where(known, array, 0.0), ~known)
