"""The profile `kubeflow`: when its rules run, and the size of parameters."""

from __future__ import annotations

import json

import pytest

from argogen.catalogue import RULES
from argogen.context import Parameter
from argogen.linter.rules.kubeflow.parameters import LIMIT, measure
from argogen.linter.selection import RuleConfig, RuleSelection

from .linting import lint

OWN = {rule.name for rule in RULES.values() if rule.profile == "kubeflow"}
KIND = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: v}
spec: {templates: [{name: main, suspend: {}}]}
"""


def write_workflow(*parameters: str) -> str:
    """Return a workflow with parameters, in the form of YAML."""
    listed = "".join(f"    - {parameter}\n" for parameter in parameters)
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: v-}\nspec:\n"
        f"  entrypoint: main\n  arguments:\n    parameters:\n{listed}  templates:\n"
        '  - {name: main, container: {image: "alpine:3.23", command: [echo, "{{workflow.parameters}}"]}}\n'
    )


@pytest.mark.parametrize(
    ("configs", "enabled"),
    [
        ((), set()),
        ((RuleConfig(("all",)),), set()),
        ((RuleConfig(profile="kubeflow"),), OWN),
        ((RuleConfig(("all",), profile="kubeflow"),), OWN),
        ((RuleConfig(("AG851",)),), {"kubeflow-kind"}),
        ((RuleConfig(("AG85",)),), OWN),
        ((RuleConfig(profile="kubeflow"), RuleConfig(ignore=("kubeflow-kind",))), OWN - {"kubeflow-kind"}),
        ((RuleConfig(ignore=("AG85",)), RuleConfig(profile="kubeflow")), set()),
        ((RuleConfig(profile="kubeflow"), RuleConfig(("AG7",))), OWN),
    ],
)
def test_a_profile_enables_its_rules(configs: tuple[RuleConfig, ...], enabled: set[str]) -> None:
    assert RuleSelection(*configs).enabled & OWN == enabled


def test_render_does_not_check_profiles() -> None:
    selection = RuleSelection(RuleConfig(profile="kubeflow"))
    assert not {rule.name for rule in selection.list_error_checks().values()} & OWN
    assert not {rule.name for rule in selection.list_checks(in_render=True).values()} & OWN


def test_rules_of_a_profile_do_not_run_without_it() -> None:
    assert lint(KIND) == []
    assert [found.code for found in lint(KIND, RuleConfig(profile="kubeflow"))] == ["kubeflow-kind"]


def test_a_list_is_not_accepted() -> None:
    items = write_workflow("{name: a, value: b}").replace("\n", "\n  ").rstrip()
    found = lint(f"apiVersion: v1\nkind: List\nitems:\n- {items}\n", RuleConfig(profile="kubeflow"))
    assert [(each.code, "the kind List" in each.message) for each in found] == [("kubeflow-kind", True)]


OF_ONE = LIMIT - len('[{"name":"a","value":""}]')


@pytest.mark.parametrize(
    ("parameters", "is_reported"),
    [
        ([f"{{name: a, value: {'x' * (OF_ONE + 1)}}}"], True),
        ([f"{{name: p{number}, value: {'x' * 600}}}" for number in range(16)], True),
        ([f'{{name: a, value: "{"ä" * (OF_ONE // 2)}é"}}'], True),
        ([f'{{name: a, value: "{"<" * (OF_ONE // 6 + 1)}"}}'], True),
        ([f"{{name: a, value: {'x' * OF_ONE}}}"], False),
        ([f'{{name: a, value: "{"ä" * (OF_ONE // 2)}"}}'], False),
        ([f"{{name: p{number}, value: {'x' * 600}}}" for number in range(15)], False),
    ],
)
def test_parameters_have_a_maximum_size(parameters: list[str], is_reported: bool) -> None:
    found = lint(write_workflow(*parameters), RuleConfig(profile="kubeflow"))
    assert [each.code for each in found] == ["kubeflow-parameter-size"] * is_reported


def test_the_size_is_that_of_the_json() -> None:
    given = (Parameter("a", "1"), Parameter("b", default="x"), Parameter("c"))
    stored = [{"name": "a", "value": "1"}, {"name": "b", "default": "x"}, {"name": "c"}]
    assert measure(given) == len(json.dumps(stored, separators=(",", ":")))
    assert measure(()) == 2
