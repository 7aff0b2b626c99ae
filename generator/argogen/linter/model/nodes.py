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


def list_raw_volumes(node: Workflow | Template) -> Iterator[str]:
    """Yield the names of the volumes in the raw fields of a node, whose form nothing has checked yet."""
    volumes = node.raw.get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        if isinstance(volume, Mapping):
            yield str(volume.get("name"))


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
