"""Tags whose braces are written as escape sequences are tags."""

from __future__ import annotations

import pytest

from .linting import lint

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  entrypoint: main\n"


@pytest.mark.parametrize(
    "written",
    [r'"{{workflow.nmae}}"', r'"\x7b{workflow.nmae}}"', r'"{\u007bworkflow.nmae}\x7D"', '"{\\\n{workflow.nmae}}"'],
)
def test_an_unknown_variable_is_reported(written: str) -> None:
    container = f'{{image: "alpine:3.23", command: [echo, {written}]}}'
    found = lint(f"{HEAD}  templates:\n  - name: main\n    container: {container}\n")
    assert [each.code for each in found] == ["unknown-tag-variable"]
