"""Runs whose streams are closed, full, or no longer read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from argogen.cli.running.logs import read_tail

MANIFEST = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  templates:
    - {name: main, script: {image: x, command: [sh], source: "echo printed; echo x > file"}}
"""
RUN = f"{sys.executable} -m argogen run m.yaml --executor process --no-isolation --runs runs --plain --log w"


@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        ("> /dev/full", "logs cannot be printed (No space left on device)"),
        (">&-", "Succeeded"),
        pytest.param("2>&-", "", marks=pytest.mark.slow),
        pytest.param("<&- >&- 2>&-", "", marks=pytest.mark.slow),
    ],
)
def test_a_run_continues_without_its_output(tmp_path: Path, redirection: str, said: str) -> None:
    (tmp_path / "m.yaml").write_text(MANIFEST, "utf-8")
    done = subprocess.run(
        ["sh", "-c", f"{RUN} {redirection}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2), done.stderr  # 2 if the end cannot be printed
    assert '"phase": "Succeeded"' in next(tmp_path.glob("runs/*/workflow.json")).read_text()
    assert next(tmp_path.glob("runs/*/logs/*/main.log")).read_text() == "printed\n"


def test_long_lines_are_shortened(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "w-1" / "main.log"
    log.parent.mkdir(parents=True)
    log.write_text("x" * 100_000)
    (line,) = read_tail(tmp_path, "w-1", 10)
    assert line == "x" * 2000 + "…"
