"""Every door takes anything: it gives what it promises, or one of our errors, and never another."""

import contextlib
import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import forces
from forces.claims import COLUMNS, make_claims, validate_claims

_SPEC = importlib.util.spec_from_file_location("doors", Path(__file__).parent / "fuzz" / "doors.py")
_doors = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_doors)
DOORS, SEEDS = _doors.DOORS, _doors.SEEDS

PIECES = [
    "Russia", "Ukraine", "Hamas", "the enemy", "they", "its", "killed", "lost", "has", "fired", "tanks", "soldiers",
    "shells", "500", "1,200", "2.5 million", "several hundred", "from", "to", "of", "and", "more than", "up to",
    "times as many as", "for every one", "10:1", "said", "according to", "on Monday", "in 2023", "a day", "%", "$", ".",
    ",", ";", ":", "(", ")", "\n", "\n\n", "-", "–", "“", "”", '"', "'s", "\0", "\u202e", "\u2011", "\xa0", "\ud83d",
    "T-72", "122mm", "Leopard 2",
]  # fmt: skip
PROSE = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map(" ".join)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("seed", sorted(SEEDS.iterdir()), ids=lambda path: path.name)
def test_seeds_and_findings_pass_every_door(door, seed):
    DOORS[door](seed.read_bytes())


@pytest.mark.parametrize("door", DOORS)
def test_any_bytes_pass_every_door(door):
    @settings(max_examples=25)
    @given(st.binary(max_size=400) | PROSE.map(lambda text: text.encode("utf-8", "surrogatepass")))
    @example(b"")
    @example(b"\xff\xfe\x00")
    @example(b"---\n---\n")
    def anything(data):
        DOORS[door](data)

    anything()


@settings(max_examples=80)
@given(PROSE)
def test_prose_of_any_kind_keeps_the_contract(text):
    text = text.encode("utf-8", "replace").decode()
    claims = forces.extract_claims(text)
    pd.testing.assert_frame_equal(validate_claims(claims), claims)
    assert all(text[c.start : c.end] == c.words for c in claims.itertuples())
    for quantity in forces.find_quantities(text):
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high


CELLS = st.none() | st.text(max_size=8) | st.integers(-3, 10) | st.floats(allow_nan=True) | st.booleans()


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(list(COLUMNS)), CELLS, min_size=3), min_size=1, max_size=4))
def test_rows_of_any_kind_are_claims_or_told_why_not(rows):
    with contextlib.suppress(forces.ForcesError):
        claims = make_claims(rows)
        assert len(claims) == len(rows)
        assert list(claims)[: len(COLUMNS)] == list(COLUMNS)
