"""The projects of one run, and the options of their pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.options import CompileOptions, RequestOptions, resolve_options
from argogen.engine.session import EngineSession
from argogen.late import import_late
from argogen.project.find import PROJECT_FILE, find_project_file
from argogen.suggestions import suggest

if TYPE_CHECKING:
    from argogen.project import project as project_files
    from argogen.project.project import Project, ProjectEnvironment
else:
    project_files = import_late("argogen.project.project")


class Projects:
    """Reads each project once; pipelines with equal options share the same object."""

    def __init__(self, request: RequestOptions, session: EngineSession) -> None:
        self.request = request
        self.session = session
        self._files: dict[Path, Path | None] = {}
        self._projects: dict[Path, Project] = {}
        self._options: dict[tuple[Path | None, str | None], CompileOptions] = {}

    def around(self, folder: Path) -> Project | None:
        """Return the project around a directory, if any. Raises InvalidInputError for an invalid project."""
        if folder not in self._files:  # many sources are in one directory, which is resolved once
            self._files[folder] = find_project_file(self.session.host.resolve(folder))
        file = self._files[folder]
        return self.read(file) if file else None

    def read(self, file: Path) -> Project:
        """Return the project of a project file. Raises InvalidInputError."""
        if file not in self._projects:
            self._projects[file] = self.session.read_project(file)
        return self._projects[file]

    def here(self) -> Project:
        """Return the project around the working directory. Raises InvalidInputError if there is no project."""
        project = self.around(Path())
        if project is None:
            message = f"no {PROJECT_FILE} in this directory or a parent directory"
            hint = "pass the path of a pipeline, or run 'argogen init' to create a project"
            raise InvalidInputError([Diagnostic("missing-project-file", message, Place("."), hint)])
        return project

    def environments(self, project: Project) -> tuple[str | None, ...]:
        """Return the environments of a run: the requested one, or all of the project, or (None,)."""
        given = self.request.environment
        if given is None:
            return project.environments or (None,)
        self.check_environment(project, given)
        return (given,)

    def project_environments(self, project: Project) -> list[ProjectEnvironment]:
        """Return the project in each environment of the run."""
        options = (self.options(project, environment) for environment in self.environments(project))
        return [each.project_environment for each in options if each.project_environment]

    def options_around(self, folder: Path) -> CompileOptions:
        """Return the options for a pipeline in a directory, in the requested environment."""
        project = self.around(folder)
        if project and self.request.environment is not None:
            self.check_environment(project, self.request.environment)
        return self.options(project, self.request.environment)

    def first_options_around(self, folder: Path) -> CompileOptions:
        """Return the options for a pipeline in a directory, in the requested environment or the first one."""
        project = self.around(folder)
        return self.options(project, self.environments(project)[0]) if project else self.options_around(folder)

    def options(self, project: Project | None, environment: str | None) -> CompileOptions:
        """Return the options for the pipelines of a project in an environment."""
        key = (project.file if project else None, environment)
        if key not in self._options:
            if project:
                project_files.check_folders(project)
            self._options[key] = resolve_options(self.request, project.in_environment(environment) if project else None)
        return self._options[key]

    def check_environment(self, project: Project, environment: str) -> None:
        """Raise InvalidInputError for an unknown environment of a project with environments."""
        known = project.environments
        if known and environment not in known:
            hint = suggest(environment, known, f"known environments: {', '.join(known)}")
            place = project.document.place(("environments",), key=True)
            message = f"unknown environment '{environment}'"
            raise InvalidInputError([Diagnostic("unknown-environment", message, place, hint)])
