"""The logs of the steps of a run by their paths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from argogen.running.records.directory import RunDirectory
from argogen.running.records.listing import read_nodes
from argogen.running.records.steps import open_chains
from argogen.testing.structure.step_paths import StepPath, matches, write_chain


class StepLog(NamedTuple):
    """The log of a container of a step."""

    step: str
    file: Path


def list_logs(folder: Path, node_id: str) -> list[Path]:
    """Return the files of the logs of a node in the directory of a run."""
    return sorted((folder / "logs" / node_id).glob("*.log"))


def find_logs(directory: RunDirectory, path: StepPath) -> Iterator[StepLog]:
    """Yield the logs of the steps at a path, those of an attempt after another. Raises RecordError."""
    find_chain = open_chains(directory)
    for node_id, node in read_nodes(directory).items():
        chain = find_chain(node)
        if matches(path, chain):
            yield from (StepLog(write_chain(chain), file) for file in list_logs(directory.path, node_id))
