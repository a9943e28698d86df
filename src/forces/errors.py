"""What can go wrong, as one tree.

ForcesError
├── ArgumentError   an argument is outside its closed set or contradicts another (also a ValueError)
├── ArticleError    a file or text cannot be read as an article
├── LexiconError    a word file breaks its own rules
└── ClaimsError     a claims frame or file breaks the contract; `.problems` lists every fault
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = ["ArgumentError", "ArticleError", "ClaimsError", "ForcesError", "LexiconError"]


class ForcesError(Exception):
    """Everything that forces raises on purpose."""


class ArgumentError(ForcesError, ValueError):
    """An argument is outside its closed set, or contradicts another."""


class ArticleError(ForcesError):
    """A file or a text cannot be read as an article."""


class LexiconError(ForcesError):
    """A word file breaks its own rules."""


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
        raise ClaimsError(f"{where}row {rows[0]}: {column} {rule}, got {values[0]!r}; see .problems", problems)
