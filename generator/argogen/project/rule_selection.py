"""Select the rules for a file: settings of packs, the project, its paths, and the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.linter.registry import UnknownRuleError
from argogen.linter.selection import DEFAULT_SELECTION, RuleConfig, RuleSelection
from argogen.project.patterns import PatternIndex
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
        self._matching: dict[Path, tuple[RuleConfig, ...]] = {}
        self._selections: dict[tuple[tuple[RuleConfig, ...], bool], RuleSelection] = {}

    def select(self, path: Path | None, requested: tuple[RuleConfig, ...], *, with_plugins: bool) -> RuleSelection:
        """Return the rules for a file; most files of a project have the same."""
        configs = (*self._list_configs(path), *requested)
        if (configs, with_plugins) not in self._selections:
            self._selections[configs, with_plugins] = _select(configs, with_plugins=with_plugins)
        return self._selections[configs, with_plugins]

    def _list_configs(self, path: Path | None) -> tuple[RuleConfig, ...]:
        if isinstance(self._configs, InvalidInputError):
            raise InvalidInputError(self._configs.diagnostics)
        general, by_pattern = self._configs
        if path is None or not by_pattern:
            return general
        if path not in self._matching:
            configs = [*by_pattern.values()]
            self._matching[path] = tuple(configs[index] for index in self._patterns.find(path))
        return (*general, *self._matching[path])

    @cached_property
    def _configs(self) -> tuple[tuple[RuleConfig, ...], Mapping[str, RuleConfig]] | InvalidInputError:
        """The configurations for all files, and those for some by their pattern; or the errors in them."""
        try:
            return tuple(_read_general(self._project)), dict(_read_by_pattern(self._project))
        except InvalidInputError as error:
            return error

    @cached_property
    def _patterns(self) -> PatternIndex:
        lint = self._project.document.data["lint"]
        return PatternIndex(self._project.folder, lint["paths"])


def _read_general(project: Project) -> Iterator[RuleConfig]:
    """Yield the configurations of the packs and of the project."""
    for pack in reversed(project.loaded_packs):
        if "lint" in pack.document.data:
            yield _read(pack.document, ("lint",))
    if project.document.data.get("lint") is not None:
        yield _read(project.document, ("lint",))


def _read_by_pattern(project: Project) -> Iterator[tuple[str, RuleConfig]]:
    for pattern in (project.document.data.get("lint") or {}).get("paths") or ():
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
    select, ignore = (tuple(found.get(key) or ()) for key in ("select", "ignore"))
    selection = RuleConfig(select, ignore, severities, found.get("profile") or "")
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
