"""Projects of any size to measure, and the least that any program for them does."""

from __future__ import annotations

from pathlib import Path

from tests.benchmark.pipelines import write_chain

PROJECT = "pipelines: pipelines/\ndefaults: {image: alpine:3.23}\nvars: {tag: '1'}\n"
READ_AND_HASH = """\
import hashlib, pathlib, sys
import click, yaml
digest = hashlib.sha256()
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        digest.update(path.read_bytes())
print(digest.hexdigest())
"""
SCRIPTS = 50


def write_project(folder: Path, size: int) -> None:
    """So many pipelines of six tasks, each with a script in a file that some share."""
    (folder / "pipelines" / "jobs").mkdir(parents=True)
    (folder / "argogen.yaml").write_text(PROJECT)
    for number in range(SCRIPTS):
        (folder / f"pipelines/jobs/{number}.py").write_text(f"print({number})\n" * 20)
    for number in range(size):
        write_pipeline(folder, number, "alpine:3.23")


def write_pipeline(folder: Path, number: int, image: str) -> None:
    """Return one pipeline, with a separate image."""
    script = f"  last:\n    needs: [task-5]\n    script: {{command: [python], file: jobs/{number % SCRIPTS}.py}}\n"
    text = write_chain(6).replace("name: big", f"name: p{number}").replace("alpine:3.23", image)
    (folder / f"pipelines/p{number}.yaml").write_text(text + script)
