"""The linters of Argo accept every example."""

from __future__ import annotations

from pathlib import Path

from tests.oracle.argolint import ArgoLint, join_library, settle_libraries

from .gallery import EXAMPLES, LIBRARIES, render_example


def test_argo_accepts_them_all(argolint: ArgoLint, tmp_path: Path) -> None:
    texts = {name: settle_libraries(render_example(name).text) for name in EXAMPLES}
    for caller, library in LIBRARIES.items():
        texts[caller] = join_library(texts[library], texts[caller])
    assert argolint.find_faults(texts, tmp_path) == []
