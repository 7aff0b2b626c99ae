"""Every expression with an answer of Argo has the same result here: value, type, and the place of an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from argogen.argo.evaluation.batch import evaluate_row
from argogen.argo.evaluation.environment import Evaluation

from .conftest import read_rows

INPUTS = frozenset({"group", "expr", "env", "when", "depends", "dependencies", "tasks"})
_PLACE = re.compile(r"\((\d+:\d+)\)(?:\n|$)")


def find_place(error: str | None) -> str:
    found = _PLACE.search(error or "")
    return found[1] if found else ""


def differs(answer: Any, own: Any) -> bool:
    return type(answer) is not type(own) if isinstance(answer, bool) or isinstance(own, bool) else answer != own


def find_differences(row: dict[str, Any], own: dict[str, Any]) -> list[str]:
    """The keys whose values differ; of errors, the wording does not count."""
    keys = {*row, *own} - INPUTS
    return sorted(key for key in keys if (key in row) is not (key in own) or differs_at(key, row[key], own[key]))


def differs_at(key: str, answer: Any, own: Any) -> bool:
    if key.endswith("error") or key == "invalid":
        return find_place(answer) != find_place(own)
    return differs(answer, own)


@pytest.mark.parametrize("name", ["expr", "when", "depends"])
def test_answers(answers: Path, name: str) -> None:
    rows = read_rows(answers / f"{name}.json")
    outcomes = [(row, evaluate_row(read_inputs(row), Evaluation())) for row in rows]
    different = [(read_inputs(row), keys) for row, own in outcomes if (keys := find_differences(row, own))]
    print(f"{name}: {len(rows) - len(different)}/{len(rows)}")
    assert rows
    assert different == []


def read_inputs(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key in INPUTS}


def test_a_difference_is_found() -> None:
    row = {"result": 1, "go_type": "int"}
    assert find_differences(row, {"result": True, "go_type": "int"}) == ["result"]
    assert find_differences(row, {"error": "wrong (1:2)", "stage": "run"}) == ["error", "go_type", "result", "stage"]
    assert find_differences({"error": "a (1:2)\n | x"}, {"error": "b (1:3)\n | x"}) == ["error"]
