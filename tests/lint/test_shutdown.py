"""The severity of a shutdown strategy in a manifest, which depends on what still runs."""

from __future__ import annotations

import pytest

from argogen.diagnostics import Severity

from .linting import lint

SPEC = "  entrypoint: m\n  templates: [{name: m, suspend: {}}]\n"


def list_severities(text: str) -> list[Severity]:
    return [each.severity for each in lint(text) if each.code == "shutdown-at-start"]


def write(spec: str, kind: str = "Workflow") -> str:
    return f"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: v}}\nspec:\n{spec}"


@pytest.mark.parametrize(
    ("spec", "severity"),
    [
        (f"  shutdown: Terminate\n{SPEC}", Severity.ERROR),
        (f"  shutdown: Stop\n{SPEC}", Severity.ERROR),
        (f"  shutdown: Terminate\n  onExit: m\n{SPEC}", Severity.ERROR),
        (f"  shutdown: Stop\n  onExit: m\n{SPEC}", Severity.WARNING),
        (f"  shutdown: Stop\n  hooks: {{exit: {{template: m}}}}\n{SPEC}", Severity.WARNING),
        ("  shutdown: Stop\n  workflowTemplateRef: {name: w}\n", Severity.WARNING),
        ("  shutdown: Terminate\n  workflowTemplateRef: {name: w}\n", Severity.ERROR),
        (f"  shutdown: Pause\n{SPEC}", Severity.WARNING),
    ],
)
def test_only_workflows_in_which_nothing_runs_are_errors(spec: str, severity: Severity) -> None:
    assert list_severities(write(spec)) == [severity]


def test_templates_are_warnings() -> None:
    assert list_severities(write(f"  shutdown: Terminate\n{SPEC}", "WorkflowTemplate")) == [Severity.WARNING]


@pytest.mark.parametrize(("head", "field"), [("name: v\n", "suspended"), ("", "suspend")])
def test_hint_names_the_field_of_the_document(head: str, field: str) -> None:
    text = f"{head}image: alpine:3.23\nshutdown: Terminate\nrun: echo\n" if head else write(f"  shutdown: Stop\n{SPEC}")
    (found,) = [each for each in lint(text) if each.code == "shutdown-at-start"]
    assert found.hint == f"remove 'shutdown', or use '{field}: true'"
