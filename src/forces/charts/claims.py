"""The claims themselves: what each side's figures are, and who gave them when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forces.charts.canvas import MARGIN, base_size, box_of, ink, line_height, open_sheet, styled, text_width
from forces.charts.captions import Captions, clean, count, count_facts, human_date, item_name, names_of, notes_of
from forces.charts.palette import GREY, MARKERS, side_colours
from forces.charts.ratios import draw_nothing, lay_out
from forces.charts.rows import Row, draw_rows
from forces.errors import ArgumentError
from forces.intervals import read_intervals
from forces.origins import NO_DAY, claim_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_claims", "plot_coverage"]

PANELS, ROWS, SOURCES = 8, 8, 30  # more would be a poster; the footer tells how many were left out
_HEDGES = {"about": "about {value}", "at_least": "at least {low}", "at_most": "at most {high}"}


def plot_claims(
    claims: pd.DataFrame,
    *,
    side: str | None = None,
    versus: str | None = None,
    ax: Axes | None = None,
    reading: str = "plain",
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw both sides' figures as dots with intervals, one panel for each item, measure and rate, each on its own scale.

    Dots, not bars: a bar with a whisker makes the values inside the bar look likelier (Correll and Gleicher 2014).
    Denied and projected figures are hollow. Scales start at zero, or are logarithmic where figures lie far apart.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract.
    side, versus : str, optional
        Only these sides; by default the two most named.
    ax : Axes, optional
        Where to draw, one panel only; by default a new figure with up to eight.
    reading : str
        How hedges become bounds: ``literal``, ``plain`` or ``wide``.
    palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes
        The first panel; ``.get_figure().axes`` has all.

    Raises
    ------
    ArgumentError
        If `ax` is given and the claims need more than one panel, or a side is named by no claim.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.charts import read_chart
    >>> from forces.claims import make_claims
    >>> row = dict(item="tanks", measure="strength", qualifier="exact", article_id="a")
    >>> claims = make_claims([dict(row, side="Russia", value=500), dict(row, side="Ukraine", value=125)])
    >>> read_chart(plot_claims(claims))[["name", "value"]].values.tolist()
    [['Russia', 500.0], ['Ukraine', 125.0]]
    >>> plt.close("all")
    """
    sides = _sides(claims, side, versus)
    counts = claims[claims["unit"].eq("count") & claims["side"].isin(sides)]
    with styled(dark, ax):
        if counts.empty:
            return draw_nothing(ax, width, "No figure to draw", "No claim gives a count for either side.")
        spans = read_intervals(counts, reading=reading)
        drawn = counts.assign(**{f"_{c}": spans[c] for c in spans}, _day=claim_days(counts))
        panels = [p for _, p in drawn.groupby(["item", "measure", "per"], dropna=False, observed=True, sort=False)]
        panels = sorted(panels, key=lambda p: (-p["side"].nunique(), -len(p)))  # both sides first; sorting is stable
        if ax is not None and len(panels) > 1:
            names = ", ".join(_panel_name(p) for p in panels)
            raise ArgumentError(f"plot_claims draws one panel on given axes; the claims need {len(panels)} ({names}): filter them")
        panels = [_newest(p, sides) for p in panels[:PANELS]]
        shown = pd.concat(panels)
        colours = side_colours(sides, palette)
        rows = [[_claim_row(r, colours) for r in p.to_dict("records")] for p in panels]
        layouts = [lay_out(ax, r, width)[0] for r in rows]
        left, right = max(x.left for x in layouts), max(x.right for x in layouts)
        size = layouts[0].size
        facts = count_facts(shown, sides)
        if len(shown) < len(claims):
            facts.insert(0, f"{len(shown):,} of {count(len(claims), 'claim')} drawn")
        captions = _claims_captions(shown, panels, rows, sides, facts, reading)
        axes = open_sheet(
            ax, captions, [x.total for x in layouts], width=width, left=left, right=right, above=0.34, below=3.4 * size / 72
        )
        for one, panel, row, layout in zip(axes, panels, rows, layouts, strict=True):
            breadth, height = box_of(one)
            _count_scale(one, row, panel, size, breadth)
            draw_rows(one, row, layout.shared(left, right), height, breadth)
            one.annotate(
                _panel_name(panel), (0, 1), xytext=(-72 * left, 3), xycoords="axes fraction", textcoords="offset points",
                weight="bold", size=size, va="bottom", annotation_clip=False,
            )  # fmt: skip
        return axes[0]


def _sides(claims: pd.DataFrame, side: str | None, versus: str | None) -> list[str]:
    """List the sides asked for, else the two most named."""
    named = list(claims["side"].dropna().value_counts(sort=True).index)
    for name in (side, versus):
        if name is not None and name not in named:
            raise ArgumentError(f"no claim names {name!r}; the sides present are {', '.join(sorted(named)) or 'none'}")
    asked = [n for n in (side, versus) if n is not None]
    return asked or sorted(sorted(named, key=lambda n: (-int(claims["side"].eq(n).sum()), n))[:2])


def _panel_name(panel: pd.DataFrame) -> str:
    first = panel.iloc[0]
    return item_name(first["item"], first["measure"], first["per"])


def _newest(panel: pd.DataFrame, sides: list[str]) -> pd.DataFrame:
    """Keep the newest figures, by side and date; a figure told twice by one source once."""
    panel = panel.drop_duplicates(["side", "source", "publisher", "_day", "qualifier", "_low", "_value", "_high", "status"])
    panel = panel.iloc[np.argsort(-panel["_day"].where(panel["_day"] != NO_DAY, 0).to_numpy(), kind="stable")[:ROWS]]
    order = panel["side"].map({s: i for i, s in enumerate(sides)}).to_numpy()
    return panel.iloc[np.lexsort((panel["_day"].to_numpy(), order))]


def _claim_row(r: Mapping[str, object], colours: Mapping[str, str]) -> Row:
    asserted = r["status"] == "asserted"
    when = human_date(r["as_of"]) or human_date(r["published"])
    detail = ", ".join(p for p in (_who(r), clean(r["place"]), when, "" if asserted else clean(r["status"])) if p)
    low, value, high = (float("nan") if pd.isna(r[c]) else float(r[c]) for c in ("_low", "_value", "_high"))  # type: ignore[arg-type]
    colour = colours[clean(r["side"])]
    label = _printed(r) + (" (joint)" if r["joint"] else "")
    return Row(clean(r["side"]), detail, label, low, value, high, colour, MARKERS.get(colour, "o"), not asserted)


def _who(r: Mapping[str, object]) -> str:
    """Name the source of a figure, or whose word stands for it."""
    return clean(r["source"]) or f"{clean(r['publisher']) or 'the article'} (unattributed)"


def _printed(r: Mapping[str, object]) -> str:
    """Print a figure with its qualifier."""
    given = {c: "" if pd.isna(r[c]) else f"{r[c]:,.10g}" for c in ("low", "value", "high")}  # type: ignore[call-overload]
    given = {c: v or given["value"] for c, v in given.items()}
    return _HEDGES.get(str(r["qualifier"]), "{value}" if given["low"] == given["high"] else "{low} to {high}").format(**given)


def _count_scale(ax: Axes, rows: list[Row], panel: pd.DataFrame, size: float, length: float) -> None:
    import matplotlib as mpl
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    ends = [e for r in rows for e in (r.low, r.value, r.high) if np.isfinite(e)]
    small = min((e for e in ends if e > 0), default=1.0)
    log = min(ends) > 0 and max(ends) > 50 * small
    if log:
        ax.set_xscale("log")
        ax.set_xlim(small / 2, 2 * max(ends))
        ax.xaxis.set_major_locator(LogLocator(numticks=max(2, int(length / 0.8))))
    else:
        ax.set_xlim(0, 1.14 * max(ends) or 1)
        room = text_width(f"{max(ends):,.0f}", 0.9 * size) + 0.3
        ax.xaxis.set_major_locator(MaxNLocator(max(1, int(length / room)), steps=[1, 2, 5, 10], integer=max(ends) > 4))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.10g}"))
    ax.grid(visible=True, axis="x", color=mpl.rcParams["grid.color"], lw=mpl.rcParams["grid.linewidth"])
    per = clean(panel.iloc[0]["per"])
    unit = item_name(panel.iloc[0]["item"]) + (f" per {per}" if per else "")
    ax.set_xlabel(unit + (" (log scale)" if log else ""), size=0.9 * size, color=ink(muted=True), labelpad=2)


def _claims_captions(
    shown: pd.DataFrame, panels: list[pd.DataFrame], rows: list[list[Row]], sides: list[str], facts: list[str], reading: str
) -> Captions:
    who = " and ".join(map(clean, sides))
    by = names_of([_who(r) for r in shown.to_dict("records")])
    when = facts[-1]
    said = [f"{_panel_name(p)}: " + "; ".join(f"{r.name} {r.label} ({r.detail})" for r in rr) for p, rr in zip(panels, rows, strict=True)]
    told = f"Reported by {by}{', ' + when if when else ''}."
    frame = shown[[c for c in shown.columns if not c.startswith("_")]]
    return Captions(
        f"Reported figures for {who}", told, notes_of(facts, reading=reading, frame=frame),
        f"Dots with whiskers in {count(len(panels), 'panel')}, one row for each figure. {told} {'. '.join(said)}. "
        "Reported figures, not verified.",
    )  # fmt: skip


def plot_coverage(
    claims: pd.DataFrame,
    *,
    ax: Axes | None = None,
    palette: Mapping[str, str] | None = None,
    width: float = 7.2,
    dark: bool | None = None,
) -> Axes:
    """Draw who claimed what when: a mark for each claim, one row for each source, so that gaps can be seen.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; a column ``origin``, where present, makes the rows instead of the source.
    ax, palette, width, dark
        As in `plot_ratios`.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="strength", qualifier="exact", value=5, source="Forbes")
    >>> ax = plot_coverage(make_claims([dict(row, published="2024-02-05"), dict(row, published="2024-05-01")]))
    >>> [text.get_text() for text in ax.texts if "Forbes" == text.get_text()]
    ['Forbes']
    >>> plt.close("all")
    """
    import matplotlib as mpl
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    day = claim_days(claims)
    dated = claims[day != NO_DAY]
    with styled(dark, ax):
        if dated.empty:
            return draw_nothing(ax, width, "No coverage to draw", "No claim has a date, its own or its article's.")
        who = dated["origin"].astype("string") if "origin" in dated.columns else dated["source"].astype("string")
        who = who.fillna(dated["publisher"].astype("string") + " (unattributed)").fillna("unnamed").map(clean)
        day = day[day != NO_DAY]
        known = who.value_counts()
        if len(known) > SOURCES:
            who = who.where(who.isin(known.index[: SOURCES - 1]), f"{len(known) - SOURCES + 1} other sources")
        first = pd.Series(day).groupby(who.to_numpy()).agg(["min", "size"]).sort_values(["min", "size"])
        first = first.loc[sorted(first.index, key=lambda n: n.endswith(" other sources"))]
        sides = [*dated["side"].dropna().value_counts().index[:2]]
        colours = side_colours(sides, palette)
        size = base_size(width if ax is None else box_of(ax)[0])
        names = {n: " ".join([n if len(n) < 42 else n[:40] + "…", f"({first.loc[n, 'size']})"]) for n in first.index}
        left = min(max(text_width(t, 0.9 * size) for t in names.values()), 0.45 * width) + 0.1
        facts = count_facts(dated, sides, len(known))
        if len(dated) < len(claims):
            facts.insert(0, f"{count(len(claims) - len(dated), 'undated claim')} left out")
        captions = Captions(
            "Who reported figures when", f"{names_of(sides)} as counted by {names_of(list(known.index))}, {facts[-1]}.",
            notes_of(facts, reading="", frame=dated),
            f"One row for each of {count(len(first), 'source')}, a mark for each claim on its date. "
            + "; ".join(f"{n}: {count(int(k), 'claim')}" for n, k in first["size"].items()) + ". Reported figures, not verified.",
        )  # fmt: skip
        pitch = 1.5 * line_height(0.9 * size)
        (axes,) = open_sheet(ax, captions, [pitch * len(first)], width=width, left=left, above=0.3, below=0.45)
        axes.set_ylim(len(first) - 0.5, -0.5)
        axes.set_yticks(range(len(first)), list(names.values()), size=0.9 * size, color=ink(muted=True))
        axes.tick_params(axis="y", length=0)
        row = who.map({n: i for i, n in enumerate(first.index)}).to_numpy()
        colour = dated["side"].map(colours).fillna(GREY).to_numpy()
        lift = {c: s for c, s in zip([*colours.values(), GREY], (-0.17, 0.17, 0), strict=False)}
        for c in dict.fromkeys(colour):
            at = colour == c
            label = next((s for s, found in colours.items() if found == c), "other sides")
            axes.plot(
                day[at].astype("datetime64[D]"), row[at] + lift.get(c, 0), MARKERS.get(c, "o"), color=c, ms=4, alpha=0.8, label=label
            )
        axes.grid(visible=True, color=mpl.rcParams["grid.color"], lw=mpl.rcParams["grid.linewidth"])
        locator = AutoDateLocator(minticks=2, maxticks=max(3, int(box_of(axes)[0] / 0.9)))
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=0.9 * size, borderaxespad=0.1, handletextpad=0.2)
        return axes
