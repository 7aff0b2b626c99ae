"""The body of a graph, and its inputs and outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from argogen.dialects.runnable.data.returns import reads
from argogen.dialects.runnable.data.value_sources import (
    CallArguments,
    Constant,
    FirstOutput,
    ParameterValue,
    StoredObject,
    ValueReference,
    write_choice,
    write_reference,
)
from argogen.dialects.runnable.graph.graph import Graph


class GraphBody(NamedTuple):
    """The body of a graph: `steps` or `tasks`, and the values set by its nodes on success."""

    key: str
    value: Any
    set: Mapping[str, ParameterValue]

    def write(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the body, with outputs for some of the values."""
        return {self.key: self.value, **write_outputs({name: self.set[name] for name in names if name in self.set})}


def write_outputs(values: Mapping[str, ParameterValue]) -> dict[str, Any]:
    """Return the output keys of a step that contains a graph."""
    outputs = {name: _write_output(value) for name, value in values.items() if not isinstance(value, StoredObject)}
    objects = {n: value.write() for n, value in values.items() if isinstance(value, StoredObject) and value.is_clear}
    artifacts = {"artifacts": {"out": objects}} if objects else {}
    return {**({"outputs": outputs} if outputs else {}), **artifacts}


def _write_output(value: Constant | ValueReference | FirstOutput) -> Any:
    return {"expression": write_choice(value)} if isinstance(value, FirstOutput) else write_reference(value)


def write_arguments(given: CallArguments, graphs: list[Graph]) -> dict[str, Any]:
    """Return the arguments of a node that contains graphs, if any node in them uses parameters."""
    is_used = any(reads(node) for graph in graphs for node in graph.steps)
    return given.write() if is_used else {}
