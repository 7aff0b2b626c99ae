"""Frames of templates of steps: groups one after the other, the steps of a group side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.govaluate.evaluation import evaluate_when
from argogen.runner.frames.calls import FAIL_FAST, Call, RequeueError, continues_on, expand_call, resolve_call
from argogen.runner.frames.frame import Frame
from argogen.runner.frames.request import STEP, LaunchError, Request
from argogen.runner.frames.steps.groups import find_parents, list_ends, skip_step
from argogen.runner.frames.steps.values import collect_values
from argogen.runner.frames.steps.visits import Visits
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import ERROR, FAILED, RUNNING, STEP_GROUP, STEPS, SUCCEEDED, Identity, Node, Outputs
from argogen.runner.variables.aggregation import AggregationError
from argogen.runner.variables.loops import Expanded
from argogen.runner.variables.outputs import collect_outputs
from argogen.runner.variables.processing import ProcessingError, describe
from argogen.runner.variables.scope import Scope, build_inputs


class StepsFrame(Frame):
    """A template of steps that runs."""

    def start(self) -> None:
        """Create the node and start the first group."""
        node = self.create_node(STEPS, RUNNING)
        self._groups: list[list[Data]] = self.template.get("steps") or []
        self._number = -1
        self._group: Node | None = None
        self._calls: list[Call] = []
        self._visits = Visits()
        self._daemons: dict[str, Node] = {}
        self._pending = 0
        self._values: dict[str, Mapping[str, Any]] = {}
        self._scope = Scope(build_inputs(self.template), self._values.get, lambda: self._values)
        limits = self.controller.limits
        limits.boundaries[node.id] = None if self.resolved.is_inline else self.resolved.written
        if self.template.get("failFast"):
            self.controller.on_failure[node.id] = self._fail_fast
        self.controller.notify(self.request)
        self.begin(self._advance)

    def _get_scope(self) -> Scope:
        return self._scope.extend(self.controller.list_global_outputs())

    def _advance(self) -> None:
        """Start the groups, one after another, until one has to be waited for."""
        while self._start_next() and self._end_group():
            pass  # any number of groups can be skipped

    def _start_next(self) -> bool:
        """Start the next group, or end the template after the last one; return whether the group has ended."""
        self._number += 1
        if self._number >= len(self._groups):
            self._end()
            return False
        name = f"{self.own_node.name}[{self._number}]"
        group = self.controller.store.create(name, STEP_GROUP, self.own_node, RUNNING)
        group.template_scope = self.resolved.scope
        for parent in find_parents(self._group, self.own_node):
            parent.add_child(group)
        self._group, self._calls, self._pending = group, [], 1
        self._visits = Visits()
        try:
            self._start_group(group, self._groups[self._number])
        except LaunchError as error:
            self._fail_group(ERROR, str(error))
            return False
        return self._count()

    def _start_group(self, group: Node, steps: list[Data]) -> None:
        """Start the steps of a group. Raises LaunchError."""
        scope = self._get_scope()
        try:
            resolved = [resolve_call(self.controller, step, scope, strict_artifacts=False) for step in steps]
            expanded = [one for step in resolved for one in self._expand(group, step, scope)]
        except RequeueError as error:
            self.controller.blockages.add(group.name, group, error.reason, error.remedy)
            self._pending += 1
            return
        except ProcessingError as error:
            raise LaunchError(f"Failed to resolve references: {error}") from None
        for one in expanded:
            if not self._start_step(group, one) or self.is_over:
                return

    def _expand(self, group: Node, step: Data, scope: Scope) -> list[Expanded]:
        try:
            expanded = expand_call(self.controller, step, scope)
        except (ProcessingError, EvaluationError, GoPanicError) as error:
            raise LaunchError(describe(error)) from None
        if not expanded:
            name, identity = f"{group.name}.{step['name']}", Identity(step["name"])
            skip_step(self.controller.store, group, name, "Skipped, empty params", identity, step)
        return expanded

    def _start_step(self, group: Node, one: Expanded) -> bool:
        """Start a step, and return whether the group continues. Raises LaunchError."""
        step, name = one.call, f"{group.name}.{one.name}"
        when = step.get("when") or ""
        identity = Identity(one.step_name, one.item, one.index, when=when, items=one.count)
        try:
            is_executed = evaluate_when(when)
        except EvaluationError as error:
            message = describe(error)
            skip_step(self.controller.store, group, name, message, identity, step, ERROR)
            raise LaunchError(message) from None
        if not is_executed:
            skip_step(self.controller.store, group, name, f"when '{when}' evaluated false", identity, step)
            return True
        call = self._add_call(name, one.name, step, identity)
        try:
            self.controller.launch(call.request)
        except LaunchError as error:
            return self._accept_error(call.request, error)
        self._pending += 1
        self.update(call)
        return True

    def _add_call(self, name: str, step_name: str, step: Data, identity: Identity) -> Call:
        call = Call(step, self, name, self.resolved.base, identity)
        request = call.request
        request.boundary, request.kind, request.is_on_exit = self.own_node, STEP, self.request.is_on_exit
        request.depth = self.request.depth + 1
        request.order = (*self.request.order, self._number, len(self._calls))
        call.add_handlers(self.controller, self.own_node, f"steps.{step_name}")
        self._calls.append(call)
        if call.handlers is not None:
            self._visits.add(call)
        return call

    def _accept_error(self, request: Request, error: LaunchError) -> bool:
        """Handle a step that cannot be run: return True if the others continue. Raises LaunchError."""
        if request.node is not None and self._group is not None:
            self._group.add_child(request.node)
        if error.is_depth:
            return True
        if error.is_timeout:
            self._fail_group(FAILED, str(error))
            return False
        raise LaunchError(f"step group deemed errored due to child {request.name} error: {error}")

    def fail_call(self, call: Call, error: LaunchError) -> None:
        """React to a step that could not be run after all."""
        if self.is_over:
            return
        if error.is_limit:
            self.update(call)
            return
        try:
            if self._accept_error(call.request, error):
                self._count_down()
        except LaunchError as wrapped:
            self._fail_group(ERROR, str(wrapped))

    def fail_handler(self, call: Call, error: LaunchError) -> None:  # noqa: ARG002
        """React to a handler that cannot be run."""
        self._fail_group(ERROR, str(error))

    def update(self, call: Call) -> None:
        """Count a step once it and its handlers have ended."""
        node = call.request.node
        if self.is_over or node is None or self._group is None:
            return
        if call.is_done:
            self._check_daemon(call, node)
            return
        self._group.add_child(node)
        if call.handlers is None and node.is_fulfilled:
            self._complete(call)
        if not self._visits.is_empty and not self.is_over:
            self._visits.mark(call)
            self._plan_visits()

    def _complete(self, call: Call) -> None:
        call.is_done = True
        if call.request.node is not None and call.request.node.is_daemoned and self._group is not None:
            self._daemons[call.request.name] = self._group
        self._count_down()

    def _check_daemon(self, call: Call, node: Node) -> None:
        """Fail the template if a daemon of an earlier group has failed; the current group remains as it is."""
        group = self._daemons.get(call.request.name)
        if group in (None, self._group) or not node.has_failed or continues_on(call.step, node.phase):
            return
        self._group = group
        self._fail_group(FAILED, f"child '{node.id}' failed")

    def _plan_visits(self) -> None:
        visits = self._visits
        if not visits.is_planned:
            visits.is_planned = True
            self.controller.react_if_open(self.own_node, lambda: self._run_visits(visits), is_last=True)

    def _run_visits(self, visits: Visits) -> None:
        visits.is_planned = False
        if visits is self._visits and not self.is_over and self.controller.limits.is_workflow_full():
            visits.run_again(self._visit)
        if visits is self._visits and not self.is_over:
            visits.run(self._visit)

    def _visit(self, call: Call) -> bool:
        """Run the handlers of a step; return False if the steps after it have to wait."""
        node, handlers = call.request.node, call.handlers
        if self.is_over or node is None or handlers is None or self._group is None:
            return False
        scope = self._get_scope().extend(self._visits.list_statuses(node, self._group))
        try:
            handlers.run_hooks(node, scope)
            if not handlers.are_hooks_fulfilled:
                return False
        except LaunchError as error:
            self._fail_group(ERROR, str(error))
            return False
        try:
            handlers.run_exit(node, scope.extend({f"steps.{call.step['name']}.status": node.phase}))
        except LaunchError as error:
            self._fail_exit(str(error))
            return False
        if node.is_fulfilled and handlers.are_fulfilled:
            self._complete(call)
        return not self.is_over

    def _count_down(self) -> None:
        if self._count() and self._end_group():
            self._advance()

    def _count(self) -> bool:
        """Count a step that has ended, and return whether it was the last one of the group."""
        self._pending -= 1
        return self._pending == 0 and not self.is_over

    def _end_group(self) -> bool:
        """End the group, and return whether the next one starts."""
        assert self._group is not None
        called = {call.request.name: call.step for call in self._calls}
        for node in self._group.children:
            if node.has_failed and not continues_on(called.get(node.name) or {}, node.phase):
                self._fail_group(FAILED, f"child '{node.id}' failed")
                return False
        self.controller.set_phase(self._group, SUCCEEDED)
        try:
            steps = self._groups[self._number]
            self._values.update(collect_values(steps, self._group, self._calls, self.controller.store))
        except (AggregationError, LaunchError) as error:
            self.raise_later(str(error))
            self._clean_up()
            return False
        return True

    def _fail_exit(self, message: str) -> None:
        """Fail the group because an exit handler cannot be run: that of the entrypoint ends the workflow."""
        is_entrypoint = self.request.boundary is None and self.own_node.name == self.controller.submission.name
        if is_entrypoint:
            self.controller.entry_error = message
        self._fail_group(ERROR, message, ERROR if is_entrypoint else FAILED)

    def _fail_group(self, phase: str, message: str, template_phase: str = FAILED) -> None:
        if self.is_over:
            return
        assert self._group is not None
        self.controller.set_phase(self._group, phase, message)
        self._set_outbound()
        self._clean_up()
        self.finish(template_phase, "Workflow operation error" if template_phase == ERROR else message)

    def _fail_fast(self) -> bool:
        """Fail the template once no pod runs, if a step has failed."""
        node = self.own_node
        if self.is_over or not node.unsuccessful or node.active_pods:
            return False
        self._fail_group(FAILED, FAIL_FAST)
        return True

    def _set_outbound(self) -> None:
        if self._group is not None:
            self.own_node.outbound = list_ends(self._group)

    def _end(self) -> None:
        self._set_outbound()
        try:
            outputs: Outputs | None = collect_outputs(self.template, self._get_scope(), self.controller.evaluation)
        except (ProcessingError, EvaluationError, GoPanicError) as error:
            self.raise_later(describe(error))
            self._clean_up()
            return
        if outputs is not None:
            self.own_node.outputs = outputs
            self.controller.export(outputs)
        self.save_to_cache(None)  # Argo stores the outputs that the node had before
        self._clean_up()
        self.finish(SUCCEEDED)

    def _clean_up(self) -> None:
        self.controller.stop_daemons(self.own_node)
        self.controller.on_failure.pop(self.own_node.id, None)
        self._calls = []
        self._values.clear()
