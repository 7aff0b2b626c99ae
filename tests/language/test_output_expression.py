from __future__ import annotations

from typing import Any

import pytest

from argogen.context import Output
from argogen.language.output_expression import as_expression
from tests.language.pipelines import build_context


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("done", '"done"'),
        ("", '""'),
        ('{"a": "it\'s"}', '"{\\"a\\": \\"it\'s\\"}"'),
        ("got {{steps.a.outputs.result}}!", '"got " + steps.a.outputs.result + "!"'),
        (
            "{{workflow.name}}-{{inputs.parameters.my-x}}",
            "{{=toJson(workflow.name)}} + \"-\" + inputs.parameters['my-x']",
        ),
        ("{{=asInt(steps.a.outputs.result) * 0.5}}", "toJson(asInt(steps.a.outputs.result) * 0.5)"),
        ("{{=sprig.upper(workflow.name)}}", "{{=toJson(sprig.upper(workflow.name))}}"),
        ("{{=steps.a.outputs.result + 'x'}} y", "(steps.a.outputs.result + 'x') + \" y\""),
    ],
)
def test_a_string_becomes_an_expression(text: str, expression: str) -> None:
    assert as_expression(text) == expression


@pytest.mark.parametrize(
    ("body", "written", "expected"),
    [
        ("steps: [{name: a, run: echo}]", "done", {"expression": '"done"'}),
        ("tasks: {a: {run: echo}}", "[1, 2]", {"expression": '"[1, 2]"'}),
        ("steps: [{name: a, run: echo}]", '"{{a.result}}"', {"parameter": "{{steps.a.outputs.result}}"}),
        ("run: echo", "done", {"value": "done"}),
        ("foreign_tags: true, steps: [{name: a, run: echo}]", "done", {"value": "done"}),
    ],
)
def test_a_value_of_steps_is_an_expression(body: str, written: str, expected: dict[str, Any]) -> None:
    text = f"{{name: x, defaults: {{image: a}}, {body}, outputs: {{x: {{value: {written}}}}}}}"
    found = build_context(text.replace("{name: x, defaults: {image: a}, run", "{name: x, image: a, run"))
    assert found.templates[0].outputs == (Output("x", **expected),)
