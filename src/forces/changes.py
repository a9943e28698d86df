"""What changed between two versions of the claims: open corrections, differences in words, a stop on big jumps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from forces.claims import CONTRACT, is_date
from forces.errors import ArgumentError, ClaimsError, count, refuse_rows

__all__ = ["apply_corrections", "check_jump", "diff_claims"]

_NUMBERS = ("low", "value", "high")


def apply_corrections(claims: pd.DataFrame, corrections: pd.DataFrame, *, until: str | None = None) -> pd.DataFrame:
    """Add signed, dated corrections to the figures they correct, and say so in the row.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract with ``claim_id``.
    corrections : DataFrame
        One row each: ``claim_id``, ``date`` (ISO, day given), ``change`` (signed, in the claim's printed unit) and,
        if wanted, ``note``.
    until : str, optional
        Leave out corrections dated later, to see the figures as they stood on that day.

    Returns
    -------
    DataFrame
        The claims with low, value and high moved by the sum of their corrections, and ``corrected``: what was done, in
        order of date; missing where nothing was. Neither input changes.

    Raises
    ------
    ClaimsError
        If a correction names no claim, more than one, or no date or number, or would leave a figure below zero.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="losses", qualifier="exact", value=120, low=120, high=120)
    >>> fixes = pd.DataFrame([dict(claim_id="a1", date="2024-03-01", change=-20, note="counted twice")])
    >>> apply_corrections(make_claims([dict(row, claim_id="a1")]), fixes)[["value", "corrected"]].values.tolist()
    [[100.0, '2024-03-01 -20 (counted twice)']]
    """
    missing = [c for c in ("claim_id", "date", "change") if c not in corrections.columns]
    if missing:
        raise ClaimsError(f"the corrections lack {', '.join(missing)}; give claim_id, date and change")
    fixes = corrections.reset_index(drop=True)
    change = pd.to_numeric(fixes["change"], errors="coerce")
    dated = fixes["date"].map(lambda d: isinstance(d, str) and len(d) == len("2024-03-01") and is_date(d)).astype(bool)
    times = claims["claim_id"].value_counts().reindex(fixes["claim_id"]).fillna(0).to_numpy()
    refuse_rows("correction in ", fixes, "claim_id", times != 1, "must name exactly one claim")
    refuse_rows("correction in ", fixes, "change", change.isna().to_numpy(), "must be a signed number")
    refuse_rows("correction in ", fixes, "date", ~dated.to_numpy(), "must be YYYY-MM-DD")
    fixes = fixes.assign(change=change).sort_values("date", kind="stable")
    if until is not None:
        fixes = fixes[fixes["date"] <= until]
    notes = fixes["note"].astype("string") if "note" in fixes.columns else pd.Series(pd.NA, fixes.index, dtype="string")
    text = (
        fixes["date"].astype("string")
        + fixes["change"].map(lambda c: f" {c:+,g}").astype("string")
        + (" (" + notes + ")").fillna("")
    )
    sums = fixes.groupby("claim_id")["change"].sum()
    moved = claims["claim_id"].map(sums).astype("Float64").fillna(0.0)
    figures = {c: claims[c] + moved for c in _NUMBERS}
    refuse_rows(
        "claim in ", claims, "value", (figures["value"] < 0).to_numpy(dtype=bool, na_value=False), "falls below zero"
    )
    said = claims["claim_id"].map(text.groupby(fixes["claim_id"]).agg("; ".join)).astype("string")
    return claims.assign(**figures, corrected=said)


def diff_claims(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Tell in words which claims were added, removed or changed from one frame to another.

    Parameters
    ----------
    old, new : DataFrame
        Claims by the contract; a claim is known by its ``claim_id``.

    Returns
    -------
    DataFrame
        One row per claim that differs: ``claim_id``, ``change`` (``added``, ``removed``, ``changed``), ``text``.
        No rows if nothing changed.

    Raises
    ------
    ClaimsError
        If a ``claim_id`` is missing or stands twice in one frame.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="losses", qualifier="exact", claim_id="a1")
    >>> old, new = (make_claims([dict(row, value=v)]) for v in (120, 100))
    >>> diff_claims(old, new)["text"].tolist()
    ['value 120 -> 100']
    """
    for name, frame in (("old", old), ("new", new)):
        bad = frame["claim_id"].isna() | frame["claim_id"].duplicated(keep=False)
        refuse_rows(f"{name} claim in ", frame, "claim_id", bad.to_numpy(dtype=bool), "must be given, and once only")
    before, after = (f.set_index("claim_id").sort_index() for f in (old, new))
    gone, come = before.index.difference(after.index), after.index.difference(before.index)
    both = before.index.intersection(after.index)
    parts = [_listed(gone, "removed", _told(before.loc[gone])), _listed(come, "added", _told(after.loc[come]))]
    text = pd.Series("", index=both, dtype="string")
    columns = [c for c in dict.fromkeys([*CONTRACT, *before, *after]) if c in before.columns or c in after.columns]
    for column in columns:
        one, two = (
            f.loc[both, column].astype("object") if column in f else pd.Series(None, both) for f in (before, after)
        )
        differs = ~((one == two).fillna(False).astype(bool) | (one.isna() & two.isna()))
        if differs.any():
            words = [f"{column} {_shown(a)} -> {_shown(b)}; " for a, b in zip(one[differs], two[differs], strict=True)]
            text[differs] += pd.Series(words, index=text.index[differs], dtype="string")
    parts.append(_listed(both, "changed", text.str.removesuffix("; "))[text.to_numpy() != ""])
    return pd.concat(parts).sort_values(["claim_id"], kind="stable", ignore_index=True)


def check_jump(
    old: pd.DataFrame, new: pd.DataFrame, *, factor: float = 2.0, by: Sequence[str] = ("side", "item", "measure", "per")
) -> pd.DataFrame:
    """Stop if a new version of the claims moves any typical figure, or the number of claims, by more than a factor.

    Parameters
    ----------
    old, new : DataFrame
        Claims by the contract.
    factor : float
        The largest change up or down that passes, above 1.
    by : sequence of str
        What is compared apart from each other; ratios and counts always are.

    Returns
    -------
    DataFrame
        `new`, so that the check stands in a chain.

    Raises
    ------
    ClaimsError
        If a median or a count of claims jumps; ``.problems`` lists each with its old and new figure.
    ArgumentError
        If the factor is not above 1.

    Examples
    --------
    >>> from forces.claims import make_claims
    >>> row = dict(side="Russia", item="tanks", measure="losses", qualifier="exact")
    >>> old, new = (make_claims([dict(row, value=v)]) for v in (120, 1200))
    >>> check_jump(old, new)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    forces.errors.ClaimsError: 1 jump by more than 2 times, first median of Russia tanks losses: 120 -> ...
    """
    if not factor > 1:
        raise ArgumentError(f"factor must be above 1; got {factor!r}")
    keys = [*by, "unit"]
    sizes = [f.groupby(keys, dropna=False, observed=True)["value"].agg(["median", "size"]) for f in (old, new)]
    both = sizes[0].add_suffix("_old").join(sizes[1].add_suffix("_new"), how="inner").reset_index()
    faults = []
    for what in ("median", "size"):
        jump = both[f"{what}_new"].to_numpy(float) / both[f"{what}_old"].to_numpy(float)
        far = both[np.maximum(jump, 1 / jump) > factor].rename(columns={f"{what}_old": "old", f"{what}_new": "new"})
        faults.append(far.assign(what="claims" if what == "size" else what)[[*keys, "what", "old", "new"]])
    problems = pd.concat(faults, ignore_index=True)
    if len(problems):
        first = problems.iloc[0]
        name = " ".join(str(first[k]) for k in by if pd.notna(first[k]))
        msg = (
            f"{count(len(problems), 'jump')} by more than {factor:g} times, first {first['what']} of {name}: "
            f"{first['old']:g} -> {first['new']:g}; see .problems, and raise factor if they are right"
        )
        raise ClaimsError(msg, problems)
    return new


def _told(claims: pd.DataFrame) -> pd.Series:
    """Each claim in a few words."""
    parts = [
        claims[c].astype("object").map(_shown).astype("string") for c in ("side", "value", "item", "measure", "source")
    ]
    return parts[0] + " " + parts[1] + " " + parts[2] + " (" + parts[3] + "), " + parts[4]


def _listed(ids: pd.Index, change: str, text: pd.Series) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "claim_id": ids.to_numpy(object),
        "change": [change] * len(ids),
        "text": text.to_numpy(object),
    }
    return pd.DataFrame({k: pd.array(v, dtype="string") for k, v in columns.items()})


def _shown(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return "none"
    if isinstance(value, float):
        return f"{value:,g}" if value < 1e6 else f"{value:,.0f}"
    return str(value)
