"""Find the elements of the nodes of a run by the paths of these nodes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from argogen.graph.model import Graph, Node, NodeKind
from argogen.records import TupleRecord

# The parts of a node's path: `[0]` of a group, `.onExit`, `.hooks.NAME`, `.NAME`, and an item `(0:item)` or an attempt
# `(0)`. Argo removes parentheses from items.
_PART = re.compile(r"\[(\d+)\]|\.(onExit)(?![\w-])|\.hooks\.([^.\[(]+)|\.([^.\[(]+)|\(\d+:[^()]*\)|\(\d+\)")


class Location(TupleRecord):
    """The id of the element of a node, "" if it has no element; `is_hidden` if it is in one without its steps."""

    element: str
    is_hidden: bool = False


class Locator:
    """Finds the elements of the nodes of a run, which starts with the template `entrypoint` if that is known."""

    def __init__(self, graph: Graph, aliases: Mapping[str, str], entrypoint: str = "") -> None:
        self._graph, self._aliases = graph, aliases
        roots = [element for element in graph.elements if not element.group]
        named = [root for root in roots if entrypoint and root.definition.rpartition("/")[2] == entrypoint]
        self._root = (named or roots)[0].id if roots else ""

    def locate(self, path: str) -> str:
        """Return the id of the element of a node, "" if the graph does not show it."""
        return self.trace(path).element

    def trace(self, path: str) -> Location:
        """Return the location of a node."""
        elements = self._graph.by_id
        current, group = self._root, ""
        for found in _PART.finditer(path):
            number, on_exit, hook, name = found.groups()
            if number is not None:
                group = f"{self._enter(current)}/[{number}]"
                continue
            is_step, group = bool(group), ""  # a step can have the name `onExit`
            before = current
            if hook or (on_exit and not is_step):
                current = self._join(current, "on_exit" if on_exit else f"hooks.{hook}")
            elif name or on_exit:
                current = f"{self._enter(current)}/{name or on_exit}"
            current = self._aliases.get(current, current)
            if current not in elements:
                return Location("", self._is_closed(before))
        shown = group or current
        return Location(shown) if shown in elements else Location("", bool(group) and self._is_closed(current))

    def _is_closed(self, element: str) -> bool:
        """Return whether an element is a node in place of a template with steps, tasks or containers."""
        found = self._graph.by_id.get(element)
        return isinstance(found, Node) and found.kind in _CLOSED

    def _enter(self, element: str) -> str:
        """Return the group whose members a call executes: that of its template for a recursion."""
        found = self._graph.by_id.get(element)
        return found.refers_to if isinstance(found, Node) and found.kind is NodeKind.RECURSION else element

    def _join(self, owner: str, handler: str) -> str:
        return handler if owner == self._root else f"{owner}/{handler}"


_CLOSED = frozenset((NodeKind.STEPS, NodeKind.DAG, NodeKind.CONTAINER_SET, NodeKind.TEMPLATE_REF, NodeKind.UNKNOWN))
