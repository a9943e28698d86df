"""Every notebook runs, top to bottom, in a real JupyterLab in a real browser.

Skipped where chromium or playwright-core is absent; `make browser` installs the latter and runs this. Pictures of the
notebooks as they looked in a wide and in a narrow window are left in tests/browser/shots/.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOTEBOOKS = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "notebooks").glob("*.ipynb"))
SECONDS = 90  # for one step of one notebook
WIDTHS = [1280, 800]  # of the window, in which each notebook is looked at

# a Lab that asks nothing, saves nothing, fetches nothing and draws every cell, also those far down
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none", "scrollPastEnd": False},
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def start_lab(folder, token):
    """Start JupyterLab on a free port of the loopback address, with every setting in a folder of its own."""
    for name, value in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    env |= {name: str(folder / place) for name, place in places.items()} | {"JUPYTER_TOKEN": token}
    flags = ["--no-browser", "--ip=127.0.0.1", "--port=0", f"--notebook-dir={ROOT}"]
    flags += ["--LabApp.extension_manager=readonly", f"--FileCheckpoints.checkpoint_dir={folder / 'checkpoints'}"]
    flags += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    flags += ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", *flags]
    with (folder / "lab.log").open("wb") as log:
        return subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT)


def wait_for_address(server, folder):
    for _ in range(600):
        for path in (folder / "runtime").glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text(encoding="utf-8"))["url"]
            except json.JSONDecodeError:  # being written
                break
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail("JupyterLab did not start:\n" + (folder / "lab.log").read_text(encoding="utf-8")[-3000:])


def may_fail(notebook):
    """Number the cells that show an error on purpose."""
    cells = json.loads((ROOT / notebook).read_text(encoding="utf-8"))["cells"]
    return [number for number, cell in enumerate(cells) if "raises-exception" in cell["metadata"].get("tags", ())]


def digest(notebook):
    return hashlib.sha256((ROOT / notebook).read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def seen(tmp_path_factory, browser):
    """Run all notebooks in one browser and give what it saw, by notebook."""
    folder = tmp_path_factory.mktemp("lab")
    token = secrets.token_hex(16)
    server = start_lab(folder, token)
    try:
        job = {
            "server": wait_for_address(server, folder),
            "token": token,
            **browser,
            "notebooks": {notebook: may_fail(notebook) for notebook in NOTEBOOKS},
            "widths": WIDTHS,
            "seconds": SECONDS,
        }
        before = {notebook: digest(notebook) for notebook in NOTEBOOKS}
        done = subprocess.run(
            ["node", str(HERE / "run_notebooks.mjs")],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS * (1 + len(NOTEBOOKS)),
        )
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
    assert done.returncode == 0, done.stderr
    found = {line["notebook"]: line for line in map(json.loads, done.stdout.splitlines())}
    return {n: found[n] | {"unchanged": digest(n) == before[n]} for n in NOTEBOOKS}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_notebook_runs_in_lab(seen, notebook):
    page = seen[notebook]
    assert "failure" not in page, page["failure"]
    assert page["red"] == []
    assert page["unrun"] == []
    assert page["threw"] == []
    assert page["broken"] == 0
    assert page["clipped"] == {str(width): [] for width in WIDTHS}
    assert page["cells"] > 0
    assert page["unchanged"], "the file on disk was written to"
