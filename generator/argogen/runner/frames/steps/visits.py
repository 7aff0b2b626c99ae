"""The order in which Argo runs the handlers of the steps of a group."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from typing import Any

from argogen.runner.frames.calls import Call
from argogen.runner.model.json_text import write
from argogen.runner.nodes.node import Node

_NAME = re.compile(r"steps(?:\.([a-zA-Z0-9_-]+)|\[\\*['\"]([^'\"\\]+))")


class Visits:
    """The steps of a group whose handlers are due, in their order.

    Argo looks for the hooks of a step only when those of all steps before it have ended. With `marks_all`, each change
    concerns all steps, because hooks refer to other steps.
    """

    def __init__(self) -> None:
        self.is_empty = True
        self.is_planned = self.marks_all = False
        self._open: dict[int, Call] = {}
        self._with_handlers: dict[int, Call] = {}
        self._due: list[int] = []
        self._are_due: set[int] = set()

    def add(self, call: Call) -> None:
        """Add a step with handlers."""
        self.is_empty = False
        self.marks_all = self.marks_all or refers_to_others(call.step)

    def mark(self, call: Call) -> None:
        """Record that a step has changed."""
        if call.handlers is not None:
            number = call.request.order[-1]
            self._open[number] = call
            self._push(number)
        if self.marks_all:
            self._due = sorted(self._open)
            self._are_due = set(self._due)

    def _push(self, number: int) -> None:
        if number not in self._are_due:
            self._are_due.add(number)
            heapq.heappush(self._due, number)

    def list_statuses(self, node: Node, group: Node) -> dict[str, str]:
        """Return the variables for the phases of a step and of those before it in the group."""
        before = takewhile(lambda child: child is not node, group.children) if self.marks_all else ()
        return {f"steps.{each.display_name}.status": each.phase for each in (*before, node)}

    def run(self, visit: Callable[[Call], bool]) -> None:
        """Visit the steps that are due until one whose hooks have not ended, for which `visit` returns False."""
        while self._due:
            number = heapq.heappop(self._due)
            self._are_due.discard(number)
            call = self._open.get(number)
            if call is None:
                continue
            self._with_handlers[number] = call
            if not visit(call):
                self._push(number)
                return
            if call.handlers is None or call.handlers.are_fulfilled:
                del self._with_handlers[number]
            if call.is_done:
                del self._open[number]

    def run_again(self, visit: Callable[[Call], bool]) -> None:
        """Visit the steps whose handlers run: limits that are reached end them."""
        for _, call in sorted(self._with_handlers.items()):
            if not visit(call):
                return


def refers_to_others(step: Mapping[str, Any]) -> bool:
    """Return whether the handlers of a step refer to other steps."""
    own = str(step.get("name") or "").partition("(")[0]
    return any(name != own for name in _list_names(step.get("hooks") or {}))


def _list_names(hooks: Mapping[str, Any]) -> Iterator[str]:
    for found in _NAME.finditer(write(hooks)):
        yield (found[1] or found[2]).partition("(")[0]
