"""Shorten steps, tasks and hooks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from argogen.importing.tree import TrackedDict, TrackedList
from argogen.importing.value_shortening import as_value
from argogen.yaml.node_path import NodePath

_SEQUENCE = ["count", "start", "end", "format"]


def list_calls(component: TrackedDict) -> Iterator[TrackedDict]:
    """Yield the steps or tasks of a component, in order."""
    for entry in component.get("steps") or ():
        yield from entry if isinstance(entry, list) else [entry]
    yield from (component.get("tasks") or {}).values()


def list_handlers(owner: TrackedDict) -> Iterator[TrackedDict]:
    """Yield the hooks and the exit handler of a pipeline, a step or a task."""
    yield from (owner.get("hooks") or {}).values()
    if "on_exit" in owner:
        yield owner["on_exit"]


def list_holders(pipeline: TrackedDict) -> Iterator[TrackedDict]:
    """Yield all mappings that can have a body: the pipeline, its components, and nested calls and handlers."""
    waiting: deque[TrackedDict] = deque([pipeline, *(pipeline.get("components") or {}).values()])
    while waiting:
        holder = waiting.popleft()
        yield holder
        waiting += [*list_calls(holder), *list_handlers(holder)]


def find_raw_fields(pipeline: TrackedDict) -> Iterator[tuple[str, NodePath | None]]:
    """Yield the names and original paths of fields under `argo`, for which the language has no key."""
    for holder in list_holders(pipeline):
        raw = holder.get("argo") or TrackedDict()
        yield from ((name, raw.at.get(name)) for name in raw)


def shorten_calls(component: TrackedDict) -> None:
    """Shorten the calls of a component, and their groups."""
    for call in list_calls(component):
        for each in (call, *list_handlers(call)):
            shorten_call(each)
    if "steps" in component:
        groups: TrackedList = component["steps"]
        for index, group in enumerate(groups):
            if len(group) == 1:
                groups[index], groups.at[index] = group[0], group.at[0]


def shorten_call(call: TrackedDict) -> None:
    """Shorten a call: template reference, arguments and loop."""
    use = call.get("use")
    if isinstance(use, TrackedDict) and set(use) == {"name", "template"} and "/" not in use["name"]:
        call["use"] = f"{use['name']}/{use['template']}"
    for name, value in (call.get("with") or {}).items():
        call["with"][name] = as_value(value)
    artifacts = (call.get("artifacts") or {}).get("in") or {}
    for name, written in artifacts.items():
        if list(written) == ["from"]:
            artifacts[name] = written["from"]
    loop = call.get("for_each")
    if isinstance(loop, TrackedDict) and isinstance(loop.get("sequence"), TrackedDict):
        sequence: TrackedDict = loop["sequence"].ordered(_SEQUENCE)
        loop["sequence"] = TrackedDict({key: _as_number(value) for key, value in sequence.items()}, sequence.at)


def keep_unknown_calls(pipeline: TrackedDict) -> None:
    """Move arguments without a parameter of the component to `arguments`: Argo ignores them, the language does not.

    All arguments of such a call are moved, to keep their order.
    """
    components = pipeline.get("components") or TrackedDict()
    for component in components.values():
        for call in list_calls(component):
            for each in (call, *list_handlers(call)):
                _keep_unknown_calls(each, components)
    for handler in list_handlers(pipeline):
        _keep_unknown_calls(handler, components)


def _keep_unknown_calls(call: TrackedDict, components: TrackedDict) -> None:
    use = call.get("use")
    component = components.get(use) if isinstance(use, str) else None
    if component is None:
        return
    inside: TrackedDict = call.get("artifacts") or TrackedDict()
    if (call.get("with") or {}).keys() - (component.get("parameters") or {}).keys():
        given, at = call.take("with")
        named = {name: {"value": value} for name, value in given.items()}
        _give_as_argo(call, "parameters", TrackedDict(named, given.at), at)
    if (inside.get("in") or {}).keys() - ((component.get("artifacts") or {}).get("in") or {}).keys():
        given, at = inside.take("in")
        call.pop("artifacts")
        full = {name: {"from": value} if isinstance(value, str) else value for name, value in given.items()}
        _give_as_argo(call, "artifacts", TrackedDict(full, given.at), at)


def _give_as_argo(call: TrackedDict, field: str, named: TrackedDict, at: NodePath | None) -> None:
    items = TrackedList(
        [TrackedDict({"name": name, **fields}) for name, fields in named.items()], [named.at.get(key) for key in named]
    )
    call.put("arguments", TrackedDict({**call.get("arguments", {}), field: items}), at)


def _as_number(value: Any) -> Any:
    short = as_value(value)
    return short if isinstance(short, int) and not isinstance(short, bool) else value
