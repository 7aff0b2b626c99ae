"""Where what is made once is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.caches import find_user_cache, open_private_folder


def test_the_users_folder_is_where_the_platform_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_user_cache({}, "linux") == tmp_path / ".cache/argogen"
    assert find_user_cache({"XDG_CACHE_HOME": "/x"}, "linux") == Path("/x/argogen")
    assert find_user_cache({"XDG_CACHE_HOME": "relative"}, "linux") == tmp_path / ".cache/argogen"
    assert find_user_cache({}, "darwin") == tmp_path / "Library/Caches/argogen"
    assert find_user_cache({"LOCALAPPDATA": "/l"}, "win32") == Path("/l/argogen/Cache")


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a/b"
    assert open_private_folder(folder) == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert open_private_folder(folder) == folder


def test_a_folder_that_others_can_use_is_none(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path / "shared")
    (tmp_path / "file").touch()
    assert [open_private_folder(tmp_path / name) for name in ("shared", "link", "file", "file/below")] == [None] * 4
