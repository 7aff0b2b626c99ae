"""The loops of elements in a short form."""

from __future__ import annotations

from typing import Any

import pytest

from argogen.graph.details import read_loop


@pytest.mark.parametrize(
    ("call", "over", "count"),
    [
        ({}, None, None),
        ({"withItems": ["a", 2, True, None]}, "a, 2, true, null", 4),
        ({"withItems": [{"tag": "9.1", "image": "debian"}, [1, 2]]}, "image:debian,tag:9.1, [1,2]", 2),
        ({"withItems": list(range(10))}, "0, 1, 2, 3, 4, …", 10),
        ({"withItems": ["x" * 100]}, f"{'x' * 60}, …", 1),
        ({"withParam": "{{steps.a.outputs.result}}"}, "{{steps.a.outputs.result}}", None),
        ({"withSequence": {"start": "3", "end": 1}}, "3 to 1", 3),
        ({"withSequence": {"count": "2", "start": 5}}, "5 to 6", 2),
    ],
)
def test_a_loop_has_its_items(call: dict[str, Any], over: str | None, count: int | None) -> None:
    loop = read_loop(call)
    assert (loop and loop.over, loop and loop.count) == (over, count)
