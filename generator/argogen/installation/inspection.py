"""Inspect everything, in the order of the report."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.host import Host
from argogen.installation.configuration import inspect_project
from argogen.installation.directories import inspect_directories
from argogen.installation.finding import Item, Section
from argogen.installation.packages import inspect_packages
from argogen.installation.programs import inspect_programs, show_git


def inspect(host: Host, terminal: Mapping[str, str]) -> tuple[Section, ...]:
    """Return all sections; `terminal` has the properties of the terminal and the locale by name."""
    git = show_git(host.working_directory, host.environ)
    shown = Section("terminal", tuple(Item(name, value) for name, value in terminal.items()))
    return (
        *inspect_packages(),
        inspect_directories(),
        *inspect_programs(git, host.environ),
        inspect_project(host, git),
        shown,
    )
