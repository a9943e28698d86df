"""Turn the label files (*.toml) into texts.json: find offsets, fill in what the contract fixes, check every label.

python tests/labels/build.py          # write texts.json
python tests/labels/build.py --check  # change nothing: exit 1 if texts.json is stale or a label is wrong

The short cases in tests/cases/sentences.toml are checked in the same run; they are read as they stand.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TEXTS, BUILT = tuple(sorted(HERE.glob("*.toml"))), HERE / "texts.json"
CASES = HERE.parent / "cases" / "sentences.toml"

PHENOMENA = (
    "numbers", "digits", "qualifiers", "word_order", "ellipsis", "sides", "measures", "ratios", "rates", "status",
    "credit", "not_claims",
)  # fmt: skip
HALVES = ("fit", "held")
#: the contract's columns with what a label may leave out; None is a missing value
DEFAULTS: dict[str, Any] = {
    "side": None, "item": None, "measure": None, "unit": "count", "versus": None, "qualifier": "exact", "value": None,
    "low": None, "high": None, "per": None, "joint": False, "status": "asserted", "source": None, "place": None,
    "as_of": None,
}  # fmt: skip
EXTRAS = {"words", "nth", "doubt"}
#: bounds of the order words, by the contract's table of numbers; longer phrases first
_FEW = (("several hundred", 300, 900), ("several thousand", 3000, 9000), ("several dozen", 36, 108))
_COUPLE = tuple(
    (f"{head} {unit}", 2 * size, top * size)
    for head, top in (("a couple of", 3), ("a few", 6))
    for unit, size in (("dozen", 12), ("hundred", 100), ("thousand", 1000))
)
ORDERS = (
    *_FEW, *_COUPLE,
    ("hundreds of thousands", 200000, 999999), ("tens of thousands", 20000, 99999), ("millions", 2000000, 9999999),
    ("thousands", 2000, 9999), ("hundreds", 200, 999), ("dozens", 24, 99), ("scores", 40, 99),
)  # fmt: skip
#: a number that begins in words
SPELLED = re.compile(
    r"\b(an?|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|dozen|few)\b",
    re.IGNORECASE,
)


def spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text` by themselves: not inside a longer word, nor inside a longer number."""
    found = []
    for match in re.finditer(re.escape(words), text):
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
        inside_word = (words[0].isalnum() and before[-1:].isalnum()) or (words[-1].isalnum() and after[:1].isalnum())
        inside_number = (words[0].isdigit() and re.fullmatch(r"\d[.,:\u00a0\u202f]", before)) or (
            words[-1].isdigit() and re.fullmatch(r"[.,:\u00a0\u202f]\d", after)
        )
        if not inside_word and not inside_number:
            found.append(match.span())
    return found


def place(text: str, claim: dict[str, Any]) -> tuple[int, int]:
    """Give the offsets of a claim's words, or say what is wrong with them."""
    words, nth = claim["words"], claim.get("nth", 1)
    found = spans(text, words)
    if len(found) < nth:
        raise ValueError(f"{words!r} stands there {len(found)} times, nth is {nth}")
    if len(found) > 1 and "nth" not in claim:
        raise ValueError(f"{words!r} stands there {len(found)} times: say which with nth")
    return found[nth - 1]


def bounds(claim: dict[str, Any]) -> tuple[float | None, float | None]:
    """Give low and high: as the qualifier fixes them, or as the label gives them."""
    value, qualifier = claim["value"], claim.get("qualifier", "exact")
    fixed = {"exact": (value, value), "about": (None, None), "at_least": (value, None), "at_most": (None, value)}
    if qualifier in fixed:
        if {"low", "high"} & claim.keys():
            raise ValueError(f"low and high follow from {qualifier}: leave them out")
        return fixed[qualifier]
    low, high = claim["low"], claim["high"]
    if not low < value < high:
        raise ValueError(f"low < value < high does not hold for {low}, {value}, {high}")
    if qualifier == "between" and not math.isclose(value, (low + high) / 2):
        raise ValueError(f"{value} is not the middle of {low} and {high}")
    if qualifier == "order":
        table = next(((a, b) for phrase, a, b in ORDERS if phrase in claim["words"].lower()), None)
        if table != (low, high):
            raise ValueError(f"the table gives {table} for {claim['words']!r}, the label {low}, {high}")
        if abs(value - math.sqrt(low * high)) > max(1, 0.005 * value):
            raise ValueError(f"{value} is not the geometric mean of {low} and {high}")
    return low, high


def number_stands(claim: dict[str, Any]) -> bool:
    """Say whether the value is printed in the claim's words; ranges, ratios and spelled numbers are not tried."""
    words, value = claim["words"], claim["value"]
    if claim.get("qualifier") in ("between", "order") or claim.get("unit") == "ratio" or SPELLED.search(words):
        return True
    comma = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", words)
    spaced = re.findall(r"\d+(?:[\u00a0\u202f ]\d{3})*", words)
    figures = {float(re.sub(r"[,\s]", "", figure)) for figure in comma + spaced}
    return any(math.isclose(figure * scale, value) for figure in figures for scale in (1, 1e3, 1e6))


def row(text: str, claim: dict[str, Any]) -> dict[str, Any]:
    """Make the full row of one label: the contract's columns, and `doubt` where there is one."""
    unknown = claim.keys() - DEFAULTS.keys() - EXTRAS
    if unknown:
        raise ValueError(f"{claim['words']!r}: no such key: {', '.join(sorted(unknown))}")
    start, end = place(text, claim)
    low, high = bounds(claim)
    if not number_stands(claim):
        raise ValueError(f"{claim['words']!r} does not print {claim['value']}")
    full = {"start": start, "end": end, **{key: claim.get(key, default) for key, default in DEFAULTS.items()}}
    full |= {"low": low, "high": high}
    if (full["unit"] == "ratio") != (full["versus"] is not None):
        raise ValueError(f"{claim['words']!r}: a ratio has a versus, and nothing else has")
    if "doubt" in claim:
        full["doubt"] = claim["doubt"]
    return full


def article(entry: dict[str, Any]) -> dict[str, Any]:
    """Make one article of texts.json out of its entry."""
    text = entry["text"].strip("\n")
    if entry["phenomenon"] not in PHENOMENA or entry["half"] not in HALVES:
        raise ValueError(f"phenomenon {entry['phenomenon']!r}, half {entry['half']!r}")
    rows = [row(text, claim) for claim in entry.get("claims", [])]
    if [r["end"] for r in rows] != sorted(r["end"] for r in rows):
        raise ValueError("the claims do not follow the order of the text")
    if (entry["phenomenon"] == "not_claims") != (not rows):
        raise ValueError("texts without claims are not_claims, and only they")
    missing = [r for r in rows if None in (r["item"], r["measure"], r["value"])]
    if missing:
        raise ValueError(f"item, measure and value are needed: {missing}")
    head = {key: entry[key] for key in ("id", "phenomenon", "half", "about")}
    return {**head, "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text, "claims": rows}


def check_case(case: dict[str, Any]) -> None:
    """Check a short case: its words stand there, its bounds and ratios hold, its keys exist."""
    if case["phenomenon"] not in PHENOMENA:
        raise ValueError(f"phenomenon {case['phenomenon']!r}")
    unknown = case.keys() - {"why", "phenomenon", "known", "text", "claims", "published"}
    if unknown:
        raise ValueError(f"no such key: {', '.join(sorted(unknown))}")
    for claim in case.get("claims", []):
        row(case["text"], claim)


def build(texts: Sequence[Path] = TEXTS, cases: Path = CASES) -> tuple[list[dict[str, Any]], list[str]]:
    """Read the label files and the cases; give the articles and every fault found."""
    articles, faults = [], []
    for path in texts:
        for entry in tomllib.loads(path.read_text("utf-8"))["article"]:
            try:
                articles.append(article(entry))
            except (ValueError, KeyError) as fault:
                faults.append(f"{path.name}, {entry.get('id')}: {fault}")
    for case in tomllib.loads(cases.read_text("utf-8"))["case"]:
        try:
            check_case(case)
        except (ValueError, KeyError) as fault:
            faults.append(f"{cases.name}, {case.get('why')}: {fault}")
    names = [a["id"] for a in articles]
    faults += [f"two articles are called {name}" for name in {n for n in names if names.count(n) > 1}]
    return articles, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if anything is wrong or stale")
    check = parser.parse_args().check
    articles, faults = build()
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 1
    built = json.dumps(articles, ensure_ascii=False, indent=1) + "\n"
    if check:
        if not BUILT.exists() or BUILT.read_text("utf-8") != built:
            print(f"{BUILT.name} is stale: run python tests/labels/build.py", file=sys.stderr)
            return 1
    else:
        BUILT.write_text(built, encoding="utf-8")
    print(f"{len(articles)} texts, {sum(len(a['claims']) for a in articles)} claims")
    return 0


if __name__ == "__main__":
    sys.exit(main())
