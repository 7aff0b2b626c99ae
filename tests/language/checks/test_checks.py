from __future__ import annotations

import pytest

from argogen.language.checks.templates import check_template
from argogen.language.model.pipeline import EMPTY
from tests.language.pipelines import read_passes


def list_reports(step: str) -> list[tuple[str, int]]:
    """Return the codes and columns of what is reported of the template of a step."""
    passes = read_passes(f"name: x\nsteps:\n- {step}\n")
    main = passes.pipeline.main
    assert main is not None
    (call,) = main.calls.values()
    template = call.own_template
    assert template is not None
    for _ in range(2):  # the same again is the same diagnostic
        check_template(template, call.artifacts or EMPTY, passes.collector)
    return [(found.code, found.place.column) for found in passes.diagnostics]


@pytest.mark.parametrize(
    ("step", "reports"),
    [
        ("{name: a, run: x, outputs: {o: /tmp/o}, artifacts: {out: {f: /tmp/f}}}", []),
        ("{name: a, run: x, outputs: {o: {supplied: {}}}}", [("inapplicable-key", 34)]),
        ("{name: a, run: x, outputs: {o: {result: true, global_name: x}}}", [("inapplicable-key", 49)]),
        ("{name: a, run: x, artifacts: {out: {f: {}}}}", [("missing-key", 39)]),
        ("{name: a, run: x, artifacts: {out: {f: {path: /f, from: b.f}}}}", [("inapplicable-key", 53)]),
        ("{name: a, suspend: {}, artifacts: {in: {f: /tmp/f}}}", [("inapplicable-key", 26)]),
        ("{name: a, python: run}", [("missing-key", 21)]),
        ("{name: a, python: jobs:run, with: {a-b: 1}}", [("invalid-name", 38)]),
        ("{name: a, python: {function: run, file: a.py, code: x}}", [("conflicting-settings", 49)]),
        ("{name: a, container: {image: x}, image: y}", [("conflicting-settings", 36)]),
        ("{name: a, run: x, volumes: {v: {claim_template: {size: 1Gi}}}}", [("inapplicable-key", 35)]),
    ],
)
def test_what_does_not_fit_the_body(step: str, reports: list[tuple[str, int]]) -> None:
    assert list_reports(step) == reports
