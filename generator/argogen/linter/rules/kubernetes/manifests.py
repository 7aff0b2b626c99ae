"""Check the objects in the manifests of resource templates, which kubectl passes to the API server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import mask_tags
from argogen.argo.structure import load_structure
from argogen.argo.versions import VERSIONS
from argogen.context import Template
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import is_loop, mapping_in, mappings_in
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.kubernetes.embedded_objects import read_with_tags
from argogen.linter.rules.kubernetes.findings import Finding
from argogen.linter.rules.kubernetes.kinds import CLUSTER_KINDS, explain_removal, find_kind_fault, suggest_version
from argogen.linter.rules.kubernetes.plain_objects import CHECKS, check_metadata
from argogen.linter.rules.kubernetes.workloads import check_workload
from argogen.suggestions import suggest
from argogen.yaml.embedded import EmbeddedPlaces

_WRITING = ("create", "apply", "replace")
_READING_ONE = (*_WRITING, "get", "patch")


class _Found(NamedTuple):
    """An invalid part of a document of a manifest; of a `severity` other than that of the rule."""

    document: int
    finding: Finding
    severity: Severity | None = None


def check_manifests(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report objects in the manifests of resource templates that Kubernetes or Argo rejects."""
    for each in subject.objects.get("ResourceTemplate", ()):
        manifest = each.value.get("manifest")
        objects = _read(manifest, subject)
        places = EmbeddedPlaces(mask_tags(manifest)) if objects and isinstance(manifest, str) else None
        for found in _check(objects, each, subject):
            yield _locate(found, places, each)
        if each.value.get("setOwnerReference") is True:
            yield from _check_scope(objects, each)


def _read(manifest: Any, subject: Subject) -> Sequence[Any]:
    """Return the objects of a manifest; none of one that is not YAML."""
    if not isinstance(manifest, str):
        return manifest if isinstance(manifest, list) else ()
    return read_with_tags(manifest, subject)


def _locate(found: _Found, places: EmbeddedPlaces | None, each: ArgoObject) -> RuleDiagnostic:
    path, message, hint, _ = found.finding
    below = (*each.below, "manifest")
    at = ("invalid-resource-manifest", message, each.origin, hint)
    if places is None:
        return RuleDiagnostic(*at, below=(*below, found.document, *path), severity=found.severity)
    start, end = places.find(found.document, path)
    return RuleDiagnostic(*at, "", each.value["manifest"], start, end, below=below, severity=found.severity)


def _check(objects: Sequence[Any], each: ArgoObject, subject: Subject) -> Iterator[_Found]:
    action = each.value.get("action")
    yield from _check_number(objects, action)
    for index, part in enumerate(objects):
        if isinstance(part, Mapping) and "{{" not in f"{part.get('kind')}{part.get('apiVersion')}":
            yield from (_Found(index, *found) for found in _check_kind(part))
            if action in _WRITING:
                yield from (_Found(index, it, _rate(it, action)) for it in _check_object(part, each))
                yield from (_Found(index, it, Severity.WARNING) for it in _check_owner(part, each, subject))
            if action == "create":
                yield from (_Found(index, it, Severity.WARNING) for it in _check_repeated(part, each, subject))


def _rate(finding: Finding, action: Any) -> Severity | None:
    """Return the severity: an applied object may exist already, with the parts that the manifest lacks."""
    return Severity.WARNING if finding.is_absent and action == "apply" else None


def _check_number(objects: Sequence[Any], action: Any) -> Iterator[_Found]:
    """Report several objects: Argo reads the output of kubectl as one (workflow/executor/resource.go)."""
    written = [(index, part) for index, part in enumerate(objects) if isinstance(part, Mapping)]
    items = [part for _, part in written if part.get("kind") == "List" for part in mappings_in(part, "items")]
    if action in _READING_ONE and (len(written) > 1 or len(items) > 1):
        message = f"'{action}' requires a manifest with one object: Argo reads the output of kubectl as one"
        hint = "use a separate template for each object"
        yield _Found(written[1][0] if len(written) > 1 else written[0][0], Finding((), message, hint))


def _check_kind(part: Mapping[str, Any]) -> Iterator[tuple[Finding, Severity | None]]:
    version, kind = str(part.get("apiVersion")), str(part.get("kind"))
    message, hint = find_kind_fault(version, kind)
    if message and part.get("kind"):
        yield Finding(("apiVersion",) if hint.startswith("use") else ("kind",), message, hint), None
    elif removed := explain_removal(version):
        served = suggest_version(kind)
        message = f"Kubernetes {removed} and later do not have '{version}'"
        yield Finding(("apiVersion",), message, f"use '{served}'" if served else ""), Severity.WARNING


def _check_object(part: Mapping[str, Any], each: ArgoObject) -> Iterator[Finding]:
    version, kind = part.get("apiVersion"), str(part.get("kind"))
    yield from check_metadata(part)
    if version == "v1" and kind in CHECKS:
        yield from CHECKS[kind](part)
    if version in ("v1", "apps/v1", "batch/v1"):
        yield from check_workload(kind, part, each)
    elif version == "argoproj.io/v1alpha1" and kind in ("Workflow", "WorkflowTemplate"):
        yield from _check_workflow(part)


def _check_workflow(part: Mapping[str, Any]) -> Iterator[Finding]:
    """Report unknown fields and an undefined entrypoint of a workflow."""
    spec = mapping_in(part, "spec")
    for fault in load_structure(VERSIONS[-1]).check(spec, "WorkflowSpec", ("spec",)):
        if fault.code == "unknown-field":
            yield Finding(fault.path, fault.message, fault.hint)
    names = [str(template.get("name")) for template in mappings_in(spec, "templates")]
    entrypoint = spec.get("entrypoint")
    if entrypoint and names and "{{" not in f"{entrypoint}{names}" and entrypoint not in names:
        yield Finding(("spec", "entrypoint"), f"undefined entrypoint '{entrypoint}'", suggest(str(entrypoint), names))


def _check_owner(part: Mapping[str, Any], each: ArgoObject, subject: Subject) -> Iterator[Finding]:
    """Report an owner in another namespace than the object."""
    namespace = mapping_in(part, "metadata").get("namespace")
    own = subject.workflow.metadata.namespace
    is_known = namespace and own and "{{" not in f"{namespace}{own}"
    if is_known and namespace != own and each.value.get("setOwnerReference") is True:
        message = f"Kubernetes deletes the object: its owner is not in the namespace '{namespace}'"
        yield Finding(("metadata", "namespace"), message, "remove 'setOwnerReference', or the namespace")


def _check_scope(objects: Sequence[Any], each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report an owner of an object without a namespace, which a workflow cannot own."""
    for kind in (str(part.get("kind")) for part in objects if isinstance(part, Mapping)):
        if kind in CLUSTER_KINDS:
            message = f"'setOwnerReference' has no effect: a {kind} has no namespace, so a workflow cannot own it"
            hint = "remove it, and delete the object in an exit handler"
            at = ("invalid-resource-manifest", message, each.origin, hint)
            yield RuleDiagnostic(*at, below=(*each.below, "setOwnerReference"), severity=Severity.WARNING)


def _check_repeated(part: Mapping[str, Any], each: ArgoObject, subject: Subject) -> Iterator[Finding]:
    """Report an object that each iteration of a loop creates with the same name."""
    metadata = mapping_in(part, "metadata")
    name = metadata.get("name")
    if not name or "{{" in f"{name}{metadata.get('namespace')}" or not isinstance(each.node, Template):
        return
    if any(is_loop(site.call) for site in subject.callers_of(each.node)):
        message = f"each iteration creates '{name}': only the first one succeeds"
        yield Finding(("metadata", "name"), message, "use the item in the name, or 'generateName'")
