"""Templates that are in other documents and files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write

LIBRARY = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: library}
spec:
  templates:
  - name: hello
    inputs: {parameters: [{name: who}, {name: loud, value: "no"}]}
    script:
      image: busybox:1.36
      command: [sh]
      source: echo {{inputs.parameters.who}} {{inputs.parameters.loud}} | tee /tmp/said
    outputs: {parameters: [{name: said, valueFrom: {path: /tmp/said}}]}
"""
CALLER = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: caller-}
spec:
  entrypoint: main
  templates:
  - name: main
    steps:
    - - name: hello
        templateRef: {name: library, template: hello}
        arguments: {parameters: [{name: who, value: Ada}]}
    - - name: again
        templateRef: {name: library, template: hello}
        arguments: {parameters: [{name: who, value: "{{steps.hello.outputs.parameters.said}}"}]}
"""
PIPELINE = """\
name: caller
steps:
  - {name: hello, use: library/hello, with: {who: Ada}}
  - {name: again, use: library/hello, with: {who: Grace}}
"""
OURS = """\
name: library
kind: WorkflowTemplate
defaults: {image: "busybox:1.36"}
components:
  hello: {parameters: {who: }, env: {WHO: "{{parameters.who}}"}, run: echo $WHO}
"""


def codes(run: Run, *arguments: str) -> list[str]:
    found = json.loads(run("lint", *arguments, "--ignore", "AG5,AG9", "--format", "json").out)
    return [f"{each['file']}:{each['line']} {each['severity']} {each['name']}" for each in found]


@pytest.mark.parametrize("text", [CALLER, PIPELINE], ids=["manifest", "pipeline"])
def test_a_library_has_to_be_there(run: Run, write: Write, text: str) -> None:
    write({"caller.yaml": text, "elsewhere/library.yaml": LIBRARY, "ours/library.yaml": OURS})
    missing = [found.partition(" ")[2] for found in codes(run, "caller.yaml")]
    assert missing == ["error unknown-template-ref"] * 2
    assert codes(run, "caller.yaml", "--ref", "elsewhere") == []
    assert codes(run, "caller.yaml", "--ref", "elsewhere/library.yaml") == []
    assert codes(run, "caller.yaml", "elsewhere") == []
    assert codes(run, "caller.yaml", "--ignore", "unknown-template-ref") == []
    if text == PIPELINE:
        assert codes(run, "caller.yaml", "--ref", "ours") == []


def test_a_library_in_another_document(run: Run, write: Write) -> None:
    write({"both.yaml": f"{LIBRARY}---\n{CALLER}"})
    assert codes(run, "both.yaml") == []


def test_a_library_in_a_list(run: Run, write: Write) -> None:
    items = "".join(f"  {line}\n" for line in LIBRARY.splitlines())
    write({"caller.yaml": CALLER, "list.yaml": f"apiVersion: v1\nkind: List\nitems:\n-{items[1:]}"})
    assert codes(run, "caller.yaml", "--ref", "list.yaml") == []


def test_a_library_in_the_same_project(run: Run, write: Write) -> None:
    write(
        {"argogen.yaml": "pipelines: pipelines/\n", "pipelines/library.yaml": OURS, "pipelines/caller.yaml": PIPELINE}
    )
    assert codes(run) == []
    assert codes(run, "pipelines/caller.yaml") == []
    assert codes(run, "--touched", "pipelines/caller.yaml") == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("library, template: hello}", "libary, template: hello}", ["10 error unknown-template-ref"]),
        ("library, template: hello}", "library, template: helo}", ["10 error unknown-template-ref"]),
        ("[{name: who, value: Ada}]", "[]", ["10 error missing-argument"]),
        ("{name: who, value: Ada}", "{name: who, value: Ada}, {name: lod, value: x}", ["11 warning unknown-argument"]),
        ("parameters.said}}", "parameters.sad}}", ["14 error unknown-output"]),
        ("template: hello}", "template: hello, clusterScope: true}", ["10 error unknown-template-ref"]),
        ("template: hello}", "template: '{{workflow.name}}'}", []),
    ],
)
def test_what_does_not_fit_is_reported_at_its_line(
    run: Run, write: Write, old: str, new: str, found: list[str]
) -> None:
    write({"caller.yaml": CALLER.replace(old, new, 1), "library.yaml": LIBRARY})
    assert codes(run, "caller.yaml", "--ref", "library.yaml") == [f"caller.yaml:{each}" for each in found]


def test_a_workflow_that_is_a_template_elsewhere(run: Run, write: Write) -> None:
    head, who = CALLER.partition("spec:")[0], "  arguments: {parameters: [{name: who, value: Ada}]}\n"
    write(
        {
            "a.yaml": f"{head}spec:\n  workflowTemplateRef: {{name: library}}\n  entrypoint: hello\n{who}",
            "library.yaml": LIBRARY,
        }
    )
    assert codes(run, "a.yaml") == ["a.yaml:5 error unknown-template-ref"]
    assert codes(run, "a.yaml", "--ref", "library.yaml") == []


def test_a_path_that_is_not_there(run: Run, write: Write) -> None:
    write({"caller.yaml": CALLER})
    assert run("lint", "caller.yaml", "--ref", "nowhere").code == 2


def test_what_cannot_be_read_is_no_library(run: Run, write: Write) -> None:
    write({"caller.yaml": CALLER, "refs/bad.yaml": "kind: WorkflowTemplate\na: [\n"})
    assert len(codes(run, "caller.yaml", "--ref", "refs")) == 2


def test_a_library_that_is_wrong_itself_is_there(run: Run, write: Write) -> None:
    write({"caller.yaml": PIPELINE, "library.yaml": OURS.replace("busybox:1.36", "")})
    assert {found.partition(":")[0] for found in codes(run, "caller.yaml", "library.yaml")} == {"library.yaml"}


@pytest.mark.parametrize("text", [CALLER, PIPELINE], ids=["manifest", "pipeline"])
def test_a_library_with_a_similar_name_is_no_fix(run: Run, write: Write, text: str) -> None:
    """The other one may be in other files, or only in the cluster."""
    caller = text.replace("library", "library-x")
    write({"caller.yaml": caller, "library.yaml": LIBRARY})
    run("lint", "caller.yaml", "--fix", "--ref", "library.yaml")
    assert Path("caller.yaml").read_text("utf-8") == caller
    assert "did you mean 'library'? Otherwise add" in run("lint", "caller.yaml", "--ref", "library.yaml").err


@pytest.mark.parametrize("text", [CALLER, PIPELINE], ids=["manifest", "pipeline"])
def test_a_misspelled_template_of_a_library_is_fixed(run: Run, write: Write, text: str) -> None:
    write({"caller.yaml": text.replace("hello}", "helo}").replace("library/hello", "library/helo"), "l.yaml": LIBRARY})
    run("lint", "caller.yaml", "--fix", "--ref", "l.yaml")
    assert Path("caller.yaml").read_text("utf-8") == text
