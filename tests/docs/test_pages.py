"""The pages for contributors: their links, and their statements about the code."""

from __future__ import annotations

import re

import pytest

from tests.architecture.modules import LAYERS

from .markdown import find_broken_links, find_missing_paths, read_page


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    page = read_page(name)
    assert find_broken_links(page) == []
    assert find_missing_paths(page) == []


def test_the_layers_are_in_their_order() -> None:
    rows = re.findall(r"(?m)^\| \[`([\w.]+)`\]", read_page("CONTRIBUTING.md"))
    assert rows == [layer for layer in LAYERS if layer.strip("_") not in ("", "main")]
