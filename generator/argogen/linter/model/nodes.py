"""Nodes of a Context: the workflow, templates and calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.context import Call, Template, Workflow

_OPERATORS = str.maketrans("()!&|", "     ")


class CallSite(NamedTuple):
    """A call and the template that it stands in; `group` counts the groups of steps."""

    template: Template
    call: Call
    group: int = 0


def fields_of(node: Workflow | Template) -> Mapping[str, Any]:
    """Return the fields that pass through unchanged: settings, and those of `argo:`."""
    return {**node.settings, **node.raw} if node.raw else node.settings


def mapping_in(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the mapping of a field; an empty one if something else is there, which `argo:` may say."""
    value = fields.get(name)
    return value if isinstance(value, Mapping) else {}


def mappings_in(fields: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings in the list of a field, without anything else that `argo:` may say there."""
    value = fields.get(name)
    if isinstance(value, list | tuple):
        yield from (item for item in value if isinstance(item, Mapping))


def display_name(template: Template) -> str:
    """Return a template as a message names it; an inline one has no name."""
    return "this template" if template.name is None else f"'{template.name}'"


def calls_of(template: Template) -> Iterator[CallSite]:
    """Yield the steps or tasks of a template."""
    for task in template.tasks:
        yield CallSite(template, task)
    for number, group in enumerate(template.steps):
        for step in group:
            yield CallSite(template, step, number)


def is_loop(call: Call) -> bool:
    """Whether a step or task runs for each of several items."""
    return bool(call.with_items) or call.with_param is not None or call.with_sequence is not None


def list_needs(task: Call) -> Iterator[str]:
    """Yield the tasks that one names in its `dependencies` or `depends`."""
    yield from task.dependencies
    for word in (task.depends or "").translate(_OPERATORS).split():
        yield word.partition(".")[0]
