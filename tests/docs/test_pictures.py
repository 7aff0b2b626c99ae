"""The pictures of the documentation are those that argogen draws."""

from __future__ import annotations

from pathlib import Path

import argogen

from .markdown import ROOT
from .session import Session


def test_the_picture_of_the_guide_is_up_to_date() -> None:
    """To update it: argogen graph examples/nightly-scores.yaml -o docs/how-to/graph.svg."""
    drawn = argogen.draw(ROOT / "examples" / "nightly-scores.yaml", form="svg")
    assert drawn.diagnostics == ()
    assert (ROOT / "docs" / "how-to" / "graph.svg").read_text("utf-8") == drawn.text


def test_the_picture_of_the_tutorial_is_up_to_date(tmp_path: Path) -> None:
    """To update it: argogen graph pipelines/hello.yaml in a new project."""
    session = Session(tmp_path)
    session.run("argogen init --yes")
    session.run("argogen graph pipelines/hello.yaml -o hello.svg")
    assert (ROOT / "docs" / "pictures" / "hello.svg").read_text("utf-8") == (session.folder / "hello.svg").read_text(
        "utf-8"
    )
