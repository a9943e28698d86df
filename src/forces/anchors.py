"""Finding claims again in a text that has changed a little since they were read."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pandas as pd

from forces.articles import Article
from forces.claims import CONTEXT, context_of, validate_claims

__all__ = ["reanchor"]

#: how alike the words before or behind must be, as the share of characters in common
_ALIKE = 0.6
#: what typesetting changes without changing the words
_SAME = {c: f"[{kind}]" for kind in ("\\-‐‑‒–—−", "'’‘ʼ", '"“”„«»') for c in kind if c != "\\"}


def reanchor(claims: pd.DataFrame, article: Article) -> pd.DataFrame:
    """Find the spans of claims again in a later version of their article, by their words and the context of these.

    A claim is found where its words stand again, whatever spaces, quotation marks and dashes have become of, and at
    least one of the contexts before and behind is much the same. Where they stand several times, the most alike
    surroundings win, then the nearest place. Changed words, such as another number, are another claim: not found.

    Parameters
    ----------
    claims : DataFrame
        Claims of one article by the contract, with ``words`` and ``context`` as `extract_claims` gives them.
    article : Article
        The text to find them in.

    Returns
    -------
    DataFrame
        The claims in a new frame with ``anchor``: ``kept`` (same place), ``moved`` (``start``, ``end``, ``words`` and
        ``context`` are now those of this text) or ``lost`` (``start`` and ``end`` are missing). What is found has the
        ``article_id`` of `article`; ``claim_id`` never changes.

    Raises
    ------
    ClaimsError
        If the claims break the contract.

    Examples
    --------
    >>> from forces import Article, extract_claims, reanchor
    >>> claims = extract_claims("Russia has 500 tanks near the border. Ukraine has 200 tanks.")
    >>> later = Article("UPDATED Monday. Russia has 500  tanks near the border. Ukraine has 250 tanks.")
    >>> reanchor(claims, later)[["words", "start", "anchor"]].values.tolist()
    [['500  tanks', 27, 'moved'], ['200 tanks', <NA>, 'lost']]
    """
    found = validate_claims(claims)
    text, shift = article.text, 0
    places: list[tuple[int, int] | None] = []
    for row in found[["words", "context", "start"]].astype("object").itertuples(index=False):
        words, context, start = (None if pd.isna(cell) else cell for cell in row)
        place = _place(text, words, context, start, shift) if words and words.strip() else None
        shift = place[0] - start if place and start is not None else shift
        places.append(place)
    there = pd.Series([place is not None for place in places], dtype=bool)
    spans = [place for place in places if place]
    was = found["start"]
    found[["start", "end"]] = pd.DataFrame(
        [place or (pd.NA, pd.NA) for place in places], columns=["start", "end"], dtype="Int64"
    )
    found.loc[there, "words"] = [text[a:b] for a, b in spans]
    found.loc[there, "context"] = [context_of(text, a, b) for a, b in spans]
    found.loc[there, "article_id"] = article.id
    anchor = found["start"].eq(was).fillna(False).map({True: "kept", False: "moved"}).where(there, "lost")
    return found.assign(anchor=anchor.astype("string"))


def _place(text: str, words: str, context: str | None, at: int | None, shift: int) -> tuple[int, int] | None:
    """Give the span that is most like the one before."""
    pattern = r"\s+".join("".join(_SAME.get(c, re.escape(c)) for c in word) for word in words.split())
    spans = [m.span(1) for m in re.finditer(f"(?=({pattern}))", text)]
    words = re.sub(r"\s", " ", words)
    if context is None or words not in context:
        return spans[0] if len(spans) == 1 else None
    cut = min(CONTEXT, at) if at is not None else context.find(words)
    cut = cut if context.startswith(words, cut) else context.find(words)
    before, behind = context[:cut], context[cut + len(words) :]
    best: tuple[float, int, tuple[int, int]] | None = None
    for a, b in spans:
        left, right = text[max(a - CONTEXT, 0) : a], text[b : b + CONTEXT]
        if _bounds(left, right) != _bounds(before, behind):  # "1,500 tanks" is not "500 tanks"
            continue
        alike = [_likeness(was, now) for was, now in ((before, left), (behind, right)) if was.strip()]
        rank = (round(sum(alike), 1), -abs(a - (at or 0) - shift), (a, b))
        if max(alike, default=1) >= _ALIKE and (best is None or rank > best):
            best = rank
    return best[2] if best else None


def _bounds(before: str, behind: str) -> tuple[bool, bool]:
    """Tell whether letters or digits go on at either end."""
    return bool(re.search(r"\w$|\d[.,]$", before)), bool(re.match(r"\w|[.,]\d", behind))


def _likeness(one: str, other: str) -> float:
    """Give the share of characters in common, whatever the spaces."""
    return SequenceMatcher(None, " ".join(one.split()), " ".join(other.split()), autojunk=False).ratio()
