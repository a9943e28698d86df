"""What a release would hold: listed, nothing else; and the notes that go with it. `make dist` does the rest."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile

import pytest
import yaml

import forces


@pytest.fixture(scope="module")
def dist(request):
    path = request.config.rootpath / "tools" / "dist.py"
    spec = importlib.util.spec_from_file_location("dist", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(build, cwd=request.config.rootpath, check=True, capture_output=True, timeout=120)
    return {path.suffix: path for path in out.iterdir()}


def test_the_wheel_holds_what_is_listed_and_nothing_else(dist, built):
    assert set(zipfile.ZipFile(built[".whl"]).namelist()) == dist.wheel_should_hold(forces.__version__)


def test_the_sdist_holds_what_it_takes_to_build_and_test(built):
    with tarfile.open(built[".gz"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tops = {name.partition("/")[0] for name in names}
    assert tops - {".gitignore"} == {
        "CHANGELOG.md", "CITATION.cff", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "PKG-INFO",
        "README.md", "SECURITY.md", "data", "docs", "environment.yml", "notebooks", "pyproject.toml",
        "requirements.fuzz.txt", "requirements.lock.txt", "requirements.mutants.txt", "requirements.release.txt", "src",
        "tests", "tools",
    }  # fmt: skip
    assert [n for n in names if re.search(r"(^|/)(__pycache__|node_modules|_build|shots|\.\w+_cache)(/|$)", n)] == []
    assert {"tools/setup.sh", "tests/conftest.py", "docs/ratios.md", "src/forces/py.typed"} <= names


def test_the_wheel_names_its_pages_and_what_it_needs(root, built):
    with zipfile.ZipFile(built[".whl"]) as wheel:
        told = wheel.read(f"forces-{forces.__version__}.dist-info/METADATA").decode()
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.findall(r"^Provides-Extra: (\S+)$", told, re.MULTILINE) == sorted(project["optional-dependencies"])
    assert "License-Expression: MIT AND CC-BY-4.0" in told


def test_the_changelog_and_the_citation_know_the_version(root):
    changes = re.findall(
        r"^## (\S+)(?: \((\d{4}-\d\d-\d\d)\))?$", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert changes[0][0] == forces.__version__
    citation = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"title", "message", "authors", "version", "license", "abstract"} <= citation.keys()


def test_workflows_forms_and_hooks_are_well_formed(root):
    jobs = {p.stem: yaml.safe_load(p.read_text("utf-8")) for p in (root / ".github" / "workflows").glob("*.yml")}
    assert set(jobs) == {"ci", "dependencies", "release"}
    for name, flow in jobs.items():
        assert flow["permissions"] == {"contents": "read"}, name  # what a job needs more it asks for itself
        for job in flow["jobs"].values():
            assert job["timeout-minutes"] <= 60, name
            uses = [step["uses"] for step in job["steps"] if "uses" in step]
            assert [u for u in uses if not re.fullmatch(r"[\w./-]+@(v\d+|release/v1)", u)] == []
    asked = {"contents": "read", "id-token": "write", "attestations": "write"}
    assert jobs["release"]["jobs"]["publish"]["permissions"] == asked
    make = (root / "Makefile").read_text("utf-8")
    steps = "\n".join(s.get("run", "") for flow in jobs.values() for job in flow["jobs"].values() for s in job["steps"])
    wanted = set(re.findall(r"\bmake ([a-z-]+)", steps))
    assert {"lint", "test-oldest", "browser", "docs", "dist", "audit"} <= wanted
    assert [target for target in wanted if f"\n{target}:" not in make] == []
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]] == ["make lint"]
    for form in (root / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        assert yaml.safe_load(form.read_text("utf-8")), form.name


def test_lite_and_binder_name_files_that_exist(root):
    lite = json.loads((root / "lite" / "jupyter_lite_config.json").read_text("utf-8"))
    assert all((root / name).exists() for name in lite["LiteBuildConfig"]["contents"])
    assert "../requirements.lock.txt" in (root / "binder" / "requirements.txt").read_text("utf-8")
    assert (root / "binder" / "postBuild").stat().st_mode & 0o111
