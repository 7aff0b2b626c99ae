"""Check whether the fields of a resource template fit its action (workflow/executor/resource.go; kubectl)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.phases import WORKFLOW_PHASES, find_phase
from argogen.context import Template
from argogen.diagnostics import Severity
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.kubernetes.kinds import JOB_STATUS, is_builtin
from argogen.suggestions import suggest
from argogen.yaml.embedded import EmbeddedYamlError

_CONDITIONS = ("successCondition", "failureCondition")
_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
# A flag and its value as one argument, or several words where kubectl expects the name of a resource.
_JOINED_FLAG = re.compile(r"--?[a-z][-a-z]*\s+\S|[^-\s=]\S*\s+(\S+\s+)*-", re.ASCII)
# A requirement of a field of the status that an absent field does not satisfy.
_REQUIRED_STATUS = re.compile(r"(?:^|,)\s*(status\.(\w+)[\w.]*)\s*(?:(==?|>|<|\bin\b)\s*([^,]*))?(?=,|$)")
_WORD = re.compile(r"[A-Za-z]+")


def check_actions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report fields and patches that do not fit the action of a resource template."""
    for each in subject.objects.get("ResourceTemplate", ()):
        yield from _check_deletion(each)
        yield from _check_strategy(each, subject)
        yield from _check_flags(each)
        yield from _check_source(each)
        yield from _check_status(each)
        yield from _check_outputs(each)


def _report(message: str, hint: str, each: ArgoObject, *below: str | int, warn: bool = False) -> RuleDiagnostic:
    severity = Severity.WARNING if warn else None
    at = ("invalid-resource-manifest", message, each.origin, hint)
    return RuleDiagnostic(*at, below=(*each.below, *below), severity=severity)


def _check_deletion(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    if each.value.get("action") == "delete":
        for field in _CONDITIONS:
            if each.value.get(field):
                yield _report(f"'{field}' is not supported with the action 'delete'", "remove it", each, field)
        if isinstance(each.node, Template) and each.node.outputs:
            message = "output parameters are not supported with the action 'delete'"
            origin = each.node.outputs[0].origin or each.origin
            yield RuleDiagnostic("invalid-resource-manifest", message, origin, "remove them")


def _check_strategy(each: ArgoObject, subject: Subject) -> Iterator[RuleDiagnostic]:
    action, strategy = each.value.get("action"), each.value.get("mergeStrategy")
    if action != "patch":
        if strategy and action and "{{" not in str(action):
            message = f"'mergeStrategy' has no effect with the action '{action}'"
            yield _report(message, "remove it, or use 'patch'", each, "mergeStrategy", warn=True)
        return
    parts = _read(each.value.get("manifest"), subject)
    if strategy == "json":
        yield from _check_json_patch(parts, each)
    elif strategy in (None, "strategic") and (version := _find_custom(parts)):
        message = f"objects of '{version}' are custom resources, which Kubernetes does not patch with 'strategic'"
        yield _report(message, "add 'mergeStrategy: merge'", each, "mergeStrategy" if strategy else "action")


def _read(manifest: Any, subject: Subject) -> Sequence[Any]:
    """Return the parts of a manifest without tags, none of any other one."""
    if not isinstance(manifest, str):
        return manifest if isinstance(manifest, list) else ()
    try:
        return subject.read_embedded(manifest) if "{{" not in manifest else ()
    except EmbeddedYamlError:
        return ()


def _find_custom(parts: Sequence[Any]) -> str:
    """Return the `apiVersion` of the first custom resource, "" without any."""
    for part in parts:
        version = str(part.get("apiVersion") or "") if isinstance(part, Mapping) else ""
        group = version.partition("/")[0]
        if "/" in version and "." in group and not group.endswith(".k8s.io") and not is_builtin(version):
            return version
    return ""


def _check_json_patch(parts: Sequence[Any], each: ArgoObject) -> Iterator[RuleDiagnostic]:
    if not each.value.get("flags"):
        message = "a JSON patch names no object: 'flags' must have its kind and name"
        yield _report(message, "add 'flags: [KIND, NAME]'", each, "mergeStrategy")
    for part in parts:
        if not isinstance(part, list):
            message = "a JSON patch must be a list of operations"
            yield _report(message, 'write "[{op: add, path: …, value: …}]"', each, "manifest")
            return
        for operation in part:
            name = operation.get("op") if isinstance(operation, Mapping) else None
            if name not in _OPERATIONS:
                hint = suggest(str(name), _OPERATIONS, f"use one of {', '.join(_OPERATIONS)}")
                yield _report(f"unknown operation of a JSON patch '{name}'", hint, each, "manifest")


def _check_flags(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    flags = each.value.get("flags")
    for index, flag in enumerate(flags if isinstance(flags, list | tuple) else ()):
        if isinstance(flag, str) and _JOINED_FLAG.match(flag):
            words = json.dumps(flag.split(), ensure_ascii=False)
            message = f"kubectl receives '{flag}' as one argument"
            yield _report(message, f"write each word as an item: {words}", each, "flags", index)


def _check_source(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report a manifest of an artifact that the template does not have."""
    source = each.value.get("manifestFrom")
    artifact = source.get("artifact") if isinstance(source, Mapping) else None
    name = artifact.get("name") if isinstance(artifact, Mapping) else None
    if name and isinstance(each.node, Template) and "{{" not in str(name):
        known = [it.name for it in each.node.input_artifacts]
        if name not in known:
            message = f"unknown input artifact '{name}'"
            hint = suggest(str(name), known, "declare it in 'inputs'")
            yield _report(message, hint, each, "manifestFrom", "artifact", "name")


def _check_outputs(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report paths of outputs that kubectl prints as they are, or cannot parse."""
    for output in each.node.outputs if isinstance(each.node, Template) else ():
        path = output.json_path or (output.value_from or {}).get("jsonPath")
        if isinstance(path, str) and "{{" not in path and path.count("{") != path.count("}"):
            message, hint = f"unclosed brace in the path '{path}'", "add '}'"
        elif isinstance(path, str) and path and "{" not in path:
            message = f"kubectl prints '{path}' itself: a path without braces is text"
            hint = f"use '{{.{path.lstrip('$.')}}}'"
        else:
            continue
        at = ("invalid-resource-manifest", message, output.origin or each.origin, hint, "jsonPath")
        yield RuleDiagnostic(*at, below=("valueFrom", "jsonPath"))


def _check_status(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report a condition on a field of the status that the object does not have: the step never ends."""
    condition = each.value.get("successCondition")
    manifest = each.value.get("manifest")
    if not isinstance(condition, str) or "status." not in condition or not isinstance(manifest, str):
        return
    kind = _find_kind(manifest)
    for found in _REQUIRED_STATUS.finditer(condition) if kind else ():
        message, hint, part = _explain_status(kind, found)
        if message:
            at = (each.origin, hint, "successCondition", condition, *found.span(part))
            below = (*each.below, "successCondition")
            yield RuleDiagnostic("unknown-status", message, *at, below=below, severity=Severity.WARNING)


def _find_kind(manifest: str) -> str:
    """Return the kind of a manifest with a known status, "" for any other one."""
    kinds = re.findall(r"(?m)^kind: *(\w+) *(?:#.*)?$", manifest)
    versions = re.findall(r"(?m)^apiVersion: *([\w./]+) *(?:#.*)?$", manifest)
    known = {("Job", "batch/v1"), ("Workflow", "argoproj.io/v1alpha1")}
    return kinds[0] if len(kinds) == 1 and (*kinds, *versions) in known else ""


def _explain_status(kind: str, found: re.Match[str]) -> tuple[str, str, int]:
    """Return the message, the hint and the group of the invalid part, "" as the message if it is valid."""
    field = found[2]
    if kind == "Job" and field not in JOB_STATUS:
        hint = suggest(field, sorted(JOB_STATUS), "use 'status.succeeded > 0'")
        return f"a Job has no '{found[1]}': the condition is never true", hint, 1
    if kind == "Workflow" and found[1] == "status.phase" and found[3] != "in" and found[4]:
        word = found[4].strip()
        if _WORD.fullmatch(word) and word not in WORKFLOW_PHASES:
            meant = find_phase(word, WORKFLOW_PHASES)
            hint = f"use '{meant}'" if meant else f"use one of {', '.join(WORKFLOW_PHASES)}"
            return f"'{word}' is not a phase of a workflow: the condition is never true", hint, 4
    return "", "", 0
