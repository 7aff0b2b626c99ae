"""Compare the workflow of a run with that of an earlier one."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.records import EMPTY, Record

_LONGEST_DIFFERENCE = 6
_SHARED = ("volumes", "volumeClaimTemplates", "templateDefaults", "podSpecPatch", "securityContext")
"""The fields of the spec on which the steps of all templates depend."""
_KINDS = ("WorkflowTemplate", "ClusterWorkflowTemplate")


class Definition(Record):
    """What a run executes: the spec of its workflow, without the values of Secrets, and the digests of the rest.

    `references` are those of templates of other objects, by the object and the name of the template. `configuration` is
    the digest of ConfigMaps.
    """

    spec: Mapping[str, Any]
    references: Mapping[str, Mapping[str, str]] = EMPTY
    configuration: str = ""


def digest_references(documents: Iterable[Any], own: Any) -> dict[str, dict[str, str]]:
    """Return the digests of the templates of all workflow templates but one."""
    found: dict[str, dict[str, str]] = {}
    for document in documents:
        if isinstance(document, Mapping) and document.get("kind") in _KINDS and document is not own:
            name = str((document.get("metadata") or {}).get("name"))
            templates = (document.get("spec") or {}).get("templates") or ()
            found[f"{document['kind']} '{name}'"] = {str(each.get("name")): digest(each) for each in templates}
    return found


def digest(value: Any) -> str:
    """Return the digest of JSON data, which does not depend on the order of members and on empty fields."""
    text = json.dumps(_normalize(value), sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def list_changed(before: Definition, now: Definition, place: Place, *, allows_changes: bool) -> frozenset[str]:
    """Return the names of the templates that have changed since a run; without permission, raise InvalidInputError."""
    differences = [*_compare_specs(before.spec, now.spec), *_compare_references(before.references, now.references)]
    if differences and not allows_changes:
        hint = "resume with --allow-changes to run changed steps again, or start a new run"
        texts = dict.fromkeys(text for _, text in differences)
        raise InvalidInputError([Diagnostic("changed-manifest", text, place, hint) for text in texts])
    return frozenset(name for name, _ in differences)


def _compare_specs(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the differences of two specs: the name of a template, "" for the entrypoint, and its difference."""
    if before.get("entrypoint") != now.get("entrypoint"):
        yield "", f"the entrypoint was '{before.get('entrypoint')}', and is '{now.get('entrypoint')}'"
    old, new = ({str(each.get("name")): each for each in spec.get("templates") or ()} for spec in (before, now))
    for field in _SHARED:
        if _normalize(before.get(field)) != _normalize(now.get(field)):
            text = f"'{field}' has changed: {_compare(before.get(field), now.get(field))}"
            yield from ((name, text) for name in new)
    for name in {**old, **new}:
        if name not in new:
            yield name, f"template '{name}' was removed"
        elif name not in old:
            yield name, f"template '{name}' was added"
        elif _normalize(old[name]) != _normalize(new[name]):
            yield name, f"template '{name}' has changed: {_compare(old[name], new[name])}"


def _compare_references(
    before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    for kind in before.keys() & now.keys():
        for name, found in now[kind].items():
            if before[kind].get(name) not in (None, found):
                yield name, f"template '{name}' of {kind} has changed"


def _normalize(value: Any) -> Any:
    """Return data without the empty fields that Argo adds to stored objects."""
    if isinstance(value, Mapping):
        members = {key: _normalize(each) for key, each in value.items()}
        return {key: each for key, each in members.items() if each not in ({}, [], None, "")}
    if isinstance(value, list | tuple):
        return [_normalize(each) for each in value]
    return value


def _compare(before: Any, now: Any) -> str:
    """Return the lines that differ, on one line: messages have no further ones."""
    old, new = (_write(each) for each in (before, now))
    lines = [f"{line[0]} {line[2:].strip().rstrip(',')}" for line in difflib.ndiff(old, new) if line[:1] in "+-"]
    more = [f"… and {len(lines) - _LONGEST_DIFFERENCE} more"] if len(lines) > _LONGEST_DIFFERENCE else []
    return ", ".join([*lines[:_LONGEST_DIFFERENCE], *more])


def _write(value: Any) -> list[str]:
    return json.dumps(_normalize(value), indent=1, sort_keys=True, ensure_ascii=False, default=str).splitlines()
