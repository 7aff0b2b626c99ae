"""The valid part of an invalid document, and the removed fragments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

ListOwners = Callable[["NodePath"], "list[NodePath]"]


class Removal(NamedTuple):
    """A fragment that was removed or replaced with a placeholder: its path and value.

    `key` is the key in the source, "" for a list item; `is_unknown` is set for an unknown key.
    """

    path: NodePath
    value: Any
    key: str = ""
    is_unknown: bool = False


class SoundPart(NamedTuple):
    """A document without its invalid fragments.

    `list_owners` returns the named objects around a path, the document first. `bodiless` are the paths of objects with
    a placeholder for the body, `nameless` those with a placeholder for a name that is unknown. `invented` are all
    placeholder names, `corrected` the misspelled keys that were corrected. `diagnostics` are those of errors that were
    found during the repair.
    """

    document: Document
    list_owners: ListOwners
    removals: tuple[Removal, ...] = ()
    bodiless: frozenset[NodePath] = frozenset()
    nameless: frozenset[NodePath] = frozenset()
    invented: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()

    def find_owner(self, path: NodePath) -> NodePath:
        """Return the path of the innermost object at or around a path."""
        return self.list_owners(path)[-1]

    def find_outer_owner(self, path: NodePath) -> NodePath:
        """Return the path of the innermost object around a path, which is not the path itself."""
        return next((owner for owner in reversed(self.list_owners(path)) if owner != path), ())
