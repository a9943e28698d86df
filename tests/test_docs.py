"""The manual says what is so: its code runs, its links lead somewhere, its lists are whole. `make docs` builds it."""

from __future__ import annotations

import re
import tomllib

import pytest

import forces


def test_every_piece_of_the_how_to_runs(root, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "package").mkdir()
    page = (root / "docs" / "howto.md").read_text("utf-8")
    pieces = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    for piece in pieces:
        exec(compile(piece, "howto.md", "exec"), names)  # noqa: S102 (the page's own code)
    assert len(pieces) >= 6
    made = {"claims.csv", "ratios.svg", "report/index.html", "package/claims.csv", "package/datapackage.json"}
    assert made == {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert "True\n" in capsys.readouterr().out


def test_the_api_page_lists_every_public_name_once(root):
    page = (root / "docs" / "api.md").read_text("utf-8")
    assert sorted(re.findall(r"^   (\w+)$", page, re.MULTILINE)) == sorted(forces.__all__)


@pytest.mark.parametrize("folder", [".", "docs", "data"])
def test_links_inside_lead_to_files(root, folder):
    dead = []
    for page in (root / folder).glob("*.md"):
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))
        dead += [(page.name, link) for link in links if not (page.parent / link).exists()]
    assert dead == []


def test_the_map_names_every_module_and_no_other(root):
    page = (root / "CONTRIBUTING.md").read_text("utf-8")
    table = page.split("## The map of the code", 1)[1].split("\n## ", 1)[0]
    named = set(re.findall(r"`(\w+)/?`", "\n".join(line for line in table.splitlines() if line.startswith("|"))))
    layers = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    assert named == set(layers) - {"__main__"}


def test_pages_that_a_reader_needs_are_there(root):
    pages = {
        "tutorial",
        "howto",
        "contract",
        "ratios",
        "accuracy",
        "limits",
        "changelog",
        "contributing",
        "api",
        "data",
    }
    assert pages <= {page.stem for page in (root / "docs").glob("*.md")}
    assert "## Literature" in (root / "docs" / "ratios.md").read_text("utf-8")
