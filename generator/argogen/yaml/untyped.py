"""Compose YAML to nodes with untyped scalars, for sources whose values are substituted later."""

from __future__ import annotations

from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode

from argogen.yaml.events import DepthLimitedLoader, is_limit

__all__ = [
    "KNOWN_TAGS",
    "MAX_DEPTH",
    "PLAIN",
    "TOO_DEEP",
    "ComposeError",
    "MappingNode",
    "Node",
    "ScalarNode",
    "compose_untyped",
]

PLAIN = "plain"
"""The tag of a scalar without quotes, whose type is determined later."""

_TEXT = "text"
KNOWN_TAGS = frozenset({PLAIN, _TEXT, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))})
"""The tags of nodes; any other tag is an explicit tag of the source."""

MAX_DEPTH = 200
TOO_DEEP = f"YAML nesting exceeds {MAX_DEPTH} levels"


class ComposeError(Exception):
    """A source is not a single YAML document; `line` counts from 0, and is None if the parser does not report it."""

    def __init__(self, message: str, line: int | None) -> None:
        self.message = message
        self.line = line
        super().__init__(message)


class _UntypedLoader(DepthLimitedLoader):
    """Resolves only whether a scalar is plain."""

    max_depth = MAX_DEPTH

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002 - PyYAML's signature
        return PLAIN if kind is ScalarNode and implicit[0] else _TEXT


def compose_untyped(text: str) -> Node | None:
    """Return the root node of a YAML document, None if it is empty. Raises ComposeError."""
    loader = _UntypedLoader(text)
    try:
        return loader.get_single_node()
    except yaml.YAMLError as error:
        raise _explain(error, text) from error
    finally:
        loader.dispose()


def _explain(error: yaml.YAMLError, text: str) -> ComposeError:
    if not isinstance(error, yaml.MarkedYAMLError):
        position = getattr(error, "position", None)
        line = None if position is None else text.count("\n", 0, position)
        return ComposeError(f"invalid YAML: {getattr(error, 'reason', error)}", line)
    mark = error.problem_mark
    context = error.context_mark
    if mark and is_limit(error):
        return ComposeError(TOO_DEEP, mark.line)
    if context and (mark is None or mark.line >= text.count("\n")):
        mark = context  # a missing closing bracket or quote is detected at the end: report the opening one
    problem = ", ".join(part for part in (error.context, error.problem) if part)
    return ComposeError(f"invalid YAML: {problem}", mark.line if mark else None)
