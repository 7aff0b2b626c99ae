from __future__ import annotations

import pytest

from argogen.argo.expressions.depends import Decisive, find_decisive


@pytest.mark.parametrize(
    ("text", "result", "holds", "fails"),
    [
        ("a", "Succeeded", {"a"}, set()),
        ("a", "Failed", set(), {"a"}),
        ("a.Failed", "Failed", {"a"}, set()),
        ("a || b", "Succeeded", {"a", "b"}, set()),
        ("a || b", "Failed", set(), set()),
        ("a && b", "Failed", set(), {"a", "b"}),
        ("!a", "Failed", {"a"}, set()),
        ("a && (b || c.Failed)", "Failed", set(), {"a"}),
        ("(a || b) && (a || c)", "Succeeded", {"a"}, set()),
        ("(a || b) && (a || c)", "Failed", set(), set()),
        ("a || a.Failed", "Failed", {"a"}, set()),
        ("a && a.Failed", "Succeeded", set(), {"a"}),
        ("a &&", "Failed", set(), set()),
    ],
)
def test_the_tasks_that_decide_alone(text: str, result: str, holds: set[str], fails: set[str]) -> None:
    assert find_decisive(text, result) == Decisive(frozenset(holds), frozenset(fails))


def test_a_row_of_any_length() -> None:
    names = [f"t{number}" for number in range(2000)]
    assert find_decisive(" || ".join(names), "Succeeded").holds == frozenset(names)
