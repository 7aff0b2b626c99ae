"""Cases: mocks of steps, items and attempts, expectations of all kinds, and the failures that they report."""

from __future__ import annotations

import pytest

from .conftest import Check, messages

LOOP = """\
name: p
defaults: {image: alpine:3.23}
parameters: {mode: full, words: [x]}
steps:
  - {name: plan, run: ./plan, outputs: {total: {path: /tmp/total, default: "0"}}}
  - {name: list, run: ./list}
  - name: score
    for_each: {items: "{{list.result}}", as: shard}
    retry: 2
    env: {ID: "{{shard.id}}", TOTAL: "{{plan.total}}"}
    run: ./score
  - - {name: report, env: {SCORES: "{{score.result}}"}, run: ./report}
    - {name: sample, when: "{{parameters.mode}} == quick", run: ./sample}
on_exit: {run: "./clean {{workflow.status}}"}
"""
MOCKS = "mocks: {list: {result: [{id: 1}, {id: 2}]}, score: {result: 7}, '*': {}}\n"
# Expectations that a run meets.
MET = [
    "{phase: Succeeded}",
    "{ran: [plan, score, score(id:1), 'score(1:)', 'score(1:id:2)', on_exit, /report]}",
    "{not_ran: [sample]}",
    "{order: [plan, list, score, report, on_exit]}",
    "{order: [score(id:1), report]}",
    "{steps: {sample: Skipped, plan: Succeeded}}",
    "{steps: {sample: {when: full == quick, message: evaluated false}}}",
    "{steps: {score: {count: 2, attempts: 1, result: 7, exit_code: 0, env: {TOTAL: 0}}}}",
    "{steps: {score(id:2): {env: {ID: 2}, inputs: {shard-id: '2'}}}}",
    "{steps: {report: {env: {SCORES: [7, 7]}}, plan: {outputs: {total: 0}}}}",
]
# Expectations that it does not meet, with the message of each failure.
NOT_MET = {
    "{phase: Failed}": ["the workflow is Succeeded, expected Failed"],
    "{message: no}": ['the message of the workflow is "", expected no in it'],
    "{outputs: {url: 1}}": ["output 'url' of the workflow is no value, expected 1"],
    "{ran: [plan, sample]}": ["step 'sample' did not run: Skipped, when 'full == quick' evaluated false"],
    "{not_ran: [score]}": ["step 'score' ran as 'score(0:id:1)', expected it not to run"],
    "{not_ran: [plan]}": ["step 'plan' ran, expected it not to run"],
    "{order: [report, score]}": ["step 'score' started before 'report' ended"],
    "{order: [sample, score]}": [
        "step 'sample' did not run: Skipped, when 'full == quick' evaluated false",
    ],
    "{steps: {sample: Succeeded}}": [
        "step 'sample' is Skipped, expected Succeeded: when 'full == quick' evaluated false",
    ],
    "{steps: {plan: {phase: Failed}}}": ["step 'plan' is Succeeded, expected Failed"],
    "{steps: {plan: {message: x}}}": ["the message of 'plan' is \"\", expected x in it"],
    "{steps: {sample: {when: a == b}}}": ["the condition of 'sample' is full == quick, expected a == b"],
    "{steps: {sample: {result: 1}}}": ["step 'sample' did not run: Skipped"],
    "{steps: {score: {count: 3}}}": ["step 'score' ran 2 times, expected 3"],
    "{steps: {plan: {count: 0}}}": ["step 'plan' ran once, expected 0"],
    "{steps: {score(id:2): {env: {ID: 3}}}}": [
        "environment variable 'ID' of 'score(1:id:2)' is 2, expected 3",
    ],
    "{steps: {score: {inputs: {shard-id: 2}}}}": ["input 'shard-id' of 'score(0:id:1)' is 1, expected 2"],
    "{steps: {plan: {outputs: {total: 1}}}}": ["output 'total' of 'plan' is 0, expected 1"],
    "{steps: {list: {result: [{id: 1}]}}}": [
        "the result of 'list' is [{\"id\": 1}, {\"id\": 2}], expected [{\"id\": 1}]",
    ],
    "{steps: {plan: {result: 1}}}": ["the result of 'plan' is no value, expected 1"],
    "{steps: {plan: {exit_code: 1}}}": ["the exit code of 'plan' is 0, expected 1"],
    "{steps: {score(id:1): {attempts: 2}}}": ["step 'score(0:id:1)' had 1 attempt, expected 2"],
    "{steps: {score(id:3): Succeeded}}": ["step 'score(id:3)' was not reached"],
}  # fmt: skip


def write(expect: str) -> str:
    return f"{MOCKS}cases:\n  - name: a\n    expect: {expect}\n"


@pytest.mark.parametrize("expect", MET)
def test_these_expectations_are_met(check: Check, expect: str) -> None:
    report = check(LOOP, write(expect))
    assert messages(report) == []
    assert report.ok


@pytest.mark.parametrize("expect", NOT_MET)
def test_these_expectations_are_not_met(check: Check, expect: str) -> None:
    report = check(LOOP, write(expect))
    assert {found.code for found in report.diagnostics} == {"failed-expectation"}
    assert [found.message for found in report.diagnostics] == NOT_MET[expect]
    assert {found.place.line for found in report.diagnostics} == {4}
    assert not report.ok
    assert report.cases[0].tree[:2] == ["p  Succeeded", "├─ plan  Succeeded"]


def test_a_loop_reports_a_few_of_many_failures(check: Check) -> None:
    cases = MOCKS.replace("[{id: 1}, {id: 2}]", str([{"id": number} for number in range(9)]))
    report = check(LOOP, f"{cases}cases: [{{name: a, expect: {{steps: {{score: Failed}}}}}}]\n")
    assert [found.message for found in report.diagnostics] == [
        "step 'score(0:id:0)' is Succeeded, expected Failed",
        "step 'score(1:id:1)' is Succeeded, expected Failed",
        "step 'score(2:id:2)' is Succeeded, expected Failed; 6 more like it",
    ]
