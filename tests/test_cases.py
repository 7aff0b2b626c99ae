"""Snapshots of the manifests of `cases/good` and of the diagnostics of `cases/bad`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import argogen
from argogen import Diagnostic
from argogen.diagnostics import format_text, in_reading_order
from tests.snapshots import TextFile, YamlFile

HERE = Path(__file__).parent / "cases"
GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))


def show(diagnostics: Iterable[Diagnostic]) -> str:
    return "".join(f"{format_text(d)}\n" for d in in_reading_order(diagnostics)).replace(f"{HERE}/", "")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_renders(path: Path, snapshot: SnapshotAssertion) -> None:
    assert argogen.render(path).raise_for_errors().text == snapshot(extension_class=YamlFile)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_says_what_is_wrong(path: Path, snapshot: SnapshotAssertion) -> None:
    found = argogen.render(path, argo_version="3.4").diagnostics
    assert show(found) == snapshot(extension_class=TextFile)
    assert found
