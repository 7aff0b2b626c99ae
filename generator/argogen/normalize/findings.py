"""Collects what is wrong with a pipeline while it is normalized, with its place in the person's file."""

from __future__ import annotations

from typing import Any

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.source.document import Document
from argogen.source.notes import NodePath


class Findings:
    """The diagnostics of one document, in the order in which they were found; the same one is kept once.

    `is_argos` says that the document is in Argo's own words: what Argo takes is then no error, whatever becomes of it.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.is_argos = bool(document.data.get("foreign_tags"))
        self._found: dict[tuple[str, str, Place], Diagnostic] = {}

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What has been found so far."""
        return list(self._found.values())

    def error(self, code: str, message: str, path: NodePath, hint: str = "", **spot: Any) -> None:
        """Something that keeps the manifest from being made; `spot` is as for `place`."""
        self.add(Diagnostic(code, message, self.place(path, **spot), hint))

    def warning(self, code: str, message: str, path: NodePath, hint: str = "", **spot: Any) -> None:
        """Something that is probably not meant."""
        self.add(Diagnostic(code, message, self.place(path, **spot), hint, Severity.WARNING))

    def place(self, path: NodePath, *, key: bool = False, find: str = "", skip: int = 0, width: int = 0) -> Place:
        """A node's place, its key's, or that of a text within it: `skip` characters into it, `width` wide."""
        place = self.document.place(path, key=key, find=find)
        if width and place.text[place.column - 1 :].startswith(find):
            return place._replace(column=place.column + skip, width=width)
        return place

    def add(self, diagnostic: Diagnostic) -> None:
        """A finding of one's own making."""
        # What is wrong in the defaults is met in every leaf, with another hint perhaps, and is still one mistake.
        self._found.setdefault((diagnostic.code, diagnostic.message, diagnostic.place), diagnostic)
