"""What is kept of a run when it is resumed, and what is read of its record."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from argogen.runner.execution import Job, Outcome
from argogen.runner.nodes.store import make_node_id
from argogen.running.records.caches import fill, is_entry, read_caches
from argogen.running.records.directories import clear_abandoned_files, list_unstarted
from argogen.running.records.directory import LOCK, OUTCOMES, RecordError, RunDirectory
from argogen.running.records.listing import find_old, list_prunable
from argogen.running.records.nodes import keep_lasting, read_nodes
from argogen.running.records.outcomes import InvalidOutcomeError, Reuse, StepOutcome, read_outcome, write_outcome


def make_workflow(phase: str, *nodes: tuple[str, str, str, str, list[str]]) -> dict[str, Any]:
    """Return a workflow: the path, type, phase, path of the boundary and paths of the children of each node."""
    found = {
        make_id(path): {
            "id": make_id(path), "name": f"w{path}", "type": kind, "phase": own, "boundaryID": make_id(boundary),
            "children": [make_id(child) for child in children],
        }
        for path, kind, own, boundary, children in nodes
    }  # fmt: skip
    return {"metadata": {"name": "w"}, "status": {"phase": phase, "nodes": found}}


def make_id(path: str) -> str:
    return make_node_id("w", f"w{path.removeprefix('w')}")


def list_kept(workflow: dict[str, Any]) -> list[str]:
    return [each.path for each in keep_lasting(read_nodes(workflow), workflow)]


def test_what_failed_and_what_follows_it_runs_again() -> None:
    workflow = make_workflow(
        "Failed",
        ("", "DAG", "Failed", "", [".a", ".b"]),
        (".a", "Pod", "Succeeded", "w", [".c"]),
        (".b", "Pod", "Failed", "w", [".d"]),
        (".c", "Pod", "Succeeded", "w", []),
        (".d", "Pod", "Succeeded", "w", [".e"]),
        (".e", "Pod", "Succeeded", "w", []),
    )
    assert list_kept(workflow) == [".a", ".c"]


def test_failed_attempts_of_a_step_that_succeeded_are_kept() -> None:
    nodes = [
        ("", "Steps", "Failed", "", []),
        ("[0].a", "Retry", "Succeeded", "w", ["[0].a(0)", "[0].a(1)"]),
        ("[0].a(0)", "Pod", "Failed", "w", []),
        ("[0].a(1)", "Pod", "Succeeded", "w", []),
        ("[1].b", "Retry", "Failed", "w", ["[1].b(0)"]),
        ("[1].b(0)", "Pod", "Failed", "w", []),
    ]
    assert list_kept(make_workflow("Failed", *nodes)) == ["[0].a(0)", "[0].a(1)"]


def test_handlers_run_again_with_what_they_handle() -> None:
    workflow = make_workflow(
        "Failed",
        ("", "Steps", "Failed", "", []),
        ("[0].a", "Pod", "Succeeded", "w", []),
        ("[0].a.onExit", "Pod", "Succeeded", "w", []),
        ("[1].b", "DAG", "Failed", "w", []),
        ("[1].b.hooks.done", "Pod", "Succeeded", "w", []),
        ("[1].b.c", "Pod", "Failed", "[1].b", []),
        ("[1].b.c.onExit", "Pod", "Succeeded", "[1].b", []),
        (".onExit", "Pod", "Succeeded", "", []),
        (".hooks.x[0].y", "Pod", "Succeeded", "", []),
    )
    assert list_kept(workflow) == ["[0].a", "[0].a.onExit"]


def make_job(path: str, **template: Any) -> Job:
    return Job("id", f"w{path}", path, "container", {"name": "t", **template}, "t", inputs={"x": "1"})


def test_outcomes_are_used_again() -> None:
    known = StepOutcome(".a", {"x": "2"}, Outcome(result="r", finished_at=5))
    reuse = Reuse([known])
    assert reuse.find(make_job(".a")) == known.outcome
    assert reuse.find(make_job(".b")) is None
    assert reuse.find(make_job(".a", daemon=True)) is None
    assert reuse.restrict(frozenset(), compares_inputs=True).find(make_job(".a")) is None
    assert reuse.restrict(frozenset({"t"}), compares_inputs=False).find(make_job(".a")) is None


def test_outcomes_are_read_as_they_were_written() -> None:
    outcome = Outcome("Failed", "m", "3", {"p": "v"}, "r", {"a": {"s3": {"key": "k"}}}, started_at=1, finished_at=2)
    known = StepOutcome("[0].a", {"i": "v"}, outcome)
    assert write_outcome(read_outcome(write_outcome(known))) == write_outcome(known)


@pytest.mark.parametrize(
    "change",
    [
        {"path": 1}, {"phase": None}, {"exitCode": 3}, {"parameters": {"a": 1}}, {"parameters": []},
        {"artifacts": {"a": "b"}}, {"containers": {"main": ["Succeeded"]}}, {"inputs": "x"}, {"finishedAt": "now"},
    ],
)  # fmt: skip
def test_other_outcomes_are_refused(change: dict[str, Any]) -> None:
    data = write_outcome(StepOutcome("[0].a", {}, Outcome()))
    with pytest.raises(InvalidOutcomeError):
        read_outcome({**data, **change})


def test_a_directory_is_locked_once(tmp_path: Path) -> None:
    first, second = RunDirectory(tmp_path), RunDirectory(tmp_path)
    first.lock()
    assert (first.is_locked(), (tmp_path / LOCK).read_text()) == (True, str(os.getpid()))
    with pytest.raises(RecordError, match="is in use by another process"):
        second.lock()
    assert (tmp_path / LOCK).read_text() == str(os.getpid())
    with pytest.raises(RecordError, match="is in use by another process"):
        second.remove()
    first.release()
    second.lock()
    second.release()
    assert not second.is_locked()


def test_a_lock_that_cannot_be_read_may_be_held(tmp_path: Path) -> None:
    (tmp_path / LOCK).symlink_to(LOCK)
    assert RunDirectory(tmp_path).is_locked()
    assert not RunDirectory(tmp_path / "none").is_locked()


def test_a_deleted_directory_is_noticed(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path / "run")
    directory.path.mkdir()
    directory.lock()
    directory.check()
    shutil.rmtree(directory.path)
    with pytest.raises(RecordError, match="was deleted while it was in use"):
        directory.write(OUTCOMES, {})
    assert not directory.path.exists()
    directory.release()


def test_runs_that_were_killed_before_they_started_are_pruned(tmp_path: Path) -> None:
    for name, files in (("early", (LOCK, OUTCOMES)), ("other", (LOCK, "notes")), ("run", (LOCK, "run.json"))):
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).touch()
    assert [directory.name for directory in list_unstarted(tmp_path)] == ["early"]
    assert {each.directory.name for each in find_old(list_prunable(tmp_path), -60)} == {"early", "run"}
    assert find_old(list_prunable(tmp_path), 60) == []
    assert list_unstarted(tmp_path / "none") == []


def test_files_of_killed_runs_are_removed(tmp_path: Path) -> None:
    for name in ("killed", "used", "other"):
        (tmp_path / name / "pods" / "w").mkdir(parents=True)
        (tmp_path / name / ("notes" if name == "other" else "run.json")).touch()
    used = RunDirectory(tmp_path / "used")
    used.lock()
    (used.path / "pods").mkdir()
    clear_abandoned_files(tmp_path)
    assert {path.parent.name for path in tmp_path.glob("*/pods")} == {"used", "other"}
    used.release()
    clear_abandoned_files(tmp_path / "none")


def test_incomplete_lines_are_ignored(tmp_path: Path) -> None:
    (tmp_path / OUTCOMES).write_bytes(b'{"a": 1}\n{"b": \n[]\n{"c": "\xff"}\n{"d": 4}')
    assert list(RunDirectory(tmp_path).read_lines(OUTCOMES)) == [(1, {"a": 1}), (5, {"d": 4})]


def test_entries_of_caches_are_taken_over() -> None:
    workflow = make_workflow("Failed", ("", "DAG", "Failed", "", []), (".a", "Steps", "Succeeded", "w", []))
    outputs = {"parameters": [{"name": "p", "value": "v"}]}
    status = {"hit": True, "key": "k", "cacheName": "c"}
    workflow["status"]["nodes"][make_id(".a")] |= {"memoizationStatus": status, "outputs": outputs}
    entries = read_caches(workflow)
    assert all(map(is_entry, entries))
    entry = fill(entries, 7).load("c", "k")
    assert entry is not None
    assert entry.outputs is not None
    assert (entry.created_at, entry.outputs.parameters) == (7, outputs["parameters"])
