"""Reading takes time in proportion to the text, whatever the text is: counted in calls, which are the same anywhere."""

from __future__ import annotations

import itertools
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forces import extract_claims, load_lexicon
from forces.articles import Article
from forces.extraction import Reader
from forces.sentences import LONGEST, split_sentences

CLAIMS = "Russia has 500 tanks and 300 guns and "
HOSTILE = {
    "digits": "7",
    "digits and commas": "1,234,",
    "commas": ",",
    "one endless sentence": CLAIMS,
    "endless, parted": "Ukraine lost 40 tanks; it said 50 men died; ",
    "endless, without spaces": "Russia:500,tanks,",
    "nested brackets": "(" * 50 + "5 tanks" + ")" * 50 + " ",
    "and and and": "and ",
    "quotes": "“\"'",
    "line ends": "\n",
    "words without numbers": "tanks soldiers Russia Ukraine ",
    "pronouns": "They said it lost 5 tanks. ",
    "fighters": "The army lost 5 fighters. ",
    "surnames": "General Anna Smith said Russia lost 40 tanks. ",
    "broken characters": "\u0301\ufffd\u200b5\u202f",
    "full stops": "5. ",
    "hyphens": "5-",
}
SIZE = 6_000


def repeated(seed: str, size: int) -> str:
    return (seed * (size // len(seed) + 1))[:size]


def calls(text: str) -> int:
    """Count the functions called while a text is read."""
    n = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        extract_claims(text)
    finally:
        sys.setprofile(None)
    return n


@pytest.mark.parametrize("seed", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_text_takes_twice_the_calls(seed: str) -> None:
    extract_claims(repeated(seed, SIZE))  # what is looked up once is looked up here
    small, large = calls(repeated(seed, SIZE)), calls(repeated(seed, 2 * SIZE))
    assert large < 2.4 * small + 2_000


@given(st.text(st.sampled_from("a1 ,;.\n(“é‑"), max_size=40), st.integers(1, 400))
def test_no_sentence_is_longer_than_the_cap_and_none_is_lost(seed: str, times: int) -> None:
    text = seed * times
    spans = split_sentences(text)
    assert all(0 < end - start <= LONGEST for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))


def test_an_endless_sentence_is_cut_where_it_pauses() -> None:
    for pause in ("; ", ", ", " "):
        text = ("Russia has 500 tanks" + pause) * 200
        assert all(text[:end].endswith(pause) for _, end in split_sentences(text)[:-1])


def test_few_sentences_are_kept_of_a_long_article() -> None:
    reader = Reader(Article(("Ukraine lost 40 tanks. " + "Nothing happened in 2004. ") * 2_000), load_lexicon(), None)
    kept = [len(reader._sentences) + len(reader._quantities) for _ in reader.claims()]
    assert len(kept) == 2_000
    assert max(kept) < 400
