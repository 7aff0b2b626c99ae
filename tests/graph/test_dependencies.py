"""The results of tasks in `depends`."""

from __future__ import annotations

import pytest

from argogen.graph.dependencies import read_dependencies


@pytest.mark.parametrize(
    ("depends", "conditions", "is_shown"),
    [
        ("", {}, False),
        ("a && b-c", {"a": "", "b-c": ""}, False),
        ("a.Succeeded && b", {"a": "Succeeded", "b": ""}, False),
        ("a || a.Failed", {"a": "Succeeded, Failed"}, True),
        ("!a && b", {"a": "!Succeeded", "b": ""}, True),
        ("!(a.Failed || b) && c", {"a": "!Failed", "b": "!Succeeded", "c": ""}, True),
        ("!(a || !(b.Skipped && c))", {"a": "!Succeeded", "b": "Skipped", "c": ""}, True),
        ("! ( a ) && (b)", {"a": "!Succeeded", "b": ""}, True),
        ("!!a", {"a": ""}, True),
    ],
)
def test_results_have_the_negations_around_them(depends: str, conditions: dict[str, str], is_shown: bool) -> None:
    found = read_dependencies({"name": "x", "depends": depends})
    assert (found.conditions, found.expression) == (conditions, depends if is_shown else "")


@pytest.mark.parametrize("depends", ["a && )b(", "((((", "))))", "!", "a & b", "a.b.c", "é && a"])
def test_invalid_expressions_are_read(depends: str) -> None:
    assert read_dependencies({"name": "x", "depends": depends}).expression in ("", depends)
