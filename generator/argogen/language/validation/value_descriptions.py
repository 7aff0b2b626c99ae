"""Descriptions of objects, types and values in messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path

_LONGEST_QUOTE = 40
_LONGEST_LIST = 14
_FEW = 5
_LONGEST_EXAMPLE = 60
_PLAIN = re.compile(r"[A-Za-z/](?:[-\w./ ]|:(?=\w))*|\d+[A-Za-z]{1,2}")  # strings that need no quotes anywhere in YAML

_KINDS = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "a list",
    "object": "a mapping",
}

# Definitions of templates and calls, which have one body each.
BODIES = ("", "component", "step", "task", "handler", "hook")

_NAMES = {
    "": "a pipeline",
    "project": "a project file",
    "environment": "an environment",
    "pack_source": "a pack",
    "pack": "the manifest of a pack",
    "pack_parameter": "a parameter",
    "test": "a test file",
    "test_case": "a test case",
    "test_mock": "a mock",
    "test_attempt": "an attempt",
    "test_step_values": "an expected step",
    "test_expect": "the expectations",
    "component": "a component",
    "step": "a step",
    "task": "a task",
    "handler": "a handler",
    "hook": "a hook",
    "parameter": "a parameter",
    "output": "an output",
    "artifact": "an artifact",
    "volume": "a volume",
    "mount": "a mount",
    "env_value": "a variable",
    "runnable": "a runnable pipeline",
    "runnable_configuration": "a runnable configuration",
    "runnable_dag": "a dag",
    "runnable_node": "a node",
    "runnable_task": "a task",
    "runnable_map": "a map",
    "runnable_parallel": "a parallel node",
    "runnable_nested": "a dag node",
    "runnable_end": "an end",
    "argo_executor": "the executor",
    "argo_override": "an override",
}
# One definition of settings is used in several places; the definition that refers to it identifies the place.
_SETTINGS = {
    "pipeline_defaults": "the defaults",
    "profiles": "a profile",
    "project_defaults": "the defaults",
    "project_profiles": "a profile",
    "pack_defaults": "the defaults",
    "pack_profiles": "a profile",
    "pack_final": "the final settings",
}


def name_object(definition: str, parent: str, start: Path, inner: Path) -> str:
    """Return the name of the object at `inner` below `start`, the path of a value of the definition.

    `parent` is the definition that refers to it. An object without a name is named after its key.
    """
    if not inner and definition in _NAMES:
        return _NAMES[definition]
    if not inner and parent in _SETTINGS:
        return _SETTINGS[parent]
    path = (*start, *inner)
    key = next((part for part in reversed(path) if isinstance(part, str)), definition)
    return f"an item of '{key}'" if path and isinstance(path[-1], int) else f"'{key}'"


def name_owner(definition: str) -> str:
    """Return the name of the objects of a definition, wherever they are."""
    return "defaults" if definition == "settings" else _NAMES.get(definition, f"'{definition}'")


def name_this(subject: str) -> str:
    """Return the name of the object at the place of the message: `this step` for `a step`."""
    article, _, noun = subject.partition(" ")
    return f"this {noun}" if article in ("a", "an") else subject


def name_kinds(types: Iterable[str]) -> str:
    """Return the names of JSON types, without null, which only means that the value is missing."""
    return join_alternatives([_KINDS[type_] for type_ in types if type_ in _KINDS])


def describe(value: Any) -> str:
    """Return the type of a value, and the value if it is a scalar."""
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return f"boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"number {_shorten(str(value))}"
    if isinstance(value, str):
        return f"string {quote(value)}"
    return "a mapping" if isinstance(value, dict) else "a list"


def quote(value: Any) -> str:
    """Return a value for a message: a string in single quotes, other values in flow style."""
    return f"'{_shorten(value)}'" if isinstance(value, str) else _shorten(write_flow(value))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rstrip() + "…"


def join_alternatives(words: Sequence[str], last: str = "or") -> str:
    """Join words with commas and `or`: a, b or c."""
    head, tail = words[:-1], words[-1:]
    return f" {last} ".join(filter(None, [", ".join(head), *tail]))


def list_some(words: Sequence[str]) -> str:
    """Join words with commas; only the first of a long list."""
    return ", ".join(words if len(words) <= _LONGEST_LIST else [*words[:_FEW], "…"])


def write_flow(value: Any) -> str:
    """Return a value in YAML flow style, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {write_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(write_flow, value))}]"
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value not in ("true", "false", "null")
    return value if plain else json.dumps(value, ensure_ascii=False)


def show_line(keys: Mapping[str, Any]) -> str:
    """Return the hint that shows the keys and values to use."""
    return f"use {write_flow(dict(keys))[1:-1]}"


def show_example(examples: Sequence[Any], key: str = "") -> str:
    """Return `such as EXAMPLE` with the first example, after its key; "" if it is missing or long."""
    shown = write_flow({key: examples[0]})[1:-1] if examples and key else write_flow(examples[0]) if examples else ""
    return f"such as {shown}" if 0 < len(shown) <= _LONGEST_EXAMPLE else ""
