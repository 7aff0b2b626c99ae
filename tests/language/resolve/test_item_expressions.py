"""Expressions over the whole value of a loop, which is a mapping in the call only."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from argogen.diagnostics import InvalidInputError
from argogen.engine.options import CompileOptions
from tests.compiling import generate, make_source

HEAD = "name: x\ndefaults: {image: 'alpine:3.23'}\nparameters: {k: b}\n"
MAPPINGS = "[{a: 1}, {a: 1, b: 2}]"
PLAN = "- {name: plan, run: echo}\n"


def render(text: str) -> dict[str, Any]:
    manifest = yaml.safe_load(generate(make_source(HEAD + text), CompileOptions()).text)
    return {template["name"]: template for template in manifest["spec"]["templates"]}


def list_arguments(templates: dict[str, Any], template: str, *, group: int = 0) -> dict[str, str]:
    call = templates[template]["steps"][group][0]
    return {each["name"]: each["value"] for each in call.get("arguments", {}).get("parameters", [])}


def render_loop(loop: str, run: str, before: str = "") -> tuple[dict[str, str], str]:
    """The arguments of a loop, and the command of its template, which has them as inputs."""
    steps = f'{before}- {{name: say, for_each: {loop}, run: "{run}"}}\n'
    templates = render(f"steps:\n{steps}")
    arguments = list_arguments(templates, "main", group=1 if before else 0)
    assert [each["name"] for each in templates["say"]["inputs"]["parameters"]] == list(arguments)
    return arguments, templates["say"]["container"]["args"][0]


@pytest.mark.parametrize(
    "expression",
    ["sprig.dig('b', 'none', item)", "get(item, 'b') ?? 'none'", "toJson(item)", "keys(item)"],
)
@pytest.mark.parametrize("loop", [MAPPINGS, "'[{\"a\": 1}]'", "[1, {a: 2}]"])
def test_an_expression_over_the_item_is_evaluated_in_the_call(expression: str, loop: str) -> None:
    arguments, command = render_loop(loop, f"echo {{{{={expression}}}}}")
    assert arguments == {"item-value": f"{{{{={expression}}}}}"}
    assert command == "echo {{inputs.parameters.item-value}}"


def test_a_loop_variable_has_the_name_of_argo_in_the_call() -> None:
    loop = "{items: '{{plan.result}}', as: my-chunk}"
    arguments, command = render_loop(loop, "echo {{=get(my-chunk, 'b') ?? my-chunk.a}}", PLAN)
    assert arguments == {"my-chunk-value": "{{=get(item, 'b') ?? item.a}}"}
    assert command == "echo {{inputs.parameters.my-chunk-value}}"


def test_an_expression_with_other_references_parses_the_item() -> None:
    arguments, command = render_loop(MAPPINGS, "echo {{=sprig.dig(parameters.k, 'none', item)}}")
    assert arguments == {"item": "{{item}}"}
    assert command == ("echo {{=sprig.dig(workflow.parameters.k, 'none', fromJSON(inputs.parameters['item']))}}")


def test_an_item_of_unknown_form_is_parsed_if_it_is_a_mapping() -> None:
    loop = "{items: '{{plan.result}}', as: c}"
    arguments, command = render_loop(loop, "echo {{=get(c, parameters.k)}}", PLAN)
    assert arguments == {"c": "{{item}}"}
    assert command == (
        "echo {{=get((inputs.parameters.c startsWith '{' ? fromJSON(inputs.parameters.c) : inputs.parameters.c),"
        " workflow.parameters.k)}}"
    )


@pytest.mark.parametrize(
    ("loop", "run", "value", "command"),
    [
        ("[a, b]", "{{=item + 'x'}}", "{{item}}", "{{=inputs.parameters['item'] + 'x'}}"),
        ("{sequence: {count: 2}}", "{{=asInt(item)}}", "{{item}}", "{{=asInt(inputs.parameters['item'])}}"),
        ("[[1], [2]]", "{{=len(item)}}", "{{item}}", "{{=len(inputs.parameters['item'])}}"),
        (MAPPINGS, "{{item}}", "{{item}}", "{{inputs.parameters.item}}"),
        (MAPPINGS, "{{=item}}", "{{item}}", "{{inputs.parameters.item}}"),
    ],
)
def test_a_string_is_passed(loop: str, run: str, value: str, command: str) -> None:
    assert render_loop(loop, run) == ({"item": value}, command)


def test_a_key_is_passed_as_a_string() -> None:
    arguments, command = render_loop(MAPPINGS, "{{=asInt(item.a) + 1}}")
    assert (arguments, command) == ({"item-a": "{{item.a}}"}, "{{=asInt(inputs.parameters['item-a']) + 1}}")


def test_equal_expressions_share_an_input() -> None:
    run = "{{=keys(item)}} {{=len(item)}} {{=keys(item)}}"
    arguments, command = render_loop(MAPPINGS, run)
    assert sorted(arguments.values()) == ["{{=keys(item)}}", "{{=len(item)}}"]
    assert command.split()[0] == command.split()[2]


NESTED = """
steps:
- name: nested
  for_each: {items: [{a: 1}], as: outer}
  steps:
  - name: inner
    when: "{{=sprig.dig('b', 'x', outer) == 'x'}}"
    for_each: {items: "{{=keys(outer)}}", as: key}
    with: {here: "{{=key + 'x'}}"}
    run: "echo {{=len(outer)}} {{=get(outer, key)}} {{parameters.here}}"
"""


def test_nested_loops() -> None:
    templates = render(NESTED)
    names = {value: name for name, value in list_arguments(templates, "main").items()}
    assert set(names) == {"{{=keys(item)}}", "{{=sprig.dig('b', 'x', item) == 'x'}}", "{{=len(item)}}", "{{item}}"}
    call = templates["nested"]["steps"][0][0]
    assert call["withParam"] == f"{{{{inputs.parameters.{names['{{=keys(item)}}']}}}}}"
    condition = names["{{=sprig.dig('b', 'x', item) == 'x'}}"]
    assert call["when"] == f"{{{{inputs.parameters.{condition}}}}}"
    assert list_arguments(templates, "nested") == {
        "here": "{{=item + 'x'}}",
        "outer-value": f"{{{{inputs.parameters.{names['{{=len(item)}}']}}}}}",
        "outer": "{{inputs.parameters.outer}}",
        "key": "{{item}}",
    }
    key = "inputs.parameters.key startsWith '{' ? fromJSON(inputs.parameters.key) : inputs.parameters.key"
    read = f"{{{{=get(fromJSON(inputs.parameters.outer), ({key}))}}}}"
    assert templates["inner"]["container"]["args"] == [
        f"echo {{{{inputs.parameters.outer-value}}}} {read} {{{{inputs.parameters.here}}}}"
    ]


def test_tasks_pass_the_result_too() -> None:
    templates = render('tasks: {say: {for_each: [{a: 1}], run: "{{=toJson(item)}}"}}\n')
    task = templates["main"]["dag"]["tasks"][0]
    assert task["arguments"]["parameters"] == [{"name": "item-value", "value": "{{=toJson(item)}}"}]


@pytest.mark.parametrize(
    ("reference", "variable"), [("{{item.b}}", "item"), ("{{=item.b + 'x'}}", "item"), ("{{c.b}}", "c")]
)
def test_a_key_of_some_items_is_read_by_an_expression(reference: str, variable: str) -> None:
    loop = f"{{items: {MAPPINGS}{', as: c' if variable == 'c' else ''}}}"
    with pytest.raises(InvalidInputError) as error:
        render(f'steps:\n- {{name: say, for_each: {loop}, run: "{reference}"}}\n')
    hint = f"add it, or use '{{{{=sprig.dig('b', '', {variable})}}}}'"
    assert [found.hint for found in error.value.diagnostics] == [hint]
