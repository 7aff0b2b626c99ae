"""YAML within strings, such as the manifest of a resource template or a podSpecPatch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from argogen.records import cached_property
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


class EmbeddedPlaces:
    """The places of the values in a valid string of YAML, which is parsed again at the first search."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._children: dict[int, Mapping[str | int, tuple[Any, Any]]] = {}

    @cached_property
    def _nodes(self) -> list[Any]:
        return list(yaml.compose_all(self._text, DepthLimitedLoader))

    def find(self, document: int, path: NodePath) -> tuple[int, int]:
        """Return the start and the end of the value at a path of a document.

        Of a path that does not exist, the last key that exists is found.
        """
        node, label = self._nodes[document], None
        for part in path:
            children = self._list_children(node)
            if part not in children and str(part) not in children:
                return _measure(node if label is None else label)
            label, node = children[part if part in children else str(part)]
        return _measure(node)

    def _list_children(self, node: Any) -> Mapping[str | int, tuple[Any, Any]]:
        """Return the keys and values of a node by their part of a path; the first of several with a key."""
        found = self._children.get(id(node))
        if found is None:
            found = self._children[id(node)] = dict(_index_children(node))
        return found


def _index_children(node: Any) -> Iterator[tuple[str | int, tuple[Any, Any]]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(pair[0].value), pair) for pair in reversed(node.value))
    elif isinstance(node, yaml.SequenceNode):
        yield from ((index, (item, item)) for index, item in enumerate(node.value))


def _measure(node: Any) -> tuple[int, int]:
    start, end = node.start_mark.index, node.end_mark.index
    return start, end if isinstance(node, yaml.ScalarNode) else start + 1
