"""What the ratios say, in plain words with their bounds: who reported it, when, and which side has more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forces.charts.captions import Record, absent, clean, human_date, item_name, names_of, span_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["headlines"]

#: which verb tells a measure: one side ... for each one of the other's
_VERBS = {"strength": "has", "fire": "fires", "losses": "loses"}
#: items whose name is no plural
_PIECES = {"artillery": "artillery pieces", "air_defence": "air defence systems", "equipment": "pieces of equipment"}


@dataclass(frozen=True)
class _Clause:
    """One ratio in words: ``Russia`` ``has 2 troops (1.7 to 2.3)`` for each one of ``Ukraine``'s ``at Kupiansk``."""

    who: str
    one: str
    two: str
    more: str
    said: str


def headlines(ratios: pd.DataFrame, claims: pd.DataFrame, *, most: int = 4) -> list[str]:
    """Say the surest ratios in plain words, one sentence for each group of sources.

    Parameters
    ----------
    ratios : DataFrame
        As from `force_ratios` and its like, one below the other.
    claims : DataFrame
        The claims behind them, for their dates.
    most : int
        How many ratios to say at most, those of most origins first and no more than two of one thing; what cannot be
        told comes last.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> from forces.ratios import force_ratios
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", source="Forbes", published="2024-02-05")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> headlines(force_ratios(claims, side="Russia", versus="Ukraine"), claims)
    ["Forbes, 5 Feb 2024: Russia has 4 tanks (3.8 to 4.2) for each one of Ukraine's."]
    """
    if ratios.empty:
        return ["No figures of two sides could be compared."]
    what = [item_name(i, m, p) for i, m, p in zip(ratios["item"], ratios["measure"], ratios["per"], strict=True)]
    ratios = ratios.assign(what=what)
    known = ratios[ratios["verdict"].ne("cannot tell")].sort_values("n_origins", ascending=False, kind="stable")
    shown = known.groupby("what", sort=False).head(2).head(most)  # no more than two accounts of one thing
    order = {what: i for i, what in enumerate(dict.fromkeys(shown["what"]))}
    shown = shown.loc[shown["what"].map(order).sort_values(kind="stable").index]
    when = dict(zip(claims["claim_id"], claims["as_of"].fillna(claims["published"]), strict=True))
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for r in shown.to_dict("records"):
        c = _clause(r, when)
        groups.setdefault((c.who, c.one, c.two, c.more), []).append(c.said)
    out = [
        f"{who[:1].upper()}{who[1:]}: {one} {_listed(said)} for each one of {two}'s{more}."
        for (who, one, two, more), said in groups.items()
    ]
    unsure = ratios[ratios["verdict"].eq("cannot tell")]
    split = unsure["what"].isin(known["what"])
    for some, told in ((unsure[~split], "the reports"), (unsure[split], "a part of the reports")):
        if len(some):
            out.append(f"Who has more cannot be told from {told}: {names_of(list(some['what']), 4)}.")
    return out


def _clause(r: Record, when: Mapping[Any, Any]) -> _Clause:
    """Say one ratio from the side that has more."""
    one, two = clean(r["side"]), clean(r["versus"])
    low, value, high = (None if absent(r[c]) else float(r[c]) for c in ("low", "value", "high"))
    if value is not None and value < 1:
        one, two = two, one
        low, value, high = (None if n is None else 1 / n for n in (high, value, low))
    hedge = "at least " if high is None and low is not None else "at most " if low is None and high is not None else ""
    shown = _short(low if hedge == "at least " else high if hedge == "at most " else value)
    bounds = f" ({_short(low)} to {_short(high)})" if low is not None and high is not None and low != high else ""
    item = _PIECES.get(clean(r["item"]), clean(r["item"]).replace("_", " "))
    dates = span_of([when.get(i) for i in clean(r["claim_ids"]).split()]) or human_date(r["as_of"])
    account = {"own": f" ({clean(r['side'])}'s own account)", "enemy": f" ({clean(r['versus'])}'s account)"}
    names = names_of(clean(r["sources"]).split("; ")) + account.get(clean(r.get("stance")), "")
    who = ", ".join(p for p in (names, dates) if p)
    more = f" at {clean(r['place'])}" if clean(r["place"]) else ""
    more += ", a ratio stated in words" if r["basis"] == "stated" else ""
    return _Clause(who, one, two, more, f"{_VERBS.get(clean(r['measure']), 'has')} {hedge}{shown} {item}{bounds}")


def _listed(said: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.2g}" if number < 10 else f"{number:,.0f}"
