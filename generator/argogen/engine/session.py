"""The state of a session: its host, and its caches of projects and compiled templates."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.diagnostics import InvalidInputError
from argogen.host import Host
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.engine.template_cache import TemplateCache
    from argogen.project import project as projects
    from argogen.project.project import Project
else:
    projects = import_late("argogen.project.project")


class EngineSession:
    """The host and the caches of a session; safe to use from several threads. Sessions share only shipped data."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._lock = threading.Lock()
        self._projects: dict[Path, Project] = {}
        self._templates: TemplateCache | None = None

    @property
    def templates(self) -> TemplateCache:
        """The compiled templates."""
        with self._lock:
            if self._templates is None:
                # Checking manifests that are up to date does not import the renderer.
                module = importlib.import_module("argogen.engine.template_cache")
                self._templates = module.TemplateCache(self.host)
            return self._templates

    def begin_run(self) -> None:
        """Start a run: the next use of each templates directory checks its files for changes."""
        if self._templates is not None:
            self._templates.begin_run()

    def read_project(self, file: Path) -> Project:
        """Return the current project of a project file: the same object as long as its content is unchanged.

        Raises InvalidInputError.
        """
        with self._lock:
            known = self._projects.get(file)
            if known is None or _has_changed(known, self.host):
                self._projects[file] = known = projects.read_project(file, self.host)
            return known


def _has_changed(project: Project, host: Host) -> bool:
    if host.read(project.document.source.file).text != project.document.source.text:
        return True
    if "packs" not in project.document.data:
        return False
    try:
        now = projects.Project(project.file, project.document, host).packs
        return [pack.digest for pack in now] != [pack.digest for pack in project.packs]
    except InvalidInputError:
        return True
