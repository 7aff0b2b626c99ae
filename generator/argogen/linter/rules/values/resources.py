"""Check resource templates: the manifest for kubectl, and the conditions on the object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.expressions.selector import check_selector
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.diagnostics import Severity
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.embedded import EmbeddedYamlError

_CONDITIONS = ("successCondition", "failureCondition")
_NEEDED = ("apiVersion", "kind")


def check_resources(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid manifests, and conditions that are not selectors."""
    for each in subject.objects.get("ResourceTemplate", ()):
        yield from _check_manifest(each, subject)
        for field in _CONDITIONS:
            condition = each.value.get(field)
            if isinstance(condition, str) and condition.strip():
                yield from _check_condition(condition, field, each)


def _check_manifest(each: ArgoObject, subject: Subject) -> Iterator[RuleDiagnostic]:
    manifest = each.value.get("manifest")
    both = manifest and each.value.get("manifestFrom") is not None
    if both:
        below = (*each.below, "manifestFrom")
        message = "'manifest' and 'manifestFrom' are mutually exclusive"
        yield RuleDiagnostic(
            "invalid-resource-manifest", message, each.origin, "remove one of them", key=True, below=below
        )
    if not manifest:
        if each.value.get("manifestFrom") is None and not each.value.get("flags"):
            message, hint = "resource template has no manifest", "add 'manifest' or 'manifestFrom'"
            yield RuleDiagnostic("invalid-resource-manifest", message, each.origin, hint, below=each.below)
        return
    if isinstance(manifest, str):
        yield from _check_text(manifest, each, subject)
    elif isinstance(manifest, list):
        yield from _check_objects(manifest, each)


def _check_text(manifest: str, each: ArgoObject, subject: Subject) -> Iterator[RuleDiagnostic]:
    try:
        objects = [part for part in subject.read_embedded(manifest) if part is not None]
    except EmbeddedYamlError as error:
        # The value of a tag may make the manifest valid.
        if "{{" not in manifest and "{%" not in manifest:
            below = (*each.below, "manifest")
            yield RuleDiagnostic(
                "invalid-resource-manifest",
                f"manifest is not valid YAML: {_explain(error)}",
                each.origin,
                "",
                below=below,
            )
        return
    yield from _check_patch(manifest, each)
    yield from _check_objects(objects, each)


def _check_patch(manifest: str, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report a patch that begins as JSON does, but is not (ToJSON of k8s.io/apimachinery/pkg/util/yaml)."""
    is_patch = each.value.get("action") == "patch" and manifest.lstrip().startswith("{")
    if is_patch and "{{" not in manifest and not _is_json(manifest):
        message = "kubectl parses a patch that begins with '{' as JSON, which this is not"
        below = (*each.below, "manifest")
        hint = "write each top-level key on a separate line, or quote keys and values as in JSON"
        yield RuleDiagnostic("invalid-resource-manifest", message, each.origin, hint, below=below)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _check_objects(objects: Sequence[Any], each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report the first object that kubectl rejects."""
    below = (*each.below, "manifest")
    if each.value.get("action") == "patch" and each.value.get("flags"):
        return  # which name the object
    for part in objects:
        missing = [name for name in _NEEDED if not (isinstance(part, Mapping) and part.get(name))]
        if missing and "{{" not in str(part if not isinstance(part, Mapping) else list(part)):
            fields = " and ".join(f"'{name}'" for name in missing)
            message = f"object in the manifest has no {fields}"
            severity = None if each.value.get("action") in ("create", "apply", "replace") else Severity.WARNING
            yield RuleDiagnostic(
                "invalid-resource-manifest", message, each.origin, f"add {fields}", below=below, severity=severity
            )
            return
        if isinstance(part, Mapping) and not each.value.get("flags"):
            yield from _check_name(part, each)


def _check_name(part: Mapping[str, Any], each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report an object without a name, by which kubectl finds it; only `create` can generate one."""
    action, metadata = each.value.get("action"), part.get("metadata")
    is_list = str(part.get("kind")).endswith("List") or "{{" in str(part.get("kind"))
    if is_list or not isinstance(metadata, Mapping | None) or "{{" in str(list(metadata or ())) or not action:
        return
    names = [name for name in ("name", "generateName") if (metadata or {}).get(name)]
    if not names or (names == ["generateName"] and action != "create"):
        needed = "'name' or 'generateName'" if action == "create" else "'name'"
        message = f"object in the manifest has no {needed}, which '{action}' requires"
        at, severity = (each.origin, "add it to 'metadata'"), Severity.WARNING
        below = (*each.below, "manifest")
        yield RuleDiagnostic("invalid-resource-manifest", message, *at, below=below, severity=severity)


def _explain(error: EmbeddedYamlError) -> str:
    return error.problem + (f" (line {error.line} of the manifest)" if error.line is not None else "")


def _check_condition(condition: str, field: str, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    try:
        check_selector(condition)
    except ExpressionSyntaxError as fault:
        end = max(fault.end, fault.start + 1)
        below = (*each.below, field)
        yield RuleDiagnostic(
            "invalid-expression",
            fault.message,
            each.origin,
            fault.hint,
            field,
            condition,
            fault.start,
            end,
            below=below,
        )
