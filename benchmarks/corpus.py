"""What corpora take: speed beside the bare extraction, growth with size, memory, two workers, and the cost.

python benchmarks/corpus.py            # ten minutes; ROUNDS=1 in the environment is quicker and rougher

Articles are those of the shared corpus where it is at hand, else the bundled digests, repeated to size. On a shared
machine compare ratios, not times: what is divided by what was run in the same round, and medians are printed.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forces import extract_claims, extract_corpus, read_articles
from forces.articles import Article
from forces.corpus import cluster

ROOT = Path(__file__).resolve().parents[1]
NEWS = ROOT.parent / "shared" / "corpus" / "news"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
MEGABYTE = 1_000_000
#: dollars for an hour of one core, as clouds let them by the hour
CORE_HOUR = 0.05


def texts() -> list[str]:
    """Give ordinary news."""
    files = sorted(NEWS.glob("*.txt")) or sorted((ROOT / "data" / "articles").glob("*.md"))
    return [path.read_text(encoding="utf-8") for path in files]


def write_feed(path: Path, size: int, days: int = 30) -> Path:
    """Write a feed of at least some size, dated day after day as crawls are."""
    lines = [json.dumps(text) for text in texts()]
    length, i = sum(map(len, lines)), 0
    times = max(-(-size // length), 1)
    with path.open("w", encoding="utf-8") as file:
        for _ in range(times):
            for line in lines:
                day = 1 + i * days // (times * len(lines))
                file.write(f'{{"text": {line}, "url": "https://example.org/{i}", "published": "2024-03-{day:02}"}}\n')
                i += 1
    return path


def write_archive(path: Path, news: list[str]) -> Path:
    """Write a web archive of pages that are mostly menus and scripts, as pages are."""
    menu = "".join(f'<li class="item"><a href="/section/{i}">Section {i}</a></li>' for i in range(400))
    script = f"<script>var state = {json.dumps(['value'] * 2500)};</script>"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for i, text in enumerate(news):
            lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
            page = f"<html><head><title>Report {i}</title>{script}</head><body><nav><ul>{menu}</ul></nav>"
            body = f"{page}<article>{lines}</article></body></html>".encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{i}\r\n"
                f"WARC-Date: 2024-02-06T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{i:032x}>\r\n"
                f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(head.encode() + http + b"\r\n\r\n")
    return path


def peak() -> int:
    """Give the largest memory that this process has held, in megabytes."""
    try:  # what getrusage tells on Linux begins with the parent's
        line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024**2)


def alone(source: Path, out: Path) -> dict[str, float]:
    """Run a corpus in a process of its own; tell seconds of the processor and memory."""
    done = subprocess.run([sys.executable, __file__, str(source), str(out)], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(source: str, out: str) -> None:
    start = time.process_time()
    told = extract_corpus(source, out)
    spent = time.process_time() - start
    print(json.dumps(told | {"seconds": spent, "peak": peak()}))


def share_of_bare(feed: Path, out: Path) -> tuple[float, float, float]:
    """Give MB/s, articles/s and the share of the bare extraction's speed, all in seconds of the processor."""
    articles = list(read_articles(feed))
    extract_claims(articles[:50])
    shares, spent = [], []
    for _ in range(max(ROUNDS, 3)):
        start = time.process_time()
        extract_claims(articles, any_language=True)
        bare = time.process_time() - start
        start = time.process_time()
        extract_corpus(feed, out, resume=False)
        spent.append(time.process_time() - start)
        shares.append(bare / spent[-1])
    seconds = statistics.median(spent)
    return feed.stat().st_size / MEGABYTE / seconds, len(articles) / seconds, statistics.median(shares)


def machine_factor(articles: list[Article]) -> float:
    """Give how much more two processes do than one that share nothing but the machine, just now."""

    def run(n: int) -> float:
        start = time.perf_counter()
        children = []
        for _ in range(n):
            child = os.fork()
            if not child:
                extract_claims(articles, any_language=True)
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        return time.perf_counter() - start

    one = run(1)
    return 2 * one / run(2)


def two_workers(feed: Path, out: Path) -> None:
    articles = list(read_articles(feed))[:4000]
    extract_claims(articles[:50])
    factors, with_start, work, bare = [], [], [], []
    print(f"\n{'':8}{'one':>8}{'start':>8}{'two':>8}{'factor':>8}{'with start':>12}{'by work':>9}{'bare loops':>12}")
    for i in range(ROUNDS):
        bare.append(machine_factor(articles))
        a, busy = time.perf_counter(), time.process_time()
        extract_corpus(feed, out, resume=False)
        b, busy = time.perf_counter(), time.process_time() - busy
        with cluster(workers=2) as client:
            assert client is not None
            before = sum(client.run(time.process_time).values())
            c = time.perf_counter()
            extract_corpus(feed, out, resume=False, client=client)
            d = time.perf_counter()
            work.append(2 * busy / (sum(client.run(time.process_time).values()) - before))
            memory = max(client.run(peak).values())
        factors.append((b - a) / (d - c))
        with_start.append((b - a) / (d - b))
        numbers = f"{factors[-1]:8.2f}{with_start[-1]:12.2f}{work[-1]:9.2f}{bare[-1]:12.2f}"
        print(f"round {i + 1} {b - a:7.1f}s{c - b:7.1f}s{d - c:7.1f}s{numbers}", flush=True)
    middle = [statistics.median(x) for x in (factors, with_start, work, bare)]
    print(f"{'median':32}{middle[0]:8.2f}{middle[1]:12.2f}{middle[2]:9.2f}{middle[3]:12.2f}   (target 1.7)")
    print("by work: what it would be if two cores were free, from the seconds of the processor that the workers took")
    print(f"memory of a worker: {memory} MB at most")


@contextmanager
def scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Make the corpus once, ten and a hundred times, as files, and 50 MB in one file, in several kinds."""
    news = texts()
    for times in (1, 10, 100):
        for i in range(times):
            place = folder / f"times{times}" / f"{i:03}"
            place.mkdir(parents=True)
            for k, text in enumerate(news):
                (place / f"{k:03}.txt").write_text(text, encoding="utf-8")
        yield f"news x {times}", folder / f"times{times}"
    feed = write_feed(folder / "feed.jsonl", 50 * MEGABYTE)
    yield "50 MB .jsonl", feed
    long = "\n\n".join(news)
    (folder / "one.txt").write_text(long * (50 * MEGABYTE // len(long.encode()) + 1), encoding="utf-8")
    yield "50 MB .txt, one text", folder / "one.txt"
    import pandas as pd

    rows = [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()]
    pd.DataFrame(rows).assign(text=lambda f: f["text"] + f["url"]).to_parquet(folder / "feed.parquet")
    yield "50 MB .parquet", folder / "feed.parquet"  # so that no text is like another
    yield "50 KB pages, .warc.gz", write_archive(folder / "pages.warc.gz", news * 5)


def main() -> None:
    with scratch() as folder:
        feed = write_feed(folder / "small.jsonl", 15 * MEGABYTE)
        rate, articles, share = share_of_bare(feed, folder / "out")
        print(
            f"one process: {rate:.1f} MB/s, {articles:.0f} articles/s, of {MEGABYTE * rate / articles:.0f} bytes each"
        )
        print(f"share of the bare extraction: {share:.0%} (target 80%)")
        hours = 1_000_000 / articles / 3600
        print(f"a million such articles: {hours:.2f} core hours, ${hours * CORE_HOUR:.3f} at ${CORE_HOUR} each")

        print(f"\n{'':24}{'MB':>8}{'articles':>10}{'claims':>9}{'seconds':>9}{'per s':>9}{'peak MB':>9}")
        for name, source in sources(folder):
            told = alone(source, folder / "alone" / source.stem / source.suffix[1:])
            size = told["bytes"] / MEGABYTE
            numbers = f"{size:8.1f}{told['articles']:10}{told['claims']:9}{told['seconds']:9.1f}"
            print(f"{name:24}{numbers}{told['articles'] / told['seconds']:9.0f}{told['peak']:9}", flush=True)

        two_workers(write_feed(folder / "large.jsonl", 200 * MEGABYTE), folder / "out")


if __name__ == "__main__":
    measure(*sys.argv[1:]) if len(sys.argv) > 1 else main()
