"""`argogen init`: a project to begin with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.cli.conftest import Run, Tree, Write

FILES = [
    ".argogen/pipeline.schema.json", ".argogen/project.schema.json", ".argogen/test.schema.json", "argogen.yaml",
    "pipelines/hello.test.yaml", "pipelines/hello.yaml",
]  # fmt: skip


def files(tree: Tree) -> list[str]:
    return [name for name in tree() if not name.endswith("/")]


def test_it_works_at_once(run: Run, tree: Tree) -> None:
    done = run("init", "--yes")
    assert done.code == 0
    assert sorted(done.out.split()) == FILES == files(tree)
    assert run("lint").err == "1 file: no diagnostics\n"
    assert run("render").err == "1 manifest: 1 written\n"
    assert run("render", "--check").code == 0


def test_the_test_file_passes_and_covers_the_pipeline(run: Run) -> None:
    run("init", "--yes")
    done = run("test", "--fail-under", "100")
    assert (done.code, done.err) == (0, "")
    assert "2 cases: 2 passed; coverage: 2 of 2 steps\n" in done.out


def test_the_next_command_quotes_the_directory(run: Run) -> None:
    assert """Next: run 'cd "my $flows"', 'argogen test',""".replace("$", r"\$") in run("init", "-y", "my $flows").err


def test_in_another_folder(run: Run, tree: Tree) -> None:
    done = run("init", "-y", "deep/er")
    assert (done.code, "Next: run 'cd deep/er', 'argogen test', then" in done.err) == (0, True)
    assert files(tree) == [f"deep/er/{name}" for name in FILES]


def test_the_modelines_lead_to_schemas_that_fit(run: Run, folder: Path) -> None:
    run("init", "--yes")
    for name in ("argogen.yaml", "pipelines/hello.yaml", "pipelines/hello.test.yaml"):
        path = folder / name
        first = path.read_text().splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        schema = json.loads((path.parent / first.partition("=")[2]).read_text())
        assert list(Draft202012Validator(schema).iter_errors(yaml.safe_load(path.read_text()))) == []


def test_every_comment_of_the_project_file_would_be_right(run: Run, folder: Path, write: Write) -> None:
    """Lines in comments are valid, except for the pack, which does not exist."""
    run("init", "--yes")
    path = folder / "argogen.yaml"
    lines = path.read_text().splitlines()
    keys = ("# vars:", "# environments:", "#   staging", "#   production", "# templates:")
    used = [line.removeprefix("# ") if line.startswith(keys) else line for line in lines]
    text = "\n".join(line.removeprefix("# ") if line.startswith(("# packs", "#   acme")) else line for line in used)
    schema = json.loads((folder / ".argogen/project.schema.json").read_text())
    assert list(Draft202012Validator(schema).iter_errors(yaml.safe_load(text))) == []
    path.write_text("\n".join(used).replace("{path}", "{environment}/{path}"))
    write({"templates/README": ""})
    assert run("render").err == "2 manifests: 2 written\n"
    manifest = yaml.safe_load((folder / "manifests/production/hello.yaml").read_text())
    retries = [template.get("retryStrategy") for template in manifest["spec"]["templates"] if "container" in template]
    assert retries == [{"limit": 5, "retryPolicy": "OnError"}] * 2
    (folder / "argogen.yaml").unlink()


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_overwritten(run: Run, write: Write, tree: Tree, name: str) -> None:
    write({name: "mine\n"})
    done = run("init", "--yes")
    assert done.code == 0
    assert tree()[name] == b"mine\n"
    assert f"{name} (exists, not changed)\n" in done.out
    assert files(tree) == FILES


def test_a_project_in_pyproject_is_one(run: Run, write: Write, tree: Tree) -> None:
    write({"pyproject.toml": '[tool.argogen]\npipelines = "pipelines/"\ndefaults.image = "alpine:3.23"\n'})
    assert run("init", "--yes").code == 0
    assert "argogen.yaml" not in tree()
    assert run("render").code == 0


def test_nobody_to_ask(run: Run, tree: Tree) -> None:
    done = run("init")
    assert (done.code, "use --yes" in done.err, tree()) == (2, True, {})


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal as POSIX has them")
def test_questions(folder: Path, run: Run, tree: Tree) -> None:
    terminal, program = os.openpty()
    os.write(terminal, b"flows/team\nout\n\nstaging production\n")
    done = subprocess.run(
        [sys.executable, "-m", "argogen", "init"], cwd=folder, stdin=program, capture_output=True, check=True
    )
    os.close(terminal)
    os.close(program)
    assert b"Directory of pipelines [pipelines]:" in done.stderr
    assert "flows/team/hello.yaml" in done.stdout.decode().split()
    assert run("render").err == "2 manifests: 2 written\n"
    assert "out/staging/hello.yaml" in tree()
    assert run("lint").err == "1 file: no diagnostics\n"


def test_a_folder_that_cannot_be_written(run: Run, write: Write) -> None:
    write({"file": "x"})
    assert run("init", "--yes", "file").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal as POSIX has them")
def test_invalid_answers_are_asked_again(folder: Path, run: Run, tree: Tree) -> None:
    terminal, program = os.openpty()
    os.write(terminal, b"../flows\n/flows\n.\nflows/\nflows\nout\na b\na:1\ndev, pro*d\nb, a  b\n")
    done = subprocess.run(
        [sys.executable, "-m", "argogen", "init"], cwd=folder, stdin=program, capture_output=True, check=True, text=True
    )
    os.close(terminal)
    os.close(program)
    assert re.findall("(?m)Error: (.*)$", done.stderr) == [
        "'../flows' is not a directory below that of the project",
        "'/flows' is not a directory below that of the project",
        "'.' is not a directory below that of the project",
        "'flows' is the directory of the pipelines",
        "invalid image 'a b': use a form such as alpine:3.23",
        "invalid name 'pro*d': use letters, digits, dashes and underscores",
    ]
    assert run("render").err == "2 manifests: 2 written\n"
    assert {"flows/hello.yaml", "out/a/hello.yaml", "out/b/hello.yaml"} <= set(tree())
