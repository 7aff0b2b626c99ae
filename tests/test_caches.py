"""Cache directories."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from argogen.caches import find_user_cache, open_private_directory

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the variables and places are those of XDG")


@LINUX
def test_the_users_folder_is_where_the_platform_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert find_user_cache() == tmp_path / ".cache/argogen"
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert find_user_cache() == Path("/x/argogen")


@LINUX
@pytest.mark.parametrize("given", [None, "", "/x", "/x/", "/x/../y", "relative", "~/x", " "])
@pytest.mark.parametrize("home", ["/home/ada", "/home/ada/", "/", "", "relative", None])
def test_it_is_always_the_one_of_platformdirs(
    given: str | None, home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("XDG_CACHE_HOME", given), ("HOME", home)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    expected = platformdirs.user_cache_path("argogen", appauthor=False)
    assert find_user_cache() == (expected if expected.is_absolute() else None)
    if (given or home or "").startswith("/"):
        assert expected.is_absolute()


@LINUX
def test_a_relative_folder_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert find_user_cache() in (tmp_path / ".cache/argogen", None)


@LINUX
@pytest.mark.parametrize("result", [Path("~/.cache/argogen"), RuntimeError("no home")])
def test_there_is_none_without_a_home(result: Path | RuntimeError, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some versions of platformdirs keep the tilde, others raise."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def find(_name: str, *, appauthor: bool) -> Path:
        assert not appauthor
        if isinstance(result, RuntimeError):
            raise result
        return result

    monkeypatch.setattr(platformdirs, "user_cache_path", find)
    assert find_user_cache() is None


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a/b"
    assert open_private_directory(folder) == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert open_private_directory(folder) == folder


def test_a_folder_that_others_can_use_is_none(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path / "shared")
    (tmp_path / "file").touch()
    assert [open_private_directory(tmp_path / name) for name in ("shared", "link", "file", "file/below")] == [None] * 4
