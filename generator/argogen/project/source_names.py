"""Recognize project files and test files by their names, which are not those of pipelines."""

from __future__ import annotations

from pathlib import PurePath

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import is_test_file
from argogen.project.find import PROJECT_FILE


def is_other_file(path: str) -> bool:
    """Return whether a path is that of a project file or a test file."""
    return is_test_file(path) or PurePath(path).name == PROJECT_FILE


def refuse_other_file(path: str) -> None:
    """Raise InvalidInputError for the path of a project file or a test file, in place of a pipeline."""
    if not is_other_file(path):
        return
    shown = PurePath(path).as_posix()
    if is_test_file(path):
        message, hint = "a test file is not a pipeline", f"run 'argogen test {path}'"
    else:
        message, hint = "a project file is not a pipeline", "name a pipeline of the project"
    raise InvalidInputError([Diagnostic("no-pipelines", message, Place(shown), hint)])
