"""The choice of a view, and the library that the live tree requires."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from argogen.cli.running.lines import LinesView
from argogen.cli.running.live import LiveView
from argogen.cli.running.showing import Display, open_view
from tests.cli.conftest import Run, Write

from .views import make_source


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def use_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal, in the test itself: pytest replaces the stream after the fixtures."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def open_one(folder: Path, *, is_live: bool | None) -> object:
    return open_view(make_source(folder), Display(is_live=is_live), names_steps=False)


@pytest.mark.parametrize("is_live", [None, True])
def test_a_terminal_has_a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_live: bool | None) -> None:
    use_terminal(monkeypatch)
    assert isinstance(open_one(tmp_path, is_live=is_live), LiveView)


def test_plain_lines_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_terminal(monkeypatch)
    assert isinstance(open_one(tmp_path, is_live=False), LinesView)


@pytest.mark.parametrize(("is_live", "message"), [(None, ""), (True, "argogen[run]")])
def test_without_the_library_there_are_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_live: bool | None, message: str
) -> None:
    terminal = use_terminal(monkeypatch)
    monkeypatch.setitem(sys.modules, "rich.live", None)
    assert isinstance(open_one(tmp_path, is_live=is_live), LinesView)
    assert message in terminal.getvalue()
    assert bool(terminal.getvalue()) == bool(message)


def test_without_a_terminal_there_are_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(open_one(tmp_path, is_live=True), LinesView)
    assert capsys.readouterr().err == "argogen: the live tree requires a terminal\n"
    assert isinstance(open_one(tmp_path, is_live=None), LinesView)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("option", ["--live", "--plain"])
def test_events_have_no_other_form(run: Run, write: Write, option: str) -> None:
    write({"p.yaml": "name: p\nrun: echo\nimage: busybox\n"})
    done = run("run", "p.yaml", "--executor", "process", "--format", "json", option)
    assert (done.code, "--format json" in done.err) == (2, True)
