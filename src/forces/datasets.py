"""The data that come with the package, found alike in a clone and in an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from forces.claims import COLUMNS, read_claims
from forces.errors import ArgumentError, ClaimsError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_claims"]

Dataset = Literal["ukraine"]
_FILES: dict[str, str] = {"ukraine": "claims.csv"}
#: columns beside the contract that hold true or false
_FLAGS = ("published_inferred", "undated", "turned")


def load_claims(name: Dataset = "ukraine") -> pd.DataFrame:
    """Load claims that come with the package.

    Parameters
    ----------
    name : {"ukraine"}
        ``ukraine``: 322 figures on the Russia-Ukraine war that 130 public pages printed, 2022 to 2026; see
        ``data/README.md`` for each column and the caveats. Reported figures, not verified ones; CC BY 4.0.

    Returns
    -------
    DataFrame
        Claims by the contract with their pages, and further columns: ``source_party``, ``origin``, ``duplicate_of``,
        the printed spellings, flags (``published_inferred``, ``undated``, ``turned``) and ``note``.

    Raises
    ------
    ArgumentError
        If there is no dataset of that name.
    ClaimsError
        If the package was installed without its data.

    Examples
    --------
    >>> claims = load_claims("ukraine")
    >>> len(claims), claims["url"].nunique()
    (322, 130)
    """
    if name not in get_args(Dataset):
        raise ArgumentError(f"name must be one of {', '.join(get_args(Dataset))}; got {name!r}")
    claims = read_claims(_folder() / _FILES[name])
    flags = {c: claims[c].map({"true": True, "false": False}).astype("boolean") for c in _FLAGS}
    return claims.astype({c: "string" for c in claims if c not in COLUMNS}).assign(**flags)


def _folder() -> Path:
    """Give the folder ``data``: inside the package where a wheel put it, else beside ``src`` in a clone."""
    package = Path(__file__).resolve().parent
    for folder in (package / "data", package.parents[1] / "data"):
        if (folder / "datapackage.json").is_file():
            return folder
    raise ClaimsError(f"{package / 'data'}: no such folder; install the package from its wheel or work in a clone")
