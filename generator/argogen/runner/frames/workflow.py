"""The frame of the workflow: its entrypoint, hooks, exit handler and deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.records import EMPTY
from argogen.runner.controls.locks import LockError
from argogen.runner.execution import SECOND
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.failures import describe_failures
from argogen.runner.frames.frame import STEP_DEADLINE, STOPPED
from argogen.runner.frames.handlers import EXIT, find_exit_hook
from argogen.runner.frames.request import FULL, LaunchError, Owner, Request
from argogen.runner.model.json_text import write
from argogen.runner.nodes.node import (
    ERROR,
    FAILED,
    PENDING,
    POD,
    RUNNING,
    SUCCEEDED,
    SUSPEND,
    UNSUCCESSFUL,
    Identity,
    Node,
)
from argogen.runner.variables.conditions import holds
from argogen.runner.variables.processing import ProcessingError, describe
from argogen.runner.variables.workflow import (
    build_creation_times,
    build_running_metadata,
    build_workflow_variables,
    evaluate_labels,
)


class WorkflowFrame(Owner):
    """A workflow that runs: `phase` and `message` are those of its status."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self.spec: Mapping[str, Any] = controller.submission.spec
        self.phase, self.message = RUNNING, ""
        self._entry: Request | None = None
        self._exit: Request | None = None
        self._hooks: dict[str, Request] = {}
        self._is_ending = False
        self._hook_error = ""
        self._labels: dict[str, str] = {}

    @property
    def is_over(self) -> bool:
        """Whether the workflow has ended."""
        return self.phase != RUNNING

    def start(self) -> None:
        """Start the entrypoint."""
        if not self._prepare():
            return
        controller = self._controller
        entry = Request(controller.submission.name, {"template": self.spec.get("entrypoint") or ""},
                        controller.templates.root, self)  # fmt: skip
        entry.arguments = self.spec.get("arguments") or EMPTY
        entry.order = (0,)
        self._entry = entry
        try:
            controller.launch(entry)
        except LaunchError as error:
            self.failed(entry, error)
            return
        controller.variables["workflow.status"] = RUNNING
        metadata = self.spec.get("workflowMetadata") or {}
        controller.variables.update(build_running_metadata(controller.submission, metadata, self._labels))
        controller.notify(entry)

    def _prepare(self) -> bool:
        """Set the variables and take the locks of the workflow; return False if that fails."""
        controller = self._controller
        try:
            processor = controller.processor
            processor.times = build_creation_times(controller.submission)
            processor.variables.update(build_workflow_variables(controller.submission, processor))
        except ProcessingError as error:
            self._end(FAILED, f"failed to set global parameters: {error}")
            return False
        try:
            self._replace_spec()
            metadata = self.spec.get("workflowMetadata") or {}
            variables = controller.processor.merge(str(metadata), {})
            self._labels = evaluate_labels(metadata, variables, controller.evaluation)
            controller.variables.update(self._labels)
            if self.spec.get("synchronization"):
                controller.locks.acquire("", self.spec["synchronization"])
        except LockError as error:
            self._end(FAILED, f"Failed to acquire the synchronization lock. {error}")
            return False
        except (ProcessingError, EvaluationError, GoPanicError) as error:
            self._end(ERROR, describe(error))
            return False
        controller.variables["workflow.status"] = ""  # before Argo has looked at the workflow for the first time
        controller.variables["workflow.duration"] = "0.000000"
        self._plan_deadline()
        return True

    def _replace_spec(self) -> None:
        """Replace the tags outside of templates."""
        plain = {key: value for key, value in self.spec.items() if key != "templates"}
        replaced = self._controller.processor.replace(write(plain), {})
        self.spec = self._controller.spec = {**self.spec, **replaced}

    def _plan_deadline(self) -> None:
        seconds = self.spec.get("activeDeadlineSeconds")
        if seconds is None:
            return
        controller = self._controller
        started = controller.executor.now() // SECOND * SECOND
        controller.deadline = started + int(seconds) * SECOND
        controller.at(controller.deadline + 1, self._meet_deadline)

    def _meet_deadline(self) -> None:
        """Fail all nodes that run or wait, except those of exit handlers."""
        controller = self._controller
        if self.is_over:
            return
        for request in controller.lock_waiters:
            controller.notify(request)
        for node in list(controller.store):
            if node.is_fulfilled or is_part_of_exit_handler(node):
                continue
            waits = node.phase == PENDING or (node.type == SUSPEND and node.phase == RUNNING)
            if waits or node.has_pod:
                self._stop(node)

    def stop(self) -> None:
        """Stop the workflow: only its exit handlers still run."""
        controller = self._controller
        if self.is_over or controller.is_stopping:
            return
        controller.is_stopping, controller.deadline = True, controller.executor.now() - 1
        self._meet_deadline()
        for end_wait in list(controller.backoffs.values()):
            controller.react(end_wait)

    def _stop(self, node: Node) -> None:
        controller = self._controller
        message = STOPPED if controller.is_stopping else STEP_DEADLINE
        worker = controller.workers.get(node.id)
        for child in node.children:
            if child.boundary is node and not child.is_fulfilled:
                controller.set_phase(child, FAILED, message)
        if worker is not None:
            worker.abort(FAILED, message)
        else:
            controller.set_phase(node, FAILED, message)

    def changed(self, request: Request) -> None:  # noqa: ARG002
        """React to another phase of the entrypoint, of a hook or of the exit handler."""
        if self.is_over or self._entry is None:
            return
        node = self._entry.node
        if node is None:
            return
        for hook in (*self._hooks.values(), self._exit):
            if hook is not None and hook.node is not None and hook is not self._exit:
                node.add_child(hook.node)
        status = {PENDING: PENDING, RUNNING: RUNNING, FAILED: FAILED, ERROR: ERROR}.get(node.phase, SUCCEEDED)
        self._controller.variables["workflow.status"] = status
        self._controller.reassess(node)
        if self._exit is None and not self._run_hooks(node):
            return
        if node.is_fulfilled:
            self._run_exit(node)
        else:
            self._controller.variables["workflow.status"] = RUNNING

    def _run_hooks(self, node: Node) -> bool:
        """Start the hooks whose expression holds; return whether the workflow may end."""
        for name, hook in (self.spec.get("hooks") or {}).items():
            if name == EXIT or name in self._hooks:
                continue
            where = f"{self._controller.submission.name}.hooks.{name}"
            try:
                if not hook.get("expression"):
                    raise LaunchError(f"Expression required for hook {where}")
                if self._holds(hook["expression"]):
                    self._run_hook(name, where, hook, node)
            except LaunchError as error:
                self._fail_hook(node, str(error))
        return all(hook.node is not None and hook.node.is_fulfilled for hook in self._hooks.values())

    def _fail_hook(self, node: Node, message: str) -> None:
        """Make the entrypoint an Error; the phase of a pod replaces it, so that the workflow does not fail."""
        if node.type == POD:
            self._hook_error = message
        else:
            self._controller.set_phase(node, ERROR, message)

    def _holds(self, expression: str) -> bool:
        controller = self._controller
        try:
            return holds(expression, controller.processor.merge(expression, {}), controller.evaluation)
        except ProcessingError as error:
            raise LaunchError(str(error)) from None

    def _run_hook(self, name: str, where: str, hook: Mapping[str, Any], node: Node) -> None:
        request = self._build_handler(where, hook, name)
        if not self._controller.limits.has_room(request):
            raise LaunchError(FULL)
        self._hooks[name] = request
        self._set_duration()
        self._controller.variables["workflow.failures"] = self._describe_failures()
        self._controller.launch(request)
        if request.node is not None:
            node.add_child(request.node)

    def _build_handler(self, where: str, hook: Mapping[str, Any], name: str) -> Request:
        call = {key: hook[key] for key in ("template", "templateRef") if key in hook}
        request = Request(where, call, self._controller.templates.root, self, Identity(handler=name))
        request.arguments, request.is_hooked = hook.get("arguments") or EMPTY, True
        request.order = (1, len(self._hooks))
        return request

    def _run_exit(self, node: Node) -> None:
        """Run the exit handler, and end the workflow after it."""
        if not self._is_ending:
            self._is_ending = True
            self._controller.variables["workflow.failures"] = self._describe_failures()
            hook = find_exit_hook(self.spec, self.spec.get("arguments"))
            if hook is not None:
                self._launch_exit(hook)
                return
        if self._exit is None or (self._exit.node is not None and self._exit.node.is_fulfilled):
            self._conclude(node, self._exit.node if self._exit is not None else None)

    def _launch_exit(self, hook: Mapping[str, Any]) -> None:
        controller = self._controller
        self._set_duration()
        self._exit = self._build_handler(f"{controller.submission.name}.onExit", hook, EXIT)
        self._exit.is_on_exit = True
        try:
            controller.launch(self._exit)
        except LaunchError as error:
            self._end(ERROR, f"error in exit template execution : {error}")
            return
        controller.notify(self._exit)

    def _set_duration(self) -> None:
        controller = self._controller
        duration = (controller.executor.now() - controller.submission.created_at) / SECOND
        controller.variables["workflow.duration"] = f"{duration:.6f}"

    def _describe_failures(self) -> str:
        running = self._entry.node if self._entry is not None and self._controller.entry_error else None
        return describe_failures(self._controller.store, running)

    def _conclude(self, node: Node, exit_node: Node | None) -> None:
        phase, message = SUCCEEDED, ""
        if self._controller.entry_error and (exit_node is not None or self._controller.has_running_pods):
            # Argo looks at the steps again after these have started
            self._controller.set_phase(node, FAILED, self._controller.entry_error)
        if node.phase in UNSUCCESSFUL:
            phase, message = node.phase, self._controller.entry_error or node.message
        elif exit_node is not None and exit_node.phase in UNSUCCESSFUL:
            phase, message = exit_node.phase, exit_node.message
        if self._hook_error:
            self._controller.set_phase(node, ERROR, self._hook_error)
        self._controller.stop_daemons(None)
        self._end(phase, message)

    def failed(self, request: Request, error: LaunchError) -> None:
        """React to the entrypoint or a handler that cannot be run."""
        if self.is_over:
            return
        if error.is_limit:
            self.changed(request)
        elif request is self._entry and request.node is not None and self._controller.has_running_pods:
            self.changed(request)  # Argo looks at the workflow again when these have ended
        elif request is self._entry:
            self._end(ERROR, f"error in entry template execution: {error}")
        elif request is self._exit:
            self._end(ERROR, f"error in exit template execution : {error}")
        elif self._entry is not None and self._entry.node is not None:
            self._fail_hook(self._entry.node, str(error))
            self.changed(request)

    def _end(self, phase: str, message: str) -> None:
        self.phase, self.message = phase, message
        entry = self._entry.node if self._entry is not None else None
        if phase == ERROR and entry is not None and entry.phase == RUNNING:
            self._controller.set_phase(entry, ERROR, "Workflow operation error")


def is_part_of_exit_handler(node: Node) -> bool:
    """Return whether a node is an exit handler or belongs to one."""
    current: Node | None = node
    while current is not None:
        if current.display_name.endswith(".onExit"):
            return True
        current = current.boundary
    return False
