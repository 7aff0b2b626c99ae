"""The host of a session: files, standard input and the paths that messages show."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.host import Host


def test_standard_input() -> None:
    source = Host(read_stdin=lambda: "é: 1\n".encode()).read_standard_input()
    assert (source.file, source.text) == ("<stdin>", "é: 1\n")


def test_a_closed_standard_input() -> None:
    with pytest.raises(InvalidInputError) as caught:
        Host().read_standard_input()
    assert [(found.code, found.place.file) for found in caught.value.diagnostics] == [("missing-file", "<stdin>")]


def test_relative_paths_start_in_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    host = Host(working_directory=tmp_path)
    assert host.resolve("a.yaml") == tmp_path / "a.yaml"
    source = host.read("a.yaml")
    assert (source.file, source.text) == ("a.yaml", "a: 1\n")
    assert [host.is_folder(name) for name in (".", "a.yaml", "b", "x" * 1000)] == [True, False, False, False]


def test_messages_show_paths_below_the_working_directory_as_relative() -> None:
    here = Path(os.sep, "work", "team")
    host = Host(working_directory=here)
    shown = [host.show(path) for path in (here / "a" / "b.yaml", "a/b.yaml", here, here.parent / "teams", "../x")]
    assert shown[:3] == ["a/b.yaml", "a/b.yaml", "."]
    assert shown[3:] == [(here.parent / "teams").as_posix(), "../x"]


def test_without_a_working_directory_paths_stay_as_they_are() -> None:
    assert [Host().show(path) for path in ("a/b", Path(os.sep, "a"))] == ["a/b", "/a"]
