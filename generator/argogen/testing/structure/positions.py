"""The positions of nodes: from their paths in a run to the names in the pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.records import TupleRecord
from argogen.testing.structure.graph import Call, CallGraph
from argogen.testing.structure.step_paths import HOOKS, ON_EXIT, Chain, StepPosition

# The parts of a node's path: `[0]` of a group, `.onExit`, `.hooks.NAME`, `.NAME`, `(0:item)` and `(0)` of an attempt.
_PART = re.compile(r"\[\d+\]|\.onExit(?![\w-])|\.hooks\.([^.\[(]+)|\.([^.\[(]+)|\((\d+:[^()]*)\)|\(\d+\)")


class Location(TupleRecord):
    """The position of a node: its chain, the call that made it or None, and whether it only contains a loop."""

    chain: Chain
    call: Call | None
    is_wrapper: bool = False


class Locator:
    """Finds the positions of the nodes of one workflow; each path is looked up once."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        start = StepPosition(graph.name, graph.entrypoint[2])
        self._known: dict[str, Location] = {"": Location((start,), None)}

    def locate(self, path: str) -> Location:
        """Return the position of a node by its path without the name of the workflow."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._walk(path)
        return known

    def _walk(self, path: str) -> Location:
        location = self._known[""]
        for part in _split(path):
            location = self._iterate(location, part[1:]) if part[0] == "(" else self._enter(location, part)
        return location

    def _iterate(self, location: Location, iteration: str) -> Location:
        *rest, last = location.chain
        return location._replace(chain=(*rest, last._replace(iteration=iteration)))

    def _enter(self, location: Location, name: str) -> Location:
        call = self._find_call(location, name)
        component = call.target[2] if call is not None and call.target is not None else ""
        # The template around a loop is not part of the pipeline.
        above = location.chain[:-1] if location.is_wrapper else location.chain
        is_wrapper = call is not None and not location.is_wrapper and self._graph.is_wrapper(call)
        return Location((*above, StepPosition(name, component)), call, is_wrapper)

    def _find_call(self, location: Location, name: str) -> Call | None:
        graph, call = self._graph, location.call
        if name == ON_EXIT or name.startswith(HOOKS):
            return (graph.handlers if call is None else call.handlers).get(name)
        template = graph.templates.get(graph.entrypoint) if call is None else graph.find(call)
        return None if template is None else template.calls.get(name)


def _split(path: str) -> Iterator[str]:
    """Yield the names of steps and handlers, and iterations after a parenthesis."""
    for found in _PART.finditer(path):
        hook, name, iteration = found.groups()
        if iteration is not None:
            yield f"({iteration}"
        elif hook is not None:
            yield f"{HOOKS}{hook}"
        elif name is not None:
            yield name
        elif found[0] == ".onExit":
            yield ON_EXIT
