"""Check the Argo versions in a project file."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.versions import UnknownVersionError, parse_version
from argogen.diagnostics import Diagnostic
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

_KEY = "argo_version"


def find_version_errors(document: Document) -> Iterator[Diagnostic]:
    """Report unknown patch levels in a valid document; minor versions are checked by the schema."""
    for path in _list_paths(document):
        data = document.data
        for key in path:
            data = data[key] or {}
        if _KEY in data:
            yield from _check(document, (*path, _KEY), data[_KEY])


def _list_paths(document: Document) -> Iterator[NodePath]:
    yield ()
    yield from (("environments", name) for name in document.data.get("environments") or ())


def _check(document: Document, path: NodePath, text: str) -> Iterator[Diagnostic]:
    try:
        parse_version(text)
    except UnknownVersionError as error:
        yield Diagnostic("invalid-value", error.message, document.place(path), error.hint)
