"""Tags that are not closed: each is reported at its own place, and braces of other languages are not."""

from __future__ import annotations

import json

import pytest

from .linting import lint

MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: m}}
spec:
  entrypoint: main
  arguments: {{parameters: [{{name: x, value: a}}]}}
  templates:
  - name: main
    steps:
    - - {{name: a, template: say, arguments: {{parameters: [{{name: m, value: {argument}}}]}}}}
    - - {{name: b, template: say, arguments: {{parameters: [{{name: m, value: "{{{{steps.a.outputs.result}}}}"}}]}}}}
  - name: say
    inputs: {{parameters: [{{name: m}}]}}
    script:
      image: alpine:3.23
      command: [python]
      source: {source}
"""
CLOSED = "print('''{{inputs.parameters.m}} {{workflow.parameters.x}}''')"


def _find(text: str) -> list[str]:
    """What is reported as unclosed, from its first character to the end of its line."""
    found = [each for each in lint(text) if each.code == "unclosed-tag"]
    return [each.place.text[each.place.column - 1 :][: each.place.width] for each in found]


def _manifest(source: str = CLOSED, argument: str = '"x"', kind: str = "Workflow") -> str:
    return MANIFEST.format(kind=kind, argument=argument, source=json.dumps(source))


@pytest.mark.parametrize("kind", ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"])
def test_an_unclosed_tag_of_an_argument_is_reported(kind: str) -> None:
    argument = '"{{workflow.parameters.x}} {{workflow.parameters.x}"'
    text = _manifest(argument=argument, kind=kind)
    places = [each.place for each in lint(text) if each.code == "unclosed-tag"]
    line = next(line for line in text.splitlines() if argument in line)
    assert [(place.text, place.column) for place in places] == [(line, line.index("}} {{workflow") + 4)]


@pytest.mark.parametrize(
    ("source", "reported"),
    [
        ("{{workflow.parameters.x}} {{workflow.parameters.x", ["{{workflow.parameters.x"]),
        (
            "b = {{'q': 1}\nprint('{{inputs.parameters.m}')\nprint('{{workflow.parameters.x}}')",
            ["{{inputs.parameters.m}')"],
        ),
        (
            "x = '{{inputs.parameters.m} {{workflow.parameters.x'",
            ["{{inputs.parameters.m}", "{{workflow.parameters.x'"],
        ),
        ("{'a': {'b': '{{inputs.parameters.m}'}}", ["{{inputs.parameters.m}"]),
        ("print('{{=workflow.parameters.x')", ["{{=workflow.parameters.x')"]),
        ("print('{{ inputs.parameters.m')", ["{{ inputs.parameters.m')"]),
    ],
)
def test_an_unclosed_tag_in_a_program_is_reported_at_its_place(source: str, reported: list[str]) -> None:
    found = _find(_manifest(source))
    assert len(found) == len(reported)
    assert all(text.startswith(start) for text, start in zip(found, reported, strict=True))


@pytest.mark.parametrize(
    "source",
    [
        "x = {{'a': {'b': 1}, **y}\nprint({1: {2: 3}})",
        "print(f'{{{1 + 1}')",
        "print('{{' + '{{name.first}')",
        "{{- if .Values.x }}",
        "awk '{{print $1} {print $2}}'",
        "# {{ x\nprint('{{inputs.parameters.m}}')",
        "{% for item in items %}{{ item.name }}{% endfor %}",
    ],
)
def test_braces_of_a_program_are_accepted(source: str) -> None:
    assert _find(_manifest(source)) == []


def test_an_unclosed_reference_of_a_pipeline_is_reported() -> None:
    head = "name: p\nparameters: {who: a}\nimage: alpine:3.23\nrun: env\n"
    text = head + "env: {A: '{{parameters.who}} {{parameters.who}'}\n"
    assert _find(text) == ["{{parameters.who}"]
    assert [each.place.column for each in lint(text)] == [30]
