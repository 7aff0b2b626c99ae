"""Outputs that would lose something, or cannot be: nothing is written at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run, Tree, Write

CASES = {
    "a folder for one pipeline": (["hello.yaml", "-o", "empty"], "empty", "the output of one file must be a file"),
    "a file for several": (
        ["hello.yaml", "in", "-o", "file"],
        "file",
        "the output of several files must be a directory, got a file",
    ),
    "a file for a folder": (
        ["in", "-o", "file"],
        "file",
        "the output of several files must be a directory, got a file",
    ),
    "the pipeline itself": (["hello.yaml", "-o", "hello.yaml"], "hello.yaml", "would overwrite a pipeline"),
    "the pipeline by another path": (["hello.yaml", "-o", "in/../hello.yaml"], "in/../hello.yaml", "would overwrite"),
    "the pipeline by a link": (["hello.yaml", "-o", "link.yaml"], "link.yaml", "would overwrite a pipeline"),
    "the folder of the pipelines": (["in", "-o", "in"], "in/a.yaml", "would overwrite a pipeline"),
    "two for one place": (
        ["in/a.yaml", "in/deep/a.yaml", "-o", "out"],
        "out/a.yaml",
        "'in/a.yaml' and 'in/deep/a.yaml'",
    ),
    "a pipeline twice": (["in/a.yaml", "in/a.yaml", "-o", "out"], "out/a.yaml", "have the same output"),
    "below a file": (["hello.yaml", "-o", "file/out.yaml"], "file/out.yaml", "cannot be written"),
    "one of two below a file": (["in", "-o", "half"], "half/deep/a.yaml", "cannot be written"),
    "one of two is a folder": (["in", "-o", "other"], "other/deep/a.yaml", "file cannot be written: is a directory"),
    "a name that is too long": (["hello.yaml", "-o", "x" * 300], "x" * 300, "cannot be written"),
    "nothing": (["hello.yaml", "-o", ""], "", "the output of one file must be a file"),
}


@pytest.mark.parametrize(("arguments", "place", "message"), CASES.values(), ids=CASES.keys())
def test_it_is_refused(
    run: Run, write: Write, folder: Path, tree: Tree, arguments: list[str], place: str, message: str
) -> None:
    write({"hello.yaml": GOOD, "in/a.yaml": GOOD, "in/deep/a.yaml": GOOD, "file": "mine", "half/deep": "mine"})
    write({"other/deep/a.yaml/x": "mine"})
    (folder / "empty").mkdir()
    (folder / "link.yaml").symlink_to("hello.yaml")
    before = tree()
    done = run("render", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{place or '.'}: error[")
    assert message in done.err
    assert tree() == before


def test_a_forbidden_folder(run: Run, write: Write, folder: Path, tree: Tree) -> None:
    write({"hello.yaml": GOOD})
    (folder / "locked").mkdir(mode=0o500)
    try:
        (folder / "locked/probe").touch()
    except PermissionError:
        pass
    else:
        pytest.skip("this user may write anywhere")
    done = run("render", "hello.yaml", "-o", "locked/out.yaml")
    assert (done.code, done.out) == (2, "")
    assert "locked/out.yaml: error[unwritable-output]: file cannot be written: Permission denied" in done.err
