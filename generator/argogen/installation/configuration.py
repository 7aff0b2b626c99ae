"""The project in the working directory or around it, and its missing requirements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.diagnostics import InvalidInputError
from argogen.files import is_file
from argogen.host import Host
from argogen.installation.finding import Item, Section, Status, refuse
from argogen.installation.packs import inspect_packs
from argogen.installation.programs import LINTERS, show_linter
from argogen.linter.registry import UnknownRuleError
from argogen.linter.selection import RuleConfig
from argogen.project.find import find_project_file
from argogen.project.project import Project, check_folders, read_project
from argogen.project.rule_selection import read_script_mode
from argogen.scripts.tools import INSTALL

_FILES = (".shellcheckrc", ".pre-commit-config.yaml")


def inspect_project(host: Host, git: Item) -> Section:
    """Return the project file with its environments, other configuration files, and their missing requirements."""
    file = find_project_file(host.working_directory)
    if file is None:
        return Section("project", (Item("project file", "none in this directory or above"), *_list_files(host)))
    items = [Item("project file", str(file))]
    try:
        project = read_project(file, host)
    except InvalidInputError as error:
        items += [refuse("configuration", diagnostic) for diagnostic in error.diagnostics]
        return Section("project", (*items, *_list_files(host)))
    return Section("project", (*items, *_describe(project), *_list_files(host), *_find_missing(project, git)))


def _list_files(host: Host) -> Iterator[Item]:
    for name in _FILES:
        if is_file(host.resolve(name)):
            yield Item(name, str(host.resolve(name)))


def _describe(project: Project) -> Iterator[Item]:
    yield Item("environments", ", ".join(project.environments) or "none")


def _find_missing(project: Project, git: Item) -> Iterator[Item]:
    """Yield the requirements of the project that this machine lacks, without access to the network."""
    data, host = project.document.data, project.host
    yield from inspect_packs(project, git)
    if read_script_mode(project.in_environment(None)) == "required":
        for linter in (show_linter(name, host.environ) for name in LINTERS):
            if linter.status is not Status.OK:
                value = f"'scripts: required' in 'lint' requires {linter.name}"
                yield Item(linter.name, value, Status.REQUIRED, f"run: {INSTALL}")
    yield from _find_missing_files(project, data.get("runnable") or {})
    yield from _find_unknown_rules(data.get("lint") or {})


def _find_missing_files(project: Project, runnable: Mapping[str, Any]) -> Iterator[Item]:
    try:
        check_folders(project)
    except InvalidInputError as error:
        yield from (refuse("templates", diagnostic) for diagnostic in error.diagnostics)
    for key, name in runnable.items():
        file = Path(project.folder, str(name))
        if not is_file(file):
            yield Item(key, f"{file} does not exist", Status.REQUIRED, f"create it, or remove '{key}' from 'runnable'")


def _find_unknown_rules(lint: Mapping[str, Any]) -> Iterator[Item]:
    """Yield the rules of packages that are not installed; their names are the selectors of `lint`."""
    for settings in (lint, *(each or {} for each in (lint.get("paths") or {}).values())):
        for key in ("select", "ignore", "severities"):
            for name in settings.get(key) or ():
                try:
                    RuleConfig((name,)).check()
                except UnknownRuleError as error:
                    hint = f"{error.hint}; or install the package with this rule"
                    yield Item("rule", str(error), Status.REQUIRED, hint)
                except InvalidInputError as error:
                    yield from (refuse("rule", diagnostic) for diagnostic in error.diagnostics)
