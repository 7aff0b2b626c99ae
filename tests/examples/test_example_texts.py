"""Length and form of the examples."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from .gallery import EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_begins_with_what_it_shows(name: str) -> None:
    lines = EXAMPLES[name].source.text.splitlines()
    comment = list(itertools.takewhile(lambda line: line.startswith("# "), lines))
    assert 1 <= len(comment) <= 3


@pytest.mark.parametrize("name", ["loops-param-result", "output-parameter"])
def test_the_short_form_is_short(shared: Path, name: str) -> None:
    """A pipeline has at most 60 percent of the lines of its manifest."""
    by_hand = (shared / "dynamic-scaling" / f"{name}.yaml").read_text("utf-8").splitlines()
    assert len(EXAMPLES[name].source.text.splitlines()) <= 0.6 * len(by_hand)
