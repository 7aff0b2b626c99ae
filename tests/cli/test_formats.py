"""`--format`: where it goes, and that it is whole however the run ends."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import BAD, GOOD, Run, Write

WARNED = "name: a\nimage: busybox:1.36\nrun: echo\nargo: {newField: 1}\n"


def test_lint(run: Run, write: Write) -> None:
    write({"bad.yaml": BAD, "warned.yaml": WARNED})
    done = run("lint", "bad.yaml", "warned.yaml", "--format", "json")
    assert done.code == 1
    assert [(found["file"], found["severity"]) for found in json.loads(done.out)] == [
        ("bad.yaml", "warning"),
        ("bad.yaml", "error"),
        ("warned.yaml", "warning"),
    ]
    assert done.err == "2 files: 1 error, 2 warnings\n"
    annotations = run("lint", "bad.yaml", "--format", "github").out.splitlines()
    assert annotations[-1].startswith("::error file=bad.yaml,line=3,col=1,endColumn=5,title=unknown-key::")


def test_check(run: Run, write: Write) -> None:
    write({"argogen.yaml": "pipelines: a.yaml\n", "a.yaml": WARNED})
    done = run("render", "--check", "--format", "json")
    assert done.code == 1
    assert [found["name"] for found in json.loads(done.out)] == ["unknown-field", "missing-manifest"]
    assert done.err == "1 manifest: 1 missing\n"
    run("render")
    assert run("render", "--check", "--format", "json").out == "[]\n"
    assert run("render", "--check", "--format", "github").out == ""


@pytest.mark.parametrize("files", [{"a.yaml": BAD}, {"a.yaml": GOOD, "argogen.yaml": "pipelines: b\n"}, {}])
def test_what_ends_a_run_is_said_in_that_form_too(run: Run, write: Write, files: dict[str, str]) -> None:
    write({"argogen.yaml": "pipelines: a.yaml\n", **files})
    done = run("render", "--format", "json")
    assert (done.code, done.err) == (2, "")
    assert [found["severity"] for found in json.loads(done.out)] == ["error"]


def test_manifests_have_standard_output_to_themselves(run: Run, write: Write) -> None:
    write({"a.yaml": WARNED, "bad.yaml": BAD})
    done = run("render", "a.yaml", "--format", "json")
    assert done.out.startswith("apiVersion:")
    assert [(found["code"], found["name"]) for found in json.loads(done.err)] == [("AG801", "unknown-field")]
    failed = run("render", "bad.yaml", "--format", "json")
    assert (failed.code, failed.out) == (2, "")
    assert len(json.loads(failed.err)) == 1


def test_a_diff_is_no_json(run: Run, write: Write) -> None:
    write({"argogen.yaml": "pipelines: a.yaml\n", "a.yaml": GOOD})
    assert run("render", "--diff", "--format", "json").code == 2
    done = run("render", "--diff", "--format", "github")
    assert done.out.startswith("--- /dev/null\n+++ b/manifests/a.yaml\n")
    assert "\n::error file=manifests/a.yaml,title=missing-manifest::" in done.out
