from __future__ import annotations

import math
from typing import Any

import pytest

from argogen.argo.structure import load_structure

CASES: dict[str, tuple[str, Any, Any]] = {
    "a whole number": ("EnvVar", {"name": "a", "value": 3}, {"name": "a", "value": "3"}),
    "booleans": ("Parameter", {"value": True, "default": False}, {"value": "true", "default": "false"}),
    "a fraction": ("Parameter", {"value": 0.1}, {"value": "0.1"}),
    "a fraction that is whole": ("Parameter", {"value": 3.0}, {"value": "3.0"}),
    "a small fraction": ("Parameter", {"value": 1e-7}, {"value": "0.0000001"}),
    "a big fraction": ("Parameter", {"value": 1.5e17}, {"value": "150000000000000000"}),
    "a fraction beyond writing out": ("Parameter", {"value": 1e300}, {"value": "1e+300"}),
    "an item of a list": ("Container", {"args": ["a", 1, None]}, {"args": ["a", "1", None]}),
    "a value of a mapping": ("Template", {"nodeSelector": {"a": 1, "b": "c"}}, {"nodeSelector": {"a": "1", "b": "c"}}),
    "a quantity": (
        "ResourceRequirements",
        {"limits": {"cpu": 1, "memory": 0.5}},
        {"limits": {"cpu": "1", "memory": "0.5"}},
    ),
    "any depth": (
        "Template",
        {"steps": [[{"name": 1, "inline": {"container": {"env": [{"value": 8080}]}}}]]},
        {"steps": [[{"name": "1", "inline": {"container": {"env": [{"value": "8080"}]}}}]]},
    ),
    "beside what it does not know": ("EnvVar", {"colour": 3, "value": 3}, {"colour": 3, "value": "3"}),
    "a list on its own": ("[Parameter]", [{"value": 1}], [{"value": "1"}]),
}


ONE, SEVERAL = {"mutex": {"name": "a"}}, {"mutexes": [{"name": "a"}]}
BOTH = {"mutexes": [{"name": "b"}], "mutex": {"name": "a"}}
FORMS: dict[str, tuple[str, str, Any, Any]] = {
    "one where several are known": ("4.0", "Synchronization", ONE, SEVERAL),
    "several where one is known": ("3.4", "Synchronization", SEVERAL, ONE),
    "both where several are known": ("4.0", "Synchronization", BOTH, {"mutexes": [{"name": "a"}, {"name": "b"}]}),
    "each where both are known": ("3.7", "Synchronization", BOTH, BOTH),
    "two where one is known": ("3.4", "Synchronization", {"mutexes": [{}, {}]}, {"mutexes": [{}, {}]}),
    "nothing": ("4.0", "Synchronization", {"mutex": None}, {"mutex": None}),
    "at any depth": ("4.0", "WorkflowSpec", {"synchronization": ONE}, {"synchronization": SEVERAL}),
    "text": ("3.5", "CronWorkflowSpec", {"schedules": ["@daily"]}, {"schedule": "@daily"}),
    "a field that does the same work otherwise": ("4.0", "Template", {"priority": 1}, {"priority": 1}),
}


@pytest.mark.parametrize("case", FORMS)
def test_takes_the_form_that_the_version_has(case: str) -> None:
    version, definition, value, wanted = FORMS[case]
    assert load_structure(version).coerce(value, definition) == wanted


@pytest.mark.parametrize("case", CASES)
def test_numbers_and_booleans_become_text_where_text_is_wanted(case: str) -> None:
    definition, value, wanted = CASES[case]
    before = repr(value)
    assert load_structure("3.7").coerce(value, definition) == wanted
    assert repr(value) == before, "the input is left alone"


def test_the_order_of_keys_stays() -> None:
    coerced = load_structure("3.7").coerce({"value": 1, "name": "a", "default": 2}, "Parameter")
    assert list(coerced) == ["value", "name", "default"]


def test_what_does_not_change_is_the_same_object() -> None:
    kept = {"name": "b", "container": {"image": "c", "args": ["d"]}}
    value = {"templates": [{"name": 1}, kept]}
    coerced = load_structure("3.7").coerce(value, "WorkflowSpec")
    assert coerced["templates"][0] == {"name": "1"}
    assert coerced["templates"][1] is kept


UNCHANGED: dict[str, tuple[str, Any]] = {
    "text": ("Template", {"name": "a", "container": {"args": ["a"], "resources": {"limits": {"cpu": "1"}}}}),
    "numbers and booleans that are wanted": (
        "Template",
        {"parallelism": 1, "daemon": True, "nodeSelector": {"a": "b"}},
    ),
    "a number where a number or text may be": ("RetryStrategy", {"limit": 3, "backoff": {"factor": 2}}),
    "items": ("WorkflowStep", {"withItems": [1, True, {"a": 1}]}),
    "unknown fields": ("Template", {"colour": 1, "container": {"colour": [1]}}),
    "null": ("Template", {"name": None, "steps": None, "nodeSelector": None, "container": {"args": [None]}}),
    "the wrong form": ("Template", {"name": ["a"], "steps": 3, "nodeSelector": 3, "container": 3}),
    "a boolean quantity": ("ResourceRequirements", {"limits": {"cpu": True}}),
    "what is no number": ("Parameter", {"value": math.inf}),
    "no mapping at all": ("Template", 3),
}


@pytest.mark.parametrize("case", UNCHANGED)
def test_nothing_changes(case: str) -> None:
    definition, value = UNCHANGED[case]
    assert load_structure("3.7").coerce(value, definition) is value


def test_what_is_coerced_has_no_fault_left() -> None:
    structure = load_structure("3.7")
    value = {"name": 1, "description": True, "globalName": 2.5, "value": 3}
    assert len(structure.check(value, "Parameter")) == 3, "Argo reads any single value of a parameter"
    assert structure.check(structure.coerce(value, "Parameter"), "Parameter") == []
