"""The help and the version."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen import __version__
from argogen.cli.commands.templates.main import COMMANDS as TEMPLATE_COMMANDS
from argogen.cli.main import COMMANDS
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("command", [*COMMANDS, *(f"templates {name}" for name in TEMPLATE_COMMANDS)])
def test_help_shows_examples(run: Run, command: str, snapshot: SnapshotAssertion) -> None:
    done = run(*command.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert re.search(rf"\n  argogen {command}( |\n)", done.out)
    assert done.out == snapshot
    assert run(*command.split(), "-h") == done


def test_help_lists_every_command_with_what_it_does(run: Run, snapshot: SnapshotAssertion) -> None:
    done = run("--help")
    assert (done.code, done.err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in done.out
    assert done.out == snapshot


def test_without_a_command_the_help_is_shown_as_wrong_use(run: Run) -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert done.err.strip() == run("--help").out.strip()


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.out, done.err) == (0, f"argogen, version {__version__}\n", "")


def test_an_unknown_command(run: Run) -> None:
    done = run("rendr", "a.yaml")
    assert (done.code, done.out) == (2, "")
    assert "No such command 'rendr'" in done.err
