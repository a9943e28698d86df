"""How fast the extraction reads, beside a bare search for digits and two number finders, on plain and hostile text.

python benchmarks/extract.py           # medians of several runs in one process; times are compared as ratios

The other finders are run where they are installed (pip install recognizers-text-suite quantulum3); they find numbers
only. Ordinary text is the shared corpus where it is at hand, else the bundled digests.
"""

from __future__ import annotations

import re
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from forces import extract_claims, find_quantities

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
RUNS = 5
MEGABYTE = 1_000_000
#: texts made to be hard: each is repeated to half a megabyte
HOSTILE = {
    "digits": "7",
    "digits and commas": "1,234,",
    "commas": ",",
    "one endless sentence": "Russia has 500 tanks and 300 guns and ",
    "nested brackets": "(" * 500 + "5 tanks" + ")" * 500 + " ",
    "and and and": "and ",
    "quotes": "“\"'",
    "line ends": "\n",
    "words without numbers": "tanks soldiers Russia Ukraine ",
    "broken characters": "\u0301\ufffd\u200b5\u202f",
    "full stops": "5. ",
    "hyphens": "5-",
}


def seconds(run: Callable[[], object]) -> float:
    """Give the median time of several runs after a first that warms up."""
    run()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ordinary() -> dict[str, list[str]]:
    """Give ordinary and dense news text."""
    news = sorted((CORPUS / "news").glob("*.txt")) or sorted((ROOT / "data" / "articles").glob("*.md"))
    dense = CORPUS / "kupiansk-2024-02-05.txt"
    dense = dense if dense.exists() else ROOT / "data" / "articles" / "2024-02-05-kupiansk.md"
    return {
        "news": [path.read_bytes().decode("utf-8") for path in news],
        "dense": [dense.read_bytes().decode("utf-8")] * 60,
    }


def others() -> dict[str, Callable[[str], object]]:
    """Give the other number finders that are installed."""
    found: dict[str, Callable[[str], object]] = {}
    try:
        from recognizers_number import Culture, NumberRecognizer

        model = NumberRecognizer(Culture.English).get_number_model(Culture.English)
        found["Recognizers-Text, number model"] = model.parse
    except ImportError:
        print("Recognizers-Text is not installed, so it is left out")
    try:
        from quantulum3 import parser

        found["quantulum3"] = parser.parse
    except ImportError:
        print("quantulum3 is not installed, so it is left out")
    return found


def main() -> None:
    texts = ordinary()
    digits = re.compile(r"\d+")
    finders: dict[str, Callable[[list[str]], object]] = {
        "re, digits only": lambda batch: [digits.findall(text) for text in batch],
        "forces.find_quantities": lambda batch: [find_quantities(text) for text in batch],
        "forces.extract_claims": extract_claims,
    }
    size = {name: sum(len(text.encode()) for text in batch) for name, batch in texts.items()}
    print(f"\n{'':34}{'news MB/s':>11}{'dense MB/s':>11}")
    speed: dict[str, dict[str, float]] = {}
    for finder, run in finders.items():
        speed[finder] = {name: size[name] / MEGABYTE / seconds(lambda r=run, b=b: r(b)) for name, b in texts.items()}
        print(f"{finder:34}{speed[finder]['news']:11.2f}{speed[finder]['dense']:11.2f}")
    for finder, parse in others().items():
        sample = {name: batch[:12] for name, batch in texts.items()}  # they are slow
        rates = []
        for batch in sample.values():
            start = time.perf_counter()
            for text in batch:
                parse(text)
            rates.append(sum(len(t.encode()) for t in batch) / MEGABYTE / (time.perf_counter() - start))
        print(f"{finder:34}{rates[0]:11.3f}{rates[1]:11.3f}")

    plain = 1 / speed["forces.extract_claims"]["news"]
    dense = 1 / speed["forces.extract_claims"]["dense"]
    print(f"\n{'hostile text, half a megabyte':34}{'x ordinary':>11}{'x dense':>11}{'growth':>11}")
    for name, seed in HOSTILE.items():
        spent = []
        for length in (MEGABYTE // 4, MEGABYTE // 2):
            text = (seed * (length // len(seed.encode()) + 1))[:length]
            start = time.perf_counter()
            extract_claims(text)
            spent.append((time.perf_counter() - start) / (len(text.encode()) / MEGABYTE))
        print(f"{name:34}{spent[1] / plain:11.2f}{spent[1] / dense:11.2f}{spent[1] / spent[0]:11.2f}")

    one = "\n\n".join(texts["news"])
    one = one * max(1, 2 * MEGABYTE // len(one))
    tracemalloc.start()
    extract_claims(one)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"\nmemory for one article of {len(one.encode()) / MEGABYTE:.1f} MB:",
        f"{peak / len(one.encode()):.1f} bytes a byte",
    )


if __name__ == "__main__":
    main()
