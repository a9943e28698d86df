"""The shape of the source: small modules in data-flow order, and nothing happens on import."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "forces"
MODULES = sorted(PACKAGE.rglob("*.py"))

# a module lives with the thing it is about: these names say nothing
NAMELESS = {"utils", "util", "helpers", "helper", "base", "common", "misc", "tools", "core"}

# "each file under about 300 lines": the formatter decides some of them
LINES = 380

# what `import forces` leaves to the function that needs it (pandas brings some of it by itself)
HEAVY = {"jinja2", "matplotlib", "scipy", "seaborn", "yaml"}


def layers():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in pyproject["tool"]["importlinter"]["contracts"] if c["id"] == "one-way")
    return contract["layers"]


def ask(code, *flags):
    """Run a line of Python by itself and read what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, *flags, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_module_is_a_drawer():
    assert [m.name for m in MODULES if m.stem in NAMELESS] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_module_is_short(module):
    lines = module.read_text(encoding="utf-8").count("\n")
    assert lines <= LINES


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_module_says_what_it_is_for(module):
    if module.name not in ("__init__.py", "__main__.py"):
        assert module.read_text(encoding="utf-8").startswith('"""')


def test_order_names_every_module_and_no_other():
    assert {m.relative_to(PACKAGE).parts[0].removesuffix(".py") for m in MODULES} - {"__init__"} == set(layers())


def test_types_are_shipped():
    assert (ROOT / "src" / "forces" / "py.typed").is_file()


def test_import_loads_nothing_heavy():
    extra = ask("""if True:
        import json, sys
        import pandas
        before = set(sys.modules)
        import forces
        print(json.dumps(sorted({name.split(".")[0] for name in set(sys.modules) - before})))""")
    assert set(extra) & HEAVY == set()


# how long these take is timed by benchmarks/start.py; what they load is the same on every machine
@pytest.mark.parametrize(
    ("code", "most", "never"),
    [
        ("import forces", 8, {"pandas"}),
        ("from forces.cli import main; main(['--help'])", 15, {"numpy", "pandas"}),
        ("from forces.cli import main; main(['extract', '-q', 'data/articles/2024-02-05-kupiansk.md'])", 90,
         {"charset_normalizer", "datasketch", "jinja2", "matplotlib", "numpy.random", "py3langid", "scipy", "shtab",
          "tqdm", "trafilatura", "urllib3"}),
    ],
    ids=["import forces", "forces --help", "forces extract"],
)  # fmt: skip
def test_commands_load_few_modules(code, most, never):
    brought = "" if "pandas" in never else "import pandas"
    loaded = ask(f"""if True:
        import argparse, io, json, shutil, sys
        {brought}
        before = set(sys.modules)
        out, sys.stdout = sys.stdout, io.StringIO()
        try:
            {code}
        except SystemExit:
            pass
        print(json.dumps(sorted(set(sys.modules) - before)), file=out)""")
    assert never.isdisjoint(loaded)
    assert 0 < len(loaded) <= most


def test_import_opens_no_file_and_no_connection():
    opened = ask("""if True:
        import json, sys
        import pandas
        seen = []
        def note(event, args):
            code = (".py", ".pyc", ".so", ".pyd", ".zip", ".pth")
            if event == "open" and isinstance(args[0], str) and not args[0].endswith(code) and not args[0].isdigit():
                seen.append([event, args[0]])
            elif event.startswith(("socket.connect", "socket.getaddrinfo", "subprocess", "os.system")):
                seen.append([event, ""])
        sys.addaudithook(note)
        import forces
        print(json.dumps(seen))""")
    assert [what for what in opened if not re.search(r"\.pyc(\.\d+)?$", what[1])] == []


def test_import_changes_no_setting():
    changed = ask("""if True:
        import json, locale, logging, random, signal, warnings
        import numpy, pandas
        def state():
            options = pandas.describe_option(_print_desc=False)
            return [options, list(map(str, warnings.filters)), logging.root.level, locale.setlocale(locale.LC_ALL),
                    random.getstate()[1][:5], str(signal.getsignal(signal.SIGINT)), numpy.geterr()]
        before = state()
        import forces
        print(json.dumps([a != b for a, b in zip(before, state())]))""")
    assert not any(changed)


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_code_of_notebooks_fits_the_window(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    lines = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code").splitlines()
    assert [line for line in lines if len(line) > 100] == []  # JupyterLab cuts longer ones at 1280 pixels
