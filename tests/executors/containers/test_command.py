"""`argogen run` with containers: pre-flight, images, secrets, privileges, interruption, and killed runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from argogen.executors.containers.engine import Engine
from tests.cli.conftest import Run, Write
from tests.cli.test_running import find_directory, is_running, wait_for_output
from tests.executors.containers.engines import IMAGE, list_containers

Options = tuple[str, ...]
PIPELINE = f"""
name: p
defaults: {{image: "{IMAGE}"}}
steps:
- {{name: plan, run: "echo hello"}}
- {{name: show, run: "echo got {{{{plan.result}}}} $PASSWORD", env: {{PASSWORD: {{secret: login, key: password}}}}}}
"""
SLOW = f"""
name: slow
defaults: {{image: "{IMAGE}"}}
steps: [{{name: a, run: "sleep 986.5"}}]
on_exit: {{run: "echo bye"}}
"""


@pytest.fixture
def options(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Options:
    """The options of commands, in the environment of the engine."""
    for name, value in engine.environ.items():
        monkeypatch.setenv(name, value)
    return "--engine", engine.name, "--runs", "runs"


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "argogen", "run", *arguments]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ)


@pytest.mark.slow
def test_secrets_are_in_the_environment_only(options: Options, run: Run, write: Write, folder: Path) -> None:
    write({"p.yaml": PIPELINE, "password": "hunter2"})
    done = run("run", "p.yaml", *options, "--secret", "login.password@password", "--log", "show")
    assert (done.code, done.out) == (0, "got hello ***\n")
    directory = find_directory(folder)
    texts = [path.read_text("utf-8", "replace") for path in directory.rglob("*") if path.is_file()]
    assert all("hunter2" not in text for text in texts)


@pytest.mark.slow
def test_preflight_reports_images_and_privileges(options: Options, run: Run, write: Write, folder: Path) -> None:
    write(
        {
            "p.yaml": f"""
name: p
defaults: {{image: "{IMAGE}"}}
steps:
- {{name: a, container: {{image: "{IMAGE}", securityContext: {{privileged: true}}}}}}
- {{name: b, container: {{image: "{IMAGE}", securityContext: {{capabilities: {{add: [SYS_ADMIN]}}}}}}}}
""",
            "q.yaml": "name: q\nimage: localhost/none:1\nrun: echo\n",
        }
    )
    done = run("run", "p.yaml", *options)
    assert done.code == 2
    for text in ("template 'a': container with privileged", "capability SYS_ADMIN", "--allow-privileged"):
        assert text in done.err
    missing = run("run", "q.yaml", *options, "--pull", "never")
    assert (missing.code, "image 'localhost/none:1' is not on this machine" in missing.err) == (2, True)
    refused = run("run", "q.yaml", *options)
    assert (refused.code, "image 'localhost/none:1' cannot be pulled: " in refused.err) == (2, True)
    assert "Pulling   localhost/none:1" in refused.err
    assert not (folder / "runs").exists()


def test_interruption_stops_containers(engine: Engine, options: Options, write: Write, folder: Path) -> None:
    write({"p.yaml": SLOW})
    process = start(folder, "p.yaml", *options)
    wait_for_output(process, "Running   a")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Stopped with strategy 'Stop'" in errors
    assert "Succeeded on_exit" in errors
    assert not is_running("sleep 986.5")
    assert list_containers(engine, find_directory(folder)) == []


@pytest.mark.slow
def test_nothing_is_left_of_a_killed_run(
    engine: Engine, options: Options, run: Run, write: Write, folder: Path
) -> None:
    write({"p.yaml": SLOW.replace("986.5", "986.6")})
    process = start(folder, "p.yaml", *options)
    wait_for_output(process, "Running   a")
    while not list_containers(engine, find_directory(folder)):
        assert process.poll() is None
    process.kill()
    process.communicate()
    while list_containers(engine, find_directory(folder)) or is_running("sleep 986.6"):
        pass
    write({"p.yaml": SLOW.replace("sleep 986.5", "true")})
    done = run("run", *options, "--resume", find_directory(folder).name, "--allow-changes")
    assert done.code == 0, done.err
