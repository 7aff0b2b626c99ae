"""Find the pipelines that the patterns of a project match, and the output of each."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity, has_errors
from argogen.project.find import PROJECT_FILE
from argogen.project.project import ProjectEnvironment
from argogen.suggestions import suggest

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_ENDINGS = (".yaml", ".yml")


class Match(NamedTuple):
    """A file that a pattern of the project matches.

    `below` is its path below the folder of the pattern, with `/`. Only a file that is `named` is certainly a pipeline.
    """

    path: Path
    below: str
    named: bool


def find_matches(project_environment: ProjectEnvironment) -> tuple[list[Match], list[Diagnostic]]:
    """Return every file that matches, once and in order, and warnings about patterns that match none.

    Raises InvalidInputError for files and folders that are not there.
    """
    found: dict[Path, Match] = {}
    diagnostics: list[Diagnostic] = []
    path, patterns = project_environment.pipelines
    for number, pattern in enumerate(patterns):
        matches = list(_match(project_environment.project.folder, pattern))
        for match in matches:
            found.setdefault(match.path, match)
        if not matches:
            place = project_environment.project.document.place((*path, number))  # of a lone text, that text's
            diagnostics.append(_report_no_match(project_environment.project.folder, pattern, place))
    if has_errors(diagnostics):
        raise InvalidInputError(diagnostics)
    return list(found.values()), diagnostics


def find_output(project_environment: ProjectEnvironment, match: Match) -> Path:
    """Return the path of the manifest of a pipeline. Raises InvalidInputError for an unknown placeholder in it."""
    below = PurePosixPath(match.below)
    values = {"path": match.below, "folder": str(below.parent), "name": below.stem}
    if project_environment.environment is not None:
        values["environment"] = project_environment.environment

    def fill(placeholder: re.Match[str]) -> str:
        if placeholder[1] not in values:
            raise InvalidInputError([_report_placeholder(project_environment, placeholder, tuple(values))])
        return values[placeholder[1]]

    return _normalize(project_environment.project.folder, _PLACEHOLDER.sub(fill, project_environment.output))


def output_root(project_environment: ProjectEnvironment) -> Path:
    """Return the deepest folder that holds all outputs, whatever the pipelines."""
    fixed = project_environment.output.partition("{")[0]
    return _normalize(project_environment.project.folder, fixed.rpartition("/")[0])


def list_yaml_files(folder: Path, *, enter_projects: bool = True) -> Iterator[Path]:
    """Yield the YAML files below a folder, in a stable order, without hidden ones, nor those of projects on request."""
    for directory, folders, names in os.walk(folder):
        if not enter_projects and PROJECT_FILE in names and Path(directory) != folder:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(_ENDINGS) and not name.startswith("."):
                yield Path(directory, name)


def _match(folder: Path, pattern: str) -> Iterator[Match]:
    whole = _normalize(folder, pattern)
    if glob.has_magic(pattern):
        fixed = list(_fixed_parts(pattern))
        base = _normalize(folder, "/".join(fixed))
        found = [path for path in sorted(base.glob(pattern[len("/".join([*fixed, ""])) :])) if _is_shown(path, base)]
    elif whole.is_dir():
        base, found = whole, list(list_yaml_files(whole, enter_projects=False))
    else:
        base, found = whole.parent, [whole] if whole.is_file() else []
    for file in found:
        yield Match(file, file.relative_to(base).as_posix(), whole == file)


def _is_shown(path: Path, base: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(base).parts)


def _fixed_parts(pattern: str) -> Iterator[str]:
    for part in pattern.split("/"):
        if glob.has_magic(part):
            return
        yield part


def _normalize(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def _report_no_match(folder: Path, pattern: str, place: Place) -> Diagnostic:
    path = folder / pattern
    if glob.has_magic(pattern) or path.is_dir():
        return Diagnostic("no-pipelines", f"'{pattern}' means no file", place, "", Severity.WARNING)
    siblings = sorted(each.name for each in path.parent.iterdir()) if path.parent.is_dir() else ()
    return Diagnostic("missing-file", f"there is no '{pattern}' here", place, suggest(path.name, siblings))


def _report_placeholder(
    project_environment: ProjectEnvironment, placeholder: re.Match[str], known: tuple[str, ...]
) -> Diagnostic:
    path = next(
        (layer for layer in reversed(project_environment.layers) if "output" in project_environment.at(layer)), ()
    )
    place = project_environment.project.document.place((*path, "output"), find=placeholder[0])
    others = f"there are {', '.join(f'{{{name}}}' for name in known)}"
    hint = suggest(placeholder[1], known, others, prefix="{", suffix="}")
    if placeholder[1] == "environment":
        hint = "list the environments under environments: in this file"
    return Diagnostic("unknown-placeholder", f"nothing is known to fill {placeholder[0]}", place, hint)
