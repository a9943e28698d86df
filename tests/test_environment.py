"""pyproject.toml, requirements.lock.txt and environment.yml tell the same story."""

import ast
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent

# the module that a package brings, where the two names differ
MODULES = {"pyyaml": "yaml"}


def requirements(*lines):
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def runtime(project):
    return requirements(*project["project"]["dependencies"])


@pytest.fixture(scope="module")
def wanted(project, runtime):
    extras = [line for lines in project["project"]["optional-dependencies"].values() for line in lines]
    return runtime | requirements(*extras, *project["dependency-groups"]["dev"])


def read_lock(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pins_of(lock_text):
    lines = re.findall(r"^([^\s#-][^\\\n]*?) \\$", lock_text, re.MULTILINE)
    pins = requirements(*lines)
    assert len(pins) == len(lines), "a package is locked twice: one version serves all Pythons and platforms"
    return {name: Version(str(pin.specifier).removeprefix("==")) for name, pin in pins.items()}


@pytest.fixture(scope="module")
def locked():
    return pins_of(read_lock("requirements.lock.txt"))


@pytest.fixture(scope="module")
def for_releases(project):
    groups = project["dependency-groups"]
    return requirements(*groups["release"], *groups["docs"])


@pytest.fixture(scope="module")
def conda():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *lines, pip = environment["dependencies"]
    assert pip["pip"][-1] == "-e ."
    return requirements(*(re.sub(r"^([\w-]+)=(?=\d)", r"\1==", line) for line in lines), *pip["pip"][:-1])


def test_every_dependency_is_locked_within_its_bounds(wanted, locked):
    assert {n for n, r in wanted.items() if n not in locked or locked[n] not in r.specifier} == set()


def test_the_release_lock_adds_to_the_other_and_contradicts_nothing(for_releases, locked):
    added = pins_of(read_lock("requirements.release.txt"))
    assert {n for n, r in for_releases.items() if n not in added or added[n] not in r.specifier} == set()
    assert {n: (str(v), str(locked[n])) for n, v in added.items() if n in locked and locked[n] != v} == {}


@pytest.mark.parametrize("name", [f"requirements.{lock}.txt" for lock in ("fuzz", "lock", "mutants", "release")])
def test_lock_has_hashes_and_no_address(name):
    lock_text = read_lock(name)
    locked = pins_of(lock_text)
    entries = re.split(r"(?m)^(?=[a-z])", lock_text)[1:]
    assert len(entries) == len(locked)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"\S*(?:://|@ |file:|--index|--find-links)\S*", lock_text) == []


def test_conda_has_the_same_packages(wanted, conda):
    assert set(conda) - {"python", "pip"} == set(wanted)


def test_conda_has_the_locked_versions(conda, locked):
    expected = {n: f"=={locked[n]}" for n in conda if n in locked}
    assert {n: str(r.specifier) for n, r in conda.items() if n in expected} == expected


def test_python_floor_is_one(project, conda):
    floor = project["project"]["requires-python"]
    assert floor == ">=3.11"
    assert str(conda["python"].specifier) == floor
    assert project["tool"]["ruff"]["target-version"] == "py" + floor.removeprefix(">=").replace(".", "")
    assert project["tool"]["mypy"]["python_version"] == floor.removeprefix(">=")
    assert "(3, 11)" in (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")


def test_version_is_one(project):
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["project"]["version"]


def test_running_versions_are_the_locked_ones(wanted, locked):
    if sys.prefix != str(ROOT / ".venv"):
        pytest.skip("not in the environment that make setup prepares")
    assert {n: version(n) for n in wanted} == {n: str(locked[n]) for n in wanted}


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def modules_of(names):
    return {MODULES.get(name, name.replace("-", "_")) for name in names}


def test_package_imports_only_its_dependencies_and_extras_only_where_needed(project, runtime):
    lines = [line for lines in project["project"]["optional-dependencies"].values() for line in lines]
    extras = modules_of(requirements(*lines))
    own = modules_of(runtime)
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = set(imports(tree)) - set(sys.stdlib_module_names) - {"forces"} - own
        assert inside <= extras, path.name
        on_import = {name for node in tree.body if not isinstance(node, ast.If | ast.FunctionDef | ast.ClassDef)
                     for name in imports(node)}  # fmt: skip
        assert not on_import & extras - own, path.name


def test_what_is_asked_of_an_extra_is_in_it(project):
    extras = {n: set(requirements(*lines)) for n, lines in project["project"]["optional-dependencies"].items()}
    asked = set()
    for path in (ROOT / "src").rglob("*.py"):
        asked |= set(re.findall(r'\bneeded\("(\w+)[\w.]*", "(\w+)"', path.read_text(encoding="utf-8")))
    asked -= {("no_such_module", "web")}  # an example in a docstring
    assert len(asked) >= 5
    assert {(module, extra) for module, extra in asked if canonicalize_name(module) not in extras[extra]} == set()


def test_every_dependency_is_explained(wanted, for_releases):
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {canonicalize_name(name) for name in re.findall(r"^\| ([\w.-]+) \|", page, re.MULTILINE)}
    assert {*wanted, *for_releases} - explained == set()
