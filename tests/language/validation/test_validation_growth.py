"""Validation calls few functions for each step, and so its work grows only with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from argogen.argo.structure import load_structure
from argogen.language.validation import check_argo_objects, validate_pipeline
from argogen.yaml import Document, SourceText, read_documents
from tests.counting import count_calls

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic

STEPS = 1_000
CALLS_PER_STEP = 90
RETRY = "{limit: 2, retryPolicy: Always, backoff: {duration: 10s, factor: 2}}"
ODD = "  - {name: odd, imge: alpine, run: echo}"


def read_steps(extra: str = "", odd: str = "", steps: int = STEPS) -> Document:
    lines = [f"  - {{name: s{number}, image: alpine, run: echo{extra}}}" for number in range(steps)]
    [document] = read_documents(SourceText("a.yaml", "\n".join(["name: a", "steps:", *lines, odd])))
    return document


def check_objects(document: Document) -> list[Diagnostic]:
    return check_argo_objects(document, load_structure("3.7"))


@pytest.mark.parametrize("extra", ["", f", retry: {RETRY}"], ids=["plain", "with a retry"])
def test_good_steps(extra: str) -> None:
    document = read_steps(extra)
    for function in (validate_pipeline, check_objects):
        assert function(document) == []
        assert count_calls(function, document) < CALLS_PER_STEP * STEPS


def test_one_mistake_among_good_steps() -> None:
    once, twice = (read_steps(odd=ODD, steps=steps) for steps in (STEPS, 2 * STEPS))
    assert len(validate_pipeline(once)) == len(validate_pipeline(twice)) == 1
    assert count_calls(validate_pipeline, twice) < 2.1 * count_calls(validate_pipeline, once)
