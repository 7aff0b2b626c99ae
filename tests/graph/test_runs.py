"""The record of a run adds phases, times and executions to the elements of a graph."""

from __future__ import annotations

from typing import Any

from argogen.graph.build import BuiltGraph
from argogen.graph.model import Execution, Graph
from argogen.graph.runs import add_run
from tests.compiling import make_source

from .building import build_example, build_source, write_manifest

RETRIED = """
entrypoint: main
templates:
- name: main
  steps:
  - [{name: a, template: out, withItems: [1, 2]}, {name: b, template: pod}]
  - [{name: c, template: main, when: "false"}]
"""


def make_node(path: str, kind: str, phase: str, start: int = 0, end: int = 0) -> dict[str, Any]:
    times = {"startedAt": f"2026-01-02T09:30:{start:02}Z", "finishedAt": f"2026-01-02T09:30:{end:02}Z"}
    return {"name": f"w{path}", "type": kind, "phase": phase, **times}


def make_workflow(*nodes: dict[str, Any], phase: str = "Failed") -> dict[str, Any]:
    status = {"phase": phase, "message": "child failed", "nodes": {str(n): node for n, node in enumerate(nodes)}}
    return {"metadata": {"name": "w"}, "status": status}


def add(built: BuiltGraph, workflow: dict[str, Any]) -> Graph:
    added = add_run(built, workflow)
    assert added is not None
    return added.graph


def test_phases_and_executions() -> None:
    (built,) = build_source(make_source(write_manifest(RETRIED)))
    graph = add(
        built,
        make_workflow(
            make_node("", "Steps", "Failed", 0, 9),
            make_node("[0]", "StepGroup", "Failed", 0, 9),
            make_node("[0].a(0:1)", "Retry", "Succeeded", 1, 5),
            make_node("[0].a(0:1)(0)", "Pod", "Failed", 1, 2),
            make_node("[0].a(0:1)(1)", "Pod", "Succeeded", 3, 5),
            make_node("[0].a(1:2)", "Pod", "Failed", 1, 4),
            make_node("[0].b", "Pod", "Succeeded", 1, 2),
        ),
    )
    assert (graph.phase, graph.message) == ("Failed", "child failed")
    phases = {element.id: element.phase for element in graph.elements}
    assert phases == {
        "main": "Failed", "main/[0]": "Failed", "main/a": "Failed", "main/b": "Succeeded", "main/c": "",
    }  # fmt: skip
    assert [vars(each) for each in graph.by_id["main/a"].executions] == [
        vars(Execution("[0].a(0:1)(0)", "Failed", "2026-01-02T09:30:01Z", "2026-01-02T09:30:02Z", "")),
        vars(Execution("[0].a(1:2)", "Failed", "2026-01-02T09:30:01Z", "2026-01-02T09:30:04Z", "")),
        vars(Execution("[0].a(0:1)(1)", "Succeeded", "2026-01-02T09:30:03Z", "2026-01-02T09:30:05Z", "")),
    ]


def test_executions_of_a_recursion_belong_to_the_template() -> None:
    (built,) = build_source(make_source(write_manifest(RETRIED)))
    graph = add(built, make_workflow(make_node("[1].c[0].b", "Pod", "Succeeded", 1, 2)))
    assert [each.name for each in graph.by_id["main/b"].executions] == ["[1].c[0].b"]


def test_items_of_a_limited_loop_belong_to_the_step() -> None:
    (built,) = build_example("nightly-scores")
    graph = add(
        built,
        make_workflow(
            make_node("[1].score", "Steps", "Succeeded", 0, 9),
            make_node("[1].score[0]", "StepGroup", "Succeeded", 0, 9),
            make_node("[1].score[0].score(0:id:1)", "Pod", "Succeeded", 1, 2),
            make_node(".onExit", "Steps", "Error", 10, 11),
        ),
    )
    assert [each.name for each in graph.by_id["main/score"].executions] == ["[1].score[0].score(0:id:1)"]
    assert graph.by_id["on_exit"].phase == "Error"


def test_a_run_of_another_workflow_has_no_nodes_in_the_graph() -> None:
    (built,) = build_source(make_source(write_manifest(RETRIED)))
    root, step = make_node("", "Steps", "Succeeded"), make_node("[0]", "StepGroup", "Succeeded")
    assert add_run(built, make_workflow(root, step, make_node("[0].x", "Pod", "Succeeded"))) is None
    assert add_run(built, make_workflow(root, step, make_node("[0].b", "Pod", "Succeeded"))) is not None
    assert add_run(built, make_workflow(root, step)) is not None


def test_a_leaf_has_no_steps_of_another_workflow() -> None:
    (built,) = build_source(make_source(write_manifest("entrypoint: pod\ntemplates:")))
    attempts = make_workflow(make_node("", "Retry", "Failed"), make_node("(0)", "Pod", "Failed"))
    assert add_run(built, attempts) is not None
    assert add_run(built, make_workflow(make_node("", "Steps", "Failed"), make_node("[0].x", "Pod", "Failed"))) is None


def test_parameters_are_those_of_the_run() -> None:
    arguments = "arguments: {parameters: [{name: level, value: low}, {name: date, value: today}]}"
    (built,) = build_source(make_source(write_manifest(f"{arguments}{RETRIED}")))
    given = [{"name": "level", "value": "high"}, {"name": "new", "value": "1"}]
    workflow = make_workflow(make_node("[0].b", "Pod", "Failed")) | {"spec": {"arguments": {"parameters": given}}}
    found = [(value.name, value.value) for value in add(built, workflow).parameters]
    assert found == [("level", "high"), ("date", "today"), ("new", "1")]


def test_a_step_can_have_the_name_of_a_handler() -> None:
    spec = "entrypoint: main\nonExit: pod\ntemplates:\n- name: main\n  steps: [[{name: onExit, template: pod}]]\n"
    (built,) = build_source(make_source(write_manifest(spec)))
    nodes = make_node("[0].onExit", "Pod", "Succeeded"), make_node(".onExit", "Pod", "Failed")
    assert {node.id: node.phase for node in add(built, make_workflow(*nodes)).nodes} == {
        "main/onExit": "Succeeded", "on_exit": "Failed",
    }  # fmt: skip
