"""A pipeline in `cases/good` has its manifest pinned; one in `cases/bad`, what a person is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from argogen.diagnostics import Diagnostic, InvalidInputError, format_text, in_reading_order
from argogen.engine.options import CompileOptions
from tests.compiling import find_inputs, generate

HERE = Path(__file__).parent / "cases"
GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))


class Manifests(SingleFileSnapshotExtension):
    """One readable file for each manifest."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"


class Messages(Manifests):
    """One readable file for what is said."""

    file_extension = "txt"


def show(diagnostics: list[Diagnostic]) -> str:
    return "".join(f"{format_text(d)}\n" for d in in_reading_order(diagnostics)).replace(f"{HERE}/", "")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_renders(path: Path, snapshot: SnapshotAssertion) -> None:
    (given,) = find_inputs([str(path)])
    assert generate(given, CompileOptions()).text == snapshot(extension_class=Manifests)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_says_what_is_wrong(path: Path, snapshot: SnapshotAssertion) -> None:
    (given,) = find_inputs([str(path)])
    try:
        found = list(generate(given, CompileOptions(argo_version="3.4")).diagnostics)
    except InvalidInputError as error:
        found = list(error.diagnostics)
    assert show(found) == snapshot(extension_class=Messages)
    assert found
