"""Import manifests and runnable pipelines into output files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.recognition import MANIFEST_HINT, find_manifests, is_runnable
from argogen.engine.conversion.documents import Conversion
from argogen.engine.conversion.sources import ConvertedSource, convert_source
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.files import is_file
from argogen.host import Host
from argogen.output.files import write_files
from argogen.paths import RealPaths
from argogen.workspace.inputs import DocumentFilter, FoundInputs, find_readable_inputs
from argogen.workspace.targets import find_targets, wrong_output


def _is_importable(data: object) -> bool:
    return bool(find_manifests(data)) or is_runnable(data)


_IMPORTABLE = DocumentFilter(_is_importable, "manifest", MANIFEST_HINT)


class ImportRequest(NamedTuple):
    """The inputs and options of an import: `output` is a file or directory, None to write no file.

    `force` allows existing files to be overwritten; `rename` and `factor` are options of the conversion. With
    `keep_going`, sources that cannot be read or converted are skipped. `exclude` are patterns of files in directories.
    """

    paths: Sequence[str]
    output: str | None
    projects: Projects
    force: bool = False
    rename: bool = False
    factor: bool = False
    keep_going: bool = False
    exclude: Sequence[str] = ()


class _Import(NamedTuple):
    """The result of each input, None for one that cannot be converted, and the errors of these."""

    results: list[ConvertedSource | None]
    errors: list[Diagnostic]


class ImportedFiles(NamedTuple):
    """The result of each converted input and its target file; `targets` is empty if no file is to be written.

    `failed` are the names of the other inputs, and `errors` their diagnostics.
    """

    results: list[ConvertedSource]
    targets: list[Path]
    host: Host
    failed: list[str]
    errors: list[Diagnostic]

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """The diagnostics of all inputs."""
        yield from self.errors
        yield from (diagnostic for result in self.results for diagnostic in result.diagnostics)

    def write(self) -> None:
        """Write all files, or none. Raises InvalidInputError."""
        pairs = zip(self.targets, self.results, strict=True)
        write_files({target: result.text for target, result in pairs}, self.host.show)


def import_files(request: ImportRequest) -> ImportedFiles:
    """Convert all inputs without writing. Raises InvalidInputError with the diagnostics of all of them."""
    host = request.projects.session.host
    found = _find_inputs(request, host)
    inputs = found.sources
    is_written = request.output is not None and inputs
    targets = find_targets(inputs, request.paths, request.output or "", host) if is_written else []
    _refuse_loss(inputs, targets, request)
    done = _import_all(inputs, request)
    failed = [each.source.file for each, result in zip(inputs, done.results, strict=True) if result is None]
    return ImportedFiles(
        [result for result in done.results if result is not None],
        [target for target, result in zip(targets, done.results, strict=False) if result is not None],
        host,
        [*(name for name, _ in found.unreadable), *failed],
        [*(each for _, errors in found.unreadable for each in errors), *done.errors],
    )


def _find_inputs(request: ImportRequest, host: Host) -> FoundInputs:
    """Return the inputs that can be read. Raises InvalidInputError if one cannot, unless others are to be imported."""
    found = find_readable_inputs(request.paths, host, _IMPORTABLE, request.exclude)
    if found.unreadable and not request.keep_going:
        raise InvalidInputError([each for _, errors in found.unreadable for each in errors])
    return found


def _refuse_loss(inputs: Sequence[SourceFile], targets: Sequence[Path], request: ImportRequest) -> None:
    """Raise InvalidInputError with every target that would overwrite another file."""
    errors = [each for error in _find_losses(inputs, targets, request) for each in error.diagnostics]
    if errors:
        raise InvalidInputError(errors)


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
            yield wrong_output(
                "the output would overwrite an input", host.show(target), "choose another file or directory"
            )
        elif path in seen:
            message = f"'{seen[path].source.file}' and '{source_file.source.file}' have the same output"
            yield wrong_output(message, host.show(target), "import them into different directories")
        elif is_file(target) and not request.force:
            yield wrong_output("the file already exists", host.show(target), "choose another file, or use --force")
        seen[path] = source_file


def _import_all(inputs: Sequence[SourceFile], request: ImportRequest) -> _Import:
    made: list[ConvertedSource | None] = []
    errors: list[Diagnostic] = []
    version = request.projects.request.argo_version
    sources = [(source_file, request.projects.options_around(source_file.folder)) for source_file in inputs]
    for source_file, options in sources:
        conversion = Conversion(source_file, options, request.projects.session, request.rename, request.factor)
        try:
            made.append(convert_source(conversion, version))
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
            made.append(None)
    if errors and not request.keep_going:
        raise InvalidInputError([*errors, *(found for imported in made if imported for found in imported.diagnostics)])
    return _Import(made, errors)
