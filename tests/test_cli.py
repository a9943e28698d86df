"""The command line: what it prints where, and the exit codes that scripts rely on."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from forces import extract_claims, read_article, read_claims, write_claims
from forces.cli import main

ARTICLES = Path(__file__).resolve().parents[1] / "data" / "articles"
KUPIANSK = str(ARTICLES / "2024-02-05-kupiansk.md")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    """Let standard output be a terminal of 80 columns."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: self is sys.stdout)
    monkeypatch.setenv("COLUMNS", "80")


def stdin(monkeypatch: pytest.MonkeyPatch, data: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data.encode()))))


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("command", [["extract", str(ARTICLES)], ["ratios", str(ARTICLES)]])
def test_a_terminal_gets_a_table_of_80_columns(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert ("claims in no ratio: " in err) == (command[0] == "ratios")
    assert 60 < max(map(len, out.splitlines())) <= 80
    assert len(out.splitlines()) > 8


@pytest.mark.usefixtures("terminal")
def test_a_table_tells_figure_rate_and_status_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (
        "Ukraine fires up to 2,000 shells a day. Russia plans to send 300 tanks. "
        "Russia outguns Ukraine 5 to 1 in shells."
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert main(["extract", str(tmp_path / "a.txt")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "side    item   measure  figure              words",
        "Ukraine shells fire     at most 2,000 a day up to 2,000 shells",
        "Russia  tanks  strength 300, projected      300 tanks",
        "Russia  shells fire     5:1 vs Ukraine      5 to 1",
    ]


def test_a_pipe_gets_every_column_as_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["extract", KUPIANSK]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    (tmp_path / "claims.csv").write_text(out, encoding="utf-8")
    pd.testing.assert_frame_equal(read_claims(tmp_path / "claims.csv"), extract_claims(read_article(KUPIANSK)))


def test_json_is_json_whoever_reads_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["extract", KUPIANSK, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert (len(rows), rows[1]["words"], rows[4]["low"]) == (10, "500 tanks", None)
    (tmp_path / "a.txt").write_text("No figure here.", encoding="utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("rows", [[], ["--json"]])
def test_claims_go_through_a_pipe_from_one_command_to_the_next(
    rows: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin(monkeypatch, Path(KUPIANSK).read_text(encoding="utf-8"))
    assert main(["extract", "-", *rows]) == 0
    stdin(monkeypatch, capsys.readouterr().out)
    assert main(["ratios", "-"]) == 0
    from_claims = capsys.readouterr().out
    stdin(monkeypatch, Path(KUPIANSK).read_text(encoding="utf-8"))
    assert main(["ratios", "-"]) == 0  # the article itself
    assert capsys.readouterr().out == from_claims
    assert "5:1 (3.6 to 5.3)" in from_claims


@pytest.mark.parametrize("name", ["claims.csv", "claims.parquet", "claims.json", "claims.jsonl"])
def test_claims_files_of_every_kind_are_written_and_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / name)
    assert main(["extract", KUPIANSK, "-o", path]) == 0
    assert main(["check", path]) == 0
    assert "10 claims, no fault" in capsys.readouterr().err
    assert main(["ratios", path, "-o", str(tmp_path / f"ratios-{name}")]) == 0


def test_published_dates_articles_that_have_no_date(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("On Monday Russia lost 40 tanks.", encoding="utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), KUPIANSK, "--published", "2024-05-08", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert (rows[0]["published"], rows[0]["as_of"]) == ("2024-05-08", "2024-05-06")
    assert {row["published"] for row in rows[1:]} == {"2024-02-05"}


def test_a_bad_article_among_good_ones_is_told_and_the_rest_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    (tmp_path / "b.txt").write_text("Russia has 500 tanks.", encoding="utf-8")
    assert main(["extract", str(tmp_path), "--json"]) == 1
    out, err = capsys.readouterr()
    assert [row["words"] for row in json.loads(out)] == ["500 tanks"]
    assert err == f"forces: {tmp_path / 'a.txt'}: line 1 is not UTF-8 (byte 0xff); save it as UTF-8\n"


def test_check_lists_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = extract_claims(read_article(KUPIANSK)).astype("object")
    claims.loc[[1, 3], "item"] = "spoons"
    claims.to_csv(tmp_path / "bad.csv", index=False)
    good = write_claims(extract_claims(read_article(KUPIANSK)), tmp_path / "good.csv")
    assert main(["check", str(tmp_path / "bad.csv"), str(good), "--json"]) == 1
    out, err = capsys.readouterr()
    assert [(row["row"], row["column"], row["value"]) for row in json.loads(out)] == [
        (1, "item", "spoons"), (3, "item", "spoons"),
    ]  # fmt: skip
    assert "good.csv: 10 claims, no fault" in err
    assert "bad.csv: 2 of 10 rows break the contract" in err


def test_diff_tells_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = extract_claims(read_article(KUPIANSK))
    old = str(write_claims(claims, tmp_path / "old.csv"))
    new = str(write_claims(claims.drop(0).assign(place="Kupiansk"), tmp_path / "new.csv"))
    assert main(["diff", old, new, "--json"]) == 0
    changes = pd.DataFrame(json.loads(capsys.readouterr().out))
    assert changes["change"].value_counts().to_dict() == {"changed": 9, "removed": 1}
    assert main(["diff", old, old]) == 0
    assert capsys.readouterr() == ("", "forces: nothing changed\n")


@pytest.mark.parametrize("command", ["extract", "ratios"])
def test_quiet_leaves_only_errors(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, KUPIANSK, "-o", str(tmp_path / "out.csv"), "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main([command, str(tmp_path / "none.txt"), "-q"]) == 1
    assert "no such file" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_commands_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in ("extract", "diff", "allow-private"))


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


def report_on(tmp_path: Path, *sources: str, options: tuple[str, ...] = ()) -> str:
    assert main(["report", "-q", *sources, *options, "-o", str(tmp_path / "out")]) == 0
    return (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_report_reads_a_claims_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = tmp_path / "claims.csv"
    assert main(["extract", "-q", KUPIANSK, "-o", str(claims)]) == 0
    page = report_on(tmp_path, str(claims))
    assert "Russia has 2 troops (1.7 to 2.3) and fires 5 shells (3.6 to 5.3)" in page
    assert "this report was made from a table of claims" in page
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("why", "text", "options", "says"),
    [
        ("sides of the text", "Ethiopia has 500 tanks, and Eritrea has 250 tanks.", (), "Ethiopia has 2 tanks"),
        ("sides named", "Ethiopia has 500 tanks, and Eritrea has 250.", ("--side", "Eritrea"), "Ethiopia has 2 tanks"),
        ("in words", "Russia fires five shells for every one that Ukraine fires.", (), "a ratio stated in words"),
        ("one side", "Russia has 500 tanks.", (), "No figures of two sides could be compared."),
        ("no claim", "It rained.", (), "No claims found."),
    ],
)
def test_report_takes_any_article(why: str, text: str, options: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    more = (*options, "--versus", "Ethiopia") if options else ()
    assert says in report_on(tmp_path, str(tmp_path / "a.txt"), options=more), why


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["report", KUPIANSK, "--side", "Ruritania"], 2, "Ruritania"),
        (["extract", "nowhere.txt"], 1, "nowhere.txt: no such file"),  # data
        (["ratios", KUPIANSK, "--side", "Ruritania"], 2, "Ruritania"),  # a side that no claim names
        (["extract", KUPIANSK, "-o", "claims.xlsx"], 2, "ends in .csv, .parquet, .json, .jsonl"),
        (["extract", KUPIANSK, "-o", "no/such/folder/claims.csv"], 1, "cannot be written"),
        (["plot", KUPIANSK, "-o", "ratios.bmp"], 2, "a picture is one of png, svg, pdf"),
        (["extract", KUPIANSK, "--lexicon", "none.toml"], 1, "none.toml: no such file"),
        (["extract", KUPIANSK, "--sides", "Russia", "Russia"], 2, "two different names"),
        (["extract", KUPIANSK, "--published", "Monday"], 2, "--published must be YYYY"),
        (["extract", "http://127.0.0.1:9/"], 1, "no address on the open internet"),
        (["ratios", KUPIANSK, "-o", "ratios.txt"], 2, "a table of ratios ends in .csv"),
        (["check", "none.csv"], 1, "none.csv: no such file"),
        (["diff", "none.csv", "none.csv"], 1, "none.csv: no such file"),
        (["ratios", "tests/baseline/test_picture_ratios.png"], 1, "test_picture_ratios.png"),
    ],
)
def test_one_clear_line_and_the_right_exit_code(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    err = capsys.readouterr().err
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["extract", "ratios", "plot", "report", "check", "diff"])
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


def in_terminal(command: list[str]) -> str:
    """Run a command in a terminal of 80 columns and give all that appears in it."""
    pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    shell = ["sh", "-c", f"stty rows 24 cols 80; exec {shlex.join(command)}"]
    code = f"import pty, sys; sys.exit(pty.spawn({shell!r}) >> 8)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120,
        stdin=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a feed that takes more than a second to read."""
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    row = json.dumps({"text": Path(KUPIANSK).read_text(encoding="utf-8").split("---\n", 2)[2]})
    path.write_text(f"{row}\n" * 400, encoding="utf-8")
    return str(path)


def test_progress_shows_in_a_terminal_and_nowhere_else(many: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "forces", "extract", many, "-o", str(tmp_path / "claims.parquet")]
    seen = in_terminal(command)
    assert re.search(r"\d+ articles \[00:0\d, [\d.]+ articles/s\]", seen)
    assert "4,000 claims written" in seen
    assert "\x1b[" not in seen.replace("\x1b[A", "")  # no colour
    assert "articles/s" not in in_terminal([*command, "--quiet"])
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)


def test_ctrl_c_stops_with_130_and_leaves_no_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "forces", "extract", "-", "-o", str(tmp_path / "claims.csv")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(2)  # it now waits for standard input
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr.read() == "forces: stopped\n"
    assert list(tmp_path.iterdir()) == []


def test_explain_follows_a_text(tmp_path, capsys):
    path = tmp_path / "article.txt"
    path.write_text("Russia has about 500 tanks and 3 think tanks.", encoding="utf-8")
    assert main(["explain", str(path)]) == 0
    out = capsys.readouterr().out
    assert 'item     tanks <- "tanks"' in out
    assert "  3: no claim, " in out
