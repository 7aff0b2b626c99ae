"""The names and places of templates, calls and hooks in the source that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from argogen.context import Call, Context, Hook, Template
from argogen.dialects.translation import TranslatedDocument
from argogen.graph.model import NodeKind, Place
from argogen.records import Record
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath, follow

Key = tuple[str, ...]
"""The id of a template, then the name of a call, then that of a hook; hooks of the workflow are below `("", "")`.

The id of an inline template is that of the template around it, a slash and the name of the call.
"""

_COMPONENTS = "components"
_EXIT, _ON_EXIT = "exit", "on_exit"


class Origin(Record):
    """The name in the source, "" if the person gave none, the place, and the body if the manifest does not show it."""

    name: str = ""
    place: Place | None = None
    kind: NodeKind | None = None


UNKNOWN = Origin()


class Origins(Record):
    """The origins in one document; `place` is that of the document, `name` the name of a pipeline or ""."""

    known: Mapping[Key, Origin] = MappingProxyType({})
    place: Place | None = None
    name: str = ""

    def find(self, *key: str) -> Origin:
        """Return the origin of a template, call or hook."""
        return self.known.get(key, UNKNOWN)


def read_context(context: Context, document: Document) -> Origins:
    """Return the origins of a manifest that was rendered from a pipeline."""
    reader = _ContextReader(document)
    found: dict[Key, Origin] = {}
    for hook in context.workflow.hooks:
        found["", "", hook.name] = reader.locate_hook(hook)
    if context.workflow.on_exit:
        found["", "", _EXIT] = reader.locate((_ON_EXIT,), _ON_EXIT)
    for template in context.templates:
        for key, origin in reader.read_template(template, template.name or ""):
            found.setdefault(key, origin)
    return Origins(found, reader.find_place(()), str(document.data.get("name") or ""))


class _ContextReader:
    """Reads the origins of one Context."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def read_template(self, template: Template, template_id: str) -> Iterator[tuple[Key, Origin]]:
        """Yield the origins of a template and of the calls in it."""
        name = template.origin[-1] if template.origin[-2:-1] == (_COMPONENTS,) else ""
        kind = NodeKind.PYTHON if template.python else NodeKind.NOTEBOOK if template.notebook else None
        yield (template_id,), Origin(str(name), self.find_place(template.origin), kind)
        for call in (*(step for group in template.steps for step in group), *template.tasks):
            yield from self._read_call(call, template_id, template.origin)

    def _read_call(self, call: Call, template_id: str, origin: NodePath) -> Iterator[tuple[Key, Origin]]:
        yield (template_id, call.name), self._locate_call(call, origin)
        for hook in call.hooks:
            yield (template_id, call.name, hook.name), self.locate_hook(hook)
        if call.on_exit:
            yield (template_id, call.name, _EXIT), self.locate((*call.origin, _ON_EXIT), _ON_EXIT)
        if call.inline is not None:
            yield from self.read_template(call.inline, f"{template_id}/{call.name}")

    def _locate_call(self, call: Call, origin: NodePath) -> Origin:
        """Return the origin of a call in a template; a generated one has the origin of the template."""
        if call.origin == origin:
            return Origin(call.name, self.find_place(origin))
        return self.locate(call.origin, call.name)

    def locate_hook(self, hook: Hook) -> Origin:
        """Return the origin of a hook, or of an exit handler with arguments, which is a hook in the manifest."""
        return Origin(_ON_EXIT if hook.name == _EXIT else hook.name, self.find_place(hook.origin))

    def locate(self, path: NodePath, name: str) -> Origin:
        """Return the origin of a node of the pipeline; the name of a step is in it, that of a task is its key."""
        return Origin(self._find_name(path) or name, self.find_place(path))

    def _find_name(self, path: NodePath) -> str:
        document = self._document
        if isinstance(document, TranslatedDocument):
            origin = document.trace(path)
            document, path = origin.document, origin.path
        if path and isinstance(path[-1], str):
            return path[-1]
        value = follow(document.data, path)
        return str(value.get("name") or "") if isinstance(value, Mapping) else ""

    def find_place(self, path: NodePath) -> Place:
        """Return the place of a node, or of its key."""
        return find_place(self._document, path)


def find_place(document: Document, path: NodePath) -> Place:
    """Return the place of a node of a document, or of its key."""
    found = document.place(path, key=bool(path) and isinstance(path[-1], str))
    return Place(found.file, found.line)


def read_manifest(document: Document, spec_path: NodePath) -> Origins:
    """Return the origins of a plain manifest whose WorkflowSpec is at a path."""
    spec = follow(document.data, spec_path)
    found: dict[Key, Origin] = dict(_read_hooks(document, spec, spec_path, ("", "")))
    for number, template in _enumerate(spec, "templates"):
        name = str(template.get("name") or "")
        for key, origin in _read_template(document, template, (*spec_path, "templates", number), name, name):
            found.setdefault(key, origin)
    return Origins(found, find_place(document, ()))


def _read_template(
    document: Document, template: Mapping[str, Any], path: NodePath, template_id: str, name: str
) -> Iterator[tuple[Key, Origin]]:
    yield (template_id,), Origin(name, find_place(document, path))
    for below, call in _list_calls(template):
        call_path, call_name = (*path, *below), str(call.get("name") or "")
        yield (template_id, call_name), Origin(call_name, find_place(document, call_path))
        yield from _read_hooks(document, call, call_path, (template_id, call_name))
        inline = call.get("inline")
        if isinstance(inline, Mapping):
            yield from _read_template(document, inline, (*call_path, "inline"), f"{template_id}/{call_name}", "")


def _read_hooks(document: Document, owner: Any, path: NodePath, key: Key) -> Iterator[tuple[Key, Origin]]:
    hooks = owner.get("hooks") if isinstance(owner, Mapping) else None
    for name in hooks if isinstance(hooks, Mapping) else ():
        yield (*key, name), Origin(name, find_place(document, (*path, "hooks", name)))
    if isinstance(owner, Mapping) and owner.get("onExit"):
        yield (*key, _EXIT), Origin("onExit", find_place(document, (*path, "onExit")))


def _list_calls(template: Mapping[str, Any]) -> Iterator[tuple[NodePath, Mapping[str, Any]]]:
    for number, group in enumerate(template.get("steps") or ()):
        if isinstance(group, Mapping):
            yield ("steps", number), group
        for index, call in enumerate(group if isinstance(group, list) else ()):
            if isinstance(call, Mapping):
                yield ("steps", number, index), call
    for number, call in _enumerate(template.get("dag"), "tasks"):
        yield ("dag", "tasks", number), call


def _enumerate(holder: Any, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    items = holder.get(key) if isinstance(holder, Mapping) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield number, item
