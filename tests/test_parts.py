"""A source read part by part is the source read whole."""

import json
import zipfile

import pandas as pd
import pytest

from forces.feeds import Part, find_entries, find_files, find_parts

TEXTS = [f'Report {i}: "{i + 10} tanks"\nwere lost.' + " Nothing else happened." * (i % 7) for i in range(60)]


def make(folder, kind):
    path = folder / f"feed.{kind}"
    if kind == "txt":
        for i, text in enumerate(TEXTS):
            (folder / f"{i:02}.txt").write_text(text, encoding="utf-8")
        return folder
    if kind == "jsonl":
        lines = [json.dumps({"text": t, "published": "2024-01-02"}) for t in TEXTS]
        path.write_text("\n\n".join(lines), encoding="utf-8")  # an empty line between, none at the end
    elif kind == "csv":
        pd.DataFrame({"text": TEXTS, "published": "2024-01-02"}).to_csv(path, index=False)  # line breaks within quotes
    elif kind == "parquet":
        pd.DataFrame({"text": TEXTS}).to_parquet(path, row_group_size=25)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for i, text in enumerate(TEXTS):
                archive.writestr(f"{i:02}.txt", text)
    return path


@pytest.mark.parametrize("size", [1, 300, 1000, 10**9])
@pytest.mark.parametrize("kind", ["txt", "jsonl", "csv", "parquet", "zip"])
def test_parts_give_every_entry_once_and_in_order(tmp_path, kind, size):
    source = make(tmp_path, kind)
    whole = [(e.name, e.load()) for e in find_entries(source)]
    parts = [*find_parts(find_files(source), size)]
    assert [(e.name, e.load()) for part in parts for e in part.entries()] == whole
    assert len(whole) == len(TEXTS)
    assert (len(parts) == 1) == (size == 10**9)
    files = sum(file.stat().st_size for file in find_files(source))
    assert 0.5 * files <= sum(part.size for part in parts) <= files  # a zip's own bytes belong to no member


def test_what_cannot_be_divided_is_one_part(tmp_path):
    for name in ("a.warc.gz", "b.jsonl.gz", "broken.zip", "broken.parquet"):
        (tmp_path / name).write_bytes(b"not what its name says" * 9)
        assert [*find_parts([tmp_path / name], 1)] == [Part((str(tmp_path / name),), size=198)]
    assert [*find_parts([tmp_path / "absent.csv"], 1)] == [Part((str(tmp_path / "absent.csv"),))]


def test_row_groups_are_joined_and_a_large_one_is_cut_into_few_shares(tmp_path):
    texts = [f"Ukraine lost {i} tanks." for i in range(900)]
    for name, rows in (("small.parquet", 7), ("large.parquet", 900), ("mixed.parquet", 250)):
        path = tmp_path / name
        pd.DataFrame({"text": texts}).to_parquet(path, row_group_size=rows)
        for size in (1, 1000, 5000):
            parts = [*find_parts([path], size)]
            assert [entry.load()["text"] for part in parts for entry in part.entries()] == texts
            assert [entry.name for part in parts for entry in part.entries()][899] == f"{path}, row 900"
            assert len(parts) <= 16 * -(-900 // rows)
            assert sum(part.size for part in parts) <= path.stat().st_size


def test_a_zip_is_cut_into_few_shares(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(300):
            archive.writestr(f"{i:03}.txt", f"Ukraine lost {i:03} tanks.")
    parts = [*find_parts([tmp_path / "a.zip"], 1)]
    assert 14 <= len(parts) <= 17
    assert sum(len([*part.entries()]) for part in parts) == 300


def test_folders_are_walked_in_the_order_of_paths(tmp_path):
    names = ["a.txt", "a/z.txt", "a-b/c.txt", "a/b/c.md", "B.txt", ".hidden/x.txt", "a/.x.txt", "a b.txt", "é.html"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    found = [*find_files(tmp_path)]
    assert found == sorted(found)
    shown = {name for name in names if "/." not in f"/{name}"} | {"link.txt"}
    assert {p.relative_to(tmp_path).as_posix() for p in found} == shown
