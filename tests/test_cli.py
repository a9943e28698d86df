"""The command line: what it prints where, and the exit codes that scripts rely on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from forces import read_claims
from forces.cli import main

ARTICLES = Path(__file__).resolve().parents[1] / "data" / "articles"
KUPIANSK = str(ARTICLES / "2024-02-05-kupiansk.md")


def test_extract_prints_a_table_that_fits_a_wide_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", KUPIANSK]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert len(out.splitlines()) == 11
    assert "as many" not in out
    assert max(map(len, out.splitlines())) <= 120


def test_extract_writes_a_file_and_says_so_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "claims.csv"
    assert main(["extract", str(ARTICLES), "-o", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"claims written to {path}" in err
    assert len(read_claims(path)) == 63


def test_ratios_of_a_claims_file_equal_those_of_its_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "claims.parquet"
    main(["extract", KUPIANSK, "-o", str(path)])
    capsys.readouterr()
    assert main(["ratios", str(path)]) == 0
    from_file = capsys.readouterr().out
    assert main(["ratios", KUPIANSK]) == 0
    assert capsys.readouterr().out == from_file
    assert "2:1 (1.7 to 2.3)" in from_file
    assert "5:1 (3.6 to 5.3)" in from_file


def test_ratios_go_to_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "ratios.csv"
    assert main(["ratios", KUPIANSK, "--measure", "fire", "--reading", "literal", "-o", str(path)]) == 0
    assert pd.read_csv(path)["label"].tolist() == ["at most 5:1"]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_plot_writes_a_picture(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"ratios.{kind}"
    assert main(["plot", KUPIANSK, "-o", str(path)]) == 0
    assert path.stat().st_size > 5000


def test_report_writes_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", KUPIANSK, "-o", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert "2:1 (1.7 to 2.3)" in out
    assert "index.html" in err
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["extract", "nowhere.txt"], 1, "nowhere.txt: no such file"),  # data
        (["ratios", KUPIANSK, "--side", "Ruritania"], 2, "Ruritania"),  # a side that no claim names
        (["extract", KUPIANSK, "-o", "claims.xlsx"], 2, "ends in .csv or .parquet"),
        (["extract", KUPIANSK, "-o", "no/such/folder/claims.csv"], 1, "cannot be written"),
        (["plot", KUPIANSK, "-o", "ratios.bmp"], 2, "a picture is one of png, svg, pdf"),
        (["extract", KUPIANSK, "--lexicon", "none.toml"], 1, "none.toml: no such file"),
        (["extract", KUPIANSK, "--sides", "Russia", "Russia"], 2, "two different names"),
    ],
)
def test_one_clear_line_and_the_right_exit_code(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    err = capsys.readouterr().err
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["extract", "ratios", "plot", "report"])
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"example:\n  forces {command}" in capsys.readouterr().out


def test_a_wrong_call_ends_with_two() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["guess"])
    assert stopped.value.code == 2


def test_a_closed_pipe_is_no_error() -> None:
    code = f"{sys.executable} -m forces extract {ARTICLES} | head -n 1"
    done = subprocess.run(["sh", "-c", code], capture_output=True, text=True, env=os.environ, timeout=120, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
