"""What is left of a faulty document, and what was taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

ListOwners = Callable[["NodePath"], "list[NodePath]"]


class Removal(NamedTuple):
    """A fragment that was taken out, or replaced with a placeholder: where it stood, and what it was.

    `key` is its key as the person wrote it, "" for an item of a list; `is_unknown` says that nothing has such a key.
    """

    path: NodePath
    value: Any
    key: str = ""
    is_unknown: bool = False


class SoundPart(NamedTuple):
    """A document without its faulty fragments.

    `list_owners` gives the objects around a path to which names belong, the document first. `bodiless` are the paths of
    those whose body is a placeholder, `nameless` those whose name is one, and in which nothing can be seen of the right
    name. `invented` are all names that are placeholders, `corrected` the misspelled keys that were taken for others.
    `diagnostics` are those of faults that came to light during the repair.
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
