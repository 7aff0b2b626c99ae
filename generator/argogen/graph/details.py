"""The details of an element: those of its step, task or hook, and those of the template that it calls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.argo.structure.shapes import write_string
from argogen.graph.model import Loop, NodeKind, Retry, Value
from argogen.records import EMPTY
from argogen.runner.frames.templates import Resolved
from argogen.runner.model.items import build_item_values
from argogen.runner.variables.scope import list_artifacts, list_parameters

KINDS: Mapping[str, NodeKind] = {
    "container": NodeKind.CONTAINER, "script": NodeKind.SCRIPT, "containerSet": NodeKind.CONTAINER_SET,
    "resource": NodeKind.RESOURCE, "suspend": NodeKind.SUSPEND, "http": NodeKind.HTTP, "data": NodeKind.DATA,
    "plugin": NodeKind.PLUGIN, "steps": NodeKind.STEPS, "dag": NodeKind.DAG,
}  # fmt: skip
"""The kind of a node by the body of its template."""

_SHOWN_ITEMS, _LONGEST_ITEMS = 5, 60
_NO_LOCATION = frozenset(
    {"name", "path", "mode", "from", "fromExpression", "optional", "archive", "subPath", "globalName", "recurseMode",
     "archiveLogs", "artifactGC", "deleted"}
)  # fmt: skip
_ADDRESSES = ("key", "url", "repo", "path", "data", "blob", "container")


def read_call(call: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an element that its step, task or hook sets."""
    arguments = call.get("arguments") or EMPTY
    continued = call.get("continueOn") or EMPTY
    return {
        "call": call,
        "loop": read_loop(call),
        "when": str(call.get("when") or ""),
        "continues_on": tuple(outcome for outcome in ("error", "failed") if continued.get(outcome)),
        "arguments": _read_values(list_parameters(arguments), _describe_parameter),
        "input_artifacts": _read_values(list_artifacts(arguments), _describe_artifact),
    }


def read_template(resolved: Resolved) -> dict[str, Any]:
    """Return the fields of an element that its template sets."""
    template = resolved.filled
    outputs = template.get("outputs") or EMPTY
    return {
        "retry": _read_retry(template.get("retryStrategy")),
        "deadline": _read_deadline(template),
        "is_daemon": bool(template.get("daemon")),
        "outputs": _read_values(list_parameters(outputs), _describe_parameter),
        "output_artifacts": _read_values(list_artifacts(outputs), _describe_artifact),
    }


def read_own_artifacts(resolved: Resolved, passed: Sequence[Value]) -> tuple[Value, ...]:
    """Return the input artifacts of an element: those that are passed, and those with a location in the template."""
    names = {value.name for value in passed}
    declared = _read_values(list_artifacts(resolved.filled.get("inputs")), _describe_artifact)
    return (*passed, *(value for value in declared if value.name not in names and value.value))


def read_image(resolved: Resolved) -> str:
    """Return the image of the container of a template, "" for other bodies."""
    body = resolved.filled.get(resolved.body)
    return str(body.get("image") or "") if isinstance(body, Mapping) else ""


def read_loop(call: Mapping[str, Any]) -> Loop | None:
    """Return the loop of a step or task."""
    if call.get("withItems"):
        items = call["withItems"]
        return Loop(_shorten(items), len(items))
    if call.get("withParam"):
        return Loop(str(call["withParam"]))
    sequence = call.get("withSequence")
    return None if sequence is None else _read_sequence(sequence)


def _read_sequence(sequence: Mapping[str, Any]) -> Loop:
    start, end, count = (sequence.get(key) for key in ("start", "end", "count"))
    first = _read_number(start, 0)
    shown = start if start is not None else 0
    if end is not None or count is None:
        return _read_range(f"{shown} to {end}", first, _read_number(end, 0))
    total = _read_number(count, None)
    if first is None or total is None:
        return Loop(f"{count} items from {shown}")
    last = first + total - 1  # below the start for a negative count, which Argo accepts
    return _read_range(f"{first} to {last}", first, last) if total else Loop("no items", 0)


def _read_range(over: str, first: int | None, last: int | None) -> Loop:
    return Loop(over, None if first is None or last is None else abs(last - first) + 1)


def _read_number(value: Any, default: int | None) -> int | None:
    if value is None:
        return default
    text = str(value).strip()
    return int(text) if text.lstrip("+-").isdecimal() and text.isascii() else None


def _shorten(items: Sequence[Any]) -> str:
    text = ", ".join(map(_describe_item, items[:_SHOWN_ITEMS]))
    is_whole = len(items) <= _SHOWN_ITEMS and len(text) <= _LONGEST_ITEMS
    return text if is_whole else f"{text[:_LONGEST_ITEMS].rstrip(', ')}, …"


def _describe_item(item: Any) -> str:
    """Return an item; a mapping has the form that it has in the names of nodes: `image:debian,tag:9.1`."""
    if isinstance(item, Mapping):
        return build_item_values(write_json(item))[1]
    return item if isinstance(item, str) else write_json(item)


def _read_retry(strategy: Any) -> Retry | None:
    if not isinstance(strategy, Mapping):
        return None
    limit = strategy.get("limit")
    text = "" if limit is None else str(limit)
    return Retry(text, str(strategy.get("retryPolicy") or ""), str(strategy.get("expression") or ""))


def _read_deadline(template: Mapping[str, Any]) -> str:
    """Return the time limit of a template: that of its pod in seconds, or that of its node."""
    seconds, timeout = template.get("activeDeadlineSeconds"), template.get("timeout")
    if seconds is None:
        return str(timeout or "")
    return f"{seconds}s" if str(seconds).isdecimal() else str(seconds)


def read_parameters(arguments: Mapping[str, Any] | None) -> tuple[Value, ...]:
    """Return the parameters of a workflow."""
    return _read_values(list_parameters(arguments), _describe_parameter)


def _read_values(items: Iterable[Mapping[str, Any]], describe: Any) -> tuple[Value, ...]:
    return tuple(Value(str(item.get("name") or ""), describe(item)) for item in items)


def _describe_parameter(parameter: Mapping[str, Any]) -> str:
    """Return the value of a parameter, its source, or its default."""
    if parameter.get("value") is not None:
        return _write(parameter["value"])
    source = parameter.get("valueFrom")
    for key, value in source.items() if isinstance(source, Mapping) else ():
        if key in ("parameter", "expression", "path"):
            return _write(value)
        if key.endswith("KeyRef") and isinstance(value, Mapping):
            return f"{value.get('name')}.{value.get('key')}"
        if key != "default":
            return f"{key}: {_write(value)}" if value not in (EMPTY, None) else key
    default = parameter.get("default", (source or EMPTY).get("default"))
    return "" if default is None else _write(default)


def _describe_artifact(artifact: Mapping[str, Any]) -> str:
    """Return the source of an artifact, its location, or its path in the container."""
    for key in ("from", "fromExpression"):
        if artifact.get(key):
            return _write(artifact[key])
    for store, location in artifact.items():
        if store not in _NO_LOCATION and isinstance(location, Mapping):
            address = next((location[key] for key in _ADDRESSES if location.get(key)), "")
            return f"{store}: {_write(address)}" if address else store
    return _write(artifact.get("path") or "")


def _write(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value) if isinstance(value, list | dict) else _text(value)


def _text(value: Any) -> str:
    return str(write_string(value))


def write_json(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
