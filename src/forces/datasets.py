"""The data that come with the package, found alike in a clone and in an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from forces.claims import COLUMNS, read_claims
from forces.errors import ArgumentError, ClaimsError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_parties", "data_path", "load_claims"]

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
    claims = read_claims(data_path(_FILES[name]))
    flags = {c: claims[c].map({"true": True, "false": False}).astype("boolean") for c in _FLAGS}
    return claims.astype({c: "string" for c in claims if c not in COLUMNS}).assign(**flags)


def add_parties(claims: pd.DataFrame) -> pd.DataFrame:
    """Tell for whom the sources of claims speak, as far as ``data/sources.csv`` knows them.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract.

    Returns
    -------
    DataFrame
        The claims with ``source_party``: Russia, Ukraine or ``third``; what was there is kept, what is not known is
        missing. A figure without a source is its publisher's.

    Raises
    ------
    ClaimsError
        If the package was installed without its data.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="strength", qualifier="exact", value=500)
    >>> claims = make_claims([dict(row, source=name) for name in ("Forbes", "Oleksandr Syrskyi", "a reader")])
    >>> add_parties(claims)["source_party"].fillna("-").tolist()
    ['third', 'Ukraine', '-']
    """
    import pandas as pd

    known = pd.read_csv(data_path("sources.csv"), dtype="string")
    party: dict[str, dict[str, str]] = {"source": {}, "publisher": {}}
    for role, name, printed, side in known[["role", "name", "printed", "party"]].fillna("").to_numpy():
        party[role] |= dict.fromkeys([*printed.split(" | "), name], side)
    own = claims["source"].astype("object").map(party["publisher"] | party["source"])
    publisher = claims["publisher"].astype("object").map(party["publisher"])
    found = own.where(claims["source"].notna(), publisher).astype("string")
    given = claims["source_party"].astype("string") if "source_party" in claims.columns else found
    return claims.assign(source_party=given.fillna(found))


def data_path(name: str = "articles") -> Path:
    """Give the path of a file or folder that comes with the package: in a clone as in an installed wheel.

    Parameters
    ----------
    name : str
        As ``data/README.md`` lists it: ``articles`` (the digests, also one by one), ``claims.csv``, ``sources.csv``.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    ArgumentError
        If there is no such file.
    ClaimsError
        If the package was installed without its data.

    Examples
    --------
    >>> data_path("articles/2024-02-05-kupiansk.md").name
    '2024-02-05-kupiansk.md'
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "data", package.parents[1] / "data"):
        if (folder / "datapackage.json").is_file():
            path = (folder / name).resolve()
            if path.exists() and path.is_relative_to(folder.resolve()):
                return path
            raise ArgumentError(
                f"no bundled file {name!r}; there are {', '.join(sorted(p.name for p in folder.iterdir()))}"
            )
    raise ClaimsError(f"{package / 'data'}: no such folder; install the package from its wheel or work in a clone")
