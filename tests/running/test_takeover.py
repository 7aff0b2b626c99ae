"""Failed runs of a cluster are continued here, with what has succeeded there.

The JSON files are what `kubectl get workflow -o json` printed for the manifests beside them, with Argo 3.7.14, without
the fields of its storage. The steps fail if the ConfigMap has `mode: broken`, as it was on the cluster.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.runner.nodes.store import make_node_id
from argogen.running.takeover import read_ended
from argogen.yaml.text import SourceText
from tests.executors.running import require_namespaces
from tests.running.runs import Runs

FOLDER = Path(__file__).parent / "takeover"
FIXED = ("--config-map", "settings.mode=fixed")
OUTPUTS = {"steps": "checked hello world", "dag": "some text\nk-42", "template": "33", "nested": "last"}
EXECUTED = {
    "steps": {"[1].score(1:2)", "[1].attempts(0)", "[2].check", "[3].last", ".onExit"},
    "dag": {".read", ".read.onExit", ".after"},
    "template": {"[1].two"},
    "nested": {".group(0)[1].fails", ".last"},
}
Data = dict[str, Any]


@pytest.fixture
def take_over(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """A function that continues a workflow, with options; `change` changes its JSON."""
    require_namespaces()
    (tmp_path / "text").write_text("some text\n", "utf-8")

    def run(name: str, *options: str, change: Callable[[Data], Any] = bool) -> tuple[int, str]:
        data = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        change(data)
        (tmp_path / "failed.json").write_text(json.dumps(data), "utf-8")
        artifacts = ("--artifact", "make/text=text") if name == "dag" else ()
        return Runs(tmp_path, name).run(*options, "--resume", "failed.json", *FIXED, *artifacts)

    return run


def list_executed(runs: Runs) -> set[str]:
    """Return the paths of the steps that have run here: they have logs."""
    logs = {path.name for path in (runs.directory / "logs").iterdir()}
    nodes = runs.read_workflow()["status"]["nodes"]
    return {node["name"].removeprefix(runs.name) for key, node in nodes.items() if key in logs}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("with_path", [False, True])
def test_a_failed_run_succeeds(take_over: Any, tmp_path: Path, name: str, with_path: bool) -> None:
    code, errors = take_over(name, *([str(FOLDER / f"{name}.yaml")] if with_path else []))
    assert code == 0, errors
    runs = Runs(tmp_path, name)
    status = runs.read_workflow()["status"]
    assert status["phase"] == "Succeeded"
    assert status["outputs"]["parameters"] == [{"name": "text", "value": OUTPUTS[name]}]
    assert list_executed(runs) == EXECUTED[name]
    before = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["status"]["nodes"]
    for key in find_succeeded(before) - {make_node_id(name, name + path) for path in EXECUTED[name]}:
        now, then = status["nodes"][key], before[key]
        assert (now["phase"], list_values(now)) == ("Succeeded", list_values(then))


def find_succeeded(nodes: Data) -> set[str]:
    """Return the pods that succeeded, apart from attempts that do not exist any more after a resumed run."""
    return {key for key, node in nodes.items() if node["type"] == "Pod" and node["phase"] == "Succeeded"
            and not node["name"].startswith("nested.group(1)")}  # fmt: skip


def list_values(node: Data) -> dict[str, Any]:
    outputs = node.get("outputs") or {}
    parameters = {each["name"]: each.get("value") for each in outputs.get("parameters") or ()}
    return {**parameters, "result": outputs.get("result") or None}


def test_missing_artifacts_are_reported(tmp_path: Path) -> None:
    require_namespaces()
    code, errors = Runs(tmp_path, "dag").run("--resume", str(FOLDER / "dag.json"), *FIXED)
    assert (code, "artifact 'text' of step 'make'" in errors) == (2, True), errors
    assert list((tmp_path / "runs").iterdir()) == []


APPROVED = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: approved}
spec:
  entrypoint: main
  templates:
  - {name: main, steps: [[{name: ask, template: ask}], [{name: check, template: check}]]}
  - {name: ask, suspend: {}}
  - name: check
    inputs: {parameters: [{name: mode, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}]}
    container: {image: x, command: [test, "{{inputs.parameters.mode}}", "=", fixed]}
"""


def test_what_was_approved_is_not_asked_again(tmp_path: Path) -> None:
    require_namespaces()
    (tmp_path / "approved.yaml").write_text(APPROVED, "utf-8")
    runs = Runs(tmp_path, "approved")
    assert runs.run("approved.yaml", "--approve", "ask", "--config-map", "settings.mode=broken")[0] == 1
    code, errors = runs.run("--resume", runs.directory.name, *FIXED)
    assert code == 0, errors


def test_a_changed_manifest_is_refused_without_permission(take_over: Any, tmp_path: Path) -> None:
    text = (FOLDER / "steps.yaml").read_text("utf-8")
    (tmp_path / "changed.yaml").write_text(text.replace("checked", "examined"), "utf-8")
    code, errors = take_over("steps", "changed.yaml")
    assert code == 2
    assert "template 'check' has changed" in errors
    assert "echo examined" in errors
    code, errors = take_over("steps", "changed.yaml", "--allow-changes")
    assert code == 0, errors
    assert list_executed(Runs(tmp_path, "steps")) == EXECUTED["steps"]
    assert "examined hello world" in json.dumps(Runs(tmp_path, "steps").read_workflow()["status"]["outputs"])


def compress(data: Data) -> None:
    nodes = json.dumps(data["status"].pop("nodes")).encode()
    data["status"]["compressedNodes"] = base64.b64encode(gzip.compress(nodes)).decode()


def test_compressed_nodes_are_read(take_over: Any) -> None:
    code, errors = take_over("template", change=compress)
    assert code == 0, errors


def make_list(data: Data) -> None:
    workflow = dict(data)
    data.clear()
    data.update({"apiVersion": "v1", "kind": "List", "items": [workflow]})


def test_a_list_of_one_workflow_is_read(take_over: Any) -> None:
    assert take_over("template", change=make_list)[0] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data["status"].pop("nodes"), "nodes do not exist"),
        (lambda data: data["status"].update(nodes=None, offloadNodeStatusVersion="fnv:1"), "nodes are in a database"),
        (lambda data: data["status"].update(compressedNodes="bm8="), "cannot be unpacked"),
        (lambda data: data["status"].update(compressedNodes="no!"), "cannot be unpacked"),
        (lambda data: data["status"].update(phase="Running"), "has not ended (Running)"),
        (lambda data: data["status"].update(nodes={"a": []}), "nodes that are not those of a workflow"),
        (lambda data: data["status"].update(nodes=["a"]), "nodes that are not those of a workflow"),
        (lambda data: data.update(apiVersion="argoproj.io/v2"), "has the version 'argoproj.io/v2'"),
        (lambda data: data.update(kind="Pod"), "is not a workflow with its status"),
        (lambda data: data.pop("status"), "is not a workflow with its status"),
    ],
)
def test_other_records_are_refused(take_over: Any, tmp_path: Path, change: Any, message: str) -> None:
    code, errors = take_over("template", change=change)
    assert (code, message in errors, "internal error" in errors) == (2, True, False), errors
    assert not (tmp_path / "runs").exists() or list((tmp_path / "runs").iterdir()) == []


@pytest.mark.slow
def test_an_artifact_elsewhere_is_refused(take_over: Any, tmp_path: Path) -> None:
    def change(data: Data) -> None:
        (artifact,) = data["status"]["nodes"]["dag-3208103397"]["outputs"]["artifacts"]
        artifact["s3"]["key"] = "../../../elsewhere"

    code, errors = take_over("dag", change=change)
    assert (code, "invalid bucket or key" in errors, "internal error" in errors) == (2, True, False), errors


@pytest.mark.parametrize("name", ["../steps", "/steps", ".", "a\0b", 7])
def test_a_name_that_leads_to_another_directory_is_refused(name: Any) -> None:
    data = json.loads((FOLDER / "steps.json").read_text("utf-8"))
    data["metadata"]["name"] = name
    with pytest.raises(InvalidInputError) as raised:
        read_ended(SourceText("failed.json", json.dumps(data)))
    assert "is a workflow with the invalid name" in raised.value.diagnostics[0].message
