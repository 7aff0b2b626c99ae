"""The source files of a command: files as named, directories searched for pipelines, `-` for standard input."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.host import Host
from argogen.late import import_late
from argogen.project.source_names import is_other_file, refuse_other_file
from argogen.records import Record, TupleRecord
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.dialects import recognition
    from argogen.output import stamp
    from argogen.project import confinement as confinements
    from argogen.project import patterns, pipelines
else:
    recognition = import_late("argogen.dialects.recognition")
    stamp = import_late("argogen.output.stamp")
    confinements = import_late("argogen.project.confinement")
    patterns = import_late("argogen.project.patterns")
    pipelines = import_late("argogen.project.pipelines")


class DocumentFilter(Record):
    """The documents for which a command searches directories, and their name in messages.

    A file that matches `mark` contains such a document, and is not parsed to find out.
    """

    accepts: Callable[[Any], bool]
    name: str
    hint: str
    mark: re.Pattern[str] | None = None


_Unreadable: TypeAlias = list[tuple[str, Sequence[Diagnostic]]]


class FoundInputs(TupleRecord):
    """The sources at some paths, and for each path or file that cannot be read its name and diagnostics."""

    sources: list[SourceFile]
    unreadable: _Unreadable


def find_inputs(
    paths: Sequence[str], host: Host, accepted: DocumentFilter | None = None, exclude: Sequence[str] = ()
) -> list[SourceFile]:
    """Read the sources at these paths; directories are searched for `accepted` documents (default: pipelines).

    Files in directories that match a pattern of `exclude` are skipped.

    Raises InvalidInputError with the diagnostics of all paths.
    """
    found = find_readable_inputs(paths, host, accepted, exclude)
    if found.unreadable:
        raise InvalidInputError([each for _, diagnostics in found.unreadable for each in diagnostics])
    return found.sources


def find_readable_inputs(
    paths: Sequence[str], host: Host, accepted: DocumentFilter | None = None, exclude: Sequence[str] = ()
) -> FoundInputs:
    """Read the sources at these paths, as far as they can be read.

    Test files and project files among other paths are skipped: the patterns of a shell match them, too.
    """
    found = FoundInputs([], [])
    for path in [path for path in paths if not is_other_file(path)] or paths:
        try:
            found.sources.extend(_find(path, host, accepted or PIPELINES, exclude, found.unreadable))
        except InvalidInputError as error:
            found.unreadable.append((path, error.diagnostics))
    return found


def _find(
    path: str, host: Host, accepted: DocumentFilter, exclude: Sequence[str], unreadable: _Unreadable
) -> Iterator[SourceFile]:
    if path == "-":
        yield SourceFile(host.read_standard_input(), Path("stdin.yaml"), Path())
    elif host.is_folder(path):
        yield from _search(Path(path), host, accepted, exclude, unreadable)
    else:
        refuse_other_file(path)
        yield make_source_file(host.read(path), Path(path), host)


def _search(
    folder: Path, host: Host, accepted: DocumentFilter, exclude: Sequence[str], unreadable: _Unreadable
) -> Iterator[SourceFile]:
    absolute = host.resolve(folder)
    found = pipelines.list_yaml_files(absolute)
    listed = [file for file in found if not (exclude and _is_excluded(file, absolute, exclude))]
    parts = [file.relative_to(absolute) for file in listed]
    files = {folder / part: (part, file) for part, file in zip(parts, listed, strict=True)}
    before = len(unreadable)
    confinement = confinements.confine(absolute, None, host)
    sources = _read_all({file: path for file, (_, path) in files.items()}, confinement, host, unreadable)
    meant = [
        (file, source) for file, source in sources if not stamp.is_stamped(source.text) and _holds(source, accepted)
    ]
    if not meant and len(unreadable) == before:
        message = f"no {accepted.name} found in this directory"
        searched = "1 YAML file" if len(files) == 1 else f"{len(files)} YAML files"
        hint = f"{searched} searched; {accepted.hint}"
        raise InvalidInputError([Diagnostic("no-pipelines", message, Place(str(folder)), hint)])
    for file, source in meant:
        part, path = files[file]
        yield SourceFile(source, part, file.parent, path)


def _read_all(
    files: Mapping[Path, Path], confinement: confinements.Confinement, host: Host, unreadable: _Unreadable
) -> list[tuple[Path, SourceText]]:
    """Return the source of each file, by absolute path; files that cannot be read are added to `unreadable`."""
    read: list[tuple[Path, SourceText]] = []
    for file, absolute in files.items():
        try:
            confinement.check(absolute, file.as_posix(), functools.partial(Place, file.as_posix()))
            read.append((file, host.read(file)))
        except InvalidInputError as error:
            unreadable.append((file.as_posix(), error.diagnostics))
    return read


def _is_excluded(file: Path, folder: Path, exclude: Sequence[str]) -> bool:
    """Whether a file matches a pattern: as a path relative to the directory, or by the name of a part of this path."""
    names = file.relative_to(folder).parts
    return any(
        patterns.matches_pattern(file, folder, each) or any(fnmatch.fnmatchcase(name, each) for name in names)
        for each in exclude
    )


def holds_pipeline(source: SourceText) -> bool:
    """Whether a file found in a directory contains a pipeline; True if it cannot be parsed."""
    return _holds(source, PIPELINES)


def _holds(source: SourceText, accepted: DocumentFilter) -> bool:
    if accepted.mark is not None and accepted.mark.search(source.text):
        return True
    try:
        documents = read_documents(source)
    except InvalidInputError:
        return True
    return any(accepted.accepts(document.data) for document in documents)


def _is_pipeline(data: object) -> bool:
    return recognition.is_pipeline(data)


PIPELINES = DocumentFilter(_is_pipeline, "pipeline", "a pipeline has 'name' and a body such as 'steps' or 'run'")
