"""Find the places of templates and of the names in them, in the files from which a run is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import InvalidInputError, Place
from argogen.host import Host
from argogen.testing.structure.graph import CallGraph, Key
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents

_NAME = re.compile(r"""'([^']+)'|"([^"]+)"|template reference ([\w-]+)|^templates\.[\w-]+\.\w+(?:\[\d+\])?\.([\w-]+)""")
_TEMPLATES = "templates"


class _Entry(NamedTuple):
    """A key or a string of a document."""

    path: NodePath
    is_key: bool


class _Index:
    """The keys and strings of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._entries: dict[str, list[_Entry]] = {}
        for text, entry in _walk(document.data, ()):
            self._entries.setdefault(text, []).append(entry)

    @property
    def name(self) -> str:
        """The name of the object or pipeline."""
        data = self.document.data if isinstance(self.document.data, Mapping) else {}
        metadata = data.get("metadata")
        return str((metadata if isinstance(metadata, Mapping) else data).get("name") or "")

    def list_nodes(self, names: Iterable[str]) -> list[NodePath]:
        """Return the paths of mappings with one of some names, those of templates first."""
        found = [path for name in names for path in self._list_named(name)]
        return sorted(dict.fromkeys(found), key=lambda path: _TEMPLATES not in path)

    def _list_named(self, name: str) -> Iterator[NodePath]:
        for entry in self._entries.get(name, ()):
            if entry.is_key:
                yield entry.path
            elif entry.path[-1:] == ("name",) and len(entry.path) > 1:
                yield entry.path[:-1]

    def find(self, name: str, within: NodePath = ()) -> Place | None:
        """Return the place of a key or string in a part of the document; None if it does not exist there."""
        for entry in self._entries.get(name, ()):
            if entry.path[: len(within)] == within:
                return self.document.place(entry.path, key=entry.is_key)
        return None


def _walk(data: Any, path: NodePath) -> Iterator[tuple[str, _Entry]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key), _Entry((*path, key), True)
            yield from _walk(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _walk(value, (*path, number))
    elif isinstance(data, str):
        yield data, _Entry(path, False)


class Places:
    """The places in the files of a run, which are read again if there is a problem; the first file is the workflow."""

    def __init__(self, host: Host, files: Sequence[Path]) -> None:
        self._host, self._files = host, files
        self._read: list[_Index] | None = None

    @property
    def _indices(self) -> list[_Index]:
        if self._read is None:
            self._read = [index for file in dict.fromkeys(self._files) for index in self._index(file)]
        return self._read

    def _index(self, file: Path) -> Iterator[_Index]:
        try:
            documents = read_documents(self._host.read(self._host.show(file)))
        except InvalidInputError:
            return
        yield from (_Index(document) for document in documents if document.data is not None)

    def find(self, message: str) -> Place:
        """Return the place of the first name in a message that occurs in a file, else that of the workflow."""
        for name in _list_names(message):
            for index in self._indices:
                if place := index.find(name):
                    return place
        return self._start

    @property
    def _start(self) -> Place:
        return self._indices[0].document.place(()) if self._indices else Place(self._host.show(self._files[0]))

    def find_in_template(self, key: Key, graph: CallGraph, message: str) -> Place:
        """Return the place of the first name in a message that occurs in a template, else that of the template."""
        calls = [call.name for call in graph.calls if call.target == key]
        nodes = [(index, path) for index in self._list_indices(key[1]) for path in index.list_nodes((key[2], *calls))]
        for name in _list_names(message):
            for index, path in nodes:
                if place := index.find(name, path):
                    return place
        if nodes and not any(index.find(name) for name in _list_names(message) for index, _ in nodes):
            index, path = nodes[0]
            return index.document.place(path)
        return self.find(message)

    def _list_indices(self, base: str) -> list[_Index]:
        """Return the documents of an object; all if it is the workflow, or has no document."""
        return [index for index in self._indices if index.name == base] or self._indices


def _list_names(message: str) -> list[str]:
    return [name for found in _NAME.finditer(message) for name in found.groups() if name]
