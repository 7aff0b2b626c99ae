"""Mocks: which one a step has, what is missing, and what is not used."""

from __future__ import annotations

from .conftest import Check, messages

PIPELINE = """\
name: p
defaults: {image: alpine:3.23}
steps:
  - {name: first, use: work, with: {n: "1"}}
  - {name: second, use: work, with: {n: "2"}}
components:
  work:
    parameters: {n: }
    steps:
      - {name: plan, retry: 2, run: "./plan {{parameters.n}}", outputs: {total: /tmp/total}}
      - {name: count, run: ./count}
      - {name: show, run: "./show {{plan.total}} {{count.result}}"}
"""
COMPLETE = "mocks: {plan: {outputs: {total: 1}}, count: {result: 2}, '*': {}}\n"


def case(mocks: str, expect: str) -> str:
    """A test file with one case."""
    return f"cases: [{{name: a, mocks: {mocks}, expect: {expect}}}]\n"


def test_the_most_specific_mock_applies(check: Check) -> None:
    cases = """\
mocks: {"*": {}, count: {result: 0}, work/plan: {outputs: {total: component}}}
cases:
  - name: a
    mocks: {second/plan: {outputs: {total: second}}, "count": {result: case}}
    expect:
      steps:
        first/show: {inputs: {total: component, result: case}}
        second/show: {inputs: {total: second}}
  - name: b
    mocks: {/second/plan: {outputs: {total: 3}}}
    expect: {steps: {second/show: {inputs: {total: 3, result: 0}}}}
"""
    assert messages(check(PIPELINE, cases)) == []


def test_a_mock_of_a_step_applies_to_the_steps_in_it(check: Check) -> None:
    pipeline = PIPELINE.replace(", outputs: {total: /tmp/total}", "").replace("{{plan.total}} {{count.result}}", "")
    cases = (
        "cases: [{name: a, mocks: {first: {}, second: {exit_code: 3}}, expect: {phase: Failed, ran: [first/show]}}]\n"
    )
    assert messages(check(pipeline, cases)) == []
    assert messages(check(pipeline, cases.replace("second: {exit", "second/show: {exit")))[0] == (
        "1:16 missing-mock: no mock for step 'second/plan'"
    )


def test_every_step_needs_a_mock(check: Check) -> None:
    report = check(PIPELINE, "cases: [{name: a, expect: {ran: [first]}}]\n")
    assert messages(report) == ["1:16 missing-mock: no mock for step 'first/plan'"]
    (found,) = report.diagnostics
    assert found.hint == "add 'mocks: {first/plan: {}}', or '\"*\": {}' for all other steps"
    assert report.cases[0].tree == [
        "p  Failed", "└─ first  Failed  child 'first/plan' failed", "   └─ plan  Error  no mock",
    ]  # fmt: skip


def test_a_mock_has_the_outputs_that_the_step_writes(check: Check) -> None:
    report = check(PIPELINE, "cases: [{name: a, mocks: {'*': {}}, expect: {ran: [first]}}]\n")
    assert messages(report) == [
        "1:27 missing-mock: the mock of 'first/plan' has no value for output 'total'",
    ]
    cases = "cases: [{name: a, mocks: {plan: {outputs: {total: 1}}, '*': {}}, expect: {ran: [first]}}]\n"
    assert messages(check(PIPELINE, cases)) == [
        "1:56 missing-mock: the mock of 'first/count' has no result, which other steps use",
    ]


def test_null_is_an_output_that_the_step_does_not_write(check: Check) -> None:
    cases = case("{plan: {outputs: {total: null}}}", "{phase: Failed, steps: {first/plan: {message: no such file}}}")
    report = check(PIPELINE.replace("retry: 2, ", ""), cases)
    assert messages(report) == []


def test_unused_mocks_are_reported(check: Check) -> None:
    cases = f"{COMPLETE}cases: [{{name: a, mocks: {{third: {{}}}}, expect: {{ran: [first]}}}}]\n"
    assert messages(check(PIPELINE, cases)) == ["2:27 unknown-step: unknown step 'third'"]
    cases = cases.replace("third", "first/show(x)")
    assert messages(check(PIPELINE, cases)) == ["2:27 unused-mock: mock 'first/show(x)' is not used"]


def test_a_shared_mock_must_be_used_by_one_case(check: Check) -> None:
    shared = COMPLETE.replace("'*'", "show(x): {}, '*'")
    case = "{name: NAME, mocks: {show: {}}, expect: {ran: [show]}}"
    cases = f"{shared}cases: [{case.replace('NAME', 'a')}, {case.replace('NAME', 'b')}]\n"
    report = check(PIPELINE, cases)
    assert messages(report) == [
        "1:64 unused-mock: mock 'show(x)' is not used", "1:77 unused-mock: mock '*' is not used",
    ] or [m.partition(" ")[2] for m in messages(report)] == [
        "unused-mock: mock 'show(x)' is not used", "unused-mock: mock '*' is not used",
    ]  # fmt: skip
    assert not report.ok
    assert all(case.has_passed for case in report.cases)
    # A case that is not selected may use it.
    assert check(PIPELINE, cases, names="b").ok


def test_a_list_has_the_successive_attempts(check: Check) -> None:
    plan = "[{exit_code: 1}, {phase: Error, message: pod deleted}, {outputs: {total: 3}}]"
    cases = COMPLETE + case(f"{{first/plan: {plan}}}", "{steps: {first/plan: {attempts: 3}}}")
    retry = PIPELINE.replace("retry: 2", "retry: {limit: 2, retryPolicy: Always}")
    assert messages(check(retry, cases)) == []
    assert [
        m.partition(" ")[2]
        for m in messages(check(PIPELINE.replace("retry: 2", "retry: {limit: 1, retryPolicy: Always}"), cases))
    ][-1] == ("failed-expectation: step 'first/plan' had 2 attempts, expected 3")
    short = cases.replace(", {outputs: {total: 3}}", "")
    assert [m.partition(" ")[2] for m in messages(check(retry, short))] == [
        "missing-mock: no mock for attempt 3 of 'first/plan'"
    ]
    long = cases.replace("{exit_code: 1}, ", "")
    assert "unused-mock" not in str(messages(check(retry, long)))
    long = cases.replace("{outputs: {total: 3}}", "{outputs: {total: 3}}, {}").replace("attempts: 3", "attempts: 3")
    assert [m.partition(" ")[2] for m in messages(check(retry, long))] == [
        "unused-mock: attempt 4 of mock 'first/plan' is not used"
    ]


SUSPEND = """\
name: p
defaults: {image: alpine:3.23}
steps:
  - {name: approve, suspend: {}, outputs: {version: {supplied: {}}}}
  - {name: wait, suspend: {duration: 1h}}
  - {name: release, run: "./release {{approve.version}}"}
"""


def test_a_suspended_step_is_resumed_by_its_mock(check: Check) -> None:
    cases = case("{approve: {outputs: {version: 2}}, release: {}}", "{steps: {release: {inputs: {version: 2}}}}")
    report = check(SUSPEND, cases)
    assert messages(report) == []
    assert report.cases[0].seconds == 3600
    assert messages(check(SUSPEND, cases.replace("approve: {outputs: {version: 2}}, ", ""))) == [
        "1:16 missing-mock: no mock for step 'approve'"
    ]
    assert messages(check(SUSPEND, cases.replace("release: {}", "'*': {}"))) == []


DAEMON = """\
name: p
defaults: {image: alpine:3.23}
steps:
  - {name: server, daemon: true, run: ./serve}
  - {name: ask, run: "./ask {{server.ip}}"}
"""


def test_a_daemon_runs_until_it_is_stopped(check: Check) -> None:
    cases = case("{server: {}, ask: {duration: 1h}}", "{steps: {server: Succeeded, ask: Succeeded}}")
    assert messages(check(DAEMON, cases)) == []
    failing = "cases: [{name: a, mocks: {server: {exit_code: 1}}, expect: {phase: Failed, not_ran: [ask]}}]\n"
    assert messages(check(DAEMON, failing)) == []


def test_a_step_can_take_longer_than_its_deadline(check: Check) -> None:
    pipeline = "name: p\nimage: alpine:3.23\ndeadline: 1h\nrun: ./work\n"
    cases = "cases: [{name: a, mocks: {p: {duration: 61m}}, expect: {phase: Failed, message: exceeded its deadline}}]\n"
    assert messages(check(pipeline, cases)) == []
    assert messages(check(pipeline, cases.replace("61m", "59m")))[0].endswith(
        "the workflow is Succeeded, expected Failed"
    )


LOOP = """\
name: p
defaults: {image: alpine:3.23}
steps:
  - {name: score, for_each: {items: [a, b, {id: 1}], as: x}, run: "./score {{x}}", outputs: {v: /tmp/v}}
  - {name: show, run: "./show {{score.v}}"}
"""


def test_the_mocks_of_items_apply_to_their_items_only(check: Check) -> None:
    mocks = "{score(a): {outputs: {v: 1}}, 'score(1:)': {outputs: {v: 2}}, score(id:1): {outputs: {v: 3}}, show: {}}"
    assert messages(check(LOOP, case(mocks, "{steps: {show: {inputs: {v: ['1', '2', '3']}}}}"))) == []
    others = "{'*': {outputs: {v: 0}}, score(b): {outputs: {v: 2}}, show: {}}"
    assert messages(check(LOOP, case(others, "{steps: {show: {inputs: {v: ['0', '2', '0']}}}}"))) == []
