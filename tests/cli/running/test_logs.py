"""Logs that are followed while their steps run."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from argogen.cli.running.logs import LogFollower, read_tail
from argogen.testing.structure.step_paths import read_step_path

from .views import make_node, make_source


def add_log(folder: Path, node_id: str, text: str, container: str = "main") -> None:
    path = folder / "logs" / node_id / f"{container}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.write(text.encode())


def test_lines_are_written_while_a_step_runs(tmp_path: Path) -> None:
    path = read_step_path("a")
    assert path is not None
    written: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    follower = LogFollower(make_source(tmp_path), [path], lambda step, line: written.put((step, line)))
    add_log(tmp_path, "w-.a", "one\ntw")
    add_log(tmp_path, "w-.b", "not followed\n")
    follower.observe([make_node(".a", "Running"), make_node(".b", "Running")])
    assert written.get(timeout=60) == ("a", "one")
    add_log(tmp_path, "w-.a", "o\nthree")
    assert written.get(timeout=60) == ("a", "two")
    add_log(tmp_path, "w-.a", "!")
    follower.observe([make_node(".a"), make_node(".b")])
    assert written.get(timeout=60) == ("a", "three!")
    follower.close()
    assert written.empty()


def test_the_rest_is_written_at_the_end(tmp_path: Path) -> None:
    path = read_step_path("a")
    assert path is not None
    written: list[str] = []
    follower = LogFollower(make_source(tmp_path), [path], lambda _, line: written.append(line))
    add_log(tmp_path, "w-.a", "\xff one\n")
    follower.observe([make_node(".a", "Running")])
    follower.close()
    assert written == ["\xff one"]


def test_nothing_is_followed_without_steps(tmp_path: Path) -> None:
    follower = LogFollower(make_source(tmp_path), [], lambda step, line: pytest.fail(f"{step}: {line}"))
    add_log(tmp_path, "w-.a", "one\n")
    follower.observe([make_node(".a")])
    follower.close()
    assert read_tail(tmp_path, "w-.a", 3) == ["one"]


def test_the_tail_of_a_large_log_is_read_alone(tmp_path: Path) -> None:
    add_log(tmp_path, "n", "x" * 200_000 + "\nlast but one\nlast")
    add_log(tmp_path, "n", "setup\n", "a-sidecar")
    assert read_tail(tmp_path, "n", 2) == ["last but one", "last"]
    assert len("".join(read_tail(tmp_path, "n", 3))) < 70_000
    assert read_tail(tmp_path, "none", 3) == []
