"""Run an opened workflow, and show it: the view, the logs that are followed, questions, and Ctrl-C."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence

import click

from argogen.cli.running.events import EventsView
from argogen.cli.running.lines import LinesView
from argogen.cli.running.logs import LogFollower
from argogen.cli.running.prompt import Prompt
from argogen.cli.running.view import Source, View
from argogen.records import Record
from argogen.runner.run import NodeRecord
from argogen.running.execution import Execution, Finish
from argogen.running.opening import OpenRun

INSTALL = "pip install 'argogen[run]'"
_MISSING = f"argogen: the live tree requires an additional library: run {INSTALL}"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_NO_TERMINAL = "argogen: the live tree requires a terminal"


class Display(Record):
    """How a run is shown: as `text` or `json`, live or in lines or by default."""

    form: str = "text"
    is_live: bool | None = None


def run_and_show(opened: OpenRun, display: Display) -> Finish:
    """Run a workflow to its end. Raises SandboxError."""
    session = opened.session
    source = Source(session.prepared.target.name, opened.directory.path, session.answers.locator, session.masking)
    view = open_view(source, display, names_steps=len(session.answers.logs) > 1)
    is_interactive, mask = session.request.is_interactive, session.masking.mask
    prompt = Prompt(view.pause, sys.stdin.fileno(), mask) if is_interactive else None
    with contextlib.closing(view):
        with contextlib.ExitStack() as stack:
            if prompt is not None:
                stack.callback(prompt.close)
            execution = Execution(session, opened.directory, prompt)
            view.start()
            follower = LogFollower(source, session.answers.logs, view.print_log)
            stack.callback(follower.close)
            with _interrupting(execution, view):
                finish = execution.run(_observe_all(follower.observe, view.observe))
        view.finish(finish.run)
    return finish


def _observe_all(*observers: Callable[[Sequence[NodeRecord]], None]) -> Callable[[Sequence[NodeRecord]], None]:
    def observe(nodes: Sequence[NodeRecord]) -> None:
        for each in observers:
            each(nodes)

    return observe


def open_view(source: Source, display: Display, *, names_steps: bool) -> View:
    """Return the view for this terminal; without one, or without the library for trees, lines."""
    if display.form == "json":
        return EventsView(source)
    has_terminal = sys.stderr.isatty() and os.environ.get("TERM") not in (None, "", "dumb")
    if display.is_live is False or not (has_terminal or display.is_live):
        return LinesView(source, names_steps=names_steps)
    view = _open_live_view(source) if has_terminal else None
    if view is None and display.is_live:
        click.echo(_MISSING if has_terminal else _NO_TERMINAL, err=True)
    return view or LinesView(source, names_steps=names_steps)


def _open_live_view(source: Source) -> View | None:
    """Return the view for terminals; None without the library that it requires."""
    try:
        importlib.import_module("rich.live")
    except ModuleNotFoundError:
        return None
    view: View = importlib.import_module("argogen.cli.running.live").LiveView(source)
    return view


@contextlib.contextmanager
def _interrupting(execution: Execution, view: View) -> Iterator[None]:
    """Stop the workflow at Ctrl-C; a second one ends it at once."""
    count = 0

    def interrupt(*_: object) -> None:
        nonlocal count
        count += 1
        if count > 1:
            for number in _SIGNALS:  # what follows ends the processes of the run
                signal.signal(number, signal.SIG_IGN)
            raise KeyboardInterrupt
        view.stopping()
        execution.executor.interrupt()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
