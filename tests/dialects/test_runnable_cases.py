"""Runnable pipelines: snapshots of the manifests of `good`, and of the diagnostics of `bad`.

A case is a directory with `pipeline.yaml` and, if it requires them, `config.yaml` and `parameters.yaml`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen.diagnostics import Diagnostic, InvalidInputError, format_text, in_reading_order
from argogen.engine.options import CompileOptions
from argogen.engine.results import Generated
from tests.compiling import find_inputs, generate
from tests.snapshots import TextFile, YamlFile

HERE = Path(__file__).parent / "runnable"
GOOD = sorted((HERE / "good").iterdir())
BAD = sorted((HERE / "bad").iterdir())
ENVIRON = {"runnable_VAR_registry": "ghcr.io/acme", "RUNNABLE_VAR_tag": "1.4", "runnable_VAR_seconds": "600"}


def render(case: Path) -> Generated:
    """What becomes of a case."""
    config = case / "config.yaml"
    parameters = case / "parameters.yaml"
    options = CompileOptions(
        configuration=config if config.is_file() else HERE / "config.yaml",
        parameters=parameters if parameters.is_file() else None,
    )
    (given,) = find_inputs([str(case / "pipeline.yaml")])
    return generate(given, options, ENVIRON)


def show(diagnostics: list[Diagnostic]) -> str:
    return "".join(f"{format_text(d)}\n" for d in in_reading_order(diagnostics)).replace(f"{HERE}/", "")


@pytest.mark.parametrize("case", GOOD, ids=lambda path: path.name)
def test_renders(case: Path, snapshot: SnapshotAssertion) -> None:
    assert render(case).text == snapshot(extension_class=YamlFile)


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.name)
def test_says_what_is_wrong(case: Path, snapshot: SnapshotAssertion) -> None:
    try:
        found = list(render(case).diagnostics)
    except InvalidInputError as error:
        found = list(error.diagnostics)
    assert show(found) == snapshot(extension_class=TextFile)
    assert found
