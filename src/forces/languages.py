"""Which language a text is in: forces reads English, and says so instead of finding nothing in another language."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from forces.errors import ArticleError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

    from forces.articles import Article

__all__ = ["language_of", "refuse_foreign"]

#: the beginning of a text tells its language
_HEAD = 2000
#: words of nearly every English sentence that are rare in other languages
_ENGLISH = {
    "the", "of", "and", "to", "has", "have", "had", "were", "that", "with", "from", "by", "their", "been", "which",
    "said", "than",
}  # fmt: skip
_SPACED = tuple(f" {word} " for word in sorted(_ENGLISH))
_WORD = re.compile(r"\w+")
#: below this many letters a text tells too little; many names in it are not of its language
_LEAST = 40
#: English headlines and lists of names stay below this probability of being anything else
_SURE = 0.6


def language_of(text: str) -> str:
    """Tell the language of a text by its first 2,000 characters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        ISO 639-1 code, or the longer one of a language that has none; ``en`` also where the text is too short to tell.

    Examples
    --------
    >>> language_of("Russia has massed more than 500 tanks near the border."), language_of("40 tanks")
    ('en', 'en')
    >>> language_of("La Russie a massé plus de 500 chars près de la frontière, selon un officier.")
    'fr'
    """
    head = text[:_HEAD]
    low, words = head.lower(), len(head.split())
    if sum(map(low.count, _SPACED)) * 8 >= words:  # nearly always, and counting by tokens takes three times as long
        return "en"
    english = sum(map(_ENGLISH.__contains__, _WORD.findall(low)))
    if english * 8 >= words:  # the model takes a second to load
        return "en"
    latin = sum("a" <= c <= "z" for c in low)
    if latin < _LEAST and latin * 2 > sum(map(str.isalpha, head)):
        return "en"
    if english * 20 >= words:  # names and figures among little English
        return "en"
    language, probability = _identifier().classify(head)
    return str(language) if probability >= _SURE else "en"


def refuse_foreign(article: Article) -> None:
    """Raise an error if an article is not in English; the language that it declares goes before its looks.

    Raises
    ------
    ArticleError
        If it is in another language.
    """
    language = (article.language or language_of(article.text)).lower()
    if language.replace("_", "-").split("-")[0] not in ("en", "eng", "english"):
        name = article.url or article.title or f"{' '.join(article.text.split())[:40]}..."
        raise ArticleError(
            f"{name}: is in another language ({language}) and forces reads English; translate it first, or force it "
            "with any_language=True (--any-language)"
        )


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
