"""Edit a copy of a document: the containers around an edit are copied, all others are shared."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath


class DocumentEditor:
    """A document under repair. Its paths stay those of the original, so that places are still found."""

    def __init__(self, document: Document) -> None:
        top = [document.data]
        self._copies: dict[int, Any] = {id(top): top}  # kept alive, so that their identities stay theirs
        self._document = dataclasses.replace(
            document, top=top, numbers=document.numbers.copy(), keys=document.keys.copy()
        )

    @property
    def document(self) -> Document:
        """The document with all edits so far; not to be kept across further ones."""
        return dataclasses.replace(self._document)

    def read(self, path: NodePath) -> Any:
        """The value at a path. Raises LookupError or TypeError where there is none."""
        value: Any = self._document.data
        for key in path:
            value = value[key]
        return value

    def has(self, path: NodePath) -> bool:
        """Whether there is a value at a path."""
        try:
            self.read(path)
        except (LookupError, TypeError):
            return False
        return True

    def write(self, path: NodePath, value: Any) -> None:
        """Put a value at a path; its container has to exist."""
        container = self._own((0, *path)[:-1])
        key = (0, *path)[-1]
        self._document.numbers.set(container, key, None)
        container[key] = value

    def remove(self, path: NodePath) -> None:
        """Take a key out of its mapping."""
        container = self._own((0, *path)[:-1])
        self._document.numbers.set(container, path[-1], None)
        del container[path[-1]]

    def rename(self, path: NodePath, key: str) -> None:
        """Give a key of a mapping another name, under which the place of the written one is still found."""
        container, old = self._own((0, *path)[:-1]), path[-1]
        items = [(key if name == old else name, item) for name, item in container.items()]
        written = self._document.keys.get(container, old) or old
        number = self._document.numbers.get(container, old)
        container.clear()
        container.update(items)
        self._document.keys.set(container, key, str(written))
        self._document.numbers.set(container, key, number)

    def _own(self, path: NodePath) -> Any:
        """The container at a path that begins at the top, as a copy that may be changed."""
        container: Any = self._document.top
        for key in path:
            inner = container[key]
            if id(inner) not in self._copies:
                inner = self._copy(inner)
                container[key] = inner
            container = inner
        return container

    def _copy(self, container: Any) -> Any:
        copy = container.copy()
        self._copies[id(copy)] = copy
        for spellings in (self._document.numbers, self._document.keys):
            if spellings:
                for key in container if isinstance(container, dict) else range(len(container)):
                    spellings.set(copy, key, spellings.get(container, key))
        return copy
