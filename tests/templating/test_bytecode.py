"""The cache of compiled templates is private, and its errors are ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.templating.bytecode import open_cache
from argogen.templating.templates import Templates


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/a.j2").write_text("a: ${{ x }}\n")
    return tmp_path / "source"


def kept(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def render(source: Path, cache: Path) -> object:
    return Templates([source], bytecode_cache=cache).render("a.j2", x=1)


def test_what_was_compiled_once_is_used_again_and_renewed_with_its_source(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert render(source, cache) == {"a": 1}
    (file,) = kept(cache)
    before = file.read_bytes(), file.stat().st_mtime_ns
    assert render(source, cache) == {"a": 1}
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    (source / "a.j2").write_text("b: ${{ x }}\n")
    assert render(source, cache) == {"b": 1}
    assert kept(cache) == [file]
    assert file.read_bytes() != before[0]


def test_the_folder_is_private(source: Path, tmp_path: Path) -> None:
    render(source, tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("garbage", [b"", b"garbage", b"\n", b"\xff" * 100])
def test_a_spoilt_file_is_replaced(source: Path, tmp_path: Path, garbage: bytes) -> None:
    cache = tmp_path / "cache"
    render(source, cache)
    (file,) = kept(cache)
    head = file.read_bytes().split(b"\n")[0]
    for spoilt in (garbage, head + b"\n" + garbage):
        file.write_bytes(spoilt)
        assert render(source, cache) == {"a": 1}
        assert len(file.read_bytes()) > len(spoilt)


def test_a_folder_that_others_can_write_is_not_used(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    render(source, cache)
    (folder,) = cache.iterdir()
    (file,) = kept(cache)
    file.unlink()
    folder.chmod(0o770)
    assert open_cache(cache) is None
    assert render(source, cache) == {"a": 1}
    assert kept(cache) == []


def test_a_link_to_a_folder_is_not_used(source: Path, tmp_path: Path) -> None:
    render(source, tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert open_cache(tmp_path / "cache") is None


def test_a_folder_that_cannot_be_made_is_done_without(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert open_cache(tmp_path / "file/cache") is None
    assert render(source, tmp_path / "file/cache") == {"a": 1}


def test_a_folder_that_vanishes_is_done_without(source: Path, tmp_path: Path) -> None:
    templates = Templates([source], bytecode_cache=tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    folder.rmdir()
    assert templates.render("a.j2", x=1) == {"a": 1}
