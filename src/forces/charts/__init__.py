"""Charts of ratios, claims and trends: axes in, axes out; they draw what a frame says and compute nothing."""

from __future__ import annotations

from forces.charts.claims import plot_claims
from forces.charts.coverage import plot_coverage
from forces.charts.output import describe_chart, read_chart, save_chart
from forces.charts.palette import side_colours
from forces.charts.ratios import plot_ratios, plot_sources
from forces.charts.trends import plot_trends

__all__ = [
    "describe_chart", "plot_claims", "plot_coverage", "plot_ratios", "plot_sources", "plot_trends", "read_chart",
    "save_chart", "side_colours",
]  # fmt: skip
