"""Hostile and broken input: text stays text, files are whole, nothing escapes, one line tells what is wrong."""

import contextlib
import io
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import forces
from forces.claims import COLUMNS, empty_claims, make_claims
from forces.files import LARGEST, frame_bytes, frame_parts, write_whole

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "forces"
ROW = {
    "side": "Russia", "item": "tanks", "measure": "strength", "qualifier": "exact", "low": 5, "value": 5, "high": 5,
}  # fmt: skip
EVIL = [
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "</style><svg onload=document.title='run'>",
    "<a href=\"javascript:document.title='run'\">here</a>",
    "\u202egnp.exe\u2066",
    "]]>{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
]


# --- pages -----------------------------------------------------------------------------------------------------------


def evil_report(folder, lexicon=None):
    """Make a report on an article that holds all of it in every place that a page shows."""
    text = "\n\n".join(f"{evil} Russia has {n} tanks near {evil}, {evil} said." for n, evil in enumerate(EVIL, 500))
    text += " Ukraine has 250 tanks.\0"
    words = json.dumps({"title": EVIL[0], "publisher": EVIL[1], "url": "javascript:document.title='run'", "text": text})
    (folder / "evil.jsonl").write_text(words + "\n", encoding="utf-8")
    articles = list(forces.read_articles(folder / "evil.jsonl"))
    claims = forces.extract_claims(articles, lexicon=lexicon)
    assert len(claims) > len(EVIL)
    claims = claims.assign(source=pd.array((EVIL * 9)[: len(claims)], dtype="string"), place=EVIL[2])
    ratios = forces.force_ratios(claims, side="Russia", versus="Ukraine")
    return forces.build_report(articles, claims, ratios, folder / "out")


def test_a_page_of_hostile_text_holds_no_tag_of_it(tmp_path):
    page = evil_report(tmp_path).read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    shown = re.sub(r"base64,[A-Za-z0-9+/=]*", "", page)
    for tag in ("<script", "<img src=x", "<svg onload", 'href="javascript:', "href='javascript:", "\0"):
        assert tag not in shown, tag
    assert not re.search("<t[dh][^>]*>[^<]*\u202e", shown)  # in a cell it would turn round what stands beside it
    assert "{{ 7 * 7 }}" in shown  # a template's words are text as well


def test_names_of_a_lexicon_are_text_on_a_page_too(tmp_path):
    (tmp_path / "own.toml").write_text(
        f'[sides.{json.dumps(EVIL[0])}]\nkind = "state"\nnames = ["Ruritania"]\n', encoding="utf-8"
    )
    lexicon = forces.load_lexicon(tmp_path / "own.toml")
    text = "Ruritania has 300 tanks against Russia's 200 tanks."
    claims = forces.extract_claims(text, lexicon=lexicon)
    assert EVIL[0] in list(claims["side"])
    assert "<script" not in forces.highlight_claims(forces.Article(text), claims)._repr_html_()


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''-2", "'s-Hertogenbosch", "a=1"]
)
def test_a_cell_is_no_formula_and_reads_back(tmp_path, cell):
    claims = make_claims([{**ROW, "source": cell, "value": 5}])
    path = forces.write_claims(claims, tmp_path / "claims.csv")
    printed = pd.read_csv(path, dtype="string", keep_default_na=False)["source"][0]
    assert printed[0] not in "=+-@\t\r"
    assert forces.read_claims(path)["source"][0] == cell
    forces.write_datapackage(claims, tmp_path, name="x", title="x")
    assert "\n=1" not in path.read_text(encoding="utf-8").replace(",", "\n")


def test_a_name_of_a_column_is_no_formula_either(tmp_path):
    claims = make_claims([ROW]).assign(**{"=1+1": "x", "'=2": "y"})
    path = forces.write_claims(claims, tmp_path / "claims.csv")
    assert not re.search("(^|,)=", path.read_text(encoding="utf-8"))
    assert list(forces.read_claims(path))[-2:] == ["=1+1", "'=2"]


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
@pytest.mark.parametrize("n", [0, 1, 6, 7])
def test_a_table_written_in_pieces_is_the_same(monkeypatch, kind, n):
    claims = make_claims([{**ROW, "source": f"-{i}", "place": None if i % 2 else "é\r"} for i in range(n)])
    whole = frame_bytes(claims, kind)
    monkeypatch.setattr("forces.files._ROWS", 3)
    assert len(list(frame_parts(claims, kind))) >= max(n / 3, 1)
    assert frame_bytes(claims, kind) == whole


# --- readers ---------------------------------------------------------------------------------------------------------


def test_front_matter_that_refers_to_itself_is_refused(tmp_path):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"] + [
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(9)
    ]
    bomb = tmp_path / "bomb.md"
    bomb.write_text("---\n" + "\n".join(lines) + "\n---\ntext\n", encoding="utf-8")
    with pytest.raises(forces.ArticleError, match=r"bomb\.md: front matter refers to itself"):
        forces.read_article(bomb)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("title: " + "x" * 30_000, "front matter of"),
        ("title: " + "[" * 19_900, "nested too deeply"),
        ("{" * 19_900, "nested too deeply"),
        ("- " * 9_900, "nested too deeply"),
        ("title: " + "1:" * 9_000 + "1", "front matter is not YAML"),  # a number to the base of 60
        ("published: 2024-13-45", "front matter is not YAML"),
        ("!!python/object/apply:os.system ['true']", "front matter is not YAML"),
    ],
)
def test_front_matter_is_limited_and_safe(tmp_path, block, message):
    (tmp_path / "a.md").write_text(f"---\n{block}\n---\ntext\n", encoding="utf-8")
    with pytest.raises(forces.ArticleError, match=message):
        forces.read_article(tmp_path / "a.md")


def test_members_of_a_zip_do_not_leave_it(tmp_path):
    path = tmp_path / "in" / "evil.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../escaped.txt", "/etc/escaped.txt", "a/../../b.txt", "good.txt"):
            archive.writestr(name, "Russia has 500 tanks.")
    assert {a.text for a in forces.read_articles(path)} == {"Russia has 500 tanks."}
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["evil.zip", "in"]


def test_a_zip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("forces.feeds.UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 3_000_000)
    with pytest.raises(forces.ArticleError, match="larger than 1 MB unpacked"):
        list(forces.read_articles(tmp_path / "bomb.zip"))


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.jsonl.gz"])
def test_an_endless_article_is_refused(tmp_path, monkeypatch, name):
    import gzip

    monkeypatch.setattr("forces.feeds.UNPACKED", 1_000_000)
    data = b"x" * 3_000_000
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    with pytest.raises(forces.ArticleError, match="larger than 1 MB"):
        list(forces.read_articles(tmp_path / name))


def test_large_files_of_claims_and_words_are_refused_in_a_line(tmp_path, monkeypatch):
    for kind in LARGEST:
        path = forces.write_claims(make_claims([ROW] * 9), tmp_path / f"claims.{kind}")
        monkeypatch.setitem(LARGEST, kind, 100)
        with pytest.raises(forces.ClaimsError, match=f"of {kind}, too much for one frame; split it"):
            forces.read_claims(path)
    monkeypatch.setattr("forces.wordfiles._LARGEST", 100)
    (tmp_path / "own.toml").write_text("#" * 200, encoding="utf-8")
    with pytest.raises(forces.LexiconError, match="leave words out"):
        forces.load_lexicon(tmp_path / "own.toml")


def parquet(path, rows, **more):
    import pyarrow.parquet as pq

    pq.write_table(rows, path, **more)
    return path


def test_a_small_parquet_file_of_endless_rows_is_refused(tmp_path, monkeypatch):
    import pyarrow as pa

    monkeypatch.setattr("forces.files._CELLS", 1_000_000)
    rows = pa.table({"side": pa.array(["Russia"] * 600_000), "value": pa.array([5.0] * 600_000)})
    path = parquet(tmp_path / "bomb.parquet", rows)
    assert path.stat().st_size < 10_000
    with pytest.raises(forces.ClaimsError, match=r"bomb\.parquet.*600000 rows are too many for one frame"):
        forces.read_claims(path)


def test_a_small_parquet_file_of_one_endless_text_is_refused(tmp_path, monkeypatch):
    import pyarrow as pa

    monkeypatch.setattr("forces.files._UNPACKED", 30_000_000)
    said = pa.DictionaryArray.from_arrays(pa.array([0] * 60, pa.int32()), pa.array(["x" * 1_000_000]))
    path = parquet(tmp_path / "bomb.parquet", pa.table({"side": said}), compression="zstd")
    assert path.stat().st_size < 10_000
    with pytest.raises(forces.ClaimsError, match="its texts are too long"):
        forces.read_claims(path)
    with pytest.raises(forces.ClaimsError, match="rows are too many"):  # written out row by row
        forces.read_claims(parquet(path, pa.table({"side": ["y" * 1_000_000] * 60}), use_dictionary=False))


def test_a_text_of_a_parquet_file_that_is_not_utf8_is_an_error(tmp_path):
    import pyarrow as pa

    table = pa.Table.from_pandas(make_claims([ROW]), preserve_index=False)
    broken = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    table = table.set_column(table.column_names.index("side"), "side", broken)
    with pytest.raises(forces.ClaimsError, match="UTF"):
        forces.read_claims(parquet(tmp_path / "claims.parquet", table))


def test_a_broken_file_of_a_dataset_is_an_error_that_names_it(tmp_path):
    pytest.importorskip("dask.dataframe", reason="needs the extra corpus")
    (tmp_path / "a.txt").write_text("Russia has massed 500 tanks.", encoding="utf-8")
    forces.extract_corpus(tmp_path / "a.txt", tmp_path / "out")
    [path] = (tmp_path / "out" / "claims").glob("*/*.parquet")
    whole = path.read_bytes()
    for data in (whole[:-9], b"", whole.replace(b"versus", b"versos")):
        path.write_bytes(data)
        with pytest.raises(forces.ClaimsError, match=f"{path.name}: cannot be read"):
            forces.scan_claims(tmp_path / "out").compute()


def test_a_line_of_endless_brackets_is_one_article_that_cannot_be_read(tmp_path):
    lines = '{"text": ' + "[" * 200_000 + '\n{"text": "Five tanks."}\n'
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    faults = []
    assert [a.text for a in forces.read_articles(tmp_path / "a.jsonl", on_error=faults.append)] == ["Five tanks."]
    assert [str(fault).split(":")[0] for fault in faults] == [f"{tmp_path / 'a.jsonl'}, line 1"]
    (tmp_path / "a.json").write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(forces.ClaimsError, match=r"a\.json: cannot be read as a table"):
        forces.read_economist(tmp_path / "a.json", counted="deaths")


def test_more_than_memory_is_for_is_refused_in_a_line(tmp_path, monkeypatch):
    claims = make_claims([ROW] * 3)
    monkeypatch.setattr("forces.report._MOST", 2)
    with pytest.raises(forces.ArgumentError, match="a page of 3 claims opens in no browser; at most 2: filter"):
        forces.build_report([], claims, pd.DataFrame(columns=["side", "versus"]), tmp_path)
    monkeypatch.setattr("forces.quantities._LARGEST", 10)
    assert forces.find_quantities("x" * 20 + "500 men", 20)[0].value == 500
    with pytest.raises(forces.ArgumentError, match="11 characters; at most 10 are read at a time"):
        forces.find_quantities("x" * 11)
    monkeypatch.setattr("forces.articles.UNPACKED", 10)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x" * 11)))
    with pytest.raises(forces.ArticleError, match="standard input: larger than"):
        forces.read_article("-")


def test_claims_from_a_pipe_are_limited(monkeypatch, capsys):
    from forces.cli import main

    data = frame_bytes(make_claims([ROW] * 9), "csv")
    monkeypatch.setitem(LARGEST, "csv", len(data) - 1)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    assert main(["ratios", "-", "-q"]) == 1
    assert "standard input: more than 0 MB of csv; split it" in capsys.readouterr().err


def test_a_hundred_thousand_sides_are_filed_in_proportion(tmp_path):
    def calls(n):
        names = (f'[sides."Land{i}"]\nkind = "state"\nnames = ["Republic of Land{i}"]\n' for i in range(n))
        (tmp_path / f"{n}.toml").write_text("".join(names), encoding="utf-8")
        count = 0

        def counted(_frame, event, _argument):
            nonlocal count
            count += event == "call"

        sys.setprofile(counted)
        try:
            forces.load_lexicon(tmp_path / f"{n}.toml")
        finally:
            sys.setprofile(None)
        return count

    few, some, many = (calls(n) for n in (50, 550, 1_050))
    assert many - some < 1.5 * (some - few)


def test_no_pickle_is_read(tmp_path):
    source = "\n".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py"))
    assert not re.search(r"\bpickle\b|joblib|allow_pickle|\bmarshal\b|read_pickle|\beval\(|\bexec\(", source)
    for name in ("claims.parquet", "claims.csv", "claims.json"):
        (tmp_path / name).write_bytes(pickle.dumps(ROW))
        with pytest.raises(forces.ClaimsError, match=re.escape(name)):
            forces.read_claims(tmp_path / name)


def test_json_without_end_is_an_error_of_one_line(tmp_path):
    for name in ("a.json", "a.jsonl"):
        (tmp_path / name).write_text("[" * 200_000, encoding="utf-8")
        with pytest.raises(forces.ClaimsError, match=r"cannot be read as a jsonl? file") as found:
            forces.read_claims(tmp_path / name)
        assert "\n" not in str(found.value)


def test_broken_parquet_is_an_error_wherever_it_breaks(tmp_path):
    whole = forces.write_claims(make_claims([ROW] * 3), tmp_path / "whole.parquet").read_bytes()
    rng = np.random.default_rng(7)
    for n in range(120):
        data = bytearray(whole[: len(whole) - 8 * (n % 3)])
        for at in rng.integers(0, len(data), 1 + n % 9):
            data[at] = int(rng.integers(256))
        (tmp_path / "broken.parquet").write_bytes(data)
        with contextlib.suppress(forces.ForcesError):
            read = forces.read_claims(tmp_path / "broken.parquet")
            assert list(read.columns)[: len(COLUMNS)] == list(COLUMNS)


def test_what_parquet_says_to_pandas_is_not_believed(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(make_claims([ROW]), preserve_index=False)
    for told in (b"{", b'{"columns": 5}', b'{"index_columns": [{"kind": "range", "start": 0, "stop": 99999999999}]}'):
        pq.write_table(table.replace_schema_metadata({b"pandas": told}), tmp_path / "c.parquet")
        assert len(forces.read_claims(tmp_path / "c.parquet")) == 1


# --- writing ---------------------------------------------------------------------------------------------------------

WRITER = """
    import itertools, sys
    from forces.files import LARGEST, frame_bytes, frame_parts, write_whole
    for n in itertools.count():
        write_whole(sys.argv[1], bytes([65 + n % 26]) * 3_000_000)
        print(n, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this platform kills in another way")
@pytest.mark.parametrize("after", [0.0, 0.004, 0.011])
def test_a_kill_in_the_middle_leaves_a_whole_file(tmp_path, after):
    path = tmp_path / "claims.csv"
    code = textwrap.dedent(WRITER)
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        writer.stdout.readline()
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
    data = path.read_bytes()
    assert len(data) == 3_000_000
    assert len(set(data)) == 1


def test_two_writers_leave_the_file_of_one(tmp_path):
    path = tmp_path / "claims.csv"
    code = textwrap.dedent("""
        import sys
        from forces.files import LARGEST, frame_bytes, frame_parts, write_whole
        for _ in range(40):
            write_whole(sys.argv[1], sys.argv[2].encode() * 200_000)
    """)
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), letter]) for letter in "ab"]
    seen = set()
    while any(w.poll() is None for w in writers):
        if path.exists():
            seen.add((len(data := path.read_bytes()), len(set(data))))
    assert [w.returncode for w in writers] == [0, 0]
    assert seen <= {(200_000, 1)}
    assert [p.name for p in tmp_path.iterdir()] == ["claims.csv"]


class Full:
    """A temporary file on a disk that is full."""

    def __init__(self, file):
        self.file, self.name = file, file.name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def writelines(self, _data):
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", ["fsync", "chmod", "replace", "write"])
def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, call):
    path = tmp_path / "claims.csv"
    forces.write_claims(empty_claims(), path)
    old = path.read_bytes()

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    if call == "write":
        import tempfile

        made = tempfile.NamedTemporaryFile
        monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: Full(made(*a, **k)))
    elif call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, call, full)
    with pytest.raises(forces.ClaimsError, match=r"claims\.csv: cannot be written \(No space left on device\)"):
        forces.write_claims(make_claims([ROW]), path)
    monkeypatch.undo()
    assert path.read_bytes() == old
    assert [p.name for p in tmp_path.iterdir()] == ["claims.csv"]


def test_pieces_that_end_in_an_error_leave_the_old_file(tmp_path):
    def pieces():
        yield b"new"
        raise ZeroDivisionError

    path = write_whole(tmp_path / "x", b"old")
    with pytest.raises(ZeroDivisionError):
        write_whole(path, pieces())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_whole_gives_other_errors_as_they_are(tmp_path):
    with pytest.raises(TypeError):
        write_whole(tmp_path / "x", "text")
    assert list(tmp_path.iterdir()) == []
