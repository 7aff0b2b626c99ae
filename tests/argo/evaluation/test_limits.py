"""Nested and long expressions have a result or an error, and no fault of Python; limits end the others."""

from __future__ import annotations

import cProfile

import pytest

from argogen.argo.evaluation.depends import TaskState, decide, expand_depends
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.govaluate.evaluation import evaluate_when
from argogen.argo.evaluation.tags.replacement import replace_in_text
from argogen.argo.evaluation.variables import build_variables

DEPTH = 500
NESTED = {
    "parentheses": ("(" * DEPTH + "1" + ")" * DEPTH, 1),
    "dashes": ("-" * DEPTH + "1", 1),
    "lists": ("len(" + "[" * DEPTH + "]" * DEPTH + ")", 1),
    "calls": ("trim(" * DEPTH + "' a '" + ")" * DEPTH, "a"),
    "conditions": ("true ? (" * DEPTH + "2" + ") : 3" * DEPTH, 2),
    "sums": (" + ".join(["1"] * DEPTH), DEPTH),
    "predicates": ("all([1], " * DEPTH + "true" + ")" * DEPTH, True),
    "lets": ("".join(f"let v{n} = {n}; " for n in range(DEPTH)) + f"v{DEPTH - 1}", DEPTH - 1),
}


@pytest.mark.parametrize("name", NESTED)
def test_nested_expressions_have_a_result(name: str) -> None:
    source, expected = NESTED[name]
    assert evaluate(source, build_variables({})) == expected


CONDITIONS = {
    "parentheses": "(" * DEPTH + "1 == 1" + ")" * DEPTH,
    "conjunctions": " && ".join(["1 == 1"] * DEPTH),
    "sums": " + ".join(["1"] * DEPTH) + f" == {DEPTH}",
    "ternaries": "true ? (" * DEPTH + "true" + ") : false" * DEPTH,
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_nested_conditions_have_a_result(name: str) -> None:
    assert evaluate_when(CONDITIONS[name]) is True


def test_nested_tags_and_paths() -> None:
    assert replace_in_text("{{=" + "(" * DEPTH + "1" + ")" * DEPTH + "}}", {}) == "1"
    with pytest.raises(EvaluationError, match="not found"):
        evaluate(f"jsonpath('{{}}', '${'.a' * DEPTH}')", build_variables({}))
    with pytest.raises(EvaluationError, match="nested too deeply"):
        evaluate("fromJSON(x)", build_variables({"x": "[" * 100_000 + "]" * 100_000}))


def test_nested_dependencies() -> None:
    dependencies = expand_depends("(" * DEPTH + "a" + ")" * DEPTH, (), lambda _: None)
    assert decide(dependencies, {"a": TaskState("Succeeded")}).execute


def test_a_deep_value_is_written() -> None:
    source = "string(" + "[" * DEPTH + "1" + "]" * DEPTH + ") == toJson(" + "[" * DEPTH + "1" + "]" * DEPTH + ")"
    assert evaluate(source, build_variables({})) is True


@pytest.mark.parametrize("source", ["sum(1..1000000)", "repeat('a', 1000001)", "map(1..999999, 1..999999)"])
def test_memory_is_limited(source: str) -> None:
    with pytest.raises(EvaluationError, match="memory budget exceeded"):
        evaluate(source, build_variables({}))


def test_steps_are_limited() -> None:
    with pytest.raises(EvaluationError, match="too many steps"):
        evaluate("count(1..1000, count(1..1000, true) > 0)", build_variables({}), Evaluation(maximum_steps=10_000))


@pytest.mark.parametrize(
    "source", ["sprig.repeat(100000000, 'ab')", "sprig.until(100000000)", "sprig.randAlpha(99999999)"]
)
def test_sizes_are_limited(source: str) -> None:
    with pytest.raises(EvaluationError, match="too long"):
        evaluate(source, build_variables({}))


def test_the_cost_grows_with_the_expression() -> None:
    def count_calls(size: int) -> int:
        source = " + ".join(f"{size}.{n}" for n in range(size))
        profile = cProfile.Profile()
        profile.runcall(evaluate, source, {})
        return sum(entry.callcount for entry in profile.getstats())

    assert count_calls(2000) < 11 * count_calls(200)
