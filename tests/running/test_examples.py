"""Each example runs on this machine, or pre-flight reports what it requires, with the place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from argogen.cli.program import run as run_argogen
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.host import Host
from argogen.running.opening import open_run
from argogen.running.request import RunRequest
from tests.examples.gallery import CONFIGURATION, ENVIRONMENT, EXAMPLES, FOLDER, LIBRARIES, PARAMETERS, RUNNABLE
from tests.executors.running import require_namespaces

# The first name in the message of each example that requires something, and the option that the hint has.
_REQUIRED = {
    "config-map-parameters": ("ConfigMap 'greetings'", "--config-map greetings."),
    "nightly-scores": ("Secret 'postgres'", "--secret postgres."),
    "resource": ("'resource' is not run", "--kubectl"),
    "secrets": ("Secret 'api-login'", "--secret api-login."),
    "suspend-approval": ("waits for approval", "--approve approve"),
    "workflow-template": ("spec.entrypoint is required", "--entrypoint NAME"),
}
_PROGRAMS = "is not installed"
# They wait for minutes, or require a graphics card.
_NOT_RUN = ("loops-param-result", "loops-param-result-components", "gpu")
_FAILING = ("exit-handler",)


def make_request(name: str) -> RunRequest:
    """Return the request for an example."""
    source = EXAMPLES[name]
    assert source.path is not None
    is_runnable = source.folder == RUNNABLE
    options = RequestOptions(configuration=CONFIGURATION, parameters=PARAMETERS) if is_runnable else (
        RequestOptions(environment=ENVIRONMENT)
    )  # fmt: skip
    projects = Projects(options, EngineSession(Host(working_directory=FOLDER)))
    refs = [str(FOLDER / f"{LIBRARIES[name]}.yaml")] if name in LIBRARIES else []
    return RunRequest(source.path, projects, os.environ["PATH"], refs)


def _list_complete() -> list[str]:
    """Return the examples that do not require more than programs; the code of runnable pipelines is in their images."""
    left_out = (*_REQUIRED, *_NOT_RUN)
    return [name for name, source in EXAMPLES.items() if name not in left_out and source.folder != RUNNABLE]


def find_problems(name: str, folder: Path) -> list[Diagnostic]:
    """Return what an example requires; nothing may be written in this case."""
    try:
        opened = open_run(make_request(name), folder, None, has_path=True, allows_changes=False)
    except InvalidInputError as error:
        assert not folder.exists()
        return list(error.diagnostics)
    opened.directory.release()
    return []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_run_or_has_requirements(name: str, tmp_path: Path) -> None:
    require_namespaces()
    found = find_problems(name, tmp_path / "runs")
    for problem in found:
        assert problem.code == "unmet-requirement"
        assert problem.hint
        assert problem.place.line
        assert problem.place.text
    others = [problem for problem in found if _PROGRAMS not in problem.message]
    assert bool(others) == (name in _REQUIRED), others
    if others:
        message, option = _REQUIRED[name]
        assert message in others[0].message
        assert option in others[0].hint


def test_a_library_is_required(tmp_path: Path) -> None:
    require_namespaces()
    request = make_request("workflow-template-caller")._replace(refs=[])
    with pytest.raises(InvalidInputError) as error:
        open_run(request, tmp_path / "runs", None, has_path=True, allows_changes=False)
    (problem,) = error.value.diagnostics
    assert "template reference text-tools.shout not found" in problem.message
    assert (problem.place.line, "--ref" in problem.hint) == (4, True)
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", _list_complete())
def test_an_example_runs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require_namespaces()
    if find_problems(name, tmp_path / "preflight"):
        pytest.skip("a program is not installed")
    request = make_request(name)
    refs = [part for ref in request.refs for part in ("--ref", ref)]
    runs = ("--executor", "process", "--runs", str(tmp_path / "runs"))
    code = run_argogen(["run", str(request.path), *runs, "--env", ENVIRONMENT, *refs])
    assert code == (1 if name in _FAILING else 0), capsys.readouterr().err
