"""Errors in test files: each has a place and a next step, and no case runs."""

from __future__ import annotations

import pytest

from .conftest import Check, messages

PIPELINE = """\
name: p
defaults: {image: alpine:3.23}
parameters: {level: low}
steps:
  - {name: plan, run: ./plan, outputs: {chunks: /tmp/chunks}, artifacts: {out: {log: /tmp/log}}}
  - {name: work, use: work, with: {chunk: "{{plan.chunks}}"}}
components:
  work:
    parameters: {chunk: }
    steps: [{name: tag, run: "./tag {{parameters.chunk}}"}]
"""
CASE = "cases: [{name: a, mocks: {'*': {}}, expect: {ran: [plan]}}]\n"
# Test files, with the code, the message and the hint of the only diagnostic.
WRONG = {
    "": ("wrong-document-count", "a test file must have one document with 'cases', got 0", ""),
    f"{CASE}---\n{CASE}": ("wrong-document-count", "a test file must have one document with 'cases', got 2", ""),
    "[1]": ("wrong-type", "expected a mapping, found a list", ""),
    "cases: [": ("invalid-yaml", "missing value at the end of the file", ""),
    "case: []\n": ("unknown-key", "'case' is not a key of a test file", "did you mean 'cases'?"),
    "cases: []": ("invalid-value", "'cases' must have at least 1 item, got 0", "add an item, or remove the key"),
    "cases: [{name: a}]": ("missing-key", "missing key 'expect' of a test case", "add 'expect'"),
    "cases: [{name: a, expect: {}}]": (
        "unchecked-case", "the test case checks nothing", "add an expectation such as 'phase', 'ran' or 'steps'",
    ),
    "cases: [{name: a, expect: {steps: {}}}]": (
        "invalid-value", "'steps' must have at least 1 key, got 0", "add a key",
    ),
    "cases: [{name: a, expect: {phase: Done}}]": (
        "invalid-choice", "invalid value 'Done': expected one of Succeeded, Failed, Error", "",
    ),
    "cases: [{name: a, expect: {steps: {plan: Done}}}]": (
        "invalid-choice", "invalid value 'Done': expected one of Succeeded, Failed, Error, Skipped, Omitted", "",
    ),
    "cases: [{name: a, expect: {steps: {plan: 3}}}]": (
        "wrong-type", "expected a string or a mapping, found number 3", "use a value such as Skipped",
    ),
    "cases: [{name: a, expect: {ran: plan}}]": (
        "wrong-type", "expected a list, found string 'plan'", "use a list: [plan]",
    ),
    "cases: [{name: a, expect: {ran: [a//b]}}]": (
        "invalid-value", "invalid path of a step 'a//b'",
        "use names of steps separated by '/', such as 'release/tag' or 'score(north)'",
    ),
    "cases: [{name: a, expect: {ran: [plann]}}]": ("unknown-step", "unknown step 'plann'", "did you mean 'plan'?"),
    "cases: [{name: a, expect: {ran: [work/tga]}}]": (
        "unknown-step", "unknown step 'tga' in 'work/tga'", "did you mean 'tag'?",
    ),
    "cases: [{name: a, expect: {ran: [/tag]}}]": (
        "unknown-step", "unknown step 'tag'", "known here: plan, work",
    ),
    "cases: [{name: a, mocks: {plan: {outputs: {chunk: 1}}}, expect: {ran: [plan]}}]": (
        "unknown-name", "'plan' has no output 'chunk'", "did you mean 'chunks'?",
    ),
    "cases: [{name: a, mocks: {plan: {artifacts: {logs: null}}}, expect: {ran: [plan]}}]": (
        "unknown-name", "'plan' has no output artifact 'logs'", "did you mean 'log'?",
    ),
    "cases: [{name: a, expect: {steps: {work/tag: {inputs: {chunks: 1}}}}}]": (
        "unknown-name", "'work/tag' has no input 'chunks'", "did you mean 'chunk'?",
    ),
    "cases: [{name: a, parameters: {lvel: 1}, expect: {ran: [plan]}}]": (
        "unknown-name", "unknown parameter 'lvel'", "did you mean 'level'?",
    ),
    "cases: [{name: a, entrypoint: wrok, expect: {ran: [plan]}}]": (
        "unknown-name", "unknown entrypoint 'wrok'", "did you mean 'work'?",
    ),
    "entrypoint: wrok\ncases: [{name: a, expect: {ran: [plan]}}]": (
        "unknown-name", "unknown entrypoint 'wrok'", "did you mean 'work'?",
    ),
    "cases: [{name: a, mocks: {work: {result: 1}}, expect: {ran: [plan]}}]": (
        "invalid-value", "'work' consists of steps", "mock the steps in it, such as 'work/tag'",
    ),
    "cases: [{name: a, mocks: {plan: {exit_code: 1, phase: Succeeded}}, expect: {ran: [plan]}}]": (
        "invalid-value", "'exit_code' 1 contradicts 'phase' Succeeded", "remove one of the two",
    ),
    "cases: [{name: a, mocks: {plan: {exit_code: 256}}, expect: {ran: [plan]}}]": (
        "invalid-value", "'exit_code' must be at most 255, got 256", "",
    ),
    "cases: [{name: a, mocks: {plan: []}, expect: {ran: [plan]}}]": (
        "invalid-value", "'plan' must have at least 1 item, got 0", "add an item, or remove the key",
    ),
    "cases: [{name: a, mocks: {plan: {duration: 3 days}}, expect: {ran: [plan]}}]": (
        "invalid-duration", "invalid duration '3 days'",
        "use a number of seconds, or the units d, h, m and s: 90s, 15m, 2h, 1d",
    ),
    "argo_version: 9.9\ncases: [{name: a, expect: {ran: [plan]}}]": (
        "wrong-type", "expected a string, found number 9.9", 'use a value such as "4.0"',
    ),
    "argo_version: '9.9'\ncases: [{name: a, expect: {ran: [plan]}}]": (
        "invalid-value", "invalid Argo version '9.9'",
        "use one of 3.4, 3.5, 3.6, 3.7, 4.0, 4.1, or a patch level such as 3.7.16",
    ),
    "argo_version: 3.7.99\ncases: [{name: a, expect: {ran: [plan]}}]": (
        "invalid-value", "unknown patch level of Argo 3.7: '3.7.99'", "known: 3.7.0 to 3.7.18",
    ),
    "pipeline: q.yaml\ncases: [{name: a, expect: {ran: [plan]}}]": ("missing-file", "file not found: 'q.yaml'", ""),
    "refs: q.yaml\ncases: [{name: a, expect: {ran: [plan]}}]": (
        "missing-file", "file not found", "did you mean 'p.yaml'?",
    ),
    f"{CASE}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: 3\n": (
        "invalid-value", "'data' of a ConfigMap must be a mapping", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_test_file_is_reported_once(check: Check, text: str) -> None:
    code, message, hint = WRONG[text]
    report = check(PIPELINE, text)
    (found,) = report.diagnostics
    assert (found.code, found.hint) == (code, hint)
    assert message in found.message
    assert not report.ok
    assert [suite.is_invalid for suite in report.suites] == [True]
    assert report.cases == ()


def test_all_errors_of_a_file_are_reported(check: Check) -> None:
    cases = "cases:\n  - {name: a, expect: {ran: [x]}}\n  - {name: a, expect: {ran: [plan], not_ran: [y]}}\n"
    assert messages(check(PIPELINE, cases)) == ["3:12 duplicate-name: duplicate test case 'a'"]
    cases = cases.replace("{name: a, expect: {ran: [p", "{name: b, expect: {ran: [p")
    assert messages(check(PIPELINE, cases)) == [
        "2:30 unknown-step: unknown step 'x'",
        "3:47 unknown-step: unknown step 'y'",
    ]


def test_errors_of_the_pipeline_are_reported(check: Check) -> None:
    report = check(PIPELINE.replace("plan.chunks", "plan.chunk"), CASE)
    assert [found.code for found in report.diagnostics] == ["unknown-output"]
    assert not report.ok


def test_errors_of_a_manifest_are_reported(check: Check) -> None:
    manifest = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec: {entrypoint: 3, templates: {}}\n"
    )
    report = check(manifest, CASE)
    assert report.diagnostics
    assert all(found.place.file == "p.yaml" for found in report.diagnostics)


def test_a_file_without_a_workflow_is_reported(check: Check) -> None:
    report = check("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", CASE)
    assert messages(report) == ["1:1 not-a-manifest: no workflow in 'p.yaml'"]


def test_a_missing_workflow_template_is_reported(check: Check) -> None:
    report = check("name: p\nuse: library\n", CASE)
    assert [found.code for found in report.diagnostics] == ["missing-value"]
    assert 'workflowtemplates.argoproj.io "library" not found' in report.diagnostics[0].message
