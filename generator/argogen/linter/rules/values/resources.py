"""Resource templates: the manifest for kubectl, and the conditions on the object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.argo.expressions.selector import check_selector
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.diagnostics import Severity
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.embedded import EmbeddedYamlError, load_embedded

_CONDITIONS = ("successCondition", "failureCondition")
_NEEDED = ("apiVersion", "kind")


def check_resources(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid manifests, and conditions that are not selectors."""
    for each in subject.objects.get("ResourceTemplate", ()):
        yield from _check_manifest(each)
        for field in _CONDITIONS:
            condition = each.value.get(field)
            if isinstance(condition, str) and condition.strip():
                yield from _check_condition(condition, field, each)


def _check_manifest(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    manifest = each.value.get("manifest")
    both = manifest and each.value.get("manifestFrom") is not None
    if both:
        below = (*each.below, "manifestFrom")
        message = "a resource has one manifest; this one has both 'manifest' and 'manifestFrom'"
        yield RuleDiagnostic("bad-manifest", message, each.origin, "remove one of them", key=True, below=below)
    if not manifest:
        if each.value.get("manifestFrom") is None and not each.value.get("flags"):
            message = "there is nothing to do this with"
            yield RuleDiagnostic(
                "bad-manifest", message, each.origin, "add manifest: or manifestFrom:", below=each.below
            )
        return
    if isinstance(manifest, str):
        yield from _check_text(manifest, each)


def _check_text(manifest: str, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    below = (*each.below, "manifest")
    try:
        objects = [part for part in load_embedded(manifest) if part is not None]
    except EmbeddedYamlError as error:
        # A tag may become anything, also what makes it whole.
        if "{{" not in manifest and "{%" not in manifest:
            yield RuleDiagnostic("bad-manifest", f"this is no YAML: {_explain(error)}", each.origin, "", below=below)
        return
    for part in objects:
        missing = [name for name in _NEEDED if not (isinstance(part, Mapping) and part.get(name))]
        if missing and "{{" not in str(part if not isinstance(part, Mapping) else list(part)):
            what = " and ".join(f"'{name}'" for name in missing)
            message = f"kubectl needs an object of Kubernetes', and this has no {what}"
            severity = None if each.value.get("action") in ("create", "apply", "replace") else Severity.WARNING
            yield RuleDiagnostic("bad-manifest", message, each.origin, "add it", below=below, severity=severity)
            return


def _explain(error: EmbeddedYamlError) -> str:
    return error.problem + (f" in its line {error.line}" if error.line is not None else "")


def _check_condition(condition: str, field: str, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    try:
        check_selector(condition)
    except ExpressionSyntaxError as fault:
        end = max(fault.end, fault.start + 1)
        below = (*each.below, field)
        yield RuleDiagnostic(
            "bad-expression", fault.message, each.origin, fault.hint, field, condition, fault.start, end, below=below
        )
