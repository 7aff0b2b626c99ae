"""References to whole WorkflowTemplates: entrypoints, required parameters and unknown arguments."""

from __future__ import annotations

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.engine.options import CompileOptions
from tests.compiling import generate, make_source

from .linting import lint

BINDING = "kind: WorkflowEventBinding\nname: on-push\nevent: payload.x != ''\nuse: ci\n"
CRON = "name: nightly\nschedule: '0 2 * * *'\nuse: ci\n"
WORKFLOW = "name: once\nuse: ci\n"
PARTS = "kind: WorkflowTemplate\nname: ci\ncomponents: {greet: {image: 'alpine:3.23', run: echo}}\n"
WHOLE = "kind: WorkflowTemplate\nname: ci\nparameters: {level: , size: 1}\nimage: alpine:3.23\nrun: echo\n"


def render(library: str, caller: str) -> list[str]:
    try:
        return [
            found.message for found in generate(make_source(f"{library}---\n{caller}"), CompileOptions()).diagnostics
        ]
    except InvalidInputError as error:
        return [f"{found.code}: {found.message}" for found in error.diagnostics]


@pytest.mark.parametrize("caller", [BINDING, CRON, WORKFLOW])
def test_a_template_without_an_entrypoint_cannot_be_run(caller: str) -> None:
    assert render(PARTS, caller) == ["unknown-template-ref: WorkflowTemplate 'ci' has no entrypoint"]


@pytest.mark.parametrize("caller", [CRON, WORKFLOW])
def test_the_entrypoint_of_the_caller_is_one_of_its_templates(caller: str) -> None:
    assert render(PARTS, f"{caller}entrypoint: greet\n") == []
    message = "unknown-template-ref: WorkflowTemplate 'ci' has no template 'gret'"
    assert render(PARTS, f"{caller}entrypoint: gret\n") == [message]


@pytest.mark.parametrize("caller", [BINDING, CRON])
def test_required_parameters_are_given(caller: str) -> None:
    assert render(WHOLE, caller) == ["missing-argument: missing required parameter 'level' of 'ci'"]
    assert render(WHOLE, f"{caller}parameters: {{level: low}}\n") == []


def test_a_workflow_may_get_its_parameters_when_it_is_submitted() -> None:
    assert render(WHOLE, WORKFLOW) == []


INPUT = """\
kind: WorkflowTemplate
name: ci
components:
  greet:
    parameters: {who: , often: 1}
    image: alpine:3.23
    run: echo {{parameters.who}} {{parameters.often}}
"""


@pytest.mark.parametrize("caller", [CRON, WORKFLOW])
def test_inputs_of_the_entrypoint_are_declared(caller: str) -> None:
    """The linter of Argo rejects the workflow otherwise."""
    message = "missing-argument: missing required parameter 'who' of 'ci', required by entrypoint 'greet'"
    assert render(INPUT, f"{caller}entrypoint: greet\n") == [message]
    assert render(INPUT, f"{caller}entrypoint: greet\nparameters: {{who: Ada}}\n") == []
    assert render(f"{INPUT}parameters: {{who: Ada}}\n", f"{caller}entrypoint: greet\n") == []


LIBRARY = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: ci}
spec:
  entrypoint: build
  arguments:
    parameters: [{name: level, value: low}]
    artifacts: [{name: source, raw: {data: x}}]
  templates:
  - name: build
    inputs:
      parameters: [{name: target, default: all}]
      artifacts: [{name: source, path: /tmp/source}]
    container: {image: "alpine:3.23", command: [echo, "{{workflow.parameters.level}}", "{{=workflow.parameters.mode}}"]}
---
"""
RUN = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: ci-, labels: {branch: "{{workflow.parameters.branch}}"}}
spec:
  workflowTemplateRef: {name: ci}
  arguments:
"""
NIGHTLY = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: ci}
spec:
  schedules: ["0 2 * * *"]
  workflowSpec:
    workflowTemplateRef: {name: ci}
    arguments:
"""
ON_PUSH = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: {name: ci}
spec:
  event: {selector: "payload.x != ''"}
  submit:
    workflowTemplateRef: {name: ci}
    arguments:
"""


def find_unknown(text: str) -> list[tuple[int, str]]:
    return [(it.place.line, it.hint) for it in lint(text) if it.code == "unknown-argument"]


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("parameters: [{name: levle, value: high}]", "did you mean 'level'?"),
        ("parameters: [{name: level, value: high}, {name: tarket, value: x}]", "did you mean 'target'?"),
        ("parameters: [{name: modus, value: x}]", "did you mean 'mode'?"),
        ("artifacts: [{name: sources, raw: {data: z}}]", "did you mean 'source'?"),
        ("parameters: [{name: verbose, value: 'true'}]", "known parameters: level, mode, target"),
    ],
)
@pytest.mark.parametrize("caller", [RUN, NIGHTLY])
def test_arguments_that_a_template_does_not_use_are_reported(caller: str, given: str, hint: str) -> None:
    text = f"{LIBRARY}{caller}      {given}\n"
    assert find_unknown(text) == [(len(text.splitlines()), hint)]


def test_arguments_of_event_bindings_are_compared() -> None:
    text = f"{LIBRARY}{ON_PUSH}      parameters: [{{name: levle, valueFrom: {{event: payload.x}}}}]\n"
    assert find_unknown(text) == [(len(text.splitlines()), "did you mean 'level'?")]


@pytest.mark.parametrize(
    "given",
    [
        "parameters: [{name: level, value: high}, {name: target, value: x}, {name: mode, value: y}]",
        "parameters: [{name: branch, value: main}]",
        "artifacts: [{name: source, raw: {data: z}}]",
    ],
)
def test_arguments_that_are_used_somewhere_are_accepted(given: str) -> None:
    assert find_unknown(f"{LIBRARY}{RUN}    {given}\n") == []


@pytest.mark.parametrize("read", ['"{{workflow.parameters}}"', '"{{workflow.parameters.json}}"'])
def test_any_argument_is_used_by_a_template_that_reads_all(read: str) -> None:
    library = LIBRARY.replace('"{{workflow.parameters.level}}"', read)
    assert find_unknown(f"{library}{RUN}    parameters: [{{name: verbose, value: x}}]\n") == []
    assert find_unknown(f"{library}{RUN}    parameters: [{{name: levle, value: x}}]\n") != []
