"""The same articles give the same answer, whatever the machine, its language, its clock and the order of things.

The main job (bundled digests to claims, ratios and the corpus dataset) is run by processes of their own under several
hash seeds, locales, time zones, encodings and numbers of workers; in this process under several orders and line ends.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import forces
from forces.cli import main
from forces.corpus import cluster
from forces.files import data_hash, row_hash

ROOT = Path(__file__).resolve().parents[1]
DIGESTS = ROOT / "data" / "articles"
MEASURES = ("force_ratios", "fire_ratios", "loss_exchange_ratios")

#: what differs between two machines: no two values are the same in any column
MACHINES = [
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "1"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONUTF8": "1"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kolkata", "PYTHONUTF8": "0"},
]
JOB = """if True:
    import sys
    from pathlib import Path
    import forces
    from forces.cli import main
    articles, out = sys.argv[1], Path(sys.argv[2])
    main(["extract", articles, "-q", "-o", str(out / "claims.csv")])
    main(["extract", articles, "-q", "-o", str(out / "claims.json")])
    main(["ratios", str(out / "claims.csv"), "-q", "-o", str(out / "ratios.csv")])
    main(["ratios", articles, "-q", "--reading", "wide", "-o", str(out / "wide.parquet")])
    main(["report", articles, "-q", "-o", str(out)])
    main(["corpus", articles, str(out / "corpus"), "-q"])
    claims = forces.load_claims("ukraine")
    trend = forces.ratio_trends(claims, side="Russia", versus="Ukraine", measure="fire", item="shells")
    for part in ("fit", "points", "slopes", "coverage"):
        getattr(trend, part).to_csv(out / f"{part}.csv", index=False, lineterminator=chr(10))
"""


def claims_of(out):
    return pd.concat([pd.read_parquet(f) for f in sorted(Path(out).glob("claims/*/*.parquet"))])


def all_ratios(claims):
    return [getattr(forces, name)(claims, side="Russia", versus="Ukraine") for name in MEASURES]


@pytest.fixture(scope="module")
def digests():
    return list(forces.read_articles(DIGESTS))


@pytest.fixture(scope="module")
def claims(digests):
    return forces.extract_claims(digests)


@pytest.mark.slow
def test_machines_agree_byte_for_byte(tmp_path):
    runs = []
    for n, machine in enumerate(MACHINES):
        out = tmp_path / str(n)
        out.mkdir()
        env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))} | machine
        done = subprocess.run(
            [sys.executable, "-c", JOB, str(DIGESTS), str(out)], env=env, cwd=tmp_path, capture_output=True, check=True
        )
        assert done.stderr == b""
        runs.append({str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert {"claims.csv", "claims.json", "ratios.csv", "wide.parquet", "index.html", "fit.csv"} < runs[0].keys()
    assert sum(name.startswith("corpus") for name in runs[0]) == 16
    for one, other in pairwise(runs):
        assert [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)] == []


def test_every_file_tells_its_version_and_data(tmp_path, claims, capsys):
    made = f"forces {forces.__version__}, data {data_hash(claims)}"
    assert main(["extract", str(DIGESTS), "-o", str(tmp_path / "claims.parquet")]) == 0
    assert made in capsys.readouterr().err
    assert pq.read_schema(tmp_path / "claims.parquet").metadata[b"forces"] == made.encode()
    for name in ("claims.csv", "claims.jsonl"):  # rows and nothing else: the command tells, and tells again on request
        assert main(["extract", str(DIGESTS), "-o", str(tmp_path / name)]) == 0
        assert made in capsys.readouterr().err
        assert main(["check", str(tmp_path / name)]) == 0
        assert f"(data {data_hash(claims)})" in capsys.readouterr().err
    ratios = tmp_path / "ratios.csv"
    assert main(["ratios", str(tmp_path / "claims.csv"), "-o", str(ratios)]) == 0
    assert re.search(rf"forces {forces.__version__}, data [0-9a-f]{{8}}\)$", capsys.readouterr().err, re.MULTILINE)
    page = forces.build_report([], claims, pd.DataFrame(columns=["side", "versus"]), tmp_path).read_text("utf-8")
    assert forces.__version__ in page
    assert data_hash(claims) in page
    told = forces.extract_corpus(DIGESTS, tmp_path / "corpus")
    assert (told["forces"], told["data"]) == (forces.__version__, f"{row_hash(claims):016x}")
    package = json.loads(forces.write_datapackage(claims, tmp_path, name="d", title="D").read_text("utf-8"))
    assert package["contributors"] == [{"title": f"forces {forces.__version__}", "role": "wrangler"}]
    assert package["resources"][0]["hash"].startswith("sha256:")


def test_any_cell_changes_the_hash_and_no_order_does(claims):
    assert data_hash(claims.sample(frac=1, random_state=1)) == data_hash(claims)
    for column in ("value", "side", "joint", "start"):
        changed = claims.copy()
        changed.loc[3, column] = {"value": 1.0, "side": "Norway", "joint": True, "start": 1}[column]
        assert data_hash(changed) != data_hash(claims), column
    assert data_hash(claims.head(0)) != data_hash(claims.head(0).drop(columns="url"))


@pytest.mark.slow
def test_numbers_of_workers_and_sizes_of_parts_agree(tmp_path, claims):
    pytest.importorskip("distributed")
    told = [forces.extract_corpus(DIGESTS, tmp_path / str(size), blocksize=size) for size in (1, 5_000, 10**9)]
    for workers in (1, 2):
        with cluster(workers) as client:
            told.append(forces.extract_corpus(DIGESTS, tmp_path / f"w{workers}", client=client, blocksize=5_000))
    assert {t["data"] for t in told} == {f"{row_hash(claims):016x}"}
    expected = claims.sort_values("claim_id", ignore_index=True)
    for out in tmp_path.iterdir():
        pd.testing.assert_frame_equal(claims_of(out).sort_values("claim_id", ignore_index=True), expected)


def test_the_order_of_articles_moves_rows_and_nothing_else(digests, claims):
    found = forces.extract_claims(digests[::-1])
    assert data_hash(found) == data_hash(claims)
    one = [forces.extract_claims(article) for article in digests]
    pd.testing.assert_frame_equal(pd.concat(one, ignore_index=True), claims)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_changes_no_ratio(seed):
    claims = forces.load_claims("ukraine")
    mixed = claims.sample(frac=1, random_state=seed)
    for one, other in zip(all_ratios(claims), all_ratios(mixed), strict=True):
        pd.testing.assert_frame_equal(one, other)
        assert one.attrs["refused"] == other.attrs["refused"]
    asked = {"side": "Russia", "versus": "Ukraine", "measure": "fire", "item": "shells"}
    straight, shuffled = forces.ratio_trends(claims, **asked), forces.ratio_trends(mixed, **asked)
    for part in ("fit", "points", "slopes", "coverage"):
        pd.testing.assert_frame_equal(getattr(straight, part), getattr(shuffled, part))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_change_no_claim(claims, end, tmp_path):
    for path in DIGESTS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_text(encoding="utf-8").replace("\n", end).encode())
    found = forces.extract_claims(forces.read_articles(tmp_path))
    same = [c for c in claims if c not in ("start", "end", "article_id", "claim_id", "context")]
    assert len(same) == len(list(claims)) - 5
    pd.testing.assert_frame_equal(found[same], claims[same])
    texts = {a.id: a.text for a in forces.read_articles(tmp_path)}
    for row in found.itertuples():
        assert texts[row.article_id][row.start : row.end].split() == row.words.split()
