"""Any amount of articles: the same claims as from a list of them, whatever happens on the way."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from forces import ArgumentError, ArticleError, extract_claims, extract_corpus, read_articles
from forces import corpus as corpus_module
from forces.cli import main
from forces.corpus import cluster

N = 40


@pytest.fixture
def source(tmp_path):
    """Articles of three months, and some without a date."""
    folder = tmp_path / "source"
    folder.mkdir()
    for i in range(N):
        front = f"---\npublished: 2024-0{i % 3 + 1}-11\n---\n" if i % 4 else ""
        text = f"Russia has massed {100 + i} tanks near the border. Ukraine lost {i + 2} howitzers, officials said.\n"
        (folder / f"{i:03}.md").write_text(front + text, encoding="utf-8")
    return folder


def snapshot(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


def claims_of(out):
    files = sorted(Path(out).glob("claims/*/*.parquet"))
    return pd.concat([pd.read_parquet(f) for f in files]).sort_values("claim_id", ignore_index=True)


def test_claims_are_those_of_the_articles(source, tmp_path):
    expected = extract_claims(read_articles(source)).sort_values("claim_id", ignore_index=True)
    for blocksize in (1, 700, 10**9):
        told = extract_corpus(source, tmp_path / "out", blocksize=blocksize)
        pd.testing.assert_frame_equal(claims_of(tmp_path / "out"), expected)
        assert told | {"parts": 0, "bytes": 0} == {
            "forces": told["forces"], "source": str(source), "complete": True, "parts": 0, "articles": N,
            "claims": 2 * N, "bytes": 0, "errors": 0, "data": told["data"],
        }  # fmt: skip
        assert told["bytes"] == sum(f.stat().st_size for f in source.iterdir())


def test_months_are_folders(source, tmp_path):
    extract_corpus(source, tmp_path / "out", blocksize=500)
    for folder in (tmp_path / "out" / "claims").iterdir():
        months = pd.concat([pd.read_parquet(f) for f in folder.iterdir()])["published"].str[:7].fillna("undated")
        assert set(months) == {folder.name.removeprefix("month=")}
    assert len(list((tmp_path / "out" / "claims").iterdir())) == 4


def test_bad_articles_cost_a_row_each(source, tmp_path, monkeypatch):
    (source / "bad1.txt").write_bytes(b"Russia has 500 tanks \xff")
    (source / "bad2.txt").write_bytes(b" \n")
    (source / "bad3.txt").write_text(
        "La Russie a massé plus de 500 chars près de la frontière, selon un officier.", encoding="utf-8"
    )
    (source / "bad4.txt").write_text("Ukraine lost 99 tanks: this one breaks its reader.", encoding="utf-8")

    def extract(articles, **how):
        if any("breaks its reader" in a.text for a in articles):
            raise ZeroDivisionError("a fault of ours")
        return extract_claims(articles, **how)

    monkeypatch.setattr(corpus_module, "extract_claims", extract)
    told = extract_corpus(source, tmp_path / "out")
    assert (told["claims"], told["errors"], told["complete"]) == (2 * N, 4, True)
    errors = pd.read_parquet(tmp_path / "out" / "errors.parquet")
    assert list(errors) == ["article", "reason"]
    reasons = {Path(name).stem: reason for name, reason in errors.itertuples(index=False)}
    assert "not UTF-8" in reasons["bad1"]
    assert "no text" in reasons["bad2"]
    assert "another language (fr)" in reasons["bad3"]
    assert reasons["bad4"] == "ZeroDivisionError: a fault of ours"


def test_a_broken_feed_costs_a_row(tmp_path):
    for name in ("a.zip", "b.parquet", "c.jsonl.gz"):
        (tmp_path / name).write_bytes(b"not what its name says")
    (tmp_path / "d.jsonl").write_text('{"text": "Ukraine lost 40 tanks."}\n{"text": 1', encoding="utf-8")
    told = extract_corpus(tmp_path / "*.*", tmp_path / "out")
    assert (told["articles"], told["claims"], told["errors"]) == (1, 1, 4)


def test_what_is_done_is_not_done_again(source, tmp_path, monkeypatch):
    out = tmp_path / "out"
    extract_corpus(source, out, blocksize=500)
    before = snapshot(out)
    with monkeypatch.context() as patch:
        patch.setattr(corpus_module, "work", lambda _: pytest.fail("worked again"))
        extract_corpus(source, out, blocksize=500)
    assert snapshot(out) == before
    times = {p: p.stat().st_mtime_ns for p in out.glob("parts/*")}
    extract_corpus(source, out, blocksize=500, resume=False)
    assert snapshot(out) == before
    assert all(p.stat().st_mtime_ns > times[p] for p in out.glob("parts/*"))


def test_changed_source_or_arguments_replace_what_was(source, tmp_path):
    out = tmp_path / "out"
    extract_corpus(source, out, blocksize=500)
    (source / "000.md").unlink()
    (source / "039.md").write_text("Russia has 77 howitzers.", encoding="utf-8")
    for how in ({}, {"any_language": True}, {"sides": ("Russia", "Ukraine")}):
        extract_corpus(source, out, blocksize=500, **how)
        extract_corpus(source, tmp_path / "fresh", blocksize=500, resume=False, **how)
        assert snapshot(out) == snapshot(tmp_path / "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_runs_lose_nothing_and_repeat_nothing(source, tmp_path, seed):
    for i in range(N, 5 * N):
        (source / f"{i:03}.md").write_text(f"Ukraine lost {i} tanks near the river.", encoding="utf-8")
    extract_corpus(source, tmp_path / "whole", blocksize=1)
    out, chance, states = tmp_path / "out", random.Random(seed), []  # noqa: S311 (no secret)
    code = f"import forces; forces.extract_corpus({str(source)!r}, {str(out)!r}, blocksize=1)"
    for _ in range(4):
        done = len(list(out.glob("parts/*.json")))
        process = subprocess.Popen([sys.executable, "-c", code])
        while len(list(out.glob("parts/*.json"))) <= done + chance.randrange(1, 40) and process.poll() is None:
            time.sleep(chance.random() / 100)
        process.send_signal(signal.SIGKILL)
        process.wait()
        states.append(len(list(out.glob("parts/*.json"))))
    assert 0 < states[0] < states[2] < 5 * N  # they were killed at work
    subprocess.run([sys.executable, "-c", code], check=True)
    assert snapshot(out) == snapshot(tmp_path / "whole")


def test_half_a_file_is_swept_away(source, tmp_path):
    out = tmp_path / "out"
    extract_corpus(source, out)
    before = snapshot(out)
    for place in ("claims/month=2024-01/.x.parquet.abc", "claims/month=2031-01/y.parquet", "parts/.z.json.q"):
        (out / place).parent.mkdir(exist_ok=True)
        (out / place).write_bytes(b"half")
    extract_corpus(source, out)
    assert snapshot(out) == before
    assert not (out / "claims" / "month=2031-01").exists()


def test_very_long_text_is_read_in_pieces(tmp_path, monkeypatch):
    text = "".join(f"Ukraine lost {i} tanks near the river.\n\n" for i in range(2, 500))
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    expected = extract_claims(read_articles(tmp_path / "long.txt"))
    monkeypatch.setattr(corpus_module, "_BATCH", 1500)
    extract_corpus(tmp_path / "long.txt", tmp_path / "out")
    found = claims_of(tmp_path / "out").sort_values("start", ignore_index=True)
    cut = found.columns.drop("context")  # which ends with the piece
    pd.testing.assert_frame_equal(found[cut], expected[cut])
    assert [text[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found["words"].tolist()


def test_places_that_hold_something_else_are_left_alone(source, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    for out in (tmp_path / "mine", tmp_path / "mine" / "thesis.txt"):
        with pytest.raises(ArgumentError, match="something else"):
            extract_corpus(source, out, resume=False)
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "mine"
    with pytest.raises(ArticleError, match="no such file"):
        extract_corpus(tmp_path / "absent", tmp_path / "out")
    with pytest.raises(ArgumentError, match="blocksize must be"):
        extract_corpus(source, tmp_path / "out", blocksize=0)


@pytest.mark.slow
def test_workers_give_the_same_and_one_may_be_lost(source, tmp_path):
    pytest.importorskip("distributed", reason="needs the extra corpus")
    for i in range(N, 8 * N):
        (source / f"{i:03}.md").write_text(f"Ukraine lost {i} tanks near the river.", encoding="utf-8")
    extract_corpus(source, tmp_path / "one", blocksize=1)
    with cluster(workers=2) as client:
        first, _ = client.run(os.getpid).values()
        code = f"""import os, time, pathlib
while len(list(pathlib.Path({str(tmp_path)!r}, "two", "parts").glob("*.json"))) < 20: time.sleep(0.01)
os.kill({first}, 9)"""
        with subprocess.Popen([sys.executable, "-c", code]) as killer:
            told = extract_corpus(source, tmp_path / "two", client=client, blocksize=1)
            assert killer.wait(60) == 0
        assert first not in client.run(os.getpid).values()
    assert told["complete"]
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


@pytest.mark.slow
@pytest.mark.parametrize("workers", [[], ["--workers", "2"]], ids=["one process", "workers"])
def test_ctrl_c_stops_a_run_with_one_line_and_it_goes_on(tmp_path, workers):
    if workers:
        pytest.importorskip("distributed", reason="needs the extra corpus")
    text = "Russia has massed 500 tanks. " + "The minister went home by train. " * 60
    line = json.dumps({"text": text, "published": "2024-02-05"})
    feed, out = tmp_path / "feed.jsonl", tmp_path / "out"
    feed.write_text(f"{line}\n" * 30_000, encoding="utf-8")
    command = [sys.executable, "-m", "forces", "corpus", str(feed), str(out), *workers]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not [*out.glob("parts/*.json")] and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert (process.wait(60), process.stderr.read()) == (130, "forces: stopped\n")
    done = snapshot(out / "parts")
    assert done
    assert not (out / "manifest.json").exists()
    assert not [*out.rglob(".*")]
    feed.write_text(f"{line}\n" * 100, encoding="utf-8")
    assert extract_corpus(feed, out)["articles"] == 100


@pytest.mark.slow
def test_part_that_kills_its_workers_costs_a_row_and_is_tried_again(source, tmp_path, monkeypatch):
    dask = pytest.importorskip("dask", reason="needs the extra corpus")
    poison = str(source / "007.md")
    with monkeypatch.context() as patch, dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        real = corpus_module.work
        patch.setattr(corpus_module, "work", lambda job: os._exit(1) if job.part.paths[0] == poison else real(job))
        with cluster(workers=1) as client:
            told = extract_corpus(source, tmp_path / "out", client=client, blocksize=1)
    assert not told["complete"]
    assert 1 <= told["errors"] == N - told["articles"] <= 4  # those that waited on the same worker may fall with it
    assert "its worker died" in pd.read_parquet(tmp_path / "out" / "errors.parquet")["reason"].iloc[0]
    assert extract_corpus(source, tmp_path / "out", blocksize=1)["complete"]


def test_command_tells_what_was_read_and_what_not(source, tmp_path, capsys):
    out = str(tmp_path / "out")
    assert main(["corpus", str(source), out]) == 0
    assert f"{N} articles, {2 * N} claims: see {out}" in capsys.readouterr().err
    assert main(["ratios", out]) == 0  # the commands read a dataset like a claims file
    assert f"{2 * N} of {2 * N} claims in no ratio: one side only ({2 * N})" in capsys.readouterr().err
    (source / "bad.txt").write_bytes(b"\xff")
    assert main(["corpus", str(source), out, "--quiet"]) == 1
    assert "1 article not read" in capsys.readouterr().err
    assert main(["corpus", str(source), out, "--workers", "0"]) == 2
    assert "workers must be 1 or more" in capsys.readouterr().err


def test_progress_shows_speed_and_time_left(source, tmp_path, capsys):
    extract_corpus(source, tmp_path / "out", blocksize=500, progress=True)
    shown = capsys.readouterr().err
    assert f"{N} articles, " in shown
    assert "100%" in shown
    assert "/s]" in shown
