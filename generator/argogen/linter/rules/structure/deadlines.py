"""Check deadlines and waits of steps against the deadline of the workflow, which ends them first."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.durations import read_duration, read_go_duration
from argogen.argo.notation.error import NotationError
from argogen.context import Template
from argogen.linter.model.flow.constants import list_constants
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import calls_of, fields_of
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.retries import list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_SECOND = 10**9


def _read_seconds(text: str) -> int:
    return int(text) * _SECOND


class _Wait(NamedTuple):
    """A field with a duration, its name in messages, and the comparison in which it is too long for the deadline."""

    read: Callable[[str], int]
    label: str
    exceeds: Callable[[int, int], bool] = operator.gt


_WAITS: Mapping[str, Mapping[str, _Wait]] = {
    "Template": {
        "activeDeadlineSeconds": _Wait(_read_seconds, "deadline"),
        "timeout": _Wait(read_go_duration, "timeout"),
        "pendingTimeout": _Wait(read_go_duration, "timeout"),
    },
    "SuspendTemplate": {"duration": _Wait(read_duration, "suspension", operator.ge)},
    "HTTP": {"timeoutSeconds": _Wait(_read_seconds, "timeout")},
    "Backoff": {"duration": _Wait(read_duration, "wait before a retry", operator.ge)},
}


def find_late_deadlines(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report deadlines and waits that are longer than the deadline of the workflow.

    Other workflows may call the templates of a library that has no entrypoint. The deadline does not apply to exit
    handlers.
    """
    workflow = subject.workflow
    written = fields_of(workflow).get("activeDeadlineSeconds")
    limit = _read(str(written), _read_seconds) if written is not None else None
    if limit is None or limit <= 0 or (subject.is_library and workflow.entrypoint is None):
        return
    passed, exempt = PassedValues(subject), _find_exit_templates(subject)
    for definition, waits in _WAITS.items():
        for each in _list_objects(definition, subject):
            if id(each.node) in exempt:
                continue
            for field in (field for field in waits if field in each.value):
                yield from _check(each, field, waits[field], limit, passed)
                if field == "activeDeadlineSeconds":
                    break  # a timeout beside it includes the time in which the pod waits for a node


def _find_exit_templates(subject: Subject) -> frozenset[int]:
    """Return the templates that only exit handlers run, whose pods may run after the deadline of the workflow."""
    workflow, sites = subject.workflow, subject.callers
    entry = subject.templates.get(workflow.entrypoint or "")
    named = (workflow.on_exit, *(site.call.on_exit for site in sites))
    roots = [subject.templates.get(name) for name in named if name]
    hooks = (*workflow.hooks, *(hook for site in sites for hook in site.call.hooks))
    roots += [subject.called(hook) for hook in hooks if hook.name == "exit"]
    return _find_run(roots, subject) - _find_run([entry], subject) if any(roots) else frozenset()


def _find_run(roots: Sequence[Template | None], subject: Subject) -> frozenset[int]:
    known = [root for root in roots if root is not None]
    called = subject.find_reached(site.call for root in known for site in calls_of(root))
    return called | {id(root) for root in known}


def _list_objects(definition: str, subject: Subject) -> Iterator[ArgoObject]:
    if definition != "Backoff":
        yield from subject.objects.get(definition, ())
        return
    for retry in list_retries(subject):
        yield ArgoObject(definition, retry.backoff, retry.node, retry.origin, (*retry.below, "backoff"))


def _check(each: ArgoObject, field: str, wait: _Wait, limit: int, passed: PassedValues) -> Iterator[RuleDiagnostic]:
    value: Any = each.value[field]
    if value is None:
        return
    if _is_late(str(value), wait, limit):
        yield _report(str(value), wait, limit)._replace(origin=each.origin, field=field, below=(*each.below, field))
    for constant in list_constants(passed, each.node, value):
        if _is_late(constant.value, wait, limit):
            found = _report(constant.value, wait, limit)
            yield found._replace(origin=constant.origin, field=constant.field, text=constant.value)


def _is_late(text: str, wait: _Wait, limit: int) -> bool:
    length = _read(text, wait.read)
    return length is not None and wait.exceeds(length, limit)


def _read(text: str, read: Callable[[str], int]) -> int | None:
    """Return the nanoseconds of a duration; None for a tag, and for an invalid one, which is reported elsewhere."""
    try:
        return None if "{{" in text else read(text)
    except (NotationError, ValueError):
        return None


def _report(text: str, wait: _Wait, limit: int) -> RuleDiagnostic:
    message = f"{wait.label} of {text} is too long: the workflow has a deadline of {limit // _SECOND} seconds"
    return RuleDiagnostic("late-deadline", message, (), "shorten it, or raise the deadline of the workflow")
