"""Low, value, high: what a hedged figure may mean, and how intervals are divided, pooled and printed.

The contract stores what was printed. A reading, chosen at analysis time, turns words into bounds: ``literal`` keeps the
printed bounds, ``plain`` reads as most people do, ``wide`` shows how much hangs on the hedges. Inside the package an
open bound is 0 below and infinity above, so that arithmetic keeps it open; in frames it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from forces.arrays import Bools, Floats, Ints, Kinds, closed
from forces.columns import Columns
from forces.errors import ArgumentError

__all__ = [
    "HEDGES", "READINGS", "VERDICTS", "Readings", "bases", "bounds", "hedge_kinds", "is_emphatic", "ratio_label",
    "read_intervals", "verdicts",
]  # fmt: skip

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
#: kinds whose factors apply to the printed bounds, not to N
_BOUNDED = np.isin(_KINDS, ("between", "plural", "couple", "few", "several"))


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
    rows = np.arange(len(claims))
    kinds = hedge_kinds(columns, rows)
    base = bases(columns, kinds, rows, columns.value, np.ones(len(rows)))
    low, high = bounds(base, kinds, reading, readings)
    ends = {"low": closed(low), "value": closed(columns.value), "high": closed(high)}
    return pd.DataFrame(ends, index=claims.index)


def hedge_kinds(columns: Columns, rows: Ints) -> Kinds:
    """Find the kind of hedge of some claims in `READINGS`, from qualifier, words and how round the figure is."""
    bare, small, rounded = (_KINDS.index(k) for k in ("unround", "small", "round"))
    first = {q: _KINDS.index(next(iter(HEDGES.get(q, (q,))))) for q in (*HEDGES, "at_least", "between")}
    kinds = columns.table("qualifier", first, bare, rows).astype(np.int8)
    plain = np.flatnonzero((kinds == bare) & ~columns.distinctive[rows])
    kinds[plain] = small + (rounded - small) * (columns.value[rows[plain]] >= 100)
    for qualifier, table in HEDGES.items() if "words" in columns.claims.columns else ():
        own = np.flatnonzero(kinds == first[qualifier])
        words = pd.Series(columns.claims["words"].array[rows[own]], dtype="string")
        for kind, hedges in table.items():
            if hedges and len(own):
                found = words.str.contains("|".join(map(re.escape, hedges)), case=False)
                kinds[own[found.to_numpy(dtype=bool, na_value=False)]] = _KINDS.index(kind)
    return kinds


def bases(columns: Columns, kinds: Kinds, rows: Ints, value: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Give the figures to which a reading's factors apply: the printed bounds, or N twice for one-number hedges.

    `kinds`, `value` (already scaled) and `scale` are those of the rows asked for.
    """
    own = np.flatnonzero(_BOUNDED[kinds])
    if not len(own):
        return value, value
    low, high = value.copy(), value.copy()
    low[own] = np.nan_to_num(columns.floats("low", rows[own]) * scale[own], nan=0.0)
    high[own] = np.nan_to_num(columns.floats("high", rows[own]) * scale[own], nan=np.inf)
    return low, high


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


def verdicts(low: Floats, high: Floats) -> Kinds:
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
