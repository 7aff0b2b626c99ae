"""Hooks and exit handlers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from argogen.runner.execution import SECOND, Job, Outcome

from .running import POD, by_path, fail, run_spec, show

LEAVES = f"""
- {{name: t, {POD}, outputs: {{parameters: [{{name: o, valueFrom: {{path: /o}}}}]}}}}
- {{name: e, inputs: {{parameters: [{{name: v}}]}}, {POD}}}
"""


def with_hooks(hooks: str, call: str = "", kind: str = "steps", template: str = "t") -> str:
    start = "steps: [[" if kind == "steps" else "dag: {tasks: ["
    end = "]]" if kind == "steps" else "]}"
    body = f"{start}{{name: a, template: {template}, {call} hooks: {{{hooks}}}}}{end}"
    return f"entrypoint: main\ntemplates:\n- name: main\n  {body}\n{LEAVES}"


RUNNING = 'run: {template: e, expression: %s.a.status == "Running", arguments: {parameters: [{name: v, value: x}]}}'
EXIT = 'exit: {template: e, arguments: {parameters: [{name: v, value: "{{%s.a.outputs.parameters.o}}"}]}}'


def test_hooks_of_a_step_get_its_outputs() -> None:
    run = run_spec(with_hooks(f"{RUNNING % 'steps'}, {EXIT % 'steps'}"))
    nodes = by_path(run)
    assert show(run)["[0].a.hooks.run"] == "Pod Succeeded"
    assert nodes["[0].a.onExit"].inputs == {"v": "[0].a"}
    assert (nodes["[0].a.onExit"].step, nodes["[0].a.onExit"].handler) == ("a", "exit")
    assert set(nodes["[0].a"].children) >= {nodes["[0].a.hooks.run"].id, nodes["[0].a.onExit"].id}
    assert run.phase == "Succeeded"


def test_a_loop_of_tasks_has_hooks_of_the_group_and_exit_handlers_of_all() -> None:
    run = run_spec(with_hooks(f"{RUNNING % 'tasks'}, exit: {{template: t}}", "withItems: [1, 2],", "dag"))
    paths = {path for path in show(run) if "hooks" in path or "onExit" in path}
    assert paths == {".a.hooks.run", ".a(0:1).onExit", ".a(1:2).onExit", ".a.onExit"}
    assert run.phase == "Succeeded"


def test_a_failing_exit_handler_of_a_step_does_not_fail_it() -> None:
    run = run_spec(with_hooks(EXIT % "steps"), fail("e"))
    assert show(run)["[0].a.onExit"] == "Pod Failed"
    assert run.phase == "Succeeded"


def test_a_hook_without_a_valid_expression_fails_the_group() -> None:
    run = run_spec(with_hooks("bad: {template: e, expression: 'steps.a.status ==='}"))
    assert (run.phase, show(run)["[0]"]) == ("Failed", "StepGroup Error")
    assert run.message.startswith("unexpected token")


def test_a_hook_of_a_target_without_a_valid_expression_is_an_error_of_the_workflow() -> None:
    run = run_spec(with_hooks("bad: {template: e, expression: 'tasks.a.none.x == 1'}", kind="dag"))
    message = (
        "error in entry template execution: unable to evaluate expression 'tasks.a.none.x == 1': "
        "cannot fetch x from <nil>"
    )
    assert (run.phase, run.message.partition(" (")[0]) == ("Error", message)
    assert show(run) == {"": "DAG Error", ".a": "Pod Pending"}


def test_the_exit_handler_of_the_workflow_decides_last() -> None:
    spec = f"entrypoint: t\nonExit: bad\ntemplates:\n- {{name: bad, {POD}}}\n{LEAVES}"
    run = run_spec(spec, fail("bad"))
    assert (run.phase, run.message) == ("Failed", "main: Error (exit code 1)")
    assert show(run) == {"": "Pod Succeeded", ".onExit": "Pod Failed"}


def test_the_exit_handler_knows_failures() -> None:
    spec = f"""
    entrypoint: t
    hooks:
      exit:
        template: e
        arguments: {{parameters: [{{name: v, value: "{{{{workflow.status}}}} {{{{workflow.failures}}}}"}}]}}
    templates:
    - {{name: t, {POD}}}
    - {{name: e, inputs: {{parameters: [{{name: v}}]}}, {POD}}}
    """
    value = by_path(run_spec(spec, fail("t")))[".onExit"].inputs["v"]
    assert value.startswith('Failed "[{\\"displayName\\":\\"w\\",\\"message\\":\\"main: Error (exit code 1)\\"')


def test_a_hook_of_the_workflow_runs_beside_it() -> None:
    spec = f"""
    entrypoint: t
    hooks:
      started: {{template: h, expression: workflow.status == "Running"}}
      never: {{template: h, expression: workflow.status == "Error"}}
    templates:
    - {{name: h, {POD}}}
    {LEAVES.strip().replace(chr(10), chr(10) + "    ")}
    """
    assert show(run_spec(spec)) == {"": "Pod Succeeded", ".hooks.started": "Pod Succeeded"}


BROKEN = "hooks: {exit: {expression: 'foo(', template: p}}"


def test_an_exit_handler_that_cannot_be_run_ends_the_entrypoint() -> None:
    run = run_spec(
        f"entrypoint: m\ntemplates:\n- {{name: m, steps: [[{{name: a, template: p, {BROKEN}}}]]}}\n- {{name: p, {POD}}}"
    )
    assert (run.phase, run.message.splitlines()[0]) == ("Error", "unexpected token EOF (1:4)")
    assert by_path(run)[""].message == "Workflow operation error"


def test_an_exit_handler_that_cannot_be_run_fails_an_entrypoint_with_another_one() -> None:
    run = run_spec(
        "entrypoint: m\nonExit: bye\ntemplates:\n"
        f"- {{name: m, steps: [[{{name: a, template: p, {BROKEN}}}]]}}\n- {{name: p, {POD}}}\n"
        "- {name: bye, inputs: {parameters: [{name: f, value: '{{workflow.status}} {{workflow.failures}}'}]}, "
        f"{POD}}}"
    )
    nodes = by_path(run)
    assert (run.phase, run.message.splitlines()[0]) == ("Failed", "unexpected token EOF (1:4)")
    assert nodes[""].message == nodes["[0]"].message == run.message
    assert nodes[".onExit"].inputs["f"].startswith('Error "[{\\"displayName\\":\\"[0]\\"')
    assert show(run)["[0].a"] == "Pod Succeeded"


def test_an_exit_handler_that_cannot_be_run_fails_other_steps() -> None:
    run = run_spec(f"""
    entrypoint: m
    templates:
    - {{name: m, steps: [[{{name: nested, template: inner}}]]}}
    - {{name: inner, steps: [[{{name: a, template: p, {BROKEN}}}]]}}
    - {{name: p, {POD}}}
    """)
    assert (run.phase, show(run)["[0].nested"]) == ("Failed", "Steps Failed")


@pytest.mark.parametrize(("body", "phase"), [("dag: {tasks: [%s, %s]}", "Error"), ("steps: [[%s, %s]]", "Failed")])
def test_pods_that_run_end_before_the_workflow_does(body: str, phase: str) -> None:
    calls = (f"{{name: a, template: p, {BROKEN}}}", "{name: b, template: p}")
    run = run_spec(
        f"entrypoint: m\ntemplates:\n- {{name: m, {body % calls}}}\n- {{name: p, {POD}}}",
        lambda job: Outcome(exit_code="0", duration=(3 if job.step == "b" else 1) * SECOND),
    )
    assert (run.phase, run.message.splitlines()[0]) == (phase, "unexpected token EOF (1:4)")
    ended = next(node for node in run.nodes if node.step == "b")
    assert (ended.phase, ended.exit_code, by_path(run)[""].message) == ("Succeeded", "0", run.message)


def test_an_exit_handler_that_cannot_be_run_only_matters_to_targets() -> None:
    def build(tasks: str) -> str:
        return f"entrypoint: m\ntemplates:\n- {{name: m, dag: {{tasks: [{tasks}]}}}}\n- {{name: p, {POD}}}"

    first = f"{{name: a, template: p, {BROKEN}}}"
    run = run_spec(build(f"{first}, {{name: b, depends: a, template: p}}"))
    assert show(run) == {"": "DAG Succeeded", ".a": "Pod Succeeded", ".b": "Pod Succeeded"}
    run = run_spec(build(first))
    assert show(run) == {"": "DAG Error", ".a": "Pod Succeeded"}


def test_handlers_have_no_name_of_a_step() -> None:
    run = run_spec(f"""
    entrypoint: m
    onExit: e
    templates:
    - {{name: m, steps: [[{{name: a, template: e}}]]}}
    - {{name: e, inputs: {{parameters: [{{name: q, value: '<{{{{steps.name}}}}>'}}]}}, {POD}}}
    """)
    assert {node.path: node.inputs["q"] for node in run.nodes if node.inputs} == {"[0].a": "<a>", ".onExit": "<>"}


def hook(kind: str, name: str) -> str:
    return f"hooks: {{r: {{expression: '{kind}.{name}.status == \"Running\"', template: p}}}}"


def lasting(**seconds: int) -> Callable[[Job], Outcome]:
    return lambda job: Outcome(duration=seconds.get(job.handler or job.step, 1) * SECOND)


def limited(body: str, workflow: str = "") -> str:
    return f"entrypoint: m\n{workflow}\ntemplates:\n- {{name: m, {body}}}\n- {{name: p, {POD}}}"


def test_hooks_of_a_step_wait_for_those_before_it() -> None:
    steps = f"{{name: a, template: p, {hook('steps', 'a')}}}, {{name: b, template: p, {hook('steps', 'b')}}}"
    spec = limited(f"steps: [[{steps}]]")
    assert "[0].b.hooks.r" not in show(run_spec(spec, lasting(a=20, b=2, r=5)))
    assert "[0].b.hooks.r" in show(run_spec(spec, lasting(a=20, b=9, r=5)))


def test_a_hook_of_a_step_refers_to_the_phases_of_others() -> None:
    other = 'steps.a.status == "Succeeded" && steps.b.status == "Running"'
    hooks = f"hooks: {{r: {{expression: '{other}', template: p}}}}"
    run = run_spec(limited(f"steps: [[{{name: a, template: p}}, {{name: b, template: p, {hooks}}}]]"), lasting(b=9))
    assert by_path(run)["[0].b.hooks.r"].started_at - run.started_at == SECOND


def test_an_invalid_hook_fails_the_group_once_its_steps_have_started() -> None:
    hooks = "hooks: {r: {expression: 'foo(', template: p}}"
    run = run_spec(limited(f"steps: [[{{name: a, template: p, {hooks}}}, {{name: b, template: p}}]]"), lasting(b=9))
    assert show(run) == {
        "": "Steps Failed", "[0]": "StepGroup Error", "[0].a": "Pod Pending", "[0].b": "Pod Pending",
    }  # fmt: skip


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("kind", ["steps", "dag"])
def test_hooks_do_not_run_while_the_limit_is_reached(kind: str, own: bool) -> None:
    if kind == "steps":
        body = f"steps: [[{{name: a, template: p, {hook('steps', 'a')}}}]]"
    else:
        body = f"dag: {{tasks: [{{name: a, template: p, {hook('tasks', 'a')}}}]}}"
    run = run_spec(limited(f"parallelism: 1, {body}") if own else limited(body, "parallelism: 1"), lasting(a=20))
    assert run.phase == "Succeeded"
    assert not [node.path for node in run.nodes if "hooks" in node.path]


EXITS = "{name: a, template: p, hooks: {exit: {template: p}}}"


@pytest.mark.parametrize(
    ("body", "parallelism", "phase"),
    [
        (f"steps: [[{EXITS}]]", 1, "Succeeded"),
        (f"steps: [[{EXITS}, {{name: b, template: p}}]]", 1, "Error"),
        (f"dag: {{tasks: [{EXITS}]}}", 1, "Error"),
        (f"dag: {{tasks: [{EXITS}]}}", 2, "Succeeded"),
        (f"dag: {{tasks: [{EXITS}, {{name: b, template: p, depends: a}}]}}", 1, "Succeeded"),
    ],
)
def test_handlers_beyond_the_limit_end_the_workflow(body: str, parallelism: int, phase: str) -> None:
    run = run_spec(limited(body, f"parallelism: {parallelism}"))
    assert (run.phase, run.message) == (phase, "Max parallelism reached" if phase == "Error" else "")


def test_a_hook_of_the_workflow_beyond_the_limit_ends_it() -> None:
    hooks = "parallelism: 1\nhooks: {r: {expression: 'workflow.status == \"Running\"', template: p}}"
    run = run_spec(limited("steps: [[{name: a, template: p}]]", hooks))
    assert (run.phase, run.message) == ("Error", "Max parallelism reached")


def test_a_nested_dag_beyond_the_limit_fails_the_step() -> None:
    run = run_spec(f"""
    entrypoint: m
    parallelism: 1
    templates:
    - {{name: m, steps: [[{{name: inner, template: d}}]]}}
    - {{name: d, dag: {{tasks: [{EXITS}]}}}}
    - {{name: p, {POD}}}
    """)
    assert (run.phase, show(run)["[0].inner"]) == ("Failed", "DAG Error")


def test_a_hook_of_the_workflow_gets_its_duration() -> None:
    run = run_spec(f"""
    entrypoint: p
    hooks: {{end: {{expression: 'workflow.status == "Succeeded"', template: e}}}}
    templates:
    - {{name: p, {POD}}}
    - {{name: e, inputs: {{parameters: [{{name: d, value: '{{{{workflow.duration}}}}'}}]}}, {POD}}}
    """)
    assert by_path(run)[".hooks.end"].inputs == {"d": "1.000000"}
