"""The linters of Argo accept every example, and `argogen lint` reports nothing, not even a note."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.oracle.argolint import ArgoLint, join_library, settle_libraries

from .gallery import EXAMPLES, FOLDER, LIBRARIES, render_example


def test_argo_accepts_them_all(argolint: ArgoLint, tmp_path: Path) -> None:
    texts = {name: settle_libraries(render_example(name).text) for name in EXAMPLES}
    for caller, library in LIBRARIES.items():
        texts[caller] = join_library(texts[library], texts[caller])
    assert argolint.find_faults(texts, tmp_path) == []


def test_lint_reports_nothing() -> None:
    command = [sys.executable, "-m", "argogen", "lint", str(FOLDER), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (json.loads(done.stdout), done.returncode) == ([], 0), done.stderr
