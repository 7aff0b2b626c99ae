from __future__ import annotations

from typing import Any

import pytest

from argogen.language.resolve.loops.item_keys import ItemKeys, LoopKeys


@pytest.mark.parametrize(
    ("items", "index"),
    [
        ([], None),
        ([{"a": 1}, {"a": 2, "b": 3}], None),
        ([{"b": 1}], 0),
        (["text"], 0),
        ([{"a": 1}, {"b": 2}, {"a": 3}], 1),
        ([{"a": 1, "b": 2}, {"a": 1}, ["a"], {}], 2),
    ],
)
def test_the_first_item_without_a_key(items: list[Any], index: int | None) -> None:
    assert ItemKeys(items).find_without("a") == index


def test_keys_are_listed_once() -> None:
    keys, items = LoopKeys(), [{"a": 1}]
    assert keys.of(items) is keys.of(items)
