"""The output files of pictures, and their format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from argogen.drawing.formats import DEFAULT, ENDINGS, FORMATS, find_format
from argogen.engine.source_file import SourceFile
from argogen.workspace.pictures.records import RECORD, find_record
from argogen.workspace.pictures.request import DrawRequest
from argogen.workspace.targets import find_targets, wrong_output
from argogen.yaml.text import SourceText


def find_requested_format(request: DrawRequest) -> str:
    """Return the name of the requested format, or that of the output file, or the default."""
    return request.format or find_format(request.output) or DEFAULT


def check_output(request: DrawRequest) -> None:
    """Raise InvalidInputError for a file whose ending has no format, and for the name of a file of several pictures."""
    host, output = request.projects.session.host, request.output
    is_known, ending = bool(find_format(output)), Path(output).suffix
    if host.is_folder(output):
        return
    if _is_single(request) and ending and not is_known and not request.format:
        message = f"no format of pictures has files that end in '{ending}'"
        hint = f"use {', '.join(ENDINGS)} or --format; Graphviz converts DOT to PDF and PNG"
        raise wrong_output(message, host.show(host.resolve(output)), hint)
    if not _is_single(request) and is_known:
        message = "the output of several files must be a directory, got the name of a file"
        raise wrong_output(message, host.show(host.resolve(output)), "use a directory, and --format for the format")


def _is_single(request: DrawRequest) -> bool:
    """Return whether there is one picture, whose output is a file."""
    paths = _list_paths(request)
    return len(paths) == 1 and not request.projects.session.host.is_folder(paths[0])


def _list_paths(request: DrawRequest) -> Sequence[str]:
    """Return the paths of sources: that of a record without them, and the project without both."""
    return request.paths or ((RECORD,) if request.run else (".",))


def name_files(sources: Sequence[SourceFile | None], request: DrawRequest) -> list[Path]:
    """Return the absolute path of the picture of each source, None for the record of a run.

    Raises InvalidInputError for the path of a file that was read, and for one that two pictures have.
    """
    host = request.projects.session.host
    taken = {host.resolve(path): host.show(path) for path in _list_read(sources, request)}
    paths = _find_targets(sources, request)
    for path in paths:
        if path in taken:
            raise wrong_output(f"the picture would overwrite '{taken[path]}'", host.show(path), "choose another file")
        taken[path] = host.show(path)
    return paths


def _list_read(sources: Sequence[SourceFile | None], request: DrawRequest) -> Iterator[Path]:
    yield from (source.path for source in sources if source is not None and source.path is not None)
    yield from (Path(path) for path in request.references if not request.projects.session.host.is_folder(path))
    if request.run:
        yield find_record(request)


def _find_targets(sources: Sequence[SourceFile | None], request: DrawRequest) -> list[Path]:
    """Return the absolute path of each picture. Raises InvalidInputError."""
    ending = FORMATS[find_requested_format(request)].endings[0]
    record = SourceFile(SourceText(request.run, ""), Path(RECORD), Path())
    files = [source or record for source in sources]
    named = [file._replace(relative=file.relative.with_suffix(ending)) for file in files]
    return find_targets(named, _list_paths(request), request.output, request.projects.session.host)
