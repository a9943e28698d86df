"""What the tests with a browser share: where it is, and why they are skipped where it is not."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def is_root():
    return hasattr(os, "getuid") and os.getuid() == 0


@pytest.fixture(scope="session")
def browser():
    """Give what a script needs to start the browser, and the folder for its pictures; skip without one."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if name and (path := shutil.which(name))), None)
    if not chromium:
        pytest.skip("no chromium on PATH (Debian: apt install chromium), nor named by CHROMIUM")
    if not shutil.which("node"):
        pytest.skip("no node on PATH (Debian: apt install nodejs npm)")
    if not all((HERE / "node_modules" / name).is_dir() for name in ("playwright-core", "axe-core")):
        pytest.skip("playwright-core and axe-core are not installed: make browser does it")
    flags = ["--disable-dev-shm-usage", *(["--no-sandbox"] if is_root() else [])]
    return {"chromium": chromium, "flags": flags, "shots": str(HERE / "shots")}
