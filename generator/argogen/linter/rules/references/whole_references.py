"""Check references to whole WorkflowTemplates: their entrypoints and arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.context import Artifact, Parameter
from argogen.diagnostics import Severity
from argogen.linter.model.flow.library_arguments import AcceptedArguments
from argogen.linter.model.libraries import Library
from argogen.linter.model.subject import BINDING, Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import NameIndex, list_first, suggest

_PARAMETERS = ("workflow", "parameters")
# The workflows that these objects start get no other arguments.
_WITHOUT_ARGUMENTS = frozenset({"CronWorkflow", BINDING})


def check_whole_references(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a WorkflowTemplate that is run as a whole without an entrypoint or a required parameter."""
    reference = subject.workflow.workflow_template_ref
    if subject.libraries is None or reference is None or subject.is_library:
        return
    key = (bool(reference.cluster_scope), reference.name)
    library = subject.libraries.find(key)
    if library is not None and library.templates is not None:
        shown = f"'{reference.name}'{subject.libraries.locate(key)}"
        yield from _check_entrypoint(subject, shown, library)
        yield from _check_arguments(subject, shown, library)
        yield from _find_unknown(subject, shown, library.accepted)


def _find_unknown(subject: Subject, shown: str, accepted: AcceptedArguments) -> Iterator[RuleDiagnostic]:
    """Report arguments that the WorkflowTemplate does not use: Argo ignores them, as it does misspelt ones."""
    own = {use.parts[2] if len(use.parts) > 2 else "json" for use in subject.uses if use.parts[:2] == _PARAMETERS}
    parameters = () if "json" in own else (it for it in subject.workflow.arguments if it.name not in own)
    artifacts = subject.workflow.artifacts
    for kind, given, known, is_open in (
        ("parameter", [*parameters], accepted.parameters, accepted.is_open),
        ("artifact", [*artifacts], accepted.artifacts, False),
    ):
        for argument in _list_unknown(given, known, is_open=is_open):
            message = f"WorkflowTemplate {shown} has no {kind} '{argument.name}'"
            hint = suggest(argument.name, known, f"known {kind}s: {list_first(known) or 'none'}")
            at, severity = ("name", argument.name), Severity.WARNING
            yield RuleDiagnostic("unknown-argument", message, argument.origin, hint, *at, key=True, severity=severity)


def _list_unknown(
    given: Sequence[Parameter | Artifact], known: NameIndex, *, is_open: bool
) -> Iterator[Parameter | Artifact]:
    """Yield unknown arguments; with `is_open`, only those that are similar to a known one, which is not given."""
    names = {argument.name for argument in given}
    for argument in given:
        near = known.find_nearest(argument.name) if argument.name not in known else argument.name
        if near != argument.name and not (is_open and (not near or near in names)):
            yield argument


def _check_entrypoint(subject: Subject, shown: str, library: Library) -> Iterator[RuleDiagnostic]:
    workflow = subject.workflow
    given = workflow.entrypoint
    if given is None and not library.entrypoint:
        message = f"WorkflowTemplate {shown} has no entrypoint"
        hint = f"add 'entrypoint' to {shown}, with one of its templates: {list_first(library.names)}"
        yield RuleDiagnostic("unknown-template-ref", message, (*workflow.origin, "use"), hint)
    elif given is not None and given not in library.names and "{{" not in given:
        message = f"WorkflowTemplate {shown} has no template '{given}'"
        hint = suggest(given, library.names, f"use one of its templates: {list_first(library.names)}")
        yield RuleDiagnostic("unknown-template-ref", message, workflow.origin, hint, "entrypoint", given)


def _check_arguments(subject: Subject, shown: str, library: Library) -> Iterator[RuleDiagnostic]:
    is_closed = subject.workflow.kind in _WITHOUT_ARGUMENTS
    yield from _report_missing(library.required if is_closed else (), shown, subject)
    entrypoint = subject.workflow.entrypoint or library.entrypoint
    signature = (library.templates or {}).get(entrypoint)
    if signature is not None:
        undeclared = [name for name in signature.inputs.required if name not in library.declared.parameters]
        yield from _report_missing(undeclared, f"{shown}, required by entrypoint '{entrypoint}'", subject)


def _report_missing(required: Sequence[str], of: str, subject: Subject) -> Iterator[RuleDiagnostic]:
    missing = [name for name in required if name not in subject.parameters]
    if missing:
        names = " and ".join(f"'{name}'" for name in missing)
        message = f"missing required parameter{'s' if len(missing) > 1 else ''} {names} of {of}"
        hint = f"add {names} to '{subject.phrase('parameters', 'arguments.parameters')}'"
        yield RuleDiagnostic("missing-argument", message, (*subject.workflow.origin, "use"), hint)
