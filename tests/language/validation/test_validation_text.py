from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen.diagnostics import format_text
from argogen.language.validation import validate_pipeline
from argogen.yaml import Document, SourceText, read_documents

PIPELINE = """\
name: etl
defaults: {image: 3}
steps:
  - name: load
    run: load
    retires: 3
  - name: score
    run: score
    script: {file: score.py}
"""


def read(text: str) -> Document:
    [document] = read_documents(SourceText("etl.yaml", text))
    return document


def test_reads_well(snapshot: SnapshotAssertion) -> None:
    assert "\n".join(map(format_text, validate_pipeline(read(PIPELINE)))) == snapshot


def test_where_no_reason_is_found_there_is_still_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argogen.language.validation.explain.explain_faults", lambda _, __: [])
    [found] = validate_pipeline(read("name: a\nrun: 3\n"))
    assert (found.code, found.message, found.place.line, found.place.column) == (
        "invalid-value",
        "invalid value",
        2,
        6,
    )
