"""Tasks of a DAG template."""

from __future__ import annotations

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.govaluate.evaluation import evaluate_when
from argogen.runner.frames.calls import Call, CallFrame, RequeueError, expand_call, resolve_call
from argogen.runner.frames.dags.task_handlers import TaskHandlers
from argogen.runner.frames.dags.task_values import Dag, TaskValues
from argogen.runner.frames.graph import find_outbound
from argogen.runner.frames.request import TASK, LaunchError
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import (
    ERROR,
    FAILED,
    OMITTED,
    RUNNING,
    SKIPPED,
    SKIPPED_TYPE,
    SUCCEEDED,
    TASK_GROUP,
    Identity,
    Node,
)
from argogen.runner.variables.loops import Expanded, is_loop
from argogen.runner.variables.processing import ProcessingError, describe


class Task(TaskValues, CallFrame):
    """A task of a DAG template that runs: `node` is its node, that of the group if it loops."""

    def __init__(self, dag: Dag, definition: Data, number: int) -> None:
        super().__init__(dag, definition)
        self._number = number
        self._is_started = False
        self._open = 0
        self._calls: list[Call] = []
        self._handlers = TaskHandlers(dag, definition, self._refresh, self._fail_handlers)

    # Start

    def try_start(self) -> None:
        """Start the task if the tasks that it depends on have ended and their results allow it; else it is omitted."""
        if self._is_started or self._dag.is_over:
            return
        dependencies = self._dag.get_dependencies(self.name)
        states = {}
        for name in dependencies.tasks:
            task = self._dag.find_task(name)
            if task is None or not task.is_settled:
                return
            states[name] = task.get_state()
        self._is_started = True
        self._dag.count(1)
        try:
            executes = self._dag.decide(self.name, states)
        except (EvaluationError, GoPanicError) as error:
            logic = dependencies.logic.replace("-", "_")
            self._skip(ERROR, f"unable to evaluate expression '{logic}': {describe(error)}")
            return
        problem = self._dag.explain_invalid(self.name)
        if not executes:
            self._skip(OMITTED, "omitted: depends condition not met")
        elif problem:
            self._skip(ERROR, problem)
        else:
            self._start()
        if problem:
            self._dag.fail_target(self.name, problem)

    def _start(self) -> None:
        try:
            scope = self._dag.build_scope(self.name)
            call = resolve_call(self._controller, self.definition, scope, strict_artifacts=True)
            expanded = expand_call(self._controller, call, scope)
        except RequeueError as error:
            node, name = self._dag.own_node, f"{self._dag.own_node.name}.{self.name}"
            self._controller.blockages.add(name, node, error.reason, error.remedy)
            self._dag.count(-1)
            return
        except (ProcessingError, EvaluationError, GoPanicError) as error:
            self._skip(ERROR, describe(error))
            return
        if not is_loop(self.definition):
            self._start_call(expanded[0], None)
            return
        if not expanded:
            self._skip(SKIPPED, "Skipped, empty params")
            return
        self._start_group(expanded)

    def _start_group(self, expanded: list[Expanded]) -> None:
        group = self._create(f"{self._dag.own_node.name}.{self.name}", TASK_GROUP, RUNNING, "", Identity(self.name))
        self.node = group
        self._handlers.prepare()
        self._open = 1
        for one in expanded:
            self._open += 1
            self._start_call(one, group)
        self._close()

    def _start_call(self, one: Expanded, group: Node | None) -> None:
        when = one.call.get("when") or ""
        identity = Identity(self.name, one.item, one.index, when=when, items=one.count)
        name = f"{self._dag.own_node.name}.{one.name}"
        try:
            executes, phase, message = evaluate_when(when), SKIPPED, f"when '{when}' evaluated false"
        except EvaluationError as error:
            executes, phase, message = False, ERROR, describe(error)
        if executes:
            self._launch(one, name, identity, group)
            return
        node = self._create(name, SKIPPED_TYPE, phase, message, identity, group)
        if group is None:
            self._adopt(node)
        self._update_node(node, None)

    def _launch(self, one: Expanded, name: str, identity: Identity, group: Node | None) -> None:
        call = Call(one.call, self, name, self._dag.resolved.base, identity)
        request, own = call.request, self._dag.request
        request.boundary, request.kind, request.is_on_exit = self._dag.own_node, TASK, own.is_on_exit
        request.depth, request.order = own.depth + 1, (*own.order, self._number, len(self._calls))
        self._calls.append(call)
        if group is None:
            self._handlers.prepare(request)
        else:
            call.handlers = self._handlers.build_for_item(request)
        try:
            self._controller.launch(request)
        except LaunchError as error:
            self.fail_call(call, error)
        else:
            self.update(call)

    def _create(
        self, name: str, kind: str, phase: str, message: str, identity: Identity, group: Node | None = None
    ) -> Node:
        node = self._controller.store.create(name, kind, self._dag.own_node, phase, message)
        node.template_name = self.definition.get("template") or ""
        node.template_ref = self.definition.get("templateRef")
        base = self._dag.resolved.base
        node.template_scope, node.identity = f"{base.scope}/{base.name}", identity
        self._connect(node, group)
        return node

    def _connect(self, node: Node, group: Node | None) -> None:
        """Make a node a child of the nodes before it."""
        needed = self._dag.get_dependencies(self.name).tasks
        if group is not None or not needed:
            (group or self._dag.own_node).add_child(node)
            return
        for name in needed:
            task = self._dag.find_task(name)
            if task is not None and task.node is not None:
                for parent in find_outbound(task.node):
                    parent.add_child(node)

    def _skip(self, phase: str, message: str) -> None:
        node = self._create(f"{self._dag.own_node.name}.{self.name}", SKIPPED_TYPE, phase, message, Identity(self.name))
        self._adopt(node)
        self._update_node(node, None)

    def _adopt(self, node: Node) -> None:
        self.node = node
        self._handlers.prepare()

    # Handlers

    def _refresh(self) -> None:
        for call in self._calls:
            if call.handlers is not None and not call.is_done:
                self.update(call)
        if self.node is not None:
            self._update_node(self.node, None)

    def _fail_handlers(self, error: LaunchError) -> None:
        if self._dag.is_over or self.node is None:
            return
        if not self._dag.fail_target(self.name, str(error)):
            self._controller.set_phase(self.node, ERROR, str(error))
            self._settle()

    # Progress

    def update(self, call: Call) -> None:
        """React to another phase of a run of the task."""
        node = call.request.node
        if node is None or self._dag.is_over:
            return
        group = self.node if call.request.identity.number is not None else None
        self._connect(node, group)
        if group is None:
            self.node = node
        self._update_node(node, call)

    def _update_node(self, node: Node, call: Call | None) -> None:
        if self._dag.is_over:
            return
        if node is not self.node:
            self._update_item(node, call)
            return
        if self._handlers.exist:
            self._controller.react_if_open(self._dag.own_node, self._visit, is_last=False)
        elif node.is_fulfilled:
            self._settle()

    def _visit(self) -> None:
        """Run the handlers that are due, and end the task after them."""
        node = self.node
        if self._dag.is_over or self.is_settled or node is None or not self._handlers.run(node):
            return
        if node.is_fulfilled and self._handlers.are_fulfilled:
            self._settle()

    def _update_item(self, node: Node, call: Call | None) -> None:
        if call is not None:
            if call.is_done or not node.is_fulfilled:
                return
            if call.handlers is not None and not self._handlers.run_item_exit(node, call.handlers):
                return
            call.is_done = True
        self._close()

    def _close(self) -> None:
        """Count an item of the loop that has ended, and end the group after the last one."""
        self._open -= 1
        if self._open or self.node is None:
            return
        phase = SUCCEEDED
        for child in self.node.children:
            if child.has_failed and not child.is_hooked:
                phase = child.phase
        self._controller.set_phase(self.node, phase)
        self._update_node(self.node, None)

    def fail_call(self, call: Call, error: LaunchError) -> None:
        """React to a run of the task that could not be run after all."""
        node = call.request.node
        if self._dag.is_over:
            return
        if node is None:
            node = self._controller.store.create(call.request.name, SKIPPED_TYPE, self._dag.own_node, ERROR, str(error))
            call.request.node = node
        if error.is_timeout:
            self._controller.set_phase(node, FAILED, str(error))
        elif not error.is_depth and not error.is_limit:
            self._controller.set_phase(node, ERROR, f"task '{node.name}' errored: {error}")
        self.update(call)

    def fail_handler(self, call: Call, error: LaunchError) -> None:  # noqa: ARG002
        """React to a handler that cannot be run."""
        self._fail_handlers(error)

    def _settle(self) -> None:
        if not self.is_settled:
            self.is_settled = True
            self._dag.count(-1)
            self._dag.settle(self)
