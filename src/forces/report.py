"""One self-contained page: what was reported, the charts, every claim in its sentence, and what was left out."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forces.articles import Article
from forces.charts.captions import Record, absent, clean, count, figure, human_date, item_name, names_of, span_of
from forces.errors import ArgumentError, ForcesError
from forces.files import write_whole
from forces.highlight import STYLE, claim_names, highlight_claims, link, printable
from forces.pairs import unpaired
from forces.trends import Trend, ratio_trends

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["build_report"]

#: which verb tells a measure: one side ... for each one of the other's
_VERBS = {"strength": "has", "fire": "fires", "losses": "loses"}


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
        As from `force_ratios` and its like, one below the other, of one pair of sides.
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
        If the ratios are of more than one pair of sides.
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
    side, versus = pairs[0] if pairs else (side, versus)
    page = _page(list(articles), claims, ratios, side, versus)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise ForcesError(f"{folder}: cannot be made ({why}); choose a folder that you may write to") from None
    return write_whole(folder / "index.html", page.encode("utf-8"))


def _page(
    articles: list[Article], claims: pd.DataFrame, ratios: pd.DataFrame, side: str | None, versus: str | None
) -> str:
    """Fill the template."""
    from importlib.resources import files

    from jinja2 import Environment
    from markupsafe import Markup

    from forces import __version__

    sides = (side, versus) if side and versus and {side, versus} <= _named(claims) else None
    left = unpaired(claims, side=sides[0], versus=sides[1]) if sides else None
    names = claim_names(claims)
    csv = claims.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace")
    lit = [highlight_claims(a, claims, left_out=left) for a in articles]
    here = {a.id for a in articles}
    unplaced = {i for one in lit for i in one.unplaced}
    values: dict[str, Any] = {
        "title": f"Reported forces: {sides[0]} and {sides[1]}" if sides else "Reported forces",
        "headlines": _headlines(ratios, claims),
        "counts": _counts(articles, claims),
        "charts": _charts(claims, ratios, sides),
        "ratio_head": [
            "what",
            "place",
            "ratio",
            "who has more",
            "claims",
            "articles",
            "origins",
            "sources",
            "latest",
            "mind",
        ],
        "ratio_rows": [_ratio_cells(r) for r in ratios.to_dict("records")],
        "claim_head": ["words", "side", "what", "figure", "source", "article", "date", "status"],
        "claim_rows": [
            _claim_cells(r, name, linked=r["article_id"] in here and clean(r["claim_id"]) not in unplaced)
            for r, name in zip(claims.to_dict("records"), names, strict=True)
        ],
        "left_head": ["claim", "figure", "why"],
        "left_rows": []
        if left is None
        else [_left_cells(r, dict(zip(claims["claim_id"], names, strict=True))) for r in left.to_dict("records")],
        "left_none": "Every claim stands in a ratio." if left is not None else "No two sides were compared.",
        "source_head": ["source", "claims", "articles", "about", "dates"],
        "source_rows": _source_rows(claims),
        "articles": [_article(a, one.body, one.unplaced, Markup) for a, one in zip(articles, lit, strict=True)],
        "reading": names_of(list(ratios["reading"].dropna()), 9) if len(ratios) else "plain",
        "csv": Markup("data:text/csv;charset=utf-8;base64," + base64.b64encode(csv).decode()),  # noqa: S704  # base64
        "digest": hashlib.sha256(csv).hexdigest()[:8],
        "style": Markup(STYLE),  # noqa: S704  # a constant
        "version": __version__,
    }
    template = files("forces").joinpath("report.html.j2").read_text(encoding="utf-8")
    env = Environment(autoescape=True, trim_blocks=True)
    return printable(env.from_string(template).render(values))


def _named(claims: pd.DataFrame) -> set[str]:
    return {*claims["side"].dropna(), *claims["versus"].dropna()}


def _headlines(ratios: pd.DataFrame, claims: pd.DataFrame, most: int = 3) -> list[str]:
    """Say the surest ratios in plain words, with their bounds."""
    if ratios.empty:
        return ["No figures of two sides could be compared."]
    known = ratios[ratios["verdict"].ne("cannot tell")].sort_values("n_origins", ascending=False, kind="stable")
    when = dict(zip(claims["claim_id"], claims["as_of"].fillna(claims["published"]), strict=True))
    out = [_sentence(r, when) for r in known.head(most).to_dict("records")]
    unsure = ratios[ratios["verdict"].eq("cannot tell")]
    if len(unsure):
        what = names_of(
            [item_name(i, m, p) for i, m, p in zip(unsure["item"], unsure["measure"], unsure["per"], strict=True)], 4
        )
        out.append(f"Who has more cannot be told from the reports: {what}.")
    return out


def _sentence(r: Record, when: Mapping[Any, Any]) -> str:
    """Say one ratio, who reported it and over which time."""
    one, two = clean(r["side"]), clean(r["versus"])
    low, value, high = (None if absent(r[c]) else float(r[c]) for c in ("low", "value", "high"))
    if value is not None and value < 1:
        one, two = two, one
        low, value, high = (None if n is None else 1 / n for n in (high, value, low))
    hedge = "at least " if high is None and low is not None else "at most " if low is None and high is not None else ""
    shown = _short(low if hedge == "at least " else high if hedge == "at most " else value)
    bounds = f" ({_short(low)} to {_short(high)})" if low is not None and high is not None and low != high else ""
    dates = span_of([when.get(i) for i in clean(r["claim_ids"]).split()]) or human_date(r["as_of"])
    who = ", ".join(p for p in (names_of(clean(r["sources"]).split("; ")), dates) if p)
    item = clean(r["item"]).replace("_", " ") + (" a day" if clean(r["per"]) else "")
    place = f" at {clean(r['place'])}" if clean(r["place"]) else ""
    verb = _VERBS.get(clean(r["measure"]), "has")
    return f"{who}: {one} {verb} {hedge}{shown} {item} for each one of {two}'s{place}{bounds}."


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.2g}" if number < 10 else f"{number:,.0f}"


def _counts(articles: list[Article], claims: pd.DataFrame) -> str:
    when = span_of(list(claims["as_of"].fillna(claims["published"])))
    n_articles = len(articles) or claims["article_id"].nunique()
    return f"{count(len(claims), 'claim')} in {count(n_articles, 'article')}{', ' + when if when else ''}."


def _charts(claims: pd.DataFrame, ratios: pd.DataFrame, sides: tuple[str, str] | None) -> list[dict[str, Any]]:
    """Draw ratios and, where a ratio has three dates or more, its trend; each in light and dark."""
    from forces.charts import plot_ratios, plot_trends

    charts = [_chart(lambda dark: plot_ratios(ratios, claims=claims, dark=dark))] if len(ratios) else []
    if sides:
        one, two = sides
        for measure in _VERBS:
            trend = ratio_trends(claims, side=one, versus=two, measure=measure)
            if _dated(trend) >= 3:
                charts.append(_chart(lambda dark, t=trend: plot_trends(t, dark=dark)))
    return charts


def _dated(trend: Trend) -> int:
    """Count the dates of the trend with most."""
    kinds = trend.points.groupby(["item", "measure", "place"], dropna=False)["date"].nunique()
    return int(kinds.max()) if len(kinds) else 0


def _chart(draw: Any) -> dict[str, Any]:  # noqa: ANN401  # a function of one argument
    """Draw a chart in light and dark, as pictures inside the page."""
    import matplotlib.pyplot as plt

    from forces.charts import describe_chart, save_chart

    out: dict[str, Any] = {}
    for name, dark in (("light", False), ("dark", True)):
        ax: Axes = draw(dark)
        svg = io.BytesIO()
        save_chart(ax, svg, kind="svg")
        size = ax.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
        out |= {"alt": describe_chart(ax), "width": round(96 * size[0]), "height": round(96 * size[1])}
        out[name] = "data:image/svg+xml;base64," + base64.b64encode(svg.getvalue()).decode()
        plt.close(ax.get_figure(root=True))
    return out


def _cell(text: object, *, href: str = "", number: bool = False) -> dict[str, Any]:
    return {"text": clean(text), "href": href, "number": number}


def _ratio_cells(r: Record) -> dict[str, Any]:
    """Lay out one ratio."""
    more = {"more": r["side"], "fewer": r["versus"]}.get(r["verdict"], "cannot tell")
    cells = [_cell(item_name(r["item"], r["measure"], r["per"])), _cell(r["place"]), _cell(r["label"]), _cell(more)]
    cells += [_cell(r[c], number=True) for c in ("n_claims", "n_articles", "n_origins")]
    return {"cells": [*cells, _cell(r["sources"]), _cell(human_date(r["as_of"])), _cell(r["note"])]}


def _claim_cells(r: Record, name: str, *, linked: bool) -> dict[str, Any]:
    """Lay out one claim, linked with its mark."""
    versus = f" to {clean(r['versus'])}" if clean(r["versus"]) else ""
    words = _cell(clean(r["words"]) or "(words not kept)", href=f"#mark-{name}" if linked else "")
    what = item_name(r["item"], r["measure"], r["per"])
    cells = [
        words,
        _cell(f"{clean(r['side'])}{versus}"),
        _cell(what),
        _cell(figure(r), number=True),
        _cell(r["source"]),
    ]
    cells += [_cell(r["publisher"], href=link(r["url"])), _cell(human_date(r["as_of"]) or human_date(r["published"]))]
    return {"id": f"claim-{name}", "cells": [*cells, _cell(r["status"])]}


def _left_cells(r: Record, names: Mapping[Any, str]) -> dict[str, Any]:
    """Lay out one claim that stands in no ratio."""
    name = names.get(r["claim_id"], "")
    what = f"{clean(r['side'])}: {item_name(r['item'], r['measure'], r['per'])}"
    return {
        "cells": [_cell(what, href=f"#claim-{name}" if name else ""), _cell(figure(r), number=True), _cell(r["reason"])]
    }


def _source_rows(claims: pd.DataFrame) -> list[dict[str, Any]]:
    """Lay out who is credited with what, most claims first."""
    publisher = claims["publisher"].astype("string").fillna("unnamed") + " (unattributed)"
    who = claims["source"].astype("string").fillna(publisher)
    rows = []
    for name, own in sorted(claims.groupby(who, sort=True), key=lambda pair: -len(pair[1])):
        dates = span_of(list(own["as_of"].fillna(own["published"])))
        about = names_of(sorted(own["side"].dropna().unique()), 4) if own["side"].notna().any() else ""
        cells = [_cell(name), _cell(len(own), number=True), _cell(own["article_id"].nunique(), number=True)]
        rows.append({"cells": [*cells, _cell(about), _cell(dates)]})
    return rows


def _article(article: Article, body: str, unplaced: tuple[str, ...], safe: Any) -> dict[str, Any]:  # noqa: ANN401
    """Lay out one article; its body is escaped already."""
    where = ", ".join(p for p in (clean(article.publisher), human_date(article.published)) if p)
    title = clean(article.title) or "Untitled article"
    return {
        "title": title,
        "where": where,
        "url": link(article.url),
        "body": safe(body),
        "unplaced": ", ".join(unplaced),
    }
