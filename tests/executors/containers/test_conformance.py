"""Containers have the results of real Argo: phases, values, exit codes and logs of a sample of recorded workflows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from argogen.executors.containers.engine import Engine
from argogen.runner.model.library import read_library
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from tests.executors.containers.engines import build_root
from tests.executors.containers.running import open_containers
from tests.executors.test_conformance import compare_logs
from tests.runner.conformance import (
    NAMESPACE,
    Answers,
    Case,
    describe_run,
    find_differences,
    load_normaliser,
    read_case,
)

# One or two of each kind; all others without Python give the same results, but take minutes.
CASES = (
    "argogen-config-map-parameters", "argogen-exit-handler", "argogen-secrets", "argogen-volumes",
    "probe-artifact-missing", "probe-container-set", "probe-pod-spec-patch", "probe-retry-policy", "probe-sidecar",
    "probe-value-from", "upstream-artifact-passing", "upstream-output-parameter", "upstream-pod-metadata",
    "upstream-step-level-timeout", "upstream-volumes-emptydir",
)  # fmt: skip
IMAGES = ("docker.io/library/alpine:3.23", "docker.io/library/busybox:latest")
SIDE_BY_SIDE = 4


@pytest.fixture
def images(engine: Engine) -> Iterator[None]:
    """Busybox by the names of images in the cases."""
    if not engine.is_podman:
        pytest.skip("the images would replace those of the user of docker")
    files = build_root()
    for image in IMAGES:
        assert engine.call("import", "--change=ENV PATH=/bin", "-", image, data=files).code == 0
    yield
    engine.call("image", "rm", "--force", *IMAGES)


def run_case(case: Case, engine: Engine, folder: Path) -> dict[str, Any]:
    """Run a case in containers, and return the run as the recording has it."""
    document = find_workflow(case.documents)
    assert document is not None
    given = {key: str(value) for key, value in (case.options.get("parameters") or {}).items()}
    folder.mkdir()
    answers = Answers(case)
    with open_containers(engine, folder, case.documents, answers) as executor:
        options = Options(parameters=given, namespace=NAMESPACE)
        run = schedule(document, read_library(case.documents), executor, options)
    described = describe_run(run, case)
    for row, node in zip(described["nodes"], run.nodes, strict=True):
        log = folder / "logs" / node.id / "main.log"
        if log.exists():
            row["log"] = log.read_text("utf-8", "replace")
    return described


@pytest.mark.slow
@pytest.mark.usefixtures("images")
def test_conformance(shared: Path, engine: Engine, tmp_path: Path) -> None:
    folder = shared / "conformance"
    normalise = load_normaliser(folder)

    def check(name: str) -> list[str]:
        case = read_case(folder / name)
        run = normalise(run_case(case, engine, tmp_path / name))
        return [*find_differences(case.expected, run), *compare_logs(dict(case.expected), run)]

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = dict(zip(CASES, pool.map(check, CASES), strict=True))
    assert {name: differences for name, differences in found.items() if differences} == {}
