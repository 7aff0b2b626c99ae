"""Check retries and deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.durations import read_duration
from argogen.argo.notation.error import NotationError
from argogen.linter.model.flow.constants import list_constants
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import defaults_of, display_name, fields_of, mapping_in
from argogen.linter.model.retries import RetryFields, list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_DEADLINE = "activeDeadlineSeconds"
_INTEGER_HINT = "use an integer or a template tag"
# Expressions that never hold, or that depend on the number or duration of the attempts.
_ENDS = re.compile(r"\A[\s(]*false[\s)]*\Z|\bretries\b|\blastRetry\.duration\b")
# Labels of nodes that a cloud provider can reclaim at any time.
_SPOT = re.compile(r"spot|preemptible", re.IGNORECASE)


def check_retries(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report retries without a limit or with an invalid one, and backoffs that end before the first retry."""
    for retry in list_retries(subject):
        yield from _check_policy(retry)
        yield from _check_limit(retry)
        if retry.backoff:
            yield from _check_backoff(retry, subject)


def _check_policy(retry: RetryFields) -> Iterator[RuleDiagnostic]:
    policy = retry.value.get("retryPolicy")
    if isinstance(policy, str) and "{{" in policy:
        message = f"retry policy must be a constant, got '{policy}': Argo validates it before it replaces tags"
        hint = "use Always, OnFailure, OnError or OnTransientError"
        at: Any = {"field": "retryPolicy", "text": policy, "below": (*retry.below, "retryPolicy")}
        yield RuleDiagnostic("invalid-retry-policy", message, retry.origin, hint, **at)


def _check_limit(retry: RetryFields) -> Iterator[RuleDiagnostic]:
    limit, expression = retry.value.get("limit"), str(retry.value.get("expression") or "")
    if limit is None and not retry.backoff.get("maxDuration") and not _ENDS.search(expression):
        message = "retry has no limit: a failing step is retried forever"
        at: Any = {"field": "retryStrategy", "key": True, "below": retry.below}
        yield RuleDiagnostic("unlimited-retry", message, retry.origin, "add 'limit: 3'", **at)
    if isinstance(limit, str) and "{{" not in limit and not _INTEGER.fullmatch(limit):
        message, below = f"'limit' must be an integer, got '{limit}'", (*retry.below, "limit")
        yield RuleDiagnostic("invalid-number", message, retry.origin, _INTEGER_HINT, "limit", limit, below=below)


def _check_backoff(retry: RetryFields, subject: Subject) -> Iterator[RuleDiagnostic]:
    backoff, below = retry.backoff, (*retry.below, "backoff")
    factor = backoff.get("factor")
    if isinstance(factor, str) and "{{" not in factor and not _INTEGER.fullmatch(factor):
        message = f"'factor' must be an integer, got '{factor}'"
        at: Any = {"below": (*below, "factor")}
        yield RuleDiagnostic("invalid-number", message, retry.origin, _INTEGER_HINT, "factor", factor, **at)
    if not backoff.get("duration"):
        message = "backoff has no duration: Argo cannot retry"
        yield RuleDiagnostic("invalid-duration", message, retry.origin, "add 'duration: 10s'", "backoff", below=below)
        return
    duration, cap, end = (_fill(backoff.get(field), retry, subject) for field in ("duration", "cap", "maxDuration"))
    waits = [time for wait in (duration, cap) if (time := _read(wait)) is not None]
    longest = _read(end)
    if longest is not None and _read(duration) is not None and min(waits) >= longest:
        message = (
            f"retry never happens: the first wait of {duration} does not end before"
            f" 'maxDuration' ({end}), which begins with the first attempt"
        )
        hint = "increase 'maxDuration', or reduce 'duration'"
        yield RuleDiagnostic(
            "ineffective-setting", message, retry.origin, hint, "maxDuration", below=(*below, "maxDuration")
        )


def _fill(duration: Any, retry: RetryFields, subject: Subject) -> Any:
    """Return a duration; the value of its tag if that has only one, and no caller can override it."""
    if not isinstance(duration, str) or "{{" not in duration:
        return duration
    found = {(it.value, it.is_certain) for it in list_constants(PassedValues(subject), retry.node, duration)}
    ((value, is_certain),) = found if len(found) == 1 else ((duration, False),)
    return value if is_certain else duration


def _read(duration: Any) -> int | None:
    """Return the nanoseconds of a duration; None if it is absent, invalid or unknown."""
    try:
        return None if duration is None else read_duration(str(duration))
    except NotationError:
        return None


def check_deadlines(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid deadlines, and deadlines of zero."""
    for node in subject.nodes:
        yield from _check_deadline(fields_of(node).get(_DEADLINE), node.origin)
    default = defaults_of(subject.workflow).get(_DEADLINE)
    if isinstance(default, str):  # limits of numbers are checked elsewhere
        for found in _check_deadline(default, subject.workflow.origin):
            yield found._replace(below=("templateDefaults", _DEADLINE))


def _check_deadline(deadline: Any, origin: NodePath) -> Iterator[RuleDiagnostic]:
    if isinstance(deadline, str) and _INTEGER.fullmatch(deadline):
        deadline = int(deadline)
    if isinstance(deadline, str) and "{{" not in deadline:
        message = f"deadline must be an integer number of seconds, got '{deadline}'"
        yield RuleDiagnostic("invalid-number", message, origin, "use a number of seconds", below=(_DEADLINE,))
    if isinstance(deadline, int) and deadline <= 0:
        message = f"deadline must be at least 1 second, got {deadline}"
        yield RuleDiagnostic("zero-limit", message, origin, "use 1 or more, or remove it", _DEADLINE)


def find_spot_without_retry(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report pods on spot nodes without a retry."""
    workflow = subject.workflow
    is_everywhere = _is_spot(fields_of(workflow))
    for template in subject.all_templates:
        if template.container is None or template.retry is not None or workflow.retry is not None:
            continue
        if is_everywhere or _is_spot(fields_of(template)):
            message = f"{display_name(template)} runs on a spot node, which can be reclaimed, and has no retry"
            strategy = "{limit: 2, retryPolicy: Always}"
            hint = subject.suggest_field(f"retry: {strategy}", f"retryStrategy: {strategy}")
            yield RuleDiagnostic("spot-pod-without-retry", message, template.origin, hint, "nodeSelector", key=True)


def _is_spot(settings: Mapping[str, Any]) -> bool:
    selector = mapping_in(settings, "nodeSelector")
    return any(_SPOT.search(f"{key}={value}") and value not in ("false", False) for key, value in selector.items())
