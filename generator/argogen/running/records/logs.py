"""The logs of the steps of a run by their paths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from argogen.runner.model.library import read_library
from argogen.running.records.directory import RunDirectory
from argogen.running.records.listing import read_nodes
from argogen.testing.structure.graph import build_graph
from argogen.testing.structure.positions import Locator
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
    description = directory.read_description({"name": str, "spec": dict})
    name = str(description["name"])
    locator = Locator(build_graph(name, description["spec"], read_library(())))
    for node_id, node in read_nodes(directory).items():
        chain = locator.locate(str(node.get("name")).removeprefix(name)).chain
        if matches(path, chain):
            yield from (StepLog(write_chain(chain), file) for file in list_logs(directory.path, node_id))
