"""Links in artifacts, and names of buckets, do not lead out of the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from argogen.executors.storage.store import Store, StoreError


def locate(key: str, **fields: Any) -> dict[str, Any]:
    return {"name": "a", "path": "/a", "archive": {"none": {}}, "s3": {"key": key, **fields}}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with the artifact `tree`, in which links lead to the directory `host` and to a file in it."""
    tree, host = tmp_path / "tree", tmp_path / "host"
    for folder in (tree, host):
        folder.mkdir()
        (folder / "file").write_text(folder.name)
    (tree / "link").symlink_to(host / "file")
    (tree / "folder").symlink_to(host)
    (tree / "own").symlink_to("file")
    store = Store(tmp_path / "store")
    store.put(locate("tree"), tree)
    return store


@pytest.mark.parametrize("key", ["tree/link", "tree/folder", "tree/folder/file"])
def test_links_are_not_read(store: Store, tmp_path: Path, key: str) -> None:
    with pytest.raises(StoreError, match="out of the store"):
        store.load(locate(key), tmp_path / "loaded")
    with pytest.raises(StoreError, match="out of the store"):
        list(store.list_keys(locate(key)))
    assert store.load(locate("tree/own"), tmp_path / "loaded")
    assert (tmp_path / "loaded").read_text() == "tree"


def test_links_are_not_written(store: Store, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("new")
    with pytest.raises(StoreError, match="out of the store"):
        store.save(locate("tree/folder/file"), new, "w")
    store.save(locate("tree/link"), new, "w")
    store.put(locate("tree/folder"), new)
    assert [(path.name, path.read_text()) for path in (tmp_path / "host").iterdir()] == [("file", "host")]
    for key in ("tree/link", "tree/folder"):
        assert store.locate(locate(key)).read_text() == "new"


@pytest.mark.parametrize("bucket", ["/etc", "..", "a/../.."])
def test_buckets_are_directories_of_the_store(store: Store, tmp_path: Path, bucket: str) -> None:
    with pytest.raises(StoreError, match="invalid bucket or key"):
        store.load(locate("hostname", bucket=bucket), tmp_path / "loaded")
