"""Who counted first: many articles may relay one origin, and an origin may belong to a warring party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forces.intervals import Bools, Ints, codes_of, distinctive, printed_values

__all__ = ["find_origins", "find_stances"]

#: claims this many days apart at most may share an origin or be paired
DAYS = 14
#: unattributed spans of at least this many words are taken as one text when they agree; shorter ones agree by chance
SAME_WORDS = 6
#: the day of a claim without any date
NO_DAY = 1 << 20
STANCES = ("own", "enemy", "third")


def find_origins(claims: pd.DataFrame) -> pd.DataFrame:
    """Propose for each claim the origin of its figure: whoever first counted.

    Claims share an origin if they name the same source; if they name none and stand in nearly the same words (six or
    more) within 14 days; or if they give one side, item and measure the same distinctive value (three or more
    significant digits) within 14 days. Such copies take the name of the earliest, a named source before an unnamed one.
    Unattributed figures belong to the publisher and are marked so. A shared round value is only flagged.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract. Where it has a column ``origin``, its values are kept and only gaps are filled, so edit
        that column to split or join origins.

    Returns
    -------
    DataFrame
        The claims with ``origin``, ``origin_basis`` (``given``, ``source``, ``publisher`` or ``copy``) and
        ``shared_round`` (another origin printed the same round value within 14 days).

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="troops", measure="strength", qualifier="exact", published="2024-02-05")
    >>> claims = make_claims([dict(row, value=41_300, source="Forbes"), dict(row, value=41_300, publisher="Wire")])
    >>> find_origins(claims)[["origin", "origin_basis"]].values.tolist()
    [['Forbes', 'source'], ['Forbes', 'copy']]
    """
    sources, origins, names = origin_codes(claims)
    own_names = ~np.array([n.endswith(UNATTRIBUTED) for n in names], dtype=bool)
    basis = np.where(own_names[sources], "source", "publisher") if len(claims) else np.empty(0, dtype=str)
    basis = np.where(origins != sources, "copy", basis)
    basis = np.where(_given(claims), "given", basis)
    value = printed_values(claims)[1]
    rows = np.flatnonzero(~distinctive(value) & (value > 0))
    cluster = _clusters([*_what(claims, rows), pd.factorize(value[rows])[0]], claim_days(claims)[rows])
    shared = np.zeros(len(claims), dtype=bool)
    shared[rows] = _mixed(cluster, origins[rows])
    new = {"origin": np.array(names, dtype=object)[origins], "origin_basis": basis}
    frame = claims.assign(**{k: pd.Series(v, index=claims.index, dtype="string") for k, v in new.items()})
    return frame.assign(shared_round=pd.Series(shared, index=claims.index, dtype="boolean"))


def find_stances(
    claims: pd.DataFrame,
    *,
    side: str | None = None,
    versus: str | None = None,
    parties: Mapping[str, str] | None = None,
) -> pd.Series:
    """Tell whether each figure comes from the side it is about, from its enemy, or from a third party.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; a column ``source_party`` (a side's name, or another word such as ``third``) tells whose
        voice the source is.
    side, versus : str, optional
        Take the stance towards `side`, whichever side a claim is about; other parties than these two are third.
    parties : mapping, optional
        Source to party, where the column is absent or empty.

    Returns
    -------
    Series
        ``own``, ``enemy``, ``third``, or missing where the source's party is not known; the claims' index.
    """
    party = claims["source_party"] if "source_party" in claims.columns else pd.Series(pd.NA, index=claims.index)
    party = party.astype("string")
    if parties:
        party = party.fillna(claims["source"].astype("object").map(dict(parties)).astype("string"))
    about = claims["side"].astype("string") if side is None else pd.Series(side, index=claims.index, dtype="string")
    sides = set(claims["side"].dropna()) if versus is None else {side, versus}
    stance = pd.Series("third", index=claims.index, dtype="string").where(party.notna())
    stance = stance.mask(party.isin(sides), "enemy")
    return stance.mask((party == about).fillna(False), "own").rename("stance")


#: behind the publisher's name where an article credits nobody
UNATTRIBUTED = " (unattributed)"


def origin_codes(claims: pd.DataFrame) -> tuple[Ints, Ints, list[str]]:
    """Number each claim's source (or publisher) and its origin, which differs for copies; names in sorted order."""
    codes, spellings = codes_of(claims["source"])
    labels: dict[str, str] = {}
    for name in sorted(map(str, spellings)):
        labels.setdefault(_plain(name), name)
    found = [labels[_plain(str(n))] for n in spellings]
    missing = np.flatnonzero(codes < 0)
    nobody = np.empty(0, dtype=np.int64)
    if len(missing):
        who = (
            claims["publisher"]
            if "publisher" in claims.columns
            else pd.Series(pd.NA, index=claims.index, dtype="string")
        )
        nobody, publishers = codes_of(who.iloc[missing])
        if (nobody < 0).any() and "article_id" in claims.columns:
            who = who.astype("string").fillna("article " + claims["article_id"].astype("string"))
            nobody, publishers = codes_of(who.iloc[missing])
        nobody = np.where(nobody < 0, len(publishers), nobody) + len(found)
        found += [f"{p}{UNATTRIBUTED}" for p in [*publishers, "unknown"]]
    given = np.flatnonzero(_given(claims))
    own, own_names = codes_of(claims["origin"].iloc[given]) if len(given) else (given, [])
    names = sorted({*found, *map(str, own_names)})
    at = {name: i for i, name in enumerate(names)}
    sources = np.array([*(at[n] for n in found), 0], dtype=np.int64)[codes]
    if len(missing):
        sources[missing] = np.array([at[n] for n in found], dtype=np.int64)[nobody]
    sources[given] = np.array([at[str(n)] for n in own_names], dtype=np.int64)[own]
    named = ~np.array([n.endswith(UNATTRIBUTED) for n in names], dtype=bool)
    origins = sources.copy()
    fixed = _given(claims)
    day = claim_days(claims)
    for rows, text in _copies(claims, codes < 0):
        rows, text = rows[~fixed[rows]], text[~fixed[rows]]
        cluster = _clusters([*_what(claims, rows), text], day[rows])
        mixed = _mixed(cluster, sources[rows])
        rows, cluster = rows[mixed], cluster[mixed]
        order = np.lexsort((sources[rows], day[rows], ~named[sources[rows]], cluster))
        first = order[np.flatnonzero(np.r_[True, np.diff(cluster[order]) != 0])] if len(order) else order
        origins[rows] = sources[rows[first]][np.unique(cluster, return_inverse=True)[1]]
    return sources, origins, names


def claim_days(claims: pd.DataFrame) -> Ints:
    """Give the day of each claim since 1970: what it speaks of, else publication; the middle of a month or year."""
    days = np.full(len(claims), NO_DAY, dtype=np.int64)
    for column in ("published", "as_of"):
        if column in claims.columns:
            codes, dates = codes_of(claims[column])
            table = np.array([*(day_of(str(d)) for d in dates), NO_DAY], dtype=np.int64)[codes]
            days = np.where(table == NO_DAY, days, table)
    return days


def day_of(date: str) -> int:
    """Give the middle day of a date that may lack its day or month, counted from 1970.

    Examples
    --------
    >>> day_of("1970-01-02"), day_of("1970-01"), day_of("1970")
    (1, 15, 182)
    """
    first = np.datetime64(date)
    last = (first + 1).astype("datetime64[D]") - 1
    return int((first.astype("datetime64[D]").astype(int) + last.astype(int)) // 2)


def _plain(name: str) -> str:
    return " ".join(name.casefold().removeprefix("the ").split())


def _given(claims: pd.DataFrame) -> Bools:
    return claims["origin"].notna().to_numpy() if "origin" in claims.columns else np.zeros(len(claims), dtype=bool)


def _what(claims: pd.DataFrame, rows: Ints) -> list[npt.NDArray[Any]]:
    """Code what a claim counts, for some rows."""
    return [codes_of(claims[c])[0][rows] for c in ("side", "versus", "item", "measure", "unit", "per")]


def _copies(claims: pd.DataFrame, unattributed: Bools) -> list[tuple[Ints, Ints]]:
    """List rows that may be copies of each other, and the number of the figure or text that they would share."""
    value = printed_values(claims)[1]
    rows = np.flatnonzero(distinctive(value))
    rows = rows[_repeated(value[rows])]
    out = [(rows, np.unique(value[rows], return_inverse=True)[1])]
    if "words" in claims.columns and unattributed.any():
        words = claims["words"].iloc[np.flatnonzero(unattributed)].astype("string")
        long = (words.str.len() > 2 * SAME_WORDS).to_numpy(dtype=bool, na_value=False)
        words, rows = (
            words[long].str.lower().str.replace(r"\W+", " ", regex=True).str.strip(),
            np.flatnonzero(unattributed)[long],
        )
        enough = (words.str.count(" ") >= SAME_WORDS - 1).to_numpy(dtype=bool, na_value=False)
        out.append((rows[enough], pd.factorize(words[enough])[0]))
    return out


def _repeated(values: npt.NDArray[Any]) -> Bools:
    """Tell which values occur more than once."""
    order = np.argsort(values)
    same = np.r_[False, np.diff(values[order]) == 0, False] if len(values) else np.zeros(1, dtype=bool)
    out = np.empty(len(values), dtype=bool)
    out[order] = same[1:] | same[:-1]
    return out


def _clusters(keys: list[npt.NDArray[Any]], day: Ints) -> Ints:
    """Number the runs of equal rows whose neighbours are at most 14 days apart; an undated row stands alone."""
    if not len(day):
        return np.empty(0, dtype=np.int64)
    order = np.lexsort((day, *keys))
    new = (np.diff(day[order]) > DAYS) | (day[order][1:] == NO_DAY)
    for key in keys:
        new |= np.diff(key[order]) != 0
    out = np.empty(len(day), dtype=np.int64)
    out[order] = np.cumsum(np.r_[False, new])
    return out


def _mixed(cluster: Ints, origin: Ints) -> Bools:
    """Tell which rows stand in a cluster of more than one origin."""
    if not len(cluster):
        return np.empty(0, dtype=bool)
    some = np.empty(cluster.max() + 1, dtype=np.int64)
    some[cluster] = origin
    mixed = np.zeros(len(some), dtype=bool)
    mixed[cluster[some[cluster] != origin]] = True
    return np.asarray(mixed[cluster])
