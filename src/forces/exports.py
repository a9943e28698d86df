"""Claims for other people's tools: a data package, web annotations of their quotes, reviews by fact-checkers."""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from forces import __version__
from forces.articles import Article
from forces.charts.captions import figure
from forces.claims import CONTRACT, validate_claims
from forces.errors import ArgumentError, ClaimsError
from forces.files import frame_bytes, write_whole
from forces.origins import find_origins

__all__ = ["claim_annotations", "claim_reviews", "write_datapackage", "write_json"]

#: characters of context on either side of a quote
CONTEXT = 32
_TYPES = {"Float64": "number", "Int64": "integer", "boolean": "boolean"}
_MEANING = {
    "side": "whose force, weapon, shell or loss is counted",
    "item": "what is counted",
    "measure": "which quantity of that item",
    "unit": "a number of things, or a multiple of the other side's number",
    "versus": "the side compared with, where unit is ratio",
    "qualifier": "how the words bound the number",
    "value": "the figure",
    "low": "lower bound; empty: open",
    "high": "upper bound; empty: open",
    "per": "period of a rate; empty: a total",
    "joint": "the printed figure is a sum over several items",
    "status": "relayed as so, as false, or as planned, possible or wanted",
    "source": "to whom the article credits the figure",
    "place": "town, sector or country the figure is about",
    "as_of": "the date the figure speaks of, where it differs from publication",
    "start": "first character of the words in the article's text, from 0",
    "end": "the character behind the last",
    "article_id": "the article",
    "claim_id": "the claim",
    "words": "number, qualifier and item as printed",
    "publisher": "who printed the article",
    "url": "where",
    "published": "when",
}


def claim_annotations(claims: pd.DataFrame, *, articles: Iterable[Article] = ()) -> list[dict[str, Any]]:
    """Tell each claim as a W3C Web Annotation (JSON-LD): the quote, its place in the page, what was read in it.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract with ``claim_id`` and ``words``.
    articles : iterable of Article
        The texts, where at hand: they give the quote with 32 characters on either side, so that it is found again when
        the page moves. Without its article a claim's quote is its ``words``.

    Returns
    -------
    list of dict
        One annotation per claim, in order, each complete by itself. ``prov:wasQuotedFrom`` is the page,
        ``prov:hadPrimarySource`` the claim's origin (`find_origins`).

    Raises
    ------
    ClaimsError
        If a claim has no id or no words, or its span does not fit its article.

    Examples
    --------
    >>> from forces import extract_claims
    >>> article = Article("The Russians have 500 tanks there.", url="https://example.org/1")
    >>> note = claim_annotations(extract_claims(article), articles=[article])[0]
    >>> note["target"]["selector"][0]
    {'type': 'TextQuoteSelector', 'exact': '500 tanks', 'prefix': 'The Russians have ', 'suffix': ' there.'}
    """
    texts = {article.id: article.text for article in articles}
    rows = _records(find_origins(claims), "words")
    return [_annotation(row, texts.get(str(row["article_id"]))) for row in rows]


def claim_reviews(
    claims: pd.DataFrame, *, ratings: Mapping[str, str], author: str, url: str, date: str | None = None
) -> list[dict[str, Any]]:
    """Tell the claims that somebody has checked as schema.org ClaimReviews (JSON-LD).

    forces rates nothing: the verdicts are yours, and claims without one are left out.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract with ``claim_id``.
    ratings : mapping
        ``claim_id`` to your verdict in words ("Half true").
    author : str
        The organisation that checked.
    url : str
        Your page; each claim is linked as ``url#claim_id``.
    date : str, optional
        When it was checked, ISO.

    Returns
    -------
    list of dict
        One ClaimReview per verdict, in the order of the claims. ``firstAppearance`` is the earliest page that prints
        the same figure of the same origin, ``appearance`` the others.

    Raises
    ------
    ClaimsError
        If a verdict names no claim.

    Examples
    --------
    >>> from forces import load_claims
    >>> reviews = claim_reviews(load_claims(), ratings={"c010": "Unproven"}, author="We", url="https://example.org")
    >>> reviews[0]["claimReviewed"], reviews[0]["itemReviewed"]["author"]["name"]
    ('Russia: at most 10,000 shells a day (fire)', 'Forbes')
    """
    rows = _records(find_origins(claims))
    unknown = sorted(set(ratings) - {row["claim_id"] for row in rows})
    if unknown:
        raise ClaimsError(f"no claim has the id {', '.join(unknown)}; ratings must name claims of the frame")
    same = ("origin", "side", "versus", "item", "measure", "unit", "value", "per")
    printed: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        printed.setdefault(tuple(row.get(c) for c in same), []).append(row)
    return [
        _review(row, printed[tuple(row.get(c) for c in same)], ratings[row["claim_id"]], author, url, date)
        for row in rows
        if row["claim_id"] in ratings
    ]


def write_datapackage(
    claims: pd.DataFrame, folder: str | os.PathLike[str], *, name: str, title: str, licence: str | None = None
) -> Path:
    """Write claims as a Frictionless data package: ``claims.csv``, and ``datapackage.json`` that describes it.

    Parameters
    ----------
    claims : DataFrame
        Claims by the contract; further columns are kept.
    folder : path
        An existing folder.
    name : str
        Short name: small letters, digits, ``-``, ``_`` and ``.``.
    title : str
        For people.
    licence : str, optional
        An Open Definition id, such as ``CC-BY-4.0``.

    Returns
    -------
    Path
        The ``datapackage.json``: types, allowed values and meaning of each column, the pages, size and SHA-256.

    Raises
    ------
    ArgumentError
        If the name has other characters.
    ClaimsError
        If the claims break the contract or a file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from forces import load_claims
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> path = write_datapackage(load_claims(), folder, name="ukraine", title="Reported figures")
    >>> path.name, sorted(p.name for p in folder.iterdir())
    ('datapackage.json', ['claims.csv', 'datapackage.json'])
    """
    if not re.fullmatch(r"[a-z0-9._-]+", name):
        raise ArgumentError(f"name must be small letters, digits, '-', '_' and '.'; got {name!r}")
    frame = validate_claims(claims)
    data = frame_bytes(frame, "csv")
    schema: dict[str, Any] = {"fields": [_field(str(c), frame[c]) for c in frame], "missingValues": [""]}
    if frame["claim_id"].notna().all() and frame["claim_id"].is_unique:
        schema["primaryKey"] = ["claim_id"]
    pages = frame[["publisher", "url"]].dropna(subset="url").drop_duplicates("url")
    package: dict[str, Any] = {
        "name": name,
        "title": title,
        "description": "Figures as articles printed them. Reported figures, not verified ones.",
        "licenses": [{"name": licence}] if licence else [],
        "contributors": [{"title": f"forces {__version__}", "role": "wrangler"}],
        "sources": [{"title": str(p), "path": u} for p, u in pages.fillna("unknown").itertuples(index=False)],
        "resources": [{
            "name": "claims", "type": "table", "path": "claims.csv", "format": "csv", "mediatype": "text/csv",
            "encoding": "utf-8", "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "schema": schema,
        }],
    }  # fmt: skip
    write_whole(Path(folder) / "claims.csv", data, error=ClaimsError)
    return write_json({k: v for k, v in package.items() if v != []}, Path(folder) / "datapackage.json")


def write_json(document: Mapping[str, Any] | Sequence[Mapping[str, Any]], path: str | os.PathLike[str]) -> Path:
    r"""Write annotations, reviews or another document as a JSON file, whole or not at all.

    Parameters
    ----------
    document : mapping, or sequence of mappings
        From `claim_annotations` or `claim_reviews`.
    path : path
        Where to.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ClaimsError
        If it cannot be written; an older file of that name is then unchanged.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> write_json([], pathlib.Path(tempfile.mkdtemp(), "reviews.jsonld")).read_text()
    '[]\n'
    """
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return write_whole(path, f"{text}\n".encode(), error=ClaimsError)


def _field(name: str, column: pd.Series) -> dict[str, Any]:
    """Describe a column: type, meaning, allowed values."""
    field: dict[str, Any] = {"name": name, "type": _TYPES.get(str(column.dtype), "string")}
    if name in _MEANING:
        field["description"] = _MEANING[name]
    rules: dict[str, Any] = {}
    if isinstance(column.dtype, pd.CategoricalDtype):
        rules["enum"] = list(column.dtype.categories)
    if name in ("value", "low", "high", "start"):
        rules["minimum"] = 0
    if name in CONTRACT and column.notna().all() and len(column):
        rules["required"] = True
    return {**field, **({"constraints": rules} if rules else {})}


def _records(claims: pd.DataFrame, *needed: str) -> list[dict[str, Any]]:
    """Give claims as dicts of plain values, missing as None; ids must be there, once each."""
    for column in ("claim_id", *needed):
        if claims[column].isna().any():
            raise ClaimsError(f"row {int(claims[column].isna().argmax())}: {column} must be given for an export")
    if not claims["claim_id"].is_unique:
        raise ClaimsError("a claim_id stands twice; ids must be unique for an export")
    plain = claims.astype("object").where(claims.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def _sentence(row: Mapping[str, Any]) -> str:
    """Tell a claim in a few words."""
    number = figure({**row, "unit": "count"})
    what, per = str(row["item"]).replace("_", " "), f" a {row['per']}" if row["per"] else ""
    side = row["side"] or "a side that the article does not name"
    tail = {"denied": "; denied", "projected": "; planned, wanted or expected"}.get(row["status"], "")
    if row["unit"] == "ratio":
        return f"{side} to {row['versus']}: {number} to 1, {what} ({row['measure']}){tail}"
    return f"{side}: {number} {what}{per} ({row['measure']}){tail}"


def _annotation(row: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    page = row["url"] or _urn(f"article {row['article_id']}")
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": row["words"]}
    selector = [quote]
    if text is not None and row["start"] is not None:
        start, end = int(row["start"]), int(row["end"])
        if not start < end <= len(text):
            raise ClaimsError(f"claim {row['claim_id']}: characters {start} to {end} are not in its article")
        quote |= {
            "exact": text[start:end],
            "prefix": text[max(start - CONTEXT, 0) : start],
            "suffix": text[end : end + CONTEXT],
        }
    if row["start"] is not None:
        selector.append({"type": "TextPositionSelector", "start": int(row["start"]), "end": int(row["end"])})
    figures = {c: row[c] for c in CONTRACT if row[c] is not None}
    return {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"prov": "http://www.w3.org/ns/prov#"}],
        "id": _urn(f"{page} {row['claim_id']}"),
        "type": "Annotation",
        "motivation": "describing",
        "generator": {"type": "Software", "name": f"forces {__version__}"},
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "language": "en",
                "value": _sentence(row),
            },
            {
                "type": "TextualBody",
                "purpose": "classifying",
                "format": "application/json",
                "value": json.dumps(figures),
            },
        ],
        "target": {"source": page, "selector": selector},
        "prov:wasQuotedFrom": {"id": page},
        "prov:hadPrimarySource": {"type": "prov:Entity", "label": row["origin"]},
    }


def _review(
    row: Mapping[str, Any], printed: list[dict[str, Any]], rating: str, author: str, url: str, date: str | None
) -> dict[str, Any]:
    pages = {r["url"]: r for r in sorted(printed, key=lambda r: r["published"] or "9999") if r["url"]}
    works = [
        {"@type": "Article", "url": u, **_given(datePublished=r["published"], publisher=_organisation(r["publisher"]))}
        for u, r in pages.items()
    ]
    item = {
        "@type": "Claim",
        "author": {"@type": "Thing", "name": row["source"] or row["origin"]},
        **_given(datePublished=row["as_of"] or row["published"], name=row["place"]),
        **_given(firstAppearance=next(iter(works), None), appearance=works[1:]),
    }
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{url}#{row['claim_id']}",
        "claimReviewed": _sentence(row),
        "author": _organisation(author),
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "itemReviewed": item,
        **_given(datePublished=date),
    }


def _organisation(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def _given(**values: object) -> dict[str, object]:
    return {k: v for k, v in values.items() if v}


def _urn(text: str) -> str:
    """Name a thing that has no address: the same name on every machine."""
    return uuid.uuid5(uuid.NAMESPACE_URL, text).urn
