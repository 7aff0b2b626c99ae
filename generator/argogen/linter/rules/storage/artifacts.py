"""Check sources, locations and keys of artifacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.argo.expressions.tags import find_tags
from argogen.context import Artifact, Template
from argogen.diagnostics import Severity
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import list_first

# Kinds of values that are not artifacts, by the field of a reference.
_OTHER_KINDS = {"parameters": "a parameter", "result": "a string", "exitCode": "a number", "status": "a string"}


def check_stores(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report artifacts with several locations, or with several archive strategies."""
    for each in subject.objects.get("ArchiveStrategy", ()):
        given = [strategy for strategy in each.value if each.value[strategy] is not None]
        if len(given) > 1:
            message = f"artifact has multiple archive strategies: '{given[0]}' and '{given[1]}'"
            below = (*each.below, given[1])
            yield RuleDiagnostic(
                "multiple-artifact-locations",
                message,
                each.origin,
                "remove one of them",
                key=True,
                severity=Severity.WARNING,
                below=below,
            )
    for each in subject.objects.get("Artifact", ()):
        found = [store for store in ARTIFACT_STORES if each.value.get(store) is not None]
        if len(found) > 1:
            message = f"artifact has multiple locations: '{found[0]}' and '{found[1]}'"
            below = (*each.below, found[1])
            yield RuleDiagnostic(
                "multiple-artifact-locations", message, each.origin, "remove one of them", key=True, below=below
            )


def check_sources(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report sources that are not artifacts, or lack braces."""
    for caller in subject.callers:
        hooks = (artifact for hook in caller.call.hooks for artifact in hook.artifacts)
        for artifact in (*caller.call.artifacts, *hooks):
            yield from _check_source(artifact, caller.template, subject)
    for template in subject.all_templates:
        if template.steps or template.tasks:
            for artifact in template.output_artifacts:
                yield from _check_source(artifact, template, subject)


def _check_source(artifact: Artifact, template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    reference = artifact.reference
    if reference is None:
        return
    tags = find_tags(reference)
    name = tags[0].body.strip() if len(tags) == 1 and tags[0].end - tags[0].start == len(reference) else reference
    if name.startswith("=") or "{{" in name:
        return
    parts = name.split(".")
    word = next((part for part in parts[1:] if part in ("artifacts", *_OTHER_KINDS)), "")
    if word in _OTHER_KINDS:
        message = f"'{name}' is {_OTHER_KINDS[word]}, not an artifact"
        yield _on_source("unsupported-reference", message, "use an artifact of a step, or an input artifact", artifact)
        return
    if not tags:
        message = "artifact source has no braces"
        yield _on_source("unbraced-artifact-source", message, f"use {{{{{name}}}}}", artifact, f"{{{{{name}}}}}")
    yield from _check_output(parts, artifact, template, subject)


def _check_output(
    parts: list[str], artifact: Artifact, template: Template, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report references to artifacts that a step does not declare."""
    if parts[0] in ("steps", "tasks") and parts[2:] == ["outputs", "artifacts"]:
        message = "missing name of an output artifact"
        yield _on_source("unknown-output", message, f"use {'.'.join(parts)}.NAME", artifact)
    if parts[0] not in ("steps", "tasks") or parts[2:4] != ["outputs", "artifacts"] or len(parts) != 5:
        return
    producer = subject.calls(template).get(parts[1])
    callee = subject.called(producer.call) if producer is not None else None
    if callee is None or "outputs" in callee.raw or callee.name is None:
        return
    declared = subject.index(callee).output_artifacts
    if parts[4] not in declared:
        known = f"declared artifacts: {list_first(declared)}" if declared else "declare it in 'outputs'"
        yield _on_source("unknown-output", f"'{parts[1]}' has no output artifact '{parts[4]}'", known, artifact)


def _on_source(rule: str, message: str, hint: str, artifact: Artifact, fix: str | None = None) -> RuleDiagnostic:
    text = artifact.reference or ""
    return RuleDiagnostic(rule, message, artifact.origin, hint, field="from", text=text, fix=fix, below=("from",))


def find_same_keys(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report keys under which several steps, or several runs of a step, store artifacts."""
    written: dict[tuple[str, str, str], ArgoObject] = {}
    for each in subject.objects.get("Artifact", ()):
        if each.below or not _is_output(each, subject):
            continue
        for store, field in ARTIFACT_STORES.items():
            place = each.value.get(store)
            key = place.get(field) if field and isinstance(place, Mapping) else None
            if place and isinstance(key, str) and "{{" not in key:
                yield from _check_key(each, (store, _bucket(place), key), written, subject)


def _is_output(each: ArgoObject, subject: Subject) -> bool:
    node, name = each.node, each.value.get("name")
    return isinstance(node, Template) and name in subject.index(node).output_artifacts


def _bucket(place: Mapping[str, Any]) -> str:
    return str(place.get("bucket") or place.get("container") or "")


def _check_key(
    each: ArgoObject, where: tuple[str, str, str], written: dict[tuple[str, str, str], ArgoObject], subject: Subject
) -> Iterator[RuleDiagnostic]:
    store, _, key = where
    below = (store, ARTIFACT_STORES[store])
    assert isinstance(each.node, Template)
    before = written[where].node if where in written else None
    if isinstance(before, Template) and before is not each.node:
        message = f"artifact overwrites the one of '{before.name}': both have the same key"
        hint = "make the key unique, for example with {{pod.name}}"
        yield RuleDiagnostic("overwritten-output", message, each.origin, hint, text=key, below=below)
    elif subject.runs_often(each.node):
        message = f"'{each.node.name}' runs several times, and each run overwrites the artifact of the previous one"
        hint = "make the key unique, for example with {{pod.name}} or an input parameter"
        yield RuleDiagnostic("overwritten-output", message, each.origin, hint, text=key, below=below)
    written.setdefault(where, each)
