"""How well the extraction reads: F1 on the labelled texts of tests/labels and, where they are present, the shared ones.

python benchmarks/accuracy.py          # print the tables and write docs/accuracy.md

A found claim matches a label when their spans overlap, the item is the same and the values are within 2%. Core also
wants side, measure, unit, versus, bounds and rate. The "held" texts were written last and only scored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from forces import Article, __version__, extract_claims, match_claims, score_claims

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SHOWN = ["labels", "claims", "precision", "recall", "f1", "core_f1"]
INTRO = """\
# How well it reads

forces {version}, {date}, made by `make accuracy`.

*Detection* (precision, recall, F1): a claim's span overlaps the label's, the item is the same and the value within 2%.
*Core F1*: side, measure, unit, versus, bounds and rate are right too. Our texts are invented and harder than most news;
rules were tried on those called *fit*, and those called *held* were written last and only scored. The shared texts,
where they are at hand, are real articles; all of them were in sight while the rules were made, so their two halves
(by the name's hash) tell how even the reading is, not how it does on new text.
"""


def texts() -> Iterator[tuple[str, str, str, list[dict[str, Any]]]]:
    """Give (set, phenomenon, text, labels) of every labelled text."""
    for article in json.loads((ROOT / "tests" / "labels" / "texts.json").read_text(encoding="utf-8")):
        yield f"own, {article['half']}", article["phenomenon"], article["text"], article["claims"]
    for name, folder in (("news-dev", "news"), ("wire-dev", "wire")):
        labels = SHARED / "labels" / f"{name}.json"
        for article in json.loads(labels.read_text(encoding="utf-8")) if labels.exists() else ():
            path = SHARED / "corpus" / folder / f"{article['id']}.txt"
            half = "AB"[hashlib.sha256(article["id"].encode()).digest()[0] % 2]
            if path.exists():
                yield f"shared, {folder} {half}", "shared", path.read_bytes().decode("utf-8"), article["claims"]


def table(title: str, scores: pd.DataFrame) -> str:
    """Print scores as a table of Markdown."""
    rows = [f"| {title} | labels | found | precision | recall | F1 | core F1 |", "|---|---:|---:|---:|---:|---:|---:|"]
    for group, row in scores[SHOWN].iterrows():
        shares = " | ".join("" if pd.isna(row[c]) else f"{row[c]:.2f}" for c in SHOWN[2:])
        rows.append(f"| {group} | {row['labels']:.0f} | {row['claims']:.0f} | {shares} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    parts, failures, empty, false = [], [], 0, 0
    for name, phenomenon, text, labels in texts():
        found = extract_claims(Article(text))
        frame = pd.DataFrame(labels) if labels else found.head(0)
        matches = match_claims(frame, found).assign(set=name, phenomenon=phenomenon)
        parts.append(matches)
        if not labels:
            empty, false = empty + 1, false + len(found)
        if name.startswith("own"):
            for row in matches[matches["outcome"] != "right"].itertuples():
                words = labels[row.label] if not pd.isna(row.label) else found.iloc[row.claim]
                quote = " ".join(text[words["start"] : words["end"]].split())
                failures.append(f"| {phenomenon} | {quote} | {row.outcome} {row.wrong} |")
    matches = pd.concat(parts, ignore_index=True)
    wrong = matches.loc[matches["outcome"] == "wrong", "wrong"].str.split(",").explode().value_counts()
    detected = matches["outcome"].isin(["right", "wrong"]).sum()
    fields = ", ".join(f"{name} {1 - n / detected:.2f}" for name, n in wrong.items())
    own = matches[matches["phenomenon"] != "shared"]
    intro = INTRO.format(version=__version__, date=dt.datetime.now(dt.UTC).date())
    if own.shape == matches.shape:
        intro += "\nThe shared texts are not at hand, so they are left out below.\n"
    page = "\n".join([
        intro, table("texts", score_claims(matches, "set")),
        f"Texts without a claim: {empty}; claims found in them: {false}.\n",
        f"Share right among the detected, by column: {fields}.\n",
        table("measure", score_claims(matches, "measure")), table("item", score_claims(matches, "item")),
        table("phenomenon (own texts)", score_claims(own, "phenomenon")),
    ])  # fmt: skip
    known = [
        "## Known failures",
        "",
        "In our own texts: labels that were *missed*, claims that are *false* since no label is there, and claims",
        "found with some columns *wrong*.",
        "",
        "| phenomenon | words | outcome |",
        "|---|---|---|",
    ]
    (ROOT / "docs" / "accuracy.md").write_text("\n".join([page, *known, *failures, ""]), encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
