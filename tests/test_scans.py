"""A Dask frame gives the same answers as the plain frame with the same claims."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from forces import (
    ArgumentError,
    ClaimsError,
    extract_corpus,
    fire_ratios,
    force_ratios,
    loss_exchange_ratios,
    pool_claims,
    scan_claims,
)
from forces.claims import make_claims

dd = pytest.importorskip("dask.dataframe", reason="needs the extra corpus")

SIDES = {"side": "Russia", "versus": "Ukraine"}
JOINT = [("missiles", "drones"), ("tanks", "armoured_vehicles")]


def some_claims(seed, n=400):
    """Articles with every trouble: joint sums, ratios in words, sources spelled in several ways, gaps, copies."""
    rng = np.random.default_rng(seed)

    def one_of(*values):
        return values[rng.integers(len(values))]

    rows = []
    for article in range(n):
        same = {
            "article_id": f"a{article}",
            "publisher": one_of("Paper", "Wire", None),
            "published": one_of(None, *(f"2024-{month:02}-{day:02}" for month in (1, 2, 3) for day in (3, 9, 27))),
            "source": one_of(None, None, "The Times", "times", "Times", "Forbes"),
            "place": one_of(None, None, "Kupiansk"),
        }
        for k in range(rng.integers(1, 5)):
            value = float(one_of(10, 20, 413, 417, 2150, 500))
            row = same | {
                "side": one_of("Russia", "Ukraine", "Ukraine", "Poland", None),
                "measure": one_of("strength", "fire", "losses"),
                "qualifier": one_of("exact", "about"),
                "status": one_of("asserted", "asserted", "asserted", "denied"),
                "value": value,
                "per": one_of(None, None, "day"),
                "start": 50 * k,
                "end": 50 * k + 10,
                "words": one_of("as many as they had in all the years before", "a few"),
            }
            if rng.random() < 0.15 and row["side"] not in (None, "Poland"):
                row |= {"unit": "ratio", "versus": one_of("Russia", "Ukraine", "Poland"), "per": None}
                if row["versus"] == row["side"]:
                    row["versus"] = "Poland"
            items = one_of(*JOINT) if rng.random() < 0.15 else [one_of("tanks", "drones", "shells", "troops")]
            rows += [row | {"item": i, "joint": len(items) > 1, "claim_id": f"{article}-{k}-{i}"} for i in items]
    return make_claims(rows)


def as_dask(claims, n):
    """Cut between articles, as a dataset on disk is."""
    articles = claims["article_id"].str[1:].astype(int)
    cuts = np.linspace(0, articles.max() + 1, n + 1)
    shares = [claims[(articles >= a) & (articles < b)] for a, b in pairwise(cuts)]
    return dd.from_map(lambda share: share, shares, meta=claims.iloc[:0])


@pytest.mark.parametrize("n", [1, 12])
@pytest.mark.parametrize("seed", [1, 2])
def test_ratios_are_the_same(seed, n):
    claims = some_claims(seed)
    scanned = as_dask(claims, n)
    for compare in (force_ratios, fire_ratios, loss_exchange_ratios):
        for how in ({}, {"by": "group"}, {"basis": "both", "cross_origin": True, "reading": "literal"}):
            expected = compare(claims, **SIDES, **how)
            found = compare(scanned, **SIDES, **how)
            pd.testing.assert_frame_equal(found, expected)
            assert found.attrs == expected.attrs
            assert len(expected) > 2


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"side": "Russia"},
        SIDES,
        {**SIDES, "freq": "MS", "basis": "both"},
        {"by": ("group",), "freq": "MS"},
        {"by": ("origin",), "measure": "losses"},
        {"by": ("publisher", "item"), "random_effects": True},
        {**SIDES, "by": ("stance",), "measure": "fire"},
    ],
)
def test_pools_are_the_same(how):
    claims = some_claims(3)
    expected = pool_claims(claims, **how)
    pd.testing.assert_frame_equal(pool_claims(as_dask(claims, 7), **how), expected)
    assert len(expected) > 2


def test_faults_are_the_same():
    claims = some_claims(4, n=20)
    for change in ({"versus": "Atlantis"}, {"versus": "Russia"}, {"by": "x"}):
        messages = []
        for frame in (claims, as_dask(claims, 3)):
            with pytest.raises(ArgumentError) as error:
                force_ratios(frame, **SIDES | change)
            messages.append(str(error.value))
        assert messages[0] == messages[1]


def test_dataset_is_scanned_as_it_was_written(tmp_path):
    for i, month in enumerate(("2024-01", "2024-02", "2024-02")):
        text = f"Russia has 1,{i}50 tanks. Ukraine has {i + 2}00 tanks."
        (tmp_path / f"{i}.md").write_text(f"---\npublished: {month}-05\n---\n{text}", encoding="utf-8")
    extract_corpus(tmp_path, tmp_path / "out", blocksize=1)
    scanned = scan_claims(tmp_path / "out")
    claims = scanned.compute()
    assert len(claims) == 6
    assert claims.dtypes.astype(str).to_dict() == scanned.dtypes.astype(str).to_dict()
    pd.testing.assert_frame_equal(force_ratios(scanned, **SIDES), force_ratios(claims, **SIDES))
    assert set(scan_claims(tmp_path / "out", since="2024-02")["published"].compute()) == {"2024-02-05"}
    assert set(scan_claims(tmp_path / "out", until="2024-01")["published"].compute()) == {"2024-01-05"}
    assert scan_claims(tmp_path / "out", until="2023-12").compute().empty
    with pytest.raises(ClaimsError, match="no dataset"):
        scan_claims(tmp_path)
