"""Every reader sees the old text or the new one; what cannot be written leaves all as it was."""

from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.output.files import write_files

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and pipes as POSIX has them")


def list_all(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def refuse(texts: dict[Path, str]) -> str:
    with pytest.raises(InvalidInputError) as caught:
        write_files(texts)
    [diagnostic] = caught.value.diagnostics
    assert diagnostic.code == "unwritable-output"
    return f"{diagnostic.place}: {diagnostic.message}"


def test_the_bytes_are_those_of_the_text(tmp_path: Path) -> None:
    text = "a: wörld 漢 😀\nb: \u2028\u0085\n"
    write_files({tmp_path / "a.yaml": text, tmp_path / "empty": ""})
    assert (tmp_path / "a.yaml").read_bytes() == text.encode()
    assert (tmp_path / "empty").read_bytes() == b""
    assert list_all(tmp_path) == ["a.yaml", "empty"]


def test_folders_are_made(tmp_path: Path) -> None:
    write_files({tmp_path / "a/b/c.yaml": "c", tmp_path / "a/d.yaml": "d"})
    assert list_all(tmp_path) == ["a", "a/b", "a/b/c.yaml", "a/d.yaml"]


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o444])
def test_the_mode_of_a_file_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(mode)
    write_files({path: "new"})
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text()) == (mode, "new")


@POSIX
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_user_wants(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_files({tmp_path / "a": "new"})
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


@POSIX
def test_the_umask_is_the_users_while_files_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It belongs to the process: other threads may be creating files."""

    def refuse(_mask: int) -> int:
        raise AssertionError("nothing below the command sets the umask")

    monkeypatch.setattr(os, "umask", refuse)
    write_files({tmp_path / "a": "new"})
    write_files({tmp_path / "a": "newer"})
    assert (tmp_path / "a").read_text() == "newer"


@POSIX
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a").write_text("old")
    (tmp_path / "link").symlink_to("real/a")
    (tmp_path / "new").symlink_to("real/b")
    write_files({tmp_path / "link": "new a", tmp_path / "new": "new b"})
    assert [(tmp_path / "real" / name).read_text() for name in "ab"] == ["new a", "new b"]
    assert (tmp_path / "link").is_symlink()
    assert list_all(tmp_path) == ["link", "new", "real", "real/a", "real/b"]


@POSIX
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text("utf-8")), daemon=True)
    reader.start()
    write_files({tmp_path / "pipe": "wörld\n"})
    reader.join(10)
    assert read == ["wörld\n"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("bad", ["file/b", "folder", "x" * 300])
def test_one_that_cannot_be_written_stops_all(tmp_path: Path, bad: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "a").write_text("old")
    before = list_all(tmp_path)
    said = refuse(
        {tmp_path / "a": "new", tmp_path / "made/deep/c": "new", tmp_path / bad: "new", tmp_path / "d": "new"}
    )
    assert said.startswith(f"{tmp_path / bad}: file cannot be written: ")
    assert (tmp_path / "a").read_text() == "old"
    assert list_all(tmp_path) == before


def test_a_fault_while_the_text_is_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: Path, _mode: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(Path, "chmod", fail)
    assert refuse({tmp_path / "a": "new"}).endswith("file cannot be written: No space left on device")
    assert (tmp_path / "a").read_text() == "old"
    assert list_all(tmp_path) == ["a"]


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_path: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_files({tmp_path / "a": "new", tmp_path / "made/b": "new"})
    assert (tmp_path / "a").read_text() == "old"
    assert list_all(tmp_path) == ["a"]


def test_a_reader_never_sees_half_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_files({path: "0" * 200_000})
    seen: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text("utf-8"))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    for number in range(50):
        write_files({path: str(number % 10) * 200_000})
    done.set()
    reader.join(10)
    assert {len(text) for text in seen} == {200_000}
    assert {len(set(text)) for text in seen} == {1}
