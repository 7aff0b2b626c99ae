"""The runs of a directory, for people."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.records import Record
from argogen.running.records.directories import list_directories, list_unstarted
from argogen.running.records.directory import JOURNAL, WORKFLOW, RecordError, RunDirectory
from argogen.running.records.shapes import is_node

_RUNNING, _INTERRUPTED = "Running", "Interrupted"


class RunSummary(Record):
    """A run: its directory, phase, message, and the time of its last change in seconds.

    The phase is Interrupted if the process that ran it was killed.
    """

    directory: RunDirectory
    phase: str
    message: str
    changed_at: float


def find_run(base: Path, name: str) -> RunDirectory:
    """Return the directory of a run by its name. Raises RecordError."""
    directory = RunDirectory(base / name)
    if "/" in name or not (directory.is_described() or directory.is_unstarted()):
        raise RecordError(f"there is no run '{name}' in '{base}': 'argogen runs' lists them")
    return directory


def summarize(directory: RunDirectory) -> RunSummary:
    """Return the summary of a run."""
    status = read_status(directory)
    is_running = directory.is_locked()
    phase = str(status.get("phase") or _RUNNING)
    if is_running:
        phase = _RUNNING
    elif phase == _RUNNING:
        phase = _INTERRUPTED
    path = directory.path / WORKFLOW
    changed = path.stat().st_mtime if path.exists() else directory.path.stat().st_mtime
    return RunSummary(directory, phase, str(status.get("message") or ""), changed)


def read_status(directory: RunDirectory) -> dict[str, Any]:
    """Return the status of the workflow of a run, empty before it was written.

    While the run is in progress, or if its process was killed, nodes are those of the journal.
    """
    try:
        workflow = directory.read(WORKFLOW) or {}
    except RecordError:
        return {}
    status = workflow.get("status")
    if not isinstance(status, dict):
        return {}
    nodes = status["nodes"] = {key: node for key, node in _read_members(status) if is_node(node)}
    if status.get("phase") == _RUNNING:
        nodes |= {str(row.get("id")): dict(row) for _, row in directory.read_lines(JOURNAL) if is_node(row)}
    return status


def _read_members(status: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    nodes = status.get("nodes")
    return nodes.items() if isinstance(nodes, dict) else ()


def read_nodes(directory: RunDirectory) -> dict[str, dict[str, Any]]:
    """Return the nodes of a run by id."""
    nodes: dict[str, dict[str, Any]] = read_status(directory).get("nodes") or {}
    return nodes


def list_runs(base: Path) -> list[RunSummary]:
    """Return all runs, the newest last."""
    return [summarize(directory) for directory in list_directories(base)]


def list_prunable(base: Path) -> list[RunSummary]:
    """Return all runs, also those that were killed before they started."""
    return [*list_runs(base), *map(summarize, list_unstarted(base))]


def find_old(runs: Sequence[RunSummary], seconds: float) -> list[RunSummary]:
    """Return the runs that ended at least some time ago."""
    limit = time.time() - seconds
    return [run for run in runs if run.phase != _RUNNING and run.changed_at <= limit]
