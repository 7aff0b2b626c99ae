"""Invalid parts of an object of Kubernetes, without the rule and the place of the object."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.error import NotationError
from argogen.yaml.node_path import NodePath

# The names of ports (IsValidPortName of k8s.io/apimachinery/pkg/util/validation).
_PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_MAX_PORT_NAME = 15
_MAX_PORT = 65535


class Finding(NamedTuple):
    """An invalid part of an object, at a path from the object; `is_absent` for a required one that is missing."""

    path: NodePath
    message: str
    hint: str = ""
    is_absent: bool = False


Check = Callable[[Mapping[str, Any]], Iterator[Finding]]
"""Yields the invalid parts of an object."""


def text_in(value: Mapping[str, Any], field: str) -> str | None:
    """Return the string of a field, None for any other value, and for one with template tags."""
    text = value.get(field)
    return text if isinstance(text, str) and "{{" not in text else None


def items_in(value: Mapping[str, Any], field: str) -> Sequence[Any]:
    """Return the items in the list of a field; none of any other value, which a manifest may have."""
    listed = value.get(field)
    return listed if isinstance(listed, list | tuple) else ()


def strings_in(value: Mapping[str, Any], field: str) -> Iterator[tuple[NodePath, str]]:
    """Yield the strings in the list of a field, except for those with template tags, each with its path."""
    for index, text in enumerate(items_in(value, field)):
        if isinstance(text, str) and "{{" not in text:
            yield (field, index), text


def find_unreadable(path: NodePath, text: str | None, read: Callable[[str], object]) -> Iterator[Finding]:
    """Report a string that is invalid in a notation."""
    if text is not None:
        try:
            read(text)
        except NotationError as fault:
            yield Finding(path, fault.message, fault.hint)


def check_one_of(value: Mapping[str, Any], fields: tuple[str, ...], kind: str, owner: str) -> Iterator[Finding]:
    """Report an object that does not have exactly one of several fields."""
    chosen = [field for field in fields if value.get(field) is not None]
    if len(chosen) != 1:
        got = " and ".join(f"'{field}'" for field in chosen) or "none"
        hint = f"keep one of {', '.join(chosen)}" if chosen else f"add one of {', '.join(fields)}"
        yield Finding((chosen[1],) if chosen else (), f"{owner} must have exactly one {kind}, got {got}", hint)


def check_port(port: Any, path: NodePath) -> Iterator[Finding]:
    """Report a port that is neither a number of a port nor the name of one."""
    if isinstance(port, int) and not isinstance(port, bool):
        if not 1 <= port <= _MAX_PORT:
            yield Finding(path, f"port must be 1–{_MAX_PORT}, got {port}", "use a port in this range")
    elif isinstance(port, str) and "{{" not in port:
        yield from check_port_name(port, path)


def check_port_name(name: str, path: NodePath) -> Iterator[Finding]:
    """Report an invalid name of a port."""
    if len(name) > _MAX_PORT_NAME:
        message = f"name of a port must be at most {_MAX_PORT_NAME} characters, got {len(name)}"
        yield Finding(path, message, "shorten it")
    elif not _PORT_NAME.fullmatch(name):
        hint = "use lower-case letters, digits and '-', with at least one letter"
        yield Finding(path, f"invalid name of a port '{name}'", hint)
