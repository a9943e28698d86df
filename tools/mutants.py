"""Change the figures' modules one small step at a time and see whether the tests notice: python tools/mutants.py.

`make mutants` calls it. mutmut does the work in the folder mutants/, as pyproject.toml tells it; arguments name single
mutants. It ends with the counts and what survived, and fails where that is a tenth or more of all mutants.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).resolve().parents[1]
MOST = 0.1  #: the share that may survive
NOTICED = ("killed", "timeout", "segfault")


def main(names: list[str]) -> int:
    """Run the mutants, then print a line per module and the names of the others."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1), *names]
    subprocess.run(command, cwd=ROOT, check=True)
    left, every = [], 0
    for path in sorted(ROOT.glob("mutants/src/forces/*.meta")):
        found = {
            name: status_by_exit_code[code]
            for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items()
        }
        counts = Counter(found.values())
        print(
            f"{path.name.removesuffix('.py.meta'):12}{len(found):5}  "
            + ", ".join(f"{n} {s}" for s, n in counts.most_common())
        )
        left += [f"{name}: {status}" for name, status in found.items() if status not in NOTICED]
        every += len(found)
    print(*left, f"{len(left)} of {every} left ({len(left) / every:.1%}); mutmut show NAME prints one", sep="\n")
    return int(len(left) >= MOST * every)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
