"""Templates of other documents, workflow templates, CronWorkflows, and manifests that Argo refuses."""

from __future__ import annotations

from typing import Any

import pytest

from argogen.runner.execution import Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from argogen.runner.virtual import VirtualExecutor
from argogen.yaml import SourceText, read_documents
from argogen.yaml.kubernetes import KUBERNETES

from .running import POD, by_path, fail, run_spec, show

LIBRARY = f"""---
kind: WorkflowTemplate
metadata: {{name: lib}}
spec:
  entrypoint: main
  arguments: {{parameters: [{{name: v, value: theirs}}, {{name: w, value: theirs}}]}}
  hooks: {{exit: {{template: leaf}}}}
  templates:
  - name: main
    steps:
    - - name: a
        template: leaf
        arguments: {{parameters: [{{name: v, value: "{{{{workflow.parameters.v}}}}"}}]}}
  - {{name: leaf, inputs: {{parameters: [{{name: v, default: d}}]}}, {POD}}}
---
kind: ClusterWorkflowTemplate
metadata: {{name: lib}}
spec: {{templates: [{{name: leaf, {POD}}}]}}
"""


def run_documents(text: str, options: Options | None = None) -> Run:
    documents: list[Any] = [each.data for each in read_documents(SourceText("w.yaml", text), KUBERNETES)]
    document = find_workflow(documents)
    assert document is not None
    return schedule(document, read_library(documents), VirtualExecutor(fail()), options or Options())


def test_a_template_of_another_document_refers_to_its_neighbours() -> None:
    spec = """
    entrypoint: main
    arguments: {parameters: [{name: v, value: x}]}
    templates:
    - name: main
      steps:
      - - {name: one, templateRef: {name: lib, template: main}}
        - {name: two, templateRef: {name: lib, template: leaf, clusterScope: true}}
    """
    nodes = by_path(run_spec(spec, others=LIBRARY))
    assert nodes["[0].one[0].a"].inputs == {"v": "x"}
    assert nodes["[0].one[0].a"].template_scope == "namespaced/lib"
    assert nodes["[0].two"].phase == "Succeeded"


def test_a_workflow_can_consist_of_a_workflow_template() -> None:
    spec = """
    workflowTemplateRef: {name: lib}
    arguments: {parameters: [{name: v, value: mine}]}
    """
    run = run_spec(spec, others=LIBRARY)
    assert by_path(run)["[0].a"].inputs == {"v": "mine"}
    assert by_path(run)[".onExit"].inputs == {"v": "mine"}


def test_a_workflow_template_can_be_run() -> None:
    run = run_documents(LIBRARY, Options(parameters={"v": "given"}))
    assert (run.name, run.phase) == ("lib", "Succeeded")
    assert by_path(run)["[0].a"].inputs == {"v": "given"}


def test_a_cron_workflow_has_a_scheduled_time() -> None:
    text = f"""
kind: CronWorkflow
metadata: {{name: c}}
spec:
  schedules: ["* * * * *"]
  workflowMetadata: {{labels: {{team: a}}}}
  workflowSpec:
    entrypoint: t
    arguments: {{parameters: [{{name: v, value: "{{{{workflow.scheduledTime}}}} {{{{workflow.labels.team}}}}"}}]}}
    templates: [{{name: t, inputs: {{parameters: [{{name: v}}]}}, {POD}}}]
"""
    run = run_documents(text, Options(scheduled_time="2026-02-03T04:05:06Z"))
    assert by_path(run)[""].inputs == {"v": "2026-02-03T04:05:06Z a"}


def test_options_replace_entrypoint_and_arguments() -> None:
    spec = f"""
    entrypoint: nowhere
    arguments: {{parameters: [{{name: w, value: w}}, {{name: v, value: x, enum: [x]}}]}}
    templates:
    - {{name: t, inputs: {{parameters: [{{name: v}}, {{name: all, value: "{{{{workflow.parameters}}}}"}}]}}, {POD}}}
    - {{name: nowhere, suspend: {{}}}}
    """
    run = run_spec(spec, options=Options(entrypoint="t", parameters={"v": "new", "more": "1"}, name="other"))
    listed = '[{"name":"v","value":"new"},{"name":"more","value":"1"},{"name":"w","value":"w"}]'
    assert (run.name, run.nodes[0].inputs) == ("other", {"v": "new", "all": listed})


def test_config_maps_give_values() -> None:
    spec = f"""
    entrypoint: t
    arguments: {{parameters: [{{name: v, valueFrom: {{configMapKeyRef: {{name: c, key: k}}}}}}]}}
    templates:
    - name: t
      inputs:
        parameters:
        - {{name: v}}
        - {{name: w, valueFrom: {{configMapKeyRef: {{name: c, key: absent}}, default: d}}}}
      {POD}
    """
    label = "labels: {workflows.argoproj.io/configmap-type: Parameter}"
    config_map = "---\nkind: ConfigMap\nmetadata: {name: c, %s}\ndata: {k: value}\n"
    assert by_path(run_spec(spec, others=config_map % label))[""].inputs == {"v": "value", "w": "d"}
    hidden = run_spec(spec, others=config_map % "labels: {}")
    assert "ConfigMap 'c' does not exist. Please make sure it has the label" in hidden.message


def test_metadata_of_a_workflow_that_runs() -> None:
    spec = f"""
    entrypoint: main
    workflowMetadata: {{labels: {{a: b}}, labelsFrom: {{c: {{expression: "'d'"}}}}, annotations: {{e: f}}}}
    templates:
    - name: main
      steps:
      - - {{name: a, template: t, arguments: {{parameters: [{{name: v, value: "{{{{workflow.labels.json}}}}"}}]}}}}
      - - {{name: b, template: t, arguments: {{parameters: [{{name: v, value: "{{{{workflow.labels}}}}"}}]}}}}
    - name: t
      inputs: {{parameters: [{{name: v}}, {{name: w, value: "{{{{workflow.annotations.json}}}}"}}]}}
      {POD}
    """
    nodes = by_path(run_spec(spec))
    added = '"workflows.argoproj.io/completed":"false","workflows.argoproj.io/phase":"Running"'
    assert nodes["[0].a"].inputs == {"v": "null", "w": "null"}
    assert nodes["[1].b"].inputs == {
        "v": f'{{"a":"b","c":"d",{added}}}',
        "w": '{"e":"f","workflows.argoproj.io/pod-name-format":"v2"}',
    }


def test_tags_in_values_of_inputs_are_replaced_in_the_pod() -> None:
    spec = """
    entrypoint: main
    volumes: [{name: v, configMap: {name: "{{inputs.parameters.a}}"}}]
    templates:
    - name: main
      inputs: {parameters: [{value: "{{inputs.parameters.a}}-1", name: b}, {description: "<", name: a, default: x}]}
      container: {image: x, command: ["{{inputs.parameters.b}}", "{{inputs.parameters}}", "{{other}}"]}
    """
    jobs: list[Job] = []

    def keep(job: Job) -> Outcome:
        jobs.append(job)
        return Outcome()

    run = run_spec(spec, keep)
    assert run.phase == "Succeeded"
    assert run.nodes[0].inputs == {"a": "x", "b": "x-1"}
    listed = '[{"name":"b","value":"x-1"},{"name":"a","default":"x","value":"x","description":"\\u003c"}]'
    assert jobs[0].template["container"]["command"] == ["x-1", listed, "{{other}}"]
    assert jobs[0].spec["volumes"] == [{"name": "v", "configMap": {"name": "x"}}]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("steps: [[{name: a, template: none}]]", "templates.main.steps[0].a template name 'none' undefined"),
        ("steps: [[{name: a_b, template: t}]]", "templates.main.steps[0].name 'a_b' is invalid: name must"),
        ("steps: [[{name: a, template: t}, {name: a, template: t}]]", "templates.main.steps[0].name 'a' is not unique"),
        ("dag: {tasks: [{name: a, template: t, depends: b}]}", "templates.main sorting failed: invalid dependency b"),
        (
            "dag: {tasks: [{name: a, template: t, depends: b}, {name: b, template: t, depends: a}]}",
            "templates.main sorting failed: graph with cycle",
        ),
        (
            "dag: {tasks: [{name: a, template: t, depends: b.Good}, {name: b, template: t}]}",
            "templates.main.tasks.a task result 'Good' for task 'b' is invalid",
        ),
        ("steps: [[{name: a, template: t, when: '{{steps.b.status}}'}]]", "failed to resolve {{steps.b.status}}"),
        ("container: {command: [x]}", "templates.main.container.image may not be empty"),
        ("suspend: {}, timeout: 1m", "Suspend template doesn't support timeout field."),
        ("resource: {action: do}", "templates.main.resource.action must be one of: get, create, apply"),
        ("steps: 5", "spec.templates[0].steps must be a list, not a integer"),
        ("steps: [[{name: yes, template: t}]]", "steps[0][0].name must be a string, not a boolean: put it in quotes"),
    ],
)
def test_wrong_templates_are_refused(template: str, message: str) -> None:
    run = run_spec(f"entrypoint: main\ntemplates: [{{name: main, {template}}}, {{name: t, {POD}}}]")
    assert (run.phase, run.nodes) == ("Refused", ())
    assert message in run.message


def test_a_parameter_can_name_a_template() -> None:
    spec = f"""
    entrypoint: main
    arguments: {{parameters: [{{name: t, value: leaf}}]}}
    templates:
    - {{name: main, steps: [[{{name: a, template: "{{{{workflow.parameters.t}}}}"}}]]}}
    - {{name: leaf, {POD}}}
    """
    assert show(run_spec(spec))["[0].a"] == "Pod Succeeded"


def test_a_missing_workflow_template_is_refused() -> None:
    run = run_spec("workflowTemplateRef: {name: none}")
    assert (run.phase, run.message) == ("Refused", 'workflowtemplates.argoproj.io "none" not found')
    assert show(run) == {}


def test_the_list_of_inputs_exists_without_inputs() -> None:
    spec = """
    entrypoint: main
    templates:
    - {name: main, steps: [[{name: a, template: leaf}]]}
    - {name: leaf, container: {image: x, command: ["{{inputs.parameters}}"]}}
    """
    jobs: list[Job] = []

    def keep(job: Job) -> Outcome:
        jobs.append(job)
        return Outcome()

    assert run_spec(spec, keep).phase == "Succeeded"
    assert jobs[0].template["container"]["command"] == ["null"]


@pytest.mark.parametrize("call", ["steps: [[{name: a, INLINE}]]", "dag: {tasks: [{name: a, INLINE}]}"])
def test_inline_templates_have_the_inputs_around_them(call: str) -> None:
    inline = 'inline: {container: {image: x, command: ["{{inputs.parameters.q}}"]}}'
    main = call.replace("INLINE", f"inline: {{steps: [[{{name: b, {inline}}}]]}}")
    jobs: list[Job] = []

    def keep(job: Job) -> Outcome:
        jobs.append(job)
        return Outcome()

    spec = f"entrypoint: main\ntemplates: [{{name: main, inputs: {{parameters: [{{name: q, value: v}}]}}, {main}}}]"
    run = run_spec(spec, keep)
    assert run.phase == "Succeeded", run.message
    assert jobs[0].template["container"]["command"] == ["v"]
