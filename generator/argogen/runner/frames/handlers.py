"""Hooks and exit handlers of a step, a task or the workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.tags.replacement import LENIENT
from argogen.records import EMPTY
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.request import FULL, LaunchError, Request
from argogen.runner.model.json_text import write
from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import Node, Outputs
from argogen.runner.variables.conditions import holds
from argogen.runner.variables.outputs import resolve_artifact
from argogen.runner.variables.processing import ProcessingError, describe
from argogen.runner.variables.scope import Scope, list_artifacts, only_strings

EXIT = "exit"


class Handlers:
    """The hooks and the exit handler of a step or task, whose nodes are beside its own node.

    `done` is called when one of them ends, `fails` when one cannot be run. `may_wait` states that an exit handler waits
    for limits; reaching them is an error otherwise.
    """

    def __init__(
        self, controller: Controller, call: Mapping[str, Any], boundary: Node, base: TemplateBase, prefix: str,
        done: Callable[[], None], fails: Callable[[LaunchError], None],
    ) -> None:  # fmt: skip
        self._controller, self._call, self._boundary, self._base = controller, call, boundary, base
        self._prefix, self._done, self._fails = prefix, done, fails
        self._hooks = {name: hook for name, hook in (call.get("hooks") or {}).items() if name != EXIT}
        self._requests: dict[str, Request] = {}
        self.parent: Request | None = None
        self.may_wait = False

    @property
    def are_fulfilled(self) -> bool:
        """Whether all handlers that were started have ended."""
        return all(request.node is not None and request.node.is_fulfilled for request in self._requests.values())

    @property
    def are_hooks_fulfilled(self) -> bool:
        """Whether all hooks that were started have ended, apart from the exit handler."""
        hooks = (request.node for name, request in self._requests.items() if name != EXIT)
        return all(node is not None and node.is_fulfilled for node in hooks)

    def run_hooks(self, node: Node, scope: Scope) -> None:
        """Start the hooks whose expression holds. Raises LaunchError."""
        self._check_limit(are_exit=False)
        for name, hook in self._hooks.items():
            if name in self._requests:
                continue
            where = f"{node.name}.hooks.{name}"
            if not hook.get("expression"):
                raise LaunchError(f"Expression required for hook {where}")
            if self._holds(hook["expression"], scope):
                attempt = node.find_last_attempt()
                outputs = (attempt or node).outputs
                arguments = hook.get("arguments") or EMPTY
                if arguments and outputs is not None:
                    arguments = self._resolve(arguments, outputs, scope)
                self._run(name, where, hook, arguments, node, is_on_exit=False)

    def run_exit(self, node: Node, scope: Scope) -> None:
        """Start the exit handler after the end of a node, if its expression holds. Raises LaunchError."""
        if not node.is_completed:
            return
        self._check_limit(are_exit=True)
        hook = find_exit_hook(self._call, self._controller.submission.spec.get("arguments"))
        if hook is None or EXIT in self._requests:
            return
        if hook.get("expression") and not self._holds(hook["expression"], scope):
            return
        attempt = node.find_last_attempt()
        arguments = hook.get("arguments") or EMPTY
        if arguments:
            arguments = self._resolve(arguments, (attempt or node).outputs, scope)
        self._run(EXIT, f"{node.name}.onExit", hook, arguments, node, is_on_exit=True)

    def _check_limit(self, *, are_exit: bool) -> None:
        """Fail handlers of steps that run if the limit of the workflow is reached, because Argo executes them again."""
        if self._prefix.startswith("steps.") and self._controller.limits.is_workflow_full():
            self._check_fulfilled(name for name in self._requests if (name == EXIT) is are_exit)

    def check_again(self) -> None:
        """Fail handlers of a target that run if the limit of the workflow is reached: Argo executes them twice."""
        if self._controller.limits.is_workflow_full():
            self._check_fulfilled(self._requests)

    def _check_fulfilled(self, names: Iterable[str]) -> None:
        for name in names:
            node = self._requests[name].node
            if node is None or not node.is_fulfilled:
                raise LaunchError(FULL)

    def _holds(self, expression: str, scope: Scope) -> bool:
        values = self._controller.processor.merge(expression, only_strings(scope.select(expression)))
        try:
            return holds(expression, values, self._controller.evaluation)
        except ProcessingError as error:
            raise LaunchError(str(error)) from None

    def _resolve(self, arguments: Mapping[str, Any], outputs: Outputs | None, scope: Scope) -> Data:
        """Return the arguments of a handler with the outputs of its step or task."""
        own: dict[str, Any] = {}
        for parameter in outputs.parameters if outputs else ():
            own[f"{self._prefix}.outputs.parameters.{parameter['name']}"] = parameter.get("value", "")
        for artifact in outputs.artifacts if outputs else ():
            own[f"{self._prefix}.outputs.artifacts.{artifact['name']}"] = artifact
        text = write(arguments)
        values = scope.extend(own).select(text)
        try:
            replaced: Data = self._controller.processor.replace(text, only_strings(values), LENIENT)
            return pass_artifact_references(replaced, values, self._controller)
        except (ProcessingError, EvaluationError, GoPanicError) as error:
            raise LaunchError(describe(error)) from None

    def _run(
        self, name: str, node_name: str, hook: Mapping[str, Any], arguments: Mapping[str, Any], node: Node, *,
        is_on_exit: bool,
    ) -> None:  # fmt: skip
        call = {key: hook[key] for key in ("template", "templateRef") if key in hook}
        identity = node.identity._replace(handler=name, when="")
        request = Request(node_name, call, self._base, self, identity)
        request.arguments, request.boundary, request.is_hooked, request.is_on_exit = (
            arguments, self._boundary, True, is_on_exit,
        )  # fmt: skip
        if self.parent is not None:
            request.depth, request.order = self.parent.depth, (*self.parent.order, len(self._requests))
        if not (name == EXIT and self.may_wait) and not self._controller.limits.has_room(request):
            raise LaunchError(FULL)
        self._requests[name] = request
        self._controller.launch(request)
        if request.node is not None:
            node.add_child(request.node)
            if request.node.is_fulfilled:
                self._controller.react(self._done)
        self._owned = node

    def changed(self, request: Request) -> None:
        """React to the end of a handler."""
        if request.node is not None:
            self._owned.add_child(request.node)
            if request.node.is_fulfilled:
                self._controller.reassess(self._owned)
                self._done()

    def failed(self, request: Request, error: LaunchError) -> None:  # noqa: ARG002
        """React to a handler that cannot be run."""
        self._fails(error)


def find_exit_hook(call: Mapping[str, Any], arguments: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the exit handler of a step, task or workflow: `onExit`, or the hook `exit`, with arguments."""
    if call.get("onExit"):
        return {"template": call["onExit"], "arguments": arguments or EMPTY}
    hook: Mapping[str, Any] | None = (call.get("hooks") or {}).get(EXIT)
    if hook is None:
        return None
    given = hook.get("arguments") or {}
    has_arguments = bool(given.get("parameters") or given.get("artifacts"))
    return hook if has_arguments else {**hook, "arguments": arguments or EMPTY}


def pass_artifact_references(arguments: Data, values: Mapping[str, Any], controller: Controller) -> Data:
    """Return arguments whose artifacts have a location instead of a reference. Raises ProcessingError."""
    if not arguments.get("artifacts"):
        return arguments
    passed = []
    for artifact in list_artifacts(arguments):
        if not artifact.get("from") and not artifact.get("fromExpression"):
            passed.append(artifact)
            continue
        try:
            found = resolve_artifact(artifact, values, controller.evaluation)
        except ProcessingError as error:
            if artifact.get("optional"):
                continue
            raise ProcessingError(f"unable to resolve references: {error}") from None
        if found is not None:
            passed.append(found)
    return {**arguments, "artifacts": passed}
