"""Options of a compilation: as requested, and as resolved for a pipeline in its project."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argogen.argo.versions import DEFAULT, ArgoVersion, UnknownVersionError, parse_version
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.linter.model.flow.config_objects import ConfigObjects
    from argogen.linter.model.libraries import Libraries
    from argogen.linter.selection import RuleConfig
    from argogen.project.project import ProjectEnvironment

_NOTHING: Mapping[str, str] = {}  # a dict, which can be pickled


class Mode(enum.Enum):
    """The purpose of a compilation: `RENDER` runs the rules for errors, `LINT` all rules, `CONVERT` only fast ones.

    An imported manifest keeps its errors, which `render` and `lint` report.
    """

    RENDER = "render"
    CONVERT = "convert"
    LINT = "lint"


class RequestOptions(Record):
    """The requested options, without those of projects; `isolate` renders in processes with limits."""

    values: Mapping[str, str] = _NOTHING
    variables: Mapping[str, str] = _NOTHING
    environment: str | None = None
    configuration: Path | None = None
    parameters: Path | None = None
    templates: tuple[Path, ...] = ()
    argo_version: ArgoVersion | None = None
    selection: RuleConfig | None = None
    libraries: Libraries | None = None
    isolate: bool = False


class CompileOptions(Record):
    """The resolved options of a source.

    `values` are parameters (`--set`), `variables` and `environment` are for `${{ }}`, `templates` are directories of
    overrides, `configuration` is a file for runnable pipelines, `parameters` is a file with values: all as requested.
    `project_environment` is the project around the pipeline. `selection` are rules selected in addition to those of the
    project, `libraries` are the WorkflowTemplates that may be referenced in lint, `config_objects` the ConfigMaps and
    Secrets of the file. With `is_version_selected`, a pipeline cannot choose another Argo version.
    """

    argo_version: ArgoVersion = DEFAULT
    templates: tuple[Path, ...] = ()
    values: Mapping[str, str] = _NOTHING
    variables: Mapping[str, str] = _NOTHING
    environment: str | None = None
    configuration: Path | None = None
    parameters: Path | None = None
    project_environment: ProjectEnvironment | None = None
    selection: RuleConfig | None = None
    libraries: Libraries | None = None
    config_objects: ConfigObjects | None = None
    is_version_selected: bool = False

    @property
    def without_values(self) -> CompileOptions:
        """The options for a document translated from a dialect, which already includes the values of parameters."""
        return self._replace(values={}, parameters=None) if self.values or self.parameters is not None else self

    def for_pipeline(self, data: Any) -> CompileOptions:
        """The options for a pipeline with the content `data`, which may choose a version of Argo."""
        text = data.get("argo_version") if isinstance(data, dict) else None
        if self.is_version_selected or not isinstance(text, str):
            return self
        try:
            return self._replace(argo_version=parse_version(text))
        except UnknownVersionError:  # reported when the pipeline is checked
            return self


def resolve_options(request: RequestOptions, project_environment: ProjectEnvironment | None = None) -> CompileOptions:
    """Resolve the options for pipelines of a project environment, or without a project."""
    version = request.argo_version or (project_environment and project_environment.argo_version)
    return CompileOptions(
        argo_version=version or DEFAULT,
        templates=request.templates,
        values=request.values,
        variables=request.variables,
        environment=project_environment.environment if project_environment else request.environment,
        configuration=request.configuration,
        parameters=request.parameters,
        project_environment=project_environment,
        selection=request.selection,
        libraries=request.libraries,
        is_version_selected=version is not None,
    )


def find_configuration(given: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Find the configuration of runnable pipelines: as given, or from an environment variable."""
    named = (environ.get(f"{program}_CONFIGURATION_FILE") for program in ("runnable", "RUNNABLE"))
    return given or next((Path(name) for name in named if name), None)
