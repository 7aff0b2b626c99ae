"""Templates that call each other through many levels."""

from __future__ import annotations

import pytest

from argogen.diagnostics import Severity
from argogen.linter.selection import RuleConfig

from .linting import lint

LEVELS = 400
HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entrypoint: t0
  templates:
"""
COUNT = """\
  - name: count
    container: {image: "alpine:3.23", command: [sh, -c, "echo 3 | tee /tmp/o"]}
    outputs: {parameters: [{name: out, globalName: total, valueFrom: {path: /tmp/o}}]}
"""
USE = """\
    container: {image: "alpine:3.23", command: [echo, "{{workflow.outputs.parameters.total}}"]}
"""


def write_workflow(first: str) -> str:
    """Return a workflow whose last template uses a global output; `first` is the first step."""
    calls = "".join(
        f"  - {{name: t{level}, steps: [[{{name: a, template: t{level + 1}}}]]}}\n" for level in range(1, LEVELS)
    )
    root = f"  - {{name: t0, steps: [{first}[{{name: a, template: t1}}]]}}\n"
    return f"{HEAD}{root}{calls}  - name: t{LEVELS}\n{USE}{COUNT}"


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        ("[{name: count, template: count}], ", []),
        ("", ["kubeflow-global-output", "output-not-yet-available", "unused-template"]),
    ],
)
def test_a_global_output_is_looked_up_through_all_levels(first: str, codes: list[str]) -> None:
    found = lint(write_workflow(first), RuleConfig(profile="kubeflow"))
    assert sorted(each.code for each in found if each.severity is not Severity.NOTE) == codes
