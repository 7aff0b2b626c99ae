"""Report what templates of other manifests require and the calling workflow does not declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argogen.context import Call, Hook, TemplateRef
from argogen.diagnostics import Severity
from argogen.linter.model.libraries import Libraries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.references.globals import METADATA, list_metadata
from argogen.linter.rules.storage.volumes import has_tag, list_shared_volumes


class _Declared(NamedTuple):
    volumes: frozenset[str]
    parameters: frozenset[str]
    metadata: frozenset[str]


def find_unmet_requirements(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report calls of templates with volumes or parameters which the workflow does not declare.

    Those of a WorkflowTemplate are of the workflow that is submitted: there it is a warning.
    """
    libraries = subject.libraries
    if libraries is None or not subject.external_calls:
        return
    declared = _list_declared(subject, libraries)
    if declared is not None:
        for call, reference in subject.external_calls:
            yield from _compare(call, reference, declared, subject)


def _list_declared(subject: Subject, libraries: Libraries) -> _Declared | None:
    """Return what the workflow and the WorkflowTemplate that it runs declare; None if that is unknown."""
    whole = subject.workflow.workflow_template_ref
    metadata = frozenset(f"{word}.{key}" for word in METADATA for key in list_metadata(subject, word))
    own = _Declared(frozenset(list_shared_volumes(subject.workflow)), frozenset(subject.parameters), metadata)
    if whole is None:
        return own
    library = libraries.find((bool(whole.cluster_scope), whole.name))
    if library is None or library.templates is None:
        return None
    more = library.declared
    return _Declared(
        own.volumes.union(more.volumes), own.parameters.union(more.parameters), metadata.union(more.metadata)
    )


def _compare(
    call: Call | Hook, reference: TemplateRef, declared: _Declared, subject: Subject
) -> Iterator[RuleDiagnostic]:
    assert subject.libraries is not None
    required = subject.libraries.list_required(reference)
    missing = [name for name in required.volumes if name not in declared.volumes]
    if missing and not has_tag(declared.volumes):
        yield _report("undeclared-volume", ("mounts the volume", "volumes"), missing, call, subject)
    missing = [name for name in required.parameters if name not in declared.parameters]
    if missing:
        yield _report("unknown-parameter", ("reads the parameter", "parameters"), missing, call, subject)
    missing = [name for name in required.metadata if name not in declared.metadata and "/" not in name]
    if missing:
        words = ("reads the label or annotation", "workflowMetadata")
        yield _report("unknown-tag-variable", words, missing, call, subject)


def _report(
    rule: str, words: tuple[str, str], missing: Sequence[str], call: Call | Hook, subject: Subject
) -> RuleDiagnostic:
    reference, kind = call.template_ref, subject.workflow.kind
    assert reference is not None
    names = " and ".join(f"'{name}'" for name in missing)
    libraries = subject.libraries
    located = libraries.locate((bool(reference.cluster_scope), reference.name)) if libraries is not None else ""
    does, key = words
    plural = "" if len(missing) == 1 else "s"
    message = (
        f"template '{reference.template}' of '{reference.name}'{located} {does}{plural} {names},"
        f" which this {kind} does not declare"
    )
    key = subject.phrase(key, "arguments.parameters") if key == "parameters" else key
    hint = f"add {names} to '{key}' of this {kind}: Argo ignores those of '{reference.name}'"
    severity = Severity.WARNING if subject.is_library else None
    return RuleDiagnostic(rule, message, call.origin, hint, "templateRef", severity=severity, key=True)
