"""The wordings of ratios: "seven to one", "five times as many", "for every one"."""

from __future__ import annotations

import re

from forces.quantities import find_quantities

__all__ = [
    "ABOUT",
    "CONTEXT",
    "CONTEXT_WORDS",
    "FOR_EVERY",
    "FOR_EVERY_WORDS",
    "LEAST",
    "MULTIPLE",
    "MULTIPLE_WORDS",
    "PAIR",
    "PARTS",
    "THAN_BEFORE",
    "THAN_US",
    "number",
]

_N = (
    r"(?:(?<!\d)\d{1,9}(?:[.,]\d{1,9})?|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|a hundred|hundred|half)(?: and a half| point \w+)?"
)
_HEDGE = (
    r"(?P<hedge>(?:about|around|roughly|approximately|nearly|almost|some|at least|better than|more than|over|"
    r"up to|as much as|"
    r"as many as|perhaps|close to|an estimated)\s+(?:an?\s+)?)?"
)
PAIR = re.compile(
    rf"{_HEDGE}(?<![\w.,:/-])(?P<a>{_N})(?:\s*:\s*|[\s‑-]+to[\s‑-]+|\s+against\s+|\s*[-–‑]\s*)(?P<b>{_N})\b"
    r"(?![:/,.]?\d|\s*(?:%|percent|per\s+cent))",
    re.IGNORECASE,
)
CONTEXT = re.compile(
    r"outnumber|outgun|outmatch|outshoot|outshot|outfire|\bratio\b|\badvantage\b|\bsuperiority\b|\bodds\b|\bproportion|"
    r"\bdisadvantage\b|\bsuperior\b|\binferior|firing at|\bscale\b|\bahead\b|\bbalance\b",
    re.IGNORECASE,
)
#: a sentence without one of these, in lower case, is not searched for the pattern above (the same below)
CONTEXT_WORDS = (
    "outnumber", "outgun", "outmatch", "outsho", "outfire", "ratio", "advantage", "superior", "odds", "proportion",
    "inferior", "firing at", "scale", "ahead", "balance",
)  # fmt: skip
_AS_MANY = r"as\s+(?:many|much)"
MULTIPLE = re.compile(
    rf"{_HEDGE}(?:(?P<n>{_N}(?:\s*(?:to|or|-)\s*{_N})?)(?:[\s-]+times|[\s-]*fold)\s+(?:{_AS_MANY}|more|larger|bigger|"
    r"greater|the\s+(?:number|amount|size)\s+of|(?P<those>those\s+of|that\s+of)|the|"
    r"(?P<lead>superiority|advantage|edge|lead))|"
    rf"(?P<factor>by\s+a\s+factor\s+of)\s+(?P<by>{_N}|\d+)|"
    rf"(?P<twice>twice|double|thrice|triple)\s+(?:{_AS_MANY}|the\s+(?:number|amount|size)\s+of|the|more)|"
    r"(?P<part>half|(?:a|one)[\s-](?:third|quarter|fifth|sixth|seventh|eighth|tenth)|two[\s-]thirds)\s+"
    rf"(?:{_AS_MANY}|(?:of\s+)?(?:the\s+)?(?:number|amount)\s+of|"
    r"(?P<what>(?:of\s+)?what|of\s+the\s+(?:amount|number|quantity|volume))|of\s+the))\b",
    re.IGNORECASE,
)
MULTIPLE_WORDS = (
    "times", "fold", "factor", "twice", "double", "thrice", "triple", "half", "third", "quarter", "fifth", "sixth",
    "seventh", "eighth", "tenth",
)  # fmt: skip
_NOT_ONE = r"(?!\s+(?:of|more|week|month|year|day|hour|thing|reason|side|man|person))"
FOR_EVERY = re.compile(rf"\bfor\s+(?:(?:every|each)\s+(?:(?P<each>{_N})\b)?|one\b{_NOT_ONE})", re.IGNORECASE)
FOR_EVERY_WORDS = ("for every", "for each", "for one")
THAN_US = re.compile(
    r"\b(?:than|as)\s+(?:the\s+)?(?:us|we|our|its|their|enem|opponent|defender|invader|them|they)", re.IGNORECASE
)
THAN_BEFORE = re.compile(
    r"\b(?:than|as)\s+(?:it\s+|they\s+)?(?:last|in|a year|before|did|the previous|previous|planned|expected|usual|"
    r"reported|then|at|during|now|ever|any)\b",
    re.IGNORECASE,
)
PARTS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
    "thirds": 2 / 3,
}
ABOUT = re.compile(r"about|around|roughly|approx|nearly|almost|some|perhaps|close|estimated", re.IGNORECASE)
LEAST = re.compile(r"least|more than|better than|over", re.IGNORECASE)


def number(text: str) -> float | None:
    """Give the value of a number in words or digits."""
    word = text.strip().lower()
    if word in ("a", "one"):
        return 1.0
    if word == "half":
        return 0.5
    quantities = find_quantities(word, all_kinds=True)
    return quantities[0].value if quantities else None
