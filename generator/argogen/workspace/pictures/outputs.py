"""The output files of pictures, and their format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from argogen.diagnostics import InvalidInputError
from argogen.drawing.formats import DEFAULT, ENDINGS, FORMATS, find_format
from argogen.engine.source_file import SourceFile
from argogen.workspace.pictures.request import DrawRequest
from argogen.workspace.targets import find_targets, wrong_output


def find_requested_format(request: DrawRequest) -> str:
    """Return the name of the requested format, or that of the output file, or the default."""
    return request.format or find_format(request.output) or DEFAULT


def check_output(request: DrawRequest) -> None:
    """Raise InvalidInputError for a directory in place of a file, a file in place of one, and an unknown ending."""
    is_folder = request.projects.session.host.is_folder(request.output)
    ending = Path(request.output).suffix
    if _is_single(request) and is_folder:
        hint = f"use a file in it: {Path(request.output) / _name_file(request)}"
        raise _refuse(request, "the output of one file must be a file, got a directory", hint)
    if _is_single(request) and ending and not request.format and not find_format(request.output):
        hint = f"use {', '.join(ENDINGS)} or --format; Graphviz converts DOT to PDF and PNG"
        raise _refuse(request, f"no format of pictures has files that end in '{ending}'", hint)
    if not _is_single(request) and not is_folder and find_format(request.output):
        message = "the output of several files must be a directory, got the name of a file"
        raise _refuse(request, message, "use a directory, and --format for the format")


def _refuse(request: DrawRequest, message: str, hint: str) -> InvalidInputError:
    host = request.projects.session.host
    return wrong_output(message, host.show(host.resolve(request.output)), hint)


def _is_single(request: DrawRequest) -> bool:
    """Return whether there is one picture, whose output is a file."""
    paths = _list_paths(request)
    return not paths or (len(paths) == 1 and not request.projects.session.host.is_folder(paths[0]))


def _list_paths(request: DrawRequest) -> Sequence[str]:
    """Return the paths of sources, nothing for the record of a run."""
    return request.paths or (() if request.run else (".",))


def _name_file(request: DrawRequest) -> str:
    name = Path(next(iter(request.paths), request.run)).stem
    return f"{name}{FORMATS[find_requested_format(request)].endings[0]}"


def name_files(sources: Sequence[SourceFile], request: DrawRequest) -> list[Path]:
    """Return the absolute path of the picture of each source, or of the record of a run. Raises InvalidInputError."""
    host = request.projects.session.host
    if not sources:
        return [host.resolve(request.output)]
    targets = find_targets(sources, _list_paths(request), request.output, host)
    if not _is_single(request):
        ending = FORMATS[find_requested_format(request)].endings[0]
        targets = [target.with_suffix(ending) for target in targets]
    taken = {source.path: source.source.file for source in sources if source.path is not None}
    for path in targets:
        if path in taken:
            raise wrong_output(f"the picture would overwrite '{taken[path]}'", host.show(path), "choose another file")
        taken[path] = host.show(path)
    return targets
