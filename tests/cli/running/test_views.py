"""The views of a run: the live tree, lines, and events."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import jsonschema_rs
import pytest
from rich.console import Console

from argogen.cli.running.events import EventsView
from argogen.cli.running.lines import LinesView
from argogen.cli.running.live import LiveView
from argogen.cli.running.view import View
from argogen.runner.run import Blockage, Run
from argogen.schemas.publication import publish

from .views import SECOND, make_loop, make_node, make_source

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
NODES = [make_node("", "Running", "Steps"), make_node(".a"), *make_loop(["Succeeded", "Running"], 3)]
END = Run("w", "Failed", "child 'w-.a' failed", {"total": "a secret"}, nodes=NODES)


def make_console(stream: io.StringIO, *, has_colour: bool = False) -> Console:
    """Return a console of 80 by 10 cells."""
    return Console(
        file=stream, force_terminal=True, width=80, height=10, color_system="standard" if has_colour else None,
        _environ={} if has_colour else {"NO_COLOR": "1"}, highlight=False,
    )  # fmt: skip


def run_live(folder: Path, *, has_colour: bool = False) -> str:
    stream = io.StringIO()
    view = LiveView(make_source(folder, ["a secret"]), make_console(stream, has_colour=has_colour), lambda: 5 * SECOND)
    view.start()
    view.observe(NODES)
    view.finish(END)
    view.close()
    return stream.getvalue()


def test_the_last_frame_is_the_whole_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = run_live(tmp_path)
    assert written.startswith(f"Run {tmp_path.name}\n")
    shown = _CONTROL.sub("", written[written.rindex("\x1b[?25h") :]).splitlines()
    assert [line.strip() for line in shown if line.strip()] == [
        "✖ w               Failed      0.0s",
        "✔ a             Succeeded   2.0s",
        "● score 1/3     Running     4.0s",
        "✔ score(0:i0) Succeeded   2.0s",
        "● score(1:i1) Running     4.0s",
        "… 1 more: 1 Pending",
    ]
    done = capsys.readouterr()
    assert (done.out, done.err) == ("total = ***\n", "Failed: child 'a' failed\n")


def test_colours_are_optional(tmp_path: Path) -> None:
    assert "\x1b[1;31m" in run_live(tmp_path, has_colour=True)
    assert not re.search(r"\x1b\[[0-9;]*m", run_live(tmp_path))


def test_the_cursor_is_shown_again_after_each_pause(tmp_path: Path) -> None:
    stream = io.StringIO()
    view = LiveView(make_source(tmp_path), make_console(stream), lambda: 0)
    view.start()
    with view.pause():
        assert stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")
    assert stream.getvalue().rindex("\x1b[?25h") < stream.getvalue().rindex("\x1b[?25l")
    view.stopping()
    view.close()
    view.close()
    assert stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")
    assert "Press Ctrl-C again" in stream.getvalue()


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_logs_are_printed_above_the_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    view = LiveView(make_source(tmp_path), make_console(stream), lambda: 0)
    view.print_log("a", "to a file")
    assert capsys.readouterr().out == "a | to a file\n"
    monkeypatch.setattr(sys, "stdout", Terminal())
    view.print_log("a", "to the terminal\x1b[2J")
    assert stream.getvalue() == "a | to the terminal\n"


@pytest.mark.parametrize("names_steps", [False, True])
def test_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str], *, names_steps: bool) -> None:
    view: View = LinesView(make_source(tmp_path, ["a secret"]), names_steps=names_steps)
    (tmp_path / "logs" / "w-.b").mkdir(parents=True)
    (tmp_path / "logs" / "w-.b" / "main.log").write_text("".join(f"line {number}\n" for number in range(20)))
    view.start()
    view.observe([*NODES, make_node(".b", "Failed", message="a secret")])
    view.observe(NODES)
    view.print_log("a", "a line")
    with view.pause():
        view.finish(END)
    view.close()
    done = capsys.readouterr()
    assert done.out == ("a | " if names_steps else "") + "a line\ntotal = ***\n"
    first, *lines = done.err.splitlines()
    assert first == f"Run {tmp_path.name}"
    assert [line[9:] for line in lines[:4]] == [
        "Succeeded a in 2.0 s", "Succeeded score(0:i0) in 2.0 s", "Running   score(1:i1)", "Failed    b in 2.0 s: ***",
    ]  # fmt: skip
    assert lines[4:-1] == [f"    line {number}" for number in range(10, 20)]


def test_events_are_lines_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view: View = EventsView(make_source(tmp_path, ["a secret", "Pod"]))
    view.start()
    view.observe(NODES)
    view.observe(NODES)
    view.print_log("a", "a line")
    view.stopping()
    with view.pause():
        view.finish(END)
    view.close()
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events] == ["started", "node", "node", "node", "node", "log", "finished"]
    assert {event["type"] for event in events[2:5]} == {"Pod"}
    item = events[4]
    assert (item["step"], item["index"], item["items"], item["phase"]) == ("score(1:i1)", 1, 3, "Running")
    assert events[-1]["outputs"] == {"total": "***"}
    assert "reasons" not in events[-1]


def test_the_last_event_has_the_reasons_of_a_run_that_never_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view: View = EventsView(make_source(tmp_path, ["a secret"]))
    view.finish(Run("w", "Running", blockages=[Blockage(".b", "waits for a secret", "remove it")]))
    event = json.loads(capsys.readouterr().out)
    assert event["reasons"] == [{"step": "b", "reason": "waits for ***", "remedy": "remove it"}]
    assert list(jsonschema_rs.Draft202012Validator(publish("run-events")).iter_errors(event)) == []
