"""YAML within strings, such as the manifest of a resource template or a podSpecPatch."""

from __future__ import annotations

from typing import Any

import yaml

from argogen.yaml.events import DepthLimitedLoader
from argogen.yaml.node_path import NodePath


class EmbeddedYamlError(ValueError):
    """A string is not valid YAML; `line` counts from 1, and is None if the parser does not report it."""

    def __init__(self, problem: str, line: int | None) -> None:
        self.problem = problem
        self.line = line
        super().__init__(problem)


def load_embedded(text: str) -> list[Any]:
    """Return the documents of a string, read as YAML 1.1. Raises EmbeddedYamlError."""
    try:
        return list(yaml.load_all(text, DepthLimitedLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "invalid YAML"
        raise EmbeddedYamlError(problem, None if mark is None else mark.line + 1) from error


def find_span(text: str, document: int, path: NodePath, *, key: bool = False) -> tuple[int, int]:
    """Return the start and the end in a valid string of the value at a path of one of its documents, or of its key.

    Of a path that does not exist, the last key that exists is found.
    """
    nodes = list(yaml.compose_all(text, DepthLimitedLoader))
    node, label = nodes[document], None
    for part in path:
        found = _find_child(node, part)
        if found is None:
            return _measure(node if label is None else label)
        label, node = found
    return _measure(label if key and label is not None else node)


def _find_child(node: Any, part: str | int) -> tuple[Any, Any] | None:
    """Return the key and the value of a part of a node."""
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == str(part)), None)
    is_item = isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
    return (node.value[part], node.value[part]) if is_item else None


def _measure(node: Any) -> tuple[int, int]:
    start, end = node.start_mark.index, node.end_mark.index
    return start, end if isinstance(node, yaml.ScalarNode) else start + 1
