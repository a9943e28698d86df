"""What every test shares: where things are, no windows, the same examples on every machine."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("same")


@pytest.fixture
def root() -> Path:
    """Give the folder of the project."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """Give the folder of design notes and labelled texts that lies beside a working copy; skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "design" / "claims.md").is_file():
        pytest.skip("needs the folder shared/ beside this one")
    return folder


@pytest.fixture(autouse=True)
def _no_windows(monkeypatch):
    """Draw without a display, and leave no figure open for the next test."""
    monkeypatch.setenv("MPLBACKEND", "agg")  # commands started by a test; notebooks keep their own backend
    if "matplotlib" in sys.modules:
        import matplotlib as mpl

        mpl.use("agg")
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
