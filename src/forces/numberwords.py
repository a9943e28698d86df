"""The words of numbers.toml as tables and patterns, compiled once, when the first number is looked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ahocorasick_rs import AhoCorasick, Implementation

__all__ = ["Kind", "NumberWords", "number_words"]

Kind = Literal[
    "count", "fraction", "percent", "money", "measure",
    "ordinal", "year", "date", "time", "calibre", "ratio", "score", "age", "pronoun", "name",
]  # fmt: skip

#: what digits may be, tried in this order at the first digit; MONTH stands for the names of the months
_FORM = r"""
  (?P<date>
      [0-9]{1,2} (?:st|nd|rd|th)? (?:\s?[-–‑/]\s?[0-9]{1,2}(?:st|nd|rd|th)?)?       # 5 May 2024, 5-7 May
        \s (?:of\s)? (?:MONTH)\b (?:\.?,?\s[12][0-9]{3}\b(?![,.][0-9]))?
    | [12][0-9]{3} - [01]?[0-9] - [0-3]?[0-9] (?![0-9])                              # 2024-05-05
    | [0-9]{1,2} (?P<slash>[/.]) [0-9]{1,2} (?P=slash) (?:[0-9]{4}|[0-9]{2}) (?![0-9.]) )  # 05/05/2024, 5.5.24
| (?P<time>
      [0-9]{1,2} [:.] [0-9]{2} (?::[0-9]{2})? \s? (?:[ap]\.?m\b\.?|[AP]\.?M\b\.?|GMT\b|UTC\b|ET\b|EST\b)
    | [0-9]{4} \s? (?:GMT|UTC)\b
    | [0-9]{1,2} \s? (?:[ap]\.m\.|[ap]m\b|[AP]M\b|[AP]\.M\.|o['’]clock)
    | [0-9]{1,2} : [0-9]{2} (?::[0-9]{2})? (?![0-9]) )
| (?P<order> (?:100|1,?000) s (?=[ ](?:of|more|dead|killed)\b) )                        # 1000s of
| (?P<ordinal> [0-9]+ (?:,[0-9]{3})* (?:st|nd|rd|th|ST|ND|RD|TH)\b )
| (?P<year>
      (?:1[5-9]|20)[0-9]{2} [-–‑/] (?:(?:1[5-9]|20)[0-9]{2}|[0-9]{2}) (?![0-9]|[.,][0-9])  # 2014-15
    | (?:1[0-9]|20)?[0-9]0 ['’]? s\b )                                               # the 1980s, 80s
| (?P<ratio> [0-9]+(?:\.[0-9]+)? : [0-9]+ (?![0-9:]) )
| (?P<name>
      [0-9]{3} [-.] [0-9]{3} [-.] [0-9]{4} (?![0-9])                                  # a telephone
    | [0-9]+ (?:\.[0-9]+){2,} | 24/7 | 9/11 | [0-9]+x[0-9]+\b | 50[-–/]50              # 1.2.3, 4x4
    | [0-9]+ (?:[-/:][0-9]+){3,} | [0-9]{1,9} (?:\s[0-9]{1,9}){11,} )                 # a code, a row of a table
| (?P<fraction> [0-9]{1,2} / [0-9]{1,3} (?![0-9/]) )
| (?P<number>
    (?: [0-9]{1,3} (?:,[0-9]{3})+ (?![0-9])                                           # 40,000
      | [0-9]{1,2} (?:,[0-9]{2})+ ,[0-9]{3} (?![0-9])                                 # 1,00,000
      | [0-9]{1,3} (?:[ \xa0\u2009\u202f][0-9]{3})+ (?![0-9]|[ -]?mm\b)              # 20 000
      | [0-9]+ (?:,[0-9]{1,2} (?=[ ](?:thousand|million|billion|trillion)\b|\s?%))?  # 131,46 thousand
    ) (?:\.[0-9]+ | [½¼¾⅓⅔])? )
"""


class NumberWords:
    """What numbers.toml says, as tables and patterns."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.cardinals: dict[str, float] = data["cardinals"]["values"]
        self.magnitudes: dict[str, float] = data["magnitudes"]["values"]
        self.orders = {k: v for k, v in data["orders"].items() if k not in ("examples", "not_in")}
        self.vague = {k: v for k, v in data["vague"].items() if k not in ("examples", "not_in")}
        self.halves_after = set(data["parts"]["halves_after"])
        self.parts: dict[str, int] = data["parts"]["values"]
        self.plural_parts: dict[str, int] = data["parts"]["plurals"]
        self.ordinals = set(data["ordinals"]["words"])
        plurals = {"tens": 10.0, "scores": 20.0} | {k + "s": v for k, v in self.magnitudes.items()}
        self.scale = self.magnitudes | plurals | data["abbreviations"]["values"]
        self.metres = set(data["abbreviations"]["metres"])
        self.models, self.labels = set(data["names"]["models"]), set(data["names"]["labels"])
        self.months = {m.lower() for m in data["dates"]["months"]}
        self.year_after, self.year_sure = set(data["dates"]["year_after"]), set(data["dates"]["year_sure"])
        self.calibres, self.lengths = set(data["calibres"]["values"]), set(data["calibres"]["lengths"])
        self.sorts: dict[str, tuple[str, float]] = dict.fromkeys(self.ordinals, ("ordinal", 0.0))
        self.sorts |= {w: ("cardinal", float(v)) for w, v in self.cardinals.items()}
        self.sorts |= {w: ("magnitude", float(v)) for w, v in self.magnitudes.items()}
        self.sorts |= dict.fromkeys(self.orders, ("order", 0.0)) | dict.fromkeys(self.vague, ("vague", 0.0))
        self.sorts |= {w: ("part", float(v)) for w, v in self.parts.items()}
        self.sorts |= {w: ("parts", float(v)) for w, v in self.plural_parts.items()}
        self.idioms = {
            word: {k: set(v) for k, v in entry.items()}
            for word, entry in data["idioms"].items()
            if isinstance(entry, dict)
        }
        self.name_ends = {phrase.split()[-1] for phrase in (*data["names"]["groups"], *data["names"]["wars"])}
        self.groups, self.wars = set(data["names"]["groups"]), set(data["names"]["wars"])
        self.tails, self.formations = set(data["names"]["tails"]), set(data["names"]["formations"])
        self.races, self.races_after = set(data["abbreviations"]["races"]), set(data["abbreviations"]["races_after"])
        self.code_ends = frozenset(code[-1] for code in data["units"]["codes"])
        self.code = re.compile(rf"(?<![A-Za-z])(?:{_alternation(data['units']['codes'])})\s?$")
        self.cardinal = re.compile(_trie(self.cardinals) + r"\b")
        kinds: dict[str, Kind] = {"percent": "percent", "money": "money"}
        self.units: dict[str, Kind] = {
            u.lower(): kinds.get(group, "measure")
            for group, us in data["units"].items() if group not in ("examples", "not_in", "codes") for u in us
        }  # fmt: skip
        self.cues = {cue: entry["means"] for entry in data["before"] for cue in entry["words"]}
        self.not_after = {k: set(v) for k, v in data["not_after"].items()}
        self.fillers = set(data["fillers"]["words"])
        self.last_words = {phrase.split()[-1] for phrase in (*self.cues, *self.fillers)}
        self.longest_cue = max(len(phrase.split()) for phrase in (*self.cues, *self.fillers))
        behind = {phrase: entry["means"] for entry in data["behind"] for phrase in entry["words"]}
        self.behind_means = behind
        glued = [p for p in behind if not p[0].isalpha()]
        near = [p for p in behind if p.startswith("or ") or p in ("give or take", "more or less")]
        loose = [p for p in behind if p in ("or so", "or thereabouts", "or more", "or fewer", "or less")]
        apart = [p for p in behind if p[0].isalpha()]
        self.behind = re.compile(
            rf"({_alternation(glued)})(?![\w+])"
            rf"|,?\s({_alternation(near)}|(?:was|were|is|are) estimated)\b(?! than)"
            rf"|(?:\s(?!and\b|or\b|but\b)[a-z’'-]+){{1,2}}\s({_alternation(loose)})\b(?! than)"
            rf"|(?:\s(?!and\b|or\b|but\b|at\b|to\b|[a-z]*teen\b)[A-Za-z’'-]+){{0,3}}?,?\s({_alternation(apart)})"
            rf"(?=\s*(?:[,.;:)!?\"”’]|$|and\b|but\b|said\b))"
        )
        self.change = re.compile(rf"\b(?:{'|'.join(data['change']['stems'])})", re.IGNORECASE)
        self.score = re.compile(rf"\b(?:{'|'.join(data['scores']['words'])})\b", re.IGNORECASE)
        stop_words = "|".join(data["plurals"]["not_words"])
        self.counted = re.compile(
            rf"(?:[ \xa0\n-](?!(?:{stop_words})\b)[a-z]+){{0,2}}?[ \xa0\n-](?!(?:{stop_words})\b)"
            rf"(?:[a-z]*[a-rt-z]s|{'|'.join(data['plurals']['words'])})\b"
        )
        self.ages = set(data["ages"]["words"])
        month = "|".join(m for name in data["dates"]["months"] for m in (name, name.upper(), *_small(name)))
        self.form = re.compile(_FORM.replace("MONTH", month), re.VERBOSE)
        scale = [*self.magnitudes, *(p for p in plurals if p not in ("tens", "scores"))]
        long = [a for a in data["abbreviations"]["values"] if len(a) > 1]
        self.magnitude = re.compile(
            r"(?P<half>[ -]and[ -]a[ -]half)?"
            rf"(?:[ \xa0\u202f\n-]?(?P<words>(?:(?:hundred|dozen) )?{_trie(_cases(scale))}|{'|'.join(long)})"
            r"|(?P<short>[kKmMbB]))(?![A-Za-z0-9])"
        )
        every = [
            *self.cardinals,
            *self.magnitudes,
            *self.orders,
            *self.vague,
            *self.parts,
            *self.plural_parts,
            *self.ordinals,
        ]
        word = _trie(_cases(every))
        link = r"(?:[ \n\xa0-]|[-‐‑]|[ -]and[ -](?:an?[ -])?|[ ]of[ ](?:an?[ ])?|[ -]an?[ -])"
        alone = {w for w, (sort, _) in self.sorts.items() if sort not in ("ordinal", "vague")}
        self.starts = AhoCorasick([*alone, *"0123456789"], implementation=Implementation.DFA)
        self.word = re.compile(rf"{word}\b")
        self.run = re.compile(rf"{word}\b(?:{link}{word}\b){{0,12}}")
        self.run_inside = re.compile(rf"[^A-Za-z0-9]({word}\b(?:{link}{word}\b){{0,12}})")


@cache
def number_words() -> NumberWords:
    """Give the words of numbers.toml, read and compiled at the first call."""
    return NumberWords(tomllib.loads((files("forces") / "words" / "en" / "numbers.toml").read_text("utf-8")))


def _small(month: str) -> tuple[str, ...]:
    """Give a month in small letters, but for those that are other words or short."""
    return () if month in ("May", "March") or len(month) < 4 else (month.lower(),)


def _alternation(phrases: Iterable[str], space: str = " ") -> str:
    return "|".join(re.escape(p).replace(r"\ ", space) for p in sorted(phrases, key=len, reverse=True))


def _cases(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, word.capitalize(), word.upper())]


def _trie(words: Iterable[str]) -> str:
    """Give a pattern that matches the words letter by letter: many times faster than an alternation."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def pattern(node: dict[str, Any]) -> str:
        branches = [re.escape(letter) + pattern(rest) for letter, rest in node.items() if letter]
        if not branches:
            return ""
        body = f"(?:{'|'.join(branches)})" if len(branches) > 1 or "" in node else branches[0]
        return body + "?" if "" in node else body

    return pattern(root)
