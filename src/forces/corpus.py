"""Any amount of articles to a dataset of claims: part by part, on one process or a Dask cluster, resumable.

A dataset is a folder: ``claims/month=2024-02/<part>.parquet`` by month of publication, ``errors.parquet`` (article,
reason), ``manifest.json``, and ``parts/<part>.json``, written last, which says that a part is done. A part's name is a
hash of what was read and how, so whatever is read again is written to the same place, and never twice.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from forces import __version__
from forces.articles import Article, article_of
from forces.claims import empty_claims
from forces.errors import ArgumentError, ArticleError, ForcesError, needed
from forces.extraction import extract_claims
from forces.feeds import Entry, Part, find_files, find_parts
from forces.files import frame_bytes, row_hash, write_whole
from forces.languages import refuse_foreign
from forces.lexicon import load_lexicon

if TYPE_CHECKING:
    from distributed import Client
    from tqdm import tqdm

__all__ = ["cluster", "extract_corpus"]

#: characters that are read at once; a longer text is read in pieces of about this many, so that memory stays flat
_BATCH = 1_000_000


class Job(NamedTuple):
    """A part, where its claims go, and how it is read."""

    part: Part
    key: str
    out: str
    lexicon: str | None
    sides: tuple[str, str] | None
    any_language: bool


def extract_corpus(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    client: Client | None = None,
    resume: bool = True,
    lexicon: str | os.PathLike[str] | None = None,
    sides: tuple[str, str] | None = None,
    any_language: bool = False,
    blocksize: int = 8_000_000,
    progress: bool | None = None,
) -> dict[str, Any]:
    """Extract the claims of any number of articles into a dataset of Parquet files.

    Stop it however you like and call it again: the result is that of an uninterrupted run. Articles that cannot be read
    cost a row of ``errors.parquet`` each. Read the dataset with `scan_claims`, or `pandas.read_parquet` on its folder
    ``claims``.

    Parameters
    ----------
    source : path
        A folder, a glob, or a feed, as in `read_articles`.
    out : path
        The folder of the dataset, made where it is missing. All workers must see it, and the source, under its name.
    client : distributed.Client, optional
        The Dask cluster that works; by default this process does.
    resume : bool
        Keep the parts that are done, unless source, arguments or version of forces have changed. False starts afresh.
    lexicon : path, optional
        A file of further words, as in `load_lexicon`.
    sides, any_language
        As in `extract_claims`.
    blocksize : int
        Bytes of source to a part: what is lost when a run is stopped, and what one worker reads at a time.
    progress : bool, optional
        Show it; by default where standard error is a terminal or a notebook.

    Returns
    -------
    dict
        The manifest: forces (version), source, complete, parts, articles, claims, errors, bytes, data (a hash of all
        rows that does not depend on parts and workers).

    Raises
    ------
    ArticleError
        If there is no such source or it holds no article.
    ArgumentError
        If `out` holds something else than such a dataset, or `blocksize` is not positive.
    ForcesError
        If the dataset cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("Russia has massed 500 tanks.", encoding="utf-8")
    >>> manifest = extract_corpus(folder, folder / "out")
    >>> manifest["articles"], manifest["claims"], manifest["errors"], manifest["complete"]
    (1, 1, 0, True)
    """
    if blocksize < 1:
        raise ArgumentError(f"blocksize must be 1 byte or more; got {blocksize}")
    out = Path(out).absolute()
    place = Path(source).absolute()
    if not next(find_files(place)).exists():
        raise ArticleError(f"{source}: no such file; name a folder, a glob or a feed of articles")
    _prepare(out, resume=resume)
    words = None if lexicon is None else str(Path(lexicon).absolute())
    load_lexicon(words).check_sides(sides)  # a fault is told before the work
    parts = find_parts(find_files(place), blocksize)
    jobs = (_job(part, out, words, sides, any_language=any_language) for part in parts)
    keys: list[str] = []
    lost: dict[str, tuple[str, str]] = {}
    done = {path.stem for path in (out / "parts").iterdir()}
    with _bar(place, shown=progress) as bar:
        started, articles = time.monotonic(), 0
        for job, told in _worked(_left(jobs, keys, done, bar), client):
            if isinstance(told, int):
                articles += told
            else:
                lost[job.key] = job.part.paths[0], told
            bar.set_postfix_str(f"{articles} articles, {articles / (time.monotonic() - started):.0f}/s", refresh=False)
            bar.update(job.part.size)
    return _finish(out, str(source), keys, lost)


@contextmanager
def cluster(workers: int | None = None, scheduler: str | None = None) -> Iterator[Client | None]:
    """Connect to a cluster, or start one of some processes here; without either there is none.

    Raises
    ------
    ArgumentError
        If `workers` is not positive or no cluster answers at the address.
    ExtraError
        If Dask is not installed.
    """
    if workers is None and scheduler is None:
        yield None
        return
    if workers is not None and workers < 1:
        raise ArgumentError(f"workers must be 1 or more; got {workers}")
    dask = needed("distributed", "corpus", "working on several processes")
    from dask import config

    try:
        if scheduler:
            client = dask.Client(scheduler, timeout=10)
        else:
            with config.set({"distributed.worker.profile.enabled": False}):  # it takes up to a fifth of the time
                how = {"threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": logging.ERROR}
                client = dask.Client(n_workers=workers, **how)
            client.register_worker_callbacks(partial(signal.signal, signal.SIGINT, signal.SIG_IGN))
    except (OSError, RuntimeError, ValueError) as error:
        what = f"{scheduler}: no Dask cluster answers there" if scheduler else f"{workers} workers cannot be started"
        raise ArgumentError(f"{what} ({error})") from None
    with client:
        yield client


def _prepare(out: Path, *, resume: bool) -> None:
    """Make the folders of a dataset, empty where it starts afresh."""
    if out.exists() and not (out / "parts").is_dir() and (not out.is_dir() or any(out.iterdir())):
        raise ArgumentError(f"{out}: holds something else than a dataset of claims; name a new folder")
    try:
        if not resume and out.exists():
            for name in ("claims", "parts"):
                shutil.rmtree(out / name, ignore_errors=True)
        for name in ("claims", "parts"):
            (out / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ForcesError(f"{out}: cannot be written ({error.strerror}); choose a folder you may write to") from None


def _job(part: Part, out: Path, lexicon: str | None, sides: tuple[str, str] | None, *, any_language: bool) -> Job:
    """Name a part by what is read and how."""
    files = [(name, *_version_of(name)) for name in (*part.paths, *([lexicon] if lexicon else []))]
    what = json.dumps([__version__, files, part.start, part.stop, sides, any_language])
    key = hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return Job(part, key, str(out), lexicon, sides, any_language)


def _version_of(name: str) -> tuple[int, int]:
    try:
        found = Path(name).stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _left(jobs: Iterable[Job], keys: list[str], done: set[str], bar: tqdm[Any]) -> Iterator[Job]:
    """Give the jobs that are not done; take note of all."""
    for job in jobs:
        keys.append(job.key)
        if job.key in done:
            bar.total = (bar.total or 0) - job.part.size
        else:
            yield job


def _worked(jobs: Iterator[Job], client: Client | None) -> Iterator[tuple[Job, int | str]]:
    """Do jobs here or on a cluster; give the number of articles of each, or why it was lost, as they are done."""
    if client is None:
        yield from ((job, work(job)) for job in jobs)
        return
    from distributed import KilledWorker, as_completed

    running, waiting = as_completed(), {}
    ahead = 4 * max(sum(client.nthreads().values()), 1)

    def submit(n: int) -> None:
        for job in islice(jobs, n):
            future = client.submit(work, job, key=f"forces-{job.key}", pure=False)
            waiting[future.key] = job
            running.add(future)

    submit(ahead)
    for future in running:
        job = waiting.pop(future.key)
        try:
            yield job, future.result()
        except KilledWorker as error:  # it took several workers with it
            yield job, f"its worker died again and again ({str(error).splitlines()[0]})"
        submit(1)


def work(job: Job) -> int:
    """Read a part, write its claims by month, and then that it is done; give the number of its articles."""
    errors: list[tuple[str, str]] = []
    frames = []
    articles = 0
    for batch in _batches(_read(job, errors)):
        frames += _claims(batch, job, errors)
        articles += len(batch)
    claims = pd.concat(frames, ignore_index=True) if frames else empty_claims()
    for month, rows in claims.groupby(claims["published"].str[:7].fillna("undated")):
        folder = Path(job.out, "claims", f"month={month}")
        folder.mkdir(exist_ok=True)
        write_whole(folder / f"{job.key}.parquet", frame_bytes(rows, "parquet"))
    told = {
        "articles": articles,
        "claims": len(claims),
        "bytes": job.part.size,
        "hash": row_hash(claims),
        "errors": errors,
    }
    write_whole(Path(job.out, "parts", f"{job.key}.json"), json.dumps(told).encode())
    return articles


def _read(job: Job, errors: list[tuple[str, str]]) -> Iterator[tuple[str, Article]]:
    """Give the articles of a part and where they are; note those that cannot be read."""
    entries = job.part.entries()
    while True:
        name = job.part.paths[0]
        try:
            entry: Entry | None = next(entries, None)
            if entry is None:
                return
            name = entry.name
            article = article_of(entry)
            if not job.any_language:
                refuse_foreign(article)
        except Exception as error:  # noqa: BLE001 (whatever is wrong with an article is its own row)
            errors.append((name, _reason(name, error)))
        else:
            yield name, article


def _reason(name: str, error: Exception) -> str:
    text = str(error).removeprefix(f"{name}: ")
    return text if isinstance(error, ForcesError) else f"{type(error).__name__}: {text}"


def _batches(articles: Iterable[tuple[str, Article]]) -> Iterator[list[tuple[str, Article]]]:
    batch: list[tuple[str, Article]] = []
    size = 0
    for name, article in articles:
        batch.append((name, article))
        size += len(article.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _claims(batch: list[tuple[str, Article]], job: Job, errors: list[tuple[str, str]]) -> list[pd.DataFrame]:
    """Extract the claims of some articles; where that fails, of each by itself, to know which it was."""
    try:
        whole = [article for _, article in batch if len(article.text) <= 2 * _BATCH]
        frames = [_extract(whole, job)] if whole else []
        return frames + [_extract_long(article, job) for _, article in batch if len(article.text) > 2 * _BATCH]
    except Exception as error:  # noqa: BLE001 (the same)
        if len(batch) == 1:
            errors.append((batch[0][0], _reason(batch[0][0], error)))
            return []
    return [frame for one in batch for frame in _claims([one], job, errors)]


def _extract(articles: list[Article], job: Job) -> pd.DataFrame:
    return extract_claims(articles, lexicon=load_lexicon(job.lexicon), sides=job.sides, any_language=True)


def _extract_long(article: Article, job: Job) -> pd.DataFrame:
    """Extract the claims of a very long text piece by piece, cut between lines where there are any."""
    frames, start, text = [], 0, article.text
    while start < len(text):
        stop = start + _BATCH
        stop = len(text) if stop >= len(text) else max(text.rfind("\n", start, stop) + 1, 0) or stop
        claims = _extract([replace(article, text=text[start:stop])], job)
        claims["start"] += start
        claims["end"] += start
        claims["article_id"] = pd.array([article.id] * len(claims), dtype="string")
        claims["claim_id"] = article.id + "-" + claims["start"].astype("string") + "-" + claims["item"].astype("string")
        frames.append(claims)
        start = stop
    return pd.concat(frames, ignore_index=True)


def _bar(place: Path, *, shown: bool | None) -> tqdm[Any]:
    from tqdm import tqdm

    if shown is None:
        shown = sys.stderr.isatty() or "ipykernel" in sys.modules
    total = sum(file.stat().st_size for file in find_files(place)) if shown else None
    return tqdm(total=total, unit="B", unit_scale=True, disable=not shown)


def _finish(out: Path, source: str, keys: list[str], lost: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """Remove what no part of the source stands behind, and sum up."""
    known = set(keys)
    for path in [*out.glob("claims/*/*"), *out.glob("parts/*")]:
        if path.stem not in known:  # of an earlier source, or half a file of a run that was killed
            path.unlink(missing_ok=True)
    for folder in out.glob("claims/*"):
        if not any(folder.iterdir()):
            folder.rmdir()
    sums = dict.fromkeys(("articles", "claims", "bytes", "hash"), 0)
    errors: list[tuple[str, str]] = []
    for key in keys:
        path = out / "parts" / f"{key}.json"
        if path.exists():
            lost.pop(key, None)  # its worker died when it was done, before it could say so
            told = json.loads(path.read_bytes())
            errors += map(tuple, told["errors"])
            for name in sums:
                sums[name] += told[name]
    errors += lost.values()
    frame = pd.DataFrame(errors, columns=["article", "reason"], dtype="string")
    write_whole(out / "errors.parquet", frame_bytes(frame, "parquet"))
    head = {"forces": __version__, "source": source, "complete": not lost, "parts": len(keys)}
    data = f"{sums.pop('hash') % 2**64:016x}"  # of all rows, however they are parted
    manifest = head | sums | {"errors": len(errors), "data": data}
    write_whole(out / "manifest.json", json.dumps(manifest, indent=2).encode() + b"\n")
    return manifest
