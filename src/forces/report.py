"""One self-contained page: what was reported, the charts, every claim in its sentence, and what was left out."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forces.articles import Article
from forces.charts.captions import Record, clean, count, figure, human_date, item_name, names_of, span_of
from forces.errors import ArgumentError, ForcesError
from forces.estimates import pool_claims
from forces.files import data_hash, frame_bytes, write_whole
from forces.headlines import headlines
from forces.highlight import STYLE, claim_names, highlight_claims, link, printable, without_heading
from forces.origins import NO_DAY, claim_days, find_origins
from forces.pairs import Basis, unpaired
from forces.trends import Trend, ratio_trends

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["build_report"]

_MEASURES = ("strength", "fire", "losses")
_WIDTH = 8.5  # inches of a chart
_MOST = 100_000  # claims of a page: 140 MB, and 2 GB of memory
_ACCOUNTS = {"own": "{side}'s own", "enemy": "{versus}'s", "third": "third party"}
_RATIO_HEAD = ("what", "ratio", "more", "account", "claims/ articles/ origins", "sources", "latest", "note")
_CLAIM_HEAD = ("words", "side", "what", "figure", "source", "article", "date", "status")
#: notes of a ratio in plainer words
_PLAIN = {
    "small counts": "small numbers",
    "emphatic upper bound": "“up to” may be emphasis",
    "pairs across origins": "two sources, one for either side",
    "lead changes under": "another verdict if hedges are read as",
    "spans": "from figures within",
}


def build_report(
    articles: Iterable[Article],
    claims: pd.DataFrame,
    ratios: pd.DataFrame,
    out: str | os.PathLike[str] = "report",
    *,
    side: str | None = None,
    versus: str | None = None,
) -> Path:
    """Write ``index.html``: one page without script or network, its charts inside, whole or not at all.

    Parameters
    ----------
    articles : iterable of Article
        The texts; may be empty where only claims are known.
    claims : DataFrame
        Their claims.
    ratios : DataFrame
        As from `force_ratios` and its like, one below the other, of one pair of sides. With rows of ``basis="stated"``
        among them, ratios stated in words are no longer listed as left out.
    out : path
        The folder to write to; made where it is missing.
    side, versus : str, optional
        The sides, where `ratios` has no row to tell them.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ArgumentError
        If the ratios are of more than one pair of sides, or there are more than 100,000 claims.
    ForcesError
        If the folder cannot be made or written to.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from forces.claims import empty_claims
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = build_report([], empty_claims(), pd.DataFrame(columns=["side", "versus"]), folder)
    ...     "No claims found" in page.read_text(encoding="utf-8")
    True
    """
    pairs = sorted(set(zip(ratios["side"], ratios["versus"], strict=True)))
    if len(pairs) > 1:
        raise ArgumentError(f"a report is of one pair of sides; got {', '.join(' to '.join(p) for p in pairs)}: filter")
    if len(claims) > _MOST:
        raise ArgumentError(f"a page of {len(claims)} claims opens in no browser; at most {_MOST}: filter")
    side, versus = pairs[0] if pairs else (side, versus)
    page = _page(list(articles), claims, _ordered(ratios), side, versus)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise ForcesError(f"{folder}: cannot be made ({why}); choose a folder that you may write to") from None
    return write_whole(folder / "index.html", page.encode("utf-8"))


def _ordered(ratios: pd.DataFrame) -> pd.DataFrame:
    """Put ratios of one item, rate and place one below the other: those of two counts, then those stated in words."""
    if ratios.empty:
        return ratios
    place = {m: i for i, m in enumerate(dict.fromkeys([*_MEASURES, *ratios["measure"]]))}
    first = {i: n for n, i in enumerate(dict.fromkeys(ratios["item"]))}
    keys = ratios[["measure", "item", "per", "place", "basis", "stance"]].astype("string").fillna("")
    keys = keys.assign(measure=ratios["measure"].map(place).astype(int), item=ratios["item"].map(first).astype(int))
    keys["per"] = keys["per"].eq("")  # rates before totals
    return ratios.loc[keys.sort_values([*keys.columns], kind="stable").index].reset_index(drop=True)


def _page(
    articles: list[Article], claims: pd.DataFrame, ratios: pd.DataFrame, side: str | None, versus: str | None
) -> str:
    """Fill the template."""
    from importlib.resources import files

    from jinja2 import Environment
    from markupsafe import Markup

    from forces import __version__
    from forces.charts import plot_ratios

    sides = (side, versus) if side and versus and {side, versus} <= _named(claims) else None
    basis: Basis = "both" if len(ratios) and ratios["basis"].ne("computed").any() else "computed"
    left = unpaired(claims, side=sides[0], versus=sides[1], basis=basis) if sides else None
    names = claim_names(claims)
    csv = frame_bytes(claims, "csv")
    lit = [highlight_claims(a, claims, left_out=left) for a in articles]
    here = {a.id for a in articles}
    unplaced = {i for one in lit for i in one.unplaced}
    reading = clean(ratios["reading"].iloc[0]) if len(ratios) else "plain"
    values: dict[str, Any] = {
        "title": f"Reported forces: {sides[0]} and {sides[1]}" if sides else "Reported forces",
        "headlines": headlines(ratios, claims),
        "counts": _counts(articles, claims),
        "charts": [_chart(lambda **look: plot_ratios(ratios, claims=claims, **look))] if len(ratios) else [],
        "trends": _trend_charts(claims, sides, reading) if sides else [],
        "source_charts": _source_charts(claims, sides, reading) if sides else [],
        "ratio_head": _RATIO_HEAD,
        "ratio_rows": [_ratio_cells(r) for r in ratios.to_dict("records")],
        "claim_head": _CLAIM_HEAD,
        "claim_rows": [
            _claim_cells(r, name, linked=r["article_id"] in here and clean(r["claim_id"]) not in unplaced)
            for r, name in zip(claims.to_dict("records"), names, strict=True)
        ],
        "left_head": ["claim", "figure", "why"],
        "left_rows": _left_rows(left, claims, names),
        "left_why": [] if left is None else [f"{why} ({n})" for why, n in left["reason"].value_counts().items()],
        "left_none": "Every claim stands in a ratio." if left is not None else "No two sides were compared.",
        "source_head": ["source", "speaks for", "claims", "articles", "about", "dates"],
        "source_rows": _source_rows(claims),
        "articles": [_article(a, one.body, one.unplaced, Markup) for a, one in zip(articles, lit, strict=True)],
        "reading": reading,
        "csv": Markup("data:text/csv;charset=utf-8;base64," + base64.b64encode(csv).decode()),  # noqa: S704  # base64
        "digest": data_hash(claims),
        "style": Markup(STYLE),  # noqa: S704  # a constant
        "version": __version__,
    }
    template = files("forces").joinpath("report.html.j2").read_text(encoding="utf-8")
    env = Environment(autoescape=True, trim_blocks=True)
    return printable(env.from_string(template).render(values))


def _named(claims: pd.DataFrame) -> set[str]:
    return {*claims["side"].dropna(), *claims["versus"].dropna()}


def _counts(articles: list[Article], claims: pd.DataFrame) -> str:
    when = span_of(list(claims["as_of"].fillna(claims["published"])))
    n_articles = len(articles) or claims["article_id"].nunique()
    return f"{count(len(claims), 'claim')} in {count(n_articles, 'article')}{', ' + when if when else ''}."


def _trend_charts(claims: pd.DataFrame, sides: tuple[str, str], reading: str) -> list[dict[str, Any]]:
    """Draw the trend of each measure that has a ratio of two dates or more."""
    from forces.charts import plot_trends

    trends = [ratio_trends(claims, side=sides[0], versus=sides[1], measure=m, reading=reading) for m in _MEASURES]
    return [_chart(lambda t=t, **look: plot_trends(t, **look)) for t in trends if _n_dates(t) > 1]


def _n_dates(trend: Trend) -> int:
    """Count the dates of the trend with most points, which is the one drawn."""
    kinds = trend.points.groupby(["item", "measure", "place"], dropna=False)["date"].agg(["size", "nunique"])
    return int(kinds.sort_values("size", ascending=False, kind="stable")["nunique"].iloc[0]) if len(kinds) else 0


def _source_charts(claims: pd.DataFrame, sides: tuple[str, str], reading: str) -> list[dict[str, Any]]:
    """Draw what each origin said of the ratio that most origins gave, and who reported when."""
    from forces.charts import plot_coverage, plot_sources

    keys, charts = ["measure", "item", "per", "place"], []
    how: dict[str, Any] = {"side": sides[0], "versus": sides[1], "basis": "both", "reading": reading}
    origins = pool_claims(claims, by=("item", "origin", "stance"), **how)
    n_origins = origins.groupby(keys, dropna=False)["origin"].transform("nunique")
    if n_origins.max() > 1:
        most = origins[n_origins == n_origins.max()]
        same = most[keys].astype("string").fillna("").eq(most[keys].astype("string").fillna("").iloc[0]).all(axis=1)
        pooled = pool_claims(claims, by=("item",), **how)
        known = find_origins(claims)
        charts.append(_chart(lambda **look: plot_sources(most[same], pooled, claims=known, **look)))
    if len(set(claim_days(claims)) - {NO_DAY}) > 1:
        charts.append(_chart(lambda **look: plot_coverage(claims, **look)))
    return charts


def _chart(draw: Any) -> dict[str, Any]:  # noqa: ANN401  # a plot_ function
    """Draw a chart in light and dark, as pictures inside the page."""
    import matplotlib.pyplot as plt

    from forces.charts import describe_chart, save_chart

    out: dict[str, Any] = {}
    for name, dark in (("light", False), ("dark", True)):
        ax: Axes = draw(dark=dark, width=_WIDTH)
        svg = io.BytesIO()
        save_chart(ax, svg, kind="svg")
        size = ax.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
        out |= {"alt": describe_chart(ax), "width": round(96 * size[0]), "height": round(96 * size[1])}
        out[name] = "data:image/svg+xml;base64," + base64.b64encode(svg.getvalue()).decode()
        plt.close(ax.get_figure(root=True))
    return out


def _cell(text: object, *, href: str = "", kind: str = "") -> dict[str, Any]:
    """Lay out a cell; kind n is a number, d a date."""
    return {"text": clean(text), "href": href, "kind": kind}


def _ratio_cells(r: Record) -> dict[str, Any]:
    """Lay out one ratio."""
    more = {"more": r["side"], "fewer": r["versus"]}.get(r["verdict"], "cannot tell")
    account = _ACCOUNTS.get(clean(r.get("stance")), "not known").format(side=r["side"], versus=r["versus"])
    what = ", ".join(filter(None, (item_name(r["item"], r["measure"], r["per"]), clean(r["place"]))))
    basis = {"stated": "stated in words", "both": "in part stated in words"}.get(r["basis"], "")
    note = clean(r["note"])
    for term, words in _PLAIN.items():
        note = note.replace(term, words)
    cells = [
        _cell(what),
        _cell(clean(r["label"]).removesuffix(", cannot tell"), kind="d"),
        _cell(more, kind="d"),
        _cell(account),
    ]
    rests = " / ".join(str(r[f"n_{name}"]) for name in ("claims", "articles", "origins"))
    cells += [_cell(rests, kind="d"), _cell(r["sources"]), _cell(human_date(r["as_of"]), kind="d")]
    return {"cells": [*cells, _cell("; ".join(filter(None, (basis, note))))]}


def _claim_cells(r: Record, name: str, *, linked: bool) -> dict[str, Any]:
    """Lay out one claim, linked with its mark."""
    versus = f" to {clean(r['versus'])}" if clean(r["versus"]) else ""
    words = _cell(clean(r["words"]) or "(words not kept)", href=f"#mark-{name}" if linked else "")
    what = ", ".join(filter(None, (item_name(r["item"], r["measure"], r["per"]), clean(r["place"]))))
    cells = [
        words,
        _cell((clean(r["side"]) or "not known") + versus),
        _cell(what),
        _cell(figure(r), kind="n"),
        _cell(clean(r["source"]) or "not named"),
    ]
    when = human_date(r["as_of"]) or human_date(r["published"])
    cells += [_cell(r["publisher"], href=link(r["url"])), _cell(when, kind="d")]
    return {"id": f"claim-{name}", "cells": [*cells, _cell(r["status"])]}


def _left_rows(left: pd.DataFrame | None, claims: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Lay out the claims that stand in no ratio."""
    name = dict(zip(claims["claim_id"], names, strict=True))
    rows = []
    if left is not None:  # the most common reason first
        order = {reason: i for i, reason in enumerate(left["reason"].value_counts().index)}
        left = left.loc[left["reason"].map(order).sort_values(kind="stable").index]
    for r in [] if left is None else left.to_dict("records"):
        what = f"{clean(r['side']) or 'side not known'}: {item_name(r['item'], r['measure'], r['per'])}"
        cell = _cell(what, href=f"#claim-{name[r['claim_id']]}")
        rows.append({"cells": [cell, _cell(figure(r), kind="n"), _cell(r["reason"])]})
    return rows


def _source_rows(claims: pd.DataFrame) -> list[dict[str, Any]]:
    """Lay out who is credited with what, most claims first."""
    publisher = claims["publisher"].astype("string").fillna("unnamed") + " (unattributed)"
    who = claims["source"].astype("string").fillna(publisher)
    rows = []
    for name, own in sorted(claims.groupby(who, sort=True), key=lambda pair: -len(pair[1])):
        dates = span_of(list(own["as_of"].fillna(own["published"])))
        about = names_of(sorted(own["side"].dropna().unique()), 4) if own["side"].notna().any() else ""
        party = list(own["source_party"].dropna()) if "source_party" in own.columns else []
        speaks = {"third": "a third party"}.get(party[0], party[0]) if party else "not known"
        counts = [_cell(n, kind="n") for n in (len(own), max(own["article_id"].nunique(), 1))]
        rows.append({"cells": [_cell(name), _cell(speaks), *counts, _cell(about), _cell(dates)]})
    return rows


def _article(article: Article, body: str, unplaced: tuple[str, ...], safe: Any) -> dict[str, Any]:  # noqa: ANN401
    """Lay out one article; its body is escaped already."""
    where = ", ".join(p for p in (clean(article.publisher), human_date(article.published)) if p)
    title = clean(article.title) or "Untitled article"
    return {
        "title": title,
        "where": where,
        "url": link(article.url),
        "body": safe(without_heading(body, title)),
        "unplaced": ", ".join(unplaced),
    }
