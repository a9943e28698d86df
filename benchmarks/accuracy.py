"""How well the extraction reads: F1 on the labelled texts of tests/labels and, where they are present, the shared ones.

python benchmarks/accuracy.py          # print the tables and write docs/accuracy.md

A found claim matches a label when their spans overlap, the item is the same and the values are within 2%. Core also
wants side, measure, unit, versus, bounds and rate. The "held" half of our texts is never used to tune a rule.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forces import __version__, extract_claims

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CORE = ("side", "measure", "unit", "versus", "per")


def texts() -> Iterator[tuple[str, str, str, list[dict[str, Any]]]]:
    """Give (set, phenomenon, text, labels) of every labelled text."""
    for article in json.loads((ROOT / "tests" / "labels" / "texts.json").read_text(encoding="utf-8")):
        yield f"own, {article['half']}", article["phenomenon"], article["text"], article["claims"]
    for name, folder in (("news-dev", "news"), ("wire-dev", "wire")):
        labels = SHARED / "labels" / f"{name}.json"
        for article in json.loads(labels.read_text(encoding="utf-8")) if labels.exists() else ():
            path = SHARED / "corpus" / folder / f"{article['id']}.txt"
            if path.exists():
                yield f"shared, {folder}", "news", path.read_bytes().decode("utf-8"), article["claims"]


def blank(x: object) -> bool:
    return x is None or (isinstance(x, float) and math.isnan(x)) or str(x) in ("", "<NA>", "nan")


def near(a: object, b: object) -> bool:
    if blank(a) or blank(b):
        return blank(a) and blank(b)
    return abs(float(a) - float(b)) <= 0.02 * max(abs(float(a)), 1e-9)  # type: ignore[arg-type]


def alike(label: dict[str, Any], found: dict[str, Any], column: str) -> bool:
    a, b = label.get(column), found.get(column)
    return (blank(a) and blank(b)) or str(a).casefold() == str(b).casefold()


def agreeing(label: dict[str, Any], found: dict[str, Any]) -> bool:
    bounds = label["qualifier"] == found["qualifier"] == "about" or (
        near(label["low"], found["low"]) and near(label["high"], found["high"])
    )
    return bounds and all(alike(label, found, column) for column in CORE)


def score(text: str, labels: list[dict[str, Any]]) -> tuple[Counter[str], list[str]]:
    """Count labels, claims, detected and core ones of a text, and name what was missed."""
    found = extract_claims(text).to_dict("records")
    counts = Counter(labels=len(labels), claims=len(found))
    missed = []
    for label in labels:
        fits = [
            f
            for f in found
            if f["item"] == label["item"] and near(label["value"], f["value"])
            and f["start"] < label["end"] and label["start"] < f["end"]
        ]  # fmt: skip
        best = max(fits, key=lambda f, label=label: agreeing(label, f), default=None)  # type: ignore[misc]
        if best is None:
            missed.append(text[label["start"] : label["end"]])
            continue
        found.remove(best)
        counts["detected"] += 1
        counts["core"] += agreeing(label, best)
    return counts, missed


def f1(counts: Counter[str], key: str) -> float:
    return 2 * counts[key] / (counts["labels"] + counts["claims"]) if counts["labels"] + counts["claims"] else 1.0


def table(title: str, groups: dict[str, Counter[str]]) -> list[str]:
    lines = [f"| {title} | labels | claims | detection F1 | core F1 |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {name} | {c['labels']} | {c['claims']} | {f1(c, 'detected'):.2f} | {f1(c, 'core'):.2f} |"
        for name, c in groups.items()
    ]
    return [*lines, ""]


def main() -> None:
    sets: dict[str, Counter[str]] = {}
    phenomena: dict[str, Counter[str]] = {}
    failures: list[str] = []
    for name, phenomenon, text, labels in texts():
        counts, missed = score(text, labels)
        sets.setdefault(name, Counter()).update(counts)
        if name.startswith("own"):
            phenomena.setdefault(phenomenon, Counter()).update(counts)
            failures += [f"- {phenomenon}: {words}" for words in missed if name == "own, fit"]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    page = [
        "# How well it reads", "",
        f"forces {__version__}, {today}, made by `make accuracy`. Detection: span, item and value. Core: also side,",
        'measure, unit, versus, bounds and rate. Rules were fitted with the shared texts and our "fit" half in sight;',
        'the "held" half was only scored.', "",
        *table("texts", sets), *table("phenomenon (own texts)", phenomena),
        "## Known failures", "", 'Labels of the "fit" half that are not found:', "", *failures, "",
    ]  # fmt: skip
    (ROOT / "docs" / "accuracy.md").write_text("\n".join(page), encoding="utf-8")
    print("\n".join(page[: page.index("## Known failures")]))


if __name__ == "__main__":
    main()
