"""Coverage of steps and branches."""

from __future__ import annotations

from .conftest import Check

PIPELINE = """\
name: p
defaults: {image: alpine:3.23}
parameters: {mode: full, words: [a, b]}
steps:
  - {name: sample, when: "{{parameters.mode}} == quick", run: ./sample}
  - name: score
    for_each: {items: "{{parameters.words}}", as: word, parallelism: 1}
    run: "./score {{word}}"
    hooks: {running: {expression: score.status == "Running", run: ./tell}}
  - {name: check, use: check}
on_exit: {run: ./clean}
components:
  check:
    tasks:
      test: {run: ./test}
      retry: {needs: test.Failed, run: ./retry}
      report: {needs: test.Succeeded, run: ./report}
  unused: {run: ./unused}
"""
RUN = "  - {name: NAME, parameters: {mode: MODE}, mocks: {MOCKS'*': {}}, expect: EXPECT}\n"


def write(name: str, mode: str = "full", mocks: str = "", expect: str = "{ran: [score]}") -> str:
    return RUN.replace("NAME", name).replace("MODE", mode).replace("MOCKS", mocks).replace("EXPECT", expect)


def test_names_what_no_case_covers(check: Check) -> None:
    coverage = check(PIPELINE, f"cases:\n{write('a')}").coverage
    assert coverage.gaps == (
        "p.test.yaml: unused never runs", "p.test.yaml: sample never runs", "p.test.yaml: check/retry never runs",
    )  # fmt: skip
    assert (coverage.covered_steps, coverage.steps) == (6, 9)
    assert (coverage.covered_branches, coverage.branches) == (2, 4)
    assert round(coverage.percent) == 62


def test_a_conditional_step_that_always_runs_is_named(check: Check) -> None:
    report = check(PIPELINE, f"cases:\n{write('a', 'quick')}")
    assert "p.test.yaml: sample always runs" in report.coverage.gaps
    assert "p.test.yaml: sample never runs" not in report.coverage.gaps


def test_cases_add_up(check: Check) -> None:
    retry = write("c", mocks="test: {exit_code: 1}, ", expect="{phase: Failed, ran: [retry]}")
    unused = "  - {name: d, entrypoint: unused, mocks: {p: {}}, expect: {ran: [p]}}\n"
    cases = f"cases:\n{write('a')}{write('b', 'quick')}{retry}{unused}"
    report = check(PIPELINE, cases)
    assert [found.message for found in report.diagnostics] == []
    assert report.coverage.gaps == ()
    assert report.coverage.percent == 100
