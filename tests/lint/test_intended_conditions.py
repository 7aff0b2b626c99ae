"""Conditions with names of parameters, steps or tasks without braces: the hint shows the whole corrected condition."""

from __future__ import annotations

import json
import re

import pytest

from argogen.yaml.emitter.scalars import write_item

from .linting import lint

PIPELINE = """\
name: p
parameters: {{mode: a, size: 3}}
defaults: {{image: "alpine:3.23"}}
steps:
  - {{name: count, run: echo 3 | tee /tmp/chunks, outputs: {{chunks: /tmp/chunks}}}}
  - {{name: size-of, env: {{SIZE: "{{{{parameters.size}}}}{{{{parameters.mode}}}}"}}, run: printenv}}
  - {{name: consumer, when: {when}, for_each: [x, y], env: {{ITEM: "{{{{item}}}}"}}, run: printenv}}
"""

MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: m}}
spec:
  entrypoint: main
  arguments: {{parameters: [{{name: mode, value: a}}]}}
  templates:
  - name: main
    inputs: {{parameters: [{{name: size, value: "3"}}]}}
    dag:
      tasks:
      - name: count
        template: say
        arguments: {{parameters: [{{name: x, value: "{{{{inputs.parameters.size}}}}"}}]}}
      - name: consumer
        depends: count
        template: say
        when: {when}
        arguments: {{parameters: [{{name: x, value: "{{{{workflow.parameters.mode}}}}"}}]}}
  - name: say
    inputs: {{parameters: [{{name: x}}]}}
    container: {{image: "alpine:3.23", command: [echo, "{{{{inputs.parameters.x}}}}"]}}
    outputs: {{parameters: [{{name: chunks, valueFrom: {{path: /tmp/c}}}}]}}
"""

IN_PIPELINE = {
    "count.result == 1": "{{count.result}} == 1",
    "parameters.mode == 'a'": "'{{parameters.mode}}' == 'a'",
    "'a' != parameters.mode": "'a' != '{{parameters.mode}}'",
    "mode == 'a'": "'{{parameters.mode}}' == 'a'",
    "count == 1": "{{count.result}} == 1",
    "item == x": "{{item}} == x",
    "count.chunks == '[]' || size-of.status == Failed": "'{{count.chunks}}' == '[]' || {{size-of.status}} == Failed",
    "parameters.size > 2 && count.outputs.result != 3": "{{parameters.size}} > 2 && {{count.result}} != 3",
    "steps.count.outputs.result == '3'": "'{{count.result}}' == '3'",
    "'{{parameters.mode}}' == 'a' && count.result == 3": "'{{parameters.mode}}' == 'a' && {{count.result}} == 3",
    "parameters.mode = 'a' and count.result == 1": "'{{parameters.mode}}' == 'a' && {{count.result}} == 1",
    "parameters.mod == b": "{{parameters.mode}} == b",
    "'count.result' == '3'": "'{{count.result}}' == '3'",
}
IN_MANIFEST = {
    "count.result == 1": "{{tasks.count.outputs.result}} == 1",
    "tasks.count.outputs.result == 1": "{{tasks.count.outputs.result}} == 1",
    "steps.count.outputs.parameters.chunks == '[]'": "'{{tasks.count.outputs.parameters.chunks}}' == '[]'",
    "count.chunks == '[]'": "'{{tasks.count.outputs.parameters.chunks}}' == '[]'",
    "count.status == Succeeded": "{{tasks.count.status}} == Succeeded",
    "parameters.mode == 'a'": "'{{workflow.parameters.mode}}' == 'a'",
    "inputs.parameters.size > 2": "{{inputs.parameters.size}} > 2",
    "parameters.size > 2": "{{inputs.parameters.size}} > 2",
    "workflow.parameters.mode == a": "{{workflow.parameters.mode}} == a",
    "workflow.status == 'Failed'": "'{{workflow.status}}' == 'Failed'",
    "mode == 'a'": "'{{workflow.parameters.mode}}' == 'a'",
}
# Conditions that mention a step or parameter as a string.
RIGHT = ("'{{parameters.mode}}' == 'count'", "{{parameters.mode}} == mode", "'count.result' == '{{parameters.mode}}'")


def _show(when: str) -> str:
    return json.dumps(when)


def _list_hints(text: str, at: str) -> list[str]:
    """The hints of what is reported on the lines with a string."""
    lines = text.splitlines()
    return [each.hint for each in lint(text) if at in lines[each.place.line - 1]]


@pytest.mark.parametrize(("when", "meant"), IN_PIPELINE.items())
def test_a_condition_of_a_pipeline_is_shown_with_braces(when: str, meant: str) -> None:
    text = PIPELINE.format(when=_show(when))
    assert _list_hints(text, "when:") == [f"write when: {write_item(meant)}"]
    assert lint(PIPELINE.format(when=write_item(meant))) == []


@pytest.mark.parametrize("kind", ["WorkflowTemplate", "ClusterWorkflowTemplate", "Workflow"])
@pytest.mark.parametrize(("when", "meant"), IN_MANIFEST.items())
def test_a_condition_of_a_manifest_is_shown_with_the_names_of_argo(when: str, meant: str, kind: str) -> None:
    text = MANIFEST.format(when=_show(when), kind=kind)
    assert _list_hints(text, "when:") == [f"write when: {write_item(meant)}"]
    assert lint(MANIFEST.format(when=write_item(meant), kind=kind)) == []


@pytest.mark.parametrize("when", RIGHT)
def test_a_string_with_the_name_of_a_step_or_parameter_is_accepted(when: str) -> None:
    assert lint(PIPELINE.format(when=_show(when))) == []


def test_the_variables_of_a_cron_workflow_are_shown_with_braces() -> None:
    manifest = (
        MANIFEST.format(when='"true"', kind="Workflow").replace("\n", "\n  ").replace("  spec:", "  workflowSpec:")
    )
    spec = manifest[manifest.index("workflowSpec:") :]
    head = (
        'apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nmetadata: {name: c}\nspec:\n  schedules: ["0 3 * * *"]\n'
    )
    text = f"{head}  when: cronworkflow.failed < 3\n  {spec}"
    assert _list_hints(text, "when: cron") == ['write when: "{{cronworkflow.failed}} < 3"']


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ("status == Failed", "{{status}} == Failed"),
        ("duration > 3", "{{duration}} > 3"),
        ("resourcesDuration.cpu > 60", "{{resourcesDuration.cpu}} > 60"),
    ],
)
def test_the_variables_of_a_metric_are_shown_with_braces(when: str, meant: str) -> None:
    metric = f"{{name: m, help: h, when: {_show(when)}, counter: {{value: '1'}}}}"
    text = MANIFEST.format(when='"true"', kind="Workflow").replace(
        "  - name: say\n", f"  - name: say\n    metrics: {{prometheus: [{metric}]}}\n"
    )
    assert _list_hints(text, "metrics:") == [f"write when: {write_item(meant)}"]
    assert lint(text.replace(_show(when), write_item(meant))) == []


def test_a_name_that_is_unknown_here_is_not_shown_in_quotes() -> None:
    found = lint(PIPELINE.format(when=_show("tasks.other.outputs.result == 1")))
    assert not any(re.search("quote", each.hint) for each in found)
