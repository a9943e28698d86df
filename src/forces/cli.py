"""The command line: thin over the library. Rows on standard output, messages and progress on standard error.

Exit codes: 0 done, 1 some data cannot be used (a message says which), 2 the call is wrong, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys

from forces import __version__
from forces.errors import ArgumentError, ArticleError, ClaimsError, ForcesError, count
from forces.inputs import TABLES, extract_all, iter_articles, load_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from forces.articles import Article
    from forces.pairs import Basis

__all__ = ["main"]

_MEASURES = {"strength": "force_ratios", "fire": "fire_ratios", "losses": "loss_exchange_ratios"}
_SHOWN = ["side", "item", "measure", "figure", "source", "published", "place", "words"]
_RATIO_SHOWN = ["item", "measure", "per", "place", "stance", "basis", "label", "verdict", "n_claims", "n_origins"]
_ARTICLES = """article files (.txt, .md, .html, .pdf), folders or globs of them, feeds (.zip, .jsonl, .csv, .parquet,
.warc.gz), http(s) addresses, or - for standard input"""
_CLAIMS = f"claims files ({', '.join(TABLES)}), datasets made by forces corpus"
_CODES = "exit codes: 0 done, 1 some data cannot be used, 2 wrong call, 130 Ctrl-C"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        The exit code.
    """
    args = _parser().parse_args(argv)
    try:
        args.faults = []
        args.run(args)
        sys.stdout.flush()
    except ForcesError as error:
        return _failed(error)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("forces: stopped", file=sys.stderr)
        return 130
    return max(map(_failed, args.faults), default=0)


def _failed(error: ForcesError) -> int:
    print(f"forces: {error}", file=sys.stderr)
    return 2 if isinstance(error, ArgumentError) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="forces", description="Two-sided claims in news articles, and their ratios.", epilog=_CODES
    )
    parser.add_argument("--version", action="version", version=f"forces {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parser.set_defaults(parser=parser, commands=commands)

    def command(name: str, help_: str, example: str, *, rows: bool = False) -> argparse.ArgumentParser:
        p = commands.add_parser(
            name, help=help_, description=help_, epilog=f"example:\n  {example}\n\n{_CODES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        p.add_argument("-q", "--quiet", action="store_true", help="no messages and no progress, only errors")
        if rows:
            p.add_argument("--json", action="store_true", help="print the rows as JSON")
        p.set_defaults(run=globals()[f"_{name}"])
        return p

    p = command("extract", "Read articles and give their claims.", "forces extract articles -o claims.csv", rows=True)
    p.add_argument("source", nargs="+", help=_ARTICLES)
    p.add_argument("-o", "--out", help=f"write the claims to this file ({', '.join(TABLES)})")
    p.add_argument("--sides", nargs=2, metavar=("A", "B"), help="name the two sides of the fight")
    p.add_argument("--lexicon", help="a TOML file with further words")
    p.add_argument("--published", metavar="DATE", help="the date of articles that give none (YYYY-MM-DD)")
    p.add_argument("--allow-private", action="store_true", help="also fetch from loopback and private addresses")
    p.add_argument("--any-language", action="store_true", help="also read what is not in English")

    p = command("explain", "Show which words gave each claim its value, side and source.", "forces explain article.txt")
    p.add_argument("source", nargs="+", help=_ARTICLES)
    p.add_argument("--sides", nargs=2, metavar=("A", "B"), help="name the two sides of the fight")
    p.add_argument("--lexicon", help="a TOML file with further words")

    p = command("corpus", "Extract any number of articles into a dataset.", "forces corpus crawl out --workers 8")
    p.add_argument("source", help="a folder or glob of article files, or a feed, as for extract")
    p.add_argument("out", help="the folder of the dataset; a run that was stopped goes on where it was")
    where = p.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: this one)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that is running")
    p.add_argument("--afresh", action="store_true", help="do not go on from an earlier run")
    p.add_argument("--blocksize", type=int, default=8_000_000, metavar="BYTES", help="of source to a part (8000000)")
    p.add_argument("--sides", nargs=2, metavar=("A", "B"), help="name the two sides of the fight")
    p.add_argument("--lexicon", help="a TOML file with further words")
    p.add_argument("--any-language", action="store_true", help="also read what is not in English")

    p = command("check", "Check claims files against the contract.", "forces check claims.csv", rows=True)
    p.add_argument("claims", nargs="+", help=f"claims files ({', '.join(TABLES)})")

    example = "forces ratios claims.csv --side Russia --versus Ukraine"
    p = command("ratios", "Compare two sides.", example, rows=True)
    _add_sides(p)
    p.add_argument("-o", "--out", help=f"write the table to this file ({', '.join(TABLES)})")

    p = command("plot", "Chart the ratios of two sides.", "forces plot data/articles -o ratios.svg")
    _add_sides(p)
    p.add_argument("-o", "--out", required=True, help="the picture to write (.png, .svg or .pdf)")

    p = command("report", "Write a report page on articles or claims.", "forces report data/articles -o report")
    _add_sides(p, measure=False, least="*")
    p.add_argument("-o", "--out", default="report", help="the folder to write index.html to (default: report)")

    p = command("diff", "Tell what changed between two claims files.", "forces diff old.csv new.csv", rows=True)
    p.add_argument("old", help="a claims file")
    p.add_argument("new", help="a later one")

    p = command("completion", "Print the completion of a shell.", 'eval "$(forces completion bash)"')
    p.add_argument("shell", choices=("bash", "zsh", "fish"))
    return parser


def _add_sides(p: argparse.ArgumentParser, *, measure: bool = True, least: str = "+") -> None:
    none = "; without one, the bundled digests" if least == "*" else ""
    p.add_argument("source", nargs=least, help=f"{_CLAIMS}, or articles, or - for either{none}")
    p.add_argument("--side", help="the side whose number comes first (default: Russia)")
    p.add_argument("--versus", help="the side compared with (default: Ukraine)")
    p.add_argument("--reading", default="plain", choices=("literal", "plain", "wide"), help="how hedges are read")
    p.add_argument("--lexicon", help="a TOML file with further words, for articles")
    if measure:
        p.add_argument("--measure", choices=list(_MEASURES), help="one measure (default: every one of them)")
        p.add_argument("--basis", default="computed", choices=("computed", "stated", "both"),
                       help="divide counts (the default), take ratios stated in words, or both")  # fmt: skip


def _all_ratios(claims: pd.DataFrame, args: argparse.Namespace, basis: Basis) -> pd.DataFrame:
    """Compare the sides in every measure, or in the one asked for."""
    import pandas as pd

    from forces import ratios as compare

    args.side, args.versus = args.side or "Russia", args.versus or "Ukraine"
    measures = [args.measure] if getattr(args, "measure", None) else list(_MEASURES)
    frames = [
        getattr(compare, _MEASURES[m])(claims, side=args.side, versus=args.versus, reading=args.reading, basis=basis)
        for m in measures
    ]
    filled = [f for f in frames if len(f)]
    together: pd.DataFrame = pd.concat(filled or frames[:1], ignore_index=True)
    return together


def _direction(args: argparse.Namespace) -> str:
    return f"{args.side} to {args.versus}, {args.reading} reading"


def _extract(args: argparse.Namespace) -> None:
    from pathlib import Path

    from forces.claims import is_date, write_claims
    from forces.files import file_kind, made_by
    from forces.terminal import print_rows, say

    if args.published and not is_date(args.published):
        raise ArgumentError(f"--published must be YYYY, YYYY-MM or YYYY-MM-DD; got {args.published!r}")
    if args.out:
        file_kind(Path(args.out), "a claims file")  # before the work, not after it
    claims = extract_all(iter_articles(args.source, args), args)
    if args.out:
        path = write_claims(claims, args.out)
        say(f"{count(len(claims), 'claim')} written to {path} ({made_by(claims)})", quiet=args.quiet)
    elif len(claims) or args.json:
        print_rows(claims, _SHOWN, as_json=args.json)
    else:
        say("no claims found", quiet=args.quiet)


def _explain(args: argparse.Namespace) -> None:
    from forces.lexicon import load_lexicon
    from forces.tracing import trace_claims

    lexicon = load_lexicon(args.lexicon)
    for article in iter_articles(args.source, args):
        print(trace_claims(article, lexicon=lexicon, sides=args.sides and tuple(args.sides)))


def _corpus(args: argparse.Namespace) -> None:
    from forces.corpus import cluster, extract_corpus
    from forces.terminal import say

    with cluster(args.workers, args.scheduler) as client:
        told = extract_corpus(
            args.source, args.out, client=client, resume=not args.afresh, lexicon=args.lexicon,
            sides=args.sides and tuple(args.sides), any_language=args.any_language,
            blocksize=args.blocksize, progress=False if args.quiet else None,
        )  # fmt: skip
    done = f"{count(told['articles'], 'article')}, {count(told['claims'], 'claim')}"
    say(f"{done}: see {args.out}", quiet=args.quiet)
    if told["errors"]:
        args.faults.append(ArticleError(f"{count(told['errors'], 'article')} not read: see {args.out}/errors.parquet"))


def _check(args: argparse.Namespace) -> None:
    import pandas as pd

    from forces.claims import read_claims
    from forces.files import data_hash
    from forces.terminal import print_rows, say

    problems = []
    for path in args.claims:
        try:
            claims = read_claims(path)
        except ClaimsError as error:
            args.faults.append(error)
            if error.problems is not None:
                problems.append(error.problems.assign(file=path))
        else:
            say(f"{path}: {count(len(claims), 'claim')}, no fault (data {data_hash(claims)})", quiet=args.quiet)
    if problems or args.json:
        frame = pd.concat(problems) if problems else pd.DataFrame(columns=["row", "column", "value", "rule", "file"])
        print_rows(frame, ["row", "column", "value", "rule", "file"], as_json=args.json)


def _ratios(args: argparse.Namespace) -> None:
    from pathlib import Path

    from forces.files import file_kind, frame_bytes, made_by, write_whole
    from forces.pairs import unpaired
    from forces.terminal import print_rows, say

    kind = file_kind(Path(args.out), "a table of ratios") if args.out else ""
    claims = load_all(args)
    ratios = _all_ratios(claims, args, args.basis)
    if args.out:
        path = write_whole(Path(args.out), frame_bytes(ratios, kind))
        say(f"{path} written ({made_by(ratios)})", quiet=args.quiet)
    elif len(ratios) or args.json:
        print_rows(ratios, _RATIO_SHOWN, as_json=args.json, title=_direction(args))
    else:
        say("no figures of the two sides can be paired", quiet=args.quiet)
    if not args.quiet:
        asked = {"side": args.side, "versus": args.versus, "measure": args.measure, "basis": args.basis}
        left = unpaired(claims, **asked)["reason"].value_counts()
        why = "; ".join(f"{reason} ({n})" for reason, n in left.items())
        say(f"{left.sum()} of {count(len(claims), 'claim')} in no ratio: {why or 'none'}")


def _plot(args: argparse.Namespace) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from forces.charts import plot_ratios, save_chart
    from forces.terminal import say

    claims = load_all(args)
    save_chart(plot_ratios(_all_ratios(claims, args, args.basis), claims=claims), args.out)
    say(f"{args.out} written", quiet=args.quiet)


def _report(args: argparse.Namespace) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import pandas as pd

    from forces.datasets import add_parties, data_path
    from forces.report import build_report
    from forces.terminal import print_rows, say

    articles: list[Article] = []
    asked = args.side, args.versus
    args.source = args.source or [str(data_path("articles"))]
    claims = add_parties(load_all(args, articles))
    args.side, args.versus = args.side or "Russia", args.versus or "Ukraine"
    named = sorted(pd.concat([claims["side"], claims["versus"]]).value_counts().index[:2])
    if asked == (None, None) and not {args.side, args.versus} <= set(named) and len(named) == 2:
        args.side, args.versus = named
    ratios = pd.DataFrame(columns=["side", "versus"])
    if asked != (None, None) or len(named) == 2:
        found = pd.concat([_all_ratios(claims, args, b) for b in ("computed", "stated")], ignore_index=True)
        kinds = found[["measure", "item"]].drop_duplicates()
        kinds = kinds.sort_values("measure", key=lambda m: m.map(list(_MEASURES).index), kind="stable")
        ratios = kinds.merge(found, on=["measure", "item"])[list(found)]
    if not args.quiet:
        print_rows(claims, _SHOWN, table=True)
        if len(ratios):
            print()
            print_rows(ratios, _RATIO_SHOWN, table=True, title=_direction(args))
    path = build_report(articles, claims, ratios, args.out, side=args.side, versus=args.versus)
    n_articles = len(articles) or claims["article_id"].nunique()
    done = (count(n, what) for n, what in ((n_articles, "article"), (len(claims), "claim"), (len(ratios), "ratio")))
    say(f"{', '.join(done)}: see {path}", quiet=args.quiet)


def _diff(args: argparse.Namespace) -> None:
    from forces.changes import diff_claims
    from forces.claims import read_claims
    from forces.terminal import print_rows, say

    changes = diff_claims(read_claims(args.old), read_claims(args.new))
    if len(changes) or args.json:
        print_rows(changes, ["change", "text", "claim_id"], as_json=args.json)
    else:
        say("nothing changed", quiet=args.quiet)


def _completion(args: argparse.Namespace) -> None:
    import shtab

    for command in args.commands.choices.values():
        for action in command._actions:  # noqa: SLF001 (argparse has no other way to them)
            if action.dest in ("source", "claims", "old", "new", "out", "lexicon"):
                action.complete = shtab.FILE
    print(shtab.complete(args.parser, args.shell))
