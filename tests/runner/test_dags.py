"""DAG templates: dependencies, failures, targets, outputs."""

from __future__ import annotations

from argogen.runner.execution import SECOND, Job, Outcome

from .running import POD, by_path, fail, run_spec, show

LEAF = f"- {{name: t, {POD}, outputs: {{parameters: [{{name: o, valueFrom: {{path: /o}}}}]}}}}"


def test_a_failure_omits_only_the_tasks_that_depend_on_it() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t}}
            - {{name: b, template: t}}
            - {{name: c, template: t, depends: b}}
            - {{name: d, template: t, depends: a}}
            - {{name: e, template: t, depends: a.Failed && c}}
        {LEAF}
        """,
        fail("a"),
    )
    nodes = by_path(run)
    assert (run.phase, run.message) == ("Failed", "")
    assert show(run) == {
        "": "DAG Failed", ".a": "Pod Failed", ".b": "Pod Succeeded", ".c": "Pod Succeeded", ".d": "Skipped Omitted",
        ".e": "Pod Succeeded",
    }  # fmt: skip
    assert nodes[".d"].message == "omitted: depends condition not met"
    assert nodes[".e"].id in nodes[".a"].children
    assert nodes[".e"].id in nodes[".c"].children
    assert nodes[".a"].boundary_id == nodes[""].id


def test_targets_select_the_tasks_that_run() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            target: c
            tasks:
            - {{name: a, template: t}}
            - {{name: b, template: t}}
            - {{name: c, template: t, dependencies: [a]}}
          outputs: {{parameters: [{{name: o, valueFrom: {{parameter: "{{{{tasks.c.outputs.parameters.o}}}}"}}}}]}}
        {LEAF}
        """,
    )
    assert list(show(run)) == ["", ".a", ".c"]
    assert by_path(run)[""].outputs == {"o": ".c"}


def test_continue_on_lets_a_failed_target_pass() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t, continueOn: {{failed: true}}}}
            - {{name: b, template: t, dependencies: [a], continueOn: {{failed: true}}}}
        {LEAF}
        """,
        fail("a", "b"),
    )
    assert run.phase == "Succeeded"


def test_an_omitted_target_has_the_phase_before_it() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t}}
            - {{name: b, template: t, depends: a.Succeeded}}
        {LEAF}
        """,
        fail("a"),
    )
    assert show(run) == {"": "DAG Failed", ".a": "Pod Failed", ".b": "Skipped Omitted"}


def test_the_output_of_a_skipped_task_is_empty() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t, when: "1 > 2"}}
            - name: b
              template: use
              depends: a
              arguments: {{parameters: [{{name: v, value: "<{{{{tasks.a.outputs.parameters.o}}}}>"}}]}}
        {LEAF}
        - {{name: use, inputs: {{parameters: [{{name: v}}]}}, {POD}}}
        """
    )
    assert by_path(run)[".b"].inputs == {"v": "<>"}


def test_an_invalid_condition_is_an_error_of_the_task() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t}}
            - {{name: b, template: t, depends: a.Succeeded &}}
        {LEAF}
        """
    )
    node = by_path(run)[".b"]
    assert (node.type, node.phase, run.phase) == ("Skipped", "Error", "Error")
    assert node.message.startswith("unable to evaluate expression 'a.Succeeded &': ")


def test_tasks_run_side_by_side() -> None:
    starts: dict[str, int] = {}

    def answer(job: Job) -> Outcome:
        starts[job.step] = len(starts)
        return Outcome(duration=SECOND * (3 if job.step == "a" else 1), parameters={"o": ""})

    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t}}
            - {{name: b, template: t}}
            - {{name: c, template: t, depends: b}}
            - {{name: d, template: t, depends: a && c}}
        {LEAF}
        """,
        answer,
    )
    assert list(starts) == ["a", "b", "c", "d"]
    assert run.finished_at - run.started_at == 4 * SECOND


def test_any_number_of_tasks_can_be_skipped() -> None:
    first = '            - {name: t0, template: make, when: "1 > 2"}\n'
    tasks = first + "".join(
        f'            - {{name: t{number}, template: make, when: "1 > 2", depends: t{number - 1}}}\n'
        for number in range(1, 500)
    )
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
{tasks}
        - {{name: make, {POD}}}
        """
    )
    assert run.phase == "Succeeded"
    assert len([node for node in run.nodes if node.type == "Skipped"]) == 500
