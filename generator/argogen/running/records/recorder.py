"""Record a run while it proceeds."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from argogen.runner.execution import Job, Outcome
from argogen.runner.run import NodeRecord, Run
from argogen.runner.submission import format_time
from argogen.running.masking import Masking
from argogen.running.records.directory import JOURNAL, OUTCOMES, WORKFLOW, RecordError, RunDirectory
from argogen.running.records.outcomes import StepOutcome, write_outcome
from argogen.running.records.workflow import describe_node, write_workflow

_INTERVAL, _SHARE = 5.0, 20
"""The workflow is written at most each five seconds, and takes at most a twentieth of the time."""


class Recorder:
    """Appends transitions to the journal, and writes the workflow at intervals and at the end.

    Only the outcomes, which a resumed run needs, have the values of secrets; their file is private.
    """

    def __init__(
        self, directory: RunDirectory, metadata: Mapping[str, Any], spec: Mapping[str, Any], masking: Masking
    ) -> None:
        """Begin a journal. Raises RecordError."""
        self._directory, self._metadata, self._masking = directory, masking.mask_all(metadata), masking
        self._spec = masking.mask_all(spec)
        self._nodes: dict[str, str] = {}
        self._artifacts: dict[str, Mapping[str, Any]] = {}
        self._started = time.time_ns()
        self._next = time.monotonic() + _INTERVAL
        self._write_running()
        self._journal, self._outcomes = self._open(JOURNAL, os.O_TRUNC), self._open(OUTCOMES, os.O_APPEND)

    def _open(self, name: str, flag: int) -> IO[str]:
        try:
            number = os.open(self._directory.path / name, os.O_WRONLY | os.O_CREAT | flag, 0o600)
        except OSError as error:
            raise self._directory.explain(error) from None
        return open(number, "w", encoding="utf-8", errors="surrogatepass")  # noqa: PTH123 - see `close`

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Record nodes that have changed. Raises RecordError."""
        for node in nodes:
            if node.type == "Suspend" and node.phase == "Succeeded":
                outcome = Outcome(
                    parameters=node.outputs, started_at=node.started_at, finished_at=node.finished_at
                )  # fmt: skip
                self._add(StepOutcome(node.path, node.inputs, outcome))
        rows = {node.id: self._describe(node) for node in nodes}
        self._nodes |= rows
        self._append(self._journal, rows.values())
        self._directory.check()
        if time.monotonic() >= self._next:
            before = time.monotonic()
            self._write_running()
            now = time.monotonic()
            self._next = now + max(_INTERVAL, _SHARE * (now - before))

    def finished(self, job: Job, outcome: Outcome) -> None:
        """Record the outcome of a job. Raises RecordError."""
        self.keep(job, outcome)
        self._add(StepOutcome(job.path, job.inputs, outcome))

    def _describe(self, node: NodeRecord) -> str:
        row = self._masking.mask_node(describe_node(node, self._artifacts.get(node.id) or {}))
        return json.dumps(row, ensure_ascii=False)

    def _add(self, outcome: StepOutcome) -> None:
        self._append(self._outcomes, [json.dumps(write_outcome(outcome), ensure_ascii=False)])

    def _append(self, stream: IO[str], lines: Iterable[str]) -> None:
        try:
            stream.writelines(f"{line}\n" for line in lines)
            stream.flush()
        except OSError as error:
            raise self._directory.explain(error) from None

    def keep(self, job: Job, outcome: Outcome) -> None:
        """Record where the artifacts of a job are, whose outcome is recorded."""
        self._artifacts[job.node_id] = outcome.artifacts

    def abandon(self) -> None:
        """Write the workflow if possible, and close the files, before the end of the run."""
        with contextlib.suppress(OSError, RecordError):
            self._write_running()
        for stream in (self._journal, self._outcomes):
            with contextlib.suppress(OSError):
                stream.close()

    def close(self, run: Run) -> None:
        """Write the workflow at the end of the run, and close the files. Raises RecordError."""
        self._journal.close()
        self._outcomes.close()
        status: dict[str, Any] = {
            "phase": run.phase, "message": run.message, "startedAt": format_time(self._started),
            "finishedAt": format_time(run.finished_at) if run.finished_at else None,
        }  # fmt: skip
        outputs = {
            "parameters": [{"name": name, "value": value} for name, value in run.outputs.items()],
            "artifacts": list(run.artifacts.values()),
        }
        status["outputs"] = {kind: each for kind, each in outputs.items() if each}
        self._nodes = {node.id: self._describe(node) for node in run.nodes}
        self._write(self._masking.mask_all({key: value for key, value in status.items() if value}))

    def _write_running(self) -> None:
        self._write({"phase": "Running", "startedAt": format_time(self._started)})

    def _write(self, status: Mapping[str, Any]) -> None:
        self._directory.write_text(WORKFLOW, write_workflow(self._metadata, self._spec, status, self._nodes))
