"""Plurals of nouns and forms of verbs, by rule."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

__all__ = ["Form", "american", "inflect", "plural"]

Form = Literal["base", "s", "past", "participle", "ed", "ing", "noun", "after"]


_IRREGULAR = {
    "man": "men",
    "woman": "women",
    "corps": "corps",
    "aircraft": "aircraft",
    "craft": "craft",
    "foot": "feet",
}


_ENDS_IN_Y = re.compile(r"[^aeiou]y$")
_HISSES = re.compile(r"(?:s|x|z|ch|sh)$")


@cache
def plural(noun: str) -> str:
    """Form the plural of an English noun phrase: of the word before "of", else of its last word.

    Examples
    --------
    >>> plural("militiaman"), plural("piece of artillery"), plural("battery")
    ('militiamen', 'pieces of artillery', 'batteries')
    """
    head, of, tail = noun.partition(" of ")
    if of:
        return plural(head) + of + tail
    for single, many in _IRREGULAR.items():
        if noun.endswith(single) and not noun.endswith("human"):
            return noun[: -len(single)] + many
    if _ENDS_IN_Y.search(noun):
        return noun[:-1] + "ies"
    return noun + ("es" if _HISSES.search(noun) else "s")


def inflect(entry: str) -> dict[str, Form]:
    """Give the forms of a verb entry: ``base`` or ``base/past`` or ``base/past/participle``.

    Examples
    --------
    >>> sorted(inflect("drop"))
    ['drop', 'dropped', 'dropping', 'drops']
    >>> inflect("shoot down/shot down")["shot down"]
    'ed'
    """
    base, *irregular = entry.split("/")
    head, _, rest = base.partition(" ")
    rest = f" {rest}" if rest else ""
    stem = head[:-1] if head.endswith("e") and not head.endswith("ee") else head
    if re.fullmatch(
        r"[^aeiou]*[aeiou][bdgklmnprt]|\w*(?:mit|(?<!f)fer|quip|fit|rol|duct?p|pel|nap|cur|lot)", head
    ) and not re.search(r"(?:en|er|ow|al)$", head.replace("fer", "")):
        stem = head + head[-1]
    third = re.sub(r"([^aeiou])y$", r"\1ie", head) + ("es" if re.search(r"(?:s|x|z|ch|sh)$", head) else "s")
    forms: dict[str, Form] = {base: "base", third + rest: "s", stem + "ing" + rest: "ing"}
    if head == "have":
        forms["has" + rest] = "s"
    if head == "be":
        return {f"{w}{rest}": "participle" for w in ("is", "are", "was", "were", "been", "being", "be")}
    if head == "die":
        forms = {base: "base", "dies": "s", "dying": "ing"}
    if not irregular:
        past = (
            re.sub(r"([^aeiou])y$", r"\1ied", head)
            if re.search(r"[^aeiou]y$", head)
            else stem + ("d" if head.endswith("ee") else "ed")
        )
        forms[past + rest] = "ed"
    elif len(irregular) == 1 or irregular[0] == irregular[1]:
        forms[irregular[0]] = "ed"
    else:
        forms[irregular[0]] = "past"
        forms[irregular[1]] = "participle"
    return forms


def american(noun: str) -> str:
    """Give the American spelling of a noun."""
    return noun.replace("armour", "armor").replace("defence", "defense").replace("calibre", "caliber")
