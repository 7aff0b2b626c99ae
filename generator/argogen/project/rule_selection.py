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
from argogen.records import cached_property
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
    requested = () if selection is None else (selection,)
    if project_environment is not None:
        return _find_rules(project_environment.project).select(path, requested, with_plugins=with_plugins)
    return _select(requested, with_plugins=with_plugins)


def read_script_mode(project_environment: ProjectEnvironment | None) -> str | None:
    """Return whether a project checks scripts with other linters: "off", "on", "required"; None without a setting."""
    lint = project_environment.project.document.data.get("lint") if project_environment is not None else None
    mode = (lint or {}).get("scripts")
    # YAML reads `on` and `off` as booleans.
    return ("on" if mode else "off") if isinstance(mode, bool) else mode


class _ProjectRules:
    """The rules of a project: its configurations, read once, and the selections for its files."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._selections: dict[tuple[tuple[RuleConfig, ...], bool], RuleSelection] = {}

    def select(self, path: Path | None, requested: tuple[RuleConfig, ...], *, with_plugins: bool) -> RuleSelection:
        """Return the rules for a file; most files of a project have the same."""
        configs = (*self._list_configs(path), *requested)
        if (configs, with_plugins) not in self._selections:
            self._selections[configs, with_plugins] = _select(configs, with_plugins=with_plugins)
        return self._selections[configs, with_plugins]

    def _list_configs(self, path: Path | None) -> Iterator[RuleConfig]:
        if isinstance(self._configs, InvalidInputError):
            raise InvalidInputError(self._configs.diagnostics)
        for pattern, config in self._configs:
            if not pattern or (path is not None and matches_pattern(path, self._project.folder, pattern)):
                yield config

    @cached_property
    def _configs(self) -> tuple[tuple[str, RuleConfig], ...] | InvalidInputError:
        """The configurations, each with the pattern of its files, or the errors in them."""
        try:
            return tuple(_read_configs(self._project))
        except InvalidInputError as error:
            return error


def _read_configs(project: Project) -> Iterator[tuple[str, RuleConfig]]:
    """Yield the configurations of the packs and of the project, each with the pattern of its files, "" for all."""
    for pack in reversed(project.loaded_packs):
        if "lint" in pack.document.data:
            yield "", _read(pack.document, ("lint",))
    lint = project.document.data.get("lint")
    if lint is not None:
        yield "", _read(project.document, ("lint",))
        for pattern in lint.get("paths") or ():
            yield pattern, _read(project.document, ("lint", "paths", pattern))


def _find_rules(project: Project) -> _ProjectRules:
    rules = project.derived.get(_ProjectRules)
    if rules is None:
        rules = project.derived[_ProjectRules] = _ProjectRules(project)
    return rules


def _select(configs: tuple[RuleConfig, ...], *, with_plugins: bool) -> RuleSelection:
    return RuleSelection(*configs, with_plugins=with_plugins) if configs or with_plugins else DEFAULT_SELECTION


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
