"""How well claims are read: labels and found claims matched one to one, and counted as precision, recall and F1."""

from __future__ import annotations

import math
from typing import Any, cast

import pandas as pd

from forces.errors import ArgumentError

__all__ = ["match_claims", "score_claims"]

#: what a match must agree in to be right in its core, beside the bounds
_CORE = ("side", "measure", "unit", "versus", "per")
#: values and bounds agree within this share: a label may print 4,471 where the geometric mean is 4,472.1
_CLOSE = 0.02
_NEEDED = ("item", "value", "start", "end", "qualifier", "low", "high", *_CORE)


def match_claims(labels: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Match labels with the claims found in the same texts, one to one, best agreement first.

    Two match when their spans overlap, they count the same item, and their values are within 2%.

    Parameters
    ----------
    labels, found : DataFrame
        Claims with the columns of `forces.claims.COLUMNS`. Where both have an `article_id`, only claims of one article
        are matched; else all are of one text.

    Returns
    -------
    DataFrame
        A row per label and per found claim that matches none: outcome (right, wrong, missed or false), label and claim
        (positions in the two frames, missing where there is none), wrong (the core columns that differ, by commas),
        and the item and measure of the label, or of the claim where there is none.

    Raises
    ------
    ArgumentError
        If a column is missing.

    Examples
    --------
    >>> from forces import extract_claims
    >>> found = extract_claims("Russia has 500 tanks and Ukraine 300.")
    >>> labels = found.assign(side="Russia")
    >>> match_claims(labels, found)[["outcome", "wrong"]].values.tolist()
    [['right', ''], ['wrong', 'side']]
    """
    for name, frame in (("labels", labels), ("found", found)):
        missing = [column for column in _NEEDED if column not in frame]
        if missing:
            raise ArgumentError(f"{name} must have the columns of claims; missing: {', '.join(missing)}")
    gold, read = (cast("list[dict[str, Any]]", frame.to_dict("records")) for frame in (labels, found))
    together = "article_id" in labels and "article_id" in found
    texts: dict[object, list[int]] = {}
    for j, claim in enumerate(read):
        texts.setdefault(claim["article_id"] if together else None, []).append(j)
    pairs = sorted(
        (len(_wrong(label, read[j])), abs(label["start"] - read[j]["start"]), i, j)
        for i, label in enumerate(gold)
        for j in texts.get(label["article_id"] if together else None, ())
        if _alike(label, read[j])
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in pairs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    rows: list[tuple[object, ...]] = []
    for i, label in enumerate(gold):
        match = partner.get(i)
        wrong = _wrong(label, read[match]) if match is not None else []
        outcome = "missed" if match is None else "wrong" if wrong else "right"
        rows.append((outcome, i, match, ",".join(wrong), label["item"], label["measure"]))
    rows += [("false", None, j, "", c["item"], c["measure"]) for j, c in enumerate(read) if j not in taken]
    table = pd.DataFrame(rows, columns=["outcome", "label", "claim", "wrong", "item", "measure"])
    return table.astype({"label": "Int64", "claim": "Int64"})


def score_claims(matches: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count matches: how much was found, how much of that is true, and how much is right in its core.

    Parameters
    ----------
    matches : DataFrame
        What `match_claims` gives; a column of your own may be added to group by.
    by : str, optional
        The column to group by, such as item or measure; all in one row by default.

    Returns
    -------
    DataFrame
        Indexed by group: labels, claims (found), detected and core (matches, and those right in every core column),
        precision, recall, f1 (of detection) and core_f1. F1 is the harmonic mean of precision and recall, which is
        2 * matches / (labels + claims) (van Rijsbergen 1979); missing where there is neither label nor claim.

    Raises
    ------
    ArgumentError
        If `by` is no column of the matches.

    Examples
    --------
    >>> from forces import extract_claims
    >>> found = extract_claims("Russia has 500 tanks and Ukraine 300.")
    >>> score_claims(match_claims(found, found))[["labels", "detected", "f1"]].values.tolist()
    [[2.0, 2.0, 1.0]]
    """
    if by is not None and by not in matches:
        raise ArgumentError(f"by must be a column of the matches, such as item or measure; got {by!r}")
    matches = matches.reset_index(drop=True)  # several frames of matches may have been put together
    keys = matches[by] if by is not None else pd.Series("all", index=matches.index)
    counts = pd.crosstab(keys, matches["outcome"]).reindex(columns=["right", "wrong", "missed", "false"], fill_value=0)
    table = pd.DataFrame(index=counts.index)
    table["labels"] = counts["right"] + counts["wrong"] + counts["missed"]
    table["claims"] = counts["right"] + counts["wrong"] + counts["false"]
    table["detected"] = counts["right"] + counts["wrong"]
    table["core"] = counts["right"]
    both = table["labels"] + table["claims"]
    table["precision"] = table["detected"] / table["claims"]
    table["recall"] = table["detected"] / table["labels"]
    table["f1"] = 2 * table["detected"] / both
    table["core_f1"] = 2 * table["core"] / both
    return table.rename_axis(by)


def _blank(x: object) -> bool:
    return x is None or x == "" or bool(pd.isna(cast(float, x)))


def _near(a: object, b: object) -> bool:
    if _blank(a) or _blank(b):
        return _blank(a) and _blank(b)
    return math.isclose(float(cast(float, a)), float(cast(float, b)), rel_tol=_CLOSE)


def _alike(label: dict[str, Any], claim: dict[str, Any]) -> bool:
    """Tell whether two claims speak of one figure."""
    start = max(label["start"], claim["start"])
    end = min(label["end"], claim["end"])
    return bool(start < end) and label["item"] == claim["item"] and _near(label["value"], claim["value"])


def _wrong(label: dict[str, Any], claim: dict[str, Any]) -> list[str]:
    """Name the core columns in which a claim differs from its label; a figure that is only about has no bounds."""
    wrong = [
        column
        for column in _CORE
        if not (_blank(label[column]) and _blank(claim[column]))
        and str(label[column]).casefold() != str(claim[column]).casefold()
    ]
    about = label["qualifier"] == claim["qualifier"] == "about"
    same = _near(label["low"], claim["low"]) and _near(label["high"], claim["high"])
    return wrong if about or same else [*wrong, "bounds"]
