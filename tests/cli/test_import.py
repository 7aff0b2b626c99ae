"""`argogen import`: the output files, and the diagnostics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run, Tree, Write

MANIFEST = """\
# Says hello.
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: hello-}
spec:
  entrypoint: hello
  templates:
  - name: hello
    container: {image: alpine:3.23, command: [sh, -c], args: [echo hello]}
"""
PIPELINE = "# Says hello.\nname: hello\nentrypoint: hello\nimage: alpine:3.23\nrun: echo hello\n"
WRONG = MANIFEST.replace("entrypoint: hello", "entrypoint: hullo")
NEWER = MANIFEST.replace("entrypoint: hello", "entrypoint: hello\n  podResources: {limits: {cpu: 1}}")
STAMPED = "# Made by argogen: change what it is made from, not this file.\n#   in: x\n"
RUNNABLE = """\
# Says nothing.
dag:
  start_at: hello
  steps:
    hello: {type: task, command_type: shell, command: echo, next: success}
    success: {type: success}
    fail: {type: fail}
"""
CONFIGURATION = "executor: {type: argo, config: {image: alpine:3.23}}\n"


def test_prints(run: Run, write: Write) -> None:
    write({"a.yaml": MANIFEST})
    done = run("import", "a.yaml")
    assert (done.code, done.out, done.err) == (0, PIPELINE, "")
    assert run("import", "-", stdin=MANIFEST).out == PIPELINE
    assert run("import", "a.yaml", "-o", "-").out == PIPELINE


def test_several_are_one_stream(run: Run, write: Write) -> None:
    write({"a.yaml": MANIFEST, "b.yaml": MANIFEST})
    assert run("import", "a.yaml", "b.yaml").out == f"{PIPELINE}---\n{PIPELINE}"


def test_writes_a_file(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": MANIFEST})
    done = run("import", "a.yaml", "-o", "pipelines/hello.yaml")
    assert (done.code, done.out, done.err) == (0, "", "1 file written\n")
    assert tree()["pipelines/hello.yaml"] == PIPELINE.encode()


def test_writes_a_folder_of_what_is_to_be_imported(run: Run, write: Write, tree: Tree) -> None:
    write({"in/a.yaml": MANIFEST, "in/deep/b.yaml": MANIFEST, "in/other.yaml": "kind: ConfigMap\napiVersion: v1\n"})
    write({"in/pipeline.yaml": GOOD, "in/made.yaml": STAMPED + MANIFEST})
    done = run("import", "in", "-o", "out")
    assert (done.code, done.err) == (0, "2 files written\n")
    assert {name for name in tree() if name.startswith("out/") and name.endswith(".yaml")} == {
        "out/a.yaml",
        "out/deep/b.yaml",
    }


def test_what_argogen_has_made_is_imported_where_it_is_named(run: Run, write: Write) -> None:
    write({"made.yaml": STAMPED + MANIFEST})
    assert run("import", "made.yaml").code == 0


def test_a_folder_without_manifests(run: Run, write: Write) -> None:
    write({"in/pipeline.yaml": GOOD})
    done = run("import", "in")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("in: error[no-pipelines]: no manifest found in this directory\n")
    assert "an Argo manifest has an apiVersion of argoproj.io" in done.err


@pytest.mark.parametrize(
    ("arguments", "place", "message"),
    [
        (["a.yaml", "-o", "there.yaml"], "there.yaml", "the file already exists"),
        (["a.yaml", "-o", "a.yaml", "--force"], "a.yaml", "the output would overwrite an input"),
        (["a.yaml", "-o", "in"], "in", "the output of one file must be a file, got a directory"),
        (["in", "-o", "there.yaml"], "there.yaml", "the output of several files must be a directory, got a file"),
        (["in", "-o", "in"], "in/a.yaml", "the output would overwrite an input"),
        (["in/a.yaml", "a.yaml", "-o", "out"], "out/a.yaml", "'in/a.yaml' and 'a.yaml' have the same output"),
    ],
)
def test_loses_nothing(run: Run, write: Write, tree: Tree, arguments: list[str], place: str, message: str) -> None:
    write({"a.yaml": MANIFEST, "in/a.yaml": MANIFEST, "there.yaml": "mine"})
    before = tree()
    done = run("import", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{place}: error[invalid-output]: {message}\n")
    assert tree() == before


def test_force_replaces(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": MANIFEST, "there.yaml": "mine"})
    assert run("import", "a.yaml", "-o", "there.yaml", "--force").code == 0
    assert tree()["there.yaml"] == PIPELINE.encode()


def test_writes_nothing_where_one_cannot_be_imported(run: Run, write: Write, tree: Tree) -> None:
    write({"in/a.yaml": MANIFEST, "in/b.yaml": WRONG, "in/c.yaml": "a: [1\n"})
    before = tree()
    done = run("import", "in", "-o", "out")
    assert done.code == 2
    assert [line for line in done.err.splitlines() if "error[" in line] == [
        "in/b.yaml:6:15: error[AG116 unknown-component]: unknown template 'hullo' as entrypoint",
        "in/c.yaml:1:4: error[invalid-yaml]: missing closing ']'",
    ]
    assert tree() == before


def test_keeps_going_where_it_is_asked_to(run: Run, write: Write, tree: Tree) -> None:
    write({"in/a.yaml": MANIFEST, "in/b.yaml": WRONG, "in/c.yaml": "a: [1\n", "in/d/e.yaml": "a: 'b\n"})
    done = run("import", "in", "-o", "out", "--keep-going")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1] == "2 files imported, 2 failed: in/c.yaml, in/d/e.yaml"
    assert {name for name in tree() if name.startswith("out/") and "." in name} == {"out/a.yaml", "out/b.yaml"}
    assert tree()["out/a.yaml"] == PIPELINE.encode()


def test_keeps_going_past_what_cannot_be_read(run: Run, write: Write, folder: Path) -> None:
    write({"in/a.yaml": MANIFEST, "in/bad.yaml": b"\xff\xfe\xfa", "empty/x.txt": "", "c.yaml": MANIFEST})
    (folder / "in/link.yaml").symlink_to("gone.yaml")
    paths = ("in", "gone.yaml", "empty", "c.yaml")
    done = run("import", *paths, "-o", "out")
    assert (done.code, [line.partition(": ")[0] for line in done.err.splitlines() if "error[" in line]) == (
        2,
        ["empty", "gone.yaml", "in/bad.yaml", "in/link.yaml"],
    )
    assert not (folder / "out").exists()
    done = run("import", *paths, "-o", "out", "--keep-going")
    assert done.code == 2
    assert done.err.splitlines()[-1] == ("2 files imported, 4 failed: in/bad.yaml, in/link.yaml, gone.yaml, empty")
    assert {path.name for path in (folder / "out").iterdir()} == {"a.yaml", "c.yaml"}


@pytest.mark.parametrize("output", ["p.yaml", "out", "-"])
@pytest.mark.parametrize("path", ["gone.yaml", "empty", "-"])
def test_keeps_going_with_nothing(run: Run, write: Write, tree: Tree, path: str, output: str) -> None:
    write({"empty/x.txt": ""})
    before = tree()
    done = run("import", path, "-o", output, "--keep-going")
    assert (done.code, done.out, tree()) == (2, "", before)
    assert done.err.splitlines()[-1].startswith("0 files imported, 1 failed: ")


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["c.yaml", "d"], {"a.yaml"}),
        (["[cd]*"], {"a.yaml"}),
        (["d/*.yaml", "**/c.yaml"], {"a.yaml"}),
        (["a.yaml", "c.yaml", "d/e.yaml"], set()),
    ],
)
def test_excludes_files(run: Run, write: Write, tree: Tree, patterns: list[str], expected: set[str]) -> None:
    write({"in/a.yaml": MANIFEST, "in/c.yaml": "a: [1\n", "in/d/e.yaml": "a: 'b\n"})
    done = run("import", "in", "-o", "out", *(part for each in patterns for part in ("--exclude", each)))
    assert done.code == (0 if expected else 2)
    assert {name.removeprefix("out/") for name in tree() if name.startswith("out/") and "." in name} == expected


def test_keeps_semantic_errors(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": WRONG})
    done = run("import", "a.yaml", "-o", "p.yaml")
    assert (done.code, done.err.splitlines()[0], done.err.splitlines()[-1]) == (
        1,
        "a.yaml:6:15: error[AG116 unknown-component]: unknown template 'hullo' as entrypoint",
        "1 file written",
    )
    assert b"entrypoint: hullo\n" in tree()["p.yaml"]
    assert "unknown component 'hullo' as entrypoint" in run("render", "p.yaml").err


def test_helm_templates_are_named(run: Run, write: Write) -> None:
    write({"a.yaml": MANIFEST.replace("hello-", "{{ .Release.Name }}-")})
    done = run("import", "a.yaml")
    said = "a.yaml:4:26: error[helm-template]: this file is a Helm template, not an Argo manifest"
    assert (done.code, done.err.splitlines()[0]) == (2, said)
    assert "render the chart with 'helm template CHART', and use the result" in done.err
    linted = run("lint", "a.yaml")
    assert (linted.code, linted.err.splitlines()[0]) == (1, said)
    assert linted.err.endswith("1 file: 1 error\n")


def test_reports_a_version_that_it_takes(run: Run, write: Write) -> None:
    write({"a.yaml": NEWER})
    done = run("import", "a.yaml", "-o", "p.yaml")
    said = (
        "a.yaml:7:3: note[newer-argo-version]: field 'podResources' requires Argo 4.1 or later (version: 3.7); "
        "the pipeline gets 'argo_version: \"4.1\"'"
    )
    assert (done.code, done.err.splitlines()[0]) == (0, said)
    assert "--argo-version" not in done.err
    assert run("render", "p.yaml").code == 0
    assert run("import", "a.yaml", "--argo-version", "3.7").code == 2


def test_reports_a_version_that_the_project_overrides(run: Run, write: Write) -> None:
    write({"argogen.yaml": 'pipelines: pipelines/\nargo_version: "3.7"\n', "a.yaml": NEWER})
    done = run("import", "a.yaml", "-o", "pipelines/p.yaml")
    hint = "set 'argo_version: \"4.1\"' in the project file, too, or render the pipeline with --argo-version 4.1"
    assert (done.code, hint in done.err) == (0, True)
    assert [run("render", *options).code for options in ([], ["--argo-version", "4.1"])] == [2, 0]


def test_says_it_as_json(run: Run, write: Write) -> None:
    write({"a.yaml": WRONG})
    done = run("import", "a.yaml", "--format", "json", "-o", "p.yaml")
    assert done.code == 1
    assert "unknown-component" in json.dumps(json.loads(done.out))


def test_runnable_pipelines_with_their_files(run: Run, write: Write) -> None:
    write({"flow.yaml": RUNNABLE, "config.yaml": CONFIGURATION})
    done = run("import", "flow.yaml", "-c", "config.yaml")
    assert done.code == 0, done.err
    assert "image: alpine:3.23\n" in done.out
    assert "run: echo\n" in done.out
    assert done.out.startswith("# Says nothing.\n")


def test_an_imported_folder_renders_to_what_it_was(run: Run, write: Write, tree: Tree) -> None:
    write({"in/a.yaml": MANIFEST})
    run("import", "in", "-o", "out")
    run("render", "out", "-o", "again")
    assert run("import", "again/a.yaml").out == PIPELINE.partition("\n")[2]


def test_takes_version_and_configuration_from_the_project_and_nothing_else(run: Run, write: Write) -> None:
    project = "pipelines: p/\nargo_version: '4.1'\ndefaults: {image: busybox}\nrunnable: {configuration: config.yaml}\n"
    write({"argogen.yaml": project, "config.yaml": CONFIGURATION, "flow.yaml": RUNNABLE, "a.yaml": NEWER})
    assert "image: alpine:3.23\n" in run("import", "flow.yaml").out
    done = run("import", "a.yaml")
    assert (done.code, done.err) == (0, "")
    assert "image: alpine:3.23\n" in done.out


def test_parameters_are_those_of_runnable_pipelines_alone(run: Run, write: Write) -> None:
    write({"a.yaml": MANIFEST, "values.yaml": "shards: 3\n"})
    assert run("import", "a.yaml", "-p", "values.yaml").out == PIPELINE
    assert run("lint", "a.yaml", "-p", "values.yaml").code == 0
