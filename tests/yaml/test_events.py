"""What PyYAML is asked for, and how far."""

from __future__ import annotations

import pytest
import yaml

from argogen.yaml.events import DepthLimitedLoader


def load(text: str) -> object:
    return yaml.load(text, DepthLimitedLoader)


def test_a_hundred_levels_are_loaded_again_and_again() -> None:
    assert load("[" * 99 + "[], [1]" + "]" * 99) == load("- " * 98 + "[[], [1]]")


@pytest.mark.parametrize("levels", [102, 1_000, 2_000, 300_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "x")])
def test_more_levels_are_refused(levels: int, opening: str, closing: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError, match="nesting depth"):
        load(opening * levels + closing * levels)
