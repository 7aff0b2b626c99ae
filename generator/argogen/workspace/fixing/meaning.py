"""Compare the manifests of sources before and after fixes."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from typing import Any

from argogen.argo.structure import DEFAULT_VERSION, load_structure
from argogen.argo.structure.table import read_definitions
from argogen.diagnostics import InvalidInputError
from argogen.engine.results import Generated, Result
from argogen.engine.workers.pool import Batch, attempt_all
from argogen.engine.workers.work import Work
from argogen.yaml.read import read_documents
from argogen.yaml.scalars import to_string
from argogen.yaml.text import SourceText


def find_changed_manifests(before: Work, after: Work, batch: Batch, may_change: Container[str]) -> Collection[str]:
    """Return the files that no longer render, or whose manifests are not equal, except those that may change.

    Sources that did not render before have no meaning to compare.
    """
    files = [source_file.source.file for source_file, _ in after]
    pairs = zip(files, attempt_all(before, batch), attempt_all(after, batch), strict=True)
    return {
        file
        for file, old, new in pairs
        if isinstance(old, Generated) and not _is_alike(old, new, is_strict=file not in may_change)
    }


def _is_alike(before: Generated, after: Result, *, is_strict: bool) -> bool:
    if not isinstance(after, Generated):
        return False
    return not is_strict or _read_meaning(before) == _read_meaning(after)


def _read_meaning(generated: Generated) -> Any:
    """Return the manifests of a source in a form that is equal for all notations of the same meaning."""
    return _unify(_read(generated.text), _list_renamed())


def _unify(value: Any, renamed: Mapping[str, str]) -> Any:
    """Return the value with deprecated fields as those that replace them, and booleans as strings."""
    if isinstance(value, list):
        return [_unify(item, renamed) for item in value]
    if not isinstance(value, dict):
        return to_string(value) if isinstance(value, bool) else value
    fields = {key: _unify(item, renamed) for key, item in value.items()}
    return {renamed.get(key, key): [item] if key in renamed else item for key, item in fields.items()}


def _list_renamed() -> Mapping[str, str]:
    """Return the fields that only differ from their replacement in that it has a list, with this replacement."""
    structure = load_structure(DEFAULT_VERSION)
    found: dict[str, str] = {}
    for definition, fields in read_definitions().items():
        for field in fields if not isinstance(fields, str) else ():
            facts = structure.field(definition, field)
            new = structure.field(definition, facts.instead) if facts is not None and facts.instead else None
            if facts is not None and new is not None and new.type == f"[{facts.type}]":
                found[field] = facts.instead
    return found


def _read(text: str) -> list[Any]:
    try:
        return [document.data for document in read_documents(SourceText("", text))]
    except InvalidInputError:
        return []
