"""The contract: what a claim is, column by column, and the doors through which claims pass.

A claim is one figure that an article gives about one side's forces: one row each, a variable a column.
Everything else in the package reads and writes frames of this shape. Checks run at the doors
(`validate_claims`, `read_claims`, `write_claims`, extraction), not in every function.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from forces.errors import ClaimsError, count
from forces.files import KINDS, LARGEST, file_kind, frame_parts, parse_frame, write_whole

__all__ = [
    "COLUMNS", "CONTEXT", "CONTRACT", "GROUPS", "GROUP_OF", "ITEMS", "MEASURES", "PERIODS", "PROVENANCE",
    "QUALIFIERS", "STATUSES", "UNITS", "Qualifier", "context_of", "empty_claims", "is_date", "make_claims",
    "read_claims", "validate_claims", "write_claims",
]  # fmt: skip

Measure = Literal["strength", "losses", "fire", "production", "deliveries", "recruitment", "requirement"]
Unit = Literal["count", "ratio"]
Qualifier = Literal["exact", "about", "at_least", "at_most", "between", "order"]
Period = Literal["hour", "day", "week", "month", "year"]
Status = Literal["asserted", "denied", "projected"]

MEASURES: tuple[Measure, ...] = get_args(Measure)
UNITS: tuple[Unit, ...] = get_args(Unit)
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)
PERIODS: tuple[Period, ...] = get_args(Period)
STATUSES: tuple[Status, ...] = get_args(Status)

#: item groups and their items, from people to things
GROUPS: dict[str, tuple[str, ...]] = {
    "personnel": ("troops",),
    "units": ("brigades", "battalions", "divisions", "regiments"),
    "armour": ("tanks", "armoured_vehicles"),
    "artillery": ("artillery", "howitzers", "mortars", "rocket_launchers"),
    "ammunition": ("shells", "rockets", "missiles", "bombs"),
    "air": ("aircraft", "helicopters", "drones"),
    "air defence": ("air_defence",),
    "sea": ("ships",),
    "other": ("vehicles", "equipment"),
}
GROUP_OF: dict[str, str] = {item: group for group, items in GROUPS.items() for item in items}
ITEMS: tuple[str, ...] = tuple(GROUP_OF)

_CLOSED: dict[str, tuple[str, ...]] = {
    "item": ITEMS,
    "measure": MEASURES,
    "unit": UNITS,
    "qualifier": QUALIFIERS,
    "per": PERIODS,
    "status": STATUSES,
}


def _closed(column: str) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(_CLOSED[column], dtype="str"))


#: the columns of the contract in order, with their dtypes
CONTRACT: dict[str, str | pd.CategoricalDtype] = {
    "side": "string",
    "item": _closed("item"),
    "measure": _closed("measure"),
    "unit": _closed("unit"),
    "versus": "string",
    "qualifier": _closed("qualifier"),
    "value": "Float64",
    "low": "Float64",
    "high": "Float64",
    "per": _closed("per"),
    "joint": "boolean",
    "status": _closed("status"),
    "source": "string",
    "place": "string",
    "as_of": "string",
    "start": "Int64",
    "end": "Int64",
}
#: characters before and behind a claim's words that are kept with it
CONTEXT = 40
#: where a claim stands: its article (a hash of the text), its id, its exact words and those around, who printed it when
PROVENANCE: dict[str, str] = {
    "article_id": "string",
    "claim_id": "string",
    "words": "string",
    "context": "string",
    "publisher": "string",
    "url": "string",
    "published": "string",
}
#: all columns that extraction fills, in order
COLUMNS: dict[str, str | pd.CategoricalDtype] = {**CONTRACT, **PROVENANCE}

_REQUIRED = ("item", "measure", "unit", "qualifier", "joint", "status")
_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"


def empty_claims() -> pd.DataFrame:
    """Give a claims frame without rows.

    Returns
    -------
    DataFrame
        No rows, the columns and dtypes of `COLUMNS`.

    Examples
    --------
    >>> len(empty_claims()), list(empty_claims())[:3]
    (0, ['side', 'item', 'measure'])
    """
    return pd.DataFrame({c: pd.Series(dtype=d) for c, d in COLUMNS.items()})


def make_claims(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Build a checked claims frame from dicts; columns that a row leaves out are missing.

    Parameters
    ----------
    rows : list of dict
        One dict per claim, by column name. ``unit`` defaults to count, ``joint`` to False,
        ``status`` to asserted.

    Returns
    -------
    DataFrame
        The columns and dtypes of `COLUMNS`, then any further columns of the rows.

    Raises
    ------
    ClaimsError
        If a row breaks the contract.

    Examples
    --------
    >>> rows = [dict(side="Russia", item="tanks", measure="strength", qualifier="exact", value=5, low=5, high=5)]
    >>> make_claims(rows)[["side", "item", "value", "status"]].to_dict("records")
    [{'side': 'Russia', 'item': 'tanks', 'value': 5.0, 'status': 'asserted'}]
    """
    defaults: dict[str, object] = {"unit": "count", "joint": False, "status": "asserted"}
    extra = [c for row in rows[:1] for c in row if c not in COLUMNS]
    frame = pd.DataFrame({c: [r.get(c, defaults.get(c)) for r in rows] for c in [*COLUMNS, *extra]}, dtype="object")
    return validate_claims(frame)


def validate_claims(claims: pd.DataFrame, *, name: str = "the claims frame") -> pd.DataFrame:
    """Check a frame against the contract and give it the contract's dtypes.

    Parameters
    ----------
    claims : DataFrame
        At least the columns of `CONTRACT`, in any order; others are kept behind them.
    name : str
        What to call the frame in an error, such as its file name.

    Returns
    -------
    DataFrame
        A new frame: contract columns, provenance columns (added as missing), then the others; a fresh index.

    Raises
    ------
    ClaimsError
        If a column is missing, or any value is outside its closed set, range or type. Every fault is listed in
        ``.problems`` (row, column, value, rule).

    Examples
    --------
    >>> validate_claims(empty_claims().assign(item=["spoons"]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    forces.errors.ClaimsError: the claims frame: 1 of 1 row breaks the contract, ...
    """
    absent = [c for c in CONTRACT if c not in claims.columns]
    if absent:
        msg = (
            f"{name}: {count(len(absent), 'column')} of the contract missing: {', '.join(absent)}; "
            f"add (empty where unknown) or rename: {', '.join(CONTRACT)}"
        )
        raise ClaimsError(
            msg, pd.DataFrame([{"row": pd.NA, "column": c, "value": pd.NA, "rule": "missing"} for c in absent])
        )
    frame = claims.reset_index(drop=True)
    faults: list[tuple[int, str, object, str]] = []
    cast: dict[str, pd.Series] = {}
    for column, dtype in COLUMNS.items():
        series = frame[column] if column in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="object")
        cast[column] = _cast(series, column, dtype, faults)
    _check_rows(cast, faults)
    if faults:
        problems = pd.DataFrame(
            sorted(faults, key=lambda fault: (fault[0], fault[1])), columns=["row", "column", "value", "rule"]
        )
        first = problems.iloc[0]
        bad_rows = problems["row"].nunique()
        msg = (
            f"{name}: {bad_rows} of {count(len(frame), 'row')} break{'s' if bad_rows == 1 else ''} the contract, "
            f"first row {first['row']}: {first['column']} {first['rule']}, got {first['value']!r}; "
            "`forces check` and .problems list them all"
        )
        raise ClaimsError(msg, problems)
    rest = {c: frame[c] for c in frame.columns if c not in COLUMNS}
    return pd.DataFrame({**cast, **rest})


def _cast(series: pd.Series, column: str, dtype: object, faults: list[tuple[int, str, object, str]]) -> pd.Series:
    """Cast one column, reporting what does not fit instead of blanking it."""
    if series.dtype == dtype:
        return series
    if series.dtype == object:  # None, NaN and empty text all mean missing
        series = series.where(series.notna() & (series.astype("object") != ""), pd.NA)
    given = series.notna()
    if isinstance(dtype, pd.CategoricalDtype):
        allowed = list(dtype.categories)
        bad = given & ~series.isin(allowed)
        faults += [(int(i), column, series[i], f"must be one of {', '.join(allowed)}") for i in series.index[bad]]
        return series.where(~bad).astype(dtype)
    if dtype in ("Float64", "Int64"):
        numbers = pd.to_numeric(series.astype("object"), errors="coerce").astype("Float64")
        bad = given & numbers.isna()
        if dtype == "Int64":
            bad |= given & (numbers.fillna(0) % 1 != 0)
        faults += [
            (int(i), column, series[i], "must be a number" + (" without decimals" if dtype == "Int64" else ""))
            for i in series.index[bad]
        ]
        return numbers.where(~bad).astype(dtype)
    if dtype == "boolean":
        known = {True: True, False: False, "True": True, "False": False, "true": True, "false": False}
        hashable = series.astype("object")
        bad = given & ~hashable.isin(list(known))
        faults += [(int(i), column, series[i], "must be true or false") for i in series.index[bad]]
        return hashable.where(~bad & given).map(known, na_action="ignore").astype("boolean")
    return series.astype("string")


def _check_rows(cast: dict[str, pd.Series], faults: list[tuple[int, str, object, str]]) -> None:
    """Rules that hold between the columns of one row."""

    def report(bad: pd.Series, column: str, rule: str) -> None:
        hits = bad.fillna(False).astype(bool)
        faults.extend((int(i), column, cast[column][i], rule) for i in cast[column].index[hits])

    reported = {(row, column) for row, column, *_ in faults}
    for column in _REQUIRED:
        empty = cast[column].isna()
        report(
            empty & ~pd.Series([(i, column) in reported for i in empty.index], index=empty.index, dtype=bool),
            column,
            "must be given",
        )
    low, value, high = cast["low"], cast["value"], cast["high"]
    report(low.isna() & value.isna() & high.isna(), "value", "must be given, or a bound")
    report(low > value, "low", "must not exceed value")
    report(value > high, "high", "must not be below value")
    report(value.isna() & (low > high), "high", "must not be below low")
    report(value < 0, "value", "must not be negative")
    ratio = cast["unit"].eq("ratio")
    report(ratio & cast["versus"].isna(), "versus", "must be given where unit is ratio")
    report(~ratio & cast["versus"].notna() & cast["unit"].notna(), "versus", "must be missing where unit is count")
    report(cast["start"] < 0, "start", "must not be negative")
    report(cast["end"] <= cast["start"], "end", "must lie behind start")
    for column in ("as_of", "published"):
        text = cast[column]
        report(text.notna() & ~text.str.fullmatch(_DATE).fillna(False), column, "must be YYYY, YYYY-MM or YYYY-MM-DD")


def read_claims(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read and check a claims file.

    Parameters
    ----------
    path : path
        A ``.csv``, ``.parquet``, ``.json`` or ``.jsonl`` file with at least the columns of the contract.

    Returns
    -------
    DataFrame
        As from `validate_claims`.

    Raises
    ------
    ClaimsError
        If the file is missing, cannot be parsed or breaks the contract.
    ArgumentError
        If the file name ends otherwise.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = write_claims(empty_claims(), pathlib.Path(tempfile.mkdtemp(), "claims.csv"))
    >>> read_claims(path).equals(empty_claims())
    True
    """
    path = Path(path)
    kind = file_kind(path, "a claims file")
    try:
        if path.stat().st_size > LARGEST[kind]:
            most = LARGEST[kind] // 1_000_000
            raise ClaimsError(f"{path}: more than {most} MB of {kind}, too much for one frame; split it")
        frame = parse_frame(path.read_bytes(), kind, list(COLUMNS))
    except FileNotFoundError:
        raise ClaimsError(f"{path}: no such file; give the path of a claims file ({', '.join(KINDS)})") from None
    except (OSError, ValueError) as error:  # parser and decoding errors are ValueErrors, arrow's are both
        raise ClaimsError(f"{path}: cannot be read as a {kind} file ({str(error).splitlines()[0]})") from error
    return validate_claims(frame, name=str(path))


def write_claims(claims: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Check claims and write them to a file, whole or not at all.

    Parameters
    ----------
    claims : DataFrame
        At least the columns of the contract.
    path : path
        Where to; ``.csv``, ``.parquet``, ``.json`` or ``.jsonl``. `read_claims` gives an equal frame back.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ClaimsError
        If the claims break the contract or the file cannot be written. An older file of that name is then unchanged.
    ArgumentError
        If the file name ends otherwise.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> write_claims(empty_claims(), pathlib.Path(tempfile.mkdtemp(), "claims.parquet")).name
    'claims.parquet'
    """
    path = Path(path)
    kind = file_kind(path, "a claims file")
    frame = validate_claims(claims)
    return write_whole(path, frame_parts(frame, kind), error=ClaimsError)


_SPACE = re.compile(r"\s")


def context_of(text: str, start: int, end: int) -> str:
    r"""Give a span with `CONTEXT` characters on either side, on one line.

    Examples
    --------
    >>> context_of("Russia has\n500 tanks.", 11, 20)
    'Russia has 500 tanks.'
    """
    window = text[max(start - CONTEXT, 0) : end + CONTEXT]
    return window if window.isprintable() else _SPACE.sub(" ", window)


def is_date(text: str) -> bool:
    """Tell whether a text is a date as the contract writes it: YYYY, YYYY-MM or YYYY-MM-DD.

    Examples
    --------
    >>> is_date("2024-03"), is_date("March 2024")
    (True, False)
    """
    return re.fullmatch(_DATE, text) is not None
