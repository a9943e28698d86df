"""The README's example prints what the README says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_example_prints_what_is_shown(monkeypatch):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.search(r"<!-- readme: example -->\n```python\n(.*?)```", readme, re.DOTALL)
    shown = re.search(r"<!-- readme: output -->\n```text\n(.*?)```", readme, re.DOTALL)
    assert code is not None
    assert shown is not None
    monkeypatch.chdir(ROOT)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code.group(1), "README.md", "exec"), {})  # noqa: S102 (the README's own code)
    assert printed.getvalue() == shown.group(1)


def test_every_file_it_names_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(((?!http)[^)]+)\)", readme)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
