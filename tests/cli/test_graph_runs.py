"""`argogen graph --run` with records of every kind: unusual, damaged, or of another workflow."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Run, Tree, Write
from .test_graph import STEPS, read, record


def change(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a record with another value at a path."""
    found: dict[str, Any] = record()
    inner: Any = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return found


@pytest.mark.parametrize("escaped", [True, False])
def test_all_characters_are_read(run: Run, write: Write, escaped: bool) -> None:
    text = "🚀\x7f\x85\u2028\ufeff\ufffe"
    changed = change(("spec", "templates", 1, "container", "args"), [text])
    write({"run.json": json.dumps(changed, ensure_ascii=escaped) if escaped else json.dumps(changed)})
    assert run("graph", "--run", "run.json", "-f", "html").code == 0


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("spec",), "x"), (("spec", "templates"), 1), (("spec", "templates"), {"a": 1}),
        (("spec", "templates", 0), None),
        (("metadata",), [1]), (("metadata", "labels"), "x"), (("status", "storedTemplates"), [1]),
        (("status", "storedTemplates"), {"namespaced/a/b": 1}), (("status", "storedWorkflowTemplateSpec"), "x"),
    ],
)  # fmt: skip
def test_other_types_of_fields_are_refused(run: Run, write: Write, path: tuple[Any, ...], value: Any) -> None:
    write({"run.json": json.dumps(change(path, value))})
    done = run("graph", "--run", "run.json")
    assert done.code == 2
    assert "'run.json' has fields that are not those of a workflow" in done.err


def test_the_record_is_not_overwritten(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": STEPS, "one/workflow.json": json.dumps(record())})
    before = tree()
    for arguments in (("--run", "one"), ("a.yaml", "--run", "one/workflow.json")):
        done = run("graph", *arguments, "-o", "one/workflow.json")
        assert done.code == 2
        assert "the picture would overwrite 'one/workflow.json'" in done.err
    done = run("graph", "--run", "one", "-f", "svg", "-o", "one")
    assert (done.code, "use a file in it: one/workflow.svg" in done.err) == (2, True)
    assert tree() == before


def test_a_run_of_another_workflow_is_refused(run: Run, write: Write) -> None:
    """Nodes of handlers and of the start do not distinguish workflows."""
    other = change(("status", "nodes", "scores-1-1", "name"), "scores-1[0].other")
    other["status"]["nodes"]["exit"] = {"name": "scores-1.onExit", "type": "Pod", "phase": "Failed"}
    write({"a.yaml": f"{STEPS}on_exit: {{run: echo}}\n", "run.json": json.dumps(other)})
    done = run("graph", "a.yaml", "--run", "run.json")
    assert done.code == 2
    assert "the run 'scores-1' has no node of a workflow in 'a.yaml'" in done.err


def test_a_run_of_a_single_template_is_that_of_its_entrypoint(run: Run, write: Write) -> None:
    started = change(("status", "nodes"), {"scores-1": {"name": "scores-1", "type": "Pod", "phase": "Running"}})
    write({"a.yaml": "name: hello\nimage: alpine\nrun: echo\n", "run.json": json.dumps(started)})
    (graph,) = read(run("graph", "a.yaml", "--run", "run.json", "-f", "json").out)
    assert [node["phase"] for node in graph["nodes"]] == ["Running"]
    started["status"]["nodes"]["scores-1"]["templateName"] = "other"
    write({"run.json": json.dumps(started)})
    assert run("graph", "a.yaml", "--run", "run.json").code == 2


def test_nodes_that_are_not_in_the_picture_are_reported(run: Run, write: Write) -> None:
    changed = record()
    for step in ("gone", "score(0:1)[0].one"):
        changed["status"]["nodes"][step] = {"name": f"scores-1[1].{step}", "type": "Pod", "phase": "Failed"}
    write({"a.yaml": STEPS, "run.json": json.dumps(changed)})
    done = run("graph", "a.yaml", "--run", "run.json", "--depth", "1")
    assert done.code == 0
    assert done.err == (
        "argogen: nodes of the run 'scores-1' that are not in 'a.yaml': 1; omit PATH to draw the recorded one\n"
    )


def test_the_template_that_started_is_that_of_the_run(run: Run, write: Write) -> None:
    templates = "".join(f"  - {{name: {name}, steps: [[{{name: s, template: pod}}]]}}\n" for name in "ab")
    write(
        {
            "w.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: w}\nspec:\n"
            f"  templates:\n{templates}  - {{name: pod, container: {{image: x, command: [x]}}}}\n",
            "run.json": json.dumps(
                change(
                    ("status", "nodes"),
                    {
                        "1": {"name": "scores-1", "type": "Steps", "phase": "Failed", "templateName": "b"},
                        "2": {"name": "scores-1[0].s", "type": "Pod", "phase": "Failed"},
                    },
                )
            ),
        }
    )
    (graph,) = read(run("graph", "w.yaml", "--run", "run.json", "-f", "json").out)
    assert {node["id"]: node.get("phase") for node in graph["nodes"]} == {"a/s": None, "b/s": "Failed"}


def test_an_empty_name_is_not_collapsed(run: Run, write: Write) -> None:
    write({"a.yaml": STEPS})
    done = run("graph", "a.yaml", "--collapse", "")
    assert (done.code, "unknown step or template with steps ''" in done.err) == (2, True)
