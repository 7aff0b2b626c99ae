"""Resume a run from its directory, or from a workflow as Argo records it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.running.preparation import Prepared
from argogen.running.records.directory import OUTCOMES, RunDirectory
from argogen.running.records.outcomes import Reuse, read_nodes, read_outcome

_LONGEST_DIFFERENCE = 20


def reuse_directory(directory: RunDirectory) -> Reuse:
    """Return the outcomes of an earlier run."""
    return Reuse(read_outcome(line) for line in directory.read_lines(OUTCOMES))


def reuse_workflow(workflow: Mapping[str, Any]) -> Reuse:
    """Return the outcomes of a run of Argo."""
    return Reuse(read_nodes(workflow))


def list_changed(before: Mapping[str, Any], prepared: Prepared, *, allows_changes: bool) -> frozenset[str]:
    """Return the names of the templates that have changed since a run; without permission, raise InvalidInputError."""
    now = prepared.target.document.get("spec") or {}
    now = now.get("workflowSpec") or now
    differences = dict(find_differences(before, now))
    if differences and not allows_changes:
        hint = "resume with --allow-changes to run changed steps again, or start a new run"
        found = [Diagnostic("changed-manifest", text, prepared.place, hint) for text in differences.values()]
        raise InvalidInputError(found)
    return frozenset(differences)


def find_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the differences of the templates and entrypoints of two specs: the name of a template, and its difference.

    The name is "" for the entrypoint.
    """
    if before.get("entrypoint") != now.get("entrypoint"):
        yield "", f"the entrypoint was '{before.get('entrypoint')}', and is '{now.get('entrypoint')}'"
    old, new = ({each.get("name"): each for each in spec.get("templates") or ()} for spec in (before, now))
    for name in {**old, **new}:
        if name not in new:
            yield name, f"template '{name}' was removed"
        elif name not in old:
            yield name, f"template '{name}' was added"
        elif _normalize(old[name]) != _normalize(new[name]):
            yield name, f"template '{name}' has changed:\n{_compare(old[name], new[name])}"


def _normalize(value: Any) -> Any:
    """Return data without the empty fields that Argo adds to stored objects."""
    if isinstance(value, Mapping):
        members = {key: _normalize(each) for key, each in value.items()}
        return {key: each for key, each in members.items() if each not in ({}, [], None, "")}
    if isinstance(value, list | tuple):
        return [_normalize(each) for each in value]
    return value


def _compare(before: Any, now: Any) -> str:
    old, new = (_write(each) for each in (before, now))
    lines = [line for line in difflib.ndiff(old, new) if line[:1] in "+-"]
    more = [f"… and {len(lines) - _LONGEST_DIFFERENCE} more lines"] if len(lines) > _LONGEST_DIFFERENCE else []
    return "\n".join(f"    {line}" for line in [*lines[:_LONGEST_DIFFERENCE], *more])


def _write(value: Any) -> list[str]:
    return json.dumps(_normalize(value), indent=1, sort_keys=True, ensure_ascii=False).splitlines()
