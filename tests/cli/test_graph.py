"""`argogen graph` draws pipelines, projects, manifests and runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import BAD, GOOD, HELLO, PROJECT, Run, Tree, Write

STEPS = """name: scores
defaults: {image: alpine:3.23}
steps:
- {name: plan, run: echo plan}
- {name: score, for_each: [1, 2], steps: [{name: one, run: echo one}]}
"""
LIBRARY = """name: tools
kind: WorkflowTemplate
components:
  shout: {image: busybox, run: echo}
"""
CALLER = """name: caller
steps:
- {name: loud, use: tools/shout}
"""


def read(out: str) -> list[dict[str, Any]]:
    data = json.loads(out)
    assert data["version"] == 1
    graphs: list[dict[str, Any]] = data["graphs"]
    return graphs


def test_mermaid_is_the_default(run: Run, write: Write) -> None:
    write({"a.yaml": STEPS})
    done = run("graph", "a.yaml")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("flowchart TD\n")
    assert run("graph", "-", stdin=STEPS).out == done.out


@pytest.mark.parametrize(
    ("output", "start"), [("a.mmd", "flowchart TD"), ("b.gv", "digraph"), ("c.json", "{"), ("d", "flowchart TD")]
)
def test_the_ending_of_the_output_decides_on_the_format(
    run: Run, write: Write, folder: Path, output: str, start: str
) -> None:
    write({"a.yaml": STEPS})
    done = run("graph", "a.yaml", "-o", f"pictures/{output}")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (folder / "pictures" / output).read_text("utf-8").startswith(start)


def test_the_format_takes_precedence_over_the_ending(run: Run, write: Write, folder: Path) -> None:
    write({"a.yaml": STEPS})
    assert run("graph", "a.yaml", "--format", "dot", "-o", "a.json").code == 0
    assert (folder / "a.json").read_text("utf-8").startswith("digraph")


def test_each_source_of_a_directory_has_a_picture(run: Run, write: Write, tree: Tree) -> None:
    write({"p/a.yaml": STEPS, "p/b/c.yaml": GOOD})
    assert run("graph", "p", "-o", "out").code == 0
    assert {name for name in tree() if name.startswith("out")} == {"out/", "out/a.mmd", "out/b/", "out/b/c.mmd"}
    both = read(run("graph", "p", "-f", "json").out)
    assert [graph["name"] for graph in both] == ["scores", "hello"]


def test_without_a_path_the_pipelines_of_the_project_are_drawn(run: Run, write: Write) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    (graph,) = read(run("graph", "-f", "json").out)
    assert graph["nodes"][0]["image"] == "alpine:3.23"


def test_pipelines_of_a_project_are_drawn_in_an_environment(run: Run, write: Write) -> None:
    images = "".join(f"  {name}: {{vars: {{tag: '{name}'}}}}\n" for name in ("one", "two"))
    project = f'pipelines: pipelines/\ndefaults: {{image: "a:${{{{ vars.tag }}}}"}}\nenvironments:\n{images}'
    write({"argogen.yaml": project, "pipelines/hello.yaml": HELLO})
    for arguments, tag in {(): "one", ("pipelines/hello.yaml",): "one", ("pipelines", "--env", "two"): "two"}.items():
        (graph,) = read(run("graph", "-f", "json", *arguments).out)
        assert graph["nodes"][0]["image"] == f"a:{tag}"


def test_several_workflows_are_in_one_picture(run: Run, write: Write) -> None:
    write({"a.yaml": f"{STEPS}---\n{GOOD}"})
    out = run("graph", "a.yaml").out
    assert 'subgraph n_workflow_1["scores"]' in out
    assert 'subgraph n_workflow_2["hello"]' in out
    assert [graph["name"] for graph in read(run("graph", "a.yaml", "-f", "json").out)] == ["scores", "hello"]


def test_references_show_the_steps_of_templates(run: Run, write: Write) -> None:
    write({"a.yaml": CALLER, "lib/tools.yaml": LIBRARY})
    assert [node["kind"] for node in read(run("graph", "a.yaml", "-f", "json").out)[0]["nodes"]] == ["template-ref"]
    done = run("graph", "a.yaml", "-f", "json", "--ref", "lib")
    (node,) = read(done.out)[0]["nodes"]
    assert (node["kind"], node["template"], node["place"]["file"]) == ("container", "tools/shout", "a.yaml")


def test_pages_show_the_source_of_references(run: Run, write: Write) -> None:
    library = "name: tools\nkind: WorkflowTemplate\ncomponents:\n  shout:\n    steps: [{name: a, image: a, run: a}]\n"
    write({"a.yaml": CALLER, "lib/tools.yaml": library})
    page = run("graph", "a.yaml", "-f", "html", "--ref", "lib").out
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    (step,) = [index for index, element in enumerate(data["elements"]) if element["name"] == "a"]
    assert data["details"][step]["facts"][0] == ["place", "lib/tools.yaml:5"]
    assert "name: a" in data["blocks"][data["details"][step]["source"]]


def test_levels_and_groups_can_be_hidden(run: Run, write: Write) -> None:
    write({"a.yaml": STEPS})
    whole = read(run("graph", "a.yaml", "-f", "json").out)[0]
    assert [group["id"] for group in whole["groups"]] == ["main", "main/score"]
    for options in (["--depth", "1"], ["--collapse", "score"]):
        (graph,) = read(run("graph", "a.yaml", "-f", "json", *options).out)
        assert [group["id"] for group in graph["groups"]] == ["main"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bad.yaml"], "did you mean 'run'?"),
        (["a.yaml", "--collapse", "scor"], "did you mean 'score'?"),
        (["a.yaml", "--entrypoint", "x"], "unknown template 'x'"),
        (["a.yaml", "-o", "a.yaml", "-f", "svg"], "would overwrite 'a.yaml'"),
        (["a.yaml", "-o", "a.pdf"], "no format of pictures has files that end in '.pdf'"),
        (["--run", "run.json", "-o", "run.png"], "no format of pictures has files that end in '.png'"),
        (["a.yaml", "b.yaml", "-o", "a.svg"], "must be a directory, got the name of a file"),
        (["a.yaml", "-o", "pictures", "-f", "svg"], "use a file in it: pictures/a.svg"),
        (["config.yaml"], "no workflow in 'config.yaml'"),
        (["missing.yaml"], "missing.yaml"),
        (["a.yaml", "--run", "run.json"], "has no node of a workflow in 'a.yaml'"),
        (["a.yaml", "--run", "a.yaml"], "is not a workflow with its status"),
        (["a.yaml", "--run", "other", "--runs", "runs"], "there is no run 'other' in 'runs'"),
        (["a.yaml", "--run", "pictures"], "'pictures' is not the directory of a run"),
        (["a.yaml", "--run", "runs/begun"], "run 'begun' has no nodes yet"),
    ],
)
def test_invalid_input_is_reported_and_writes_nothing(
    run: Run, write: Write, tree: Tree, arguments: list[str], message: str
) -> None:
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    write({"a.yaml": STEPS, "b.yaml": STEPS, "bad.yaml": BAD, "config.yaml": config, "pictures/.keep": ""})
    write({"run.json": json.dumps(record("other")), "runs/begun/workflow.json": json.dumps({"status": {}})})
    before = tree()
    done = run("graph", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert tree() == before


def test_render_reports_the_same(run: Run, write: Write) -> None:
    write({"bad.yaml": BAD})
    assert run("graph", "bad.yaml").err == run("render", "bad.yaml").err


def record(step: str = "plan") -> dict[str, Any]:
    """Return the record of a run of the pipeline `STEPS`."""
    times = {"startedAt": "2026-01-02T09:30:00Z", "finishedAt": "2026-01-02T09:30:05Z"}
    nodes = {
        "scores-1": {"name": "scores-1", "type": "Steps", "phase": "Failed", **times},
        "scores-1-1": {"name": f"scores-1[0].{step}", "type": "Pod", "phase": "Failed", "message": "exit 1", **times},
    }
    spec = {
        "entrypoint": "main",
        "templates": [
            {"name": "main", "steps": [[{"name": "plan", "template": "plan"}]]},
            {"name": "plan", "container": {"image": "alpine", "command": ["true"]}},
        ],
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "scores-1"}, "spec": spec,
        "status": {"phase": "Failed", "nodes": nodes, **times},
    }  # fmt: skip


def test_a_run_in_progress_has_a_name_and_a_journal(run: Run, write: Write) -> None:
    begun = record()
    (whole, step) = begun["status"]["nodes"].values()
    begun["status"] = {"phase": "Running", "nodes": {}}
    rows = [{"id": "scores-1", **whole, "phase": "Running"}, {"id": "scores-1-1", **step, "phase": "Pending"},
            {"id": "scores-1-1", **step, "phase": "Running"}]  # fmt: skip
    journal = "".join(f"{json.dumps(row)}\n" for row in rows)
    files = {"run.json": "{}", "workflow.json": json.dumps(begun), "journal.jsonl": journal}
    write({"a.yaml": STEPS, **{f"runs/one/{name}": text for name, text in files.items()}})
    for options in (["one", "--runs", "runs"], ["runs/one"]):
        (graph,) = read(run("graph", "a.yaml", "-f", "json", "--run", *options).out)
        assert (graph["phase"], graph["nodes"][0]["phase"]) == ("Running", "Running")


def test_a_run_adds_phases(run: Run, write: Write) -> None:
    write({"a.yaml": STEPS, "runs/one/workflow.json": json.dumps(record())})
    for given in ("runs/one", "runs/one/workflow.json"):
        (graph,) = read(run("graph", "a.yaml", "-f", "json", "--run", given).out)
        assert graph["phase"] == "Failed"
        assert {node["id"]: node.get("phase") for node in graph["nodes"]} == {
            "main/plan": "Failed",
            "main/score/one": None,
        }
    assert "Failed" in run("graph", "a.yaml", "--run", "runs/one").out


def test_without_a_path_the_recorded_workflow_is_drawn(run: Run, write: Write, folder: Path) -> None:
    write({"run.json": json.dumps(record())})
    (graph,) = read(run("graph", "--run", "run.json", "-f", "json").out)
    assert [(node["id"], node["phase"]) for node in graph["nodes"]] == [("main/plan", "Failed")]
    assert run("graph", "--run", "run.json", "-o", "run.mmd").code == 0
    assert "plan" in (folder / "run.mmd").read_text("utf-8")


def test_an_empty_graph_is_reported(run: Run, write: Write) -> None:
    write({"a.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: w}\nspec: {}\n"})
    done = run("graph", "a.yaml")
    assert done.code == 0
    assert done.err == "argogen: WorkflowTemplate 'w' has no templates: the graph is empty\n"
    assert "WorkflowTemplate 'w' has no templates" in done.out


def test_flowcharts_that_mermaid_does_not_show_are_reported(run: Run, write: Write) -> None:
    steps = "".join(f"- {{name: step-{number}, run: echo}}\n" for number in range(502))
    write({"a.yaml": f"name: long\ndefaults: {{image: alpine:3.23}}\nsteps:\n{steps}"})
    done = run("graph", "a.yaml")
    assert done.code == 0
    assert "Mermaid shows at most 50,000 characters and 500 edges" in done.err
    assert run("graph", "a.yaml", "-f", "dot").err == ""
