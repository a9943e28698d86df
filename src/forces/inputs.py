"""What the commands read: articles and claims files, by name, from folders and from a pipe."""

from __future__ import annotations

import sys

from forces.errors import ArticleError, ClaimsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from forces.articles import Article

__all__ = ["TABLES", "extract_all", "iter_articles", "load_all"]

#: the endings of files that may hold claims
TABLES = (".csv", ".parquet", ".json", ".jsonl")


def iter_articles(sources: Sequence[str], args: argparse.Namespace) -> Iterator[Article]:
    """Read articles one by one; what cannot be read is told at the end, unless there is nothing else."""
    from dataclasses import replace

    from forces.articles import read_articles
    from forces.languages import refuse_foreign
    from forces.terminal import progress

    private, published = getattr(args, "allow_private", False), getattr(args, "published", None)
    faults: list[ArticleError] = args.faults
    found = (a for s in sources for a in read_articles(s, on_error=faults.append, allow_private=private))
    empty = True
    for article in progress(found, "articles", quiet=args.quiet):
        try:
            if not getattr(args, "any_language", False):
                refuse_foreign(article)
        except ArticleError as error:
            faults.append(error)
        else:
            empty = False
            yield replace(article, published=published) if published and not article.published else article
    if empty and faults:
        raise faults.pop()


def extract_all(articles: Iterable[Article], args: argparse.Namespace) -> pd.DataFrame:
    """Read the claims of articles; where some are reprints of others, a column more says of which."""
    from forces.extraction import extract_claims
    from forces.lexicon import load_lexicon
    from forces.reprints import Reprints
    from forces.terminal import say

    reprints = Reprints()
    lexicon, sides = load_lexicon(getattr(args, "lexicon", None)), getattr(args, "sides", None)
    claims = extract_claims(
        reprints.passing(articles), lexicon=lexicon, sides=sides and tuple(sides), any_language=True
    )
    if len(claims) and claims["side"].isna().all():
        say("no claim tells its side; name the sides in a file of words (--lexicon)", quiet=args.quiet)
    found = reprints.frame()
    return claims.merge(found[["article_id", "reprint_of"]], on="article_id", how="left") if len(found) else claims


def load_all(args: argparse.Namespace, articles: list[Article] | None = None) -> pd.DataFrame:
    """Read claims from claims files and from articles; these are added to a list, where one is given."""
    from pathlib import Path

    import pandas as pd

    from forces.claims import read_claims
    from forces.scans import scan_claims

    stdin = _claims_on_stdin() if "-" in args.source else None
    files = [s for s in args.source if _holds_claims(s)]
    rest = [s for s in args.source if s not in files and not (s == "-" and stdin is not None)]
    frames = [scan_claims(f).compute() if Path(f).is_dir() else read_claims(f) for f in files]
    frames += [] if stdin is None else [stdin]
    if rest:
        found: Iterable[Article] = iter_articles(rest, args)
        if articles is not None:
            articles += found
            found = articles
        frames.append(extract_all(found, args))
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


def _holds_claims(source: str) -> bool:
    """Tell whether a source is a table or dataset of claims and not of articles."""
    from pathlib import Path

    path = Path(source)
    if (path / "manifest.json").is_file() and (path / "claims").is_dir():
        return True
    if path.suffix.lower() not in TABLES or not path.is_file():
        return False
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        try:
            return "measure" in pq.read_schema(path).names
        except (OSError, ValueError):
            return False  # whoever reads it as articles says what is wrong
    with path.open("rb") as file:
        return _starts_claims(file.read(4096))


def _starts_claims(head: bytes) -> bool:
    return b"measure" in (head if head.lstrip()[:1] in (b"[", b"{") else head.partition(b"\n")[0])


def _claims_on_stdin() -> pd.DataFrame | None:
    """Read claims from a pipe; None where it holds something else, which is left there."""
    from io import BufferedReader
    from typing import cast

    from forces.claims import COLUMNS, validate_claims
    from forces.files import LARGEST, parse_frame

    head = cast("BufferedReader", sys.stdin.buffer).peek(4096)
    if not _starts_claims(head):
        return None
    kind = {b"[": "json", b"{": "jsonl"}.get(head.lstrip()[:1], "csv")
    data = sys.stdin.buffer.read(LARGEST[kind] + 1)
    if len(data) > LARGEST[kind]:
        raise ClaimsError(f"standard input: more than {LARGEST[kind] // 1_000_000} MB of {kind}; split it")
    try:
        frame = parse_frame(data, kind, list(COLUMNS))
    except ValueError as error:
        raise ClaimsError(f"standard input: cannot be read as claims ({error})") from None
    return validate_claims(frame, name="standard input")
