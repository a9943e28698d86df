"""From article to claims: the finders, joined in the order of the data.

figure -> noun it counts -> verb that governs it -> side -> rate -> status -> credit, place, date -> row
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pandas as pd

from forces.articles import Article
from forces.attribution import find_source
from forces.carryover import Carryover, shares_rate
from forces.circumstances import find_date, find_place
from forces.claims import COLUMNS, context_of
from forces.comparisons import find_comparisons
from forces.counted import Counted
from forces.ellipsis import Prior, complete, lent_ahead, resumed
from forces.errors import ArgumentError, ArticleError
from forces.judgement import is_beside_others, is_military, measure_of, rated_measure
from forces.languages import refuse_foreign
from forces.lexicon import Lexicon, load_lexicon
from forces.mentions import find_counted
from forces.needles import lowered
from forces.owners import Owners
from forces.predicates import Governor
from forces.quantities import Quantity, find_quantities, number_hits
from forces.sentences import Sentence, split_sentences
from forces.stated import Comparison
from forces.status import Evidence, find_rate, find_status

__all__ = ["Reader", "explain_claims", "extract_claims"]

_LARGEST = 200_000_000  #: characters of a text, for which 2 GB of memory are needed
_RESUMED = 3  #: sentences back from which a figure may take its noun
_KEPT = 40  #: sentences kept for those that look back


@dataclass(slots=True)
class _Claim:
    """One claim as it is being read, with the words behind each of its columns."""

    row: dict[str, object]
    evidence: dict[str, str | None] = field(default_factory=dict)


def extract_claims(
    source: Article | str | Iterable[Article | str],
    *,
    lexicon: Lexicon | None = None,
    sides: tuple[str, str] | None = None,
    any_language: bool = False,
) -> pd.DataFrame:
    """Read every figure that articles give about the forces of a side.

    Parameters
    ----------
    source : Article, str, or iterable of them
        What to read. Offsets refer to the text as given.
    lexicon : Lexicon, optional
        The words to go by; `load_lexicon` by default.
    sides : (str, str), optional
        The two sides of the fight, where names alone do not tell who is whose foe.
    any_language : bool
        Read an Article that is not in English too, by its English words; by default it is refused. Its ``language``,
        where given, decides; else its text does (`forces.languages.language_of`). A bare text is read as it is.

    Returns
    -------
    DataFrame
        One row per claim in the order of the text, with the columns and dtypes of `forces.claims.COLUMNS`: side, item,
        measure, unit, versus, qualifier, value, low, high (numbers of things, or multiples where unit is ratio), per,
        joint, status, source, place, as_of, start, end (character offsets), article_id, claim_id, words (the text
        of the span), context (the words and 40 characters around), publisher, url, published.

    Raises
    ------
    ArgumentError
        If the source is neither text nor Article, or the two sides are the same or not in the lexicon.
    ArticleError
        If an article is not in English.

    Examples
    --------
    >>> claims = extract_claims("Russia has massed more than 500 tanks near the border.")
    >>> claims[["side", "item", "qualifier", "low", "words"]].to_dict("records")
    [{'side': 'Russia', 'item': 'tanks', 'qualifier': 'at_least', 'low': 500.0, 'words': 'more than 500 tanks'}]
    """
    found = _claims(source, lexicon, sides, any_language=any_language, told=False)
    rows = [[claim.row.get(c) for c in COLUMNS] for claim in found]
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    arrays = {c: pd.array(values, dtype=cast(Any, COLUMNS[c])) for c, values in zip(COLUMNS, columns, strict=True)}
    return pd.DataFrame(arrays, copy=False)


def explain_claims(
    source: Article | str | Iterable[Article | str],
    *,
    lexicon: Lexicon | None = None,
    sides: tuple[str, str] | None = None,
    any_language: bool = False,
) -> pd.DataFrame:
    """Tell for each claim which words gave its number, item, side, measure, rate, status, source, place and date.

    Parameters
    ----------
    source, lexicon, sides, any_language
        As in `extract_claims`.

    Returns
    -------
    DataFrame
        One row per claim and column that was read: claim_id, column, value, words (missing where the value was carried
        over from before or is the default).

    Examples
    --------
    >>> explain_claims("Ukraine lost 40 tanks.").query("column == 'measure'")[["value", "words"]].values.tolist()
    [['losses', 'lost']]
    """
    rows = [
        {
            "claim_id": claim.row["claim_id"],
            "column": column,
            "value": claim.row.get(column, claim.row["value"]),
            "words": words,
        }
        for claim in _claims(source, lexicon, sides, any_language=any_language)
        for column, words in claim.evidence.items()
    ]
    return pd.DataFrame(rows, columns=["claim_id", "column", "value", "words"])


def _claims(
    source: Article | str | Iterable[Article | str],
    lexicon: Lexicon | None,
    sides: tuple[str, str] | None,
    *,
    any_language: bool,
    told: bool = True,
) -> Iterator[_Claim]:
    lexicon = lexicon or load_lexicon()
    lexicon.check_sides(sides)
    if isinstance(source, Article | str):
        source = (source,)
    if not isinstance(source, Iterable):
        raise ArgumentError(f"source must be an Article, a text or several of them; got {type(source).__name__}")
    for one in source:
        if not isinstance(one, Article | str):
            raise ArgumentError(f"source must be an Article, a text or several of them; got {type(one).__name__}")
        article = Article(one) if isinstance(one, str) else one
        if len(article.text) > _LARGEST:
            raise ArticleError(f"a text of {len(article.text)} characters; at most {_LARGEST} are read: split it")
        if isinstance(one, Article) and not any_language:  # a bare text is read as it is
            refuse_foreign(article)
        yield from Reader(article, lexicon, sides, told=told).claims()


def _whole(text: str) -> str:
    """Put "?" for each half of a character, which broken pages hold and no file can store."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


class Reader:
    """Reads one article; `told` asks for the words behind each column."""

    def __init__(self, article: Article, lexicon: Lexicon, sides: tuple[str, str] | None, *, told: bool = True) -> None:
        self.told = told
        self.article = article
        self.text = _whole(article.text)
        self.printed = {
            "publisher": article.publisher and _whole(article.publisher),
            "url": article.url and _whole(article.url),
            "published": article.published,
        }
        self.lexicon = lexicon
        self.spans = split_sentences(self.text)
        self._sentences: dict[int, Sentence] = {}
        self._quantities: dict[int, list[Quantity]] = {}
        self._low = lowered(self.text)
        starts = [start for start, _ in self.spans]
        finders = lexicon.comparison_hits, number_hits  #: sentences in which something is compared, that hold a figure
        self._compared, self._figured = (
            {max(bisect_right(starts, hit) - 1, 0) for hit in finder(self._low)} for finder in finders
        )
        year = int(article.published[:4]) if article.published else None
        self.context = Owners(self.text, lexicon, sides, year, self.spans, read=self.sentence)
        self.carried = Carryover(self.context)
        self.refused: dict[int, str] = {}  #: offset of a figure that is no claim: why

    def sentence(self, index: int) -> Sentence:
        """Read a sentence once."""
        known = self._sentences.get(index)
        if known is None:
            known = Sentence.read(self.text, self.spans[index], index, self.lexicon, self._figures(index))
            self._sentences[index] = known
        return known

    def _forget(self, index: int) -> None:
        """Drop the sentences before one: an article may be of any length."""
        self._sentences = {k: s for k, s in self._sentences.items() if k >= index}
        self._quantities = {k: q for k, q in self._quantities.items() if k >= index}

    def _figures(self, index: int) -> list[Quantity]:
        """Find the figures of a sentence once."""
        if index not in self._figured:
            return []
        known = self._quantities.get(index)
        if known is None:
            known = self._quantities[index] = find_quantities(self.text, *self.spans[index])
        return known

    def claims(self) -> Iterator[_Claim]:
        """Read the article's claims in the order of the text."""
        before: tuple[int, list[Prior]] = (-2, [])
        seen: set[tuple[int, str]] = set()
        for index in range(len(self.spans)):
            compared = index in self._compared
            if not compared and not (
                index in self._figured
                and (before[0] >= index - _RESUMED or self.lexicon.names_item(self._low[slice(*self.spans[index])]))
                and any(q.kind == "count" for q in self._figures(index))
            ):
                continue
            if max(len(self._sentences), len(self._quantities)) > 2 * _KEPT:
                self._forget(index - _KEPT)
            s = self.sentence(index)
            carried = before[1] if before[0] >= index - 2 else []
            item = carried[-1].counted.item if carried else None
            stated = find_comparisons(s, self.context, item) if compared else []
            priors: list[Prior] = []
            claims = [self._ratio(s, c) for c in stated]
            carried = before[1] if before[0] == index - 1 else []
            earlier = before[1] if before[0] >= index - _RESUMED else []
            counted_here = find_counted(s, self.lexicon)
            for counted in counted_here:
                if any(c.start < counted.quantity.number_end and counted.quantity.number_start < c.end for c in stated):
                    continue
                claim = self._claim(s, counted, counted_here, priors, carried, earlier)
                if claim is not None:
                    claims.append(claim)
            if priors:
                before = (index, priors)
            for claim in sorted(claims, key=lambda c: (cast(int, c.row["start"]), cast(int, c.row["end"]))):
                key = (cast(int, claim.row["start"]), cast(str, claim.row["item"]))
                if key not in seen:
                    seen.add(key)
                    yield claim

    # -- one claim ---------------------------------------------------------------------------------------------

    def _claim(
        self, s: Sentence, counted: Counted, others: list[Counted], here: list[Prior], before: list[Prior],
        earlier: list[Prior],
    ) -> _Claim | None:  # fmt: skip
        """Read all that a sentence and its context say of one counted figure; None where it is no claim."""
        if counted.item is None and not here:
            counted = self.carried.listed(s, counted)
        if counted.item is None:
            filled = complete(s, counted, here, before, self.lexicon) or lent_ahead(s, counted, others)
            filled = filled or resumed(s, counted, [] if here else earlier, self.lexicon)
            if filled is None:
                self._refuse(counted, "no noun stands with it, and none before lends one")
                return None
            counted = filled
        counted = self.carried.kind_of(s, counted, here or before)
        governor, borrowed = self.carried.govern(s, counted, others, here, before)
        if counted.quantity.value == 1 and not is_beside_others(s, counted, others, before, self.lexicon):
            self._refuse(counted, f"{counted.item}: a single one, and nothing is counted beside it")
            return None
        side = borrowed or self.carried.whose(s, counted, governor, here or before, told=bool(here))
        if side is None and not self.context.warlike:
            self._refuse(counted, f"{counted.item}: the text names no side and speaks of no war")
            return None
        if self.context.sporting:
            self._refuse(counted, f"{counted.item}: the text tells of a game")
            return None
        if not self._military(s, counted, governor, side, [*before, *here]):
            self._refuse(counted, f"{counted.item}: nothing says that these are of the forces")
            return None
        received = borrowed is not None or (
            side is not None and governor is not None and side != self.context.subject(s, governor.first)
        )
        measure = measure_of(s, counted, governor, here or before, received=received)
        rate = find_rate(s, counted, self._previous_end(s, counted))
        if rate.value is None and here and here[-1].per and shares_rate(s, counted, measure, here[-1]):
            rate = Evidence(here[-1].per)
        if rate.value is not None and measure == "strength":
            measure = rated_measure(s, counted, governor, self.lexicon)
        status = find_status(s, counted, governor, self._following(s))
        credit = find_source(s, counted, self.lexicon, self.sentence)
        place = find_place(s, counted, measure)
        date = find_date(s, counted, self.article.published)
        if status.value == "asserted" and self.carried.is_ahead(s, governor, measure, here, before, borrowed=borrowed):
            status = Evidence("projected")
        here.append(Prior(counted, governor, side, rate.value, status.value))
        self.carried.remember(s, counted, side, measure)
        if side is not None and measure in ("fire", "losses"):
            self.context.senders.setdefault(cast(str, counted.item), set()).add(side)
        q = counted.quantity
        return self._row(
            counted.start, counted.end,
            {
                "side": side, "item": counted.item, "measure": measure, "unit": "count", "qualifier": q.qualifier,
                "value": q.value, "low": q.low, "high": q.high, "per": rate.value, "joint": counted.joint,
                "status": status.value, "source": credit.value, "place": place.value, "as_of": date.value,
            },
            lambda: {
                "value": self.text[q.start : q.end], "item": s.words(*counted.noun) if counted.noun else None,
                "side": self._side_words(s, counted, side),
                "measure": (s.words(governor.first, governor.last) or None) if governor else None, "per": rate.words,
                "status": status.words, "source": credit.words, "place": place.words, "as_of": date.words,
            },
        )  # fmt: skip

    def _refuse(self, counted: Counted, why: str) -> None:
        self.refused[counted.quantity.start] = why

    def _military(
        self, s: Sentence, counted: Counted, governor: Governor | None, side: str | None, priors: list[Prior]
    ) -> bool:
        c = self.context
        fighting = (c.fought or c.placed) and side in c.parties
        told = {"martial": c.martial, "fighting": fighting, "invading": side in c.attackers, "past": c.past}
        return is_military(s, counted, governor, side, priors, self.lexicon, **told)

    def _ratio(self, s: Sentence, c: Comparison) -> _Claim:
        """Make a row of a stated ratio."""
        tokens = [k for k in range(len(s.tokens)) if c.start <= s.starts[k] < c.end] or [0]
        quantity = Quantity(c.start, c.end, c.start, c.end, c.low, c.value, c.high, c.qualifier)  # type: ignore[arg-type]
        stand_in = Counted(quantity, tokens[0], c.item, tokens[0], tokens[-1] + 1, c.start, c.end, "after")
        status = find_status(s, stand_in, None, self._following(s))
        credit = find_source(s, stand_in, self.lexicon, self.sentence)
        place = find_place(s, stand_in, c.measure)
        date = find_date(s, stand_in, self.article.published)
        row: dict[str, object] = {
            "side": c.side, "item": c.item, "measure": c.measure, "unit": "ratio", "versus": c.versus,
            "qualifier": c.qualifier, "value": c.value, "low": c.low, "high": c.high, "joint": c.joint,
            "status": status.value, "source": credit.value, "place": place.value, "as_of": date.value,
        }  # fmt: skip
        words = {"status": status.words, "source": credit.words, "place": place.words, "as_of": date.words}
        return self._row(c.start, c.end, row, lambda: {"value": self.text[c.start : c.end], **words})

    def _row(
        self, start: int, end: int, row: dict[str, object], evidence: Callable[[], dict[str, str | None]]
    ) -> _Claim:
        article = self.article
        row |= {
            "start": start, "end": end, "article_id": article.id, "claim_id": f"{article.id}-{start}-{row['item']}",
            "words": self.text[start:end], "context": context_of(self.text, start, end),
            **self.printed,
        }  # fmt: skip
        kept = ("value", "item", "side", "measure", *(["per"] if row.get("per") else []))
        return _Claim(row, {k: v for k, v in evidence().items() if v is not None or k in kept} if self.told else {})

    def _following(self, s: Sentence) -> str:
        """Give the text of the sentence behind another."""
        return self.text[slice(*self.spans[s.index + 1])] if s.index + 1 < len(self.spans) else ""

    def _side_words(self, s: Sentence, counted: Counted, side: str | None) -> str | None:
        """Give the words of the side's name nearest to the figure in its sentence."""
        if side is None:
            return None
        marks = [m for name, m, _ in self.context.named(s) if name == side]
        best = min(marks, key=lambda m: min(abs(m.first - counted.first), abs(m.first - counted.last)), default=None)
        return s.words(best.first, best.last) if best is not None else None

    def _previous_end(self, s: Sentence, counted: Counted) -> int:
        return max((q.end for q in s.quantities if q.end <= counted.start), default=s.start)
