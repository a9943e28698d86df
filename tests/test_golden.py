"""The bundled digests give the claims that were labelled by hand.

Side, item, measure, unit, versus, qualifier, bounds, rate, joint and status must agree; words, source, place and date
are hints that may be read otherwise. `UPDATE_GOLDEN=1 pytest tests/test_golden.py` prints what extraction gives, and
rewrites the run from articles to ratios in tests/golden, whose every cell is compared: look at what git says changed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from forces import extract_claims, read_article
from forces.cli import main

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = sorted((ROOT / "tests" / "articles").glob("*.csv"))
EXACT = ["side", "item", "measure", "unit", "versus", "qualifier", "value", "low", "high", "per", "joint", "status"]
#: how many of the labelled sources may be read otherwise, over all digests
SOURCES_AGREE = 0.75


def comparable(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """Rows as texts, in an order that does not depend on where in the sentence they stand."""
    rows = frame[EXACT].astype("object")
    rows = rows.where(rows.notna(), "")
    texts = [
        tuple(
            f"{float(x):.3g}" if c in ("value", "low", "high") and x != "" else str(x).lower()
            for c, x in zip(EXACT, r, strict=True)
        )
        for r in rows.itertuples(index=False)
    ]
    return sorted(texts)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_digest_gives_its_claims(path: Path) -> None:
    article = read_article(ROOT / "data" / "articles" / f"{path.stem}.md")
    found = extract_claims(article)
    if os.environ.get("UPDATE_GOLDEN"):
        print(found[[*EXACT, "source", "place", "as_of", "words"]].to_csv(index=False))
    assert comparable(found) == comparable(pd.read_csv(path, dtype="object"))


def test_most_sources_agree() -> None:
    hits = total = 0
    for path in GOLDEN:
        golden = pd.read_csv(path, dtype="string")
        found = extract_claims(read_article(ROOT / "data" / "articles" / f"{path.stem}.md"))
        for row in golden.itertuples():
            same = found[
                (found["item"] == row.item) & ((found["value"] - float(row.value)).abs() < 0.01 * float(row.value))
            ]
            total += 1
            hits += any(
                (pd.isna(s) and pd.isna(row.source)) or (pd.notna(s) and s == row.source) for s in same["source"]
            )
    assert hits / total >= SOURCES_AGREE


@pytest.mark.parametrize("reading", ["literal", "plain", "wide"])
def test_the_run_from_articles_to_ratios_keeps_every_cell(tmp_path: Path, reading: str) -> None:
    claims, ratios = tmp_path / "claims.csv", tmp_path / f"ratios-{reading}.csv"
    assert main(["extract", str(ROOT / "data" / "articles"), "-q", "-o", str(claims)]) == 0
    assert main(["ratios", str(claims), "-q", "--reading", reading, "-o", str(ratios)]) == 0
    for made in (claims, ratios):
        golden = ROOT / "tests" / "golden" / made.name
        if os.environ.get("UPDATE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_bytes(made.read_bytes())
        pd.testing.assert_frame_equal(pd.read_csv(made), pd.read_csv(golden), check_exact=False, rtol=1e-12)
        assert len(pd.read_csv(golden)) >= 8
