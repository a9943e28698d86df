"""Two-sided claims in news articles: read them, compare the sides with honest bounds, chart the ratios.

The names below are all that is public; each lives in the module of its subject and is loaded when first used.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing takes longer to import than all of this
if TYPE_CHECKING:
    from forces.accuracy import match_claims, score_claims
    from forces.anchors import reanchor
    from forces.articles import Article, read_article, read_articles
    from forces.changes import apply_corrections, check_jump, diff_claims
    from forces.charts import (
        describe_chart,
        plot_claims,
        plot_coverage,
        plot_ratios,
        plot_sources,
        plot_trends,
        read_chart,
        save_chart,
    )
    from forces.claims import read_claims, validate_claims, write_claims
    from forces.comparison import read_cdb90, read_economist, read_ivaniuk
    from forces.corpus import extract_corpus
    from forces.datasets import add_parties, data_path, load_claims
    from forces.errors import ArgumentError, ArticleError, ClaimsError, ExtraError, ForcesError, LexiconError
    from forces.estimates import pool_claims
    from forces.exports import claim_annotations, claim_reviews, write_datapackage, write_json
    from forces.extraction import explain_claims, extract_claims
    from forces.highlight import highlight_claims
    from forces.intervals import READINGS, read_intervals
    from forces.languages import language_of
    from forces.lexicon import Lexicon, load_lexicon
    from forces.origins import find_origins, find_stances
    from forces.pairs import unpaired
    from forces.quantities import Quantity, find_quantities
    from forces.ratios import fire_ratios, force_ratios, loss_exchange_ratios
    from forces.report import build_report
    from forces.reprints import find_reprints
    from forces.scans import scan_claims
    from forces.tracing import trace_claims
    from forces.trends import Trend, ratio_trends

__all__ = [
    "READINGS",
    "ArgumentError",
    "Article",
    "ArticleError",
    "ClaimsError",
    "ExtraError",
    "ForcesError",
    "Lexicon",
    "LexiconError",
    "Quantity",
    "Trend",
    "add_parties",
    "apply_corrections",
    "build_report",
    "check_jump",
    "claim_annotations",
    "claim_reviews",
    "data_path",
    "describe_chart",
    "diff_claims",
    "explain_claims",
    "extract_claims",
    "extract_corpus",
    "find_origins",
    "find_quantities",
    "find_reprints",
    "find_stances",
    "fire_ratios",
    "force_ratios",
    "highlight_claims",
    "language_of",
    "load_claims",
    "load_lexicon",
    "loss_exchange_ratios",
    "match_claims",
    "plot_claims",
    "plot_coverage",
    "plot_ratios",
    "plot_sources",
    "plot_trends",
    "pool_claims",
    "ratio_trends",
    "read_article",
    "read_articles",
    "read_cdb90",
    "read_chart",
    "read_claims",
    "read_economist",
    "read_intervals",
    "read_ivaniuk",
    "reanchor",
    "save_chart",
    "scan_claims",
    "score_claims",
    "trace_claims",
    "unpaired",
    "validate_claims",
    "write_claims",
    "write_datapackage",
    "write_json",
]

__version__ = "0.1.0"

_HOME = {
    "accuracy": ("match_claims", "score_claims"),
    "anchors": ("reanchor",),
    "articles": ("Article", "read_article", "read_articles"),
    "changes": ("apply_corrections", "check_jump", "diff_claims"),
    "charts": (
        "describe_chart",
        "plot_claims",
        "plot_coverage",
        "plot_ratios",
        "plot_sources",
        "plot_trends",
        "read_chart",
        "save_chart",
    ),
    "claims": ("read_claims", "validate_claims", "write_claims"),
    "comparison": ("read_cdb90", "read_economist", "read_ivaniuk"),
    "corpus": ("extract_corpus",),
    "datasets": ("add_parties", "data_path", "load_claims"),
    "errors": ("ArgumentError", "ArticleError", "ClaimsError", "ExtraError", "ForcesError", "LexiconError"),
    "estimates": ("pool_claims",),
    "exports": ("claim_annotations", "claim_reviews", "write_datapackage", "write_json"),
    "extraction": ("explain_claims", "extract_claims"),
    "highlight": ("highlight_claims",),
    "intervals": ("READINGS", "read_intervals"),
    "languages": ("language_of",),
    "lexicon": ("Lexicon", "load_lexicon"),
    "origins": ("find_origins", "find_stances"),
    "pairs": ("unpaired",),
    "quantities": ("Quantity", "find_quantities"),
    "ratios": ("fire_ratios", "force_ratios", "loss_exchange_ratios"),
    "report": ("build_report",),
    "reprints": ("find_reprints",),
    "scans": ("scan_claims",),
    "tracing": ("trace_claims",),
    "trends": ("Trend", "ratio_trends"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> object:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'forces' has no attribute {name!r}")
    value = getattr(import_module(f"forces.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
