"""The files of words: the shipped ones, and those of a user, checked before anything is made of them."""

from __future__ import annotations

import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from forces.errors import LexiconError

__all__ = ["own_words", "shipped_words"]

_LARGEST = 50_000_000  #: bytes of a file of words
_TABLES = ("items", "sides", "wars")
_YEARS = frozenset({"start", "end"})
_NAMES = frozenset({"kind", "attacker", "item"})
_FLAGS = frozenset({"anywhere", "is_troops"})


def shipped_words(name: str) -> dict[str, Any]:
    """Read a shipped file of words.

    Examples
    --------
    >>> "tanks" in shipped_words("items")
    True
    """
    return tomllib.loads((files("forces") / "words" / "en" / f"{name}.toml").read_text(encoding="utf-8"))


def own_words(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a user's file of words: tables ``[items.NAME]``, ``[sides.NAME]`` and ``[wars.NAME]``.

    Raises
    ------
    LexiconError
        If it is missing, too large, not TOML, or holds something else than such tables with lists of texts.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise LexiconError(f"{path}: larger than {_LARGEST // 1_000_000} MB; leave words out")
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LexiconError(f"{path}: no such file; give the path of a lexicon file (.toml)") from None
    except (OSError, ValueError, RecursionError) as error:  # neither text nor TOML
        raise LexiconError(f"{path}: is not a TOML file ({str(error).splitlines()[0]})") from None
    unknown = set(tables) - set(_TABLES)
    if unknown:
        raise LexiconError(f"{path}: unknown table {min(unknown)!r}; use {', '.join(_TABLES)}")
    for table, entries in tables.items():
        for name, entry in _dict(entries, f"{path}: {table}").items():
            inner = {f"{name}.{k}": v for k, v in entry.items()} if name == "senses" else {name: entry}
            for where, one in inner.items():
                for key, value in _dict(one, f"{path}: {table}.{where}").items():
                    _check(value, key, f"{path}: {table}.{where}.{key}")
    return tables


def _dict(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LexiconError(f"{where} must be a table of words, not {type(value).__name__}")
    return value


def _check(value: object, key: str, where: str) -> None:
    if key in _YEARS:
        right, what = type(value) is int, "a year"
    elif key in _NAMES:
        right, what = isinstance(value, str), "a text"
    elif key in _FLAGS:
        right, what = isinstance(value, bool), "true or false"
    else:
        right, what = (
            isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value),
            "a list of texts",
        )
    if not right:
        raise LexiconError(f"{where} must be {what}")
