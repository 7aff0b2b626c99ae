"""The table of expectations, without a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from tests.examples.gallery import EXAMPLES

from .expectations import find_surprises, read_expectations
from .nodes import Node

NODES = [
    Node("make", "Succeeded", {}, {"list": "[1, 2]"}, None, "made"),
    Node("use", "Succeeded", {"n": "1"}, {}, "1", "1"),
    Node("use", "Failed", {"n": "2"}, {}, None, ""),
]
AS_EXPECTED: dict[str, Any] = {
    "make": {"outputs": {"list": "[1, 2]"}},
    "use": [{"inputs": {"n": "1"}, "result": "1"}, {"phase": "Failed", "log": ""}],
}
SURPRISES: dict[str, tuple[dict[str, Any], str]] = {
    "another value": ({"make": {"outputs": {"list": "[1]"}}}, "make[0].outputs: expected"),
    "another phase": ({"use": [{}, {}]}, "use[1].phase: expected 'Succeeded', got 'Failed'"),
    "another number of runs": ({"use": [{}]}, "use: expected 1 runs, got 2"),
    "a step that did not run": ({"more": {}}, "more: expected 1 runs, got 0"),
    "a step that is not expected": ({"make": []}, "make: expected 0 runs, got 1"),
}


def test_every_example_has_a_row() -> None:
    assert list(read_expectations()) == sorted(EXAMPLES)


def test_no_surprise() -> None:
    assert find_surprises(AS_EXPECTED, NODES) == []


@pytest.mark.parametrize("case", SURPRISES)
def test_surprise(case: str) -> None:
    changed, said = SURPRISES[case]
    (surprise,) = find_surprises({**AS_EXPECTED, **changed}, NODES)
    assert surprise.startswith(said)
