"""The steps of a recorded run, by their paths in the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.runner.model.library import read_library
from argogen.running.records.directory import RecordError, RunDirectory
from argogen.running.records.listing import read_nodes
from argogen.testing.structure.graph import build_graph
from argogen.testing.structure.positions import Locator
from argogen.testing.structure.step_paths import Chain, write_chain

_GROUPS = ("StepGroup", "TaskGroup", "Steps", "DAG", "Retry")


def open_chains(directory: RunDirectory) -> Callable[[Mapping[str, Any]], Chain]:
    """Return a function that returns the position of a node in the pipeline. Raises RecordError."""
    description = directory.read_description({"name": str, "spec": dict})
    name = str(description["name"])
    locator = Locator(build_graph(name, description["spec"], read_library(())))
    return lambda node: locator.locate(str(node.get("name")).removeprefix(name)).chain


def name_steps(directory: RunDirectory) -> dict[str, str]:
    """Return the path of the step of each node by its id; the name of the node if the record has no valid workflow."""
    return _name_nodes(directory, read_nodes(directory))


def _name_nodes(directory: RunDirectory, nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    try:
        find_chain = open_chains(directory)
    except RecordError:
        return {key: str(node.get("name")) for key, node in nodes.items()}
    return {key: write_chain(find_chain(node)) for key, node in nodes.items()}


def describe_steps(directory: RunDirectory) -> Iterator[str]:
    """Yield a line for each step of a run."""
    nodes = read_nodes(directory)
    names = _name_nodes(directory, nodes)
    for key, node in nodes.items():
        if node.get("type") not in _GROUPS:
            message = f": {node['message']}" if node.get("message") else ""
            yield f"{node.get('phase', ''):<9} {names[key]}{message}"
