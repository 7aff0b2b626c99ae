"""List the strings of a Context with tags, and the role of each, which determines when Argo resolves the tags."""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import Tag, find_tags
from argogen.context import Call, ContextNode, Hook, Template
from argogen.yaml.node_path import NodePath

_NODES = frozenset({"steps", "tasks", "hooks", "inline", "origin"})


class TextRole(enum.Enum):
    """The role of a string in its manifest, which determines when Argo resolves its tags."""

    WORKFLOW = "the workflow"
    TEMPLATE = "a template"
    OUTPUT = "an output of steps or tasks"
    CALL = "a step or task"
    LOOP = "the items of a loop"
    HOOK = "a hook"


class TaggedText(NamedTuple):
    """A string with tags, its role, and the nodes that contain it; `field` is its field in the Context."""

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
    """Yield the strings of a template itself, without those of its calls."""
    is_composite = bool(template.steps or template.tasks)
    for name, part in _parts(template):
        role = TextRole.OUTPUT if is_composite and name == "outputs" else TextRole.TEMPLATE
        for value, origin in _texts_in(part, template.origin):
            yield TaggedText(value, role, origin, name, template)


def texts_of_call(template: Template, call: Call) -> Iterator[TaggedText]:
    """Yield the strings of a step or task, and of its hooks."""
    for name, part in _parts(call):
        role = TextRole.LOOP if name in ("with_items", "with_param", "with_sequence") else TextRole.CALL
        for value, origin in _texts_in(part, call.origin):
            yield TaggedText(value, role, origin, name, template, call)
    for hook in call.hooks:
        yield from texts_of_hook(hook, template, call)


def texts_of_hook(hook: Hook, template: Template | None = None, call: Call | None = None) -> Iterator[TaggedText]:
    """Yield the strings of a hook of a call or the workflow."""
    for name, part in _parts(hook):
        for value, origin in _texts_in(part, hook.origin):
            yield TaggedText(value, TextRole.HOOK, origin, name, template, call, hook)


def texts_in(value: Any, origin: NodePath, field: str) -> Iterator[TaggedText]:
    """Yield the strings of a field of the workflow."""
    for text, at in _texts_in(value, origin):
        yield TaggedText(text, TextRole.WORKFLOW, at, field)


def _parts(node: ContextNode) -> list[tuple[str, Any]]:
    """Return the fields of a node that may contain strings and are not nodes themselves."""
    given = vars(node)  # defaults contain no strings with tags
    return [(name, part) for name in _list_own(node._fields, tuple(given)) if (part := given[name])]


@functools.cache
def _list_own(fields: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields with a value, in their order: nodes of a kind have few combinations."""
    return tuple(name for name in fields if name in given and name not in _NODES)


def _texts_in(value: Any, origin: NodePath) -> Iterator[tuple[str, NodePath]]:
    """Yield the strings with tags in a value, and the origin of the nearest enclosing node with an origin."""
    waiting: list[tuple[Any, NodePath]] = [(value, origin)]
    while waiting:
        part, at = waiting.pop()
        if isinstance(part, str):
            if "{{" in part:
                yield part, at
            continue
        if isinstance(part, ContextNode):
            at = getattr(part, "origin", ()) or at
            inner: Iterable[Any] = [item for _, item in _parts(part)]
        elif isinstance(part, (tuple, list)):
            inner = part
        else:
            inner = [each for pair in part.items() for each in pair] if isinstance(part, (dict, Mapping)) else ()
        waiting += [(each, at) for each in inner if type(each) is not str or "{{" in each][::-1]
