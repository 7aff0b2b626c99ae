"""Edit a document copy-on-write: only the containers around an edit are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath


class DocumentEditor:
    """A document under repair. Paths remain those of the original, so that places can be located."""

    def __init__(self, document: Document) -> None:
        top = [document.data]
        self._copies: dict[int, Any] = {id(top): top}  # keeps the copies alive, so that ids stay unique
        self._document = document._replace(top=top, numbers=document.numbers.copy(), keys=document.keys.copy())

    @property
    def document(self) -> Document:
        """The document with all edits so far; invalid after further edits."""
        return self._document._replace()

    def read(self, path: NodePath) -> Any:
        """Return the value at a path. Raises LookupError or TypeError if the path does not exist."""
        value: Any = self._document.data
        for key in path:
            value = value[key]
        return value

    def has(self, path: NodePath) -> bool:
        """Return whether a path exists."""
        try:
            self.read(path)
        except (LookupError, TypeError):
            return False
        return True

    def write(self, path: NodePath, value: Any) -> None:
        """Set the value at a path, whose container must exist."""
        container = self._own((0, *path)[:-1])
        key = (0, *path)[-1]
        self._document.numbers.set(container, key, None)
        container[key] = value

    def remove(self, path: NodePath) -> None:
        """Remove a key from its mapping."""
        container = self._own((0, *path)[:-1])
        self._document.numbers.set(container, path[-1], None)
        del container[path[-1]]

    def rename(self, path: NodePath, key: str) -> None:
        """Rename a key of a mapping; its place remains that of the original key."""
        container, old = self._own((0, *path)[:-1]), path[-1]
        items = [(key if name == old else name, item) for name, item in container.items()]
        written = self._document.keys.get(container, old) or old
        number = self._document.numbers.get(container, old)
        container.clear()
        container.update(items)
        self._document.keys.set(container, key, str(written))
        self._document.numbers.set(container, key, number)

    def _own(self, path: NodePath) -> Any:
        """Return a mutable copy of the container at a path from the top."""
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
        for sources in (self._document.numbers, self._document.keys):
            if sources:
                for key in container if isinstance(container, dict) else range(len(container)):
                    sources.set(copy, key, sources.get(container, key))
        return copy
