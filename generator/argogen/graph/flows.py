"""The edges of values: from an output of an element to the elements that refer to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.graph.model import Edge, EdgeKind, Flow
from argogen.graph.references import Use, find_uses
from argogen.records import EMPTY
from argogen.runner.frames.templates import Resolved

MAXIMUM_PRODUCERS = 100
"""The number of elements that may set an output of the workflow, and still have edges for it."""


class FlowCollector:
    """Collects the references of elements; outputs of the workflow are known once all elements are."""

    def __init__(self) -> None:
        self._flows: dict[tuple[str, str, EdgeKind], dict[tuple[str, str], Flow]] = {}
        self._global_uses: list[tuple[str, Use]] = []
        self._producers: dict[tuple[str, bool], list[tuple[str, str]]] = {}
        self._bodies: dict[str, tuple[Use, ...]] = {}

    def add_call(self, call: Mapping[str, Any], element: str, ids: Mapping[str, str]) -> None:
        """Add the references of a step, task or hook; `ids` are the elements of the same template by name."""
        for use in find_uses(call):
            source = ids.get(use.reference.name)
            if not use.reference.name:
                self._global_uses.append((element, use))
            elif source is not None and source != element:
                self._add(source, element, use.reference.field, use)

    def add_template(self, resolved: Resolved, element: str, key: str) -> None:
        """Add the outputs of the workflow that a template sets, and those to which its body refers."""
        outputs = resolved.filled.get("outputs") or EMPTY
        for kind in ("parameters", "artifacts"):
            for output in outputs.get(kind) or ():
                if output.get("globalName"):
                    name = (str(output["globalName"]), kind == "artifacts")
                    self._producers.setdefault(name, []).append((element, str(output.get("name") or "")))
        if key not in self._bodies:
            self._bodies[key] = _find_body_uses(resolved)
        self._global_uses += [(element, use) for use in self._bodies[key]]

    def _add(self, source: str, target: str, field: str, use: Use) -> None:
        kind = EdgeKind.ARTIFACT if use.reference.is_artifact else EdgeKind.DATA
        self._flows.setdefault((source, target, kind), {})[field, use.target] = Flow(field, use.target)

    def build(self) -> Iterator[Edge]:
        """Yield the edges of all references."""
        for element, use in self._global_uses:
            producers = self._producers.get((use.reference.field, use.reference.is_artifact), ())
            for source, output in producers if len(producers) <= MAXIMUM_PRODUCERS else ():
                if source != element:
                    self._add(source, element, output, use)
        for (source, target, kind), flows in self._flows.items():
            yield Edge(source, target, kind, flows=tuple(flows.values()))


def _find_body_uses(resolved: Resolved) -> tuple[Use, ...]:
    """Return the references of a leaf template to outputs of the workflow."""
    if resolved.body in ("steps", "dag"):
        return ()
    return tuple(use for use in find_uses(resolved.filled) if not use.reference.name)
