"""Hints for filters of jq that are written in another language."""

from __future__ import annotations

import json

import pytest

from .linting import lint

MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entrypoint: m
  templates:
  - name: m
    resource: {action: get, manifest: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"}
    outputs: {parameters: [{name: o, valueFrom: {jqFilter: %s}}]}
"""
PIPELINE = """\
name: p
resource: {action: get, manifest: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}}
outputs: {o: {jq_filter: %s}}
"""


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{.data.a}", "write jqFilter: .data.a, or jsonPath: '{.data.a}'"),
        ("$.data.a", "write jqFilter: .data.a, or jsonPath: '{.data.a}'"),
        ("jq -r .data.a", "write only the filter: .data.a"),
        ("data.a | length", "write .data.a | length"),
        ("data.a | ", ""),
        (".data | lenght", "did you mean 'length'?"),
        (".data.a == 'x'", "use double quotes"),
        (".data.a && true", "use 'and'"),
        (".data | map(.a", "add ')'"),
        ('.data | join(",', "add '\"'"),
        (".data | limit(1, .a)", "separate arguments with ';'"),
    ],
)
def test_hint_of_a_manifest(text: str, hint: str) -> None:
    (found,) = lint(MANIFEST % json.dumps(text))
    assert found.hint == hint


def test_hint_of_a_pipeline_names_its_keys() -> None:
    (found,) = lint(PIPELINE % "'{.data.a}'")
    assert found.hint == "write jq_filter: .data.a, or json_path: '{.data.a}'"
