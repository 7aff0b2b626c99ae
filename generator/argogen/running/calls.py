"""The templates that a workflow may run, with the values that they inherit from its spec."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from argogen.runner.model.library import Library
from argogen.testing.structure.graph import CallGraph, Key

Data = Mapping[str, Any]


class Calls:
    """The call graph of a workflow with a spec. Steps of `mocked` templates are not run."""

    def __init__(self, graph: CallGraph, spec: Data, library: Library, mocked: Collection[Key]) -> None:
        self.graph, self.spec = graph, spec
        self._library, self._mocked = library, mocked

    @cached_property
    def reachable(self) -> Mapping[Key, Data]:
        """The definitions of the templates that the workflow may run, without those of mocked steps."""
        return {key: self._find_template(key) for key in self._list_reachable()}

    def _list_reachable(self) -> Iterator[Key]:
        seen: set[Key] = set()
        waiting = [self.graph.entrypoint, *(call.target for call in self.graph.handlers.values())]
        while waiting:
            key = waiting.pop(0)
            if key is None or key in seen or key in self._mocked or key not in self.graph.templates:
                continue
            seen.add(key)
            yield key
            for call in self.graph.templates[key].calls.values():
                waiting += [call.target, *(each.target for each in call.handlers.values())]

    def _find_template(self, key: Key) -> Data:
        scope, base, name = key
        known = {"namespaced": self._library.workflow_templates, "cluster": self._library.cluster_workflow_templates}
        bases = known.get(scope, {})
        if base in bases and name in bases[base].templates:
            return bases[base].templates[name]
        own = (each for each in self.spec.get("templates") or () if each.get("name") == name)
        return next(own, self.graph.templates[key].definition)  # that of an inline template
