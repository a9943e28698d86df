"""The doors of the package, each as a function of bytes that passes or raises one of our errors."""

import contextlib
import tempfile
from pathlib import Path

import forces
from forces.claims import validate_claims
from forces.files import parse_frame

SEEDS = Path(__file__).resolve().parent / "seeds"
_TEMPORARY = tempfile.TemporaryDirectory(prefix="forces-")
_FOLDER = Path(_TEMPORARY.name)


def _text(data):
    return data.decode("utf-8", "replace")


def _file(name, data):
    path = _FOLDER / name
    path.write_bytes(data)
    return path


def _our_errors(function):
    def door(data):
        with contextlib.suppress(forces.ForcesError):
            function(data)

    return door


def quantities(data):
    text = _text(data)
    for q in forces.find_quantities(text):
        assert 0 <= q.start <= q.number_start <= q.number_end <= q.end <= len(text)


def extract(data):
    text = _text(data)
    claims = forces.extract_claims(text)
    validate_claims(claims)
    assert all(text[c.start : c.end] == c.words for c in claims.itertuples())


def explain(data):
    forces.explain_claims(_text(data))


def highlight(data):
    text = _text(data)
    page = forces.highlight_claims(forces.Article(text), forces.extract_claims(text))._repr_html_()
    assert "<script" not in page.lower()


def article(data):
    for name in ("a.txt", "a.md", "a.html"):
        with contextlib.suppress(forces.ForcesError):
            forces.read_article(_file(name, data))


def feed(data):
    for name in ("a.jsonl", "a.csv", "a.zip", "a.jsonl.gz", "a.parquet", "a.warc"):
        with contextlib.suppress(forces.ForcesError):
            list(forces.read_articles(_file(name, data), on_error=lambda _: None))


def claims(data):
    for kind in ("csv", "json", "jsonl", "parquet"):
        with contextlib.suppress(ValueError):
            parse_frame(data, kind, [])
        with contextlib.suppress(forces.ForcesError):
            forces.read_claims(_file(f"c.{kind}", data))


def lexicon(data):
    path = _file("own.toml", data)
    forces.load_lexicon.cache_clear()
    own = forces.load_lexicon(path)
    forces.extract_claims("Ruritania has 300 tanks and Russia 200, it said.", lexicon=own)


def report(data):
    text = _text(data) + "\n\nRussia has 500 tanks and Ukraine 250."
    one = forces.Article(text, title=text[:40], publisher=text[-30:])
    found = forces.extract_claims(one)
    page = forces.build_report(
        [one], found, forces.force_ratios(found, side="Russia", versus="Ukraine"), _FOLDER / "out"
    )
    assert "<script" not in page.read_text(encoding="utf-8").lower()


DOORS = {
    f.__name__: _our_errors(f)
    for f in (quantities, extract, explain, highlight, article, feed, claims, lexicon, report)
}
