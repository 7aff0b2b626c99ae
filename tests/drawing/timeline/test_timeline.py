from __future__ import annotations

import pytest

from argogen.drawing.labels import describe_node, describe_phase
from argogen.drawing.scene.cards import build_card
from argogen.drawing.svg.description import list_facts
from argogen.drawing.timeline.painting import list_ticks, measure_timeline, paint_timeline, shorten_path
from argogen.drawing.timeline.rows import build_timeline, name_execution
from argogen.drawing.times import describe_duration, read_time, write_duration
from argogen.graph.model import Edge, EdgeKind, Execution, Graph, Group, Node, NodeKind
from tests.counting import count_calls
from tests.drawing.samples import make_graph, make_run


def test_rows_are_in_the_order_of_their_start() -> None:
    timeline = build_timeline(make_run(), 10)
    assert [(row.element.name, row.start, row.end) for row in timeline.rows] == [
        ("a", 0, 20), ("quick", 20, 25), ("b", 20, 50), ("c", 50, 61),
    ]  # fmt: skip
    assert timeline.duration == 61


def test_rows_of_the_same_second_are_in_the_order_of_the_graph() -> None:
    time = "2026-01-02T03:00:00Z"
    nodes = [Node(name, name, executions=(Execution(name, "Succeeded", time, time),)) for name in "cab"]
    timeline = build_timeline(Graph("w", "Workflow", nodes), 10)
    assert [row.element.name for row in timeline.rows] == ["c", "a", "b"]


def test_the_critical_path_leads_to_the_last_row() -> None:
    timeline = build_timeline(make_run(), 10)
    assert [row.element.name for row in timeline.rows if row.is_critical] == ["a", "b", "c"]


def test_the_critical_path_leads_through_skipped_nodes_and_groups() -> None:
    def run(name: str, group: str, start: int, end: int) -> Node:
        times = [f"2026-01-01T00:00:{second:02}Z" for second in (start, end)]
        return Node(name, name, group, executions=(Execution(name, "Succeeded", times[0], times[1]),))

    elements = (
        Group("m", "m"), run("a", "m", 0, 9), Node("skipped", "skipped", "m", phase="Skipped"),
        Group("g", "g", "m"), run("b", "g", 10, 20), run("b2", "g", 20, 25), run("c", "m", 25, 25),
        run("d", "m", 25, 30), run("other", "m", 0, 24),
    )  # fmt: skip
    ends = (("a", "skipped"), ("skipped", "g"), ("b", "b2"), ("g", "c"), ("c", "d"))
    edges = tuple(Edge(source, target, EdgeKind.ORDER) for source, target in ends)
    timeline = build_timeline(Graph("w", "Workflow", elements, edges), 10)
    assert [row.element.name for row in timeline.rows if row.is_critical] == ["a", "b", "b2", "c", "d"]


def test_the_critical_path_of_many_items_is_linear() -> None:
    def make(count: int) -> Graph:
        times = [
            f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z" for number in range(count + 1)
        ]
        executions = tuple(
            Execution(f".a({number}:x)", "Succeeded", times[number], times[number + 1]) for number in range(count)
        )
        return Graph("w", "Workflow", (Node("a", "a", executions=executions),))

    assert all(row.is_critical for row in build_timeline(make(50), 50).rows)
    small, large = (count_calls(build_timeline, make(count), count) for count in (100, 400))
    assert large < 4.9 * small


def test_executions_are_named_by_their_items_and_attempts() -> None:
    call = {"name": "x"}
    elements = (
        Group("m", "m", call=call),
        Group("r", "regions", "m", call=call),
        Group("p", "", "r"),
        Node("s", "shard", "p"),
    )
    graph = Graph("w", "Workflow", elements)

    def name(path: str) -> str:
        return name_execution(graph, graph.nodes[0], Execution(path, "Failed"))

    assert name("[0].regions(0:eu)[1].shard(1:eu-b)(1)") == "regions / shard (eu, eu-b), attempt 2"
    assert name("[0].regions[1].shard(0)") == "regions / shard"


def test_rows_above_the_limit_are_counted() -> None:
    timeline = build_timeline(make_run(), 3)
    assert (len(timeline.rows), timeline.omitted) == (3, 1)
    assert "+ 1 more" in "".join(paint_timeline(timeline, 800))


def test_a_graph_without_a_run_has_no_timeline() -> None:
    assert measure_timeline(build_timeline(make_graph(), 10)) == 0


def test_a_node_that_runs_ends_now() -> None:
    executions = (
        Execution("a", "Succeeded", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
        Execution("b", "Running", "2026-01-01T00:00:30Z"),
    )
    timeline = build_timeline(Graph("w", "Workflow", (Node("a", "a", executions=executions),)), 10)
    assert [(row.start, row.end) for row in timeline.rows] == [(0, 60), (30, 60)]


def test_times() -> None:
    assert read_time("1970-01-01T00:01:00Z") == 60
    assert read_time("1970-01-01T01:00:00+01:00") == 0
    assert read_time("soon") is None
    assert read_time("") is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (0.25, "0.2s"), (7, "7s"), (59.9, "1m"), (61, "1m 1s"), (3600, "1h"), (3725, "1h 2m"),
     (90000, "1d 1h")],
)  # fmt: skip
def test_durations(seconds: float, text: str) -> None:
    assert write_duration(seconds) == text


def test_elements_have_durations() -> None:
    def describe(phase: str, *times: tuple[str, str]) -> list[str]:
        dated = [[f"2026-01-01T{time}Z" if time else "" for time in pair] for pair in times]
        executions = tuple(Execution("a", phase, start, end) for start, end in dated)
        node = Node("a", "a", kind=NodeKind.HTTP, phase=phase, executions=executions)
        assert build_card(node).lines[-1].text == describe_phase(node).replace(" (", " · ").replace(", ", " · ").strip(
            ")"
        )
        return describe_node(node)[2:]

    assert describe("Failed", ("00:00:00", "00:01:05")) == ["Failed (1m 5s)"]
    assert describe("Succeeded", ("00:00:10", "00:00:20"), ("00:00:00", "00:00:15")) == [
        "Succeeded (2 executions, 20s)"
    ]  # fmt: skip
    assert describe("Running", ("00:00:00", "00:01:00"), ("00:01:00", "")) == ["Running (2 executions)"]
    assert describe("Skipped", ("00:00:00", "00:00:00")) == ["Skipped"]
    assert describe("Pending", ("", "")) == ["Pending"]
    graph = Graph(
        "w", "Workflow", phase="Failed", started_at="2026-01-01T00:00:00Z", finished_at="2026-01-01T01:00:00Z"
    )
    assert describe_duration(graph) == "1h"
    assert "Failed in 1h" in list(list_facts(graph))


@pytest.mark.parametrize("duration", [0, 0.3, 5, 61, 3601, 86400 * 30])
def test_an_axis_has_few_ticks(duration: float) -> None:
    ticks = list_ticks(duration)
    assert 1 <= len(ticks) <= 7
    assert ticks == sorted(ticks)
    assert ticks[-1] <= duration


def test_paths_keep_their_ends() -> None:
    assert shorten_path("a / b", 100) == "a / b"
    assert shorten_path("main / first / second / third", 110) == "… / second / third"
    assert shorten_path("x" * 100, 60).endswith("…")
