"""A claims frame as arrays: each column coded once, words looked up once per distinct word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from forces.arrays import Bools, Floats, Ints

__all__ = ["Columns", "Whole", "plain_name"]

_TENS = 10.0 ** np.arange(-10.0, 30.0)
#: frames longer than this have their columns coded in threads
LONG = 100_000


class Whole(NamedTuple):
    """What a share of a larger frame, which carries this in its ``attrs``, must know of the rest."""

    sides: frozenset[str] = frozenset()  # all that claims name
    labels: Mapping[str, str] = MappingProxyType({})  # the name of each source that is spelled in several ways


class Columns:
    """A claims frame's columns as arrays, each made once; a column that the frame lacks is missing throughout."""

    def __init__(self, claims: pd.DataFrame) -> None:
        self.claims = claims
        self.whole: Whole = claims.attrs.get("whole") or Whole()
        self._codes: dict[str, tuple[Ints, pd.Index]] = {}

    def __len__(self) -> int:
        return len(self.claims)

    def read(self, names: Iterable[str]) -> None:
        """Code some columns ahead: long ones side by side, since coding text waits for no other work."""
        if len(self) > LONG:
            with ThreadPoolExecutor() as pool:
                list(pool.map(self.codes, names))

    def codes(self, name: str) -> tuple[Ints, pd.Index]:
        """Give a column as numbers for its distinct values, and those values; missing is -1. The numbers are narrow."""
        if name not in self._codes:
            if name not in self.claims.columns or self.claims[name].isna().all():
                self._codes[name] = np.broadcast_to(np.int64(-1), len(self)), pd.Index([], dtype="object")
            else:
                self._codes[name] = _coded(self.claims[name])
        return self._codes[name]

    def codes_at(self, name: str, rows: Ints) -> tuple[Ints, pd.Index]:
        """Give the same for some rows only, without coding the others."""
        if name in self._codes or name not in self.claims.columns:
            codes, names = self.codes(name)
            return codes[rows].astype(np.int64), names
        return _coded(self.claims[name].iloc[rows])

    def table(
        self, name: str, numbers: Mapping[Any, float], missing: float, rows: Ints | slice = slice(None)
    ) -> npt.NDArray[Any]:
        """Translate a column of words into numbers; what is missing or not in the mapping into `missing`."""
        codes, names = self.codes(name)
        codes = codes[rows]
        values = np.array([*(numbers.get(n, missing) for n in names), missing])
        values = values.astype(np.int32) if values.dtype.kind == "i" else values
        return values[codes] if len(names) else np.broadcast_to(values[-1], len(codes))

    def given(self, name: str) -> Bools:
        """Tell where a column is not missing."""
        return self.codes(name)[0] >= 0

    def floats(self, name: str, rows: Ints | slice = slice(None)) -> Floats:
        """Give a column of numbers, or some of its rows, missing as NaN."""
        return np.asarray(self.claims[name].array[rows].to_numpy(dtype=np.float64, na_value=np.nan))

    @cached_property
    def start(self) -> Floats:
        """Where the words begin in their article."""
        return self.floats("start")

    @cached_property
    def end(self) -> Floats:
        """Where they end."""
        return self.floats("end")

    @cached_property
    def value(self) -> Floats:
        """The figures; a missing one is the middle of its bounds, or the bound there is."""
        value = self.floats("value")
        rows = np.flatnonzero(np.isnan(value))
        if len(rows):
            low, high = self.floats("low", rows), self.floats("high", rows)
            order = self.table("qualifier", {"order": 1}, 0)[rows] == 1
            middle = np.where(order, np.sqrt(low * high), (low + high) / 2)
            value = value.copy()
            value[rows] = np.where(np.isnan(middle), np.where(np.isnan(low), high, low), middle)
        return value

    @cached_property
    def distinctive(self) -> Bools:
        """Tell which figures have three or more significant digits, so that two hardly counted alike."""
        with np.errstate(divide="ignore", invalid="ignore"):
            tens = np.clip(np.floor(np.log10(self.value)), -9, 29)
            two_digits = self.value / _TENS[np.nan_to_num(tens).astype(np.int64) + 9]
            return np.asarray((self.value > 0) & (np.abs(two_digits - np.rint(two_digits)) > 1e-9))


def plain_name(name: str) -> str:
    """Give a source's name without what its spellings differ in.

    Examples
    --------
    >>> plain_name("The  Times"), plain_name("TIMES")
    ('times', 'times')
    """
    return " ".join(name.casefold().removeprefix("the ").split())


def _coded(series: pd.Series) -> tuple[Ints, pd.Index]:
    if isinstance(series.dtype, pd.CategoricalDtype):
        return np.asarray(series.cat.codes), series.cat.categories
    codes, names = pd.factorize(series)
    return codes.astype(np.int32), pd.Index(names)
