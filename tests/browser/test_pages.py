"""The report in a real browser: nothing serious for an accessibility checker, nothing sticks out, prints, no script.

The Nu Html Checker reads the pages too; it needs Java. Pictures and prints are left in tests/browser/shots/.
"""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BAD = """<!DOCTYPE html><html lang="en"><head><title>Bad</title></head><body><p style="color:#ccc">Pale</p>
<img src="x.png"><div style="width:3000px">Wide</div><p>
<a download="claims.csv" href="data:text/csv,side%0A">CSV</a><script>document.title='run'</script></body></html>"""
RUN = "document.title='run'"
HOSTILE = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"</style></title><svg onload={RUN}></svg>",
    f'<a href="javascript:{RUN}">here</a>',
    f'<details open ontoggle={RUN}><iframe srcdoc="<script>top.{RUN}</script>"></iframe>',
    "\u202egnp.exe\0",
]
SOURCES = {
    "digests": ["data/articles"],
    "kupiansk": ["data/articles/2024-02-05-kupiansk.md"],
    "claims": ["data/claims.csv"],
    "nothing": ["quiet.txt"],
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Make the reports by the command that readers use."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "quiet.txt").write_text("Nothing was counted <b>here</b> & there.", encoding="utf-8")
    for name, sources in SOURCES.items():
        paths = [str(folder / s if s == "quiet.txt" else ROOT / s) for s in sources]
        command = [sys.executable, "-m", "forces", "report", "-q", *paths, "-o", str(folder / name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
    (folder / "bad.html").write_text(BAD, encoding="utf-8")
    own = [{"title": x, "publisher": x, "url": f"javascript:{RUN}", "text": tale(x)} for x in HOSTILE]
    (folder / "hostile.jsonl").write_text("\n".join(map(json.dumps, own)), encoding="utf-8")
    words = "\n".join(
        f'[sides.{json.dumps(x)}]\nkind = "state"\nnames = ["Ruritania{n}"]' for n, x in enumerate(HOSTILE[:5])
    )
    (folder / "own.toml").write_text(words, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "forces",
        "report",
        "-q",
        "hostile.jsonl",
        "--lexicon",
        "own.toml",
        "-o",
        "hostile",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "hostile" / "index.html").read_text(encoding="utf-8")
    (folder / "let-in.html").write_text(page.replace("<main>", f"<main>{HOSTILE[0]}{HOSTILE[1]}"), encoding="utf-8")
    more = {"hostile": folder / "hostile" / "index.html", "let in": folder / "let-in.html", "bad": folder / "bad.html"}
    return {name: folder / name / "index.html" for name in SOURCES} | more


def tale(evil):
    counted = " ".join(f"Ruritania{n} has {n}00 tanks near {evil}." for n in range(2, 5))
    return f"{evil}\n\nRussia has 500 tanks and Ukraine 250, {evil} said. {counted}"


@pytest.fixture(scope="module")
def seen(browser, pages):
    job = {**browser, "pages": {name: path.as_uri() for name, path in pages.items()}}
    command = ["node", str(HERE / "check_pages.mjs")]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_checks_would_notice(seen):
    found = " ".join(seen["bad"]["rules"]["light"])
    assert "color-contrast" in found
    assert "image-alt" in found
    assert seen["bad"]["wide"]["1280"] > 0
    assert seen["bad"]["broken"]
    assert seen["bad"]["asked"]


def test_nothing_of_a_hostile_article_runs(seen, pages):
    assert seen["bad"]["titles"] == ["run", "run"]  # the check would notice
    assert len(set(seen["hostile"]["titles"])) == 1
    assert seen["hostile"]["titles"][0].startswith("Reported forces")
    assert seen["hostile"]["asked"] == []
    assert pages["hostile"].read_text(encoding="utf-8").count("&lt;script&gt;") > 3


def test_the_page_s_policy_stops_a_script_that_got_in(seen, pages):
    assert "<script>" in pages["let in"].read_text(encoding="utf-8")
    assert seen["let in"]["titles"] == seen["hostile"]["titles"]


@pytest.mark.parametrize("name", SOURCES)
def test_no_serious_finding_in_light_and_dark(seen, name):
    assert seen[name]["rules"] == {"light": [], "dark": []}


@pytest.mark.parametrize("name", SOURCES)
def test_page_fits_wide_and_narrow_windows_and_asks_for_nothing(seen, name):
    assert seen[name]["wide"] == {"1280": 0, "800": 0, "380": 0}
    assert seen[name]["broken"] == 0
    assert seen[name]["asked"] == []


@pytest.mark.parametrize("name", SOURCES)
def test_claims_are_downloaded_without_script_and_the_page_prints(seen, pages, name):
    frame = pd.read_csv(io.StringIO(seen[name]["csv"]))
    listed = pages[name].read_text(encoding="utf-8").count('<tr id="claim-')
    assert len(frame) == listed
    assert listed >= {"digests": 50, "kupiansk": 10, "claims": 322, "nothing": 0}[name]
    assert 0 < seen[name]["pages"] <= {"digests": 25, "kupiansk": 6, "claims": 40, "nothing": 1}[name]


@pytest.mark.parametrize("name", SOURCES)
def test_page_is_valid_html(pages, name):
    checker = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not shutil.which("java") or not checker.is_file():
        pytest.skip("no java, or vnu-jar is not installed: make browser installs the latter")
    # the checker takes every data: image to be barred by "img-src data:"; that the browser shows them is tested above
    known = ".*Content Security Policy.*image .data:.*blocked by .img-src. directive.*"
    command = ["java", "-jar", str(checker), "--stdout", "--format", "text", "--filterpattern", known, str(pages[name])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() in ("", "Document checking completed. No errors found.")
    assert done.returncode == 0, done.stderr
