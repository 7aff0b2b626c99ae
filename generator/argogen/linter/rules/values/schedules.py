"""Check cron schedules, time zones and daylight-saving transitions."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.notation.cron import Schedule, read_schedule
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.zones import check_zone, find_affected_time
from argogen.argo.versions import is_before
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

_EXAMPLE = 'a cron expression, such as schedules: ["0 2 * * *"]'


def check_schedules(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report missing and invalid schedules, those that never occur, and those within daylight-saving transitions."""
    cron, origin = subject.workflow.cron, subject.workflow.origin
    zone = cron.get("timezone") or ""
    is_zone = True
    for diagnostic in _check_zone(zone, zone, origin, "timezone"):
        is_zone = False
        yield diagnostic
    texts = cron.get("schedules") or [*filter(None, [cron.get("schedule")])]
    for text in texts:
        yield from _check_schedule(str(text), zone if is_zone else "", origin)
    if not texts and subject.workflow.kind == "CronWorkflow":
        yield from _report_missing(subject)


def _report_missing(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a CronWorkflow without a schedule, which some versions of Argo accept; a suspended one is not to run."""
    minor, cron = subject.version.minor, subject.workflow.cron
    field = next((field for field in ("schedule", "schedules") if field in cron), "schedules")
    is_new = not is_before(minor, "3.6")
    hint = f"add {_EXAMPLE}" if is_new else 'add a cron expression, such as schedule: "0 2 * * *"'
    at, below = (subject.workflow.origin, hint), ("schedule", field)
    if not is_new or not is_before(minor, "4.0"):
        yield RuleDiagnostic(
            "invalid-schedule", "a CronWorkflow requires at least one schedule", *at, key=True, below=below
        )
    elif not cron.get("suspend"):
        message = "CronWorkflow without a schedule: Argo never starts its workflow"
        yield RuleDiagnostic("unsatisfiable-schedule", message, *at, key=True, below=below)


def _check_schedule(text: str, zone: str, origin: NodePath) -> Iterator[RuleDiagnostic]:
    try:
        schedule = read_schedule(text)
    except NotationError as fault:
        yield _diagnose("invalid-schedule", fault.message, fault.hint, text, origin, fault.start, fault.end)
        return
    if schedule.zone and zone:
        message = "time zone is set in the schedule and in 'timezone'"
        yield _diagnose("invalid-schedule", message, "remove one of them", text, origin)
        return
    yield from _check_zone(schedule.zone, text, origin, "schedules")
    if not schedule.occurs:
        yield _diagnose("unsatisfiable-schedule", "schedule never occurs: there is no such date", "", text, origin)
    else:
        yield from _check_clocks(schedule, text, schedule.zone or zone, origin)


def _check_zone(zone: str, text: str, origin: NodePath, field: str) -> Iterator[RuleDiagnostic]:
    try:
        check_zone(zone)
    except NotationError as fault:
        start = text.index(zone)
        yield RuleDiagnostic(
            "unknown-time-zone", fault.message, origin, fault.hint, field, text, start, start + len(zone)
        )


def _check_clocks(schedule: Schedule, text: str, zone: str, origin: NodePath) -> Iterator[RuleDiagnostic]:
    changed = find_affected_time(schedule, zone) if zone else None
    if changed is not None:
        time, twice = changed
        effect = "occurs twice, and so does the run" if twice else "does not exist, and the run is skipped"
        message = f"daylight-saving transition of {zone} on {time.day} {time:%B %Y}: {time:%H:%M} {effect}"
        yield _diagnose("dst-transition", message, "use another hour, or UTC", text, origin)


def _diagnose(
    rule: str, message: str, hint: str, text: str, origin: NodePath, start: int = 0, end: int = 0
) -> RuleDiagnostic:
    return RuleDiagnostic(rule, message, origin, hint, "schedules", text, start, end)


def find_missing_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report parameters of a CronWorkflow without a value: it starts without arguments."""
    if subject.workflow.kind != "CronWorkflow":
        return
    for parameter in subject.workflow.arguments:
        if parameter.value is None and parameter.default is None and parameter.value_from is None:
            message = f"parameter '{parameter.name}' has no value: a CronWorkflow starts without arguments"
            yield RuleDiagnostic("missing-argument", message, parameter.origin, "add 'value'", key=True)
