"""Settings of pods that Argo 4.1 refuses on templates without a pod, where it ignores others."""

from __future__ import annotations

import pytest

from argogen.argo.versions import parse_version
from argogen.diagnostics import Severity

from .linting import lint

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: v-}\nspec:\n  entrypoint: main\n"
CALLED = "  - {name: called, container: {image: 'alpine:3.23', command: [date]}}\n"
CLAIMS = "resourceClaims: [{name: gpu, resourceClaimTemplateName: gpu}]"
RESOURCES = "podResources: {limits: {cpu: '2', memory: 1Gi}}"
STEPS = "steps: [[{name: a, template: called}]]"
TASKS = "dag: {tasks: [{name: a, template: called}]}"
HTTP = "http: {url: 'https://example.com'}"
PLUGIN = "plugin: {greeting: {}}"
CONTAINER = "container: {image: 'alpine:3.23', command: [date], resources: {claims: [{name: gpu}]}}"


def list_reported(settings: str, body: str) -> list[tuple[int, str, Severity, str]]:
    called = CALLED if "called" in body else ""
    text = f"{HEAD}  templates:\n  - name: main\n    {settings}\n    {body}\n{called}"
    found = lint(text, argo_version=parse_version("4.1"))
    return [(it.place.line, it.code, it.severity, it.message) for it in found if it.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("settings", "body", "what"),
    [
        (CLAIMS, STEPS, "steps, which run no pod themselves"),
        (CLAIMS, TASKS, "tasks, which run no pod themselves"),
        (CLAIMS, "suspend: {}", "a suspend template, which runs no pod"),
        (CLAIMS, HTTP, "an HTTP template, whose request is sent by the agent pod"),
        (CLAIMS, PLUGIN, "a plugin template, which the agent pod runs"),
        (RESOURCES, HTTP, "an HTTP template, whose request is sent by the agent pod"),
        (RESOURCES, PLUGIN, "a plugin template, which the agent pod runs"),
        ("podResources: {}", HTTP, "an HTTP template, whose request is sent by the agent pod"),
    ],
)
def test_refused_settings_are_errors(settings: str, body: str, what: str) -> None:
    field = settings.partition(":")[0]
    message = f"'{field}' is not supported for {what}"
    assert list_reported(settings, body) == [(8, "misplaced-field", Severity.ERROR, message)]


@pytest.mark.parametrize("body", [STEPS, TASKS, "suspend: {duration: 5s}"])
def test_resources_of_a_pod_are_ignored_elsewhere(body: str) -> None:
    ((line, code, severity, message),) = list_reported(RESOURCES, body)
    assert (line, code, severity) == (8, "ineffective-setting", Severity.WARNING)
    assert message.startswith("'podResources' has no effect on ")


@pytest.mark.parametrize(
    ("settings", "body"),
    [
        (CLAIMS, CONTAINER),
        (RESOURCES, CONTAINER.replace(", resources: {claims: [{name: gpu}]}", "")),
        ("resourceClaims: []", STEPS),
        ("resourceClaims: null", HTTP),
        ("podResources: null", PLUGIN),
    ],
)
def test_pods_and_absent_settings_are_accepted(settings: str, body: str) -> None:
    assert list_reported(settings, body) == []
