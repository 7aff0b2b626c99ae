"""The templates that a workflow can run, with the steps that call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.records import EMPTY, Record
from argogen.runner.frames.templates import add_defaults, find_body
from argogen.testing.structure.graph import Call, CallGraph, Key, with_handlers

_MOST_STEPS = 3


class Reached(Record):
    """A template that runs, with the defaults of the workflow, and the names of what calls it.

    `steps` are the names of steps, tasks and hooks.
    """

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
    """The templates that run, and the calls of templates that no given file contains."""

    templates: tuple[Reached, ...]
    unknown: tuple[Call, ...]


def find_reach(graph: CallGraph, defaults: Mapping[str, Any] = EMPTY) -> Reach:
    """Return what the entrypoint and the handlers call; all templates run without an entrypoint.

    `defaults` are the `templateDefaults` of the workflow.
    """
    start = [graph.entrypoint] if graph.entrypoint[2] else list(graph.templates)
    steps: dict[Key, dict[str, None]] = {key: {} for key in start}
    unknown: list[Call] = []
    for call in _walk(graph, start):
        if call.target is None:
            unknown.append(call)
        else:
            steps.setdefault(call.target, {})[f"{call.owner}.{call.name}" if call.owner else call.name] = None
    reached = (
        Reached(each.name, add_defaults(each.definition, find_body(each.definition), defaults), tuple(steps[key]))
        for key, each in graph.templates.items()
        if key in steps
    )
    return Reach(tuple(reached), tuple(unknown))


def _walk(graph: CallGraph, start: Iterable[Key]) -> Iterator[Call]:
    """Yield the calls of the handlers of the workflow, and those in the templates that run, once for each template."""
    yield from graph.handlers.values()
    waiting = [*start, *(call.target for call in graph.handlers.values() if call.target is not None)]
    seen: set[Key] = set()
    while waiting:
        key = waiting.pop()
        template = graph.templates.get(key)
        if template is None or key in seen:
            continue
        seen.add(key)
        for call in with_handlers(template.calls.values()):
            yield call
            if call.target is not None:
                waiting.append(call.target)
