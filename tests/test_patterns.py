"""No pattern of the package takes more than linear time, whatever it is run over."""

import importlib
import pkgutil
import re
import time

import pytest

import forces
from forces.numberwords import number_words

#: what makes patterns go back: what they repeat, cut off before its end
SEEDS = [
    "1", "1,", "12,345 ", "a", "a ", "A ", "Aa ", "aA", "-", " ", "\n", "(", "(a", "one ", "twenty-", "1 to ", "of ",
    "of the ", '"', "“a", "a,b", "a, ", "5 million ", "three-to-one ", "for every one ", "the estimates from ", "1.",
    "1:", "as many as ", "$", "à", "\t\r", "<a ", "<meta charset ", "https://a.", "2024-01-01", "a-a", "Mr. ", "'s ",
    "killed and ",
]  # fmt: skip
SMALL, LARGE = 8_000, 64_000


def patterns():
    """Give every compiled pattern of the package by where it stands."""
    found = {}
    places = [
        (m.name, vars(importlib.import_module(m.name)))
        for m in pkgutil.walk_packages(forces.__path__, "forces.")
        if not m.name.endswith("__main__")
    ]
    words = number_words()
    places.append(("number words", {name: getattr(words, name) for name in dir(words) if not name.startswith("__")}))
    for place, values in places:
        for name, value in values.items():
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
            for one in inner:
                if isinstance(one, re.Pattern):
                    found.setdefault((one.pattern, one.flags), (f"{place}.{name}", one))
    return [pytest.param(pattern, id=name) for name, pattern in found.values()]


def spent(pattern, seed, size):
    """Give the processor time of one run over a seed repeated to a size, with an end that does not fit."""
    text = (seed * (size // len(seed) + 1))[:size] + "!"
    data = text.encode() if isinstance(pattern.pattern, bytes) else text
    begin = time.process_time()
    for _ in pattern.finditer(data):
        pass
    return time.process_time() - begin


def test_the_patterns_are_found():
    assert len(patterns()) > 60


def test_a_pattern_that_goes_back_would_be_noticed():
    bad = re.compile(r"\s+(?:of|in)\b")
    assert spent(bad, " ", LARGE) > 24 * spent(bad, " ", SMALL)


@pytest.mark.parametrize("pattern", patterns())
def test_eight_times_the_text_takes_eight_times_the_time(pattern):
    # a factor of three for a busy machine, and what is too short to measure is let pass; squares would be 64 times
    for seed in SEEDS:
        small = spent(pattern, seed, SMALL)
        assert small < 0.4, f"{seed!r}: {small:.2f} s for {SMALL} characters"
        if spent(pattern, seed, LARGE) > 24 * small + 0.02:
            again = min(spent(pattern, seed, LARGE) for _ in range(3))
            assert again <= 24 * max(small, 0.001), f"{seed!r}: {small:.4f} s, then {again:.4f} s"
