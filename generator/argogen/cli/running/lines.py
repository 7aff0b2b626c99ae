"""The view of a run without a terminal: a line when a step starts, and one when it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager

import click

from argogen.cli.running.ending import print_end
from argogen.cli.running.logs import read_tail
from argogen.cli.running.view import ENDED, GROUPS, STOPPING, UNSUCCESSFUL, Source
from argogen.runner.run import NodeRecord, Run

_TAIL = 10
_SECOND = 10**9


class LinesView:
    """Prints a line for each transition of a step; lines of the logs of several steps have the step in front."""

    def __init__(self, source: Source, *, names_steps: bool) -> None:
        self._source, self._names_steps = source, names_steps
        self._phases: dict[str, str] = {}

    def start(self) -> None:
        """Print the name of the run."""
        click.echo(f"Run {self._source.folder.name}", err=True)

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Print nodes that have changed."""
        for node in nodes:
            if node.type not in GROUPS and self._phases.get(node.id) != node.phase:
                self._phases[node.id] = node.phase
                self._print(node)

    def _print(self, node: NodeRecord) -> None:
        if node.phase != "Running" and node.phase not in ENDED:
            return
        attempt = f" (attempt {node.attempt + 1})" if node.attempt else ""
        seconds = (node.finished_at - node.started_at) / _SECOND if node.finished_at else 0
        took = f" in {seconds:.1f} s" if node.phase in (*UNSUCCESSFUL, "Succeeded") else ""
        message = f": {self._source.masking.mask(node.message)}" if node.message else ""
        name = self._source.name_step(node)
        click.echo(f"{time.strftime('%H:%M:%S')} {node.phase:<9} {name}{attempt}{took}{message}", err=True)
        if node.type == "Pod" and node.phase in UNSUCCESSFUL:
            for line in read_tail(self._source.folder, node.id, _TAIL):
                click.echo(f"    {line}", err=True)

    def print_log(self, step: str, line: str) -> None:
        """Print a line to standard output."""
        click.echo(f"{step} | {line}" if self._names_steps else line)
        sys.stdout.flush()

    def pause(self) -> AbstractContextManager[None]:
        """Print other lines while a question is asked."""
        return contextlib.nullcontext()

    def stopping(self) -> None:
        """Print that the workflow stops, past the buffers, which the signal may have interrupted."""
        with contextlib.suppress(OSError):
            os.write(2, f"{STOPPING}\n".encode())

    def finish(self, run: Run) -> None:
        """Print the end of the run."""
        print_end(self._source, run, click.echo)

    def close(self) -> None:
        """Leave the terminal unchanged."""
