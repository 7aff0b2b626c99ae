"""What cannot be rendered: exit 2, a place on standard error, and nothing anywhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.conftest import BAD, GOOD, Run, Tree

Files = dict[str, "str | bytes"]
Write = Callable[[Files], None]

WRONG = "name: wrong\nimage: 3\nrun: ls\n"
LEAF = "image: busybox\nrun: echo\n"
BLOCK = '{% extends "argogen/constructs/container.yaml.j2" %}\n{% block body %}\n'
CASES: dict[str, tuple[Files, tuple[str, ...]]] = {
    "missing file": ({"hello.yaml": GOOD}, ("helo.yaml",)),
    "several missing files": ({}, ("a.yaml", "b.yaml")),
    "folder without pipelines": ({"in/values.yaml": "replicas: 3\n"}, ("in",)),
    "empty folder": ({"in/README.md": "# in\n"}, ("in",)),
    "empty file": ({"a.yaml": "# nothing\n"}, ("a.yaml",)),
    "bad yaml": ({"a.yaml": "name: a\nrun: [echo\n"}, ("a.yaml",)),
    "bad yaml in a folder": ({"in/a.yaml": GOOD, "in/b.yaml": "name: [a\n"}, ("in",)),
    "not UTF-8": ({"a.yaml": b"name: caf\xe9\nrun: echo\n"}, ("a.yaml",)),
    "UTF-16": ({"a.yaml": GOOD.encode("utf-16")}, ("a.yaml",)),
    "wrong key": ({"a.yaml": BAD}, ("a.yaml",)),
    "wrong type": ({"a.yaml": "name: a\nimage: busybox\nrun: 3\n"}, ("a.yaml",)),
    "unknown reference": (
        {"a.yaml": "name: a\nimage: busybox\nrun: 'echo {{parameters.nope}}'\n"},
        ("a.yaml",),
    ),
    "needs cycle": (
        {"a.yaml": "name: a\ntasks:\n  a: {needs: [b], image: b, run: ls}\n  b: {needs: [a], image: b, run: ls}\n"},
        ("a.yaml",),
    ),
    "duplicate names": (
        {"a.yaml": "name: a\nsteps:\n- {name: s, image: b, run: ls}\n- {name: s, image: b, run: ls}\n"},
        ("a.yaml",),
    ),
    "duplicate keys": ({"a.yaml": f"name: a\nname: b\n{LEAF}"}, ("a.yaml",)),
    "name that Argo refuses": ({"a.yaml": f"name: Hello_World\n{LEAF}"}, ("a.yaml",)),
    "undefined name": (
        {"a.yaml": "name: a\nvars: {tag: 1}\nimage: app:${{ vars.tga }}\nrun: ls\n"},
        ("a.yaml",),
    ),
    "template error in an override": (
        {
            "hello.yaml": GOOD,
            "ours/constructs/container.yaml.j2": f"{BLOCK}image: ${{{{ template.imagee }}}}\n{{% endblock %}}\n",
        },
        ("hello.yaml", "--templates", "ours"),
    ),
    "missing script": ({"a.yaml": "name: a\nimage: b\nscript: {file: jobs/none.py}\n"}, ("a.yaml",)),
    "hook without an image": ({"a.yaml": f"name: a\nhooks: {{x: {{run: ls}}}}\n{LEAF}"}, ("a.yaml",)),
    "unknown --set": ({"hello.yaml": GOOD}, ("hello.yaml", "--set", "whoo=you")),
    "--set outside of the enum": (
        {"a.yaml": f"name: a\nparameters: {{level: {{value: low, enum: [low, high]}}}}\n{LEAF}"},
        ("a.yaml", "--set", "level=hihg"),
    ),
    "--set without a value": ({"hello.yaml": GOOD}, ("hello.yaml", "--set", "who")),
    "--var that is not text": ({"hello.yaml": GOOD}, ("hello.yaml", "--var", "who=\udcff")),
    "unknown option": ({"hello.yaml": GOOD}, ("hello.yaml", "--ouput", "x")),
    "no paths": ({"hello.yaml": GOOD}, ()),
    "missing templates": ({"hello.yaml": GOOD}, ("hello.yaml", "--templates", "nope")),
    "unknown version": ({"hello.yaml": GOOD}, ("hello.yaml", "--argo-version", "9.9")),
}
# Cases in which standard error speaks of the command line, and so of no file.
USE = {
    "--set without a value",
    "--var that is not text",
    "unknown option",
    "no paths",
    "missing templates",
    "unknown version",
}


@pytest.mark.parametrize(("files", "arguments"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("output", [(), ("-o", "out")], ids=["printed", "written"])
def test_it_is_refused_and_nothing_is_written(
    run: Run, write: Write, tree: Tree, files: Files, arguments: tuple[str, ...], output: tuple[str, ...]
) -> None:
    write({**files, "other.txt": "mine"})
    before = tree()
    done = run("render", *arguments, *output)
    assert (done.code, done.out) == (2, "")
    assert "error" in done.err.lower()
    assert tree() == before


@pytest.mark.parametrize("name", CASES)
def test_what_is_said(run: Run, write: Write, name: str, snapshot: SnapshotAssertion) -> None:
    files, arguments = CASES[name]
    write(files)
    said = run("render", *arguments).err
    assert name in USE or said == snapshot  # of wrong use click speaks, each version in its own words
    places = [path for path in (*files, *arguments) if any(line.startswith(path) for line in said.splitlines())]
    assert bool(places) == (name not in USE)


def test_one_bad_pipeline_among_good_ones_stops_them_all(run: Run, write: Write, tree: Tree) -> None:
    write({"in/a.yaml": GOOD, "in/b/bad.yaml": WRONG, "in/c.yaml": GOOD, "in/d.yaml": WRONG, "out/a.yaml": "old"})
    before = tree()
    for output in ([], ["-o", "out"], ["-o", "new"]):
        done = run("render", "in", *output)
        assert (done.code, done.out) == (2, "")
        assert [line.partition(":")[0] for line in done.err.splitlines() if "error[" in line] == [
            "in/b/bad.yaml",
            "in/d.yaml",
        ]
        assert tree() == before


def test_one_bad_document_among_good_ones_stops_them_all(run: Run) -> None:
    done = run("render", "-", stdin=f"{GOOD}---\n{BAD}---\n{BAD}")
    assert (done.code, done.out) == (2, "")
    assert [line.split(":")[1] for line in done.err.splitlines() if "error[" in line] == ["8", "12"]
