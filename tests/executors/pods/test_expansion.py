"""References in commands are expanded as Kubernetes does."""

from __future__ import annotations

import pytest

from argogen.executors.pods.expansion import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$(A) $(B)", "1 $(B)"), ("$$(A)", "$(A)"), ("$$$(A)", "$1"), ("$A ${A}", "$A ${A}"), ("$(A", "$(A"),
        ("a$", "a$"), ("$$", "$"), ("$( A)", "$( A)"),
    ],
)  # fmt: skip
def test_expand(text: str, expected: str) -> None:
    assert expand(text, {"A": "1"}) == expected
