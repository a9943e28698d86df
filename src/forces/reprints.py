"""Articles that are nearly the same text: a reprint counts nothing anew."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from forces.articles import Article
from forces.errors import ArgumentError

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["Reprints", "find_reprints"]

#: words in a row that are compared
_SHINGLE = 4
#: numbers kept of each article; the error of a similarity is about one over their root, here 0.09
_NUMBERS = 128


def find_reprints(articles: Iterable[Article], *, threshold: float = 0.7) -> pd.DataFrame:
    """Find the articles that are nearly the same text as an earlier one.

    Similarity is the share of runs of four words that two texts have in common (Jaccard), estimated by MinHash. Join
    the result to claims, ``claims.merge(reprints, on="article_id", how="left")``, and `find_origins` and all ratios
    take a reprint's unattributed figures for those of the original.

    Parameters
    ----------
    articles : iterable of Article
        Read once; texts are not kept.
    threshold : float
        Least similarity, above 0 and at most 1.

    Returns
    -------
    DataFrame
        One row per reprint: article_id, reprint_of (the ``article_id`` of the one published first, or given first where
        dates are missing or the same), similarity (to the nearest earlier one).

    Raises
    ------
    ArgumentError
        If `threshold` is out of its range.

    Examples
    --------
    >>> text = "Officials said on Monday that the army has lost forty tanks and more than two hundred men this week."
    >>> wire, paper = Article(text, publisher="Wire"), Article(text + " Our staff.", publisher="Paper")
    >>> find_reprints([wire, paper])["reprint_of"].tolist() == [wire.id]
    True
    """
    found = Reprints(threshold)
    for _ in found.passing(articles):
        pass
    return found.frame()


class Reprints:
    """Finds reprints among articles that come one by one."""

    def __init__(self, threshold: float = 0.7) -> None:
        if not 0 < threshold <= 1:
            raise ArgumentError(f"threshold must be above 0 and at most 1; got {threshold!r}")
        self.threshold = threshold
        self._seen: dict[str, tuple[str, MinHash]] = {}

    def passing(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Take note of articles as they pass."""
        first: Article | None = None
        for article in articles:
            if first is not None:  # a single article needs no library
                for one in (first, article) if not self._seen else (article,):
                    if one.id not in self._seen:
                        self._seen[one.id] = one.published or "9999", _sketch(one.text)
            first = first or article
            yield article

    def frame(self) -> pd.DataFrame:
        """Give the reprints among the articles so far."""
        rows = list(self._rows()) if len(self._seen) > 1 else []
        types = {"article_id": "string", "reprint_of": "string", "similarity": "Float64"}
        return pd.DataFrame(rows, columns=list(types)).astype(types)

    def _rows(self) -> Iterable[tuple[str, str, float]]:
        from datasketch import MinHashLSH

        index = MinHashLSH(threshold=self.threshold, num_perm=_NUMBERS)
        first: dict[str, str] = {}
        for name, (_, sketch) in sorted(self._seen.items(), key=lambda seen: seen[1][0]):
            near: list[Any] = index.query(sketch)
            likeness, nearest = max(((sketch.jaccard(self._seen[n][1]), n) for n in near), default=(0.0, ""))
            if likeness >= self.threshold:
                first[name] = first.get(nearest, nearest)
                yield name, first[name], likeness
            index.insert(name, sketch)


def _sketch(text: str) -> MinHash:
    from datasketch import MinHash

    words = re.findall(r"\w+", text.lower())
    runs = {" ".join(words[i : i + _SHINGLE]) for i in range(max(len(words) - _SHINGLE + 1, 1))}
    sketch = MinHash(num_perm=_NUMBERS, hashfunc=zlib.crc32)
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in sorted(runs)])
    return sketch
