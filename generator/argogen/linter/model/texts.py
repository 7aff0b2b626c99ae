"""The texts of a Context with tags, and the role of each, which decides when Argo resolves the tags."""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import Tag, find_tags
from argogen.context import Call, Hook, Template
from argogen.yaml.node_path import NodePath

_NODES = frozenset({"steps", "tasks", "hooks", "inline", "origin"})


class TextRole(enum.Enum):
    """What a text is in its manifest, which decides when Argo resolves its tags."""

    WORKFLOW = "the workflow"
    TEMPLATE = "a template"
    OUTPUT = "an output of steps or tasks"
    CALL = "a step or task"
    LOOP = "what a step or task loops over"
    HOOK = "a hook"


class TaggedText(NamedTuple):
    """A text with tags, its role, and the nodes that it is part of; `field` is its field in the Context."""

    value: str
    role: TextRole
    origin: NodePath
    field: str
    template: Template | None = None
    call: Call | None = None
    hook: Hook | None = None

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Its tags."""
        return find_tags(self.value)


def texts_of_template(template: Template) -> Iterator[TaggedText]:
    """Yield the texts of a template itself, without those of its calls."""
    is_composite = bool(template.steps or template.tasks)
    for name, part in _parts(template):
        role = TextRole.OUTPUT if is_composite and name == "outputs" else TextRole.TEMPLATE
        for value, origin in _texts_in(part, template.origin):
            yield TaggedText(value, role, origin, name, template)


def texts_of_call(template: Template, call: Call) -> Iterator[TaggedText]:
    """Yield the texts of a step or task, and of its hooks."""
    for name, part in _parts(call):
        role = TextRole.LOOP if name in ("with_items", "with_param", "with_sequence") else TextRole.CALL
        for value, origin in _texts_in(part, call.origin):
            yield TaggedText(value, role, origin, name, template, call)
    for hook in call.hooks:
        yield from texts_of_hook(hook, template, call)


def texts_of_hook(hook: Hook, template: Template | None = None, call: Call | None = None) -> Iterator[TaggedText]:
    """Yield the texts of a hook, of a call or of the workflow."""
    for name, part in _parts(hook):
        for value, origin in _texts_in(part, hook.origin):
            yield TaggedText(value, TextRole.HOOK, origin, name, template, call, hook)


def texts_in(value: Any, origin: NodePath, field: str) -> Iterator[TaggedText]:
    """Yield the texts of a field of the workflow."""
    for text, at in _texts_in(value, origin):
        yield TaggedText(text, TextRole.WORKFLOW, at, field)


def _parts(node: Any) -> list[tuple[str, Any]]:
    """Return the fields of a node that may have texts and are not nodes themselves."""
    kind: Any = type(node)
    parts = ((name, getattr(node, name)) for name in _list_fields(kind))
    return [part for part in parts if part[1]]


@functools.cache
def _list_fields(node: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(node) if field.name not in _NODES)


def _texts_in(value: Any, origin: NodePath) -> Iterator[tuple[str, NodePath]]:
    """Yield the texts with tags in a value, and the origin of the nearest node that has one."""
    waiting: list[tuple[Any, NodePath]] = [(value, origin)]
    while waiting:
        part, at = waiting.pop()
        if isinstance(part, str):
            if "{{" in part:
                yield part, at
        elif isinstance(part, (dict, Mapping)):
            waiting.extend((item, at) for pair in reversed(list(part.items())) for item in reversed(pair))
        elif isinstance(part, (tuple, list)):
            waiting.extend((item, at) for item in reversed(part))
        elif part is not None and dataclasses.is_dataclass(part):
            inner = getattr(part, "origin", ()) or at
            waiting.extend((value, inner) for _, value in reversed(_parts(part)))
