"""The view of a run for programs: events as lines of JSON on standard output."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import click

from argogen.cli.running.view import Source
from argogen.runner.run import NodeRecord, Run
from argogen.running.records.workflow import describe_node

EVENTS_VERSION = 1


class EventsView:
    """Prints an event for each transition of a node."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._phases: dict[str, str] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Print the first event: the name of the workflow, and the directory of the run."""
        self._emit("started", {"name": self._source.name, "directory": str(self._source.folder)})

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Print an event for each node that has another phase."""
        for node in nodes:
            if self._phases.get(node.id) != node.phase:
                self._phases[node.id] = node.phase
                self._emit("node", self._source.masking.mask_node(self._describe(node)))

    def _describe(self, node: NodeRecord) -> dict[str, Any]:
        place = {"step": self._source.name_step(node), "path": node.path, "attempt": node.attempt + 1}
        loop = {"item": node.item, "index": node.index, "items": node.items} if node.index is not None else {}
        return {**place, **loop, **describe_node(node, {})}

    def print_log(self, step: str, line: str) -> None:
        """Print an event for a line of a log."""
        self._emit("log", {"step": step, "line": line})

    def pause(self) -> AbstractContextManager[None]:
        """Print other events while a question is asked."""
        return contextlib.nullcontext()

    def stopping(self) -> None:
        """Print nothing: the nodes that are stopped have events."""

    def finish(self, run: Run) -> None:
        """Print the last event: phase, message and outputs of the workflow, and the reasons if it would never end."""
        masking = self._source.masking
        outputs = masking.mask_all(dict(run.outputs))
        fields: dict[str, Any] = {"phase": run.phase, "message": masking.mask(run.message), "outputs": outputs}
        if run.blockages:
            fields["reasons"] = list(self._source.describe_blockages(run))
        self._emit("finished", fields)

    def close(self) -> None:
        """Leave the terminal unchanged."""

    def _emit(self, kind: str, fields: Mapping[str, Any]) -> None:
        event = {"event": kind, "version": EVENTS_VERSION, "time": time.time(), **fields}
        with self._lock:
            click.echo(json.dumps(event, ensure_ascii=False))
            sys.stdout.flush()
