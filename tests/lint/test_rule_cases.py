"""A pipeline in `cases` breaks the rules of a family in many ways; what is said about it is pinned.

A first line `# select: RULES` selects rules that do not run by default.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen.diagnostics import format_text
from argogen.linter.selection import RuleConfig
from tests.snapshots import TextFile

from .linting import lint

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_says_what_is_wrong(path: Path, snapshot: SnapshotAssertion) -> None:
    text = path.read_text("utf-8")
    first = text.partition("\n")[0].removeprefix("# select: ")
    selected = tuple(first.split(", ")) if first != text.partition("\n")[0] else ()
    found = lint(text, RuleConfig(selected))
    assert found
    assert "".join(f"{format_text(d)}\n" for d in found) == snapshot(extension_class=TextFile)
