"""Build wheel and sdist twice from what git tracks, compare, check, list, install and try them: python tools/dist.py.

`make dist` calls it. It ends with one line per file in dist/, or with the first thing that is wrong.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: what of data/ a wheel carries, beside articles
DATA = ("README.md", "claims.csv", "datapackage.json", "sources.csv")
#: what a wheel holds beside modules, words and data
PARTS = ("dark.mplstyle", "forces.mplstyle", "py.typed", "report.html.j2")


def run(*command: str | Path, cwd: Path = ROOT, **env: str) -> str:
    """Run a command; end with its output where it fails."""
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=os.environ | env, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"dist: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def copy_tracked(to: Path) -> Path:
    """Copy what git tracks, as it is now: no stray file can get in."""
    for name in run("git", "ls-files", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def build(source: Path, out: Path) -> dict[str, str]:
    """Build both from a folder, the wheel out of the sdist, with the locked tools; give their hashes."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, cwd=source, SOURCE_DATE_EPOCH="1577836800")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def wheel_should_hold(version: str) -> set[str]:
    """List what the wheel holds, from lists that people keep: the modules in their order, the words, the data."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    package = ROOT / "src" / "forces"
    modules = {"__init__.py"} | {f"{name}.py" for name in layers if (package / f"{name}.py").is_file()}
    folders = [package / name for name in layers if (package / name).is_dir()]
    modules |= {path.relative_to(package).as_posix() for folder in folders for path in folder.glob("*.py")}
    words = {path.relative_to(package).as_posix() for path in package.glob("words/*/*.toml")}
    digests = {f"data/articles/{path.name}" for path in (ROOT / "data" / "articles").glob("*.md")}
    names = {f"forces/{n}" for n in modules | words | digests | {*PARTS} | {f"data/{n}" for n in DATA}}
    about = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    return names | {f"forces-{version}.dist-info/{name}" for name in about}


def try_wheel(wheel: Path, work: Path) -> None:
    """Install the wheel with its dependencies in an empty venv; run the README's example and a report elsewhere."""
    venv.create(work / "venv", with_pip=True)
    bin_ = work / "venv" / ("Scripts" if os.name == "nt" else "bin")
    locked = re.findall(
        r"^([a-zA-Z][^ \n]+==\S+(?: ; [^\\\n]+)?) ", (ROOT / "requirements.lock.txt").read_text("utf-8"), re.MULTILINE
    )
    (work / "constraints.txt").write_text("\n".join(locked), encoding="utf-8")
    run(bin_ / "python", "-m", "pip", "install", "-q", "-c", work / "constraints.txt", wheel)
    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    readme = (ROOT / "README.md").read_text("utf-8")
    code, shown = (
        re.search(rf"<!-- readme: {what} -->\n```\w+\n(.*?)```", readme, re.DOTALL) for what in ("example", "output")
    )
    assert code is not None
    assert shown is not None
    printed = run(bin_ / "python", "-c", code[1], cwd=elsewhere)
    if printed != shown[1]:
        raise SystemExit(f"dist: the README's example printed otherwise:\n{printed}")
    run(bin_ / "forces", "report", "-q", cwd=elsewhere)
    page = (elsewhere / "report" / "index.html").read_text("utf-8")
    if "Kupiansk" not in page:
        raise SystemExit("dist: the report of the bundled digests does not name Kupiansk")


def main() -> None:
    """Do all of it; keep what was built only where all of it holds."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        hashes = []
        for name, mask in (("one", 0o022), ("another", 0o077)):
            os.umask(mask)
            hashes.append(build(copy_tracked(work / name), work / f"{name}-out"))
        os.umask(0o022)
        if hashes[0] != hashes[1] or len(hashes[0]) != 2:
            raise SystemExit(f"dist: two builds differ: {hashes}")
        built = {path.suffix: path for path in (work / "one-out").iterdir()}
        run(sys.executable, "-m", "twine", "check", "--strict", *built.values())
        held = set(zipfile.ZipFile(built[".whl"]).namelist())
        if odd := held ^ wheel_should_hold(version):
            raise SystemExit(f"dist: in the wheel and not in its list, or the other way round: {sorted(odd)}")
        with tarfile.open(built[".gz"]) as archive:
            inside = {name.partition("/")[2] for name in archive.getnames()} - {"PKG-INFO"}
        if odd := inside - set(run("git", "ls-files").splitlines()):
            raise SystemExit(f"dist: in the sdist and not in git: {sorted(odd)}")
        try_wheel(built[".whl"], work)
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        shutil.copytree(work / "one-out", ROOT / "dist")
    for name, digest in hashes[0].items():
        print(f"dist/{name}  {(ROOT / 'dist' / name).stat().st_size / 1024:.0f} kB  sha256 {digest}")


if __name__ == "__main__":
    main()
