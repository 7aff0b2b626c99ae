"""The view of a run on a terminal: a tree of its steps that is drawn again while they run, with the library rich."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from argogen.cli.running.drawing import Look, clean, draw
from argogen.cli.running.ending import name_nodes, print_end
from argogen.cli.running.layout import FULL, Row, fit_rows, list_rows
from argogen.cli.running.logs import read_tail
from argogen.cli.running.steps import Step, StepTree
from argogen.cli.running.view import STOPPING, Source
from argogen.runner.run import NodeRecord, Run

_FRAMES = 5  # per second
_MARGIN, _FEWEST = 2, 3  # lines


class LiveView:
    """Draws the tree of steps on standard error until the run ends."""

    def __init__(self, source: Source, console: Console | None = None, now: Callable[[], int] = time.time_ns) -> None:
        self._source, self._now = source, now
        self._console = console or Console(stderr=True, highlight=False)
        self._tree, self._lock = StepTree(source.name), threading.RLock()
        self._tails: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        self._live: Live | None = None
        self._is_stopping = False

    def start(self) -> None:
        """Draw the tree for the first time."""
        self._console.print(Text(f"Run {self._source.folder.name}"))
        self._tree.root.started_at = self._now()
        self._open()

    def _open(self) -> None:
        self._live = Live(
            get_renderable=self._render, console=self._console, refresh_per_second=_FRAMES, redirect_stdout=False,
            redirect_stderr=False, vertical_overflow="crop",
        )  # fmt: skip
        self._live.start(refresh=True)

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Update the tree; the next frame shows it."""
        with self._lock:
            for node in nodes:
                self._names[node.id] = self._source.name_step(node)
                self._tree.update(node, self._source.find_chain(node))

    def print_log(self, step: str, line: str) -> None:
        """Print a line above the tree, or to standard output if that is not the terminal."""
        if not sys.stdout.isatty():
            click.echo(f"{step} | {line}")
            sys.stdout.flush()
            return
        text = Text.assemble((f"{clean(step)} | ", "dim"), Text.from_ansi(line))
        self._console.print(text, soft_wrap=True)

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Leave the last frame on the screen, and continue below the question."""
        self._close_live()
        try:
            yield
        finally:
            self._open()

    def stopping(self) -> None:
        """Let the next frame show that the workflow stops."""
        self._is_stopping = True

    def finish(self, run: Run) -> None:
        """Draw the whole tree for the last time."""
        root = self._tree.root
        root.phase, root.finished_at = run.phase, self._now()
        self._close_live(is_last=True)
        self._console.print(self._draw(list(list_rows(root, self._read_tail, FULL))))
        print_end(self._source, run, click.echo)

    def close(self) -> None:
        """Show the cursor again."""
        self._close_live()

    def _close_live(self, *, is_last: bool = False) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.transient = is_last
            live.stop()

    def _render(self) -> RenderableType:
        limit = max(_FEWEST, self._console.height - _MARGIN - self._is_stopping)
        with self._lock:
            frame = self._draw(fit_rows(self._tree.root, self._read_tail, limit))
        return Text.assemble(frame, "\n", (STOPPING, "bold")) if self._is_stopping else frame

    def _draw(self, rows: Sequence[Row]) -> Text:
        return draw(rows, Look(self._console.width, self._now(), self._console.options.ascii_only, self._mask))

    def _mask(self, text: str) -> str:
        return self._source.masking.mask(name_nodes(text, self._names))

    def _read_tail(self, step: Step, lines: int) -> Sequence[str]:
        if step.pod not in self._tails:
            self._tails[step.pod] = read_tail(self._source.folder, step.pod, FULL.lines)
        return self._tails[step.pod][-lines:]
