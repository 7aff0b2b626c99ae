"""Sequences with a negative count, which Argo accepts: they count down."""

from __future__ import annotations

import pytest

from argogen.diagnostics import Diagnostic, Severity

from .linting import lint

PIPELINE = """\
name: countdown
image: alpine:3.23
steps:
  - {name: one, run: "echo {{item}}", for_each: {sequence: SEQUENCE}}
"""


def list_numbers(sequence: str) -> list[Diagnostic]:
    return [each for each in lint(PIPELINE.replace("SEQUENCE", sequence)) if each.code == "invalid-number"]


@pytest.mark.parametrize("count", ["-1", "'-20'", "-03"])
def test_a_negative_count_is_a_note(count: str) -> None:
    (found,) = list_numbers(f"{{count: {count}}}")
    assert (found.severity, found.place.line) == (Severity.NOTE, 4)
    assert found.message.endswith("Argo counts down from the start")


@pytest.mark.parametrize("sequence", ["{count: 0}", "{count: '-0'}", "{start: 3, end: -3}", "{start: -2, count: 4}"])
def test_other_sequences_are_not_reported(sequence: str) -> None:
    assert list_numbers(sequence) == []
