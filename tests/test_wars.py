"""The same constructions told of the sides of many wars: `tests/cases/wars.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from forces import extract_claims

TABLES = tomllib.loads((Path(__file__).parent / "cases" / "wars.toml").read_text(encoding="utf-8"))
WARS, GROUPS = TABLES["wars"], TABLES["groups"]


def fill(text: str, names: dict[str, str]) -> str:
    """Put a war's names into a construction."""
    filled = text.format(**names)
    return re.sub(r"\b([Aa]) (?=[AEIO])", r"\1n ", filled[0].upper() + filled[1:])


def read(text: str) -> list[str]:
    claims = extract_claims(text)
    return sorted(f"{side} {measure}" for side, measure in zip(claims["side"], claims["measure"], strict=True))


def check(case, war: str, wars: dict[str, dict], letters: str, text: str, request) -> None:
    if war in case.get("known", ()):
        request.applymarker(pytest.mark.xfail(reason="a side or measure is read wrong", strict=True))
    sides = dict(zip(letters, wars[war]["sides"], strict=True))
    assert read(text) == sorted(sides[claim[0]] + claim[1:] for claim in case["claims"])


@pytest.mark.parametrize("war", WARS)
@pytest.mark.parametrize("case", TABLES["construction"], ids=lambda case: case["text"])
def test_sides_and_measures_do_not_hang_on_the_war(case, war, request):
    names = WARS[war]
    text = f"The war between {names['A']} and {names['B']} goes on. {fill(case['text'], names)}"
    check(case, war, WARS, "AB", text, request)


@pytest.mark.parametrize("war", GROUPS)
@pytest.mark.parametrize("case", TABLES["report"], ids=lambda case: case["text"])
def test_a_state_and_a_group_are_told_apart(case, war, request):
    check(case, war, GROUPS, "SG", fill(case["text"], GROUPS[war]), request)
