"""Short texts of our own with every claim that stands in them: `tests/cases/sentences.toml`.

A case with `known` says what is still read wrong; it fails the run when it comes right, so that the mark is taken away.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from forces import Article, extract_claims

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sentences.toml").read_text(encoding="utf-8"))["case"]
#: columns that are checked in every claim, and what a claim has that does not name them
ALWAYS = {"unit": "count", "qualifier": "exact", "per": None, "joint": False, "status": "asserted"}
CLOSE = 0.02


def missing(x: object) -> bool:
    return x is None or x == "" or bool(pd.isna(x))  # type: ignore[call-overload]


def wrong(claim: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """Name the columns in which a row differs from its label."""
    wanted = ALWAYS | {k: v for k, v in claim.items() if k not in ("words", "nth", "value", "doubt")}
    return [
        f"{column}: {wanted[column]!r}, got {row[column]!r}"
        for column in wanted
        if not (missing(wanted[column]) and missing(row[column]))
        and (
            missing(row[column]) or (abs(row[column] - wanted[column]) > CLOSE * abs(wanted[column]))
            if isinstance(wanted[column], float | int) and not isinstance(wanted[column], bool)
            else row[column] != wanted[column]
        )
    ]


def faults(case: dict[str, Any]) -> list[str]:
    """Compare the claims that are read with those that are labelled."""
    rows = extract_claims(Article(case["text"], published=case.get("published"))).to_dict("records")
    told = []
    for claim in case.get("claims", ()):
        near = [r for r in rows if abs(r["value"] - claim["value"]) <= CLOSE * r["value"]]
        fits = [r for r in near if r["item"] == claim.get("item", r["item"])]
        best = min(fits, key=lambda r: len(wrong(claim, r)), default=None)
        if best is None:
            told.append(f"{claim['words']}: not found")
        else:
            rows = [r for r in rows if r is not best]
            told += [f"{claim['words']}: {fault}" for fault in wrong(claim, best)]
    return told + [f"{row['words']}: no claim" for row in rows]


@pytest.mark.parametrize("case", CASES, ids=[f"{c['phenomenon']}: {c['why']}" for c in CASES])
def test_sentence_gives_its_claims(case, request):
    if "known" in case:
        request.applymarker(pytest.mark.xfail(reason=case["known"], strict=True))
    assert faults(case) == []


def test_every_phenomenon_has_cases_of_both_kinds():
    for phenomenon in {c["phenomenon"] for c in CASES} - {"not_claims"}:
        assert sum(bool(c.get("claims")) for c in CASES if c["phenomenon"] == phenomenon) >= 5
    assert sum(not c.get("claims") for c in CASES) >= 40
