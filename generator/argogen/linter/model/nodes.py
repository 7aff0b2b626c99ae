"""Access nodes of a Context: the workflow, templates and calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Call, Hook, Template, Workflow
from argogen.records import EMPTY, TupleRecord

_OPERATORS = str.maketrans("()!&|", "     ")


class CallSite(TupleRecord):
    """A call and the template that contains it; `group` is the index of the group of steps."""

    template: Template
    call: Call
    group: int = 0


def fields_of(node: Workflow | Template) -> Mapping[str, Any]:
    """Return the fields that pass through unchanged: settings, and those of `argo:`."""
    return {**node.settings, **node.raw} if node.raw else node.settings


def mapping_in(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the mapping of a field; an empty one for any other value, which is possible in `argo:`."""
    value = fields.get(name)
    if value is None:
        return EMPTY
    # Almost all mappings are of type `dict`, for which the check is much faster.
    return value if isinstance(value, (dict, Mapping)) else EMPTY


def mappings_in(fields: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings in the list of a field; other values, which are possible in `argo:`, are omitted."""
    value = fields.get(name)
    if isinstance(value, list | tuple):
        yield from (item for item in value if isinstance(item, Mapping))


def defaults_of(workflow: Workflow) -> Mapping[str, Any]:
    """Return the fields that Argo merges into each template, empty without any."""
    return mapping_in(fields_of(workflow), "templateDefaults")


def adds_variables(workflow: Workflow, template: Template) -> bool:
    """Return whether the containers of a template may get variables from elsewhere: from a patch, or from defaults."""
    defaults = defaults_of(workflow)
    is_patched = any("podSpecPatch" in fields for fields in (fields_of(workflow), fields_of(template), defaults))
    bodies = (mapping_in(defaults, body) for body in ("container", "script"))
    return is_patched or any("env" in body or "envFrom" in body for body in bodies)


def adds_volumes(workflow: Workflow, template: Template) -> bool:
    """Return whether the pods of a template may have other volumes: from a patch, or from defaults."""
    defaults = defaults_of(workflow)
    is_patched = any("podSpecPatch" in fields for fields in (fields_of(workflow), fields_of(template), defaults))
    return is_patched or "volumes" in defaults


def exit_hooks_of(call: Call) -> Iterator[Hook]:
    """Yield the hooks that certainly run when a step or task has ended."""
    return (hook for hook in call.hooks if hook.name == "exit" and hook.expression is None)


def display_name(template: Template) -> str:
    """Return the name of a template in messages; an inline template has no name."""
    return "this template" if template.name is None else f"'{template.name}'"


def calls_of(template: Template) -> Iterator[CallSite]:
    """Yield the steps or tasks of a template."""
    for task in template.tasks:
        yield CallSite._make((template, task, 0))  # several checks list all, which the constructor takes twice as long
    for number, group in enumerate(template.steps):
        for step in group:
            yield CallSite._make((template, step, number))


def is_loop(call: Call) -> bool:
    """Whether a step or task runs for each of several items."""
    return bool(call.with_items) or call.with_param is not None or call.with_sequence is not None


def list_needs(task: Call) -> Iterator[str]:
    """Yield the tasks in the `dependencies` or `depends` of a task."""
    yield from task.dependencies
    for operand in (task.depends or "").translate(_OPERATORS).split():
        yield operand.partition(".")[0]
