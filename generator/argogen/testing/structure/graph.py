"""The templates of a workflow and the calls between them, as far as they are known without running it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from argogen.records import EMPTY, Record
from argogen.runner.model.library import Library, TemplateBase, read_base
from argogen.suggestions import NameIndex
from argogen.testing.structure.step_paths import HOOKS, ON_EXIT

Key = tuple[str, str, str]
"""The scope and name of a workflow or workflow template, and the name of one of its templates."""

_EXIT = "exit"
_STATUSES = re.compile(r"\.(Failed|Errored|Skipped|Omitted|Daemoned|AnySucceeded|AllFailed)\b|!|\|\|")


class Call(Record):
    """A step, task or handler: its name in paths, and the key of its template, None if that is not known.

    `owner` is the step of a hook. `is_conditional` if it has a `when`, or depends on another end of a task than its
    success. `handlers` are its hooks by their names in paths.
    """

    name: str
    holder: Key
    target: Key | None
    owner: str = ""
    is_conditional: bool = False
    handlers: Mapping[str, Call] = EMPTY

    @property
    def key(self) -> tuple[Key, str, str]:
        """The key of the call: no other call of the graph has it."""
        return self.holder, self.owner, self.name


class Template(Record):
    """A template: its definition, its calls by name, and the names of its inputs, outputs and output artifacts."""

    key: Key
    definition: Mapping[str, Any]
    calls: Mapping[str, Call]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    artifacts: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the template."""
        return self.key[2]


class CallGraph(Record):
    """All templates of a workflow, and those of workflow templates that it calls.

    `name` is the name of the workflow as in the pipeline, `handlers` are its hooks by their names in paths.
    """

    name: str
    entrypoint: Key
    templates: Mapping[Key, Template]
    handlers: Mapping[str, Call]

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """All calls, also those of hooks."""
        own = [call for template in self.templates.values() for call in template.calls.values()]
        return (*with_handlers(own), *self.handlers.values())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that paths may contain."""
        components = (template.name for template in self.templates.values())
        return tuple(dict.fromkeys((*(call.name for call in self.calls), *components, self.name)))

    @cached_property
    def loops(self) -> Mapping[Key, Call]:
        """The calls of the templates that only contain the loop of a step, by the key of the template."""
        return {call.target: call for call in self.calls if call.target is not None and self.is_wrapper(call)}

    @cached_property
    def name_index(self) -> NameIndex:
        """The names that paths may contain, for suggestions."""
        return NameIndex(self.names)

    @cached_property
    def _calls_by_name(self) -> Mapping[str, Sequence[Call]]:
        return self._index(self.calls)

    @cached_property
    def _inner(self) -> Mapping[Key, Mapping[str, Sequence[Call]]]:
        return {key: self._index(template.calls.values()) for key, template in self.templates.items()}

    def _index(self, calls: Iterable[Call]) -> Mapping[str, Sequence[Call]]:
        """Return calls by the names of their steps, and by those of their templates."""
        found: dict[str, list[Call]] = {}
        for call in calls:
            template = self.find(call)
            for name in {call.name, template.name if template else call.name}:
                found.setdefault(name, []).append(call)
        return found

    def find_calls(self, name: str) -> Sequence[Call]:
        """Return the calls of all templates with a name, or whose templates have it."""
        return self._calls_by_name.get(name, ())

    def find_inner_calls(self, call: Call, name: str) -> Sequence[Call]:
        """Return the calls in the template of a call with a name, or whose templates have it."""
        return () if call.target is None else self._inner.get(call.target, EMPTY).get(name, ())

    def find(self, call: Call) -> Template | None:
        """Return the template of a call, None if it is not known."""
        return None if call.target is None else self.templates.get(call.target)

    def is_wrapper(self, call: Call) -> bool:
        """Return whether the template of a call only contains the loop of the step, which has the same name."""
        template = self.find(call)
        return template is not None and tuple(template.calls) == (call.name,)


def with_handlers(calls: Iterable[Call]) -> Iterator[Call]:
    """Yield calls, each followed by its handlers."""
    for call in calls:
        yield call
        yield from call.handlers.values()


def build_graph(name: str, spec: Mapping[str, Any], library: Library, entrypoint: str = "") -> CallGraph:
    """Return the graph of a workflow with a spec; `entrypoint` replaces the one in it."""
    base = read_base("local", "", spec)
    builder = _Builder(library)
    for template in base.templates:
        builder.add(base, template)
    handlers = builder.build_handlers(base, ("local", "", ""), spec)
    builder.finish()
    start = ("local", "", entrypoint or str(spec.get("entrypoint") or ""))
    return CallGraph(name, start, builder.templates, handlers)


class _Builder:
    """Collects templates; those of calls are added until all are known."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.templates: dict[Key, Template] = {}
        self._waiting: list[tuple[Key, Mapping[str, Any], TemplateBase]] = []
        self._seen: set[Key] = set()

    def add(self, base: TemplateBase, name: str) -> Key | None:
        """Add a template by name, and return its key; None if there is no such template."""
        template = base.templates.get(name)
        return None if template is None else self._add(base, template, name)

    def _add(self, base: TemplateBase, template: Mapping[str, Any], name: str) -> Key:
        key = (base.scope, base.name, name)
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.append((key, template, base))
        return key

    def finish(self) -> None:
        """Build all templates that were added."""
        while self._waiting:
            key, template, base = self._waiting.pop(0)
            self.templates[key] = self._build(key, template, base)

    def _build(self, key: Key, template: Mapping[str, Any], base: TemplateBase) -> Template:
        calls = (self._build_call(base, key, call) for call in _list_calls(template))
        outputs = template.get("outputs") or EMPTY
        return Template(
            key=key,
            definition=template,
            calls={call.name: call for call in calls},
            inputs=_list_names((template.get("inputs") or EMPTY).get("parameters")),
            outputs=_list_names(outputs.get("parameters")),
            artifacts=_list_names(outputs.get("artifacts")),
        )

    def _build_call(self, base: TemplateBase, holder: Key, call: Mapping[str, Any]) -> Call:
        name = str(call.get("name") or "")
        return Call(
            name=name,
            holder=holder,
            target=self._find_target(base, holder, call, name),
            is_conditional=bool(call.get("when")) or bool(_STATUSES.search(str(call.get("depends") or ""))),
            handlers=self.build_handlers(base, holder, call),
        )

    def _find_target(self, base: TemplateBase, holder: Key, call: Mapping[str, Any], name: str) -> Key | None:
        inline, reference = call.get("inline"), call.get("templateRef")
        if isinstance(inline, Mapping):
            return self._add(base, inline, f"{holder[2]}/{name}")
        if isinstance(reference, Mapping):
            known = self._library.workflow_templates
            if reference.get("clusterScope"):
                known = self._library.cluster_workflow_templates
            found = known.get(str(reference.get("name")))
            return None if found is None else self.add(found, str(reference.get("template")))
        return self.add(base, str(call.get("template")))

    def build_handlers(self, base: TemplateBase, holder: Key, call: Mapping[str, Any]) -> Mapping[str, Call]:
        """Return the calls of the hooks and the exit handler of a step, task or workflow."""
        hooks = dict(call.get("hooks") or EMPTY)
        if call.get("onExit"):
            hooks.setdefault(_EXIT, {"template": call["onExit"]})
        named = {ON_EXIT if name == _EXIT else f"{HOOKS}{name}": hook for name, hook in hooks.items()}
        return {
            name: Call(name, holder, self._find_target(base, holder, hook, name), str(call.get("name") or ""))
            for name, hook in named.items()
        }


def _list_calls(template: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for group in template.get("steps") or ():
        yield from group
    yield from (template.get("dag") or EMPTY).get("tasks") or ()


def _list_names(given: Any) -> tuple[str, ...]:
    return tuple(str(each["name"]) for each in given or () if isinstance(each, Mapping) and "name" in each)
