"""The source files of a command: files as named, folders searched for pipelines, `-` for standard input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.dialects.recognition import MANIFEST_HINT, find_manifests, is_pipeline, is_runnable
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.host import Host
from argogen.late import import_late
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.output import stamp
    from argogen.project import pipelines
else:
    stamp = import_late("argogen.output.stamp")
    pipelines = import_late("argogen.project.pipelines")


class DocumentFilter(NamedTuple):
    """Which documents a command searches folders for, and what messages call them.

    A text that the `mark` matches has such a document, and is not parsed to know.
    """

    accepts: Callable[[Any], bool]
    name: str
    hint: str
    mark: re.Pattern[str] | None = None


def find_inputs(paths: Sequence[str], host: Host, accepted: DocumentFilter | None = None) -> list[SourceFile]:
    """Read the sources that these paths name; of folders, those with a document that is `accepted`: pipelines, if None.

    Raises InvalidInputError with every path that cannot be used.
    """
    found: list[SourceFile] = []
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            found.extend(_find(path, host, accepted or PIPELINES))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    return found


def _find(path: str, host: Host, accepted: DocumentFilter) -> Iterator[SourceFile]:
    if path == "-":
        yield SourceFile(host.read_standard_input(), Path("stdin.yaml"), Path())
    elif host.is_folder(path):
        yield from _search(Path(path), host, accepted)
    else:
        yield make_source_file(host.read(path), Path(path), host)


def _search(folder: Path, host: Host, accepted: DocumentFilter) -> Iterator[SourceFile]:
    absolute = host.resolve(folder)
    files = [folder / file.relative_to(absolute) for file in pipelines.list_yaml_files(absolute)]
    sources = [(file, host.read(file)) for file in files]
    meant = [
        (file, source) for file, source in sources if not stamp.is_stamped(source.text) and _holds(source, accepted)
    ]
    found = [SourceFile(source, file.relative_to(folder), file.parent, host.resolve(file)) for file, source in meant]
    if not found:
        message = f"there is no {accepted.name} in this folder"
        looked_at = "1 YAML file was" if len(files) == 1 else f"{len(files)} YAML files were"
        hint = f"{looked_at} looked at; {accepted.hint}"
        raise InvalidInputError([Diagnostic("no-pipelines", message, Place(str(folder)), hint)])
    yield from found


def holds_pipeline(source: SourceText) -> bool:
    """Whether a file found in a folder is meant as a pipeline; True for one that cannot be parsed."""
    return _holds(source, PIPELINES)


def _holds(source: SourceText, accepted: DocumentFilter) -> bool:
    if accepted.mark is not None and accepted.mark.search(source.text):
        return True
    try:
        documents = read_documents(source)
    except InvalidInputError:
        return True
    return any(accepted.accepts(document.data) for document in documents)


def _is_checkable(data: object) -> bool:
    return bool(find_manifests(data)) or is_pipeline(data)


def _is_importable(data: object) -> bool:
    return bool(find_manifests(data)) or is_runnable(data)


PIPELINES = DocumentFilter(is_pipeline, "pipeline", "a pipeline has a name and a body such as steps: or run:")
CHECKABLE = PIPELINES._replace(
    accepts=_is_checkable, mark=re.compile(r"""^apiVersion: *["']?argoproj\.io/""", re.MULTILINE)
)
IMPORTABLE = DocumentFilter(_is_importable, "manifest", MANIFEST_HINT)
