"""Names that a project defines: its environments and packs."""

from __future__ import annotations

from collections.abc import Iterator

import click

from argogen.cli.completion.paths import list_paths
from argogen.cli.session import read_host
from argogen.project.find import find_project_file
from argogen.project.project import Project, read_project


def list_environments(context: click.Context, start: str) -> Iterator[str]:
    """Yield the environments of the project with the given path, or around the working directory."""
    project = _find_project(context)
    return (name for name in project.environments if name.startswith(start)) if project else iter(())


def list_packs(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of packs from git."""
    project = _find_project(context)
    packs = (project.document.data.get("packs") or {}) if project else {}
    return (name for name, source in packs.items() if "git" in source and name.startswith(start))


def _find_project(context: click.Context) -> Project | None:
    host = read_host()
    folders = [path if path.is_dir() else path.parent for path in map(host.resolve, list_paths(context))]
    file = find_project_file((folders or [host.working_directory])[0].absolute())
    return read_project(file, host) if file else None
