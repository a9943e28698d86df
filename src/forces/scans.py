"""Claims datasets larger than memory: the frame's functions, given the same claims share by share.

No two claims of different measures are compared, nor claims of different items, but where joint sums, groups of items
or the caller's keys tie items together. So a Dask frame is split by measure and by what is tied, each share is put
together on one worker in the order of the frame, and the function of a plain frame works on it. What a share cannot
know by itself (which sides there are, how a source is spelled elsewhere) is gathered first.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, cast

import numpy as np
import pandas as pd

from forces.claims import COLUMNS, GROUPS, ITEMS, empty_claims
from forces.columns import Whole, plain_name
from forces.errors import ClaimsError, needed
from forces.files import read_parquet

if TYPE_CHECKING:
    import dask.dataframe as dd

__all__ = ["also_scans", "scan_claims"]

P = ParamSpec("P")
#: bytes of Parquet files that make one partition: some hundred thousand claims
_PARTITION = 32_000_000
#: what tells the claims of one joint figure
_FIGURE = ["side", "measure", "value", "per", "article_id", "url", "published"]


def scan_claims(path: str | os.PathLike[str], *, since: str | None = None, until: str | None = None) -> dd.DataFrame:
    """Open a dataset of claims, as `extract_corpus` writes it, without reading it.

    Parameters
    ----------
    path : path
        The dataset's folder.
    since, until : str, optional
        First and last month of publication, such as ``2024-02``; claims without a date are then left out.

    Returns
    -------
    dask.dataframe.DataFrame
        The claims. `force_ratios`, `fire_ratios`, `loss_exchange_ratios` and `pool_claims` take it in place of a plain
        frame and return a plain frame, the same as for ``scan_claims(path).compute()``. Under a Dask client the cluster
        works.

    Raises
    ------
    ClaimsError
        If there is no such dataset.
    ExtraError
        If Dask is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from forces import extract_corpus
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("Russia has massed 500 tanks.", encoding="utf-8")
    >>> _ = extract_corpus(folder, folder / "out")
    >>> scan_claims(folder / "out")["words"].compute().tolist()
    ['500 tanks']
    """
    frames = needed("dask.dataframe", "corpus", "scanning a dataset of claims")
    folder = Path(path) / "claims"
    if not folder.is_dir():
        raise ClaimsError(f"{path}: holds no dataset of claims; name a folder that extract_corpus has made")
    lists: list[list[str]] = [[]]
    size = 0
    for file in sorted(folder.glob("month=*/[!.]*.parquet")):
        month = file.parent.name.removeprefix("month=")
        if (since or until) and (month == "undated" or not (since or month) <= month <= (until or month)):
            continue
        if size > _PARTITION:
            lists.append([])
            size = 0
        lists[-1].append(str(file))
        size += file.stat().st_size
    return cast("dd.DataFrame", frames.from_map(_read, lists, meta=empty_claims(), enforce_metadata=False))


def _read(files: list[str], columns: list[str] | None = None) -> pd.DataFrame:
    wanted = list(COLUMNS) if columns is None else columns
    frames = []
    for file in files:
        try:
            frames.append(read_parquet(file, wanted))
        except ValueError as error:
            why = str(error).splitlines()[0]
            raise ClaimsError(f"{file}: cannot be read as a parquet file ({why}); run forces corpus anew") from None
    claims = pd.concat(frames, ignore_index=True) if frames else empty_claims()[wanted]
    return claims.astype({c: COLUMNS[c] for c in wanted})


def also_scans(
    *, measure: str | None = None, order: Callable[[pd.DataFrame, str], pd.DataFrame] | None = None
) -> Callable[[Callable[P, pd.DataFrame]], Callable[P, pd.DataFrame]]:
    """Let a function of claims take a Dask frame too.

    `measure` is the only one that it looks at; `order` brings rows of several shares into the function's own order.
    """

    def decorate(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
        @wraps(function)
        def either(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
            if not args or isinstance(args[0], pd.DataFrame) or not hasattr(args[0], "to_delayed"):
                return function(*args, **kwargs)
            found = _by_shares(either, cast("dd.DataFrame", args[0]), {"measure": measure} | kwargs, kwargs)
            return order(found, cast("str", kwargs.get("by", "item"))) if order else found

        return either

    return decorate


class _Facts(NamedTuple):
    """What must be known of all claims before they are split."""

    spellings: set[str]
    tied: set[frozenset[str]]
    kinds: Counter[tuple[str, str, str, str]]  # claims of each side, versus, measure and item


def _by_shares(
    function: Callable[..., pd.DataFrame], claims: dd.DataFrame, about: dict[str, Any], how: dict[str, Any]
) -> pd.DataFrame:
    """Split claims, work on each share where the cluster likes, and put the rows together."""
    from dask.base import compute
    from dask.delayed import delayed

    facts: list[_Facts] = list(
        compute(*map(delayed(_facts), claims[[*_FIGURE, "versus", "item", "joint", "source"]].to_delayed()))
    )
    share_of = _shares(set().union(*(f.tied for f in facts)), how.get("by", ("item",)))
    kinds: Counter[tuple[str, str, str, str]] = sum((f.kinds for f in facts), Counter())
    sides = frozenset({name for side, versus, *_ in kinds for name in (side, versus)} - {""})
    whole = Whole(sides, _labels(set().union(*(f.spellings for f in facts))))
    keys = {kind: _key(*kind, about, share_of) for kind in kinds}
    members: dict[Any, list[Any]] = {}
    for own, piece in zip(facts, claims.to_delayed(), strict=True):
        split = delayed(_split)(piece, keys)
        for key in {keys[kind] for kind in own.kinds} - {None}:
            members.setdefault(key, []).append(delayed(dict.get)(split, key))
    tasks = [delayed(_apply)(function, whole, how, found) for _, found in sorted(members.items())]
    results: tuple[pd.DataFrame, ...] = compute(*tasks) or (_apply(function, whole, how, [empty_claims()]),)
    together = pd.concat([frame for frame in results if len(frame)] or results[:1], ignore_index=True)
    if "refused" in results[0].attrs:
        refused = sum((Counter(frame.attrs["refused"]) for frame in results), Counter())
        together.attrs = {"refused": dict(refused + _passed_over(kinds, keys, about))}
    return together


def _facts(claims: pd.DataFrame) -> _Facts:
    joint = claims.loc[claims["joint"].fillna(value=False).astype(bool), [*_FIGURE, "item"]].astype("object")
    sets = joint.groupby(_FIGURE, dropna=False)["item"].agg(frozenset)
    kinds = claims[["side", "versus", "measure", "item"]].astype("object").fillna("").value_counts(sort=False)
    return _Facts({*claims["source"].dropna()}, {*sets}, Counter(cast("dict[Any, int]", kinds.to_dict())))


def _labels(spellings: Iterable[str]) -> dict[str, str]:
    """Give the spelling that stands for each source that is spelled in several ways."""
    labels: dict[str, str] = {}
    several = set()
    for name in sorted(spellings):
        plain = plain_name(name)
        if plain in labels:
            several.add(plain)
        labels.setdefault(plain, name)
    return {plain: labels[plain] for plain in several}


def _shares(tied: Iterable[frozenset[str]], by: str | Sequence[str]) -> dict[str, str]:
    """Name the share of each item: items that are tied together have one."""
    share = {item: item for item in ITEMS}
    ties = [*tied]
    if "group" in by:
        ties += [frozenset(items) for items in GROUPS.values()]
    elif "item" not in by:
        ties.append(frozenset(ITEMS))
    for items in ties:
        old = {share[item] for item in items}
        share = {item: min(old) if name in old else name for item, name in share.items()}
    return share


def _key(side: str, _: str, measure: str, item: str, about: dict[str, Any], share_of: dict[str, str]) -> Any:  # noqa: ANN401
    """Name the share of a claim; None where the claim cannot matter to what is asked."""
    asked = {about.get("side"), about.get("versus")} - {None}
    if not side or (asked and side not in asked) or about["measure"] not in (None, measure):
        return None
    return ("" if len(asked) > 1 else side), measure, share_of[item]


def _split(claims: pd.DataFrame, keys: dict[tuple[str, ...], Any]) -> dict[Any, pd.DataFrame]:
    """Divide claims by their share, each in the order of the frame."""
    kinds = claims[["side", "versus", "measure", "item"]].astype("object").fillna("")
    codes, names = pd.factorize(pd.MultiIndex.from_frame(kinds))
    shares = sorted({keys[name] for name in names} - {None})
    at = {key: i for i, key in enumerate(shares)}
    share = np.array([at.get(keys[name], -1) for name in names], dtype=np.int64)[codes]
    return {key: claims[share == i] for key, i in at.items()}


def _apply(
    function: Callable[..., pd.DataFrame], whole: Whole, how: dict[str, Any], share: list[pd.DataFrame]
) -> pd.DataFrame:
    claims = pd.concat(share, ignore_index=True)
    claims.attrs["whole"] = whole
    found = function(claims, **how)
    found.attrs.pop("whole", None)
    return found


def _passed_over(
    kinds: Counter[tuple[str, str, str, str]], keys: dict[Any, Any], about: dict[str, Any]
) -> Counter[str]:
    """Count the claims that no share holds, by the reason that the function would have given."""
    sides, out = {about["side"], about["versus"]}, Counter[str]()
    for (side, versus, *rest), n in kinds.items():
        if keys[side, versus, *rest] is None:
            asked = side in sides and (not versus or versus in sides - {side})
            out["another measure" if asked else "another side"] += n
    return out
