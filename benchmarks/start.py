"""How long small commands take from start to end, beside an empty Python and beside pandas.

python benchmarks/start.py             # medians over rounds, in each of which everything runs once

Times of one round are compared with each other, since other work on the machine slows them alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = str(ROOT / "data" / "articles" / "2024-02-05-kupiansk.md")
ROUNDS = 15
EMPTY, PANDAS = "python -c pass", "import pandas"
CALLS = {
    EMPTY: ["-c", "pass"],
    PANDAS: ["-c", "import pandas"],
    "import forces": ["-c", "import forces"],
    "forces --help": ["-m", "forces", "--help"],
    "forces extract ARTICLE": ["-m", "forces", "extract", ARTICLE],
}
#: what each may take at most, as multiples of the other
LIMITS = {
    "import forces": (PANDAS, 1.3),
    "forces --help": (EMPTY, 3.0),
    "forces extract ARTICLE": (PANDAS, 1.5),
}


def main() -> None:
    # an installed package is compiled, so the source is here
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in CALLS}
    for i in range(ROUNDS + 1):
        for name, call in CALLS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *call], check=True, stdout=subprocess.DEVNULL, env=ours)
            if i:  # the first warms up
                times[name].append(time.perf_counter() - start)
    print(f"{'':26}{'ms':>6}   {'times':<22}{'at most':>7}")
    for name, spent in times.items():
        line = f"{name:26}{statistics.median(spent) * 1000:6.0f}"
        if name in LIMITS:
            other, limit = LIMITS[name]
            ratio = statistics.median(a / b for a, b in zip(spent, times[other], strict=True))
            line += f"   {f'{ratio:.2f} x {other}':<22}{limit:7.1f}"
        print(line)


if __name__ == "__main__":
    main()
