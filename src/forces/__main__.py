"""The command ``forces``, also as ``python -m forces``."""

import gc
import sys

from forces.cli import main

__all__ = ["run"]


def run() -> None:
    """Run the command line as a process, which lives too briefly for the collection of cycles to pay by the usual step."""
    gc.set_threshold(50_000)
    code = main()
    gc.freeze()  # what is left ends with the process, unsearched
    sys.exit(code)


if __name__ == "__main__":
    run()
