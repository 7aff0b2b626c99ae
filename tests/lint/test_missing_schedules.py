"""CronWorkflows without a schedule, which only some versions of Argo accept."""

from __future__ import annotations

import pytest

from argogen.argo.versions import parse_version
from argogen.diagnostics import Severity

from .linting import lint

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nmetadata: {name: v}\nspec:\n"
SPEC = "  workflowSpec: {entrypoint: m, templates: [{name: m, suspend: {}}]}\n"
PIPELINE = "name: v\nschedule: {schedules: []}\nimage: alpine:3.23\nrun: echo\n"


def list_reported(text: str, version: str) -> list[tuple[int, str, Severity]]:
    found = lint(text, argo_version=parse_version(version))
    return [(each.place.line, each.code, each.severity) for each in found if each.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("version", "field", "code", "severity"),
    [
        ("3.5", 'schedule: ""', "invalid-schedule", Severity.ERROR),
        ("3.6", "schedules: []", "unsatisfiable-schedule", Severity.WARNING),
        ("3.7", "schedules: []", "unsatisfiable-schedule", Severity.WARNING),
        ("3.7", "timezone: UTC", "unsatisfiable-schedule", Severity.WARNING),
        ("4.0", "schedules: []", "invalid-schedule", Severity.ERROR),
        ("4.1", "schedules: []", "invalid-schedule", Severity.ERROR),
        ("4.1", "timezone: UTC", "missing-field", Severity.ERROR),
    ],
)
def test_severity_depends_on_the_version(version: str, field: str, code: str, severity: Severity) -> None:
    assert list_reported(f"{HEAD}  {field}\n{SPEC}", version) == [(5, code, severity)]


@pytest.mark.parametrize("version", ["4.0", "4.1"])
def test_suspended_one_requires_a_schedule_since_argo_4(version: str) -> None:
    text = f"{HEAD}  suspend: true\n  schedules: []\n{SPEC}"
    assert list_reported(text, version) == [(6, "invalid-schedule", Severity.ERROR)]
    assert list_reported(text, "3.7") == []


def test_empty_list_of_a_pipeline_is_reported() -> None:
    assert list_reported(PIPELINE, "4.1") == [(2, "invalid-schedule", Severity.ERROR)]
