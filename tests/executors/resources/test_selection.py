"""Conditions of resource templates on the fields of an object."""

from __future__ import annotations

import pytest

from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.executors.resources.selection import find_field, read_requirements

DATA = {
    "status": {
        "succeeded": 3,
        "phase": "Done",
        "ready": True,
        "ratio": 0.5,
        "none": None,
        "parts": [{"type": "A"}, "b"],
    }
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status.succeeded", "3"), ("status.phase", "Done"), ("status.ready", "true"), ("status.ratio", "0.5"),
        ("status.none", ""), ("status.parts.0.type", "A"), ("status.parts.1", "b"), ("status.parts.0", '{"type":"A"}'),
        ("status.parts.2", None), ("status.parts.x", None), ("status.phase.x", None), ("other", None),
    ],
)  # fmt: skip
def test_fields(path: str, value: str | None) -> None:
    assert find_field(DATA, path) == value


@pytest.mark.parametrize(
    ("text", "is_met"),
    [
        ("status.succeeded > 2", True), ("status.succeeded > 3", False), ("status.succeeded<4", True),
        ("status.phase > 2", False), ("other > 2", False),
        ("status.phase == Done", True), ("status.phase=Done", True), ("status.phase = Other", False),
        ("other = x", False),
        ("status.phase != Done", False), ("other != x", True), ("status.none ==", True),
        ("status.phase in (Done, Other)", True), ("status.phase in (Other)", False), ("other in (x)", False),
        ("status.phase notin (Done, Other)", False), ("other notin (x)", True),
        ("status.phase", True), ("other", False), ("!other", True), ("! status.phase", False),
        ("status.phase == Done, status.succeeded > 2", True), ("status.phase == Done,status.succeeded > 3", False),
        ("status.phase in (Done),!other,status.ready", True),
    ],
)  # fmt: skip
def test_conditions(text: str, *, is_met: bool) -> None:
    requirements = read_requirements(text)
    assert len(requirements) == text.replace("(Done, ", "(").count(",") + 1
    assert all(requirement.matches(DATA) for requirement in requirements) == is_met


def test_requirements_in_messages() -> None:
    (first, second) = read_requirements("status.failed > 0, status.phase in (b, a)")
    assert (str(first), str(second)) == ("{status.failed gt [0]}", "{status.phase in [a b]}")


def test_an_invalid_condition() -> None:
    with pytest.raises(ExpressionSyntaxError):
        read_requirements("status.phase == Done && x")
