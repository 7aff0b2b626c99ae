"""Shell completion of names that a project defines; without completions for an unreadable project."""

from __future__ import annotations

import contextlib

import click

from argogen.cli.session import read_host
from argogen.diagnostics import InvalidInputError
from argogen.project.find import find_project_file
from argogen.project.project import Project, read_project


def complete_environments(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Complete the environments of the enclosing project."""
    project = _find_project()
    return [name for name in project.environments if name.startswith(start)] if project else []


def complete_packs(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Complete the names of packs from git."""
    project = _find_project()
    packs = (project.document.data.get("packs") or {}) if project else {}
    return [name for name, source in packs.items() if "git" in source and name.startswith(start)]


def _find_project() -> Project | None:
    host = read_host()
    file = find_project_file(host.working_directory)
    with contextlib.suppress(InvalidInputError):
        return read_project(file, host) if file else None
    return None
