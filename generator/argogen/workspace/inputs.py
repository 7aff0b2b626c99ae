"""Which files a command is about: files as named, folders searched for pipelines, `-` for standard input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.dialects.recognition import MANIFEST_HINT, find_manifests, is_pipeline, is_runnable
from argogen.engine.source_file import SourceFile
from argogen.output.stamp import is_stamped
from argogen.project.pipelines import list_yaml_files
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText, read_source


class Wanted(NamedTuple):
    """What a command looks for in folders: which documents, what they are called, and how to know them.

    A text with the `mark` has such a document, so that it need not be read for that.
    """

    accepts: Callable[[Any], bool]
    name: str
    hint: str
    mark: re.Pattern[str] | None = None


def find_inputs(paths: Sequence[str], wanted: Wanted | None = None) -> list[SourceFile]:
    """The sources that these paths name; of folders those with a document that is `wanted`, a pipeline if nothing is.

    Raises InvalidInputError with every path that cannot be used.
    """
    found: list[SourceFile] = []
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            found.extend(_find(path, wanted or PIPELINES))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    return found


def _find(path: str, wanted: Wanted) -> Iterator[SourceFile]:
    if path == "-":
        yield SourceFile(read_source("-"), Path("stdin.yaml"), Path())
    elif is_folder(Path(path)):
        yield from _search(Path(path), wanted)
    else:
        yield SourceFile(read_source(path), Path(Path(path).name), Path(path).parent)


def is_folder(path: Path) -> bool:
    """Whether there is a folder; what cannot be looked at, for its name or its parents, is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _search(folder: Path, wanted: Wanted) -> Iterator[SourceFile]:
    files = list(list_yaml_files(folder))
    sources = [(file, read_source(file)) for file in files]
    meant = [(file, source) for file, source in sources if not is_stamped(source.text) and _holds(source, wanted)]
    found = [SourceFile(source, file.relative_to(folder), file.parent) for file, source in meant]
    if not found:
        message = f"there is no {wanted.name} in this folder"
        looked_at = "1 YAML file was" if len(files) == 1 else f"{len(files)} YAML files were"
        hint = f"{looked_at} looked at; {wanted.hint}"
        raise InvalidInputError([Diagnostic("no-pipelines", message, Place(str(folder)), hint)])
    yield from found


def holds_pipeline(source: SourceText) -> bool:
    """Whether a file found in a folder is meant as a pipeline; one that cannot be read has to be looked at."""
    return _holds(source, PIPELINES)


def _holds(source: SourceText, wanted: Wanted) -> bool:
    if wanted.mark is not None and wanted.mark.search(source.text):
        return True
    try:
        documents = read_documents(source)
    except InvalidInputError:
        return True
    return any(wanted.accepts(document.data) for document in documents)


def _is_checkable(data: object) -> bool:
    return bool(find_manifests(data)) or is_pipeline(data)


def _is_importable(data: object) -> bool:
    return bool(find_manifests(data)) or is_runnable(data)


PIPELINES = Wanted(is_pipeline, "pipeline", "a pipeline has a name and a body such as steps: or run:")
CHECKABLE = PIPELINES._replace(
    accepts=_is_checkable, mark=re.compile(r"""^apiVersion: *["']?argoproj\.io/""", re.MULTILINE)
)
IMPORTABLE = Wanted(_is_importable, "manifest", MANIFEST_HINT)
