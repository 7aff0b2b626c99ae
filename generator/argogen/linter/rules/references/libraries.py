"""References to templates of other manifests, and their arguments and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.context import Call, Hook, TemplateRef
from argogen.diagnostics import Severity
from argogen.linter.model.libraries import Libraries, Signature
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import find_nearest, suggest
from argogen.yaml.node_path import NodePath

_PARAMETERS = ("outputs", "parameters")


def check_template_refs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to templates in none of the files, and their unknown or missing arguments."""
    libraries = subject.libraries
    if libraries is None:
        return
    callers: tuple[Call | Hook, ...] = (*(it.call for it in subject.callers), *(hook for _, hook in subject.hooks))
    for call in callers:
        reference = call.template_ref
        if reference is not None and not _is_open(reference):
            signature = _find(reference, libraries)
            if signature is not None:
                yield from _check_arguments(call, signature)
            elif not _is_unknown(reference, libraries):
                yield from _refuse(reference, libraries, call.origin)
    whole = subject.workflow.workflow_template_ref
    if whole is not None and "{{" not in whole.name and _key(whole) not in libraries:
        yield from _refuse(whole, libraries, subject.workflow.origin)
    yield from _check_outputs(subject, libraries)


def _is_open(reference: TemplateRef) -> bool:
    return "{{" in f"{reference.name}{reference.template}"


def _key(reference: TemplateRef) -> tuple[bool, str]:
    return bool(reference.cluster_scope), reference.name


def _find(reference: TemplateRef, libraries: Libraries) -> Signature | None:
    library = libraries.get(_key(reference))
    return library.templates.get(reference.template or "") if library and library.templates else None


def _is_unknown(reference: TemplateRef, libraries: Libraries) -> bool:
    """Whether there is such a library without known templates."""
    library = libraries.get(_key(reference))
    return library is not None and library.templates is None


def _refuse(reference: TemplateRef, libraries: Libraries, origin: NodePath) -> Iterator[RuleDiagnostic]:
    kind = "ClusterWorkflowTemplate" if reference.cluster_scope else "WorkflowTemplate"
    library = libraries.get(_key(reference))
    field = "templateRef" if reference.template is not None else "workflowTemplateRef"
    if library is not None and library.templates is not None:
        text = reference.template or ""
        message = f"the {kind} '{reference.name}' has no template '{reference.template}'"
        hint = suggest(text, library.templates, f"it has {', '.join(library.templates) or 'none'}")
    else:
        known = tuple(name for is_cluster, name in libraries if is_cluster == bool(reference.cluster_scope))
        message = f"there is no {kind} '{reference.name}' among these files"
        hint = suggest(reference.name, known, "add its folder with --ref, or allow it with --ignore-missing-refs")
        text = reference.name
    yield RuleDiagnostic("unknown-template-ref", message, origin, hint, field, text)


def _check_arguments(call: Call | Hook, signature: Signature) -> Iterator[RuleDiagnostic]:
    given = {argument.name for argument in (*call.arguments, *call.more_arguments)}
    artifacts = {artifact.name for artifact in call.artifacts}
    if isinstance(call, Hook) and call.name == "exit" and not given and not artifacts:
        return  # it gets the arguments of the workflow
    yield from _compare("parameter", given, signature.inputs, call)
    yield from _compare("artifact", artifacts, signature.artifacts, call)


def _compare(what: str, given: set[str], declared: Mapping[str, bool], call: Call | Hook) -> Iterator[RuleDiagnostic]:
    target = call.template_ref.template if call.template_ref else ""
    meant: set[str] = set()
    for name in sorted(given - declared.keys()):
        near = find_nearest(name, tuple(declared))
        meant.add(near)
        hint = f"did you mean '{near}'?" if near else f"it takes {', '.join(declared) or 'none'}"
        message = f"'{target}' has no {what} '{name}'"
        severity = Severity.WARNING  # Argo drops it
        yield RuleDiagnostic("unknown-argument", message, call.origin, hint, name, name, key=True, severity=severity)
    missing = [name for name, is_needed in declared.items() if is_needed and name not in given | meant]
    if missing:
        message = f"'{target}' needs the {what} {' and '.join(missing)}"
        yield RuleDiagnostic(
            "missing-argument", message, call.origin, "add it to the arguments", "templateRef", key=True
        )


def _check_outputs(subject: Subject, libraries: Libraries) -> Iterator[RuleDiagnostic]:
    """Report uses of outputs that a template of another object does not have."""
    if not subject.has_template_refs:
        return
    for text in subject.texts:
        producers = subject.calls(text.template) if text.template is not None else {}
        for use in uses_in(text):
            if use.parts[0] in ("steps", "tasks") and use.parts[2:4] == _PARAMETERS and len(use.parts) == 5:
                producer = producers.get(use.parts[1])
                reference = producer.call.template_ref if producer is not None else None
                signature = _find(reference, libraries) if reference is not None else None
                if signature is not None and use.parts[4] not in signature.outputs:
                    yield _on_output(use, signature)


def _on_output(use: VariableUse, signature: Signature) -> RuleDiagnostic:
    hint = suggest(use.parts[4], signature.outputs, f"it has {', '.join(signature.outputs) or 'none'}")
    message = f"'{use.parts[1]}' has no output '{use.parts[4]}'"
    return use.diagnose("unknown-output", message, hint)
