"""Retries and deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Retry, Template, Workflow
from argogen.linter.model.nodes import display_name, fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
# Labels by which clouds mark nodes that they take away at any time.
_SPOT = re.compile(r"spot|preemptible", re.IGNORECASE)


def check_retries(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report retries without a limit, or with an invalid one."""
    for node in subject.nodes:
        if node.retry is not None:
            yield from _check_retry(node.retry, node)
        elif fields_of(node).get("retryStrategy") == {}:
            yield from _check_retry(Retry(), node)


def _check_retry(retry: Retry, node: Workflow | Template) -> Iterator[RuleDiagnostic]:
    limit = retry.limit
    if limit is None and not (retry.backoff or {}).get("maxDuration"):
        message = "without a limit this is tried again for ever"
        yield RuleDiagnostic("endless-retry", message, node.origin, "add limit: 3", "retryStrategy", key=True)
    factor = (retry.backoff or {}).get("factor")
    if isinstance(factor, str) and "{{" not in factor and not _INTEGER.fullmatch(factor):
        message, below = f"the factor '{factor}' is no whole number", ("retryStrategy", "backoff", "factor")
        yield RuleDiagnostic(
            "bad-number", message, node.origin, "write a number, or a tag", "factor", factor, below=below
        )
    if isinstance(limit, str) and "{{" not in limit and not _INTEGER.fullmatch(limit):
        message = f"the limit '{limit}' is no whole number"
        yield RuleDiagnostic("bad-number", message, node.origin, "write a number, or a tag", "limit", limit)


def check_deadlines(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid deadlines, and those that are over before anything starts."""
    for node in subject.nodes:
        deadline = fields_of(node).get("activeDeadlineSeconds")
        if isinstance(deadline, str) and _INTEGER.fullmatch(deadline):
            deadline = int(deadline)
        if isinstance(deadline, str) and "{{" not in deadline:
            message = f"a deadline is a number of seconds, and '{deadline}' is none"
            below = ("activeDeadlineSeconds",)
            yield RuleDiagnostic("bad-number", message, node.origin, "write it in seconds", below=below)
        if isinstance(deadline, int) and deadline <= 0:
            message = f"with a deadline of {deadline} seconds this has failed before it starts"
            yield RuleDiagnostic(
                "no-time", message, node.origin, "write a number of seconds, or a duration", "activeDeadlineSeconds"
            )


def find_spot_without_retry(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report pods on spot nodes without a retry."""
    workflow = subject.workflow
    is_everywhere = _is_spot(fields_of(workflow))
    for template in subject.all_templates:
        if template.container is None or template.retry is not None or workflow.retry is not None:
            continue
        if is_everywhere or _is_spot(fields_of(template)):
            message = f"{display_name(template)} runs on a node that may be taken away, and is not tried again"
            hint = "add retry: {limit: 2, retryPolicy: Always}"
            yield RuleDiagnostic("spot-without-retry", message, template.origin, hint, "nodeSelector", key=True)


def _is_spot(settings: Mapping[str, Any]) -> bool:
    selector = mapping_in(settings, "nodeSelector")
    return any(_SPOT.search(f"{key}={value}") and value not in ("false", False) for key, value in selector.items())
