"""Find the pipelines that the patterns of a project match, and the output of each."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity, has_errors
from argogen.files import is_file, is_folder, is_test_file, walk
from argogen.project.find import PROJECT_FILE
from argogen.project.globs import expand_glob
from argogen.project.project import ProjectEnvironment
from argogen.records import TupleRecord
from argogen.suggestions import suggest

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_PLACEHOLDERS: Mapping[str, Callable[[str], str]] = {
    "path": str,
    "directory": lambda path: str(PurePosixPath(path).parent),
    "name": lambda path: PurePosixPath(path).stem,
}
YAML_ENDINGS = (".yaml", ".yml")


class Match(TupleRecord):
    """A file that matches a pattern of the project.

    `below` is its path relative to the directory of the pattern, with `/`. A file that is `named` by its full path is a
    pipeline; other files may be.
    """

    path: Path
    below: str
    named: bool


def find_matches(project_environment: ProjectEnvironment) -> tuple[list[Match], list[Diagnostic]]:
    """Return all matching files, unique and in order, and warnings about patterns without a match.

    Raises InvalidInputError for missing files and directories.
    """
    found: dict[Path, Match] = {}
    diagnostics: list[Diagnostic] = []
    path, patterns = project_environment.pipelines
    for number, pattern in enumerate(patterns):
        project = project_environment.project
        find_place = partial(project.document.place, (*path, number))
        project.confinement.check(_normalize(project.folder, pattern), pattern, find_place)
        matches = list(_match(project.folder, pattern))
        for match in matches:
            project.confinement.check(match.path, match.below, find_place)
            found.setdefault(match.path, match)
        if not matches:
            place = project_environment.project.document.place((*path, number))  # of a single string, the string
            diagnostics.append(_report_no_match(project_environment.project.folder, pattern, place))
    if has_errors(diagnostics):
        raise InvalidInputError(diagnostics)
    return list(found.values()), diagnostics


def find_output(project_environment: ProjectEnvironment, match: Match) -> Path:
    """Return the manifest path of a pipeline. Raises InvalidInputError for an unknown placeholder."""
    environment = project_environment.environment

    def fill(placeholder: re.Match[str]) -> str:
        if placeholder[1] == "environment" and environment is not None:
            return environment
        if placeholder[1] not in _PLACEHOLDERS:
            raise InvalidInputError([_report_placeholder(project_environment, placeholder)])
        return _PLACEHOLDERS[placeholder[1]](match.below)

    path = _normalize(project_environment.project.folder, _PLACEHOLDER.sub(fill, project_environment.output))
    project_environment.project.confinement.check(path, project_environment.output, lambda: _place(project_environment))
    return path


def _place(project_environment: ProjectEnvironment) -> Place:
    """Return the place of the pattern of outputs, or of the project file for the default."""
    layers = [layer for layer in project_environment.layers if "output" in project_environment.at(layer)]
    return project_environment.project.document.place((*layers[-1], "output") if layers else ())


def output_root(project_environment: ProjectEnvironment) -> Path:
    """Return the deepest directory that contains all possible outputs."""
    fixed = project_environment.output.partition("{")[0]
    return _normalize(project_environment.project.folder, fixed.rpartition("/")[0])


def list_yaml_files(
    folder: Path, *, enter_projects: bool = True, with_tests: bool = False, endings: tuple[str, ...] = YAML_ENDINGS
) -> Iterator[Path]:
    """Yield the YAML files below a directory, in a stable order, except hidden ones and optionally other projects.

    Test files are only included `with_tests`. With other `endings`, other files are listed.
    """
    for directory, folders, names in walk(folder):
        if not enter_projects and PROJECT_FILE in names and Path(directory) != folder:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        beside = Path(directory, "file")  # replacing the name is faster than joining: the directory is not parsed again
        for name in sorted(names):
            if name.endswith(endings) and not name.startswith(".") and (with_tests or not is_test_file(name)):
                yield beside.with_name(name)


def _match(folder: Path, pattern: str) -> Iterator[Match]:
    whole = _normalize(folder, pattern)
    if glob.has_magic(pattern):
        fixed = list(_fixed_parts(pattern))
        base = _normalize(folder, "/".join(fixed))
        files = expand_glob(base, pattern[len("/".join([*fixed, ""])) :])
        found = [file for file in files if not is_test_file(file.name)]
    elif is_folder(whole):
        base, found = whole, list(list_yaml_files(whole, enter_projects=False))
    else:
        base, found = whole.parent, [whole] if is_file(whole) else []
    for file in found:
        below = str(file).removeprefix(str(base)).lstrip(os.sep).replace(os.sep, "/")
        yield Match(file, below, whole == file)


def _fixed_parts(pattern: str) -> Iterator[str]:
    for part in pattern.split("/"):
        if glob.has_magic(part):
            return
        yield part


def _normalize(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(os.path.join(folder, path)))  # noqa: PTH118 - is parsed once, when it is normal


def _report_no_match(folder: Path, pattern: str, place: Place) -> Diagnostic:
    path = folder / pattern
    if glob.has_magic(pattern) or is_folder(path):
        return Diagnostic("no-pipelines", f"no files match '{pattern}'", place, "", Severity.WARNING)
    siblings = sorted(each.name for each in path.parent.iterdir()) if is_folder(path.parent) else ()
    return Diagnostic("missing-file", f"no such file or directory: '{pattern}'", place, suggest(path.name, siblings))


def _report_placeholder(project_environment: ProjectEnvironment, placeholder: re.Match[str]) -> Diagnostic:
    known = (*_PLACEHOLDERS, *(() if project_environment.environment is None else ("environment",)))
    path = next(
        (layer for layer in reversed(project_environment.layers) if "output" in project_environment.at(layer)), ()
    )
    place = project_environment.project.document.place((*path, "output"), find=placeholder[0])
    others = f"known placeholders: {', '.join(f'{{{name}}}' for name in known)}"
    hint = suggest(placeholder[1], known, others, prefix="{", suffix="}")
    if placeholder[1] == "environment":
        hint = "add the environments under 'environments' in this file"
    return Diagnostic("unknown-output-placeholder", f"unknown placeholder {placeholder[0]}", place, hint)
