"""Workflows that tests run: manifests, other entrypoints, environments, references, and workflows that never end."""

from __future__ import annotations

from .conftest import Check, messages

RUNS = "cases: [{name: a, mocks: {'*': {}}, expect: {ran: [plan]}}]\n"
MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: KIND
metadata: {name: p}
spec:
  entrypoint: main
  templates:
  - name: main
    dag: {tasks: [{name: plan, template: work}, {name: retry, depends: plan.Failed, template: work}]}
  - name: work
    container: {image: "alpine:3.23", command: [ls]}
"""


def test_manifests_are_tested_like_pipelines(check: Check) -> None:
    for kind in ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"):
        report = check(MANIFEST.replace("KIND", kind), RUNS.replace("ran: [plan]", "ran: [plan], not_ran: [retry]"))
        assert messages(report) == []
        assert report.coverage.gaps == ("p.test.yaml: retry never runs",)


LIBRARY = """\
kind: WorkflowTemplate
name: library
components:
  greet: {parameters: {who: }, image: alpine:3.23, run: "./greet {{parameters.who}}", outputs: {text: /tmp/text}}
"""
CALLER = """\
name: p
steps:
  - {name: plan, use: library/greet, with: {who: you}}
  - {name: show, image: alpine:3.23, run: "echo {{plan.text}}"}
"""
CALLED = """\
cases: [{name: a, mocks: {plan: {outputs: {text: hi}}, show: {}}, expect: {steps: {plan: {inputs: {who: you}}}}}]
"""


def test_templates_of_other_files_are_found(check: Check) -> None:
    assert messages(check(CALLER, f"refs: library.yaml\n{CALLED}", {"library.yaml": LIBRARY})) == []
    assert messages(check(CALLER, f"refs: [lib/]\n{CALLED}", {"lib/library.yaml": LIBRARY})) == []
    assert messages(check(CALLER, CALLED, {"more/library.yaml": LIBRARY}, refs=["more"])) == []
    report = check(CALLER, f"refs: library.yaml\n{CALLED.replace('text: hi', 'txt: hi')}", {"library.yaml": LIBRARY})
    assert [found.message for found in report.diagnostics] == ["'plan' has no output 'txt'"]
    assert messages(check(CALLER, CALLED, {"argogen.yaml": "pipelines: ['*.yaml', more/]\n"})) == []


def test_errors_of_referenced_files_are_reported(check: Check) -> None:
    broken = LIBRARY.replace("run:", "runn:")
    report = check(CALLER, f"refs: library.yaml\n{CALLED}", {"library.yaml": broken})
    assert [(found.place.file, found.code) for found in report.diagnostics] == [("library.yaml", "unknown-key")]


def test_a_component_can_be_the_entrypoint(check: Check) -> None:
    cases = """\
entrypoint: greet
parameters: {who: me}
cases: [{name: a, mocks: {greet: {outputs: {text: hi}}}, expect: {steps: {greet: {inputs: {who: me}}}}}]
"""
    assert messages(check(LIBRARY, cases)) == []


def test_a_pipeline_is_rendered_for_the_environment_of_each_case(check: Check) -> None:
    pipeline = "name: p-${{ environment }}\nimage: alpine:3.23\nenv: {STAGE: '${{ vars.stage }}'}\nrun: ./plan\n"
    project = "pipelines: p.yaml\nenvironments: {staging: {vars: {stage: low}}, production: {vars: {stage: high}}}\n"
    cases = (
        "mocks: {'*': {}}\ncases:\n  - {name: a, expect: {steps: {p-staging: {env: {STAGE: low}}}}}\n"
        "  - {name: b, environment: production, expect: {steps: {p-production: {env: {STAGE: high}}}}}\n"
    )
    assert messages(check(pipeline, cases, {"argogen.yaml": project})) == []
    report = check(pipeline, cases.replace("production,", "produktion,"), {"argogen.yaml": project})
    assert [(found.code, found.hint) for found in report.diagnostics] == [
        ("unknown-environment", "did you mean 'production'?")
    ]


DEADLOCK = """\
name: p
defaults: {image: alpine:3.23}
tasks:
  plan: {use: outer, with: {a: one, b: two}}
  other: {use: outer, with: {a: two, b: one}}
components:
  outer:
    parameters: {a: , b: }
    synchronization: {mutexes: [{name: "{{parameters.a}}"}]}
    steps: [{name: prepare, run: ./prepare}, {name: work, use: inner, with: {b: "{{parameters.b}}"}}]
  inner:
    parameters: {b: }
    synchronization: {mutexes: [{name: "{{parameters.b}}"}]}
    run: ./work
"""


def test_a_workflow_that_never_ends_is_reported_with_the_reason(check: Check) -> None:
    report = check(DEADLOCK, RUNS)
    assert {found.code for found in report.diagnostics} == {"endless-workflow"}
    first = report.diagnostics[0]
    assert "the workflow never ends" in first.message
    assert "lock" in first.message
    assert first.hint
    assert report.cases[0].phase == "Running"


def test_a_workflow_that_argo_refuses_is_reported(check: Check) -> None:
    pipeline = (
        "name: p\nparameters: {who: }\nsteps: [{name: plan, image: alpine:3.23, run: 'echo {{parameters.who}}'}]\n"
    )
    report = check(pipeline, RUNS)
    assert [found.code for found in report.diagnostics] == ["failed-expectation"]
    assert "who" in report.diagnostics[0].message
    assert check(pipeline, RUNS.replace("name: a,", "name: a, parameters: {who: 1},")).ok


def test_messages_name_steps_instead_of_ids(check: Check) -> None:
    pipeline = "name: p\ndefaults: {image: alpine:3.23}\nsteps: [{name: plan, run: ./plan}]\n"
    report = check(pipeline, RUNS.replace("{}", "{exit_code: 2}"))
    assert [found.message for found in report.diagnostics] == [
        "the workflow is Failed, expected Succeeded: child 'plan' failed"
    ]


def test_the_same_case_has_the_same_result(check: Check) -> None:
    first, second = (check(DEADLOCK, RUNS).format("json") for _ in range(2))
    assert first == second


def test_the_version_of_argo_can_be_chosen(check: Check) -> None:
    # Argo 3.5 has only one schedule.
    pipeline = "name: p\nschedule: {schedules: [0 2 * * *, 0 14 * * *]}\nimage: alpine:3.23\nrun: ls\n"
    cases = "cases: [{name: a, mocks: {p: {}}, expect: {ran: [p]}}]\n"
    assert check(pipeline, cases).ok
    old = check(pipeline, f"argo_version: '3.5'\n{cases}")
    assert [found.code for found in old.diagnostics] == ["unsupported-in-version"]
    assert check(pipeline, f"argo_version: '3.5'\n{cases}", argo_version="3.7").ok
