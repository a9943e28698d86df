"""An article with every claim lit in its sentence, as HTML that needs no script and no network."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from forces.articles import Article
from forces.charts.captions import Record, absent, clean, count, figure, human_date, item_name
from forces.charts.palette import BLUE, GREY, VERMILION, side_colours

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "STYLE", "Highlights", "claim_names", "escape", "highlight_claims", "link", "printable", "show_article",
    "without_heading",
]  # fmt: skip

#: second code beside colour: how the words are underlined
_LINES = {BLUE: "solid", VERMILION: "double", GREY: "dotted"}
#: what HTML cannot carry: controls, halves of characters, code points that stand for none
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: shows a mark's description to those who reach it by keyboard
STYLE = """.forces-text{white-space:pre-wrap;overflow-wrap:anywhere;max-width:70ch;line-height:1.6}
.forces-text sup a{text-decoration:none;padding:0 .15em}
.forces-text sup a:focus-visible{outline:2px solid currentColor}
.forces-text sup a:focus-visible::after{content:" " attr(title);font-size:1.1em;font-weight:bold}
.forces-text sup:has(a:target) a,tr.forces-claim:target{outline:2px dashed currentColor}
table.forces-claims{margin-top:1em}
table.forces-claims.forces-claims td,table.forces-claims.forces-claims th{text-align:left;vertical-align:top}"""


@dataclass(frozen=True)
class Highlights:
    """A lit article: notebooks show it, and ``str()`` gives its HTML.

    Attributes
    ----------
    body : str
        The article alone; put `STYLE` in the head of the page.
    table : str
        Its claims, each linked with its mark.
    unplaced : tuple of str
        Ids of the article's claims that have no place in this text: no offsets, or other words stand there.
    n_lit : int
        How many claims are marked.
    """

    body: str
    table: str
    unplaced: tuple[str, ...]
    n_lit: int

    def __repr__(self) -> str:
        lost = f", {len(self.unplaced)} not found in this text" if self.unplaced else ""
        return f"<Highlights: {count(self.n_lit, 'claim')} lit{lost}>"

    def __str__(self) -> str:
        return f"<style>{STYLE}</style>\n{self.body}\n{self.table}"

    def _repr_html_(self) -> str:
        return str(self)


def highlight_claims(
    article: Article,
    claims: pd.DataFrame,
    *,
    left_out: pd.DataFrame | None = None,
    palette: Mapping[str, str] | None = None,
) -> Highlights:
    """Mark every claim in its sentence, coloured by side; each mark leads to its row and back.

    Hovering a mark, or reaching its number by keyboard, tells side, item, measure, bounds, source and status, and with
    `left_out` why a claim stands in no ratio. Spans may overlap. A claim is never lit at words other than its own.

    Parameters
    ----------
    article : Article
        The text.
    claims : DataFrame
        Claims by the contract; those of other articles are passed over.
    left_out : DataFrame, optional
        As from `unpaired`: its claims say why they stand in no ratio.
    palette : mapping, optional
        Side to colour.

    Returns
    -------
    Highlights

    Examples
    --------
    >>> from forces.articles import Article
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="strength", qualifier="exact", value=500, start=11, end=20)
    >>> lit = highlight_claims(Article("Russia has 500 tanks & more."), make_claims([row]))
    >>> lit
    <Highlights: 1 claim lit>
    >>> print(re.sub("<[^>]*>", "", lit.body).strip())
    Russia has 500 tanks1 &amp; more.
    """
    return _highlight(article, claims, left_out, palette)


def show_article(article: Article) -> str:
    """Give an article as HTML: its title, where it comes from, and its text with every claim lit that is found in it.

    Where it counts two sides, claims that enter no ratio of them say why.

    Parameters
    ----------
    article : Article
        The text.

    Returns
    -------
    str
        HTML without script, as notebooks show it.

    Examples
    --------
    >>> from forces.articles import Article
    >>> text = show_article(Article("Russia has 500 tanks near Kupiansk.", title="Tanks & men", published="2024-02-05"))
    >>> "Tanks &amp; men" in text, "<mark" in text
    (True, True)
    """
    from forces.extraction import extract_claims
    from forces.pairs import unpaired

    claims = extract_claims(article)
    sides = sorted(claims["side"].dropna().unique())
    left_out = unpaired(claims, side=sides[0], versus=sides[1]) if len(sides) == 2 else None
    lit = _highlight(article, claims, left_out, None, prefix="article-")
    lit = replace(lit, body=without_heading(lit.body, clean(article.title)))
    title = f"<p><strong>{escape(clean(article.title))}</strong></p>" if clean(article.title) else ""
    where = ", ".join(p for p in (clean(article.publisher), human_date(article.published)) if p)
    url = link(article.url)
    page = f'<a href="{escape(url)}">{escape(url)}</a>' if url else ""
    known = "<br>".join(p for p in (escape(where), page) if p)
    return f"{title}{f'<p>{known}</p>' if known else ''}{lit}"


def without_heading(body: str, title: str) -> str:
    r"""Leave the heading in Markdown out of a lit article that stands below its title, unless a claim is lit in it.

    Examples
    --------
    >>> without_heading("<div># Tanks &amp; men\n\nRussia has ...</div>", "Tanks & men")
    '<div>Russia has ...</div>'
    """
    return re.sub(rf"(?<=>)#+ +{re.escape(escape(title))}\s+", "", body, count=1) if title else body


def link(url: object) -> str:
    """Link only to pages of the web; anything else is empty.

    Examples
    --------
    >>> link("https://example.org"), link("javascript:alert(1)")
    ('https://example.org', '')
    """
    text = clean(url)
    return text if re.match(r"https?://", text, re.IGNORECASE) else ""


def _highlight(
    article: Article,
    claims: pd.DataFrame,
    left_out: pd.DataFrame | None,
    palette: Mapping[str, str] | None,
    *,
    prefix: str = "",
) -> Highlights:
    """Mark claims; a prefix keeps the links of two views of one article on one page apart."""
    own = claims[claims["article_id"].isna() | claims["article_id"].eq(article.id)].reset_index(drop=True)
    own = own.iloc[own["start"].fillna(1 << 60).argsort(kind="stable")].reset_index(drop=True)
    colours = side_colours(claims["side"].dropna(), palette)
    reasons = {} if left_out is None else dict(zip(left_out["claim_id"], left_out["reason"], strict=True))
    texts = [describe_claim(r) + _why(reasons.get(r["claim_id"])) for r in own.to_dict("records")]
    names = [prefix + name for name in claim_names(own)]
    placed = [_stands(article.text, r) for r in own.to_dict("records")]
    spans = [(int(own["start"][i]), int(own["end"][i]), i) for i in range(len(own)) if placed[i]]
    shades = [GREY if absent(side) else colours[side] for side in own["side"]]
    body = _lit(article.text, spans, texts, names, shades)
    named = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", article.language or "")
    lang = f' lang="{named.group()}"' if named else ""
    unplaced = tuple(clean(own["claim_id"][i]) or names[i] for i in range(len(own)) if not placed[i])
    why = None if left_out is None else [clean(reasons.get(i)) for i in own["claim_id"]]
    return Highlights(
        f'<div class="forces-text" dir="auto"{lang}>{body}</div>',
        _table(own, names, placed, why), unplaced, len(spans),
    )  # fmt: skip


def escape(text: object) -> str:
    """Escape a text for HTML, with a mark in place of what HTML cannot carry; offsets must be cut before."""
    return html.escape(printable(str(text)), quote=True)


def printable(text: str) -> str:
    """Put a mark in place of what HTML cannot carry."""
    return _UNPRINTABLE.sub("\ufffd", text)


def claim_names(claims: pd.DataFrame) -> list[str]:
    """Name each claim for the page's links: its id in safe letters, numbered where that is missing or taken."""
    out: list[str] = []
    seen: set[str] = set()
    for i, claim_id in enumerate(claims["claim_id"]):
        name = re.sub(r"[^A-Za-z0-9_-]", "-", clean(claim_id)) or f"row-{i}"
        while name in seen:
            name += f"-{i}"
        seen.add(name)
        out.append(name)
    return out


def describe_claim(r: Record) -> str:
    """Say a claim in one line.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="shells", measure="fire", qualifier="at_most", value=9000, high=9000, per="day")
    >>> describe_claim(make_claims([dict(row, source="Forbes")]).to_dict("records")[0])
    'Russia: shells fired per day, at most 9,000; fire; source Forbes; asserted'
    """
    versus = clean(r["versus"])
    side = (clean(r["side"]) or "side not known") + (f" to {versus}" if versus else "")
    source = clean(r["source"])
    joint = " (joint figure)" if r["joint"] else ""
    parts = [f"{side}: {item_name(r['item'], r['measure'], r['per'])}, {figure(r)}{joint}", clean(r["measure"])]
    parts += [f"source {source}" if source else "no source named", clean(r["place"]), human_date(r["as_of"])]
    parts.append(clean(r["status"]))
    return "; ".join(p for p in parts if p)


def _why(reason: object) -> str:
    return f"; in no ratio: {clean(reason)}" if clean(reason) else ""


def _stands(text: str, r: Record) -> bool:
    """Tell whether a claim's words stand at its offsets."""
    if absent(r["start"]) or absent(r["end"]):
        return False
    start, end = int(r["start"]), int(r["end"])
    inside = 0 <= start < end <= len(text)
    return inside and (absent(r["words"]) or text[start:end] == str(r["words"]))


def _lit(text: str, spans: list[tuple[int, int, int]], texts: list[str], names: list[str], shades: list[str]) -> str:
    """Cut the text wherever a span begins or ends, and mark each piece with the claims over it, the shortest first."""
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    ends: dict[int, list[int]] = {}
    for _, end, i in spans:
        ends.setdefault(end, []).append(i)
    out: list[str] = []
    over: list[tuple[int, int, int]] = []
    todo = sorted(spans, reverse=True)
    for a, b in pairwise(cuts):
        over = [s for s in over if s[1] > a]
        while todo and todo[-1][0] <= a:
            over.append(todo.pop())
        piece = escape(text[a:b])
        if over:
            top = sorted(over, key=lambda s: (s[1] - s[0], s[2]))
            shade, said = shades[top[0][2]], escape(" | ".join(texts[i] for _, _, i in top))
            look = f"color:inherit;background:{shade}2E;border-bottom:3px {_LINES.get(shade, 'dashed')} {shade}"
            piece = f'<mark style="{look}" title="{said}">{piece}</mark>'
        out.append(piece)
        out += [
            f'<sup><a id="mark-{names[i]}" href="#claim-{names[i]}" title="{escape(texts[i])}" '
            f'aria-label="claim {i + 1}: {escape(texts[i])}">{i + 1}</a></sup>'
            for i in sorted(ends.get(b, []))
        ]
    return "".join(out)


def _table(own: pd.DataFrame, names: list[str], placed: list[bool], why: list[str] | None) -> str:
    """List the claims of the article, each linked with its mark."""
    if own.empty:
        return "<p>No claims in this article.</p>"
    rows = []
    for i, (r, name, at) in enumerate(zip(own.to_dict("records"), names, placed, strict=True)):
        words = escape(clean(r["words"]) or "(words not kept)")
        found = f'<a href="#mark-{name}">{words}</a>' if at else f"{words} (not found in this text)"
        versus = f" to {clean(r['versus'])}" if clean(r["versus"]) else ""
        joint = " (joint)" if r["joint"] else ""
        cells = [(clean(r["side"]) or "not known") + versus, item_name(r["item"], r["measure"], r["per"])]
        cells += [figure(r) + joint, clean(r["source"]) or "not named", clean(r["place"]), human_date(r["as_of"])]
        cells += [clean(r["status"]), *([(why[i] and f"no: {why[i]}") or "yes"] if why is not None else [])]
        told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr id="claim-{name}" class="forces-claim"><td>{i + 1}</td><td>{found}</td>{told}</tr>')
    heads = ["no.", "words", "side", "what", "figure", "source", "place", "date", "status"]
    heads += [] if why is None else ["in a ratio"]
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = "".join(rows)
    return f'<table class="forces-claims"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
