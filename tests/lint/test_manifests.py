"""Manifests with violations, and unusual ones without: what is reported, and on which line.

The documents are in `manifests`, by what they are about. A mark `#! NAME` at the end of a line names what is reported
on that line; nothing else is reported but notes. In `silent` are valid manifests that look wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from argogen.diagnostics import Severity

from .linting import lint

FOLDER = Path(__file__).parent / "manifests"
SILENT = Path(__file__).parent / "silent"
FILES = Path(__file__).parent / "files"
_MARK = re.compile(r"  #! (.+)$")


def list_documents(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*.yaml")):
        for number, text in enumerate(re.split(r"(?m)^---\n", file.read_text("utf-8")), 1):
            yield f"{file.stem}-{number}", text


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in list_documents()])
def test_is_reported_on_its_line(text: str) -> None:
    wanted = list_marks(text)
    assert wanted
    assert list_reported(text) == wanted


@pytest.mark.parametrize("path", sorted(FILES.glob("*.yaml")), ids=lambda path: path.stem)
def test_documents_of_a_file_are_checked_together(path: Path) -> None:
    text = path.read_text("utf-8")
    assert list_reported(text) == list_marks(text)


def list_marks(text: str) -> set[tuple[int, str]]:
    marks = ((n, _MARK.search(line)) for n, line in enumerate(text.splitlines(), 1))
    return {(n, name) for n, mark in marks if mark for name in mark[1].split()}


def list_reported(text: str) -> set[tuple[int, str]]:
    found = lint("".join(_MARK.sub("", line) + "\n" for line in text.splitlines()))
    return {(d.place.line, d.code) for d in found if d.severity is not Severity.NOTE}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in list_documents(SILENT)])
def test_unusual_but_valid_manifests_have_at_most_notes(text: str) -> None:
    assert [(d.place.line, d.code) for d in lint(text) if d.severity is not Severity.NOTE] == []
