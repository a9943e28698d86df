"""Coverage-guided fuzzing of every door: `make fuzz` for an hour, `make fuzz ARGS=-max_total_time=60` for a minute.

What it finds is left in tests/fuzz/found; a finding becomes a file in tests/fuzz/seeds, which every run of the tests
reads. The first byte of an input chooses the door, mostly one of the quick ones.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent))
with atheris.instrument_imports(include=["forces"]):
    import forces

    for module in pkgutil.walk_packages(forces.__path__, "forces."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from doors import DOORS

SLOW = ("feed", "lexicon", "report")
NAMES = sorted(set(DOORS) - set(SLOW)) * 8 + list(SLOW)


def one_input(data: bytes) -> None:
    if data:
        DOORS[NAMES[data[0] % len(NAMES)]](data[1:])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
