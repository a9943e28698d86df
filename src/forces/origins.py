"""Who counted first: many articles may relay one origin, and an origin may belong to a warring party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd

from forces.arrays import Bools, Ints, dense, joined, ranks, sort_rows, starts
from forces.columns import Columns, plain_name

__all__ = [
    "DAYS", "NO_DAY", "STANCES", "Stance", "article_codes", "attributed", "claim_days", "find_origins",
    "find_stances", "origin_codes",
]  # fmt: skip

#: claims this many days apart at most may share an origin or be paired
DAYS = 14
#: unattributed spans of at least this many words are taken as one text when they agree; shorter ones agree by chance
SAME_WORDS = 6
#: the day of a claim without any date
NO_DAY = 1 << 20
Stance = Literal["own", "enemy", "third"]
STANCES: tuple[Stance, ...] = get_args(Stance)


def find_origins(claims: pd.DataFrame) -> pd.DataFrame:
    """Propose for each claim the origin of its figure: whoever first counted.

    Claims share an origin if they name the same source; if they name none and stand in nearly the same words (six or
    more) within 14 days; or if they give one side, item and measure the same distinctive value (three or more
    significant digits) within 14 days; or if they name none and stand in reprints of one article (column
    ``reprint_of``, see `find_reprints`). Such copies take the name of the earliest, a named source before an unnamed
    one. Unattributed figures belong to the publisher and are marked so. A shared round value is only flagged.

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
    columns = Columns(claims)
    day = claim_days(columns)
    sources, origins, names = origin_codes(columns, day)
    named = attributed(names)[sources]
    basis = np.select([columns.given("origin"), origins != sources, named], ["given", "copy", "source"], "publisher")
    rows = np.flatnonzero(~columns.distinctive & (columns.value > 0))
    rows, cluster = _clusters(columns, rows, ranks(columns.value[rows]), day)
    shared = np.zeros(len(claims), dtype=bool)
    shared[rows] = _mixed(cluster, origins[rows])
    new = {"origin": np.array([*names, ""], dtype=object)[origins], "origin_basis": basis}
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
        Claims by the contract; a column ``source_party`` (a warring side's name, or ``third``) tells whose voice the
        source is.
    side, versus : str, optional
        Take the stance towards `side`, whichever side a claim is about; other parties than these two are third.
    parties : mapping, optional
        Source to party, where the column is absent or empty.

    Returns
    -------
    Series
        ``own``, ``enemy``, ``third``, or missing where the source's party is not known; the claims' index.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="losses", qualifier="exact", value=9)
    >>> parties = ("Russia", "Ukraine", "third")
    >>> find_stances(
    ...     make_claims([dict(row, source_party=p) for p in parties]), versus="Ukraine", side="Russia"
    ... ).tolist()
    ['own', 'enemy', 'third']
    """
    party = claims["source_party"] if "source_party" in claims.columns else pd.Series(pd.NA, index=claims.index)
    party = party.astype("string")
    if parties:
        party = party.fillna(claims["source"].astype("object").map(dict(parties)).astype("string"))
    about = claims["side"].astype("string") if side is None else pd.Series(side, index=claims.index, dtype="string")
    warring = party.isin([side, versus]) if versus is not None else party.ne("third").fillna(False)
    stance = pd.Series("third", index=claims.index, dtype="string").where(party.notna()).mask(warring, "enemy")
    return stance.mask((party == about).fillna(False), "own").rename("stance")


#: behind the publisher's name where an article credits nobody
UNATTRIBUTED = " (unattributed)"


def origin_codes(columns: Columns, day: Ints) -> tuple[Ints, Ints, list[str]]:
    """Code each claim's source (or publisher) and its origin, another's where it is a copy; sort the names."""
    sources, names = _sources(columns)
    credited = attributed(names)
    free = ~columns.given("origin")
    origins = sources.copy()
    own = free & ~credited[sources]
    for rows, same in (_same_figure(columns, free), _same_words(columns, own), _same_article(columns, own)):
        rows, cluster = _clusters(columns, rows, same, day)
        mixed = _mixed(cluster, sources[rows])
        copies, cluster = rows[mixed], cluster[mixed]
        order = np.lexsort((sources[copies], day[copies], ~credited[sources[copies]], cluster))
        first = starts(cluster[order])
        origins[copies[order]] = np.repeat(sources[copies[order[first]]], np.diff(np.append(first, len(order))))
    return sources, origins, names


def attributed(names: list[str]) -> Bools:
    """Tell which names are sources that an article credits; the last of all, for want of any name, is not."""
    return np.array([*(not n.endswith(UNATTRIBUTED) for n in names), False], dtype=bool)


def _sources(columns: Columns) -> tuple[Ints, list[str]]:
    """Tell whom each claim credits, else its publisher, else its article; what the user set comes first."""
    codes, spellings = columns.codes("source")
    labels = {**columns.whole.labels}
    for name in sorted(spellings):
        labels.setdefault(plain_name(name), name)
    found = [labels[plain_name(n)] for n in spellings]
    left, codes = np.flatnonzero(codes < 0), codes.astype(np.int64)
    for column, words in (("publisher", "{}"), ("article_id", "article {}")):
        if not len(left):
            break
        own, names = columns.codes_at(column, left)
        codes[left] = np.where(own < 0, -1, own + len(found))
        found += [words.format(n) + UNATTRIBUTED for n in names]
        left = left[own < 0]
    codes[left], found = len(found), [*found, "unknown" + UNATTRIBUTED]
    given = np.flatnonzero(columns.given("origin"))
    own, names = columns.codes_at("origin", given)
    codes[given], found = own + len(found), [*found, *names]
    used, codes = dense(codes)
    known = sorted({found[i] for i in used})
    at = {name: i for i, name in enumerate(known)}
    return np.array([at[found[i]] for i in used], dtype=np.int32)[codes], known


def article_codes(columns: Columns) -> Ints:
    """Code the article of each claim, by id, else by address; claims with neither are taken as one article."""
    codes, names = columns.codes("article_id")
    if (codes < 0).any():
        urls, addresses = columns.codes("url")
        codes = np.where(codes < 0, np.where(urls < 0, len(addresses), urls) + np.int64(len(names)), codes)
    return codes


def claim_days(claims: pd.DataFrame | Columns) -> Ints:
    """Give the day of each claim since 1970: what it speaks of, else publication; the middle of a month or year.

    A claim without any date has `NO_DAY`; so has one that a column ``undated`` marks as speaking of another time than
    publication, which the text does not date.
    """
    columns = claims if isinstance(claims, Columns) else Columns(claims)
    days = np.full(len(columns), NO_DAY, dtype=np.int32)
    for column in ("published", "as_of"):
        dates = columns.codes(column)[1]
        if len(dates):
            found = columns.table(column, {d: day_of(d) for d in dates}, NO_DAY)
            days = found if column == "published" else np.where(found == NO_DAY, days, found)
        if column == "published" and "undated" in columns.claims.columns:
            days[columns.table("undated", {True: 1, "true": 1, "True": 1}, 0) == 1] = NO_DAY
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


def _same_figure(columns: Columns, free: Bools) -> tuple[Ints, Ints]:
    """Give the rows with a distinctive value, and the number of that value."""
    rows = np.flatnonzero(columns.distinctive & free)
    return rows, ranks(columns.value[rows])


def _same_words(columns: Columns, free: Bools) -> tuple[Ints, Ints]:
    """Give the rows with more words than are chosen alike by chance, and the number of those words."""
    rows = np.flatnonzero(free)
    if not len(rows) or "words" not in columns.claims.columns:
        return rows[:0], rows[:0]
    words = pd.Series(columns.claims["words"].array[rows], dtype="string")
    long = np.flatnonzero((words.str.len() >= 2 * SAME_WORDS - 1).to_numpy(dtype=bool, na_value=False))
    many = rf"(?:\w+\W+){{{SAME_WORDS - 1}}}\w"
    enough = words.iloc[long].str.contains(many).to_numpy(dtype=bool, na_value=False)
    words = words.iloc[long[enough]].str.lower().str.replace(r"\W+", " ", regex=True).str.strip()
    return rows[long[enough]], pd.factorize(words)[0].astype(np.int64)


def _same_article(columns: Columns, free: Bools) -> tuple[Ints, Ints]:
    """Give the rows of articles that were reprinted and of their reprints, and the number of the first of them."""
    first, names = columns.codes("reprint_of")
    if not len(names):
        return np.flatnonzero(first >= 0), first
    own = columns.table("article_id", {name: i for i, name in enumerate(names)}, -1)
    same = np.where(first < 0, own, first).astype(np.int64)
    rows = np.flatnonzero(free & (same >= 0))
    return rows, same[rows]


def _clusters(columns: Columns, rows: Ints, same: Ints, day: Ints) -> tuple[Ints, Ints]:
    """Sort rows by what they count, what they share and their day; number the runs at most 14 days apart."""
    dated = day[rows] != NO_DAY
    rows, key = rows[dated], same[dated]
    for name in ("side", "versus", "item", "measure", "unit", "per"):
        codes, names = columns.codes(name)
        key = joined(key, codes[rows] + 1, len(names) + 1)
    days = day[rows]
    days -= days.min(initial=NO_DAY)
    span = int(days.max(initial=0)) + DAYS + 2
    key, order = sort_rows(joined(key, days, span))
    return rows[order], np.cumsum(np.diff(key, prepend=key[:1]) > DAYS)


def _mixed(cluster: Ints, origin: Ints) -> Bools:
    """Tell which rows stand in a cluster of more than one origin."""
    some = np.zeros(cluster.max(initial=-1) + 1, dtype=np.int64)
    some[cluster] = origin
    mixed = np.zeros(len(some), dtype=bool)
    mixed[cluster[some[cluster] != origin]] = True
    return np.asarray(mixed[cluster])
