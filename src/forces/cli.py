"""The command line: thin over the library. Tables on stdout, messages on stderr.

Exit codes: 0 done, 1 the data cannot be used (the message says which file, row or value), 2 the call is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forces import __version__
from forces.errors import ArgumentError, ForcesError

if TYPE_CHECKING:
    import pandas as pd

    from forces.articles import Article

__all__ = ["main"]

_MEASURES = {"strength": "force_ratios", "fire": "fire_ratios", "losses": "loss_exchange_ratios"}
_SHOWN = ["side", "item", "measure", "qualifier", "low", "value", "high", "per", "status", "source"]
_RATIO_SHOWN = ["item", "measure", "per", "label", "verdict", "n_claims", "n_articles", "n_origins", "note"]


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
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        args.run(args)
    except ArgumentError as error:
        print(f"forces: {error}", file=sys.stderr)
        return 2
    except ForcesError as error:
        print(f"forces: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("forces: stopped", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="forces", description="Two-sided claims in news articles, and their ratios.")
    parser.add_argument("--version", action="version", version=f"forces {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help_: str, example: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=help_, description=help_, epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip

    p = command("extract", "Read articles and give their claims.", "forces extract data/articles -o claims.csv")
    p.add_argument("source", nargs="+", help="article files (.txt, .md) or folders of them")
    p.add_argument("-o", "--out", help="write the claims to this file (.csv or .parquet) instead of printing a table")
    p.add_argument("--sides", nargs=2, metavar=("A", "B"), help="name the two sides of the fight")
    p.add_argument("--lexicon", help="a TOML file with further words")
    p.set_defaults(run=_extract)

    for name, help_, example in (
        ("ratios", "Compare two sides.", "forces ratios claims.csv --side Russia --versus Ukraine"),
        ("plot", "Chart the ratios of two sides.", "forces plot data/articles -o ratios.svg"),
    ):
        p = command(name, help_, example)
        p.add_argument("source", nargs="+", help="a claims file (.csv, .parquet), article files or folders")
        _add_sides(p)
        p.add_argument("--measure", choices=list(_MEASURES), help="one measure (default: every one of them)")
        if name == "plot":
            p.add_argument("-o", "--out", required=True, help="the picture to write (.png, .svg or .pdf)")
            p.set_defaults(run=_plot)
        else:
            p.add_argument("-o", "--out", help="write the table to this .csv file instead of printing it")
            p.set_defaults(run=_ratios)

    p = command("report", "Write a report page on some articles.", "forces report data/articles -o report")
    p.add_argument("source", nargs="+", help="article files (.txt, .md) or folders of them")
    _add_sides(p)
    p.add_argument("-o", "--out", default="report", help="the folder to write index.html to (default: report)")
    p.set_defaults(run=_report)
    return parser


def _add_sides(p: argparse.ArgumentParser) -> None:
    p.add_argument("--side", default="Russia", help="the side whose number comes first (default: Russia)")
    p.add_argument("--versus", default="Ukraine", help="the side compared with (default: Ukraine)")
    p.add_argument("--reading", default="plain", choices=("literal", "plain", "wide"), help="how hedges are read")


def _articles(sources: Sequence[str]) -> list[Article]:
    from forces.articles import read_articles

    return [article for source in sources for article in read_articles(source)]


def _claims(sources: Sequence[str]) -> pd.DataFrame:
    """Read claims from claims files and from articles."""
    import pandas as pd

    from forces.claims import read_claims
    from forces.extraction import extract_claims

    files = [s for s in sources if Path(s).suffix.lower() in (".csv", ".parquet", ".pq")]
    rest = [s for s in sources if s not in files]
    frames = [read_claims(f) for f in files]
    if rest:
        frames.append(extract_claims(_articles(rest)))
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


def _all_ratios(claims: pd.DataFrame, args: argparse.Namespace) -> pd.DataFrame:
    """Compare the sides in every measure, or in the one asked for."""
    import pandas as pd

    from forces import ratios as compare

    measures = [args.measure] if getattr(args, "measure", None) else list(_MEASURES)
    frames = [
        getattr(compare, _MEASURES[m])(claims, side=args.side, versus=args.versus, reading=args.reading)
        for m in measures
    ]
    filled = [f for f in frames if len(f)]
    together: pd.DataFrame = pd.concat(filled or frames[:1], ignore_index=True)
    return together


def _table(frame: pd.DataFrame, columns: Sequence[str]) -> str:
    """Lay a frame out as plain text; empty columns and the text's index are left out."""
    shown = frame[[c for c in columns if frame[c].notna().any()]].copy()
    for column in shown:
        shown[column] = [_cell(value) for value in shown[column].astype("object")]
    return shown.to_string(index=False)


def _cell(value: object, width: int = 34) -> str:
    """Print a cell: a missing value as nothing, a number with separators, a long text cut."""
    import pandas as pd

    if value is pd.NA or value is None or value != value:  # noqa: PLR0124 (NaN is not itself)
        return ""
    text = f"{value:,.10g}" if isinstance(value, float) else str(value)
    return text if len(text) <= width else text[: width - 1] + "…"


def _extract(args: argparse.Namespace) -> None:
    from forces.claims import write_claims
    from forces.extraction import extract_claims
    from forces.lexicon import load_lexicon

    claims = extract_claims(
        _articles(args.source), lexicon=load_lexicon(args.lexicon), sides=args.sides and tuple(args.sides)
    )
    if args.out:
        path = write_claims(claims, args.out)
        print(f"forces: {len(claims)} claims written to {path}", file=sys.stderr)
    elif len(claims):
        print(_table(claims, _SHOWN))
    else:
        print("forces: no claims found", file=sys.stderr)


def _ratios(args: argparse.Namespace) -> None:
    ratios = _all_ratios(_claims(args.source), args)
    if args.out:
        path = Path(args.out)
        if path.suffix.lower() != ".csv":
            raise ArgumentError(f"{path}: a table of ratios ends in .csv")
        _write(path, ratios.to_csv(index=False).encode())
    elif len(ratios):
        print(_table(ratios, _RATIO_SHOWN))
    else:
        print("forces: no figures of the two sides can be paired", file=sys.stderr)


def _plot(args: argparse.Namespace) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from forces.charts import plot_ratios, save_chart

    claims = _claims(args.source)
    save_chart(plot_ratios(_all_ratios(claims, args), claims=claims), args.out)
    print(f"forces: {args.out} written", file=sys.stderr)


def _report(args: argparse.Namespace) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from forces.extraction import extract_claims
    from forces.report import build_report

    articles = _articles(args.source)
    claims = extract_claims(articles)
    ratios = _all_ratios(claims, args)
    print(_table(claims, _SHOWN))
    print()
    print(_table(ratios, _RATIO_SHOWN))
    path = build_report(articles, claims, ratios, args.out)
    print(f"forces: {len(articles)} articles, {len(claims)} claims, {len(ratios)} ratios: see {path}", file=sys.stderr)


def _write(path: Path, data: bytes) -> None:
    from forces.files import write_whole

    print(f"forces: {write_whole(path, data)} written", file=sys.stderr)
