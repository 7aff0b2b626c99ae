"""Run argogen, also as a process that can be killed, and read what it has recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from argogen.runner.nodes.store import hash_name
from tests.calling import call_argogen

MANIFESTS = sorted((Path(__file__).parent / "manifests").glob("*.yaml"))
_OPTIONS = ("--executor", "process", "--runs", "runs")


class Runs:
    """The runs in a directory. `name` is that of the workflow, which identifies all of its processes."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self.name = folder, name
        self._environ = {**os.environ, "ARGOGEN_TESTED": name}

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start `argogen run`."""
        command = [sys.executable, "-m", "argogen", "run", *_OPTIONS, *arguments]
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        options = {"cwd": self._folder, "start_new_session": True, **streams, **options}
        return subprocess.Popen(command, text=True, env=self._environ, **options)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run `argogen run` in this process to its end, and return its exit code and errors."""
        done = call_argogen(["run", *_OPTIONS, *arguments], self._folder, self._environ)
        return done.code, done.err

    def find(self) -> Path | None:
        """Return the only directory of a run, None if there is none yet."""
        found = [path.parent for path in (self._folder / "runs").glob("*/run.json")]
        assert len(found) < 2
        return found[0] if found else None

    @property
    def directory(self) -> Path:
        """The directory of the run."""
        found = self.find()
        assert found is not None
        return found

    def read_workflow(self) -> dict[str, Any]:
        """Return the record of the run."""
        workflow: dict[str, Any] = json.loads((self.directory / "workflow.json").read_text("utf-8"))
        return workflow

    def read_outcomes(self) -> list[dict[str, Any]]:
        """Return the outcomes that were recorded completely."""
        rows = []
        for line in (self.directory / "outcomes.jsonl").read_text("utf-8").splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
        return [row for row in rows if "path" in row]

    def count_executions(self) -> Counter[str]:
        """Return how often each step was executed, by its path."""
        marks = self.directory / "claims" / "marks" / "log"
        ids = Counter(marks.read_text("utf-8").split()) if marks.exists() else Counter()
        paths = {f"{self.name}-{hash_name(self.name + row['path'])}": row["path"] for row in self.read_outcomes()}
        return Counter({paths.get(node, node): number for node, number in ids.items()})

    def list_processes(self) -> Iterator[int]:
        """Yield the processes that belong to runs of the workflow."""
        wanted = self.name.encode()
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if wanted in path.read_bytes():
                    yield int(path.parent.name)
            except OSError:
                continue


def summarize(workflow: dict[str, Any]) -> dict[str, Any]:
    """Return what two equal runs have in common."""
    status = workflow["status"]
    nodes = {
        node["name"]: (node["type"], node["phase"], node.get("message"), node.get("inputs"), node.get("outputs"),
                       node.get("memoizationStatus"))
        for node in status["nodes"].values()
    }  # fmt: skip
    return {"phase": status["phase"], "message": status.get("message"), "outputs": status.get("outputs"), **nodes}
