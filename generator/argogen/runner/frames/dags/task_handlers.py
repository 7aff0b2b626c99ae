"""The hooks and exit handlers of a task of a DAG template, and of the items of its loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.runner.frames.dags.task_values import Dag
from argogen.runner.frames.handlers import EXIT, Handlers
from argogen.runner.frames.request import LaunchError, Request
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import PENDING, Node
from argogen.runner.variables.scope import Scope


class TaskHandlers:
    """The handlers of a task; `done` is called when one of them ends, `fails` when one cannot be run."""

    def __init__(
        self, dag: Dag, definition: Data, done: Callable[[], None], fails: Callable[[LaunchError], None]
    ) -> None:
        self._dag, self._definition, self._done, self._fails = dag, definition, done, fails
        self._name: str = definition["name"]
        self._own: Handlers | None = None

    @property
    def exist(self) -> bool:
        """Whether the task has handlers, which are prepared."""
        return self._own is not None

    @property
    def are_fulfilled(self) -> bool:
        """Whether all handlers of the task that were started have ended."""
        return self._own is None or self._own.are_fulfilled

    def prepare(self, parent: Request | None = None) -> None:
        """Prepare the handlers of the task, once; `parent` is the request of its only run."""
        if self._own is None and (self._definition.get("hooks") or self._definition.get("onExit")):
            self._own = self._build(self._definition, parent or self._dag.request)
            self._own.may_wait = not self._dag.is_target(self._name)

    def build_for_item(self, parent: Request) -> Handlers | None:
        """Return the exit handler of an item of the loop, None without one."""
        hooks = {name: hook for name, hook in (self._definition.get("hooks") or {}).items() if name == EXIT}
        if not hooks and not self._definition.get("onExit"):
            return None
        handlers = self._build({**self._definition, "hooks": hooks}, parent)
        handlers.may_wait = True
        return handlers

    def _build(self, definition: Mapping[str, Any], parent: Request) -> Handlers:
        dag = self._dag
        handlers = Handlers(
            dag.controller, definition, dag.own_node, dag.resolved.base, f"tasks.{self._name}", self._done, self._fails
        )  # fmt: skip
        handlers.parent = parent
        return handlers

    def run(self, node: Node) -> bool:
        """Start the handlers of the task that are due; return False if one cannot be run."""
        handlers, is_target = self._own, self._dag.is_target(self._name)
        if handlers is None or (node.phase == PENDING and not is_target) or self._dag.explain_invalid(self._name):
            return True
        scope = self._build_scope(node)
        try:
            handlers.run_hooks(node, scope)
        except LaunchError as error:
            self._fails(error)
            return False
        try:
            if handlers.are_hooks_fulfilled:
                handlers.run_exit(node, scope)
            if is_target:
                handlers.check_again()
        except LaunchError as error:
            return not self._dag.fail_target(self._name, str(error))  # Argo ignores it in other tasks
        return True

    def run_item_exit(self, node: Node, handlers: Handlers) -> bool:
        """Start the exit handler of an item that has ended; return whether all of its handlers have."""
        if node.is_completed:
            try:
                handlers.run_exit(node, self._build_scope(node))
            except LaunchError:
                return True
        return handlers.are_fulfilled

    def _build_scope(self, node: Node) -> Scope:
        return self._dag.build_scope(self._name).extend({f"tasks.{self._name}.status": node.phase})
