"""Lint reports objects that are too large for etcd."""

from __future__ import annotations

import pytest

from argogen.diagnostics import Severity
from tests.lint.linting import lint

MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entrypoint: a
  templates:
  - name: a
    script: {image: "busybox:1.36", command: [sh], source: "TEXT"}
"""
PIPELINE = 'name: a\nimage: busybox:1.36\nscript: {command: [sh], source: "TEXT"}\n'


@pytest.mark.parametrize("text", [MANIFEST, PIPELINE], ids=["manifest", "pipeline"])
@pytest.mark.parametrize(("size", "codes"), [(1024 * 1024, ["oversized-manifest"]), (1024 * 1000, [])])
def test_a_large_object(text: str, size: int, codes: list[str]) -> None:
    found = lint(text.replace("TEXT", "echo " + "x" * size))
    assert [diagnostic.code for diagnostic in found] == codes
    assert all(diagnostic.severity is Severity.WARNING for diagnostic in found)
