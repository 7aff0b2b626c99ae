from __future__ import annotations

from typing import Any

from argogen.language.lower.volumes import build_mounts


def name_volumes(*paths: str, declared: frozenset[str] = frozenset()) -> list[str]:
    """The names of the volumes that are declared where they are mounted, at these paths."""
    settings: dict[str, Any] = {path: {"empty_dir": {}} for path in paths}
    mounts, volumes = build_mounts([], settings, declared, lambda value: value, ())
    assert [mount.volume for mount in mounts] == [volume.name for volume in volumes]
    return [volume.name for volume in volumes]


def test_a_volume_is_named_after_the_path_where_it_is_mounted() -> None:
    assert name_volumes("/mnt/Data", "/") == ["mnt-data", "root"]


def test_volumes_that_would_have_one_name_are_numbered() -> None:
    assert name_volumes("/a/b", "/a.b", "/a_b", "/a-b-2") == ["a-b", "a-b-2", "a-b-3", "a-b-2-2"]


def test_a_volume_that_is_declared_keeps_its_name() -> None:
    assert name_volumes("/a", "/b", declared=frozenset({"a", "a-2"})) == ["a-3", "b"]


def test_numbered_names_are_not_too_long() -> None:
    names = name_volumes(*(f"/{'a' * 70}/{number}" for number in range(1100)))
    assert len(set(names)) == 1100
    assert max(map(len, names)) == 63
    assert names[98] == f"{'a' * 60}-99"
