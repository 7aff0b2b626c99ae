"""Volumes and parameters of templates that are called from other documents."""

from __future__ import annotations

import pytest

from argogen.diagnostics import InvalidInputError, Severity
from argogen.engine.options import CompileOptions
from tests.compiling import generate, make_source

from .linting import lint

MANIFEST = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: builder}
spec:
  volumes: [{name: work, emptyDir: {}}]
  volumeClaimTemplates: [{metadata: {name: cache}, spec: {accessModes: [ReadWriteOnce]}}]
  templates:
  - {name: build, container: {image: "alpine:3.23", command: [ls], volumeMounts: [{name: work, mountPath: /w}]}}
  - name: sidecar
    container: {image: "alpine:3.23", command: [ls]}
    sidecars: [{name: s, image: "alpine:3.23", command: [ls], volumeMounts: [{name: cache, mountPath: /c}]}]
  - name: own
    volumes: [{name: work, emptyDir: {}}]
    script: {image: "alpine:3.23", command: [sh], source: ls, volumeMounts: [{name: work, mountPath: /w}]}
  - {name: again, steps: [[{name: s, template: sidecar}], [{name: again, template: again}]]}
  - name: tasks
    dag:
      tasks:
      - {name: a, template: again}
      - {name: b, inline: {container: {image: "alpine:3.23", volumeMounts: [{name: work, mountPath: /w}]}}}
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: other}
spec:
  templates:
  - {name: calls, steps: [[{name: s, templateRef: {name: builder, template: build}}]]}
---
"""
PIPELINE = """
kind: WorkflowTemplate
name: builder
volumes: {work: {empty_dir: {}}}
components: {build: {image: "alpine:3.23", mounts: {/work: work}, run: ls}}
---
"""


def call(template: str, *, of: str = "builder", volumes: str = "") -> str:
    return f"""apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{generateName: case-}}
spec:
  entrypoint: main
  volumes: [{volumes}]
  templates:
  - name: main
    steps: [[{{name: b, templateRef: {{name: {of}, template: {template}}}}}]]
"""


def list_messages(text: str) -> list[str]:
    return [found.message for found in lint(text) if found.code == "undeclared-volume" and found.place.line > 35]


@pytest.mark.parametrize(
    ("template", "library", "missing"),
    [
        ("build", "builder", "volume 'work'"),
        ("sidecar", "builder", "volume 'cache'"),
        ("again", "builder", "volume 'cache'"),
        ("tasks", "builder", "volumes 'work' and 'cache'"),
        ("calls", "other", "volume 'work'"),
    ],
)
def test_a_workflow_declares_the_volumes_of_called_templates(template: str, library: str, missing: str) -> None:
    message = f"template '{template}' of '{library}' mounts the {missing}, which this Workflow does not declare"
    assert list_messages(MANIFEST + call(template, of=library)) == [message]


@pytest.mark.parametrize(
    ("template", "volumes"), [("build", "{name: work, emptyDir: {}}"), ("own", ""), ("sidecar", "{name: cache}")]
)
def test_declared_volumes_are_accepted(template: str, volumes: str) -> None:
    assert list_messages(MANIFEST + call(template, volumes=volumes)) == []


@pytest.mark.parametrize("kind", ["", "schedule: '0 2 * * *'\n"])
def test_render_refuses_undeclared_volumes_of_the_same_file(kind: str) -> None:
    caller = f"{kind}name: caller\nsteps: [{{name: build, use: builder/build}}]\n"
    with pytest.raises(InvalidInputError) as error:
        generate(make_source(PIPELINE + caller), CompileOptions())
    name = "CronWorkflow" if kind else "Workflow"
    assert [found.hint for found in error.value.diagnostics] == [
        f"add 'work' to 'volumes' of this {name}: Argo ignores those of 'builder'"
    ]


PARAMETERS = """
kind: WorkflowTemplate
name: greetings
entrypoint: twice
parameters: {who: world, greeting: hello}
components:
  greet: {image: "alpine:3.23", run: "echo {{parameters.greeting}} {{parameters.who}} {{workflow.parameters.json}}"}
  twice: {tasks: {a: {use: greet}, b: {when: "'{{parameters.who}}' != ''", use: greet}}}
  own: {parameters: {who: }, image: "alpine:3.23", run: "echo {{parameters.who}} {{=workflow.parameters.greeting}}"}
---
name: caller
parameters: {greeting: hi}
"""


@pytest.mark.parametrize("template", ["greet", "twice"])
def test_a_workflow_declares_the_parameters_of_called_templates(template: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        generate(make_source(f"{PARAMETERS}steps: [{{name: a, use: greetings/{template}}}]"), CompileOptions())
    assert [(found.code, found.message) for found in error.value.diagnostics] == [
        (
            "unknown-parameter",
            f"template '{template}' of 'greetings' reads the parameter 'who', which this Workflow does not declare",
        )
    ]


@pytest.mark.parametrize(
    "caller",
    [
        "steps: [{name: a, use: greetings/own, with: {who: me}}]",
        "use: greetings",
        "use: greetings\nhooks: {h: {expression: workflow.status == 'Running', use: greetings/greet}}",
    ],
)
def test_declared_parameters_are_accepted(caller: str) -> None:
    assert generate(make_source(PARAMETERS + caller), CompileOptions()).diagnostics == ()


def test_a_template_kind_may_get_volumes_from_its_workflow() -> None:
    caller = "kind: WorkflowTemplate\nname: caller\nsteps: [{name: build, use: builder/build}]\n"
    made = generate(make_source(PIPELINE + caller), CompileOptions())
    assert [found.severity for found in made.diagnostics] == [Severity.WARNING]


def test_render_accepts_declared_volumes_of_the_same_file() -> None:
    caller = "name: caller\nvolumes: {work: {empty_dir: {}}}\nsteps: [{name: build, use: builder/build}]\n"
    assert generate(make_source(PIPELINE + caller), CompileOptions()).diagnostics == ()
