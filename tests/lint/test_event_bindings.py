"""Expressions of WorkflowEventBindings: constants of pipelines, and the corrected text of each violation."""

from __future__ import annotations

import pytest
import yaml

from argogen.diagnostics import Severity
from argogen.engine.options import CompileOptions, Mode
from tests.compiling import attempt, generate, make_source

from .linting import lint

HEAD = 'kind: WorkflowEventBinding\nname: on-push\nevent: payload.ref != ""\nuse: ci\n'
ALLOWED = "unknown-template-ref"


def render_parameters(parameters: str, **values: str) -> object:
    options = CompileOptions(values=values)
    manifest = yaml.safe_load(generate(make_source(f"{HEAD}parameters: {parameters}"), options).text)
    return {each["name"]: each.get("valueFrom") for each in manifest["spec"]["submit"]["arguments"]["parameters"]}


@pytest.mark.parametrize(
    ("constant", "expression"),
    [
        ("high", '"high"'),
        ("3", '"3"'),
        ("true", '"true"'),
        ('{value: "a\\nb"}', '"a\\nb"'),
        ("'say \"é\"'", '"say \\"é\\""'),
        ("[1, x]", '"[1, \\"x\\"]"'),
        ("{event: payload.level}", "payload.level"),
    ],
)
def test_a_constant_is_an_expression(constant: str, expression: str) -> None:
    assert render_parameters(f"{{level: {constant}}}") == {"level": {"event": expression}}


def test_a_value_of_the_command_line_is_an_expression() -> None:
    assert render_parameters("{level: low}", level="high") == {"level": {"event": '"high"'}}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("submit_metadata: {generateName: pushed-}", "write generateName: '\"pushed-\"'"),
        ("submit_metadata: {name: nightly}", "write name: '\"nightly\"'"),
        ("submit_metadata: {name: 'a-{{payload.id}}'}", "write name: '\"a-\" + string(payload.id)'"),
        ("submit_metadata: {labels: {a: ''}}", "write a: '\"\"'"),
        ("submit_metadata: {labels: {a: len(payload.x)}}", "write a: string(len(payload.x))"),
        ("parameters: {a: '{{payload.x}}'}", "write event: payload.x"),
        ("parameters: {a: {event: event.payload.x}}", "write event: payload.x"),
        ("parameters: {a: {event: metadata.x-github-event}}", "write event: 'metadata[\"x-github-event\"]'"),
        ("parameters: {a: {default: 3}}", "write event: '\"3\"'"),
        ("parameters: {a: }", "write event: payload.a"),
        ("parameters: {a: {event: toJson(payload)}}", "did you mean 'toJSON'?"),
        ("artifacts: {in: {a: {s3: {key: k}}}}", "remove it"),
    ],
)
def test_a_violation_is_reported_with_the_corrected_text(written: str, hint: str) -> None:
    assert [d.hint for d in lint(HEAD + written) if d.code != ALLOWED] == [hint]


@pytest.mark.parametrize(
    "metadata", ["{generateName: pushed-}", "{labels: {a: hello world}}", "{name: event.payload.x}"]
)
def test_render_refuses_invalid_metadata(metadata: str) -> None:
    source = make_source(f"{HEAD}submit_metadata: {metadata}")
    assert [d.severity for d in attempt(source, CompileOptions(), Mode.RENDER).diagnostics] == [Severity.ERROR]
