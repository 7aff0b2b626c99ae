"""Find settings of pods on templates without a pod, most of which Argo accepts and ignores.

Argo builds the pods of containers, scripts, container sets, resources and data from their templates (workflowpod.go).
Steps and tasks pass only constraints on nodes to the pods that they call directly; the agent pod, which sends HTTP
requests, has the settings of the workflow (agent.go); a plugin receives its whole template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Template
from argogen.linter.model.nodes import calls_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_COMPOSITES = {"steps": "steps", "dag": "tasks"}
_BODIES: Mapping[str, str] = {
    "steps": "steps, which run no pod themselves",
    "dag": "tasks, which run no pod themselves",
    "suspend": "a suspend template, which runs no pod",
    "http": "an HTTP template, whose request is sent by the agent pod",
}
_WITHOUT_POD = frozenset({*_BODIES, "plugin"})
# The settings that Argo refuses, and the bodies for which it does (validate.go of 4.1, the first version with them).
_REFUSED: Mapping[str, frozenset[str]] = {"podResources": frozenset({"http", "plugin"}), "resourceClaims": _WITHOUT_POD}
# Constraints on nodes, which steps and tasks pass to the pods that they call directly.
_CONSTRAINTS = ("nodeSelector", "affinity", "tolerations")
_OF_POD = (
    "sidecars", "initContainers", "volumes", "podSpecPatch", "securityContext", "serviceAccountName",
    "automountServiceAccountToken", "executor", "schedulerName", "priorityClassName", "hostAliases", "daemon",
    "podResources", "resourceClaims",
)  # fmt: skip
_OF_LEAF = (*_CONSTRAINTS, *_OF_POD, "activeDeadlineSeconds", "archiveLocation")
_OF_CONTAINERS = ("sidecars", "initContainers", "daemon")
# The fields of the workflow that the agent pod has.
_OF_AGENT = frozenset(_CONSTRAINTS) | {
    "podSpecPatch", "securityContext", "serviceAccountName", "schedulerName", "priorityClassName", "hostAliases"
}  # fmt: skip
_DEADLINES = {
    "http": "use 'timeout', or 'timeoutSeconds' of the request",
    "suspend": "use 'duration' of 'suspend', or set a deadline on the workflow",
}
# The domains of labels and annotations that have a meaning only on pods.
_OF_PODS = (
    "sidecar.istio.io/", "traffic.sidecar.istio.io/", "proxy.istio.io/", "linkerd.io/", "config.linkerd.io/",
    "cluster-autoscaler.kubernetes.io/", "karpenter.sh/", "prometheus.io/", "vault.hashicorp.com/",
)  # fmt: skip


def find_ineffective_settings(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report settings without effect, and refused ones; those that do not fit the body are raw fields of a template."""
    for template in subject.all_templates:
        if template.raw and template.construct in _WITHOUT_POD:
            yield from _find_refused(template)
            if template.construct in _BODIES:
                yield from _find_settings_of_pods(template, subject)
        if template.settings.get("failFast") and template.construct not in _COMPOSITES:
            message = f"'failFast' has no effect on {template.construct}, only on steps and tasks"
            yield _report(message, "set it on the calling template, or remove it", template, "failFast")


def _find_refused(template: Template) -> Iterator[RuleDiagnostic]:
    body = _BODIES.get(template.construct, "a plugin template, which the agent pod runs")
    for field in _REFUSED:
        if _is_refused(field, template):
            message, hint = f"'{field}' is not supported for {body}", _suggest_place(field, template.construct)
            yield _report(message, hint, template, field)._replace(rule="misplaced-field")


def _is_refused(field: str, template: Template) -> bool:
    """Return whether Argo refuses a field: resources of a pod even if they are empty, claims if there are any."""
    refused, value = template.construct in _REFUSED.get(field, ()), template.raw.get(field)
    return refused and (_is_set(value) or (field == "podResources" and value == {}))


def _find_settings_of_pods(template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    is_composite = template.construct in _COMPOSITES
    for field in _OF_POD if is_composite else _OF_LEAF:
        value = template.raw.get(field)
        if _is_set(value) and not (field == "daemon" and value is False) and not _is_refused(field, template):
            message = f"'{field}' has no effect on {_BODIES[template.construct]}"
            yield _report(message, _suggest_place(field, template.construct), template, field)
    yield from _find_metadata(template)
    constraints = [field for field in _CONSTRAINTS if is_composite and template.raw.get(field)]
    if constraints and not _may_call_pod(template, subject):
        for field in constraints:
            message = f"'{field}' has no effect: these {_COMPOSITES[template.construct]} call no template with a pod"
            hint = "set it on the templates with pods, on the templates that call them, or on the workflow"
            yield _report(message, hint, template, field)


def _is_set(value: Any) -> bool:
    """Return whether a field has a value: `false` of `automountServiceAccountToken` is one, an empty list is not."""
    return value not in (None, "", (), [], {})


def _suggest_place(field: str, construct: str) -> str:
    if construct in _COMPOSITES:
        on_workflow = "" if field in _OF_CONTAINERS else f", or set {_name(field)} on the workflow"
        return f"set it on the called templates{on_workflow}"
    if field == "activeDeadlineSeconds":
        return _DEADLINES[construct]
    has_effect = construct == "http" and field in _OF_AGENT
    return f"set {_name(field)} on the workflow, or remove it here" if has_effect else "remove it"


def _name(field: str) -> str:
    """Return the name of a setting on the workflow, in a hint."""
    return "'podPriorityClassName'" if field == "priorityClassName" else "it"


def _find_metadata(template: Template) -> Iterator[RuleDiagnostic]:
    metadata = mapping_in(template.raw, "metadata")
    for kind in ("labels", "annotations"):
        for name in mapping_in(metadata, kind):
            if str(name).startswith(_OF_PODS):
                message = f"'{name}' has no effect on {_BODIES[template.construct]}"
                hint = "set it on the called templates, or in 'podMetadata' of the workflow"
                below = ("metadata", kind, name)
                yield RuleDiagnostic("ineffective-setting", message, template.origin, hint, key=True, below=below)


def _may_call_pod(template: Template, subject: Subject) -> bool:
    """Return whether steps or tasks, or their hooks, call a template with a pod or one of another manifest."""
    calls = [site.call for site in calls_of(template)]
    hooks = [hook for call in calls for hook in call.hooks]
    handlers = [subject.templates.get(call.on_exit) for call in calls if call.on_exit]
    called = [*map(subject.called, calls), *map(subject.called, hooks), *handlers]
    return any(each is None or each.construct not in _WITHOUT_POD for each in called)


def _report(message: str, hint: str, template: Template, field: str) -> RuleDiagnostic:
    return RuleDiagnostic("ineffective-setting", message, template.origin, hint, field, key=True, below=(field,))
