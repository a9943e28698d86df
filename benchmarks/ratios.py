"""How long ratios take beside the bare query that drops bounds, origins and refusals.

    python benchmarks/ratios.py [--rows 10000 100000 1000000 10000000] [--repeat 5]

For each size: `force_ratios` (bounds under three readings, origins, pairing, notes, a count of refusals by reason),
`unpaired` (every claim left out, as a frame), and on the same frame the median of each side, item and day, unstacked,
in pandas and, where they are installed, polars and duckdb. Times are the median of some runs in one process; `memory`
is the growth of the peak over the frame's own size (Linux only). Figures of one machine say little: compare columns,
not machines.
"""

import argparse
import gc
import importlib.util
import statistics
import time
from pathlib import Path

import numpy as np
import pandas as pd

from forces.claims import COLUMNS, GROUPS, ITEMS
from forces.pairs import unpaired
from forces.ratios import force_ratios

COMPARED = [item for item in ITEMS if item not in GROUPS["units"]]
SIDES = {"side": "Russia", "versus": "Ukraine"}


def made_up_claims(n, *, seed=0):
    """Claims of two sides on 12 items over 800 days, ten an article, from 300 sources; many figures stand in pairs."""
    random = np.random.default_rng(seed)
    articles = max(n // 10, 1)
    article = np.sort(random.integers(0, articles, n))
    day, source = random.integers(0, 800, articles)[article], random.integers(0, 300, articles)[article]
    item, side = random.integers(0, 12, n), random.integers(0, 2, n)
    follows = (random.random(n) < 0.3) & (np.arange(n) > 0)  # the other side's figure right behind
    item[follows], side[follows] = item[np.flatnonzero(follows) - 1], 1 - side[np.flatnonzero(follows) - 1]
    value = np.ceil(np.exp(random.normal(8, 1.5, n))) + 5
    tens = 10 ** np.maximum(np.floor(np.log10(value)) - 1, 0)
    value = np.where(random.random(n) < 0.7, np.round(value / tens) * tens, value)
    kind = random.choice(4, n, p=[0.5, 0.25, 0.15, 0.1])
    words = pd.Series(np.array(["", "about ", "more than ", "up to "], dtype=object)[kind], dtype="string")
    start = np.arange(n) * 97 % 4000
    dates = pd.date_range("2022-02-24", periods=800).strftime("%Y-%m-%d").to_numpy(dtype=object)
    columns = {
        "side": np.array(["Russia", "Ukraine"], dtype=object)[side],
        "item": pd.Categorical.from_codes(item, COMPARED[:12]),
        "measure": "strength",
        "unit": "count",
        "qualifier": np.array(["exact", "about", "at_least", "at_most"], dtype=object)[kind],
        "value": value,
        "low": np.where((kind == 0) | (kind == 2), value, np.nan),
        "high": np.where((kind == 0) | (kind == 3), value, np.nan),
        "joint": False,
        "status": np.where(random.random(n) < 0.05, "denied", "asserted"),
        "source": np.array([f"Source {i}" for i in range(290)] + [None] * 10, dtype=object)[source],
        "place": np.array(["Kupiansk", "Avdiivka", *[None] * 8], dtype=object)[article % 10],
        "start": start,
        "end": start + 12,
        "published": dates[day],
        "article_id": np.array([f"{i:012x}" for i in range(articles)], dtype=object)[article],
        "claim_id": [f"{i:012x}" for i in range(n)],
        "words": words + pd.Series(value.astype(int)).astype("string") + " of them",
        "publisher": np.array([f"Paper {i}" for i in range(50)], dtype=object)[article % 50],
    }
    frame = pd.DataFrame(columns, index=pd.RangeIndex(n))
    return frame.reindex(columns=list(COLUMNS)).astype(COLUMNS)


def bare_pandas(claims):
    return claims.groupby(["item", "published", "side"], observed=True)["value"].median().unstack("side")  # noqa: PD010 - the bare query of the comparison


def bare_polars(table):
    import polars as pl

    medians = table.group_by(["item", "published", "side"]).agg(pl.col("value").median())
    return medians.pivot("side", index=["item", "published"], values="value")  # noqa: PD010 - polars has no other


def bare_duckdb(arrow):
    import duckdb

    connection = duckdb.connect()
    connection.register("claims", arrow)
    return connection.sql(
        "select item, published, median(value) filter (side = 'Russia'), median(value) filter (side = 'Ukraine') "
        "from claims group by item, published"
    ).fetchall()


def timed(repeat, work):
    """Median time of each piece of work; they take turns, so that a slow moment hits all alike."""
    times = {name: [] for name in work}
    for _ in range(repeat):
        for name, (function, table) in work.items():
            begun = time.perf_counter()
            function(table)
            times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def peak_growth(claims):
    """Growth of the peak resident memory in bytes while ratios are taken, or NaN where it cannot be measured."""
    reset, status = Path("/proc/self/clear_refs"), Path("/proc/self/status")
    if not reset.exists():
        return float("nan")
    gc.collect()
    reset.write_text("5")
    peak = lambda: int(next(x for x in status.read_text().splitlines() if x.startswith("VmHWM")).split()[1])  # noqa: E731
    before = peak()
    force_ratios(claims, **SIDES)
    return (peak() - before) * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000, 10_000_000])
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    for n in args.rows:
        claims = made_up_claims(n)
        work = {
            "ratios": (lambda c: force_ratios(c, **SIDES), claims),
            "unpaired": (lambda c: unpaired(c, **SIDES, measure="strength"), claims),
            "pandas": (bare_pandas, claims),
        }
        few = claims[["item", "published", "side", "value"]].astype({"item": "string"})
        if importlib.util.find_spec("polars"):
            import polars as pl

            work["polars"] = bare_polars, pl.from_pandas(few)
        if importlib.util.find_spec("duckdb"):
            import pyarrow as pa

            work["duckdb"] = bare_duckdb, pa.Table.from_pandas(few)
        size = claims.memory_usage(deep=True).sum()
        memory = peak_growth(claims) / size
        took = timed(args.repeat, work)
        times = "  ".join(f"{name} {seconds:.3f} s" for name, seconds in took.items())
        print(f"{n:>10,} claims ({size / 1e6:,.0f} MB)  {times}")
        ratio, each = took["ratios"] / took["pandas"], took["ratios"] / n * 1e6
        print(f"{'':>10} ratios/pandas {ratio:.1f}x  {each:.2f} us a claim  memory {memory:.1f}x the frame")


if __name__ == "__main__":
    main()
