"""Suspended nodes, deadlines, and caches."""

from __future__ import annotations

from argogen.runner.controls.memoization import Memory
from argogen.runner.execution import SECOND, Job, Outcome
from argogen.runner.run import Run

from .running import POD, by_path, fail, run_spec, show

APPROVAL = """
entrypoint: wait
templates:
- name: wait
  inputs: {parameters: [{name: why, value: x, default: because}]}
  suspend: {%s}
  outputs:
    parameters:
    - {name: choice, valueFrom: {supplied: {}%s}}
    - {name: why, valueFrom: {supplied: {}}}
"""


def test_a_suspended_node_waits_for_its_duration() -> None:
    run = run_spec(APPROVAL % ("duration: 2h", ", default: never"))
    assert (run.phase, run.finished_at - run.started_at) == ("Succeeded", 7200 * SECOND)
    assert by_path(run)[""].outputs == {"choice": "never", "why": "because"}


def test_a_suspended_node_can_be_resumed_with_outputs() -> None:
    run = run_spec(APPROVAL % ("", ""), lambda _: Outcome(parameters={"choice": "yes"}, duration=5 * SECOND))
    assert (run.phase, by_path(run)[""].outputs) == ("Succeeded", {"choice": "yes", "why": "because"})


def test_a_missing_output_is_an_error() -> None:
    run = run_spec(APPROVAL % ("duration: 1", ""))
    assert run.message.endswith("raw output parameter 'choice' has not been set and does not have a default value")


def test_a_suspended_node_that_is_not_resumed_never_ends() -> None:
    run = run_spec(APPROVAL % ("", ""))
    assert (run.phase, by_path(run)[""].phase, run.finished_at) == ("Running", "Running", 0)
    assert run.blockages[0].reason == "the suspended node is never resumed"


def slow(job: Job) -> Outcome | None:
    return fail()(job) if job.handler else None if job.kind == "suspend" else Outcome(duration=100 * SECOND)


def test_the_deadline_of_the_workflow_spares_exit_handlers() -> None:
    spec = f"""
    entrypoint: main
    activeDeadlineSeconds: 5
    onExit: t
    templates:
    - name: main
      dag:
        tasks:
        - {{name: a, template: t}}
        - {{name: b, template: s}}
        - {{name: c, template: t, depends: a.Failed}}
    - {{name: s, suspend: {{}}}}
    - {{name: t, {POD}}}
    """
    run = run_spec(spec, slow)
    assert show(run) == {
        "": "DAG Failed", ".a": "Pod Failed", ".b": "Suspend Failed", ".c": "Pod Failed", ".onExit": "Pod Succeeded",
    }  # fmt: skip
    assert {by_path(run)[path].message for path in (".a", ".b", ".c")} == {"Step exceeded its deadline"}


def test_the_timeout_of_a_template_is_rounded_down() -> None:
    run = run_spec(f"entrypoint: t\ntemplates:\n- {{name: t, timeout: 10s, {POD}}}\n", slow)
    assert run.finished_at - run.started_at == 9 * SECOND
    short = run_spec(f"entrypoint: t\ntemplates:\n- {{name: t, timeout: 2s, {POD}}}\n", slow)
    assert short.message == "error in entry template execution: w exceeded its deadline"


def memoized(memory: Memory, more: str = "", key: str = "k") -> tuple[Run, list[str]]:
    started: list[str] = []

    def answer(job: Job) -> Outcome:
        started.append(job.path)
        return Outcome(exit_code="0", parameters={"o": "1"}, duration=SECOND)

    spec = f"""
    entrypoint: main
    templates:
    - name: main
      steps: [[{{name: a, template: t}}], [{{name: b, template: t}}]]
    - name: t
      {POD}
      memoize: {{key: {key}, cache: {{configMap: {{name: c}}}}{more}}}
      outputs: {{parameters: [{{name: o, valueFrom: {{path: /o}}}}]}}
    """
    return run_spec(spec, answer, memory=memory), started


def test_a_cached_template_does_not_run_again() -> None:
    memory = Memory()
    run, started = memoized(memory)
    hit = by_path(run)["[1].b"]
    assert started == ["[0].a"]
    assert hit.memoization is not None
    assert (hit.memoization.hit, hit.memoization.key, hit.outputs, hit.exit_code) == (True, "k", {"o": "1"}, "0")
    assert memoized(memory)[1] == []


def test_a_cache_entry_expires() -> None:
    assert memoized(Memory(), ", maxAge: 0s")[1] == ["[0].a"]
    assert memoized(Memory(), ", maxAge: '-1s'")[1] == ["[0].a", "[1].b"]
    assert "invalid maxAge" in memoized(Memory(), ", maxAge: 1d")[0].message


def test_an_invalid_key_is_an_error() -> None:
    assert memoized(Memory(), key="a/b")[0].message.endswith("error: invalid cache key: a/b")


def test_cached_steps_have_no_outputs_in_argo() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      steps: [[{{name: a, template: m}}], [{{name: b, template: m}}]]
    - name: m
      memoize: {{key: k, cache: {{configMap: {{name: c}}}}}}
      steps: [[{{name: i, template: t}}]]
      outputs: {{parameters: [{{name: o, valueFrom: {{parameter: "{{{{steps.i.outputs.parameters.o}}}}"}}}}]}}
    - {{name: t, {POD}, outputs: {{parameters: [{{name: o, valueFrom: {{path: /o}}}}]}}}}
    """
    nodes = by_path(run_spec(spec))
    assert (nodes["[0].a"].outputs, nodes["[1].b"].outputs) == ({"o": "[0].a[0].i"}, {})
