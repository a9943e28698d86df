"""The command ``forces``, also as ``python -m forces``."""

import gc
import sys

from forces.cli import main

__all__ = ["run"]


def run() -> None:
    """Run the command line as a process of its own."""
    gc.set_threshold(50_000)  # it lives too briefly for the usual step to pay
    code = main()
    gc.freeze()  # what is left ends with the process, unsearched
    sys.exit(code)


if __name__ == "__main__":
    run()
