"""What a compilation is given beside its source: as requested, and as settled for a pipeline in its project."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from argogen.argo.versions import DEFAULT_VERSION

if TYPE_CHECKING:
    from argogen.linter.model.libraries import Libraries
    from argogen.linter.selection import RuleConfig
    from argogen.project.project import ProjectEnvironment

_NOTHING: Mapping[str, str] = {}  # a plain one, which can be sent to another process


class Mode(enum.Enum):
    """What a compilation is for: `RENDER` runs the rules that a manifest depends on, `LINT` runs all of them."""

    RENDER = "render"
    LINT = "lint"


class RequestOptions(NamedTuple):
    """The options as they were requested, before any project adds to them."""

    values: Mapping[str, str] = _NOTHING
    variables: Mapping[str, str] = _NOTHING
    environment: str | None = None
    configuration: Path | None = None
    parameters: Path | None = None
    templates: tuple[Path, ...] = ()
    argo_version: str | None = None
    selection: RuleConfig | None = None
    libraries: Libraries | None = None


class CompileOptions(NamedTuple):
    """What is added to a pipeline from outside.

    `values` are parameters (`--set`), `variables` and `environment` are for `${{ }}`, `templates` folders of overrides,
    `configuration` a file for runnable pipelines, `parameters` one with values, all as requested;
    `project_environment` is the project around the pipeline. `selection` are the rules that were selected beside those
    of the project, `libraries` the templates that lint lets pipelines refer to.
    """

    argo_version: str = DEFAULT_VERSION
    templates: tuple[Path, ...] = ()
    values: Mapping[str, str] = _NOTHING
    variables: Mapping[str, str] = _NOTHING
    environment: str | None = None
    configuration: Path | None = None
    parameters: Path | None = None
    project_environment: ProjectEnvironment | None = None
    selection: RuleConfig | None = None
    libraries: Libraries | None = None

    @property
    def without_values(self) -> CompileOptions:
        """Those for what a dialect has made of a document, in which the values for its parameters are already."""
        return self._replace(values={}, parameters=None)


def resolve_options(request: RequestOptions, project_environment: ProjectEnvironment | None = None) -> CompileOptions:
    """Settle the options for the pipelines of a project in one of its environments, or of no project."""
    return CompileOptions(
        argo_version=request.argo_version
        or (project_environment and project_environment.argo_version)
        or DEFAULT_VERSION,
        templates=request.templates,
        values=request.values,
        variables=request.variables,
        environment=project_environment.environment if project_environment else request.environment,
        configuration=request.configuration,
        parameters=request.parameters,
        project_environment=project_environment,
        selection=request.selection,
        libraries=request.libraries,
    )


def find_configuration(given: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Find the configuration of runnable pipelines: the one that is given, or that the environment names."""
    named = (environ.get(f"{program}_CONFIGURATION_FILE") for program in ("runnable", "RUNNABLE"))
    return given or next((Path(name) for name in named if name), None)
