"""The published schemas of records and events describe what runs write."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from argogen.cli.running.events import EVENTS_VERSION
from argogen.running.records.directory import VERSION
from argogen.schemas.publication import publish
from argogen.schemas.reading import read_schema
from tests.calling import call_argogen
from tests.cli.conftest import Run, Write
from tests.executors.running import require_namespaces

OPTIONS = ("--executor", "process", "--runs", "runs", "--format", "json")
PIPELINE = """
name: p
defaults: {image: alpine:3.23}
steps:
- {name: plan, run: "echo '[\\"a\\", \\"b\\"]'; echo x > /tmp/data", artifacts: {out: {data: /tmp/data}}}
- {name: review, suspend: {}, outputs: {comment: {supplied: {}}}}
- name: score
  for_each: "{{plan.result}}"
  artifacts: {in: {data: {path: /tmp/in, from: "{{plan.data}}"}}}
  run: "echo {{item}}; test {{item}} = a"
  retry: 1
  memoize: {key: "k-{{item}}", cache: {configMap: {name: c}}}
  continue_on: {failed: true}
- {name: skipped, when: "1 > 2", run: echo}
- name: set
  container_set:
    containers:
    - {name: one, image: "alpine:3.23", command: [sh, -c, "true"]}
    - {name: main, image: "alpine:3.23", command: [sh, -c, "exit 3"], dependencies: [one]}
"""


def read_lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def list_errors(name: str, values: list[Any]) -> Iterator[str]:
    validator = jsonschema_rs.Draft202012Validator(publish(name))
    for value in values:
        yield from (f"{error.message}: {value}" for error in validator.iter_errors(value))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run that failed: its directory, and its output."""
    require_namespaces()
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "p.yaml").write_text(PIPELINE)
    arguments = ["run", "p.yaml", *OPTIONS, "--approve", "review:comment=fine", "--log", "score"]
    done = call_argogen(arguments, folder, os.environ)
    assert (done.code, done.err) == (1, "")
    (directory,) = (folder / "runs").iterdir()
    return directory, done.out


def test_records_and_events(recorded: tuple[Path, str]) -> None:
    directory, output = recorded
    events = read_lines(output)
    assert {event["event"] for event in events} == {"started", "node", "log", "finished"}
    assert list(list_errors("run-events", events)) == []
    for name, file in (("run", "run.json"), ("run-workflow", "workflow.json")):
        assert list(list_errors(name, [json.loads((directory / file).read_text())])) == []
    for name, file in (("run-journal", "journal.jsonl"), ("run-outcomes", "outcomes.jsonl")):
        lines = read_lines((directory / file).read_text())
        assert len(lines) > 3
        assert list(list_errors(name, lines)) == []
    types = {node["type"] for node in json.loads((directory / "workflow.json").read_text())["status"]["nodes"].values()}
    assert types == {"Steps", "StepGroup", "Pod", "Retry", "Suspend", "Skipped", "Container"}


@pytest.mark.parametrize("name", ["run", "run-workflow", "run-journal", "run-outcomes", "run-events"])
def test_other_data_is_invalid(recorded: tuple[Path, str], name: str) -> None:
    files = {"run": "run.json", "run-workflow": "workflow.json", "run-journal": "journal.jsonl"}
    directory, output = recorded
    text = output if name == "run-events" else (directory / files.get(name, "outcomes.jsonl")).read_text()
    value = json.loads(text) if name in ("run", "run-workflow") else json.loads(text.splitlines()[-1])
    assert list(list_errors(name, [value])) == []
    assert list(list_errors(name, [{**value, "another": 1}]))
    assert list(list_errors(name, [{}]))


def test_the_versions_are_those_of_the_schemas() -> None:
    schema = read_schema("run")
    assert schema["properties"]["version"]["const"] == VERSION
    assert schema["$defs"]["run_started"]["properties"]["version"]["const"] == EVENTS_VERSION


MANIFEST = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  templates:
  - name: main
    container: {image: "alpine:3.23", command: [sh, -c, "echo 1 > /tmp/a; echo 2 > /tmp/b"]}
    outputs:
      parameters: [{name: a, globalName: total, valueFrom: {path: /tmp/a}}]
      artifacts: [{name: b, globalName: model, path: /tmp/b, s3: {key: b}, archive: {none: {}}}]
"""


def test_the_record_has_the_outputs_of_the_workflow(run: Run, write: Write, folder: Path) -> None:
    require_namespaces()
    write({"w.yaml": MANIFEST})
    assert run("run", "w.yaml", *OPTIONS).code == 0
    (directory,) = (folder / "runs").iterdir()
    workflow = json.loads((directory / "workflow.json").read_text())
    outputs = workflow["status"]["outputs"]
    assert outputs["parameters"] == [{"name": "total", "value": "1"}]
    assert [(each["name"], each["s3"]) for each in outputs["artifacts"]] == [("model", {"key": "b"})]
    assert list(list_errors("run-workflow", [workflow])) == []
