"""The same constructions told of the sides of several wars: `tests/cases/wars.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from forces import extract_claims

TABLES = tomllib.loads((Path(__file__).parent / "cases" / "wars.toml").read_text(encoding="utf-8"))
WARS, CONSTRUCTIONS = TABLES["wars"], TABLES["construction"]


def told(text: str, names: dict[str, str]) -> str:
    """Put a war's names into a construction, behind a sentence that says which war it is."""
    filled = text.format(**names)
    filled = re.sub(r"\b([Aa]) (?=[AEIO])", r"\1n ", filled[0].upper() + filled[1:])
    return f"The war between {names['A']} and {names['B']} goes on. {filled}"


@pytest.mark.parametrize("war", WARS)
@pytest.mark.parametrize("case", CONSTRUCTIONS, ids=[c["text"] for c in CONSTRUCTIONS])
def test_sides_and_measures_do_not_hang_on_the_war(case, war, request):
    if war in case.get("known", ()):
        request.applymarker(pytest.mark.xfail(reason="a side or measure is read wrong", strict=True))
    sides = dict(zip("AB", WARS[war]["sides"], strict=True))
    claims = extract_claims(told(case["text"], WARS[war]))
    read = sorted(f"{side} {measure}" for side, measure in zip(claims["side"], claims["measure"], strict=True))
    assert read == sorted(sides[claim[0]] + claim[1:] for claim in case["claims"])
