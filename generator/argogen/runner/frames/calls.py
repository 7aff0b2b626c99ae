"""Steps and tasks: their references, and the state of each run of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.govaluate.evaluation import evaluate_when
from argogen.argo.evaluation.tags.replacement import require_prefixes
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.handlers import Handlers
from argogen.runner.frames.request import LaunchError, Owner, Request
from argogen.runner.model.json_text import write
from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data
from argogen.runner.model.sequences import TooManyItemsError
from argogen.runner.nodes.node import ERROR, FAILED, Identity, Node
from argogen.runner.variables.loops import Expanded, expand, is_loop
from argogen.runner.variables.outputs import is_unresolved, resolve_artifact
from argogen.runner.variables.processing import ProcessingError, describe
from argogen.runner.variables.scope import Scope, list_artifacts, only_strings

FAIL_FAST = "template has failed or errored children and failFast enabled"
"""The message of a template that fails fast."""
_REMEDY = "refer to an output that always exists, or make this step depend on the condition of the one it refers to"
_REFERENCES = require_prefixes(("steps", "tasks"))
_MISSING = ("failed to resolve {{", " is missing", "variable not in env")


class RequeueError(Exception):
    """A step or task that Argo examines again and again, with the reason and the remedy."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


class CallFrame(Protocol):
    """A frame of steps or tasks."""

    def update(self, call: Call) -> None:
        """React to another phase of a step or task, or of one of its handlers."""
        ...

    def fail_call(self, call: Call, error: LaunchError) -> None:
        """React to a step or task that could not be run after all."""
        ...

    def fail_handler(self, call: Call, error: LaunchError) -> None:
        """React to a handler that cannot be run."""
        ...


class Call(Owner):
    """A run of a step or task: its request and its handlers. `is_done` states that both have ended."""

    __slots__ = ("frame", "handlers", "is_done", "request", "step")

    def __init__(self, step: Mapping[str, Any], frame: CallFrame, name: str, base: TemplateBase, identity: Identity):
        self.step, self.frame, self.is_done = step, frame, False
        self.request = Request(name, step, base, self, identity)
        self.request.arguments = step.get("arguments") or {}
        self.handlers: Handlers | None = None

    def add_handlers(self, controller: Controller, boundary: Node, prefix: str) -> None:
        """Prepare the hooks and the exit handler, if there are any."""
        if self.step.get("hooks") or self.step.get("onExit"):
            self.handlers = Handlers(
                controller, self.step, boundary, self.request.base, prefix, lambda: self.frame.update(self),
                lambda error: self.frame.fail_handler(self, error),
            )  # fmt: skip
            self.handlers.parent = self.request

    def changed(self, request: Request) -> None:  # noqa: ARG002
        """React to another phase of the node."""
        self.frame.update(self)

    def failed(self, request: Request, error: LaunchError) -> None:  # noqa: ARG002
        """React to an error that occurs later than the request."""
        self.frame.fail_call(self, error)


def resolve_call(controller: Controller, call: Data, scope: Scope, *, strict_artifacts: bool) -> Data:
    """Return a step or task with its references replaced; only its condition if that does not hold.

    `strict_artifacts` is the rule of tasks for optional artifacts. Raises RequeueError or ProcessingError.
    """
    bare = {key: value for key, value in call.items() if key != "hooks"}
    text = write(bare)
    values = scope.select(text)
    strings = only_strings(values)
    hooks = {"hooks": call["hooks"]} if "hooks" in call else {}
    if call.get("when"):
        when = _replace(controller, write(call["when"]), strings)
        if not _is_executed(when, call):
            return {**bare, "when": when, **hooks}
    resolved: Data = _replace(controller, text, strings) if "{{" in text else bare
    if (resolved.get("arguments") or {}).get("artifacts"):
        artifacts = _resolve_artifacts(resolved["arguments"], values, controller, strict=strict_artifacts)
        resolved = {**resolved, "arguments": {**resolved["arguments"], "artifacts": artifacts}}
    return {**resolved, **hooks}


def _replace(controller: Controller, text: str, values: Mapping[str, str]) -> Any:
    try:
        return controller.processor.replace(text, values, _REFERENCES)
    except (EvaluationError, GoPanicError) as error:
        message = describe(error)
        if any(part in message for part in _MISSING):
            raise RequeueError(f"a reference never gets a value: {message}", _REMEDY) from None
        raise ProcessingError(message) from None


def _is_executed(when: str, call: Mapping[str, Any]) -> bool:
    try:
        return evaluate_when(when)
    except EvaluationError as error:
        if not is_loop(call):
            raise ProcessingError(describe(error)) from None
        return True


def _resolve_artifacts(
    arguments: Mapping[str, Any], values: Mapping[str, Any], controller: Controller, *, strict: bool
) -> list[Data]:
    passed = []
    for artifact in list_artifacts(arguments):
        try:
            found = resolve_artifact(artifact, values, controller.evaluation)
        except ProcessingError as error:
            if artifact.get("optional") and (not strict or is_unresolved(error)):
                continue
            raise ProcessingError(str(error) if strict else f"unable to resolve references: {error}") from None
        passed.append(artifact if found is None else found)
    return passed


def expand_call(controller: Controller, call: Data, scope: Scope) -> list[Expanded]:
    """Return the runs of a step or task. Raises RequeueError, ProcessingError or EvaluationError."""
    if not is_loop(call):
        return [Expanded(call, call["name"])]
    try:
        return list(expand(call, scope, controller.processor, controller.evaluation))
    except TooManyItemsError as error:
        raise RequeueError(str(error), "reduce 'count' or 'end'") from None


def continues_on(call: Mapping[str, Any], phase: str) -> bool:
    """Return whether a step or task lets others continue after it ended in a phase."""
    allowed = call.get("continueOn") or {}
    return bool((allowed.get("error") and phase == ERROR) or (allowed.get("failed") and phase == FAILED))
