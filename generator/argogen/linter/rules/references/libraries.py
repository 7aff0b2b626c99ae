"""Check references to templates of other manifests, with their arguments and outputs."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.context import Call, Hook, TemplateRef
from argogen.diagnostics import Severity
from argogen.linter.model.libraries import Inputs, Libraries, Name, Signature
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import list_first, suggest
from argogen.yaml.node_path import NodePath

_SCOPE = "clusterScope: true"
_PARAMETERS = ("outputs", "parameters")
_ELSEWHERE = "add its directory with --ref, or disable the rule with --ignore unknown-template-ref"


def check_template_refs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to templates that are in none of the files, and unknown or missing arguments."""
    libraries = subject.libraries
    if libraries is None:
        return
    for call, reference in subject.external_calls:
        if not _is_open(reference):
            signature = _find(reference, libraries)
            if signature is not None:
                yield from _check_arguments(call, signature, libraries.locate(_key(reference)))
            elif not _is_unknown(reference, libraries):
                yield from _refuse(reference, libraries, call.origin)
    whole = subject.workflow.workflow_template_ref
    if whole is not None and "{{" not in whole.name and libraries.find(_key(whole)) is None:
        yield from _refuse(whole, libraries, subject.workflow.origin)
    yield from _check_outputs(subject, libraries)


def _is_open(reference: TemplateRef) -> bool:
    return "{{" in f"{reference.name}{reference.template}"


def _key(reference: TemplateRef) -> Name:
    return bool(reference.cluster_scope), reference.name


def _find(reference: TemplateRef, libraries: Libraries) -> Signature | None:
    library = libraries.find(_key(reference))
    return library.templates.get(reference.template or "") if library and library.templates else None


def _is_unknown(reference: TemplateRef, libraries: Libraries) -> bool:
    """Whether the library exists, but its templates are unknown."""
    library = libraries.find(_key(reference))
    return library is not None and library.templates is None


def _refuse(reference: TemplateRef, libraries: Libraries, origin: NodePath) -> Iterator[RuleDiagnostic]:
    kind = TEMPLATE_KINDS[bool(reference.cluster_scope)]
    library = libraries.find(_key(reference))
    field = "templateRef" if reference.template is not None else "workflowTemplateRef"
    if library is not None and library.templates is not None:
        text = reference.template or ""
        message = (
            f"unknown template '{reference.template}' of {kind} '{reference.name}'{libraries.locate(_key(reference))}"
        )
        hint = _suggest_scope(reference, libraries) or suggest(
            text, library.names, f"known templates: {list_first(library.names) or 'none'}"
        )
    else:
        message, hint = _explain_unknown(reference, kind, libraries)
        text = reference.name
    yield RuleDiagnostic("unknown-template-ref", message, origin, hint, field, text)


def _suggest_scope(reference: TemplateRef, libraries: Libraries) -> str:
    """Return the hint for a template of the object with the same name in the other scope, or ""."""
    of_cluster = not reference.cluster_scope
    other = libraries.find((of_cluster, reference.name))
    if other is None or reference.template not in (other.templates or {}):
        return ""
    change = f"{'add' if of_cluster else 'remove'} '{_SCOPE}'"
    return f"{change}: the {TEMPLATE_KINDS[of_cluster]} '{reference.name}' has this template"


def _explain_unknown(reference: TemplateRef, kind: str, libraries: Libraries) -> tuple[str, str]:
    """Return the message and the hint for a reference to an object that is in none of the files."""
    message, of_cluster = f"unknown {kind} '{reference.name}'", bool(reference.cluster_scope)
    if libraries.find((not of_cluster, reference.name)) is not None:
        hint = f"{'remove' if of_cluster else 'add'} '{_SCOPE}'"
        return f"{message}: the object with this name is a {TEMPLATE_KINDS[not of_cluster]}", hint
    near = libraries.names(of_cluster=of_cluster).find_nearest(reference.name)
    # No fix: the object may be in other files, or only in the cluster, beside one with a similar name.
    hint = f"did you mean '{near}'? Otherwise {_ELSEWHERE}" if near else _ELSEWHERE
    return f"{message}: it is in none of the files", hint


def _check_arguments(call: Call | Hook, signature: Signature, located: str) -> Iterator[RuleDiagnostic]:
    """Compare arguments; `located` is where the template is, if there are several with its name."""
    given = {argument.name for argument in call.arguments}
    artifacts = {artifact.name for artifact in call.artifacts}
    if isinstance(call, Hook) and call.name == "exit" and not given and not artifacts:
        return  # Argo passes the arguments of the workflow
    yield from _compare("parameter", given, signature.inputs, (call, located))
    yield from _compare("artifact", artifacts, signature.artifacts, (call, located))


def _compare(
    kind: str, given: set[str], declared: Inputs, located_call: tuple[Call | Hook, str]
) -> Iterator[RuleDiagnostic]:
    call, located = located_call
    target = f"'{call.template_ref.template if call.template_ref else ''}'{located}"
    meant: set[str] = set()
    for name in sorted(name for name in given if name not in declared.names):
        meant.add(declared.names.find_nearest(name))
        hint = suggest(name, declared.names, f"known {kind}s: {list_first(declared.names) or 'none'}")
        message = f"template {target} has no input {kind} '{name}'"
        severity = Severity.WARNING  # Argo ignores it
        yield RuleDiagnostic("unknown-argument", message, call.origin, hint, name, name, key=True, severity=severity)
    there = given | meant
    missing = [name for name in declared.required if name not in there]
    if missing:
        message = f"template {target} requires the {kind} {' and '.join(map(repr, missing))}"
        yield RuleDiagnostic(
            "missing-argument", message, call.origin, "pass it as an argument", "templateRef", key=True
        )


def _check_outputs(subject: Subject, libraries: Libraries) -> Iterator[RuleDiagnostic]:
    """Report references to outputs that the template of another manifest does not declare."""
    if not subject.has_template_refs:
        return
    for use in subject.uses:
        template = use.text.template
        is_output = use.parts[0] in ("steps", "tasks") and use.parts[2:4] == _PARAMETERS and len(use.parts) == 5
        if is_output and template is not None:
            producer = subject.calls(template).get(use.parts[1])
            reference = producer.call.template_ref if producer is not None else None
            signature = _find(reference, libraries) if reference is not None else None
            if signature is not None and use.parts[4] not in signature.outputs:
                yield _on_output(use, signature, libraries.locate(_key(reference)) if reference is not None else "")


def _on_output(use: VariableUse, signature: Signature, located: str) -> RuleDiagnostic:
    hint = suggest(use.parts[4], signature.outputs, f"known outputs: {list_first(signature.outputs) or 'none'}")
    message = f"'{use.parts[1]}' has no output '{use.parts[4]}'{located and f': its template is{located}'}"
    return use.diagnose("unknown-output", message, hint)
