"""The table of variables: complete, consistent, and used for suggestions."""

from __future__ import annotations

import pytest

from argogen.argo.value_kinds import ANY, NUMBER, STRING
from argogen.argo.variables import (
    LOCAL_PREFIXES,
    STEP_VALUES,
    VARIABLE_PREFIXES,
    VARIABLES,
    VariableScope,
    find_variable_kind,
    list_fields,
    list_names,
    list_prefixes,
)
from argogen.argo.versions import VERSIONS
from argogen.language.resolve.step_values import BUILT_IN
from argogen.language.vocabulary import RESERVED_NAMES
from tests.lint.linting import lint

PIPELINE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{name: p}}
spec:
  entrypoint: main
  templates:
    - name: main
      container: {{image: "alpine:3.23", command: [echo], args: ["{{{{{variable}}}}}"]}}
"""


def test_each_variable_has_one_row() -> None:
    parts = [tuple(variable.parts) for variable in VARIABLES]
    assert len(set(parts)) == len(parts)


def test_versions_are_known() -> None:
    assert {variable.since for variable in VARIABLES if variable.since} <= set(VERSIONS)


def test_every_scope_has_variables() -> None:
    assert all(list_prefixes({scope}) for scope in VariableScope)


def test_prefixes_are_reserved_unless_only_some_fields_have_them() -> None:
    assert VARIABLE_PREFIXES < RESERVED_NAMES
    assert not LOCAL_PREFIXES & RESERVED_NAMES
    of_events = set(list_prefixes({VariableScope.EVENT}))
    assert set(list_prefixes(set(VariableScope))) == VARIABLE_PREFIXES | LOCAL_PREFIXES | {"item"} | of_events


def test_steps_and_tasks_have_the_same_values() -> None:
    assert list_names("steps", "*") == list_names("tasks", "*")


def test_the_language_has_a_name_for_each_value_of_a_step() -> None:
    assert tuple(BUILT_IN.values()) == STEP_VALUES
    assert BUILT_IN["exit_code"] == ("exitCode",)
    assert BUILT_IN["result"] == ("outputs", "result")


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("workflow.parameters.x", STRING),
        ("workflow.creationTimestamp.Y", STRING),
        ("workflow.parameters", ANY),
        ("workflow.nothing", ANY),
        ("steps.a.outputs.parameters.x", STRING),
        ("tasks.a.outputs.parameters", ANY),
        ("retries", STRING),
        ("cronworkflow.failed", NUMBER),
        ("nothing", ANY),
        ("item.", ANY),
        ("workflow.creationTimestamp..x", ANY),
    ],
)
def test_kinds(variable: str, kind: str) -> None:
    assert find_variable_kind(variable.split(".")) == kind


def test_a_retry_strategy_has_variables_of_its_own_alone() -> None:
    fields = list_fields(VariableScope.RETRY)
    assert list(fields) == ["lastRetry", "retries"]
    assert list(fields["lastRetry"]) == ["exitCode", "status", "duration", "message"]


@pytest.mark.parametrize("name", list_names("workflow"))
def test_a_misspelled_prefix_is_reported_before_each_name_of_the_workflow(name: str) -> None:
    found = [d for d in lint(PIPELINE.format(variable=f"worklfow.{name}")) if d.code == "unknown-variable-prefix"]
    assert [(d.place.line, d.hint) for d in found] == [(8, "did you mean 'workflow'?")]


@pytest.mark.parametrize("name", [name for name in list_names("workflow") if len(name) > 3])
def test_each_name_of_the_workflow_is_suggested(name: str) -> None:
    misspelled = f"{name[:-1]}x{name[-1]}"
    found = [d for d in lint(PIPELINE.format(variable=f"workflow.{misspelled}")) if d.code == "unknown-tag-variable"]
    assert [(d.place.line, d.hint) for d in found] == [(8, f"did you mean 'workflow.{name}'?")]


def test_an_empty_name_in_an_expression_is_no_variable() -> None:
    found = lint(PIPELINE.format(variable="=workflow.creationTimestamp[''] + 1"))
    assert [diagnostic.code for diagnostic in found] == ["unknown-tag-variable"]
