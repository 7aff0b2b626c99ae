"""The programs of this machine, with scripts in place of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.installation import programs
from argogen.installation.finding import Item, Status
from argogen.installation.programs import inspect_programs, show_git

INFO = '{"host": {"arch": "amd64", "cpus": 4, "security": {"rootless": true}}}'
PODMAN = f"#!/bin/sh\nif [ \"$1\" = info ]; then echo '{INFO}'; else echo 'podman version 5.2.1'; fi\n"
DOCKER = "#!/bin/sh\necho 'Cannot connect to the Docker daemon. Is the docker daemon running?' >&2\nexit 1\n"


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Item]]:
    for name, text in (("podman", PODMAN), ("docker", DOCKER)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(programs, "explain_absence", lambda: "'unshare' is not installed: install util-linux")
    monkeypatch.setattr(programs, "find_tool", lambda _name, _environ: None)
    environ = {"PATH": f"{tmp_path}"}
    sections = inspect_programs(show_git(tmp_path, environ), environ)
    return {section.name: {item.name: item for item in section.items} for section in sections}


def test_executors_work_or_say_why_not(found: dict[str, dict[str, Item]]) -> None:
    executors = found["executors of argogen run"]
    assert executors["podman"] == Item("podman", "5.2.1, rootless, x86_64, 4 CPUs")
    assert executors["docker"].status is Status.MISSING
    assert executors["docker"].value == "Cannot connect to the Docker daemon. Is the docker daemon running?"
    assert executors["docker"].hint == "run: docker info"
    assert executors["process"].value == "'unshare' is not installed: install util-linux"


def test_other_programs(found: dict[str, dict[str, Item]]) -> None:
    assert found["programs"]["git"].value[0].isdigit()
    assert found["programs"]["kubectl"].status is Status.MISSING
    assert {item.hint for item in found["linters of scripts"].values()} == {"run: pip install 'argogen[scripts]'"}


def test_programs_that_do_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("git", "podman", "docker"):
        (tmp_path / name).write_text("#!/bin/sh\nexec /bin/sleep 60\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(programs, "_SECONDS", 0.01)
    monkeypatch.setattr(programs, "explain_absence", lambda: "")
    environ = {"PATH": f"{tmp_path}"}
    sections = inspect_programs(show_git(tmp_path, environ), environ)
    items = {item.name: item for section in sections for item in section.items}
    assert items["git"].value == f"'{tmp_path / 'git'} version' did not answer in 0.01 s"
    assert items["docker"].value == f"'{tmp_path / 'docker'} info' did not answer in 0.01 s"
    assert items["podman"].status is Status.MISSING


def test_a_git_that_fails(tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\necho 'git: bad library' >&2\nexit 3\n")
    (tmp_path / "git").chmod(0o755)
    item = show_git(tmp_path, {"PATH": f"{tmp_path}"})
    assert (item.status, item.value) == (Status.MISSING, f"'{tmp_path / 'git'} version' fails: git: bad library")
