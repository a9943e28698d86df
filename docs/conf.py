"""How sphinx builds the manual: `make docs`. Nothing is fetched, no notebook is run: the tests run them."""

from __future__ import annotations

import inspect
import shutil
from pathlib import Path

import forces

HERE = Path(__file__).resolve().parent
shutil.rmtree(HERE / "notebooks", ignore_errors=True)
shutil.copytree(HERE.parent / "notebooks", HERE / "notebooks", ignore=shutil.ignore_patterns(".*"))

project = "forces"
author = "the forces authors"
copyright = "the forces authors; code MIT, data and texts CC BY 4.0"  # noqa: A001 (sphinx's name)
version = release = forces.__version__

extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
exclude_patterns = ["_build"]
default_role = "py:obj"

# a name in single backticks is a public name, or an argument or a field of one; any other is a dead link and a warning
public = [getattr(forces, name) for name in forces.__all__]
classes = (forces.Article, forces.Lexicon, forces.Quantity, forces.Trend)
arguments = {
    a for thing in public if inspect.isfunction(thing) or thing in classes for a in inspect.signature(thing).parameters
}
elsewhere = {
    "article_id", "CONTRACT", "forces.claims.COLUMNS", "forces.fetching.fetch", "forces.languages.language_of",
    "pandas.read_parquet", "scipy.stats.theilslopes",
}  # fmt: skip
fields = {f"forces.{c.__name__}.{name}" for c in classes for name in {*dir(c), *inspect.signature(c).parameters}}
nitpick_ignore = [("py:obj", name) for name in arguments | elsewhere | fields]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # outputs are stored, and compared by `make test`
nb_merge_streams = True
suppress_warnings = ["mystnb.unknown_mime_type"]

autosummary_generate = True
autodoc_preserve_defaults = True  # READINGS, not what is in it
autodoc_typehints = "none"  # numpydoc tells the types in words
numpydoc_class_members_toctree = False
numpydoc_show_class_members = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_title = f"forces {release}"
html_show_sphinx = False
html_copy_source = False
