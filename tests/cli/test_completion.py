"""What shells complete."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.conftest import PROJECT, Run, Write

LOCAL = f"{PROJECT}environments: {{staging: {{}}, production: {{}}}}\npacks: {{local: {{path: pack}}}}\n"
REMOTE = LOCAL.replace("packs: {", "packs: {acme: {git: x, ref: v1}, ")
LINES = {
    "re": ["render"],
    "eval --kind ": ["tag", "expr", "when", "depends"],
    "render --al": ["--all-projects", "--allow-outside"],
    "render --env p": ["production"],
    "lint --env ": ["staging", "production"],
    "schema pa": ["pack"],
    "te": ["test", "templates"],
    "test --fo": ["--format"],
    "test --format j": ["json", "junit"],
    "templates show fields/ret": ["fields/retry.yaml.j2"],
    "templates show mi": ["mine.yaml.j2"],
}


@pytest.fixture
def complete(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], list[str]]:
    def complete_line(line: str) -> list[str]:
        monkeypatch.setenv("_ARGOGEN_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", f"argogen {line}")
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" "))))
        with pytest.raises(SystemExit):
            run()
        said = capsys.readouterr()
        assert said.err == ""
        return [word.removeprefix("plain,") for word in said.out.splitlines() if word]

    return complete_line


@pytest.mark.parametrize(("line", "words"), LINES.items())
def test_completion(complete: Callable[[str], list[str]], write: Write, line: str, words: list[str]) -> None:
    manifest = "name: local\nversion: '1'\n"
    write({"argogen.yaml": LOCAL, "pack/argogen-pack.yaml": manifest, "pack/templates/mine.yaml.j2": "a: 1\n"})
    assert complete(line) == words


def test_packs_from_git(complete: Callable[[str], list[str]], write: Write) -> None:
    write({"argogen.yaml": REMOTE})
    assert complete("templates update ") == ["acme"]


@pytest.mark.parametrize("line", ["render --env ", "templates update ", "templates show f"])
@pytest.mark.parametrize("text", ["pipelnes: x\n", ""])
def test_a_project_that_is_wrong(complete: Callable[[str], list[str]], write: Write, line: str, text: str) -> None:
    write({"argogen.yaml": text})
    assert complete(line) == []
