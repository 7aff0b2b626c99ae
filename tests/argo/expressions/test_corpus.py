"""What Argo's own parsers say of the expressions in `corpus`, and what these say; see `corpus/ask/main.go`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from argogen.argo.expressions import depends
from argogen.argo.expressions.expr import parse as expr
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when import parse as when
from argogen.argo.expressions.when.evaluation import evaluate_condition

from .written import write

CORPUS = Path(__file__).parent / "corpus"

# What Argo takes and nobody means: it is refused here, for these reasons.
REFUSED = {
    "(true) false": "what stands behind the closing parenthesis is never looked at",
    "() == 1": "an empty pair of parentheses is nothing, of which nothing can be said",
    "a == b": "not in the language of depends, although expr-lang would do it",
    "a.Succeeded ? b : c": "not in the language of depends, although expr-lang would do it",
    "a ;": "not in the language of depends, although expr-lang would do it",
}


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def name(answer: dict[str, Any]) -> str:
    return str(answer["text"])


def test_every_refusal_is_of_something_that_argo_takes() -> None:
    taken = {name(answer) for answer in (*read("when"), *read("depends")) if "value" in answer}
    assert set(REFUSED) <= taken


@pytest.mark.parametrize("corpus", ["expr", "when", "depends"])
def test_every_line_has_an_answer(corpus: str) -> None:
    assert [name(answer) for answer in read(corpus)] == (CORPUS / f"{corpus}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("answer", [it for it in read("expr") if "error" not in it], ids=name)
def test_reads_an_expression_as_argo_does(answer: dict[str, Any]) -> None:
    assert write(expr.parse(answer["text"])) == answer["tree"]


@pytest.mark.parametrize("answer", [it for it in read("expr") if "error" in it], ids=name)
def test_refuses_what_argo_cannot_read(answer: dict[str, Any]) -> None:
    with pytest.raises(ExpressionSyntaxError) as fault:
        expr.parse(answer["text"])
    assert fault.value.message
    assert 0 <= fault.value.start <= fault.value.end <= len(answer["text"])


@pytest.mark.parametrize("answer", [it for it in read("when") if "value" in it], ids=name)
def test_decides_a_when_as_argo_does(answer: dict[str, Any]) -> None:
    if answer["text"] in REFUSED:
        with pytest.raises(ExpressionSyntaxError):
            when.parse(answer["text"])
    else:
        assert evaluate_condition(when.parse(answer["text"])) is answer["value"]


@pytest.mark.parametrize("answer", [it for it in read("when") if "error" in it], ids=name)
def test_refuses_a_when_that_argo_cannot_decide(answer: dict[str, Any]) -> None:
    with pytest.raises(ExpressionSyntaxError) as fault:
        evaluate_condition(when.parse(answer["text"]))
    assert fault.value.message
    assert 0 <= fault.value.start <= fault.value.end <= len(answer["text"])


@pytest.mark.parametrize("answer", read("depends"), ids=name)
def test_reads_a_depends_as_argo_does(answer: dict[str, Any]) -> None:
    known = {"a", "b", "c", "build-1", "build-2", "A", "B9"}
    results = {"", *depends.TASK_RESULTS, *depends.LOOP_RESULTS}
    try:
        tasks = list(depends.find_tasks(depends.parse(answer["text"])))
        accepted = all(task.name in known and task.result in results for task in tasks)
    except ExpressionSyntaxError:
        accepted = False
    assert accepted is ("value" in answer and answer["text"] not in REFUSED)
