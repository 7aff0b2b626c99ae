"""The examples of the README work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from argogen import Session
from argogen.argo.structure import DEFAULT_VERSION, VERSIONS
from argogen.cli.main import cli
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.schemas import read_schema
from argogen.yaml.text import SourceText
from tests.compiling import generate, list_examples

from .linting import find_unexplained
from .markdown import (
    ROOT,
    Block,
    Command,
    find_blocks,
    find_broken_links,
    find_code,
    find_commands,
    find_links,
    find_missing_paths,
    read_page,
)

README = read_page("README.md")
BLOCKS = find_blocks(README)
RENDER = "argogen render examples/readme.yaml"
LANGUAGE = read_page("docs/language.md")
SHOWN = [block for block in find_blocks(LANGUAGE) if block.language == "yaml"]
KEYS = {
    key
    for schema in (read_schema("pipeline"), *read_schema("pipeline")["$defs"].values())
    for key, row in schema.get("properties", {}).items()
    if "$ref" in row
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the examples, the files of the README, and the command argogen."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", folder / "examples")
    for block in BLOCKS:
        if block.role.startswith("file="):
            file = folder / block.role.removeprefix("file=")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
    program = folder / "bin" / "argogen"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m argogen "$@"\n', "utf-8")
    program.chmod(0o755)
    return folder


def test_shows_the_examples_as_they_are() -> None:
    shown = {b.role.removeprefix("file="): b.text for b in BLOCKS if b.role.startswith("file=examples/")}
    assert shown == {name: (ROOT / name).read_text("utf-8") for name in shown}
    assert "examples/readme.yaml" in shown


@pytest.mark.parametrize("command", list(find_commands(BLOCKS)), ids=lambda command: command.line)
def test_shows_what_commands_print(command: Command, workspace: Path) -> None:
    environ = {**os.environ, "PATH": f"{workspace / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-c", command.line],
        cwd=workspace,
        env=environ,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if command.shown == "all":
        assert done.stdout == command.printed
    else:
        assert f"\n{command.printed}" in done.stdout


def test_shows_only_errors_that_it_explains(workspace: Path) -> None:
    assert find_unexplained(workspace, README) == []


def test_pipelines_of_the_language_page_have_no_errors_and_warnings(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/jobs", tmp_path / "jobs")
    for number, block in enumerate(SHOWN):
        (tmp_path / f"{number}.yaml").write_text(block.text, "utf-8")
    assert find_unexplained(tmp_path, "", "--env", "staging") == []


PIPELINES = [block.text for block in SHOWN if not block.role]


@pytest.mark.parametrize("text", PIPELINES, ids=lambda text: re.findall("(?m)^name: (.+)$", text)[0])
def test_shows_pipelines_without_a_fault(text: str) -> None:
    given = SourceFile(SourceText("language.yaml", text), Path("language.yaml"), ROOT / "examples")
    assert generate(given, CompileOptions(environment="staging")).diagnostics == ()


def test_shows_every_block_in_some_role() -> None:
    unchecked = [
        block
        for block in BLOCKS
        if block.role not in ("run", "output", "output part") and not block.role.startswith("file=")
    ]
    assert {block.language for block in unchecked} == {"console"}
    assert len(unchecked) == 2, "the two commands of the set-up, which are those of .ci/run"


def test_set_up_is_what_continuous_integration_does() -> None:
    """Run the commands with other directories of virtual environments and other options of pytest."""
    shown = "".join(block.text for block in BLOCKS if block.language == "console" and not block.role)
    steps = {step.strip(" $\n").replace(".venv/bin/", "") for step in re.split("&&|\n", shown)} - {""}
    done = "".join(read_page(f".ci/{name}") for name in ("run", "install", "test"))
    assert steps == {"python3 -m venv .venv", "pip install .", "pip install '.[dev]'", "python -m pytest"} | {RENDER}
    assert [step for step in steps if step.removesuffix(" .venv") not in done] == []


def test_every_link_leads_somewhere() -> None:
    assert find_broken_links(README) == []
    assert find_missing_paths(README) == []


def test_every_example_is_linked() -> None:
    examples = {f"../examples/{file.name}" for file in list_examples()}
    assert sorted(examples - set(find_links(read_page("docs/examples.md")))) == []


def test_every_key_is_named() -> None:
    words = {word for code in find_code(LANGUAGE) for word in re.findall(r"\w+", code)}
    assert sorted(KEYS - words) == []


def test_every_option_that_is_named_exists() -> None:
    options = {option for command in list_commands(cli) for p in command.params for option in p.opts + p.secondary_opts}
    named = {
        option
        for page in (README, LANGUAGE)
        for code in find_code(page)
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", code)
    }
    # kubectl's own
    assert sorted(named - options - {"-f", "-h", "--help"}) == []


def list_commands(command: click.Command) -> Iterator[click.Command]:
    """Yield a command, and the commands of a group."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from list_commands(inner)


@pytest.mark.parametrize("page", [README, LANGUAGE], ids=["README.md", "language.md"])
def test_every_version_is_named(page: str) -> None:
    *others, last = VERSIONS
    assert f"Argo Workflows {', '.join(others)} and {last} are supported; {DEFAULT_VERSION} is the default" in page


def test_the_picture_is_current() -> None:
    drawn = Session(environ={}, cwd=ROOT).draw("examples/readme.yaml", form="svg")
    command = "argogen graph examples/readme.yaml -o docs/pictures/readme.svg"
    assert "(docs/pictures/readme.svg)" in README
    assert (ROOT / "docs/pictures/readme.svg").read_text("utf-8") == drawn.text, f"run {command}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


# The checks themselves.

PAGE = """# A page

[here](there.md), [web](https://example.com), [up](#a-page), [down](#the-end), `there/is.txt`, `there/is-not.txt`, `a/b`

```console run
$ echo one
one
$ echo two
```

```text output part
two
```
"""


def test_finds_broken_links(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "is.txt").touch()
    assert find_broken_links(PAGE, tmp_path) == ["there.md", "#the-end"]
    assert find_missing_paths(PAGE, tmp_path) == ["there/is-not.txt"]


def test_finds_commands_and_what_they_print() -> None:
    blocks = find_blocks(PAGE)
    assert blocks[1] == Block("text", "output part", "two\n")
    assert list(find_commands(blocks)) == [Command("echo one", "one\n"), Command("echo two", "two\n", "part")]


def test_shown_pipelines_are_yaml() -> None:
    assert all(list(yaml.safe_load_all(text)) for text in PIPELINES)
    assert len(PIPELINES) > 8
