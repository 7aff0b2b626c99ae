"""Retry strategies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from argogen.runner.execution import SECOND, Job, Outcome

from .running import POD, by_path, run_spec, show


def retried(strategy: str, more: str = "") -> str:
    return f"entrypoint: t\ntemplates:\n- {{name: t, retryStrategy: {strategy}, {POD}{more}}}\n"


def answer(*codes: int, phase: str = "Failed") -> Callable[[Job], Outcome]:
    def reply(job: Job) -> Outcome:
        code = codes[min(job.attempt, len(codes) - 1)]
        message = f"main: Error (exit code {code})" if code else ""
        return Outcome(phase if code else "Succeeded", message, str(code), duration=2 * SECOND)

    return reply


def test_it_is_tried_until_it_succeeds() -> None:
    run = run_spec(retried("{limit: 5}"), answer(1, 2, 0))
    assert show(run) == {"": "Retry Succeeded", "(0)": "Pod Failed", "(1)": "Pod Failed", "(2)": "Pod Succeeded"}
    assert (by_path(run)[""].attempts, by_path(run)[""].exit_code) == (3, "0")
    assert [node.attempt for node in run.nodes[1:]] == [0, 1, 2]


def test_the_limit_ends_it() -> None:
    run = run_spec(retried("{limit: '1'}"), answer(3))
    assert (run.phase, run.message) == ("Failed", "No more retries left")
    assert len(run.nodes) == 3


@pytest.mark.parametrize(
    ("policy", "phase", "attempts"),
    [("OnFailure", "Failed", 2), ("OnFailure", "Error", 1), ("OnError", "Failed", 1), ("OnError", "Error", 2),
     ("Always", "Error", 2), ("OnTransientError", "Failed", 1)],
)  # fmt: skip
def test_the_policy_selects_phases(policy: str, phase: str, attempts: int) -> None:
    run = run_spec(retried(f"{{limit: 1, retryPolicy: {policy}}}"), answer(1, phase=phase))
    assert by_path(run)[""].attempts == attempts
    assert run.phase == phase


@pytest.mark.parametrize(
    ("message", "phase"),
    [("read tcp: i/o timeout", "Succeeded"), ("http2: server sent GOAWAY and closed the connection", "Succeeded"),
     ("pods is forbidden: exceeded quota", "Error")],
)  # fmt: skip
def test_a_transient_error_is_retried(message: str, phase: str) -> None:
    def reply(job: Job) -> Outcome:
        return Outcome() if job.attempt else Outcome("Error", message)

    assert run_spec(retried("{limit: 2, retryPolicy: OnTransientError}"), reply).phase == phase


def test_a_day_of_backoff_takes_no_time() -> None:
    run = run_spec(retried("{limit: 2, backoff: {duration: 24h, factor: 2}}"), answer(1, 1, 0))
    assert run.finished_at - run.started_at == (24 + 48) * 3600 * SECOND + 6 * SECOND
    assert by_path(run)[""].message == ""


def test_backoff_stops_before_the_maximum() -> None:
    run = run_spec(retried("{limit: 9, backoff: {duration: 10s, factor: 10, maxDuration: 1m, cap: 40s}}"), answer(1))
    assert (run.phase, run.message) == ("Failed", "Backoff would exceed max duration limit")
    assert by_path(run)[""].attempts == 3


def test_an_expression_decides_with_strings() -> None:
    expression = (
        "asInt(lastRetry.exitCode) in [7, 8] && lastRetry.status == 'Failed' && asFloat(lastRetry.duration) == 2.0"
    )
    run = run_spec(retried(f'{{limit: 9, expression: "{expression}"}}'), answer(7, 8, 9))
    assert (run.phase, run.message) == ("Failed", "retryStrategy.expression evaluated to false")
    assert by_path(run)[""].attempts == 3


def test_an_invalid_expression_is_an_error() -> None:
    run = run_spec(retried("{limit: 1, expression: 'a +'}"), answer(1))
    assert run.phase == "Error"
    assert run.message.startswith("error in entry template execution: unexpected token")


def test_attempts_know_the_last_one() -> None:
    seen: list[str] = []

    def reply(job: Job) -> Outcome:
        seen.append(job.template["container"]["args"][0])
        return answer(4, 0)(job)

    tags = "{{retries}} {{lastRetry.exitCode}} {{lastRetry.status}} {{lastRetry.duration}} {{lastRetry.message}}"
    spec = f"""
    entrypoint: t
    templates:
    - name: t
      retryStrategy: {{limit: 1}}
      container: {{image: x, command: [x], args: ["{tags}"]}}
    """
    run_spec(spec, reply)
    assert seen == ["0 0  0 ", "1 4 Failed 2 main: Error (exit code 4)"]


def test_defaults_retry_steps_and_pods() -> None:
    spec = f"""
    entrypoint: main
    templateDefaults: {{retryStrategy: {{limit: 1}}}}
    templates:
    - name: main
      steps: [[{{name: a, template: t}}]]
    - {{name: t, {POD}}}
    """
    assert show(run_spec(spec)) == {
        "": "Retry Succeeded", "(0)": "Steps Succeeded", "(0)[0]": "StepGroup Succeeded", "(0)[0].a": "Retry Succeeded",
        "(0)[0].a(0)": "Pod Succeeded",
    }  # fmt: skip


def test_the_maximum_duration_ends_later_attempts() -> None:
    def reply(job: Job) -> Outcome:
        return Outcome(duration=3600 * SECOND) if job.attempt else Outcome("Failed", "x", "1", duration=5 * SECOND)

    run = run_spec(retried("{limit: 5, backoff: {duration: 10s, maxDuration: 60s}}"), reply)
    assert (run.phase, run.message) == ("Failed", "Max duration limit exceeded")
    assert run.finished_at - run.started_at == 60 * SECOND
