"""Collect what is wrong with a pipeline while it is normalized, with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.language.tags import find_text
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class DiagnosticCollector:
    """The diagnostics of one document, in the order in which they were found; the same one is kept once.

    `is_argo_syntax` says that the tags of the document are Argo's own: what Argo accepts is no error then, whatever
    becomes of it.
    `inherited` are the documents whose settings it inherits, each with the path at which these are. A path that begins
    with a number leads into one of them.
    """

    def __init__(self, document: Document, inherited: Sequence[tuple[Document, NodePath]] = ()) -> None:
        self.document = document
        self.is_argo_syntax = bool(document.data.get("foreign_tags"))
        self._inherited = inherited
        self._found: dict[tuple[str, str, Place], Diagnostic] = {}

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What has been found so far."""
        return list(self._found.values())

    def error(self, code: str, message: str, path: NodePath, hint: str = "", **within: Any) -> None:
        """Report something that keeps the manifest from being made; `within` is as for `place`."""
        self.report(Severity.ERROR, code, message, path, hint, **within)

    def warning(self, code: str, message: str, path: NodePath, hint: str = "", **within: Any) -> None:
        """Report something that is probably not meant; `within` is as for `place`."""
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
        """Report a diagnostic; `fix` is what to write instead of the text that is looked for, if that stands there."""
        place = self.place(path, **within)
        skip = within.get("skip", 0)
        is_written = place.text[max(0, place.column - 1 - skip) :].startswith(within.get("find") or "\n")
        self.add(Diagnostic(code, message, place, hint, severity, fix if is_written else None))

    def place(self, path: NodePath, *, key: bool = False, find: str = "", skip: int = 0, width: int = 0) -> Place:
        """Return a node's place, its key's, or that of a text within it: `skip` characters into it, `width` wide."""
        document, path = self._enter(path)
        place = document.place(path, key=key, find=find)
        if width and place.text[place.column - 1 :].startswith(find):
            return place._replace(column=place.column + skip, width=width)
        return place

    def find(self, text: str, path: NodePath) -> NodePath:
        """Return the path of the first text equal to `text` in what stands at a path of the document, or that path."""
        value: Any = self.document.data
        for part in path:
            try:
                value = value[part]
            except (LookupError, TypeError):
                return path
        return find_text(value, text, path) or path

    def _enter(self, path: NodePath) -> tuple[Document, NodePath]:
        if not path or isinstance(path[0], str):
            return self.document, path
        document, start = self._inherited[path[0]]
        return document, (*start, *path[1:])

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic."""
        # What is wrong in the defaults is met in every leaf, with another hint perhaps, and is still one mistake.
        self._found.setdefault((diagnostic.code, diagnostic.message, diagnostic.place), diagnostic)
