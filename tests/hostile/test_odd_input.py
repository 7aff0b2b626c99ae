"""Input that is odd, but no reason for an internal error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HELLO, Run, Write

IMAGE = f"image: b\n{HELLO}"
PROJECT = "pipelines: pipelines/\npacks: {acme: {path: p}}\n"
LOCKED = "pipelines: pipelines/\npacks: {acme: {git: ./none, ref: v1}}\n"
DAG = "dag: {start_at: s, steps: {s: {type: task, command: a.b, next: success}, success: {type: success}}}\n"
MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entrypoint: main
  arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: c, key: a}}}]}
  templates: [{name: main, container: {image: "alpine:3.23", command: [echo, "{{workflow.parameters.p}}"]}}]
"""
SCALARS = ["1e3", "0644", "1.50", ".inf", "2020-01-01", "!!int 5", "true", "'x'", "[1e3]", "{1e3: 0644}", "null"]
FILES: dict[str, tuple[dict[str, str], tuple[tuple[str, ...], ...]]] = {
    "f.yaml": ({}, (("render", "f.yaml"), ("lint", "f.yaml"), ("import", "f.yaml"))),
    "argogen.yaml": ({"pipelines/a.yaml": IMAGE}, (("render",), ("lint",))),
    "p/argogen-pack.yaml": ({"argogen.yaml": PROJECT, "pipelines/a.yaml": IMAGE}, (("render",),)),
    "argogen.lock": ({"argogen.yaml": LOCKED, "pipelines/a.yaml": IMAGE}, (("render",),)),
    "c.yaml": ({"f.yaml": DAG}, (("render", "f.yaml", "-c", "c.yaml"), ("import", "f.yaml", "-c", "c.yaml"))),
    "q.yaml": ({"f.yaml": IMAGE}, (("render", "f.yaml", "-p", "q.yaml"),)),
}


@pytest.mark.usefixtures("without_workers")
@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize("name", FILES)
def test_a_document_that_is_a_scalar(run: Run, write: Write, name: str, scalar: str) -> None:
    files, commands = FILES[name]
    write({**files, name: f"{scalar}\n"})
    for command in commands:
        done = run(*command)
        assert done.code in (0, 1, 2)
        assert "internal error" not in done.err


@pytest.mark.parametrize("value", ["{a: b}", "[a]", "1e3", "null", "2020-01-01"])
@pytest.mark.parametrize("key", ["apiVersion", "kind", "metadata", "data", "name", "labels"])
def test_objects_beside_a_manifest_have_values_of_any_type(run: Run, write: Write, key: str, value: str) -> None:
    fields = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": "{name: c, labels: {a: b}}", "data": "{a: b}"}
    if key in fields:
        fields[key] = value
    else:
        fields["metadata"] = f"{{name: c, {key}: {value}}}" if key == "labels" else f"{{{key}: {value}}}"
    text = "".join(f"{name}: {written}\n" for name, written in fields.items())
    write({"f.yaml": f"{text}---\n{MANIFEST}"})
    for command in ("lint", "import", "render"):
        done = run(command, "f.yaml")
        assert done.code in (0, 1, 2)
        assert "internal error" not in done.err


def test_a_number_in_place_of_a_configuration(run: Run, write: Write) -> None:
    write({"f.yaml": DAG, "c.yaml": "0644\n"})
    done = run("render", "f.yaml", "-c", "c.yaml")
    assert (done.code, "c.yaml:1:1: error[wrong-type]: expected a mapping, found number 644" in done.err) == (2, True)


@pytest.mark.parametrize(("value", "message"), [(".inf", "invalid number"), ("[.nan]", "invalid number")])
def test_infinite_parameters_of_runnable(run: Run, write: Write, value: str, message: str) -> None:
    write({"f.yaml": DAG, "c.yaml": "executor: {type: argo, config: {image: b}}\n", "p.yaml": f"x: {value}\n"})
    done = run("render", "f.yaml", "-c", "c.yaml", "-p", "p.yaml")
    assert (done.code, message in done.err) == (2, True)


def test_infinite_numbers_of_pipelines(run: Run) -> None:
    text = "name: a\nimage: b\nparameters: {p: 1e4000}\nresources: {limits: {cpu: 1e4000, memory: .nan}}\nrun: x\n"
    done = run("render", "-", stdin=text)
    assert done.code == 2
    assert "invalid number: JSON has no infinity and no NaN" in done.err
    assert done.err.count("invalid quantity: the number is too large, or not a number") == 2
    assert "inf'" not in done.err


PATTERNS = [
    "a**.yaml",
    "**a.yaml",
    "p**/*.yaml",
    "[",
    "[!",
    "p/[a",
    "**/**/**/*.yaml",
    "**",
    "*/../p/*.yaml",
    "/",
    "//*",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_globs(run: Run, write: Write, pattern: str) -> None:
    write(
        {
            "p/a.yaml": IMAGE,
            "argogen.yaml": f"pipelines: [{json.dumps(pattern)}, p/a.yaml]\noutput: out/{{name}}.yaml\n",
        }
    )
    assert run("render").code in (0, 2)
    assert run("lint").code in (0, 1, 2)


def test_two_stars_within_a_name_are_one(run: Run, write: Write, folder: Path) -> None:
    write({"p/abc.yaml": IMAGE, "p/q/abd.yaml": IMAGE, "argogen.yaml": "pipelines: p/a**.yaml\n"})
    assert run("render").code == 0
    assert [path.name for path in sorted((folder / "manifests").rglob("*.yaml"))] == ["abc.yaml"]


LONG = "n" * 5_000


@pytest.mark.parametrize("key", ["pipelines", "templates", "output"])
@pytest.mark.parametrize("name", [LONG, f"a/{LONG}/b", f"{LONG}/*.yaml", "\0", "a\0b/*.yaml"])
def test_names_that_no_system_accepts(run: Run, write: Write, key: str, name: str) -> None:
    project = {"pipelines": "p/", key: name}
    write({"p/a.yaml": IMAGE, "argogen.yaml": json.dumps(project)})
    assert [run(command).code in (0, 1, 2) for command in ("render", "lint")] == [True, True]


@pytest.mark.parametrize(
    "key", ["script: {command: [x], file: NAME}", "python: {file: NAME, function: m}", "notebook: NAME"]
)
@pytest.mark.parametrize("name", [LONG, "\0", "\\uD800", "."])
def test_names_of_scripts_that_no_system_accepts(run: Run, key: str, name: str) -> None:
    quoted = '"' + name.replace("\0", "\\0") + '"'
    assert run("render", "-", stdin=f"name: a\nimage: b\n{key.replace('NAME', quoted)}\n").code in (0, 2)


def test_a_directory_that_has_been_deleted(folder: Path) -> None:
    script = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m argogen render"
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "error[missing-directory]: the working directory has been deleted" in done.stderr


DEEP = "[" * 5_000
CODE = {
    "python": f"name: a\nimage: b\npython: {{function: main, code: '{'-' * 5_000}1'}}\n",
    "brackets": f"name: a\nimage: b\npython: {{function: main, code: '{'(' * 5_000}'}}\n",
    "items": f"name: a\nimage: b\nsteps:\n- {{name: s, for_each: '{DEEP}', run: x}}\n",
    "parameters": f"name: a\nimage: b\nparameters: {{p: '{DEEP}'}}\n"
    "steps:\n- {name: s, for_each: '{{parameters.p}}', run: x}\n",
    "patch": f"name: a\nimage: b\npod_spec_patch: '{DEEP}'\nrun: x\n",
    "substitution": f"name: a\nimage: b\nrun: '${{{{ {'(' * 4_000}1 }}}}'\n",
    "labels": f"name: a\nimage: b\nlabels: {{a: '{DEEP}'}}\nrun: x\n",
}


@pytest.mark.parametrize("text", CODE.values(), ids=CODE)
def test_what_is_nested_in_strings(run: Run, text: str) -> None:
    assert [run(command, "-", stdin=text).code in (0, 1, 2) for command in ("render", "lint")] == [True, True]


def test_a_notebook_that_is_nested_too_deep(run: Run, write: Write) -> None:
    write({"f.yaml": "name: a\nimage: b\nnotebook: n.ipynb\nwith: {x: 1}\n", "n.ipynb": '{"cells": ' + DEEP})
    done = run("render", "f.yaml")
    assert (done.code, "error[invalid-notebook]: 'n.ipynb' is not a notebook" in done.err) == (2, True)


def test_an_expression_that_does_not_parse_in_import(run: Run) -> None:
    manifest = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
  - name: main
    dag: {tasks: [{name: b, template: b, when: "{{= t&a }}"}]}
    outputs: {parameters: [{name: r, valueFrom: {expression: "t&a tasks.b.outputs.parameters.msg"}}]}
  - name: b
    outputs: {parameters: [{name: msg, valueFrom: {path: /x}}]}
    container: {image: alpine}
"""
    assert run("import", "-", stdin=manifest).code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="modes as POSIX has them")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may read everything")
def test_files_that_cannot_be_read(run: Run, write: Write, folder: Path) -> None:
    write({"f.yaml": IMAGE, "t/constructs/container.yaml.j2": "", "argogen.yaml": "pipelines: p/\n", "p/a.yaml": IMAGE})
    (folder / "t/constructs/container.yaml.j2").chmod(0)
    assert run("render", "f.yaml", "--templates", "t").code == 2
    (folder / "p").chmod(0)
    assert run("render").code == 2
    (folder / "p").chmod(0o700)


def test_conflict_markers(run: Run, write: Write) -> None:
    text = "".join(f"<<<<<<< a\n{number}\n=======\n>>>>>>> b\n||||||| c\n" for number in range(20_000))
    write({"f.yaml": IMAGE})
    run("render", "f.yaml", "-o", "m.yaml")
    stamped = Path("m.yaml").read_text()
    write({"m.yaml": stamped + text})
    assert run("render", "f.yaml", "-o", "m.yaml", "--check").code == 1


def test_other_bytes_in_a_manifest(run: Run, write: Write) -> None:
    write({"f.yaml": IMAGE})
    run("render", "f.yaml", "-o", "m.yaml")
    write({"m.yaml": Path("m.yaml").read_bytes() + b"# \xff\xfe\n"})
    for option in ("--check", "--diff", "--force"):
        assert run("render", "f.yaml", "-o", "m.yaml", option).code in (0, 1)


@pytest.mark.parametrize(
    "number", ["03", "06", "07", *(pytest.param(number, marks=pytest.mark.slow) for number in ("01", "04", "05", "09"))]
)
@pytest.mark.parametrize("command", ["render", "lint", "import"])
def test_shared_cases(run: Run, shared: Path, number: str, command: str) -> None:
    (case,) = (shared / "cases").glob(f"{number}-*.yaml")
    assert run(command, str(case)).code in (0, 1, 2)
