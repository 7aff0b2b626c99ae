"""Manifests with one violation each: what is reported, and on which line.

The documents are in `manifests`, by what they are about. A mark `#! NAME` at the end of a line names what is reported
on that line; nothing else is reported but notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from argogen.diagnostics import Severity

from .linting import lint

FOLDER = Path(__file__).parent / "manifests"
_MARK = re.compile(r"  #! (.+)$")


def list_documents() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for number, text in enumerate(re.split(r"(?m)^---\n", file.read_text("utf-8")), 1):
            yield f"{file.stem}-{number}", text


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in list_documents()])
def test_is_reported_on_its_line(text: str) -> None:
    lines = text.splitlines()
    wanted = {(n, name) for n, line in enumerate(lines, 1) if (mark := _MARK.search(line)) for name in mark[1].split()}
    assert wanted
    found = lint("".join(_MARK.sub("", line) + "\n" for line in lines))
    assert {(d.place.line, d.code) for d in found if d.severity is not Severity.NOTE} == wanted
