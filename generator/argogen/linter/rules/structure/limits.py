"""Check limits, delays and durations that are negative or zero, which Argo accepts.

Most of them are compared with a time that has passed (workflow/controller/operator.go, workflow/gccontroller); the
probes of containers are validated by the Kubernetes API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.notation.durations import read_duration, read_go_duration
from argogen.argo.notation.error import NotationError
from argogen.linter.model.flow.constants import list_constants
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.retries import list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity


class _Limit(NamedTuple):
    """The minimum of a field, the function that reads it, and the effect of a value below the minimum.

    `is_error` if nothing can work with such a value. Of a field with a minimum of 1, zero is invalid.
    """

    minimum: int
    effect: str
    read: Callable[[str], int] = int
    is_error: bool = False


_DELETED = "Argo deletes the workflow as soon as it ends"
_NEVER_RETRIED = "the step is never retried"
_REJECTED = "Kubernetes rejects the pod"
_PROBE = {
    field: _Limit(0, _REJECTED, is_error=True)
    for field in (
        "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
        "terminationGracePeriodSeconds",
    )
}  # fmt: skip
_LIMITS: Mapping[str, Mapping[str, _Limit]] = {
    "TTLStrategy": {
        "secondsAfterCompletion": _Limit(0, _DELETED),
        "secondsAfterSuccess": _Limit(0, _DELETED),
        "secondsAfterFailure": _Limit(0, _DELETED),
    },
    "PodGC": {"deleteDelayDuration": _Limit(0, "Argo uses its default delay", read_duration)},
    "Template": {
        "activeDeadlineSeconds": _Limit(1, "the pod fails immediately", is_error=True),
        "parallelism": _Limit(1, "nothing starts", is_error=True),
        "timeout": _Limit(1, "the step fails immediately", read_go_duration, is_error=True),
        "pendingTimeout": _Limit(1, "the step fails immediately", read_go_duration, is_error=True),
    },
    "Memoize": {"maxAge": _Limit(1, "no entry of the cache is ever used", read_go_duration)},
    "RetryStrategy": {"limit": _Limit(0, _NEVER_RETRIED)},
    "Backoff": {
        "duration": _Limit(0, "the wait before a retry is not defined", read_duration),
        "cap": _Limit(1, "retries do not wait", read_duration),
        "factor": _Limit(0, "Argo ignores it"),
    },
    "SuspendTemplate": {"duration": _Limit(0, "Argo resumes it immediately", read_duration)},
    "HTTP": {"timeoutSeconds": _Limit(1, "every request fails", is_error=True)},
    "ContainerSetRetryStrategy": {
        "retries": _Limit(1, "no container runs its command, and all succeed", is_error=True),
        "duration": _Limit(0, "every container fails", read_go_duration, is_error=True),
    },
    "PodDisruptionBudgetSpec": {
        field: _Limit(0, "Kubernetes rejects the budget", is_error=True) for field in ("minAvailable", "maxUnavailable")
    },
    "Probe": _PROBE,
}
_OF_RETRIES = frozenset({"RetryStrategy", "Backoff"})
# Other checks report these fields of templates themselves.
_CHECKED = frozenset({"activeDeadlineSeconds", "parallelism"})


def check_limits(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report limits and durations below their minimum."""
    passed = PassedValues(subject)
    for each in _list_objects(subject):
        for field, limit in _LIMITS[each.definition].items():
            value = each.value.get(field)
            if value is not None and not (field in _CHECKED and not each.below and _is_constant(value)):
                yield from _check(each, field, limit, passed)


def _is_constant(value: Any) -> bool:
    return "{{" not in str(value)


def _list_objects(subject: Subject) -> Iterator[ArgoObject]:
    for definition in _LIMITS:
        yield from subject.objects.get(definition, ()) if definition not in _OF_RETRIES else ()
    for retry in list_retries(subject):
        at = ArgoObject("RetryStrategy", retry.value, retry.node, retry.origin, retry.below)
        yield at
        if retry.backoff:
            yield at._replace(definition="Backoff", value=retry.backoff, below=(*retry.below, "backoff"))


def _check(each: ArgoObject, field: str, limit: _Limit, passed: PassedValues) -> Iterator[RuleDiagnostic]:
    value = each.value[field]
    if _is_constant(value):
        if _is_below(str(value), limit):
            severity = None if limit.is_error else Severity.WARNING
            message, hint = _describe(field, str(value), limit)
            below = (*each.below, field)
            yield RuleDiagnostic("zero-limit", message, each.origin, hint, field, severity=severity, below=below)
        return
    lowest = limit if limit.is_error else limit._replace(minimum=0)  # a caller may mean zero
    for constant in list_constants(passed, each.node, value):
        if _is_below(constant.value, lowest):
            message, hint = _describe(field, constant.value, limit)
            at = (constant.field, constant.value)
            yield RuleDiagnostic("zero-limit", message, constant.origin, hint, *at, severity=Severity.WARNING)


def _is_below(text: str, limit: _Limit) -> bool:
    """Return whether a valid value is below the minimum; invalid ones are reported elsewhere."""
    try:
        return limit.read(text) < limit.minimum
    except (NotationError, ValueError):
        return False


def _describe(field: str, text: str, limit: _Limit) -> tuple[str, str]:
    """Return the message and the hint for a value."""
    must = "greater than 0" if limit.minimum else "0 or greater"
    return f"'{field}' must be {must}, got {text}: {limit.effect}", f"use a value {must}, or remove '{field}'"
