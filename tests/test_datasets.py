"""The claims that come with the package: the same from a clone and from a wheel."""

import subprocess
import sys
import zipfile

import pytest

from forces import datasets
from forces.claims import make_claims, read_claims
from forces.cli import main
from forces.datasets import add_parties, data_path, load_claims
from forces.errors import ArgumentError, ClaimsError


def test_the_clones_claims_are_those_of_its_file(root):
    claims, file = load_claims("ukraine"), read_claims(root / "data" / "claims.csv")
    assert list(claims) == list(file)
    for name in file:
        want = file[name].eq("true") if claims[name].dtype == "boolean" else file[name]
        assert claims[name].astype("object").fillna("").tolist() == want.astype("object").fillna("").tolist(), name


def test_each_load_is_a_frame_of_its_own():
    claims = load_claims()
    claims.loc[0, "value"] = 0
    assert load_claims()["value"].min() > 0


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(ArgumentError, match="name must be one of ukraine; got 'mars'"):
        load_claims("mars")


def test_parties_of_sources_are_added_and_given_ones_kept():
    row = {"side": "Russia", "item": "tanks", "measure": "strength", "qualifier": "exact", "value": 5}
    who = [
        {"source": "Oleksandr Syrskyi", "publisher": "Forbes"},
        {"source": "Олександр Сирський"},
        {"publisher": "RBC-Ukraine"},
        {"source": "Forbes"},
        {"source": "a passer-by", "publisher": "RBC-Ukraine"},
        {},
    ]
    claims = make_claims([row | w for w in who])
    found = add_parties(claims)["source_party"]
    assert found.fillna("-").tolist() == ["Ukraine", "Ukraine", "Ukraine", "third", "-", "-"]
    assert "source_party" not in claims
    given = add_parties(claims.assign(source_party=["Russia", None, None, None, None, "third"]))["source_party"]
    assert given.fillna("-").tolist() == ["Russia", "Ukraine", "Ukraine", "third", "-", "third"]


def test_without_its_data_the_package_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "site" / "forces" / "datasets.py"))
    with pytest.raises(ClaimsError, match="no such folder; install the package from its wheel or work in a clone"):
        load_claims()


def test_an_installed_wheel_brings_one_copy_of_the_data(root, tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=root, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {n.removeprefix("forces/data/") for n in wheel.namelist() if n.startswith("forces/data/")}
        wheel.extractall(tmp_path / "site")
    files = {p.relative_to(root / "data").as_posix() for p in (root / "data").rglob("*") if p.is_file()}
    assert packed == files
    code = "import forces; print(forces.__file__, forces.load_claims('ukraine').to_json(), sep='|')"
    site = {"PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=site, check=True, capture_output=True, text=True, timeout=120
    )
    where, claims = done.stdout.strip().split("|", 1)
    assert where == str(tmp_path / "site" / "forces" / "__init__.py")
    assert claims == load_claims().to_json()


def test_the_path_of_what_is_bundled_stays_inside(root):
    assert data_path() == root / "data" / "articles"
    assert data_path("claims.csv") == root / "data" / "claims.csv"
    for name in ("mars.csv", "../pyproject.toml", "/etc/passwd"):
        with pytest.raises(ArgumentError, match="no bundled file"):
            data_path(name)


def test_a_report_without_a_source_is_of_the_bundled_digests(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == 0
    assert "14 articles, 63 claims" in capsys.readouterr().err
    assert "Kupiansk" in (tmp_path / "report" / "index.html").read_text("utf-8")
