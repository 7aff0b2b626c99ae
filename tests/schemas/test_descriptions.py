"""Descriptions of keys are short enough to be read where an editor shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from argogen.schemas import read_source_schema


def list_descriptions(node: Any) -> Iterator[str]:
    """Yield all descriptions in a schema, without its examples."""
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node["description"]
        for key, child in node.items():
            if key != "examples":
                yield from list_descriptions(child)
    elif isinstance(node, list):
        for child in node:
            yield from list_descriptions(child)


@pytest.mark.parametrize("name", ["pipeline", "context", "pack", "test", "run"])
def test_a_description_has_one_or_two_sentences(name: str) -> None:
    descriptions = list(list_descriptions(read_source_schema(name)["$defs"]))
    assert len(descriptions) > 10
    assert [text for text in descriptions if len(re.split(r"\. (?=[A-Z`])", text)) > 2] == []
    assert [text for text in descriptions if not text.endswith((".", "…"))] == []
