"""Manifests of Argo are unchanged after they are read as pipelines and rendered again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from argogen.argo.versions import parse_version
from argogen.catalogue import RULES
from argogen.diagnostics import has_errors
from argogen.dialects.translation import SourceLocation
from argogen.engine.manifest_lint import list_manifests, read_objects
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.importing.reading.manifest import read_manifest
from argogen.yaml.text import read_source
from tests.compiling import check_manifests, render_alone

from .same_manifest import find_differences

# The examples are those of Argo's main branch, so the newest version has all of their fields.
NEWEST = CompileOptions(argo_version=parse_version("4.1"))

# Errors that import keeps, and that lint and render report.
KEPT = {name for name, rule in RULES.items() if not (rule.in_compiler or rule.render_checks)}


@pytest.fixture(scope="module")
def inputs(shared: Path) -> list[SourceFile]:
    files = sorted((shared / "argo-examples").rglob("*.yaml"))
    return [SourceFile(read_source(str(file)), Path(file.name), file.parent) for file in files]


def find_all(inputs: list[SourceFile]) -> Iterator[tuple[SourceFile, SourceLocation]]:
    for given in inputs:
        yield from ((given, origin) for origin in list_manifests(read_objects(given)))


def render_again(given: SourceFile, origin: SourceLocation) -> Any:
    return render_alone(read_manifest(origin, origin.value).document, given, NEWEST)


def test_every_example_is_said_by_a_pipeline(inputs: list[SourceFile]) -> None:
    changed = {
        origin.document.source.file: differences
        for given, origin in find_all(inputs)
        if (differences := find_differences(origin.value, render_again(given, origin)))
    }
    assert changed == {}
    assert len(list(find_all(inputs))) == 123


def test_no_example_has_errors(inputs: list[SourceFile]) -> None:
    """Rules whose errors import keeps have separate tests; here are those that would prevent a pipeline."""
    checked = [diagnostic for given in inputs for diagnostic in check_manifests(given, NEWEST).diagnostics]
    found = [diagnostic for diagnostic in checked if diagnostic.code not in KEPT]
    assert not has_errors(found)
    # Argo drops unknown arguments, and objects without a name need `--generate-name` when they are submitted.
    assert {diagnostic.code for diagnostic in found} == {"unknown-argument", "missing-object-name"}
