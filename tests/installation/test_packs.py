"""The packs of a project, of which no test fetches one."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.host import Host
from argogen.installation.finding import Item, Status
from argogen.installation.packs import inspect_packs
from argogen.packs.contents import find_copy
from argogen.project.project import read_project

GIT, NO_GIT = Item("git", "2.39.2"), Item("git", "not installed", Status.MISSING, "install git")
COMMIT = "a" * 40
LOCK = f"packs:\n  acme: {{git: x, ref: v1, commit: {COMMIT}, digest: d, kind: tag}}\n"


def inspect(folder: Path, packs: str, git: Item = GIT) -> list[Item]:
    (folder / "argogen.yaml").write_text(f"pipelines: p/\npacks: {packs}\n")
    host = Host(working_directory=folder, find_cache_directory=lambda: folder / "cache")
    return list(inspect_packs(read_project(folder / "argogen.yaml", host), git))


def test_a_pack_in_a_directory(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "argogen-pack.yaml").write_text("name: acme\nversion: '1'\n")
    assert inspect(tmp_path, "{acme: {path: pack}}") == [Item("pack acme", str(tmp_path / "pack"))]


@pytest.mark.parametrize(
    ("git", "is_cached", "item"),
    [
        (GIT, False, Item("pack acme", "v1 (aaaaaaaaaaaa), fetched by the next run")),
        (NO_GIT, True, Item("pack acme", "v1 (aaaaaaaaaaaa), in the cache")),
        (NO_GIT, False, Item("pack acme", "git is required to fetch it", Status.REQUIRED, "install git")),
    ],
)
def test_a_pack_from_git(tmp_path: Path, git: Item, is_cached: bool, item: Item) -> None:
    (tmp_path / "argogen.lock").write_text(LOCK)
    if is_cached:
        find_copy(tmp_path / "cache", COMMIT, "").mkdir(parents=True)
    assert inspect(tmp_path, "{acme: {git: x, ref: v1}}", git) == [item]


def test_a_pack_with_another_ref_than_the_lock_file(tmp_path: Path) -> None:
    (tmp_path / "argogen.lock").write_text(LOCK)
    (found,) = inspect(tmp_path, "{acme: {git: x, ref: v2}}")
    assert (found.status, found.hint) == (Status.REQUIRED, "run 'argogen templates update' to lock its commit")


def test_a_damaged_lock_file(tmp_path: Path) -> None:
    (tmp_path / "argogen.lock").write_text("packs: []\n")
    (found,) = inspect(tmp_path, "{acme: {git: x, ref: v1}}")
    assert (found.name, found.status) == ("lock file", Status.REQUIRED)
