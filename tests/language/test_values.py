from __future__ import annotations

from typing import Any

import pytest

from argogen.language.lower.values import as_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (3, "3"),
        (2.5, "2.5"),
        (True, "true"),
        ([1, "é"], '[1, "é"]'),
        ({"a": None}, '{"a": null}'),
    ],
)
def test_values_as_text(value: Any, text: str) -> None:
    assert as_text(value) == text
