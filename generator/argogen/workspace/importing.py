"""Import manifests and runnable pipelines: which file becomes which."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.conversion.documents import Conversion
from argogen.engine.conversion.sources import ConvertedSource, convert_source
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.host import Host
from argogen.output.files import write_files
from argogen.paths import RealPaths
from argogen.workspace.inputs import IMPORTABLE, find_inputs
from argogen.workspace.targets import find_targets, wrong_output


class ImportRequest(NamedTuple):
    """What to import, and how: `output` is a file or folder, None for text that is not written to a file.

    `force` allows existing files to be replaced, `rename` and `factor` are those of a conversion.
    """

    paths: Sequence[str]
    output: str | None
    projects: Projects
    force: bool = False
    rename: bool = False
    factor: bool = False


class ImportedFiles(NamedTuple):
    """What became of each input, and the file that it is for; no files where nothing is to be written."""

    results: list[ConvertedSource]
    targets: list[Path]
    host: Host

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """What was noticed (no errors)."""
        return (diagnostic for result in self.results for diagnostic in result.diagnostics)

    def write(self) -> None:
        """Write all files, or none. Raises InvalidInputError."""
        pairs = zip(self.targets, self.results, strict=True)
        write_files({target: result.text for target, result in pairs}, self.host.show)


def import_files(request: ImportRequest) -> ImportedFiles:
    """Convert all inputs; nothing is written. Raises InvalidInputError with all that is wrong with any of them."""
    host = request.projects.session.host
    inputs = find_inputs(request.paths, host, IMPORTABLE)
    targets = [] if request.output is None else find_targets(inputs, request.paths, request.output, host)
    _refuse_loss(inputs, targets, request)
    return ImportedFiles(_import_all(inputs, request), targets, host)


def _refuse_loss(inputs: Sequence[SourceFile], targets: Sequence[Path], request: ImportRequest) -> None:
    """Raise InvalidInputError with every file that cannot be written without loss."""
    faults = [fault for error in _find_losses(inputs, targets, request) for fault in error.diagnostics]
    if faults:
        raise InvalidInputError(faults)


def _find_losses(
    inputs: Sequence[SourceFile], targets: Sequence[Path], request: ImportRequest
) -> Iterator[InvalidInputError]:
    host = request.projects.session.host
    real = RealPaths()
    read = {real.find(source_file.path) for source_file in inputs if source_file.path}
    seen: dict[str, SourceFile] = {}
    for target, source_file in zip(targets, inputs, strict=False):
        path = real.find(target)
        if path in read:
            yield wrong_output("the output would replace an input", host.show(target), "choose another file or folder")
        elif path in seen:
            message = f"{seen[path].source.file} and {source_file.source.file} would both be written there"
            yield wrong_output(message, host.show(target), "import them into different folders")
        elif os.path.isfile(target) and not request.force:  # noqa: PTH113 - a Path would raise for a name that is too long
            yield wrong_output("there is such a file already", host.show(target), "--force replaces it")
        seen[path] = source_file


def _import_all(inputs: Sequence[SourceFile], request: ImportRequest) -> list[ConvertedSource]:
    made: list[ConvertedSource] = []
    faults: list[Diagnostic] = []
    version = request.projects.request.argo_version
    sources = [(source_file, request.projects.options_around(source_file.folder)) for source_file in inputs]
    for source_file, options in sources:
        conversion = Conversion(source_file, options, request.projects.session, request.rename, request.factor)
        try:
            made.append(convert_source(conversion, version))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError([*faults, *(found for imported in made for found in imported.diagnostics)])
    return made
