"""The output of a run while it proceeds: lines for people, or events as JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from argogen.runner.run import NodeRecord, Run
from argogen.running.masking import Masking
from argogen.running.records.workflow import describe_node
from argogen.testing.structure.positions import Locator
from argogen.testing.structure.step_paths import matches, read_step_path, write_chain

EVENTS_VERSION = 1
_GROUPS = ("StepGroup", "TaskGroup", "Retry", "Steps", "DAG", "Container")
_FAILED = ("Failed", "Error")
_ENDED = (*_FAILED, "Succeeded", "Skipped", "Omitted")
_TAIL = 10
_QUOTED = re.compile(r"'([^' ]+)'")
_SECOND = 10**9


class RunOutput:
    """Prints the transitions of nodes; `shown` are the paths of steps whose logs are printed when they end."""

    def __init__(self, locator: Locator, masking: Masking, folder: Path, form: str, shown: Sequence[str]) -> None:
        self._locator, self._masking, self._folder, self._form = locator, masking, folder, form
        self._shown = [path for text in shown if (path := read_step_path(text)) is not None]
        self._phases: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Print nodes that have changed."""
        for node in nodes:
            if self._phases.get(node.id) != node.phase:
                self._phases[node.id] = node.phase
                self._print(node)

    def _print(self, node: NodeRecord) -> None:
        name = self._masking.mask(write_chain(self._locator.locate(node.path).chain))
        self._names[node.id] = name
        if self._form == "json":
            row = {"step": name, "path": node.path, **describe_node(node, {})}
            self.emit("node", dict(self._masking.mask_node(row)))
        elif node.type not in _GROUPS and (node.phase in _ENDED or node.phase == "Running"):
            attempt = f" (attempt {node.attempt + 1})" if node.attempt else ""
            seconds = (node.finished_at - node.started_at) / _SECOND if node.finished_at else 0
            took = f" in {seconds:.1f} s" if node.phase in (*_FAILED, "Succeeded") else ""
            message = f": {self._masking.mask(node.message)}" if node.message else ""
            click.echo(f"{time.strftime('%H:%M:%S')} {node.phase:<9} {name}{attempt}{took}{message}", err=True)
        if node.type == "Pod" and node.phase in _ENDED:
            self._print_log(node)

    def _print_log(self, node: NodeRecord) -> None:
        chain = self._locator.locate(node.path).chain
        is_shown = any(matches(path, chain) for path in self._shown)
        if not is_shown and (node.phase not in _FAILED or self._form == "json"):
            return
        for file in sorted((self._folder / "logs" / node.id).glob("*.log")):
            lines = file.read_text("utf-8", "replace").splitlines()
            for line in lines if is_shown else lines[-_TAIL:]:
                click.echo(line if is_shown else f"    {line}", err=not is_shown)

    def emit(self, kind: str, fields: dict[str, Any]) -> None:
        """Print an event as a line of JSON."""
        if self._form == "json":
            event = {"event": kind, "version": EVENTS_VERSION, "time": time.time(), **fields}
            click.echo(json.dumps(event, ensure_ascii=False))
            sys.stdout.flush()

    def finish(self, run: Run) -> None:
        """Print the end of the run."""
        message, outputs = self._masking.mask(run.message), self._masking.mask_all(dict(run.outputs))
        self.emit("finished", {"phase": run.phase, "message": message, "outputs": outputs})
        if self._form == "json":
            return
        for name, value in outputs.items():
            click.echo(f"{name} = {value}")
        for blockage in run.blockages:
            name = write_chain(self._locator.locate(blockage.path).chain)
            click.echo(f"step '{name}': {self._masking.mask(blockage.reason)}; {blockage.remedy}", err=True)
        message = _QUOTED.sub(lambda found: f"'{self._names.get(found[1], found[1])}'", message)
        click.echo(f"{run.phase}{f': {message}' if message else ''}", err=True)
