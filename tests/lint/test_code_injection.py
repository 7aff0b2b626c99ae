"""Values in programs: reported are those that can be any text, in code and not in a string."""

from __future__ import annotations

import json

import pytest

from .linting import lint

ARGUMENT = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: m}}
spec:
  entrypoint: {entrypoint}
  arguments: {{parameters: [{{name: free, value: a}}, {{name: choice, value: a, enum: [a, b]}}]}}
  templates:
  - name: main
    steps:
    - - {{name: plan, template: plan}}
      - {{name: fixed, template: fixed}}
    - - name: consumer
        template: consumer
        {loop}
        arguments: {{parameters: [{{name: x, value: {value}}}]}}
        hooks: {{exit: {{template: consumer, arguments: {{parameters: [{{name: x, value: {hook}}}]}}}}}}
  - {{name: plan, container: {{image: "alpine:3.23", command: [cat], args: [/etc/hostname]}}}}
  - {{name: fixed, script: {{image: "alpine:3.23", command: [sh], source: echo 3}}}}
  - name: consumer
    inputs: {{parameters: [{{name: x}}]}}
    {body}
"""
CODE = 'script: {image: "alpine:3.23", command: [sh], source: "echo {{inputs.parameters.x}}"}'


def _count(
    body: str = CODE,
    value: str = "plain",
    loop: str = "",
    hook: str = "x",
    kind: str = "Workflow",
    entrypoint: str = "",
) -> int:
    entry = entrypoint or "main"
    text = ARGUMENT.format(body=body, value=value, loop=loop, hook=hook, kind=kind, entrypoint=entry)
    return [each.code for each in lint(text)].count("code-injection")


def _script(command: str, source: str) -> str:
    return f'script: {{image: "alpine:3.23", command: {command}, source: {json.dumps(source)}}}'


@pytest.mark.parametrize(
    "value",
    [
        '"{{workflow.parameters.free}}"',
        '"{{steps.plan.outputs.result}}"',
        '"a {{steps.plan.outputs.result}} b"',
        "\"{{=workflow.parameters.free + 'x'}}\"",
        '"{{workflow.parameters}}"',
    ],
)
def test_an_argument_that_can_be_any_text_is_reported(value: str) -> None:
    assert _count(value=value) == 1


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        '"two words"',
        '"{{workflow.parameters.choice}}"',
        '"{{steps.plan.status}}"',
        '"{{steps.plan.exitCode}}"',
        '"{{steps.fixed.outputs.result}}"',
        '"{{workflow.name}}-{{workflow.uid}}"',
    ],
)
def test_an_argument_that_is_known_or_generated_is_accepted(value: str) -> None:
    assert _count(value=value) == 0


def test_items_of_a_loop_can_be_any_text_if_they_are_not_literal() -> None:
    item = '"{{item}}"'
    assert _count(value=item, loop="withItems: [a, b]") == 0
    assert _count(value=item, loop="withSequence: {count: 3}") == 0
    assert _count(value=item, loop="withParam: '[1, 2]'") == 0
    assert _count(value=item, loop='withParam: "{{steps.plan.outputs.result}}"') == 1


def test_the_argument_of_a_hook_can_be_any_text() -> None:
    assert _count(hook='"{{steps.consumer.outputs.result}}"') == 1
    assert _count(hook='"{{steps.consumer.status}}"') == 0


def test_a_template_that_others_can_call_takes_any_text() -> None:
    assert _count(kind="WorkflowTemplate") == 1
    assert _count(kind="ClusterWorkflowTemplate") == 1


@pytest.mark.parametrize(
    ("command", "source"),
    [
        ("[bash]", "for i in {{inputs.parameters.x}}; do echo $i; done"),
        ("[sh]", 'echo "$(cat {{inputs.parameters.x}})"'),
        ("[sh]", "echo 'a' {{inputs.parameters.x}} 'b'"),
        ("[sh]", 'echo "it\'s" {{inputs.parameters.x}} "that\'s"'),
        ("[sh]", "# it's\necho {{inputs.parameters.x}}"),
        ("[python3]", "print({{inputs.parameters.x}})"),
        ("[python]", "# don't\nx = {{inputs.parameters.x}}"),
        ("[python]", "a = '#'\nx = {{inputs.parameters.x}}"),
        ("[/usr/bin/env, node]", "console.log({{inputs.parameters.x}})"),
        ("[/bin/bash, -eu]", "rm -r /data/{{inputs.parameters.x}}"),
    ],
)
def test_a_value_in_code_is_reported(command: str, source: str) -> None:
    assert _count(_script(command, source), '"{{workflow.parameters.free}}"') == 1


@pytest.mark.parametrize(
    ("command", "source"),
    [
        ("[bash]", 'echo "{{inputs.parameters.x}}"'),
        ("[sh]", "echo '{{inputs.parameters.x}}'"),
        ("[sh]", "# {{inputs.parameters.x}}\ntrue"),
        ("[sh]", "echo \"a 'b' # {{inputs.parameters.x}}\""),
        ("[python]", "print('''{{inputs.parameters.x}}''')"),
        ("[python]", 'x = "it\'s {{inputs.parameters.x}}"  # ok'),
        ("[python]", "# {{inputs.parameters.x}}"),
        ("[cat]", "{{inputs.parameters.x}}"),
        ("[sh]", "echo {{=asInt(inputs.parameters.x)}}"),
        ("[python]", "x = {{=toJson(inputs.parameters.x)}}"),
    ],
)
def test_a_value_in_a_string_or_comment_is_accepted(command: str, source: str) -> None:
    assert _count(_script(command, source), '"{{workflow.parameters.free}}"') == 0


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("command: [sh, -c], args: ['ls {{inputs.parameters.x}}']", 1),
        ("command: [bash, -o, pipefail, -ec, 'ls {{inputs.parameters.x}}']", 1),
        ("command: [sh, -e, -c], args: ['ls {{inputs.parameters.x}}']", 1),
        ("command: [python, -c, 'print({{inputs.parameters.x}})']", 1),
        ("command: [sh, -c], args: ['ls \"$0\"', '{{inputs.parameters.x}}']", 0),
        ("command: [ls], args: ['{{inputs.parameters.x}}']", 0),
        ("command: [grep, -e, '{{inputs.parameters.x}}']", 0),
    ],
)
def test_the_program_of_a_command_is_the_argument_after_its_flag(words: str, count: int) -> None:
    assert _count(f'container: {{image: "alpine:3.23", {words}}}', '"{{workflow.parameters.free}}"') == count
