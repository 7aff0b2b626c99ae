"""The templates that a workflow can run, with the steps that call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.records import EMPTY, Record
from argogen.runner.frames.templates import BODIES, find_body
from argogen.runner.model.merging import merge
from argogen.testing.structure.graph import Call, CallGraph, Key, with_handlers

_MOST_STEPS = 3


class Reached(Record):
    """A template that runs, with the defaults of the workflow, and the steps, tasks and hooks that call it."""

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


class Reach(Record):
    """The templates that run, and the names of steps, tasks and hooks whose template is not known."""

    templates: Sequence[Reached]
    unknown: Sequence[str]


def find_reach(graph: CallGraph, spec: Mapping[str, Any]) -> Reach:
    """Return the templates that the entrypoint and the handlers call; all of them without an entrypoint."""
    steps: dict[Key, dict[str, None]] = {}
    unknown: dict[str, None] = {}
    waiting = [graph.entrypoint] if graph.entrypoint[2] else list(graph.templates)
    steps.update({key: {} for key in waiting})
    for call in graph.handlers.values():
        _visit(call, steps, waiting, unknown)
    while waiting:
        template = graph.templates.get(waiting.pop())
        for call in with_handlers(template.calls.values() if template is not None else ()):
            _visit(call, steps, waiting, unknown)
    defaults = spec.get("templateDefaults") or EMPTY
    found = [
        Reached(template.name, _fill(template.definition, defaults), tuple(steps[key]))
        for key, template in graph.templates.items()
        if key in steps
    ]
    return Reach(found, list(unknown))


def _visit(call: Call, steps: dict[Key, dict[str, None]], waiting: list[Key], unknown: dict[str, None]) -> None:
    if call.target is None:
        unknown[f"{call.owner}.{call.name}" if call.owner else call.name] = None
        return
    if call.target not in steps:
        steps[call.target] = {}
        waiting.append(call.target)
    steps[call.target][call.name] = None


def _fill(template: Mapping[str, Any], defaults: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a template with the defaults, except those for templates of other types."""
    others = {*BODIES} - {find_body(template)}
    return (
        merge({key: value for key, value in defaults.items() if key not in others}, template) if defaults else template
    )
