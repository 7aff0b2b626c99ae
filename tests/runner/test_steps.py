"""Templates of steps: groups, conditions, outputs."""

from __future__ import annotations

from argogen.runner.execution import Job, Outcome

from .running import POD, by_path, run_spec, show

SPEC = f"""
entrypoint: main
templates:
- name: main
  steps:
  - - {{name: a, template: make}}
    - {{name: b, template: make, when: "1 > 2"}}
  - - name: c
      template: use
      arguments: {{parameters: [{{name: v, value: "{{{{steps.a.outputs.parameters.v}}}}!"}}]}}
  outputs:
    parameters: [{{name: all, valueFrom: {{parameter: "{{{{steps.a.outputs.parameters.v}}}}"}}, globalName: g}}]
- {{name: make, {POD}, outputs: {{parameters: [{{name: v, valueFrom: {{path: /v}}}}]}}}}
- {{name: use, inputs: {{parameters: [{{name: v}}]}}, {POD}}}
"""


def answer(job: Job) -> Outcome:
    return Outcome(exit_code="0", parameters={"v": "1"} if job.template_name == "make" else {})


def test_groups_run_one_after_the_other() -> None:
    run = run_spec(SPEC, answer)
    assert show(run) == {
        "": "Steps Succeeded", "[0]": "StepGroup Succeeded", "[0].b": "Skipped Skipped", "[0].a": "Pod Succeeded",
        "[1]": "StepGroup Succeeded", "[1].c": "Pod Succeeded",
    }  # fmt: skip
    assert run.phase == "Succeeded"
    assert run.outputs == {"g": "1"}
    assert by_path(run)["[1].c"].inputs == {"v": "1!"}
    assert by_path(run)["[0].b"].message == "when '1 > 2' evaluated false"


def test_a_failed_step_fails_its_group() -> None:
    run = run_spec(SPEC, lambda _: Outcome("Failed", "main: Error (exit code 1)", "1"))
    failed = by_path(run)["[0].a"]
    assert (run.phase, run.message) == ("Failed", f"child '{failed.id}' failed")
    assert "[1]" not in show(run)


def test_later_groups_get_the_status_of_their_time() -> None:
    use = "template: use, arguments: {parameters: [{name: v, value: '{{workflow.status}}'}]}"
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          steps:
          - - {{name: a, {use}}}
          - - {{name: b, {use}}}
        - {{name: use, inputs: {{parameters: [{{name: v}}]}}, {POD}}}
        """
    )
    assert [node.inputs["v"] for node in run.nodes if node.type == "Pod"] == ["", "Running"]


def test_any_number_of_groups_can_be_skipped() -> None:
    groups = "".join(f'          - - {{name: s{number}, template: make, when: "1 > 2"}}\n' for number in range(500))
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          steps:
{groups}
        - {{name: make, {POD}}}
        """
    )
    assert run.phase == "Succeeded"
    assert len([node for node in run.nodes if node.type == "Skipped"]) == 500
