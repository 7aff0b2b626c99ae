"""Select the rules for a file: settings of packs, the project, its paths, and the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.linter.registry import UnknownRuleError
from argogen.linter.selection import DEFAULT_SELECTION, RuleConfig, RuleSelection
from argogen.project.patterns import matches_pattern
from argogen.project.project import Project, ProjectEnvironment
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


def resolve_rules(
    project_environment: ProjectEnvironment | None,
    path: Path | None,
    selection: RuleConfig | None = None,
    *,
    with_plugins: bool = False,
) -> RuleSelection:
    """Return the rules for a file (an absolute path); `selection` from the request takes precedence over the project.

    Raises InvalidInputError for unknown rules.
    """
    selections = _list_selections(project_environment.project, path) if project_environment else ()
    if not (selections or selection or with_plugins):
        return DEFAULT_SELECTION
    return RuleSelection(*selections, *([selection] if selection else ()), with_plugins=with_plugins)


def read_script_mode(project_environment: ProjectEnvironment | None) -> str | None:
    """Return whether a project checks scripts with other linters: "off", "on", "required"; None without a setting."""
    lint = project_environment.project.document.data.get("lint") if project_environment is not None else None
    mode = (lint or {}).get("scripts")
    # YAML reads `on` and `off` as booleans.
    return ("on" if mode else "off") if isinstance(mode, bool) else mode


def _list_selections(project: Project, path: Path | None) -> tuple[RuleConfig, ...]:
    selections = [
        _read(pack.document, ("lint",)) for pack in reversed(project.loaded_packs) if "lint" in pack.document.data
    ]
    lint = project.document.data.get("lint")
    if lint is None:
        return tuple(selections)
    selections.append(_read(project.document, ("lint",)))
    for pattern in lint.get("paths") or ():
        chosen = _read(project.document, ("lint", "paths", pattern))
        if path is not None and matches_pattern(path, project.folder, pattern):
            selections.append(chosen)
    return tuple(selections)


def _read(document: Document, at: NodePath) -> RuleConfig:
    data: Any = document.data
    for key in at:
        data = data[key]
    found: Mapping[str, Any] = data or {}
    severities = {name: Severity(word) for name, word in (found.get("severities") or {}).items()}
    selection = RuleConfig(tuple(found.get("select") or ()), tuple(found.get("ignore") or ()), severities)
    errors = list(_find_errors(selection, document, at))
    if errors:
        raise InvalidInputError(errors)
    return selection


def _find_errors(selection: RuleConfig, document: Document, at: NodePath) -> Iterator[Diagnostic]:
    listed = [(name, (*at, key, i)) for key in ("select", "ignore") for i, name in enumerate(getattr(selection, key))]
    for name, path in (*listed, *((name, (*at, "severities", name)) for name in selection.severities)):
        try:
            RuleConfig((name,)).check()
        except UnknownRuleError as error:
            place = document.place(path, key=path[-1] == name)
            yield Diagnostic("unknown-rule", str(error), place, error.hint)
