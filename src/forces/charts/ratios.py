"""Ratios of two sides as dots with whiskers on a log scale: by item, and by source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from forces.charts.canvas import MARGIN, base_size, box_of, open_sheet, styled
from forces.charts.captions import (
    Captions,
    Record,
    absent,
    by_whom,
    clean,
    count,
    count_facts,
    ends_of,
    how_sure,
    human_date,
    item_name,
    names_of,
    notes_of,
    sentence,
    span_of,
    unseen,
    warring,
)  # fmt: skip
from forces.charts.palette import GREY, MARKERS, side_colours
from forces.charts.rows import NARROW, Layout, Row, draw_rows, lay_rows, reach, tell
from forces.charts.scale import ratio_scale
from forces.errors import ArgumentError
from forces.intervals import ratio_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MEANS", "STANCES", "draw_nothing", "lay_out", "plot_ratios", "plot_sources"]

MEANS = "2:1 means two of {side}'s for each one of {versus}'s."
TALL = 6.0  # inches of rows above which the scale stands at both ends
STANCES = {"own": "{side}'s own account", "enemy": "{versus}'s account", "third": "third party"}


def plot_ratios(
    ratios: pd.DataFrame,
    *,
    ax: Axes | None = None,
    claims: pd.DataFrame | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw ratios as dots with whiskers on a log2 axis, one row each, with parity, open bounds as arrows, and labels.

    Rows that cannot tell who has more are grey and hollow. The colours at the top edge belong to the sides.

    Parameters
    ----------
    ratios : DataFrame
        As from `force_ratios`, `fire_ratios`, `loss_exchange_ratios`, or several of these one below the other.
    ax : Axes, optional
        Where to draw; by default a new figure, as high as the rows need.
    claims : DataFrame, optional
        The claims behind the ratios, for exact counts of articles, the share of warring parties and the period in the
        footer.
    palette : mapping, optional
        Side to colour.
    width : float
        Width of a new figure, in inches: 3.35 for a column of 85 mm, 7.2 for a page or slide.
    dark : bool, optional
        Draw on dark ground; by default as the style in use.

    Returns
    -------
    Axes
        The chart; `describe_chart` says it in words, `read_chart` reads its numbers back.

    Raises
    ------
    ArgumentError
        If the ratios are of more than one pair of sides.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.charts import read_chart
    >>> from forces.claims import make_claims
    >>> from forces.ratios import force_ratios
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", article_id="a")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> ax = plot_ratios(force_ratios(claims, side="Russia", versus="Ukraine"))
    >>> read_chart(ax)[["name", "value"]].values.tolist(), ax.get_xscale()
    ([['tanks', 4.0]], 'log')
    >>> plt.close("all")
    """
    pairs = sorted(set(zip(ratios["side"], ratios["versus"], strict=True)))
    if len(pairs) > 1:
        got = ", ".join(" to ".join(p) for p in pairs)
        raise ArgumentError(f"plot_ratios draws one pair of sides; got {got}: filter the frame")
    when = (
        {}
        if claims is None
        else dict(zip(claims["claim_id"], claims["as_of"].fillna(claims["published"]), strict=True))
    )
    rows = [_ratio_row(r, when) for r in ratios.to_dict("records")]
    with styled(ax, dark=dark):
        if not pairs:
            why = "No figures of the two sides could be paired; unpaired() says why."
            return draw_nothing(ax, width, "No ratio to draw", why)
        side, versus = map(clean, pairs[0])
        return _forest(ax, rows, (side, versus), _ratio_captions(ratios, rows, side, versus, claims), palette, width)


def _ratio_row(r: Record, when: Mapping[Any, Any]) -> Row:
    undecided = r["verdict"] == "cannot tell"
    name = item_name(r["item"], r["measure"], r["per"]) + (f", {clean(r['place'])}" if clean(r["place"]) else "")
    sources = clean(r["sources"]).split("; ")
    dates = span_of([when.get(i) for i in clean(r["claim_ids"]).split()]) or human_date(r["as_of"])
    detail = ", ".join(filter(None, (names_of(sources, 1), dates))) + f": {count(int(r['n_claims']), 'claim')}"
    stated = {"stated": "ratio stated", "both": "in part stated"}.get(str(r["basis"]), "")
    told = STANCES.get(clean(r.get("stance")), "").format(side=clean(r["side"]), versus=clean(r["versus"]))
    told = "third parties" if told == STANCES["third"] and len(sources) > 1 else told
    detail = ", ".join(filter(None, (detail, stated, told)))
    return Row(
        name, detail, clean(r["label"]), *ends_of(r), colour=GREY if undecided else "",
        marker="o" if r["basis"] == "computed" else "D", hollow=undecided,
    )  # fmt: skip


def _ratio_captions(
    ratios: pd.DataFrame, rows: Sequence[Row], side: str, versus: str, claims: pd.DataFrame | None
) -> Captions:
    measures = list(dict.fromkeys(map(clean, ratios["measure"])))
    sources = [s for names in ratios["sources"].dropna() for s in names.split("; ")]
    when = span_of(list(ratios["as_of"]))
    ids = {i for joined in ratios["claim_ids"].dropna() for i in joined.split()}
    used = ratios.iloc[:0] if claims is None else claims[claims["claim_id"].isin(ids)]
    if len(used):
        facts = count_facts(used, (side, versus), len(set(sources)))
        when = facts[-1]
    else:
        least = ["" if len(ratios) == 1 or sure else "at least " for sure in (ratios["claim_ids"].notna().all(), False)]
        n_claims = count(max(len(ids), int(ratios["n_claims"].max())), "claim")
        n_articles = count(int(ratios["n_articles"].max()), "article")
        facts = [f"{least[0]}{n_claims} in {least[1]}{n_articles} from {count(len(set(sources)), 'source')}"]
        facts += ["share from warring parties not known", when]
    who = by_whom(sources)
    named = "" if who == names_of(sources) else names_of(sources)
    told = sentence(named, when)
    reading = names_of(list(ratios["reading"].dropna()), 9)
    return Captions(
        f"{side} compared with {versus}, as reported by {who}: {names_of(measures, 9)}",
        _explained(told, side, versus, rows),
        notes_of(facts, reading=reading, frame=ratios),
        unseen(
            f"Dots with whiskers on a log scale, one row for each ratio of {side} to {versus} as reported by {who}.",
            told,
            f"{tell(rows)}.",
        ),
    )


def _explained(told: str, side: str, versus: str, rows: Sequence[Row]) -> str:
    """Add to a subtitle how to read ratios, whiskers and hollow marks."""
    unsure = "hollow: who has more cannot be told" if any(r.hollow for r in rows) else ""
    sure = how_sure([r.low for r in rows], [r.high for r in rows], hollow=unsure)
    return " ".join(filter(None, (told, MEANS.format(side=side, versus=versus), sure)))


def _forest(
    ax: Axes | None,
    rows: Sequence[Row],
    sides: tuple[str, str],
    captions: Captions,
    palette: Mapping[str, str] | None,
    width: float,
) -> Axes:
    """Draw rows of ratios on one pair of axes."""
    layout = lay_out(ax, rows, width)
    size = layout.size
    tall = layout.total > TALL
    room = {"left": layout.left, "right": layout.right, "above": (4 if tall else 2.1) * size / 72}
    room |= {"below": 2.2 * size / 72}
    (axes,) = open_sheet(ax, captions, [layout.total], width=width, **room)
    breadth, height = box_of(axes)
    colours = side_colours(sides, palette)
    ratio_scale(axes, reach(rows), sides, colours, length=breadth, size=size, tint=layout.wide, tall=tall)
    draw_rows(axes, rows, layout, height, breadth)
    return axes


def lay_out(ax: Axes | None, rows: Sequence[Row], width: float) -> Layout:
    """Lay rows on a new sheet or in given axes, where nothing may stand outside."""
    inner = width - 2 * MARGIN if ax is None else box_of(ax)[0]
    return lay_rows(rows, base_size(width if ax is None else inner), inner, wide=ax is None and width >= NARROW)


def draw_nothing(ax: Axes | None, width: float, title: str, why: str) -> Axes:
    """Say clearly that there is nothing to draw."""
    captions = Captions(title, why, "reported figures, not verified", f"An empty chart. {title}. {why}")
    (axes,) = open_sheet(ax, captions, [0.3], width=width)
    axes.set_axis_off()
    return axes


def plot_sources(
    origins: pd.DataFrame,
    pooled: pd.DataFrame | None = None,
    *,
    ax: Axes | None = None,
    claims: pd.DataFrame | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw what each origin says about one ratio, marked by stance, and the pooled ratio set apart below.

    Parameters
    ----------
    origins : DataFrame
        As from ``pool_claims(claims, by=["item", "origin", "stance"], side=..., versus=...)``, one item, measure, rate
        and place.
    pooled : DataFrame, optional
        As from ``pool_claims(claims, by=["item"], side=..., versus=...)``: the row of that item is drawn, with the
        range of its value when any one origin is left out.
    claims : DataFrame, optional
        The claims behind it, to tell their period.
    ax, palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes

    Raises
    ------
    ArgumentError
        If the frame holds more than one item, measure, rate or place.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.claims import make_claims
    >>> from forces.estimates import pool_claims
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", source="Forbes")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> ax = plot_sources(pool_claims(claims, by=["item", "origin", "stance"], side="Russia", versus="Ukraine"))
    >>> ax.get_xscale()
    'log'
    >>> plt.close("all")
    """
    keys = [c for c in ("side", "versus", "item", "measure", "per", "place") if c in origins.columns]
    kinds = origins[keys].drop_duplicates()
    if len(kinds) > 1:
        found = [", ".join(filter(None, (_what(k), clean(k["place"])))) for k in kinds.to_dict("records")]
        raise ArgumentError(f"plot_sources draws one item, measure, rate and place; got {'; '.join(found)}: filter")
    with styled(ax, dark=dark):
        if origins.empty:
            return draw_nothing(ax, width, "No source to draw", "No origin gives figures of both sides.")
        one = kinds.iloc[0]
        side, versus = clean(one["side"]), clean(one["versus"])
        colours = side_colours((side, versus), palette)
        party = {"own": colours[side], "enemy": colours[versus]}
        told = {k: v.format(side=side, versus=versus) for k, v in STANCES.items()}
        rows = []
        for r in origins.sort_values(["stance", "value"], na_position="last").to_dict("records"):
            colour = party.get(clean(r["stance"]), GREY)
            detail = ", ".join(filter(None, (told.get(clean(r["stance"]), "party not known"), _own_period(r, claims))))
            detail += f": {count(int(r['n_claims']), 'claim')}"
            rows.append(_pooled_row(r, clean(r["origin"]), detail, colour=colour, marker=MARKERS.get(colour, "D")))
        names = list(origins["origin"])
        facts = [count(int(origins["n_claims"].sum()), "claim") + " from " + count(len(set(names)), "origin")]
        match = pd.DataFrame() if pooled is None else pooled.merge(kinds.astype(pooled[keys].dtypes.to_dict()), on=keys)
        for r in match.to_dict("records"):
            rows.append(_pooled_row(r, "All origins", _left_out(r), marker="D", apart=True))
            numbers = (count(int(r[f"n_{k}s"]), k) for k in ("claim", "article", "origin"))
            facts = ["{} in {} from {}".format(*numbers)]
        when = _period(one, names, claims)
        facts += [warring(origins.groupby("origin")["stance"].first(), ("own", "enemy")), when]
        what = ", ".join(filter(None, (_what(one), clean(one["place"]))))
        named = sentence(names_of(names) if len(set(names)) > 2 else "", when)
        captions = Captions(
            f"{what[:1].upper()}{what[1:]}, {side} to {versus}: what {by_whom(names)} reported",
            _explained(named, side, versus, rows),
            notes_of(facts, reading=clean(origins["reading"].iloc[0]), frame=origins),
            unseen(
                f"Dots with whiskers on a log scale, one row for each source on {what}, {side} to {versus}.",
                named,
                f"{tell(rows)}.",
            ),
        )
        return _forest(ax, rows, (side, versus), captions, palette, width)


def _period(one: pd.Series, names: Sequence[str], claims: pd.DataFrame | None) -> str:
    """Tell when these origins reported this item, as far as their claims are given."""
    if claims is None:
        return ""
    same = claims[claims["item"].eq(one["item"]) & claims["measure"].eq(one["measure"])]
    if "origin" in same.columns:
        same = same[same["origin"].isin(names)]
    return span_of(list(same["as_of"].fillna(same["published"])))


def _own_period(r: Record, claims: pd.DataFrame | None) -> str:
    """Tell when one origin gave its ratios; nothing where its claims cannot be told for sure."""
    if claims is None or "origin" not in claims.columns:
        return ""
    same = claims["status"].eq("asserted")
    for column in ("origin", "item", "measure", "place"):
        same &= claims[column].isna() if absent(r[column]) else claims[column].eq(r[column]).fillna(value=False)
    own, sides = claims[same], [r["side"], r["versus"]]
    per = own["per"].isna() if absent(r["per"]) else own["per"].eq(r["per"]).fillna(value=False)
    counts = own[own["unit"].eq("count") & own["side"].isin(sides) & per]
    stated = own[own["unit"].eq("ratio") & own["side"].isin(sides) & own["versus"].isin(sides)]
    for found in (counts, stated, pd.concat([counts, stated])):
        if len(found) == int(r["n_claims"]) and (found is stated or counts["side"].nunique() == 2):
            return span_of(list(found["as_of"].fillna(found["published"])))
    return ""


def _what(r: Record | pd.Series) -> str:
    return item_name(r["item"], r["measure"], r["per"])


def _pooled_row(r: Record, name: str, detail: str, **look: Any) -> Row:  # noqa: ANN401  # fields of a row
    """Lay out a pooled ratio; one that spans parity is hollow."""
    low, value, high = ends_of(r)
    label = ratio_label(0.0 if np.isnan(low) else low, value, np.inf if np.isnan(high) else high)
    return Row(name, detail, label, low, value, high, hollow=not (low > 1 or high < 1), **look)


def _left_out(r: Record) -> str:
    if absent(r["loo_low"]):
        return "one origin: no summary"
    ends = dict.fromkeys(ratio_label(n, n, n) for n in (float(r["loo_low"]), float(r["loo_high"])))
    return f"median; {' to '.join(ends)} with any one left out"
