"""The way of one text through the finders, stage by stage, in words."""

from __future__ import annotations

from collections.abc import Iterator

from forces.articles import Article
from forces.extraction import Reader
from forces.lexicon import Lexicon, load_lexicon
from forces.quantities import find_quantities

__all__ = ["trace_claims"]

#: the columns in the order in which the finders read them
_STAGES = ("value", "item", "measure", "side", "per", "status", "source", "place", "as_of")
_NO_ITEM = "it counts nothing that the contract lists"


def trace_claims(source: Article | str, *, lexicon: Lexicon | None = None, sides: tuple[str, str] | None = None) -> str:
    """Say how a text is read: its numbers, what they count, and the words behind each column.

    Parameters
    ----------
    source : Article or str
        What to read.
    lexicon, sides
        As in `extract_claims`.

    Returns
    -------
    str
        For each sentence with a number: the sentence, then each claim with the words that gave its columns (none where
        a value was carried over from before), and each number that is no claim with the reason.

    Examples
    --------
    >>> print(trace_claims("Ukraine lost 40 tanks in 3 days."))
    "Ukraine lost 40 tanks in 3 days."
      40 tanks
        value    40 <- "40"
        item     tanks <- "tanks"
        measure  losses <- "lost"
        side     Ukraine <- "Ukraine"
        status   asserted
      3: no claim, it counts nothing that the contract lists
    """
    article = Article(source) if isinstance(source, str) else source
    reader = Reader(article, lexicon or load_lexicon(), sides)
    claims: dict[int, list[tuple[int, list[str]]]] = {}
    spans: list[tuple[int, int]] = []
    for claim in reader.claims():
        start, end = int(str(claim.row["start"])), int(str(claim.row["end"]))
        spans.append((start, end))
        lines = [f"  {' '.join(str(claim.row['words']).split())}"]
        for column in _STAGES:
            value, words = claim.row.get(column), claim.evidence.get(column)
            if value is not None:
                shown = f"{value:g}" if isinstance(value, float) else str(value)
                lines.append(f"    {column:<8} {shown}" + (f' <- "{" ".join(words.split())}"' if words else ""))
        claims.setdefault(reader.context.sentence_at(start), []).append((start, lines))
    return "\n".join(_sentences(reader, claims, spans))


def _sentences(
    reader: Reader, claims: dict[int, list[tuple[int, list[str]]]], spans: list[tuple[int, int]]
) -> Iterator[str]:
    """Give the lines of each sentence that holds a number, claims and refused numbers in the order of the text."""
    for index, (first, last) in enumerate(reader.spans):
        parts = list(claims.get(index, ()))
        for quantity in find_quantities(reader.text, first, last):
            if any(start <= quantity.number_start < end for start, end in spans):
                continue
            why = reader.refused.get(quantity.start, _NO_ITEM)
            number = reader.text[quantity.start : quantity.end]
            parts.append((quantity.start, [f"  {' '.join(number.split())}: no claim, {why}"]))
        if parts:
            yield f'"{" ".join(reader.text[first:last].split())}"'
            for _, lines in sorted(parts, key=lambda part: part[0]):
                yield from lines
