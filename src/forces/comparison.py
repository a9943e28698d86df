"""Other people's figures, from files the user has, brought into the contract so that claims can stand beside them.

Each row says in ``evidence`` what it is: a ``claim`` somebody made, a ``count`` from records, or a ``model``'s output.
Nothing is downloaded. Keep the frames apart from claims read in articles: their origins differ, so no ratio mixes them
unless origins are crossed on purpose.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from forces.claims import CONTRACT, PROVENANCE, validate_claims
from forces.errors import ArgumentError, ClaimsError, refuse_rows

__all__ = ["read_cdb90", "read_economist", "read_ivaniuk"]

Counted = Literal["deaths", "casualties"]

#: CDB90's columns of one side: figure, its item and measure, its error in per cent (plus, minus)
_CDB90 = (
    ("STR{}", "troops", "strength", "STR{}"),
    ("CAS{}", "troops", "losses", "CAS{}"),
    ("TANK{}", "tanks", "strength", None),
    ("CTANK{}", "tanks", "losses", None),
    ("ARTY{}", "artillery", "strength", None),
    ("CARTY{}", "artillery", "losses", None),
)
_HEDGES = {"about": "about", "more": "at_least"}
_OUTCOMES = {1: "won", 0: "drawn", -1: "lost"}
#: the daily files' columns by item; those of one item are added up
_IVANIUK = {
    "personnel": "troops",
    "tank": "tanks",
    "APC": "armoured_vehicles",
    "field artillery": "artillery",
    "MRL": "rocket_launchers",
    "aircraft": "aircraft",
    "helicopter": "helicopters",
    "drone": "drones",
    "anti-aircraft warfare": "air_defence",
    "cruise missiles": "missiles",
    "naval ship": "ships",
    "submarines": "ships",
    "military auto": "vehicles",
    "fuel tank": "vehicles",
    "vehicles and fuel tanks": "vehicles",
    "special equipment": "equipment",
}


def read_cdb90(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the battles of CDB90: counts by historians, attacker against defender.

    Some of the 660 battles are second looks at others.

    Parameters
    ----------
    path : path
        ``CDB90-orig.csv`` (or ``CDB90-patched.csv``) from ``src-data/CDB90`` of github.com/jrnold/CDB90. Its tidy
        ``battles.csv`` is refused: there ``wina`` lost the value -1, the outcome of battles that the attacker lost.

    Returns
    -------
    DataFrame
        Claims by the contract, sides ``attacker`` and ``defender``: strengths and losses of troops, tanks and artillery
        with the file's error bands as bounds. Further: ``evidence`` (``count``), ``force`` (the army's name), ``war``,
        ``outcome`` of that side (``won``, ``lost``, ``drawn``). ``place`` is the battle and its number: one ratio each.

    Raises
    ------
    ClaimsError
        If the file cannot be read, lacks a column or holds what is no number.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "CDB90-orig.csv")
    >>> rows = {"ISQNO": 1, "NAME": "HILL", "WAR": "A WAR", "WINA": -1, "ATPBYR1": 1800, "ATPBMN1": 7, "ATPBDA1": 2}
    >>> for s, n in (("A", 900), ("D", 300)):
    ...     rows |= {f"NAM{s}": s, f"STR{s}": n, f"STR{s}PL": 10, f"STR{s}MI": -10, f"CAS{s}": -1, f"CAS{s}PL": 0}
    ...     rows |= {f"CAS{s}MI": 0, f"TANK{s}": 0, f"CTANK{s}": 0, f"ARTY{s}": -1, f"CARTY{s}": -1}
    >>> pd.DataFrame([rows]).to_csv(path, index=False)
    >>> read_cdb90(path)[["side", "item", "low", "value", "outcome"]].head(2).values.tolist()
    [['attacker', 'troops', 810.0, 900.0, 'lost'], ['defender', 'troops', 270.0, 300.0, 'won']]
    """
    battles = _table(path)
    if "wina" in battles:
        raise ClaimsError(
            f"{path}: this tidy file lost the outcomes of battles that the attacker lost (wina -1); "
            "read src-data/CDB90/CDB90-orig.csv instead"
        )
    dates = ["ATPBYR1", "ATPBMN1", "ATPBDA1"]
    sides = {"attacker": "A", "defender": "D"}
    figures = [c.format(s) for s in sides.values() for c, *_ in _CDB90]
    errors = [f"{c.format(s)}{end}" for s in sides.values() for *_, c in _CDB90 if c for end in ("PL", "MI")]
    names = ["ISQNO", "NAME", "WAR", *(f"NAM{s}" for s in sides.values())]
    _need(path, battles, [*names, "WINA", *dates, *figures, *errors])
    numbers = {c: _numbers(path, battles, c) for c in ["WINA", *dates, *figures, *errors]}
    as_of = _iso(*(numbers[c] for c in dates))
    parts = []
    for column, item, measure, band in _CDB90:
        for side, s in sides.items():
            value, won = numbers[column.format(s)], numbers["WINA"] * (1 if s == "A" else -1)
            none = pd.Series(0.0, battles.index)
            plus, minus = (numbers[f"{band.format(s)}{end}"].fillna(0) if band else none for end in ("PL", "MI"))
            part = {
                "side": side, "item": item, "measure": measure,
                "qualifier": (plus.ne(0) | minus.ne(0)).map({True: "between", False: "exact"}),
                "low": value * (1 - minus.abs() / 100), "value": value, "high": value * (1 + plus.abs() / 100),
                "source": "CDB90", "place": battles["NAME"] + " (" + battles["ISQNO"] + ")", "as_of": as_of,
                "article_id": "cdb90-" + battles["ISQNO"],
                "claim_id": "cdb90-" + battles["ISQNO"] + f"-{item}-{measure}-{side}",
                "publisher": "CDB90", "url": "https://github.com/jrnold/CDB90", "evidence": "count",
                "force": battles[f"NAM{s}"], "war": battles["WAR"], "outcome": won.map(_OUTCOMES),
            }  # fmt: skip
            parts.append(pd.DataFrame(part)[value >= 0])  # -1: not known
    return _claims(pd.concat(parts).sort_index(kind="stable"), path)


def read_ivaniuk(path: str | os.PathLike[str], *, daily: bool = False) -> pd.DataFrame:
    """Read the daily loss files of P. Ivaniuk: what Ukraine's General Staff claims about Russian losses.

    One party's claims about the other, so they make no ratio by themselves. Prisoners, whom the file stopped counting
    in April 2022, and columns without an item in the contract are not read.

    Parameters
    ----------
    path : path
        ``russia_losses_personnel`` or ``russia_losses_equipment``, ``.json`` or ``.csv``, from
        github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset.
    daily : bool
        Give the increase on the day before as a rate per day instead of the running total. Days behind a gap, and days
        on which a total was corrected downwards, are left out.

    Returns
    -------
    DataFrame
        Claims by the contract, measure ``losses``; vehicles and fuel tanks, ships and submarines are added up. Further:
        ``source_party`` (``Ukraine``) and ``evidence`` (``claim``).

    Raises
    ------
    ClaimsError
        If the file cannot be read, holds none of the known columns, or what is no number.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "russia_losses_personnel.json")
    >>> _ = path.write_text('[{"date": "2022-03-07", "day": 12, "personnel": 700, "personnel*": "more", "POW": 9}]')
    >>> read_ivaniuk(path)[["side", "item", "qualifier", "value"]].values.tolist()
    [['Russia', 'troops', 'at_least', 700.0]]
    """
    table = _table(path)
    _need(path, table, ["date"])
    known = [c for c in _IVANIUK if c in table]
    if not known:
        raise ClaimsError(f"{path}: no known column of losses; it should hold some of {', '.join(_IVANIUK)}")
    numbers = pd.DataFrame({c: _numbers(path, table, c) for c in known})
    days = pd.to_datetime(table["date"], format="%Y-%m-%d", errors="coerce")
    refuse_rows(f"{path}: ", table, "date", days.isna(), "must be YYYY-MM-DD")
    totals = numbers.T.groupby(pd.Series(_IVANIUK)[known], sort=False).sum(min_count=1).T.set_index(days).sort_index()
    hedge = table.get("personnel*", pd.Series(pd.NA, table.index)).set_axis(days).map(_HEDGES)
    if daily:
        behind = totals.index.to_series().diff().eq(pd.Timedelta(days=1))
        totals = totals.diff().where(behind, axis=0)
        totals, hedge = totals.where(totals >= 0), hedge.replace("at_least", "about")
    frame = totals.rename_axis("as_of").melt(var_name="item", ignore_index=False).dropna(subset="value").reset_index()
    kind = frame["as_of"].map(hedge).where(frame["item"].eq("troops")).fillna("exact")
    day = frame["as_of"].dt.strftime("%Y-%m-%d")
    frame = frame.assign(
        side="Russia", measure="losses", qualifier=kind, per="day" if daily else None, as_of=day, published=day,
        low=frame["value"].where(kind.ne("about")), high=frame["value"].where(kind.eq("exact")),
        source="General Staff of the Armed Forces of Ukraine", source_party="Ukraine", evidence="claim",
        article_id="ivaniuk-" + day, claim_id="ivaniuk-" + day + "-" + frame["item"] + ("-daily" if daily else ""),
        publisher="P. Ivaniuk's dataset", url="https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset",
    )  # fmt: skip
    return _claims(frame, path)


def read_economist(path: str | os.PathLike[str], *, counted: Counted) -> pd.DataFrame:
    """Read The Economist's figures on the dead and wounded: its model's output, or the estimates it collected.

    Parameters
    ----------
    path : path
        From github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates: a ``meta-estimate-*.csv``
        (the model), or the sheet ``Soldier deaths_casualties in Ukraine - estimates.csv`` (others' estimates).
    counted : {"deaths", "casualties"}
        Which of the two; the contract has one measure for both, and they must not meet in a ratio.

    Returns
    -------
    DataFrame
        Claims by the contract, item ``troops``, measure ``losses``, totals since February 2022. The model's bounds are
        its prediction interval. Further: ``evidence`` (``model`` or ``claim``), ``counted``, and ``source_party``: of
        the sources that the sheet marks as warring parties the side in their name, of all others ``third``.

    Raises
    ------
    ArgumentError
        If `counted` is neither.
    ClaimsError
        If the file cannot be read, is neither of the two, or holds what is no number.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "meta-estimate-deaths.csv")
    >>> day = dict(date="2026-02-21", estimate=300, pi_low=200, pi_high=400, type="deaths", country="russia")
    >>> pd.DataFrame([day]).to_csv(path, index=False)
    >>> read_economist(path, counted="deaths")[["side", "low", "value", "high", "evidence"]].values.tolist()
    [['Russia', 200.0, 300.0, 400.0, 'model']]
    """
    if counted not in get_args(Counted):
        raise ArgumentError(f"counted must be one of {', '.join(get_args(Counted))}; got {counted!r}")
    table = _table(path)
    model = "pi_low" in table
    bounds = ("pi_low", "pi_high") if model else ("estimate_low", "estimate_high")
    _need(path, table, ["date", "type", "country", "estimate", *bounds, *(() if model else ("source", "source_url"))])
    table = table[table["type"].eq(counted)].reset_index(drop=True)
    low, value, high = (_numbers(path, table, c) for c in (bounds[0], "estimate", bounds[1]))
    alone = low.isna() & high.isna()
    value = value.fillna((low + high) / 2).fillna(low).fillna(high)
    kind = (
        pd.Series("between", table.index).mask(high.isna(), "at_least").mask(low.isna(), "at_most").mask(alone, "exact")
    )
    days = pd.to_datetime(table["date"], format="%Y-%m-%d" if model else "%d/%m/%Y", errors="coerce")
    refuse_rows(f"{path}: ", table, "date", days.isna(), "must be a date as in the original file")
    day = days.dt.strftime("%Y-%m-%d")
    frame = pd.DataFrame({
        "side": table["country"].str.title(), "item": "troops", "measure": "losses", "qualifier": kind,
        "low": low.mask(alone, value), "value": value, "high": high.mask(alone, value), "as_of": day,
        "source": "The Economist" if model else table["source"], "publisher": "The Economist",
        "url": "https://github.com/TheEconomist/the-economist-ukraine-war-dead-and-wounded-estimates" if model
        else table["source_url"],
        "claim_id": f"economist-{counted}-" + (day if model else table.index.astype("string")),
        "source_party": "third" if model else _party(table), "evidence": "model" if model else "claim",
        "counted": counted,
    })  # fmt: skip
    return _claims(frame, path)


def _party(table: pd.DataFrame) -> pd.Series:
    """Name the party of each source that the sheet marks as one."""
    marks = [c for c in table if "warring parties" in str(c)]
    warring = (table[marks] == "yes").fillna(False).any(axis=1)
    ukraine, russia = (table["source"].str.contains(name).fillna(False) for name in ("Ukrain", "Russia"))
    return pd.Series("third", table.index).mask(warring & russia, "Russia").mask(warring & ukraine, "Ukraine")


def _claims(frame: pd.DataFrame, path: str | os.PathLike[str]) -> pd.DataFrame:
    """Fill in what all rows of such a file share, and check them."""
    rest = frame.assign(unit="count", joint=False, status="asserted").reindex(columns=[*CONTRACT, *PROVENANCE])
    further = frame[[c for c in frame if c not in rest]]
    return validate_claims(pd.concat([rest, further], axis=1), name=str(path))


def _table(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a file's cells as text; empty ones are missing."""
    path = Path(path)
    try:
        if path.suffix.lower() == ".json":
            return pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))).astype("string")
        return pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    except FileNotFoundError:
        raise ClaimsError(f"{path}: no such file; download it from the project that publishes it") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ClaimsError(f"{path}: cannot be read as a table ({str(error).splitlines()[0]})") from error


def _need(path: str | os.PathLike[str], table: pd.DataFrame, columns: list[str]) -> None:
    absent = [c for c in columns if c not in table]
    if absent:
        raise ClaimsError(f"{path}: lacks {', '.join(absent)}; is it the file that the documentation names?")


def _numbers(path: str | os.PathLike[str], table: pd.DataFrame, column: str) -> pd.Series:
    """Read a column of numbers, which may have separators; no text may hide among them."""
    numbers = pd.to_numeric(table[column].str.replace(",", ""), errors="coerce").astype("float64")
    refuse_rows(f"{path}: ", table, column, numbers.isna() & table[column].notna(), "must be a number")
    return numbers


def _iso(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """Write dates as far as they are known; 99 and 9999 mean not known."""
    parts = [
        n.where(n.between(1, top)).astype("Int64").astype("string") for n, top in ((year, 9998), (month, 12), (day, 31))
    ]
    text = parts[0].str.zfill(4)
    for part in parts[1:]:
        text = (text + "-" + part.str.zfill(2)).fillna(text)
    return text
