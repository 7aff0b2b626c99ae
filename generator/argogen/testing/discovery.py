"""Find test files, and the pipeline of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.projects import Projects
from argogen.files import TEST_ENDINGS, is_file, is_test_file
from argogen.host import Host
from argogen.project.pipelines import list_yaml_files
from argogen.testing.document.model import Suite

_ENDINGS = (".yaml", ".yml")
_HINT = "test files are named NAME.test.yaml, beside NAME.yaml"


def find_test_files(paths: Sequence[str], projects: Projects) -> list[Path]:
    """Return the test files at some paths: test files, pipelines with a test file, and directories.

    Without paths, the project around the working directory is searched, or the working directory. Raises
    InvalidInputError.
    """
    host = projects.session.host
    if not paths:
        project = projects.around(Path())
        paths = [host.show(project.folder) if project is not None else "."]
    found = [file for path in paths for file in _find(Path(path), host)]
    return list(dict.fromkeys(found))


def _find(path: Path, host: Host) -> Iterator[Path]:
    absolute = host.resolve(path)
    if not host.is_folder(path):
        yield path if is_test_file(path.name) else _find_beside(path, host)
        return
    files = [path / file.relative_to(absolute) for file in list_yaml_files(absolute, with_tests=True)]
    tests = [file for file in files if is_test_file(file.name)]
    if not tests:
        message = "no test files found in this directory"
        raise InvalidInputError([Diagnostic("no-tests", message, Place(str(path)), _HINT)])
    yield from tests


def _find_beside(path: Path, host: Host) -> Path:
    """Return the test file of a pipeline."""
    candidates = [path.with_name(f"{path.stem}{ending}") for ending in TEST_ENDINGS]
    found = next((file for file in candidates if is_file(host.resolve(file))), None)
    if found is not None:
        return found
    host.read(path)  # a missing file is reported as such
    message = f"no test file for this pipeline: expected '{candidates[0].name}' beside it"
    raise InvalidInputError([Diagnostic("no-tests", message, Place(path.as_posix()), "write one, with 'cases'")])


def find_pipeline(file: Path, suite: Suite, host: Host) -> Path:
    """Return the pipeline of a test file. Raises InvalidInputError if it does not exist."""
    if suite.pipeline:
        path = file.parent / suite.pipeline
        if not is_file(host.resolve(path)):
            place = suite.document.place(("pipeline",))
            raise InvalidInputError([Diagnostic("missing-file", f"file not found: '{suite.pipeline}'", place, "")])
        return path
    stem = next(file.name.removesuffix(ending) for ending in (*TEST_ENDINGS, "") if file.name.endswith(ending))
    candidates = [file.with_name(f"{stem}{ending}") for ending in _ENDINGS]
    found = next((path for path in candidates if is_file(host.resolve(path))), None)
    if found is None:
        message = f"no pipeline for this test file: expected '{candidates[0].name}' beside it"
        place = suite.document.place(())
        raise InvalidInputError(
            [Diagnostic("missing-file", message, place, "set 'pipeline' to the path of a pipeline")]
        )
    return found
