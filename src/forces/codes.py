"""What claims say, as numbers: whatever must agree or differ in a pair, coded once for a whole frame."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forces.arrays import Bools, Floats, Ints, Kinds
from forces.claims import MEASURES
from forces.columns import Columns
from forces.intervals import hedge_kinds
from forces.origins import article_codes, attributed, claim_days, origin_codes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PER_DAY", "Codes"]

#: rates are compared per day
PER_DAY = {"hour": 24.0, "day": 1.0, "week": 1 / 7, "month": 1 / 30.44, "year": 1 / 365.25}


@dataclass(frozen=True)
class Codes:
    """What some claims say, as numbers, and the names they stand for."""

    columns: Columns
    items: list[str]
    places: list[str]
    origins: list[str]
    named: Bools  # which origins an article credits
    rows: Ints  # where each claim stands in the frame
    value: Floats
    ratio: Bools
    what: Ints  # item, measure and kind of rate
    base: Ints  # item as printed and measure
    place: Ints
    source: Ints
    origin: Ints
    article: Ints
    day: Ints
    kinds: Kinds  # of hedges

    @classmethod
    def read(cls, claims: pd.DataFrame) -> Codes:
        """Code a frame."""
        columns = Columns(claims)
        columns.read(("article_id", "side", "published", "source", "place"))
        ratio = columns.table("unit", {"ratio": True}, False)
        measure = columns.table("measure", {m: i for i, m in enumerate(MEASURES)}, -1)
        rate = columns.given("per") | (ratio & (measure == MEASURES.index("fire")))
        base, item, items = _items(columns)
        place, places = columns.codes("place")
        day = claim_days(columns)
        rows, value = np.arange(len(columns), dtype=np.int32), columns.value * columns.table("per", PER_DAY, 1.0)
        with ThreadPoolExecutor() as pool:  # long searches in text, beside the rest
            kinds = pool.submit(hedge_kinds, columns, rows)
            source, origin, origins = origin_codes(columns, day)
        n = np.int32(len(MEASURES))
        return cls(
            columns, items, list(places), origins, attributed(origins), rows, value, ratio,
            (item.astype(np.int64) * n + measure) * 2 + rate, base * n + measure, place,
            source, origin, article_codes(columns), day, kinds.result(),
        )  # fmt: skip

    def take(self, rows: Ints) -> Codes:
        """Give the codes of some claims."""
        arrays = {f.name: getattr(self, f.name)[rows] for f in fields(self)[5:]}
        return replace(self, **arrays)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rate(self) -> Ints:
        """0 for a total, 1 for a rate."""
        return self.what & 1

    @property
    def measure(self) -> Ints:
        """Place in `MEASURES`."""
        return self.base % len(MEASURES)

    @property
    def item(self) -> Ints:
        """Place in `items`, as compared."""
        return self.what // (2 * len(MEASURES))

    @property
    def base_item(self) -> Ints:
        """Place in `items`, as printed."""
        return self.base // len(MEASURES)

    def scale(self, rows: Ints) -> Floats:
        """Give what makes daily rates of the figures in some rows of the frame."""
        return self.columns.table("per", PER_DAY, 1.0, rows)

    def spans(self, claim: Ints) -> tuple[Floats, Floats]:
        """Give where the words of some claims begin and end in their articles."""
        rows = self.rows[claim]
        return self.columns.start[rows], self.columns.end[rows]

    @cached_property
    def matter(self) -> Ints:
        """Code what a pair must agree in: item, measure, kind of rate and place."""
        return np.asarray(self.what * (len(self.places) + 1) + self.place + 1)

    def levels(self) -> Iterator[tuple[str, Ints]]:
        """Code what must agree in a pair, one condition less each time, by the reason where it does not."""
        yield "other counting", self.matter * len(self.origins) + self.origin
        yield "other place", self.matter
        yield "other rate", self.what
        yield "joint sum", self.what >> 1
        yield "one side only", self.base


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
    item = base.astype(np.int64)
    item[joint] = [new[s] for s in sets]
    return base, item, [*items, *new]


def _sum_name(items: pd.Series) -> str:
    names = sorted(set(items))
    return " + ".join(names if len(names) > 1 else [*names, "others"]) + " (sum)"
