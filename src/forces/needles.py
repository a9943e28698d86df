"""Many words found in one pass over a text; a long text is read part by part, so that little is held at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["lowered", "matches"]

_PART = 100_000  #: characters


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Give the parts of a text and where they begin; they end with a line, else between two words."""
    start = 0
    while start < len(text):
        stop = text.find("\n", start + _PART) + 1 or text.find(" ", start + _PART) + 1 or len(text)
        yield start, text[start:stop]
        start = stop


def lowered(text: str) -> str:
    """Make a text lower-case, letter for letter.

    Examples
    --------
    >>> lowered("İZMİR"), lowered("ΣΑΣ")
    ('İzmİr', 'σας')
    """
    low = text.lower() if len(text) <= _PART else "".join(part.lower() for _, part in _parts(text))
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)  # some letters change their length


def matches(finder: AhoCorasick, text: str) -> Iterable[tuple[int, int, int]]:
    """Give which word stands where in a text, and where it ends.

    Examples
    --------
    >>> from ahocorasick_rs import AhoCorasick
    >>> list(matches(AhoCorasick(["tank", "gun"]), "a gun, a tank"))
    [(1, 2, 5), (0, 9, 13)]
    """
    if len(text) <= _PART:
        return finder.find_matches_as_indexes(text)
    return (
        (word, start + first, start + last)
        for start, part in _parts(text)
        for word, first, last in finder.find_matches_as_indexes(part)
    )
