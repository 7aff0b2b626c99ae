"""The pictures of the documentation are those that argogen draws."""

from __future__ import annotations

import argogen

from .markdown import ROOT


def test_the_picture_of_the_guide_is_up_to_date() -> None:
    """To update it: argogen graph examples/nightly-scores.yaml -o docs/how-to/graph.svg."""
    drawn = argogen.draw(ROOT / "examples" / "nightly-scores.yaml", form="svg")
    assert drawn.diagnostics == ()
    assert (ROOT / "docs" / "how-to" / "graph.svg").read_text("utf-8") == drawn.text
