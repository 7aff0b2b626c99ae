from __future__ import annotations

from typing import Any

import pytest

from argogen.language.lower.values import as_go_duration, as_seconds, as_text


@pytest.mark.parametrize(
    ("duration", "seconds", "go"),
    [
        ("90s", 90, "90s"),
        ("15m", 900, "15m"),
        ("1h30m", 5400, "1h30m"),
        ("1d", 86400, "24h"),
        ("1.5d", 129600, "36h"),
        ("1d12h", 129600, "24h12h"),
        ("500ms", 1, "500ms"),
        ("300", 300, "300s"),
        (300, 300, "300s"),
        (0.5, 1, "0.5s"),
        (10_000_000, 10_000_000, "10000000s"),
        ("{{parameters.x}}", "{{parameters.x}}", "{{parameters.x}}"),
    ],
)
def test_durations(duration: str | float, seconds: int | str, go: str) -> None:
    assert as_seconds(duration) == seconds
    assert as_go_duration(duration) == go


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
