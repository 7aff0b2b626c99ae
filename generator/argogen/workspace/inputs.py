"""Which files a command is about: files as named, folders searched for pipelines, `-` for standard input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.dialects.recognition import find_manifests, is_runnable
from argogen.language.vocabulary import bodies, body_of
from argogen.output.stamp import is_stamped
from argogen.project.pipelines import list_yaml_files
from argogen.schemas import read_schema
from argogen.suggestions import find_nearest
from argogen.yaml.read import read_documents
from argogen.yaml.text import STDIN, SourceText, read_source


class Wanted(NamedTuple):
    """What a command looks for in folders: which documents, what they are called, and how to know them.

    A text with the `mark` has such a document, so that it need not be read for that.
    """

    accepts: Callable[[Any], bool]
    name: str
    hint: str
    mark: re.Pattern[str] | None = None


class Input(NamedTuple):
    """A source to work on; `relative` is its path below the folder that was named, or its file name."""

    source: SourceText
    relative: Path
    folder: Path

    @property
    def is_stdin(self) -> bool:
        """Whether it came from standard input, so that there is no file to look at again."""
        return self.source.file == STDIN


def find_path(given: Input) -> Path | None:
    """The absolute path of a source's file; None for standard input."""
    return None if given.is_stdin else given.folder.absolute() / Path(given.source.file).name


def find_inputs(paths: Sequence[str], wanted: Wanted | None = None) -> list[Input]:
    """The sources that these paths name; of folders those with a document that is `wanted`, a pipeline if nothing is.

    Raises InvalidInputError with every path that cannot be used.
    """
    found: list[Input] = []
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            found.extend(_find(path, wanted or PIPELINES))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    return found


def _find(path: str, wanted: Wanted) -> Iterator[Input]:
    if path == "-":
        yield Input(read_source("-"), Path("stdin.yaml"), Path())
    elif is_folder(Path(path)):
        yield from _search(Path(path), wanted)
    else:
        yield Input(read_source(path), Path(Path(path).name), Path(path).parent)


def is_folder(path: Path) -> bool:
    """Whether there is a folder; what cannot be looked at, for its name or its parents, is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _search(folder: Path, wanted: Wanted) -> Iterator[Input]:
    files = list(list_yaml_files(folder))
    sources = [(file, read_source(file)) for file in files]
    meant = [(file, source) for file, source in sources if not is_stamped(source.text) and _holds(source, wanted)]
    found = [Input(source, file.relative_to(folder), file.parent) for file, source in meant]
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


def is_pipeline(data: object) -> bool:
    """Whether a document found in a folder looks like a pipeline and not like somebody else's YAML."""
    if is_runnable(data):
        return True
    if not isinstance(data, dict) or "apiVersion" in data:
        return False
    if "name" not in data and "metadata" not in data:
        return False
    return body_of(data) is not None or "components" in data or _is_slip(data)


def _is_checkable(data: object) -> bool:
    return bool(find_manifests(data)) or is_pipeline(data)


def _is_importable(data: object) -> bool:
    return bool(find_manifests(data)) or is_runnable(data)


def _is_slip(data: Mapping[str, Any]) -> bool:
    """Whether all that keeps it from being a pipeline is one key that is nearly a body's."""
    strangers = [key for key in data if key not in read_schema("pipeline")["properties"]]
    return len(strangers) == 1 and bool(find_nearest(strangers[0], bodies()))


PIPELINES = Wanted(is_pipeline, "pipeline", "a pipeline has a name and a body such as steps: or run:")
CHECKABLE = PIPELINES._replace(
    accepts=_is_checkable, mark=re.compile(r"""^apiVersion: *["']?argoproj\.io/""", re.MULTILINE)
)
IMPORTABLE = Wanted(_is_importable, "manifest", "a manifest has an apiVersion of argoproj.io and one of Argo's kinds")
