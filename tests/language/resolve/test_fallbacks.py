"""Outputs of loops over an empty list, and of steps that are skipped: what their readers get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import argogen
from argogen.argo.expressions.strings import read_string

HEAD = "name: p\nparameters: {list: '[]'}\ndefaults: {image: 'alpine:3.23'}\n"
WORK = "run: 'echo {{item}}', outputs: {o: /tmp/o}"


def render(tmp_path: Path, body: str) -> dict[str, Any]:
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + body)
    manifest = yaml.safe_load(argogen.render(path).raise_for_errors().text)
    return {template["name"]: template for template in manifest["spec"]["templates"]}


def read_argument(templates: dict[str, Any], step: str) -> str:
    """Return the value of the only argument of a step or task of `main`."""
    main = templates["main"]
    calls = main["dag"]["tasks"] if "dag" in main else [call for group in main["steps"] for call in group]
    (argument,) = next(call for call in calls if call["name"] == step)["arguments"]["parameters"]
    return str(argument["value"])


def steps(loop: str, value: str, work: str = WORK, more: str = "") -> str:
    return (
        f"steps:\n- {{name: each, for_each: {loop}, {work}{more}}}\n- {{name: sum, env: {{V: '{value}'}}, run: ls}}\n"
    )


def tasks(loop: str, value: str, work: str = WORK, more: str = "") -> str:
    return f"tasks:\n  each: {{for_each: {loop}, {work}{more}}}\n  sum: {{env: {{V: '{value}'}}, run: ls}}\n"


DEFAULT = "run: 'echo {{item}}', outputs: {o: {path: /tmp/o, default: x}}"
LISTS = {
    "result": (
        ("{{each.result}}", WORK, ""),
        "sprig.dig('outputs', 'result', '[]', ROOT.each) /* ROOT.each.outputs.result */",
    ),
    "parameter": (
        ("{{each.o}}", WORK, ""),
        "sprig.default('[]', sprig.dig('outputs', 'parameters', 'o', '', ROOT.each))",
    ),
    "parameter whose runs are skipped": (
        ("{{each.o}}", WORK, ", when: '{{item}} > 1'"),
        "STATUS == 'Skipped' || sprig.kindIs('string', PARAMETERS) ? '[]' : READ",
    ),
    "parameter with a default": (
        ("{{each.o}}", DEFAULT, ""),
        "STATUS == 'Skipped' ? '[]' : READ",
    ),
}
READ = "sprig.dig('outputs', 'parameters', 'o', '[]', ROOT.each)"
PARAMETERS = "sprig.dig('outputs', 'parameters', '', ROOT.each)"
STATUS = "sprig.dig('status', '', ROOT.each)"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("write", [steps, tasks])
def test_a_loop_that_may_be_empty_is_read_with_a_fallback(write: Any, name: str, tmp_path: Path) -> None:
    (value, work, more), expected = LISTS[name]
    root = write.__name__
    templates = render(tmp_path, write("'{{parameters.list}}'", value, work, more))
    written = expected.replace("STATUS", STATUS).replace("PARAMETERS", PARAMETERS).replace("READ", READ)
    written = written.replace("ROOT", root)
    assert read_argument(templates, "sum") == "{{=" + written + "}}"


@pytest.mark.parametrize(
    "loop",
    ["[1, 2]", "'[1, 2]'", "{sequence: {count: 3}}", "{sequence: {end: '{{parameters.list}}'}}",
     "{items: '{{parameters.list}}', non_empty: true}"],
)  # fmt: skip
@pytest.mark.parametrize("write", [steps, tasks])
def test_a_loop_with_items_is_read_plainly(write: Any, loop: str, tmp_path: Path) -> None:
    assert read_argument(render(tmp_path, write(loop, "{{each.o}}")), "sum") == (
        "{{" + write.__name__ + ".each.outputs.parameters.o}}"
    )


@pytest.mark.parametrize("loop", ["[]", "'[]'", "{sequence: {count: '{{parameters.list}}'}}", "{sequence: {count: 0}}"])
def test_a_loop_without_items_is_read_with_a_fallback(loop: str, tmp_path: Path) -> None:
    found = read_argument(render(tmp_path, steps(loop, "{{each.result}}")), "sum")
    assert found == "{{=sprig.dig('outputs', 'result', '[]', steps.each) /* steps.each.outputs.result */}}"


def test_tags_in_argo_spelling_stay_as_they_are(tmp_path: Path) -> None:
    body = "steps:\n- {name: a, for_each: '{{parameters.list}}', run: ls}\n"
    body += (
        "- {name: b, use: c, with: {v: '{{steps.a.outputs.result}}'}}\ncomponents: {c: {parameters: {v: }, run: ls}}\n"
    )
    assert read_argument(render(tmp_path, body), "b") == "{{steps.a.outputs.result}}"


CONDITIONAL = {
    "steps": "steps:\n- {name: plan, when: '1 == 2', run: ls, outputs: {n: {path: /n, default: 'it''s 0'}}}\n"
    "- {name: sum, env: {V: '{{plan.n}}'}, run: ls}\n",
    "tasks": "tasks:\n  plan: {when: '1 == 2', run: ls, outputs: {n: {path: /n, default: 'it''s 0'}}}\n"
    "  sum: {env: {V: '{{plan.n}}'}, run: ls}\n",
    "omitted": "tasks:\n  a: {run: ls}\n  plan: {needs: a.Failed, run: ls, outputs: {n: {path: /n, default: 0}}}\n"
    "  sum: {needs: plan || a, env: {V: '{{plan.n}}'}, run: ls}\n",
    "certain": "steps:\n- {name: plan, when: true, run: ls, outputs: {n: {path: /n, default: 0}}}\n"
    "- {name: sum, env: {V: '{{plan.n}}'}, run: ls}\n",
    "no default": "steps:\n- {name: plan, when: '1 == 2', run: ls, outputs: {n: /n}}\n"
    "- {name: sum, env: {V: '{{plan.n}}'}, run: ls}\n",
}


DIG = "sprig.dig('outputs', 'parameters', 'n', X, tasks.plan)"
UNLESS_RUN = f"{{{{=tasks.plan.status in ['Skipped', 'Omitted'] ? X : {DIG}}}}}"
PLAIN = "{{steps.plan.outputs.parameters.n}}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("steps", "{{=sprig.dig('outputs', 'parameters', 'n', \"it's 0\", steps.plan)}}"),
        ("tasks", UNLESS_RUN.replace("X", '"it\'s 0"')),
        ("omitted", UNLESS_RUN.replace("X", "'0'")),
        ("certain", PLAIN),
        ("no default", PLAIN),
    ],
)
def test_a_skipped_step_gives_its_declared_default(name: str, expected: str, tmp_path: Path) -> None:
    assert read_argument(render(tmp_path, CONDITIONAL[name]), "sum") == expected


def test_conditions_and_expressions_read_with_a_fallback(tmp_path: Path) -> None:
    body = "tasks:\n  each: {for_each: '{{parameters.list}}', run: ls}\n"
    body += "  b: {when: \"{{each.result}} != '[]'\", env: {N: '{{=len(fromJSON(each.result))}}'}, run: ls}\n"
    _, task = render(tmp_path, body)["main"]["dag"]["tasks"]
    assert (
        task["when"] == "{{=sprig.dig('outputs', 'result', '[]', tasks.each) /* tasks.each.outputs.result */}} != '[]'"
    )
    assert (
        task["arguments"]["parameters"][0]["value"]
        == "{{=sprig.dig('outputs', 'result', '[]', tasks.each) /* tasks.each.outputs.result */}}"
    )


def test_outputs_of_steps_have_the_default(tmp_path: Path) -> None:
    body = (
        "entrypoint: c\ncomponents:\n  c:\n    steps:\n    - {name: each, for_each: '{{parameters.list}}', "
        + WORK
        + "}\n"
    )
    body += "    outputs: {r: '{{each.result}}', o: '{{each.o}}', d: {parameter: '{{each.o}}', default: none}}\n"
    found = {each["name"]: each["valueFrom"] for each in render(tmp_path, body)["c"]["outputs"]["parameters"]}
    read = "sprig.default({}, sprig.dig('outputs', 'parameters', 'o', '', steps.each))"
    assert found == {
        "r": {"parameter": "{{steps.each.outputs.result}}", "default": "[]"},
        "o": {"expression": read.format("'[]'")},
        "d": {"expression": read.format("'none'"), "default": "none"},
    }


def test_a_limited_loop_gives_an_empty_list_whatever_the_default_of_its_runs(tmp_path: Path) -> None:
    loop = "{items: '{{parameters.list}}', parallelism: 2}"
    (output,) = render(tmp_path, steps(loop, "{{each.o}}", DEFAULT))["each-loop"]["outputs"]["parameters"]
    assert output["valueFrom"] == {
        "expression": "sprig.dig('status', '', steps.each) == 'Skipped' ? '[]' : "
        "sprig.dig('outputs', 'parameters', 'o', '[]', steps.each)"
    }


def test_a_limit_moves_to_the_dag_if_tasks_need_some_runs(tmp_path: Path) -> None:
    body = "tasks:\n  each: {for_each: {items: '{{parameters.list}}', parallelism: 3}, run: 'echo {{item}}'}\n"
    body += "  any: {needs: each.AnySucceeded, run: ls}\n"
    templates = render(tmp_path, body)
    assert templates["main"]["parallelism"] == 3
    assert [task.get("depends") for task in templates["main"]["dag"]["tasks"]] == [None, "each.AnySucceeded"]
    assert "each-loop" not in templates


def test_outputs_of_tasks_need_no_status(tmp_path: Path) -> None:
    body = "entrypoint: c\ncomponents:\n  c:\n    tasks:\n"
    body += "      a: {when: '1 == 2', run: ls, outputs: {n: {path: /n, default: 0}}}\n"
    body += "    outputs: {n: '{{a.n}}'}\n"
    (output,) = render(tmp_path, body)["c"]["outputs"]["parameters"]
    assert output["valueFrom"] == {"expression": "sprig.dig('outputs', 'parameters', 'n', '0', tasks.a)"}


@pytest.mark.parametrize(("version", "is_comment"), [("3.4", False), ("3.5", True), ("3.7.14", True), ("4.1", True)])
def test_argo_finds_the_name_of_a_result_in_a_comment_or_a_string(
    version: str, is_comment: bool, tmp_path: Path
) -> None:
    """Argo searches for `steps.each.outputs.result`; the expr-lang of Argo 3.4.0 to 3.4.6 has no comments."""
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + steps("'{{parameters.list}}'", "{{each.result}}").replace("run: ls}", WHEN))
    text = argogen.render(path, argo_version=version).raise_for_errors().text
    read, name = "sprig.dig('outputs', 'result', '[]', steps.each)", "steps.each.outputs.result"
    written = f"{read} /* {name} */" if is_comment else f"true ? {read} : '{name}'"
    assert f'value: "{{{{={written}}}}}"' in text
    operand = written if is_comment else f"({written})"
    assert f'when: "{{{{=len({operand}) > 2}}}}"' in text


WHEN = "run: ls, when: '{{=len(each.result) > 2}}'}"
NAMED = "outputs: {x: {result: true, default: none}, y: {result: true, default: '[]'}, z: {result: true}}"


@pytest.mark.parametrize(
    ("value", "default"),
    [("{{each.x}}", "none"), ("{{each.y}}", "[]"), ("{{each.z}}", ""), ("{{each.result}}", "")],
)
@pytest.mark.parametrize("write", [steps, tasks])
def test_a_name_for_the_result_has_its_own_default(write: Any, value: str, default: str, tmp_path: Path) -> None:
    root = write.__name__
    text = write("[1]", value, f"run: ls, {NAMED}", ", when: 'false'").replace("for_each: [1], ", "")
    expected = f"{root}.each.outputs.result"
    expected = f"=sprig.dig('outputs', 'result', '{default}', {root}.each) /* {expected} */" if default else expected
    assert read_argument(render(tmp_path, text), "sum") == "{{" + expected + "}}"


def test_the_only_default_of_names_for_the_result_is_that_of_the_result(tmp_path: Path) -> None:
    work = "run: ls, outputs: {x: {result: true, default: none}, z: {result: true}}"
    text = steps("[1]", "{{each.result}}", work, ", when: 'false'").replace("for_each: [1], ", "")
    assert "'none'" in read_argument(render(tmp_path, text), "sum")


@pytest.mark.parametrize("default", ['{"a": {}}', "{}}}", "'}}'", 'a"b', "a\\b", "x\ny"])
def test_a_default_is_a_literal_without_tags(default: str, tmp_path: Path) -> None:
    work = f"run: ls, outputs: {{x: {{path: /tmp/x, default: {json.dumps(default)}}}}}"
    text = steps("[1]", "{{each.x}}", work, ", when: 'false'").replace("for_each: [1], ", "")
    argument = read_argument(render(tmp_path, text), "sum")
    read = argument.removeprefix("{{=sprig.dig('outputs', 'parameters', 'x', ").removesuffix(", steps.each)}}")
    assert "}}" not in read
    assert read_string(read) == default


AFTER = """\
tasks:
  each: {run: ls, outputs: {o: {path: /tmp/o, default: none}}}
  other: {run: ls}
  sum: {needs: NEEDS, env: {V: '{{each.o}}'}, run: ls}
"""


@pytest.mark.parametrize(
    ("needs", "is_certain"),
    [
        ("each", True),
        ("each.Succeeded", True),
        ("each && other", True),
        ("each.Succeeded && (other)", False),
        ("each.Failed", False),
        ("each || other", False),
        ("!each", False),
        ("each.Succeeded || each.Errored", False),
    ],
)
def test_a_reader_that_runs_after_a_failure_gets_the_default(needs: str, is_certain: bool, tmp_path: Path) -> None:
    argument = read_argument(render(tmp_path, AFTER.replace("NEEDS", f"'{needs}'")), "sum")
    assert (argument == "{{tasks.each.outputs.parameters.o}}") is is_certain
    assert ("'none'" in argument) is not is_certain


@pytest.mark.parametrize("default", ["'{{parameters.list}}'", "'a {{workflow.name}}'", "'{{=1 + 1}}'"])
def test_a_default_with_tags_is_not_available_to_readers_of_a_skipped_step(default: str, tmp_path: Path) -> None:
    work = f"run: ls, outputs: {{o: {{path: /tmp/o, default: {default}}}}}"
    path = tmp_path / "p.yaml"
    plain = steps("[1]", "{{each.o}}", work).replace("for_each: [1], ", "")
    path.write_text(HEAD + plain)
    assert argogen.render(path).diagnostics == ()
    path.write_text(HEAD + plain.replace("run: ls, outputs", "when: 'false', run: ls, outputs"))
    assert [each.code for each in argogen.render(path).diagnostics] == ["unsupported-reference"]
