"""Check the shutdown strategy of a workflow, which `argo stop` and `argo terminate` set (workflow/util/util.go).

In a new workflow, Argo applies it before the first step (workflow/controller/workflowpod.go, exec_control.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from argogen.diagnostics import Severity
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

if TYPE_CHECKING:
    from argogen.yaml.document import Document

_STRATEGIES = ("Stop", "Terminate")


def check_shutdown(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a shutdown strategy of a workflow that has not been started."""
    strategy = fields_of(subject.workflow).get("shutdown")
    if not strategy or "{{" in str(strategy) or _has_status(subject.document):
        return
    if strategy not in _STRATEGIES:
        yield _report(f"unknown shutdown strategy '{strategy}'", suggest(str(strategy), _STRATEGIES), subject)
    elif subject.is_library:
        message = f"workflows that run this {subject.workflow.kind} as a whole stop at their start"
        yield _report(message, "remove 'shutdown'", subject)
    elif strategy == "Stop" and _may_have_exit_handler(subject):
        yield _report("the workflow stops at its start: only its exit handler runs", "remove 'shutdown'", subject)
    else:
        message = "the workflow stops at its start: none of its templates runs"
        yield _report(
            message,
            f"remove 'shutdown', or use '{subject.phrase('suspended', 'suspend')}: true'",
            subject,
            Severity.ERROR,
        )


def _report(message: str, hint: str, subject: Subject, severity: Severity | None = None) -> RuleDiagnostic:
    at = (subject.workflow.origin, hint, "shutdown")
    return RuleDiagnostic("shutdown-at-start", message, *at, severity=severity, below=("shutdown",))


def _may_have_exit_handler(subject: Subject) -> bool:
    """Return whether an exit handler runs: of the workflow, or of the WorkflowTemplate that it runs as a whole."""
    workflow = subject.workflow
    is_known = workflow.on_exit is None and all(hook.name != "exit" for hook in workflow.hooks)
    return not is_known or workflow.workflow_template_ref is not None


def _has_status(document: Document | None) -> bool:
    """Return whether the manifest is that of a workflow that was started, as a cluster returns it."""
    original = getattr(document, "original", None)
    return isinstance(original, Mapping) and bool(original.get("status"))
