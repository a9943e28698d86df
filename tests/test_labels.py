"""The labelled texts obey the contract, and texts.json is what build.py makes of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BUILD = Path(__file__).parent / "labels" / "build.py"


def test_labels_are_built_and_right():
    done = subprocess.run([sys.executable, BUILD, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "claims" in done.stdout
