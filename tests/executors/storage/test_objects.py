"""Artifacts without an archive are stored as in a bucket: only files, without modes and links."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.executors.storage.store import Store, StoreError

ARTIFACT = {"name": "a", "path": "/a", "archive": {"none": {}}, "s3": {"key": "k"}}


def test_a_directory_is_stored_as_its_files(tmp_path: Path) -> None:
    tree, loaded = tmp_path / "tree", tmp_path / "loaded"
    (tree / "empty").mkdir(parents=True)
    (tree / "sub").mkdir()
    (tree / "sub" / "run").write_text("x")
    (tree / "sub" / "run").chmod(0o755)
    (tree / "link").symlink_to("sub/run")
    store = Store(tmp_path / "store")
    store.save(ARTIFACT, tree, "w")
    assert store.load(ARTIFACT, loaded)
    assert [str(path.relative_to(loaded)) for path in sorted(loaded.rglob("*"))] == ["sub", "sub/run"]
    assert (loaded / "sub" / "run").stat().st_mode & 0o777 == 0o600


def test_a_file_loses_its_mode(tmp_path: Path) -> None:
    file, loaded = tmp_path / "file", tmp_path / "loaded"
    file.write_text("x")
    file.chmod(0o755)
    store = Store(tmp_path / "store")
    store.save(ARTIFACT, file, "w")
    assert store.load(ARTIFACT, loaded)
    assert loaded.stat().st_mode & 0o777 == 0o600
    assert store.load({**ARTIFACT, "mode": 0o755}, loaded)
    assert loaded.stat().st_mode & 0o777 == 0o755


def test_an_empty_directory_is_not_stored(tmp_path: Path) -> None:
    (tmp_path / "tree" / "empty").mkdir(parents=True)
    store = Store(tmp_path / "store")
    store.save(ARTIFACT, tmp_path / "tree", "w")
    with pytest.raises(StoreError, match="The specified key does not exist"):
        store.load(ARTIFACT, tmp_path / "loaded")
