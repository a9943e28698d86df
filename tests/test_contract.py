"""The contract's pages, ours and the one shared with others where it is at hand, and `forces.claims` say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forces import claims

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"ours": ROOT / "docs" / "contract.md", "shared": ROOT.parent / "shared" / "design" / "claims.md"}


@pytest.fixture(scope="module", params=list(PAGES))
def page(request: pytest.FixtureRequest) -> str:
    path = PAGES[request.param]
    if request.param == "shared" and not path.exists():
        pytest.skip("the contract's shared page (../shared/design/claims.md) is not here")
    return path.read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    return page.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def table(text: str) -> list[list[str]]:
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_columns_stand_in_the_same_order(page: str) -> None:
    names = [name for row in table(section(page, "Columns")) for name in re.findall(r"`(\w+)`", row[0])]
    assert names == list(claims.CONTRACT)


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("measure", claims.MEASURES),
        ("unit", claims.UNITS),
        ("qualifier", claims.QUALIFIERS),
        ("per", claims.PERIODS),
        ("status", claims.STATUSES),
    ],
)
def test_closed_sets_agree(page: str, column: str, known: tuple[str, ...]) -> None:
    row = next(row for row in table(section(page, "Columns")) if f"`{column}`" in row[0])
    assert tuple(re.findall(r"`(\w+)`", row[1])) == known


def test_items_and_groups_agree(page: str) -> None:
    groups = {row[0]: tuple(re.findall(r"`(\w+)`", row[1])) for row in table(section(page, "Items"))}
    assert groups == claims.GROUPS


def test_measures_are_all_defined(page: str) -> None:
    assert tuple(re.findall(r"^- `(\w+)`:", section(page, "Measures"), re.MULTILINE)) == claims.MEASURES
