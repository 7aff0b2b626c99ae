"""Reports of results: text, JSON and JUnit XML."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from .conftest import Check

PIPELINE = "name: p\ndefaults: {image: alpine:3.23}\nsteps: [{name: plan, run: ./plan}]\n"
CASES = """\
cases:
  - name: passes
    mocks: {plan: {duration: 1m}}
    expect: {ran: [plan]}
  - name: 'fails <&> "␇"'
    mocks: {plan: {exit_code: 1}}
    expect: {phase: Succeeded}
"""
TEXT = """\
p.test.yaml
  ✓ passes
  ✗ fails <&> "␇"

p.test.yaml:7:21: error[failed-expectation]: the workflow is Failed, expected Succeeded: child 'plan' failed
    7 |     expect: {phase: Succeeded}
      |                     ^^^^^^^^^

    p  Failed
    └─ plan  Failed  main: Error (exit code 1)


2 cases: 1 passed, 1 failed; coverage: 1 of 1 steps
"""


def test_text(check: Check) -> None:
    assert check(PIPELINE, CASES).format() == TEXT


def test_json(check: Check) -> None:
    described = json.loads(check(PIPELINE, CASES).format("json"))
    assert described["version"] == 1
    assert described["passed"] is False
    (file,) = described["files"]
    passed, failed = file["cases"]
    assert (passed["name"], passed["passed"], passed["seconds"], passed["line"]) == ("passes", True, 60.0, 2)
    assert failed["diagnostics"][0]["code"] == "failed-expectation"
    assert (failed["diagnostics"][0]["line"], failed["diagnostics"][0]["column"]) == (7, 21)
    assert described["coverage"] == {
        "steps": 1, "covered_steps": 1, "branches": 0, "covered_branches": 0, "percent": 100.0, "gaps": [],
    }  # fmt: skip


def test_junit(check: Check) -> None:
    root = ElementTree.fromstring(check(PIPELINE, CASES).format("junit"))
    assert root.attrib == {"tests": "2", "failures": "1", "errors": "0"}
    (suite,) = root
    passed, failed = suite
    assert (passed.get("name"), passed.get("time"), list(passed)) == ("passes", "60.000", [])
    assert failed.get("name") == 'fails <&> "␇"'
    (failure,) = failed
    assert failure.get("type") == "failed-expectation"
    assert failure.text is not None
    assert "└─ plan  Failed" in failure.text


def test_an_invalid_file_is_an_error(check: Check) -> None:
    report = check(PIPELINE, "cases: []\n")
    root = ElementTree.fromstring(report.format("junit"))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    assert report.format().endswith("\n0 cases: 0 passed, 1 invalid file; coverage: 0 of 0 steps\n")
    assert json.loads(report.format("json"))["files"][0]["passed"] is False


def test_a_long_tree_is_cut(check: Check) -> None:
    pipeline = 'name: p\nsteps: [{name: plan, for_each: {sequence: {count: 100}}, image: "alpine:3.23", run: ls}]\n'
    report = check(pipeline, "cases: [{name: a, mocks: {'*': {}}, expect: {phase: Failed}}]\n")
    assert report.cases[0].tree[-1] == "… 41 more steps"


def test_an_unknown_format_is_refused(check: Check) -> None:
    with pytest.raises(ValueError, match="unknown format 'xml': use one of text, json, junit"):
        check(PIPELINE, CASES).format("xml")
