"""The record of a run as a workflow with its status, also while the run is in progress."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from argogen.running.records.directory import WORKFLOW, RecordError, RunDirectory
from argogen.running.records.listing import read_status


def read_record(path: Path) -> Mapping[str, Any]:
    """Return the workflow of a run in a directory, with the nodes so far. Raises RecordError."""
    directory = RunDirectory(path)
    workflow = directory.read(WORKFLOW)
    if workflow is None:
        raise RecordError(f"'{path}' is not the directory of a run: it has no file {WORKFLOW}")
    status = read_status(directory)
    if not status.get("nodes"):
        raise RecordError(f"run '{directory.name}' has no nodes yet")
    return {**workflow, "status": status}
