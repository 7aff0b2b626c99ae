"""The rendered manifest that the cases of a test file run, with the objects that it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.records import EMPTY, Record
from argogen.runner.execution import SECOND
from argogen.runner.model.library import Library, read_library
from argogen.runner.model.reading import read_arguments
from argogen.runner.submission import Options, SubmissionError, find_workflow, submit
from argogen.testing.structure.graph import CallGraph, build_graph

_NAMESPACE = "argo"


class Target(Record):
    """A workflow that can be run: its document, the objects besides it, and its call graph.

    `parameters` are the names of its parameters. `name` is the name of each run.
    """

    document: Mapping[str, Any]
    library: Library
    name: str
    namespace: str
    graph: CallGraph
    parameters: tuple[str, ...]

    def with_entrypoint(self, entrypoint: str) -> Target:
        """Return the same workflow with another entrypoint."""
        if not entrypoint:
            return self
        scope, base, _ = self.graph.entrypoint
        return self._replace(graph=self.graph._replace(entrypoint=(scope, base, entrypoint)))

    def make_options(self, parameters: Mapping[str, str], entrypoint: str) -> Options:
        """Return the options of a submission."""
        return Options(parameters=parameters, entrypoint=entrypoint, name=self.name, namespace=self.namespace)


def build_target(documents: Sequence[Any], others: Sequence[Any]) -> Target | None:
    """Return the workflow that the documents of a manifest start; None without one. Raises SubmissionError.

    `others` are documents of other files.
    """
    document = find_workflow(documents)
    if document is None:
        return None
    library = read_library((*others, *documents))
    metadata = document.get("metadata") or EMPTY
    name = str(metadata.get("name") or metadata.get("generateName") or "workflow").rstrip("-")
    namespace = str(metadata.get("namespace") or _NAMESPACE)
    spec = submit(document, library, Options(name=_find_name(document, name), namespace=namespace), SECOND).spec
    parameters = read_arguments(spec.get("arguments")).get("parameters") or ()
    names = tuple(parameter["name"] for parameter in parameters)
    return Target(document, library, name, namespace, build_graph(name, spec, library), names)


def _find_name(document: Mapping[str, Any], name: str) -> str:
    """Return the name of the object itself: a workflow template is looked up by it."""
    return str((document.get("metadata") or EMPTY).get("name") or name)


__all__ = ["SubmissionError", "Target", "build_target"]
