"""Record a run while it proceeds."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

from argogen.runner.execution import Job, Outcome
from argogen.runner.run import NodeRecord, Run
from argogen.runner.submission import format_time
from argogen.running.masking import Masking
from argogen.running.records.directory import JOURNAL, OUTCOMES, WORKFLOW, RunDirectory
from argogen.running.records.outcomes import write_outcome
from argogen.running.records.workflow import describe_node, describe_workflow

_INTERVAL, _SHARE = 5.0, 20
"""The workflow is written at most each five seconds, and takes at most a twentieth of the time."""


class Recorder:
    """Appends transitions to the journal, and writes the workflow at intervals and at the end.

    Only the outcomes, which a resumed run needs, have the values of secrets; their file is private.
    """

    def __init__(
        self, directory: RunDirectory, metadata: Mapping[str, Any], spec: Mapping[str, Any], masking: Masking
    ) -> None:
        self._directory, self._metadata, self._masking = directory, metadata, masking
        self._spec = masking.mask_all(spec)
        self._journal, self._outcomes = self._open(JOURNAL), self._open(OUTCOMES)
        self._nodes: dict[str, dict[str, Any]] = {}
        self._artifacts: dict[str, Mapping[str, Any]] = {}
        self._started = time.time_ns()
        self._next = time.monotonic() + _INTERVAL

    def _open(self, name: str) -> IO[str]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        number = os.open(self._directory.path / name, flags, 0o600)
        stream = open(number, "a", encoding="utf-8")  # noqa: PTH123, SIM115 - closed by `close`
        if stream.tell():
            stream.write("\n")  # after a line that was not written completely
        return stream

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Record nodes that have changed."""
        for node in nodes:
            row = self._masking.mask_all(describe_node(node, self._artifacts.get(node.id) or {}))
            self._nodes[node.id] = row
            self._journal.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._journal.flush()
        if time.monotonic() >= self._next:
            before = time.monotonic()
            self._write({"phase": "Running", "startedAt": format_time(self._started)}, self._nodes)
            now = time.monotonic()
            self._next = now + max(_INTERVAL, _SHARE * (now - before))

    def finished(self, job: Job, outcome: Outcome) -> None:
        """Record the outcome of a job."""
        self._artifacts[job.node_id] = outcome.artifacts
        self._outcomes.write(json.dumps(write_outcome(job, outcome), ensure_ascii=False) + "\n")
        self._outcomes.flush()

    def close(self, run: Run | None) -> None:
        """Write the workflow at the end of the run, and close the files."""
        self._journal.close()
        self._outcomes.close()
        if run is None:
            self._write({"phase": "Running", "startedAt": format_time(self._started)}, self._nodes)
            return
        status: dict[str, Any] = {
            "phase": run.phase, "message": run.message, "startedAt": format_time(self._started),
            "finishedAt": format_time(run.finished_at) if run.finished_at else None,
        }  # fmt: skip
        if run.outputs:
            status["outputs"] = {"parameters": [{"name": name, "value": value} for name, value in run.outputs.items()]}
        nodes = {node.id: describe_node(node, self._artifacts.get(node.id) or {}) for node in run.nodes}
        status = {key: value for key, value in status.items() if value}
        self._write(self._masking.mask_all(status), self._masking.mask_all(nodes))

    def _write(self, status: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> None:
        workflow = describe_workflow(self._metadata, self._spec, status, nodes.values())
        self._directory.write(WORKFLOW, workflow)
