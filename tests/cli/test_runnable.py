"""runnable pipelines on the command line: the files that go with them, and where their manifests go."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.cli.conftest import GOOD, Run, Tree, Write

RUNNABLE = """\
dag:
  start_at: hello
  steps:
    hello: {type: task, command_type: shell, command: echo $who, next: success}
    success: {type: success}
    fail: {type: fail}
"""
CONFIGURATION = "executor: {type: argo, config: {image: busybox%s}}\n"
FILES = {"hello.yaml": RUNNABLE, "config.yaml": CONFIGURATION % "", "parameters.yaml": "who: world\n"}
NAMED = FILES | {"config.yaml": CONFIGURATION % ", output_file: made/argo.yaml"}


def read(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


def test_configuration_and_parameters(run: Run, write: Write, tree: Tree) -> None:
    write(FILES)
    done = run("render", "hello.yaml", "-c", "config.yaml", "-p", "parameters.yaml")
    assert (done.code, done.err) == (0, "")
    assert read(done.out)["spec"]["arguments"]["parameters"][0] == {"name": "who", "value": "world"}
    assert tree().keys() == FILES.keys()


def test_the_command_line_wins_over_the_file(run: Run, write: Write) -> None:
    write(FILES)
    done = run("render", "hello.yaml", "-c", "config.yaml", "-p", "parameters.yaml", "--set", "who=me")
    assert read(done.out)["spec"]["arguments"]["parameters"][0]["value"] == "me"


@pytest.mark.parametrize("program", ["runnable", "RUNNABLE"])
def test_the_environment_names_the_configuration(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    write(FILES)
    monkeypatch.setenv(f"{program}_CONFIGURATION_FILE", "config.yaml")
    assert run("render", "hello.yaml") == run("render", "hello.yaml", "-c", "config.yaml")


def test_a_configuration_that_the_environment_names_has_to_be_there(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(FILES)
    monkeypatch.setenv("runnable_CONFIGURATION_FILE", "confg.yaml")
    done = run("render", "hello.yaml")
    assert (done.code, done.err.splitlines()[0]) == (2, "confg.yaml: error[missing-file]: file not found")


def test_without_a_configuration(run: Run, write: Write) -> None:
    write(FILES)
    done = run("render", "hello.yaml")
    assert (done.code, done.out) == (2, "")
    assert "hello.yaml:1:1: error[missing-configuration]" in done.err


def test_the_manifest_goes_where_the_configuration_says(run: Run, write: Write, tree: Tree) -> None:
    write(NAMED)
    done = run("render", "hello.yaml", "-c", "config.yaml")
    assert (done.code, done.out, done.err) == (0, "", "1 manifest: 1 written\n")
    assert tree().keys() - FILES.keys() == {"made/", "made/argo.yaml"}
    assert run("render", "hello.yaml", "-c", "config.yaml", "--check").code == 0


@pytest.mark.parametrize("where", ["-", "mine.yaml"])
def test_the_command_line_says_otherwise(run: Run, write: Write, tree: Tree, where: str) -> None:
    write(NAMED)
    assert run("render", "hello.yaml", "-c", "config.yaml", "-o", where).code == 0
    assert tree().keys() - FILES.keys() == {where} - {"-"}


def test_what_is_wrong_is_reported_before_anything_is_written(run: Run, write: Write, tree: Tree) -> None:
    files = NAMED | {"hello.yaml": RUNNABLE.replace("next: success", "next: sucess")}
    write(files)
    done = run("render", "hello.yaml", "-c", "config.yaml")
    assert (done.code, set(tree())) == (2, set(files))
    assert "hello.yaml:4:" in done.err


def test_other_pipelines_are_not_written_there(
    run: Run, write: Write, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = NAMED | {"native.yaml": GOOD}
    write(files)
    monkeypatch.setenv("runnable_CONFIGURATION_FILE", "config.yaml")
    done = run("render", "native.yaml")
    assert (done.code, done.err, set(tree())) == (0, "", set(files))
    assert read(done.out)["metadata"] == {"generateName": "hello-"}


def test_a_configuration_for_a_pipeline_of_another_kind(run: Run, write: Write) -> None:
    write(FILES | {"native.yaml": GOOD})
    done = run("render", "native.yaml", "-c", "config.yaml")
    assert (done.code, read(done.out)["metadata"]) == (0, {"generateName": "hello-"})
    assert "native.yaml:1:1: warning[AG804 ineffective-setting]" in done.err


def test_parameters_of_a_file_are_those_of_any_pipeline(run: Run, write: Write) -> None:
    write({"native.yaml": GOOD, "values.yaml": "who: 3.10\n"})
    done = run("render", "native.yaml", "-p", "values.yaml")
    assert read(done.out)["spec"]["arguments"]["parameters"] == [{"name": "who", "value": "3.10"}]
    assert run("render", "native.yaml", "-p", "values.yaml", "--set", "who=me").out.count("value: me\n") == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("whoo: me\n", "values.yaml:1:1: error[AG103 unknown-parameter]"),
        ("- who\n", "values.yaml:1:1: error[wrong-type]"),
        ("who:\n", "values.yaml:1:1: error[wrong-type]"),
        ("who: [\n", "values.yaml:1:7: error[invalid-yaml]"),
        ("who: a\n---\nwho: b\n", "values.yaml: error[wrong-document-count]"),
    ],
)
def test_a_wrong_file_of_parameters(run: Run, write: Write, text: str, found: str) -> None:
    write({"native.yaml": GOOD, "values.yaml": text})
    done = run("render", "native.yaml", "-p", "values.yaml")
    assert (done.code, done.out) == (2, "")
    assert found in done.err


def test_a_manifest_is_stale_when_a_file_that_went_in_changes(run: Run, write: Write) -> None:
    write(NAMED)
    command = ("render", "hello.yaml", "-c", "config.yaml", "-p", "parameters.yaml", "--check")
    assert run(*command[:-1]).code == 0
    assert run(*command).code == 0
    write({"parameters.yaml": "who: you\n"})
    assert run(*command).code == 1


PROJECT = """\
pipelines: hello.yaml
runnable: {configuration: config.yaml, parameters: parameters.yaml}
environments:
  here:
  there: {runnable: {parameters: there.yaml}}
"""


def test_a_project_names_the_files_for_its_pipelines(run: Run, write: Write, tree: Tree) -> None:
    write(FILES | {"argogen.yaml": PROJECT, "there.yaml": "who: you\n"})
    assert run("render").code == 0
    manifests = {name: read(tree()[f"manifests/{name}/hello.yaml"].decode()) for name in ("here", "there")}
    values = {name: manifest["spec"]["arguments"]["parameters"][0]["value"] for name, manifest in manifests.items()}
    assert values == {"here": "world", "there": "you"}
    write({"there.yaml": "who: them\n"})
    assert run("render").err == "2 manifests: 1 written, 1 up to date\n"


def test_the_command_line_wins_over_the_project(run: Run, write: Write) -> None:
    write(FILES | {"argogen.yaml": PROJECT, "mine.yaml": "who: me\n"})
    assert "value: me\n" in run("render", "hello.yaml", "-p", "mine.yaml", "--env", "here").out


def test_a_file_that_the_project_names_has_to_be_there(run: Run, write: Write) -> None:
    write(FILES | {"argogen.yaml": PROJECT})
    done = run("render")
    assert done.code == 2
    assert "argogen.yaml:5:34: error[missing-file]: no such file: 'there.yaml'" in done.err


def test_the_environment_does_not_move_the_manifests_of_a_project(
    run: Run, write: Write, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(NAMED | {"argogen.yaml": "pipelines: hello.yaml\n"})
    monkeypatch.setenv("runnable_CONFIGURATION_FILE", "config.yaml")
    assert run("render", "--touched", "hello.yaml").code == 0
    assert "manifests/hello.yaml" in tree()
    assert "made/argo.yaml" not in tree()
