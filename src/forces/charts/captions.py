"""The words around a chart: what was reported, by whom and when, what it rests on; and the same unseen.

All texts are made from the frame that is drawn, so that picture, footer and description cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import pandas as pd

from forces.errors import count
from forces.files import data_hash

__all__ = [
    "Captions", "Record", "absent", "by_whom", "clean", "count", "count_facts", "ends_of", "figure", "how_sure",
    "human_date", "item_name", "names_of", "notes_of", "sentence", "span_of", "unseen", "warring",
]  # fmt: skip

Record = Mapping[Any, Any]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DONE = {
    "fire": "fired", "losses": "lost", "production": "produced", "deliveries": "delivered",
    "recruitment": "recruited", "requirement": "required",
}  # fmt: skip
_HASHED = re.compile(r"^article [0-9a-f]{12} \(unattributed\)$")
_READ = {
    "literal": "only bounds that are printed",
    "plain": "hedges as most readers take them",
    "wide": "hedges taken widely",
}


@dataclass(frozen=True)
class Captions:
    """Title, subtitle, footer and text alternative of one chart."""

    title: str
    subtitle: str
    footer: str
    alt: str


def clean(text: Any) -> str:  # noqa: ANN401  # a cell of a frame
    """Give a name as one printable line; missing is empty.

    Examples
    --------
    >>> clean("General   Staff "), clean(None)
    ('General Staff', '')
    """
    if absent(text):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def absent(cell: Any) -> bool:  # noqa: ANN401  # a cell of a frame
    """Tell whether a cell of a frame is missing."""
    return bool(cell is None or pd.isna(cell))


def human_date(date: object) -> str:
    """Print an ISO date as people write it.

    Examples
    --------
    >>> human_date("2024-02-05"), human_date("2024-02"), human_date("2024")
    ('5 Feb 2024', 'Feb 2024', '2024')
    """
    parts = clean(date).split("-")
    month = [_MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*(str(int(p)) for p in parts[2:]), *month, parts[0]])


def item_name(item: object, measure: object = None, per: object = None) -> str:
    """Name what is counted, in words.

    Examples
    --------
    >>> item_name("armoured_vehicles", "losses"), item_name("shells", "fire", "day"), item_name("troops", "strength")
    ('armoured vehicles lost', 'shells fired per day', 'troops')
    """
    words = [clean(item).replace("_", " "), _DONE.get(clean(measure), ""), f"per {clean(per)}" if clean(per) else ""]
    return " ".join(w for w in words if w)


def names_of(names: Sequence[str], most: int = 2) -> str:
    """Join names, counting those beyond the first few; an article without a publisher has no name but its hash.

    Examples
    --------
    >>> names_of(["Forbes"]), names_of(["A", "B"]), names_of(["A", "B", "C", "D"]), names_of([])
    ('Forbes', 'A and B', 'A, B and 2 others', 'unnamed sources')
    >>> names_of(["article f449313bfb78 (unattributed)"])
    'an unnamed article'
    """
    names = [_HASHED.sub("an unnamed article", n) for n in dict.fromkeys(map(clean, names)) if n]
    if not names:
        return "unnamed sources"
    rest = len(names) - most
    if rest > 0:
        return f"{', '.join(names[:most])} and {count(rest, 'other')}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def by_whom(names: Sequence[str]) -> str:
    """Name one or two sources, for a title; count more.

    Examples
    --------
    >>> by_whom(["Forbes"]), by_whom(["A", "B", "C", "A"])
    ('Forbes', '3 sources')
    """
    n = len({clean(name) for name in names if clean(name)})
    return names_of(names) if n < 3 else count(n, "source")


def sentence(*parts: str) -> str:
    """Join what is not empty into one sentence; nothing stays nothing.

    Examples
    --------
    >>> sentence("", "5 Feb 2024"), sentence("", "")
    ('5 Feb 2024.', '')
    """
    said = ", ".join(p for p in parts if p)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def unseen(*parts: str) -> str:
    """Join the sentences that describe a chart to those who cannot see it."""
    return " ".join([*(p for p in parts if p), "Reported figures, not verified."])


def figure(r: Record) -> str:
    """Print a figure as its words bound it.

    Examples
    --------
    >>> figure({"low": 200, "value": 447, "high": 999, "qualifier": "order", "unit": "count"})
    '200 to 999'
    """
    show = _multiple if r["unit"] == "ratio" else "{:,.10g}".format
    low, value, high = ("" if absent(r[c]) else show(r[c]) for c in ("low", "value", "high"))
    words = {"about": f"about {value}", "at_least": f"at least {low or value}", "at_most": f"at most {high or value}"}
    plain = f"{low} to {high}" if low and high and low != high else value or low or high
    return words.get(str(r["qualifier"]), plain)


def _multiple(number: float) -> str:
    return f"{number:,.3g}:1" if number >= 1 or number == 0 else f"1:{1 / number:,.3g}"


def ends_of(r: Record, mark: str = "") -> tuple[float, float, float]:
    """Give low, value and high of a row; what is missing is NaN."""
    low, value, high = (float("nan") if absent(r[mark + c]) else float(r[mark + c]) for c in ("low", "value", "high"))
    return low, value, high


def how_sure(lows: Sequence[object], highs: Sequence[object], *, hollow: str = "") -> str:
    """Say what whiskers and arrows mean, as far as there are any; and what hollow marks mean, if there are.

    Examples
    --------
    >>> how_sure([1.0, None], [2.0, 3.0]), how_sure([2.0], [2.0])
    ('Whiskers: what the words allow; arrows: no end given.', '')
    """
    ends = list(zip(lows, highs, strict=True))
    some = any(not absent(low) and not absent(high) and low != high for low, high in ends)
    parts = ["whiskers: what the words allow"] * some
    parts += ["arrows: no end given"] * any(absent(end) for pair in ends for end in pair)
    said = "; ".join([*parts, *filter(None, [hollow])])
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def warring(party: pd.Series, parties: Sequence[str]) -> str:
    """Tell the share of warring parties among origins, one row each, as far as their party is known.

    Examples
    --------
    >>> warring(pd.Series(["Ukraine", "third", None]), ["Russia", "Ukraine"])
    'from warring parties: 1 of 2 origins (50%), 1 not known'
    """
    known = party.dropna()
    if not len(known):
        return "share from warring parties not known"
    n = int(known.isin(list(parties)).sum())
    rest = f", {len(party) - len(known)} not known" if len(known) < len(party) else ""
    return f"from warring parties: {n} of {count(len(known), 'origin')} ({n / len(known):.0%}){rest}"


def span_of(dates: Sequence[object]) -> str:
    """Print the period of some ISO dates, telling month and year once where they are the same.

    Examples
    --------
    >>> span_of(["2024-02-06", None, "2024-02-04"]), span_of(["2024-02-01", "2024-03-05"]), span_of(["2022", "2024-03"])
    ('4 to 6 Feb 2024', '1 Feb to 5 Mar 2024', '2022 to Mar 2024')
    >>> span_of(["2022-02-24", "2024-02-05"]), span_of(["2024-02", "2024-02-05"])
    ('24 Feb 2022 to 5 Feb 2024', 'Feb 2024')
    """
    known = sorted(d for d in map(clean, dates) if d)
    if not known or known[-1].startswith(known[0]):
        return human_date(known[0]) if known else ""
    first, last = known[0].split("-"), known[-1].split("-")
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))])
    same = same if len(first) == len(last) else 0
    start = human_date(known[0]).split(" ")
    return " ".join([*start[: len(start) - same], "to", human_date(known[-1])])


def count_facts(claims: pd.DataFrame, sides: Sequence[str], n_origins: int | None = None) -> list[str]:
    """Count claims, articles and origins, and tell the period and the share of warring parties where it is known."""
    origin = claims["origin"] if "origin" in claims.columns else pd.Series(pd.NA, index=claims.index, dtype="string")
    for column in ("source", "publisher"):
        origin = origin.fillna(claims[column].astype("string"))
    article = claims["article_id"].fillna(claims["url"])
    n = int(origin.fillna("").nunique()) if n_origins is None else n_origins
    articles = count(max(article.nunique(), 1), "article")
    party = claims["source_party"] if "source_party" in claims.columns else pd.Series(pd.NA, index=claims.index)
    party = party.astype("string").groupby(origin.fillna("")).first()
    return [
        f"{count(len(claims), 'claim')} in {articles} from {count(n, 'origin')}", warring(party, sides),
        span_of(list(claims["as_of"].fillna(claims["published"]))),
    ]  # fmt: skip


def notes_of(facts: Sequence[str], *, reading: str, frame: pd.DataFrame) -> str:
    """Give the footer: the facts, the reading, and where the picture comes from."""
    from forces import __version__

    read = f"{reading} reading" + (f" ({_READ[reading]})" if reading in _READ else "") if reading else ""
    parts = [p for p in map(clean, [*facts, read, "reported figures, not verified"]) if p]
    return " · ".join([*parts, f"forces\N{NO-BREAK SPACE}{__version__}", f"data\N{NO-BREAK SPACE}{data_hash(frame)}"])
