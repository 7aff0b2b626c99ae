"""The references of steps, tasks and hooks to outputs of others, as the controller of Argo resolves them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_path_reader import ExpressionSyntaxError, read_name_paths
from argogen.argo.expressions.name_paths import NamePath, find_dug_path
from argogen.argo.expressions.tags import find_tags
from argogen.argo.expressions.tree import walk
from argogen.records import TupleRecord

_CALLS = frozenset({"steps", "tasks"})
_LOOPS = {"withItems": "loop", "withParam": "loop", "withSequence": "loop"}
_OWN = frozenset({"arguments", "hooks", "onExit", "name", "template", "templateRef", "dependencies", "depends"})
_SIMPLE = re.compile(r"(steps|tasks)\.([a-zA-Z0-9_-]+)\.(.+)", re.DOTALL)
_GLOBAL = re.compile(r"workflow\.outputs\.(parameters|artifacts)\.([a-zA-Z0-9_-]+)")
_KEPT = 4096


class Reference(TupleRecord):
    """A reference to a field of a step or task, or to an output of the workflow, for which `name` is "".

    `field` is the name of an output, or another field such as `result` or `status`.
    """

    name: str
    field: str
    is_artifact: bool = False


class Use(TupleRecord):
    """A reference, and the field of the call in which it is: the name of an argument, or such as `when` or `loop`."""

    reference: Reference
    target: str


def find_uses(call: Mapping[str, Any]) -> Iterator[Use]:
    """Yield the references of a step, task or hook, apart from those of its hooks."""
    arguments = call.get("arguments") or {}
    for parameter in arguments.get("parameters") or ():
        yield from _find_in(parameter, str(parameter.get("name") or ""))
    for artifact in arguments.get("artifacts") or ():
        yield from _find_in_artifact(artifact)
    for key, value in call.items():
        if key not in _OWN:
            yield from _find_in(value, _LOOPS.get(key, key))


def _find_in_artifact(artifact: Mapping[str, Any]) -> Iterator[Use]:
    name = str(artifact.get("name") or "")
    source = artifact.get("from")
    if isinstance(source, str):
        tag = source.removeprefix("{{").removesuffix("}}").strip()
        found = _read_expression(tag[1:]) if tag.startswith("=") else _read_name(tag)
        yield from (Use(reference, name) for reference in found)
    if isinstance(artifact.get("fromExpression"), str):
        yield from (Use(reference, name) for reference in _read_expression(artifact["fromExpression"]))
    yield from _find_in({key: each for key, each in artifact.items() if key not in ("from", "fromExpression")}, name)


def _find_in(value: Any, target: str) -> Iterator[Use]:
    """Yield the references in all strings of a value, in order."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, Mapping):
            pending.extend(reversed(list(current.values())))
        elif isinstance(current, list | tuple):
            pending.extend(reversed(current))
        elif isinstance(current, str) and "{{" in current:
            yield from (Use(reference, target) for reference in _read_tags(current))


def _read_tags(text: str) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for tag in find_tags(text):
        found += _read_expression(tag.body[1:]) if tag.is_expression else _read_name(tag.body.strip())
    return tuple(found)


def _read_name(name: str) -> tuple[Reference, ...]:
    if found := _SIMPLE.fullmatch(name):
        return (_make(found[2], tuple(found[3].split("."))),)
    if found := _GLOBAL.fullmatch(name):
        return (Reference("", found[2], found[1] == "artifacts"),)
    return ()


@functools.lru_cache(maxsize=_KEPT)
def _read_expression(text: str) -> tuple[Reference, ...]:
    try:
        paths = {(path.start, path.end): path for path in read_name_paths(text, lambda _: False)}
        dug = [find_dug_path(node, text) for node in walk(parse(text))]
    except ExpressionSyntaxError:
        return ()
    # A path that `sprig.dig` reads replaces the one of its argument.
    paths |= {(path.start, path.end): path for path in dug if path is not None}
    found = (_read_path(path) for path in paths.values() if not path.minus)
    return tuple(reference for reference in found if reference is not None)


def _read_path(path: NamePath) -> Reference | None:
    head, *rest = path.parts
    if head in _CALLS and rest:
        return _make(rest[0], tuple(rest[1:]))
    if head == "workflow" and rest[:1] == ["outputs"] and len(rest) >= len(("outputs", "parameters", "name")):
        return Reference("", rest[2], rest[1] == "artifacts")
    return None


def _make(name: str, fields: tuple[str, ...]) -> Reference:
    """Return the reference to a field of a call: the name of an output without `outputs.parameters`."""
    if fields[:1] == ("outputs",) and len(fields) > 1:
        if fields[1] in ("parameters", "artifacts") and len(fields) > len(("outputs", "parameters")):
            return Reference(name, fields[2], fields[1] == "artifacts")
        return Reference(name, ".".join(fields[1:]), fields[1] == "artifacts")
    return Reference(name, ".".join(fields))
