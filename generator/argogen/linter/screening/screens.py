"""The table of the checks of errors, with the content of a Context that each of them requires."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.catalogue import Check
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import BINDING
from argogen.linter.screening.evidence import Evidence
from argogen.linter.screening.fields import FIELDS, OTHER_CONTAINERS

Screen = Callable[[Evidence], bool]

_WITH_ARTIFACTS = ("artifacts", "hooks", "input_artifacts", "output_artifacts", "data", "http", "resource")
# The fields in which a limit that is too small is an error.
_LIMITED = (
    "timeout",
    "pendingTimeout",
    "http",
    "podDisruptionBudget",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
)
# The fields with objects that Kubernetes validates.
_OF_PODS = (
    "affinity",
    "tolerations",
    "nodeSelector",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
    "ports",
    "securityContext",
    "dnsPolicy",
    "imagePullSecrets",
    "dnsConfig",
    "hostAliases",
    "podDisruptionBudget",
    "podGC",
    "serviceAccountName",
    "priorityClassName",
    "podPriorityClassName",
    "volumes",
    "volume_claims",
    "mounts",
    *OTHER_CONTAINERS,
)
_EXPRESSIONS = ("expression", "http", "data", "hooks", "stopStrategy", "outputs", "workflowMetadata")
# The beginnings of references in Argo syntax; the compiler checks the others.
_STEPS = tuple(f"{root}{mark}" for root in ("steps", "tasks", "outputs") for mark in ".[?")
_GLOBALS = (
    "workflow.failures",
    "workflow.outputs",
    "workflow.labels",
    "workflow.annotations",
    "workflow[",
    "workflow?",
)
_ITEMS = ("item.", "item[", "item?")
_VALUES = ("inputs.artifacts", "inputs[", "inputs?", "creationTimestamp")


def _sets(*fields: str) -> Screen:
    """Return a screen for fields, one of which some node sets."""
    return lambda evidence: not evidence.fields.isdisjoint(fields)


def _mentions(*words: str) -> Screen:
    return lambda evidence: evidence.mentions(words)


def _has_expressions(evidence: Evidence) -> bool:
    is_retry = any(node.retry is not None and node.retry.expression for node in evidence.subject.nodes)
    return is_retry or _sets(*_EXPRESSIONS)(evidence) or evidence.mentions(("{{=",))


def _has_retry_tags(evidence: Evidence) -> bool:
    return any(node.retry is not None and "{{" in (node.retry.expression or "") for node in evidence.subject.nodes)


def _has_conditions(evidence: Evidence) -> bool:
    return evidence.has_unusual_conditions or "when" in evidence.subject.workflow.cron


def _has_durations(evidence: Evidence) -> bool:
    fields = ("timeout", "pendingTimeout", "memoize", "podGC", "suspend", "container_set", "templateDefaults")
    return evidence.has_unusual_retries or _sets(*fields)(evidence)


def _has_unusual_prefixes(evidence: Evidence) -> bool:
    return evidence.has_unusual_loops or _sets("synchronization", "memoize")(evidence)


def _has_sources(evidence: Evidence) -> bool:
    return any(it.value_from is not None for it in evidence.subject.workflow.arguments)


def _is_cron(evidence: Evidence) -> bool:
    return bool(evidence.subject.workflow.cron)


def _is_binding(evidence: Evidence) -> bool:
    return evidence.subject.workflow.kind == BINDING


def _has_other_containers(evidence: Evidence) -> bool:
    return _sets(*OTHER_CONTAINERS)(evidence)


def _has_pod_fields(evidence: Evidence) -> bool:
    return evidence.has_variables_of_pods or _sets("volumes", "templateDefaults", *OTHER_CONTAINERS)(evidence)


def _has_sub_paths(evidence: Evidence) -> bool:
    return evidence.has_sub_paths or _sets("volumes", *OTHER_CONTAINERS)(evidence)


def _has_passed_values(evidence: Evidence) -> bool:
    return evidence.has_tags_in_values or _sets("labels", "with_sequence", *OTHER_CONTAINERS)(evidence)


SCREENS: Mapping[Check, Screen] = {
    **{check: _sets(*fields) for check, fields in FIELDS.items()},
    "bodies.pod_settings:find_ineffective_settings": _sets("podResources", "resourceClaims"),
    "execution.config_references:check_config_references": lambda it: it.subject.config_objects is not None,
    "execution.daemons:find_exhausted_parallelism": _sets("parallelism"),
    "execution.handlers:check_handlers": lambda it: it.has_hooks_or_inline_loops or it.mentions(("pod.name",)),
    "execution.task_results:check_task_results": lambda it: it.has_task_results,
    "execution.passed_values:check_passed_values": _has_passed_values,
    "expressions.conditions:check_conditions": _has_conditions,
    "expressions.expr:check_expressions": _has_expressions,
    "expressions.event_bindings:check_event_bindings": _is_binding,
    "expressions.retry_tags:check_retry_tags": _has_retry_tags,
    "kubernetes.pod_fields:check_pod_fields": lambda it: it.has_variables_of_pods or _sets(*_OF_PODS)(it),
    "references.globals:find_unknown_globals": _mentions(*_GLOBALS),
    "references.head_variables:check_head_variables": _sets("synchronization", "memoize", "templateDefaults"),
    "references.global_order:check_global_order": _mentions("workflow.outputs"),
    "references.items:check_items": _mentions(*_ITEMS),
    "references.prefixes:find_unknown_prefixes": _has_unusual_prefixes,
    "references.loop_results:find_non_json_results": lambda it: any(map(is_loop, it.calls)),
    "references.step_values:check_step_values": _mentions(*_STEPS, *_VALUES),
    "references.steps:check_references": _mentions(*_STEPS),
    "storage.artifacts:check_sources": _sets("artifacts", "output_artifacts", "hooks"),
    "storage.artifacts:check_stores": _sets(*_WITH_ARTIFACTS),
    "storage.downward_api:check_field_paths": _has_pod_fields,
    "storage.locations:check_locations": _sets(*_WITH_ARTIFACTS),
    "storage.modes:check_modes": _sets("volumes", *_WITH_ARTIFACTS),
    "storage.outputs:check_output_paths": lambda it: it.has_several_outputs,
    "storage.sub_paths:check_sub_paths": _has_sub_paths,
    "structure.containers:find_duplicate_containers": _has_other_containers,
    "structure.containers:find_reserved_names": _has_other_containers,
    "structure.counts:find_too_many": lambda it: it.has_many_objects,
    "structure.limits:check_limits": _sets(*_LIMITED, *OTHER_CONTAINERS),
    "structure.loops:check_loops": _sets("with_sequence"),
    "structure.placements:find_misplaced_sources": _has_sources,
    "structure.recursion:find_endless_recursion": lambda it: it.has_nested_calls,
    "structure.retries:check_retries": lambda it: it.has_unusual_retries,
    "values.http:check_requests": _sets("http"),
    "structure.sizes:find_oversized_arguments": lambda it: it.has_long_strings or _has_other_containers(it),
    "values.notations:check_durations": _has_durations,
    "values.notations:check_images": lambda it: it.has_unusual_images or _has_other_containers(it),
    "values.notations:check_variables": lambda it: it.has_unusual_variables or _has_other_containers(it),
    "values.schedules:check_schedules": _is_cron,
    "values.schedules:find_missing_values": _is_cron,
}
"""The condition under which a check can find an error; a check without one runs always.

All of them run if the Context may contain any object of Argo.
"""


def is_needed(check: Check, evidence: Evidence) -> bool:
    """Return whether a check can find an error in a Context."""
    screen = SCREENS.get(check)
    return screen is None or evidence.has_any_fields or screen(evidence)
