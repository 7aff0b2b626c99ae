"""Collect the diagnostics of a pipeline during normalization, with their places in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.language.tags import TextPaths
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class DiagnosticCollector:
    """The diagnostics of one document, in the order in which they were found, without duplicates.

    `is_argo_syntax` is set if the tags of the document are in Argo syntax; everything that Argo accepts is then
    reported as a warning at most. `inherited` are the documents from which settings are inherited, each with the path
    of its settings; a path that begins with a number is relative to one of them.
    """

    def __init__(self, document: Document, inherited: Sequence[tuple[Document, NodePath]] = ()) -> None:
        self.document = document
        self.is_argo_syntax = bool(document.data.get("foreign_tags"))
        self._inherited = inherited
        self._texts = TextPaths()
        self._found: dict[tuple[str, str, Place], Diagnostic] = {}

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The diagnostics found so far."""
        return list(self._found.values())

    def error(self, code: str, message: str, path: NodePath, hint: str = "", **within: Any) -> None:
        """Report an error, which prevents a manifest from being written; for `within`, see `place`."""
        self.report(Severity.ERROR, code, message, path, hint, **within)

    def warning(self, code: str, message: str, path: NodePath, hint: str = "", **within: Any) -> None:
        """Report a warning about a probable mistake; for `within`, see `place`."""
        self.report(Severity.WARNING, code, message, path, hint, **within)

    def report(
        self,
        severity: Severity,
        code: str,
        message: str,
        path: NodePath,
        hint: str = "",
        fix: str | None = None,
        **within: Any,
    ) -> None:
        """Report a diagnostic; `fix` replaces the string `find`, and is dropped if the source differs from that."""
        place = self.place(path, **within)
        skip = within.get("skip", 0)
        is_written = place.text.startswith(within.get("find") or "\n", max(0, place.column - 1 - skip))
        self.add(Diagnostic(code, message, place, hint, severity, fix if is_written else None))

    def place(
        self, path: NodePath, *, key: bool = False, find: str = "", at: int = 0, skip: int = 0, width: int = 0
    ) -> Place:
        """Return the place of a node, of its key, or of the string `find` in it.

        `skip` and `width` select a part of the string; `at` is the expected index of the string in the node.
        """
        document, path = self._enter(path)
        place = document.place(path, key=key, find=find, at=at)
        if width and place.text.startswith(find, place.column - 1):
            return place._replace(column=place.column + skip, width=width)
        return place

    def find(self, text: str, path: NodePath) -> NodePath:
        """Return the path of the first string equal to `text` in the value at a path, or that path."""
        value: Any = self.document.data
        for part in path:
            try:
                value = value[part]
            except (LookupError, TypeError):
                return path
        return self._texts.find(value, text, path) or path

    def _enter(self, path: NodePath) -> tuple[Document, NodePath]:
        if not path or isinstance(path[0], str):
            return self.document, path
        document, start = self._inherited[path[0]]
        return document, (*start, *path[1:])

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic."""
        # An error in the defaults is found again in every leaf, possibly with a different hint.
        self._found.setdefault((diagnostic.code, diagnostic.message, diagnostic.place), diagnostic)
