"""What can go wrong, as one tree.

ForcesError
├── ArgumentError   an argument is outside its closed set or contradicts another (also a ValueError)
├── ArticleError    a file or text cannot be read as an article
├── LexiconError    a word file breaks its own rules
├── ExtraError      a package that this needs is not installed (also an ImportError)
└── ClaimsError     a claims frame or file breaks the contract; `.problems` lists every fault
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = [
    "ArgumentError", "ArticleError", "ClaimsError", "ExtraError", "ForcesError", "LexiconError", "count", "needed",
    "no_such_side", "refuse_rows",
]  # fmt: skip


class ForcesError(Exception):
    """Everything that forces raises on purpose."""


class ArgumentError(ForcesError, ValueError):
    """An argument is outside its closed set, or contradicts another."""


class ArticleError(ForcesError):
    """A file or a text cannot be read as an article."""


class LexiconError(ForcesError):
    """A word file breaks its own rules."""


class ExtraError(ForcesError, ImportError):
    """A package that this needs is not installed; the message names the extra that brings it."""


class ClaimsError(ForcesError):
    """A claims frame or file breaks the contract.

    Parameters
    ----------
    message : str
        What is wrong and what to do, in one sentence.
    problems : DataFrame, optional
        One row per fault: ``row``, ``column``, ``value``, ``rule``.
    """

    def __init__(self, message: str, problems: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.problems = problems


def needed(module: str, extra: str, what: str) -> Any:  # noqa: ANN401 (any module)
    """Import a module that only an extra brings.

    Parameters
    ----------
    module : str
        Its full name.
    extra : str
        The extra of forces that installs it.
    what : str
        What needs it, to begin the message.

    Returns
    -------
    module

    Raises
    ------
    ExtraError
        If it is not installed.

    Examples
    --------
    >>> needed("no_such_module", "web", "reading HTML")
    Traceback (most recent call last):
        ...
    forces.errors.ExtraError: reading HTML needs no_such_module: python -m pip install "forces[web]"
    """
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise ExtraError(f'{what} needs {package}: python -m pip install "forces[{extra}]"') from None


def count(n: int, noun: str) -> str:
    """Print a number of things, for messages and captions.

    Examples
    --------
    >>> count(1, "claim"), count(2000, "claim")
    ('1 claim', '2,000 claims')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def no_such_side(name: str, present: Iterable[str]) -> ArgumentError:
    """Say that no claim names a side, and which ones are named."""
    there = ", ".join(sorted(present))
    known = f"the sides present are {there}" if there else "no side is named: see load_lexicon (--lexicon) to add names"
    return ArgumentError(f"no claim names {name!r}; {known}")


def refuse_rows(
    where: str, frame: pd.DataFrame, column: str, bad: npt.NDArray[np.bool_] | pd.Series, rule: str
) -> None:
    """Raise one error that lists every row at fault, if there is any."""
    import numpy as np
    import pandas as pd

    rows = np.flatnonzero(bad)
    if len(rows):
        values = frame[column].iloc[rows].astype("object").tolist()
        problems = pd.DataFrame({"row": rows, "column": column, "value": values, "rule": rule})
        raise ClaimsError(f"{where}row {rows[0]}: {column} {rule}, got {values[0]!r}; .problems lists all", problems)
