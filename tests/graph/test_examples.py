"""Snapshots of the flowcharts of the examples."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from argogen.drawing import dot, mermaid
from tests.examples.gallery import EXAMPLES

from .building import build_example


class FlowchartExtension(SingleFileSnapshotExtension):
    file_extension = "mmd"
    _write_mode = WriteMode.TEXT


class DotExtension(SingleFileSnapshotExtension):
    file_extension = "dot"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("name", EXAMPLES)
def test_flowchart(name: str, snapshot: SnapshotAssertion) -> None:
    assert mermaid.write([built.graph for built in build_example(name)]) == snapshot(extension_class=FlowchartExtension)


@pytest.mark.parametrize("name", ["nightly-scores", "diamond", "recursion"])
def test_digraph(name: str, snapshot: SnapshotAssertion) -> None:
    assert dot.write([built.graph for built in build_example(name)]) == snapshot(extension_class=DotExtension)
