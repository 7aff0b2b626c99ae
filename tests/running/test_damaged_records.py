"""Records that end anywhere, and those of another shape, are read or refused, never with an internal error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argogen.runner.execution import Outcome
from argogen.running.comparison import Definition
from argogen.running.records.directory import JOURNAL, OUTCOMES, WORKFLOW, RecordError, RunDirectory
from argogen.running.records.listing import read_status, summarize
from argogen.running.records.outcomes import StepOutcome
from argogen.running.records.steps import describe_steps
from argogen.running.resuming import Earlier, describe_definition, read_earlier, write_private

NODE = {
    "id": "w-1",
    "name": "w[0].é",
    "displayName": "é",
    "type": "Pod",
    "phase": "Failed",
    "startedAt": "2026-01-02T03:04:05Z",
}
GARBAGE = (
    b"\xff\xfe\n", b"null\n", b"[]\n", b"7\n", b'"text"\n', b"{}\n", b'{"id": null}\n',
    b'{"id": {"a": 1}, "phase": []}\n',
    b"[" * 5000 + b"\n", b"9" * 5000 + b"\n", b'{"id": "w-2", "name": 5, "startedAt": 1e400}\n', b"\0" * 100 + b"\n",
    b'{"id": "w-3", "name": "\\ud800", "phase": "Failed", "startedAt": "yesterday", "children": "x"}\n',
)  # fmt: skip


@pytest.fixture
def directory(tmp_path: Path) -> RunDirectory:
    directory = RunDirectory(tmp_path / "run")
    directory.path.mkdir()
    outcome = Outcome(
        "Succeeded", "", "0", {"o": "é"}, "result", {"a": {"s3": {"key": "k"}}}, started_at=1, finished_at=2
    )
    write_private(directory, {"p": "v"}, 5, [StepOutcome("[0].a", {"i": "1"}, outcome)], [])
    definition = describe_definition(Definition({"entrypoint": "main"}))
    directory.describe({"name": "w", "namespace": "argo", "path": "/p.yaml", "entrypoint": "", **definition})
    status = {"phase": "Running", "nodes": {"w-1": NODE}}
    directory.write(WORKFLOW, {"metadata": {"name": "w"}, "status": status})
    (directory.path / JOURNAL).write_text(f"{json.dumps(NODE)}\n", "utf-8")
    return directory


def read(directory: RunDirectory) -> Earlier | None:
    """Read everything that a resume and `argogen runs` read; None if it is refused."""
    read_status(directory)
    assert summarize(directory).phase
    assert isinstance(list(describe_steps(directory)), list)
    try:
        return read_earlier(directory)
    except RecordError:
        return None


@pytest.mark.parametrize("name", ["run.json", WORKFLOW, OUTCOMES, JOURNAL])
def test_records_that_end_at_any_byte(directory: RunDirectory, name: str) -> None:
    path = directory.path / name
    data = path.read_bytes()
    found = read(directory)
    assert found is not None
    assert len(found.outcomes) == 1
    results = []
    for size in (*range(0, len(data), 5), *range(len(data) - 20, len(data))):
        path.write_bytes(data[:size])
        results.append(read(directory))
    assert any(each is None for each in results) or name == JOURNAL
    assert all(each is None or len(each.outcomes) <= 1 for each in results)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_lines_that_are_not_records(directory: RunDirectory, garbage: bytes) -> None:
    for name in (JOURNAL, OUTCOMES):
        with (directory.path / name).open("ab") as stream:
            stream.write(garbage)
    found = read(directory)
    assert found is None or len(found.outcomes) == 1


NODES = '"nodes": {"w-1": {"phase": "Failed"}}'
SHAPES = (
    "{}", "[]", '{"status": 5}', '{"status": {"nodes": 3}}', '{"status": {"nodes": {"a": 1}}}',
    f'{{"metadata": 5, "status": {{"phase": "Failed", {NODES}}}}}',
    '{"status": {"phase": 7, "nodes": {"w-1": {"name": 1, "children": 5, "type": []}}}}',
    '{"status": {"phase": "Failed", "nodes": {"w-1": {"children": [["w-1"]], "type": "Retry"}}}}',
)  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_workflows_of_another_shape(directory: RunDirectory, text: str) -> None:
    (directory.path / WORKFLOW).write_text(text, "utf-8")
    read(directory)
    assert directory.read_description({"name": str})["name"] == "w"
