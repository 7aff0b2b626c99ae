"""The directories of the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.installation import directories
from argogen.installation.directories import inspect_directories, measure, show_directory
from argogen.installation.finding import Status


def test_the_size_is_that_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1000)
    assert measure(tmp_path) == "1000 B"
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_bytes(b"x" * 560)
    assert measure(tmp_path) == "1.5 KiB"


def test_a_directory_of_many_files_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "_ENTRIES", 2)
    for name in "abcd":
        (tmp_path / name).write_bytes(b"x")
    assert measure(tmp_path) == "more than 4 B"


def test_a_private_directory_is_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert show_directory("cache", tmp_path).status is Status.OK
    assert show_directory("cache", tmp_path).value == f"{tmp_path} (0 B)"


def test_a_directory_that_others_can_write_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    item = show_directory("cache", tmp_path)
    assert (item.status, item.hint) == (Status.MISSING, f"run: chmod 700 {tmp_path}")
    assert f"{tmp_path.name} is accessible to other users" in item.value


def test_a_directory_in_it_that_others_can_read(tmp_path: Path) -> None:
    """The modules of the cache use only private directories, and create the one around them with the usual mode."""
    tmp_path.chmod(0o755)
    (tmp_path / "packs").mkdir(mode=0o700)
    assert show_directory("cache", tmp_path).status is Status.OK
    (tmp_path / "packs").chmod(0o755)
    item = show_directory("cache", tmp_path)
    assert (item.status, item.hint) == (Status.MISSING, f"run: chmod 700 {tmp_path / 'packs'}")
    assert "packs is accessible to other users" in item.value


def test_a_file_in_place_of_a_directory(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    (tmp_path / "x").chmod(0o600)
    item = show_directory("cache", tmp_path / "x")
    assert item.status is Status.MISSING
    assert "not a directory" in item.value


def test_a_directory_that_cannot_be_created(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_text("")
    monkeypatch.setattr(directories, "find_user_cache", lambda: tmp_path / "x" / "cache")
    monkeypatch.setattr(directories, "find_user_state", lambda: tmp_path)
    cache, _ = inspect_directories().items
    assert (cache.status, cache.value) == (Status.MISSING, f"{tmp_path / 'x' / 'cache'} (cannot be created)")


def test_a_directory_that_does_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "find_user_cache", lambda: tmp_path / "a" / "b")
    monkeypatch.setattr(directories, "find_user_state", lambda: None)
    cache, runs = inspect_directories().items
    assert (cache.status, cache.value) == (Status.OK, f"{tmp_path / 'a' / 'b'} (does not exist yet)")
    assert (runs.status, runs.value) == (Status.MISSING, "no home directory: nothing is kept")
