"""The templates that a workflow can run, with the steps that call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.records import Record
from argogen.testing.structure.graph import Call, CallGraph, Key, with_handlers

_MOST_STEPS = 3


class Reached(Record):
    """A template that runs, and the names of the steps, tasks and hooks that call it."""

    name: str
    definition: Mapping[str, Any]
    steps: tuple[str, ...]

    @property
    def label(self) -> str:
        """The steps and the template for a message."""
        shown = ", ".join(f"'{name}'" for name in self.steps[:_MOST_STEPS])
        more = f" and {len(self.steps) - _MOST_STEPS} more" if len(self.steps) > _MOST_STEPS else ""
        if not self.steps or self.steps == (self.name,):
            return f"'{self.name}'"
        return f"{'steps' if len(self.steps) > 1 else 'step'} {shown}{more} (template '{self.name}')"


def list_reached(graph: CallGraph) -> list[Reached]:
    """Return the templates that the entrypoint and the handlers call; all of them without an entrypoint."""
    steps: dict[Key, dict[str, None]] = {}
    waiting = [graph.entrypoint] if graph.entrypoint[2] else list(graph.templates)
    steps.update({key: {} for key in waiting})
    for call in graph.handlers.values():
        _visit(call, steps, waiting)
    while waiting:
        template = graph.templates.get(waiting.pop())
        for call in with_handlers(template.calls.values() if template is not None else ()):
            _visit(call, steps, waiting)
    return [
        Reached(template.name, template.definition, tuple(steps[key]))
        for key, template in graph.templates.items()
        if key in steps
    ]


def _visit(call: Call, steps: dict[Key, dict[str, None]], waiting: list[Key]) -> None:
    if call.target is None:
        return
    if call.target not in steps:
        steps[call.target] = {}
        waiting.append(call.target)
    steps[call.target][call.name] = None
