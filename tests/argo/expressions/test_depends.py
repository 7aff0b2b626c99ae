from __future__ import annotations

import pytest

from argogen.argo.expressions.depends import Decisive, find_decisive, parse
from argogen.argo.expressions.tree import BinaryOperation, Expression, TaskDependency


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


def drop_offsets(node: Expression) -> object:
    """Return a tree without the offsets of its nodes."""
    if isinstance(node, BinaryOperation):
        return (node.operator, drop_offsets(node.left), drop_offsets(node.right))
    assert isinstance(node, TaskDependency)
    return (node.name, node.result)


@pytest.mark.parametrize("text", ["a", "a-1.Failed", "1 && b", "a && b.Failed && 0-c && d.AnySucceeded"])
def test_joined_tasks_have_the_tree_of_the_parser(text: str) -> None:
    root = parse(text)
    assert drop_offsets(root) == drop_offsets(parse(text.replace(" ", "  ") + " "))  # which is not in the short form
    assert (root.start, root.end) == (0, len(text))


def test_joined_tasks_have_their_offsets() -> None:
    assert parse("a && b.Failed") == BinaryOperation(
        0, 13, "&&", TaskDependency(0, 1, "a", ""), TaskDependency(5, 13, "b", "Failed")
    )
