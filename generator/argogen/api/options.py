"""The options of the public functions, and their conversion to engine options."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from argogen.argo.versions import parse_version
from argogen.catalogue import PROFILES
from argogen.diagnostics import Severity
from argogen.engine.options import RequestOptions
from argogen.linter.selection import RuleConfig
from argogen.yaml.scalars import to_string

StrPath = str | os.PathLike[str]


class ConvertOptions(TypedDict, total=False):
    """Options of `convert`, equal to those of the command `argogen import`.

    `argo_version` is the Argo version of the manifests, such as "3.6", or "3.7.16"; `configuration` and `parameters`
    are paths of files for runnable pipelines. `rename` replaces the names of templates by generated names, `factor`
    moves settings shared by all steps into `defaults`.
    """

    argo_version: str | None
    configuration: StrPath | None
    parameters: StrPath | None
    rename: bool
    factor: bool


class RenderOptions(TypedDict, total=False):
    """Options of `render`, equal to those of the command `argogen render`.

    `values` maps names of parameters to values (`--set`), `variables` maps names to plain data for `${{ vars.NAME }}`
    (`--var`). `environment` is the name of an environment (`--env`). `templates` is a directory of Jinja templates that
    override the built-in ones, or several in order of precedence. `argo_version` is the target version of Argo
    Workflows, such as "3.6", or "3.7.16" for a patch level. `configuration` is the path of a configuration file for
    runnable pipelines, `parameters` that of a YAML file with values of parameters.
    """

    values: Mapping[str, Any]
    variables: Mapping[str, Any]
    environment: str | None
    templates: Iterable[StrPath] | StrPath
    argo_version: str | None
    configuration: StrPath | None
    parameters: StrPath | None


class LintOptions(RenderOptions, total=False):
    """Options of `lint`: those of `render`, and those of the command `argogen lint`.

    `select` and `ignore` are rules by code, name or family; `severities` maps rules to "error", "warning" or "note".
    `profile` is a platform whose requirements are checked, "kubeflow". `refs` are files and directories with
    WorkflowTemplates that may be referenced. A single item of these options may
    be passed without a list. With `fix`, `text` of the result has the safe fixes applied; no file is written.
    """

    select: Iterable[str] | str
    ignore: Iterable[str] | str
    severities: Mapping[str, Severity | str]
    profile: str | None
    refs: Iterable[StrPath] | StrPath
    fix: bool


class DrawOptions(RenderOptions, total=False):
    """Options of `draw`: those of `render`, and those of the command `argogen graph`.

    `form` is the format, such as "mermaid", "svg" or "json". `depth` limits the levels of steps, and `collapse` are the
    names or ids of steps and templates whose steps are not shown. `entrypoint` is the template to start with. `refs`
    are files and directories with WorkflowTemplates whose steps are shown. `run` is a run whose phases are
    shown: a workflow in the JSON that kubectl prints, or the directory of a run.
    """

    form: str
    depth: int | None
    collapse: Iterable[str] | str
    entrypoint: str
    refs: Iterable[StrPath] | StrPath
    run: StrPath | None


def request_render(
    *,
    values: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
    environment: str | None = None,
    templates: Iterable[StrPath] | StrPath = (),
    argo_version: str | None = None,
    configuration: StrPath | None = None,
    parameters: StrPath | None = None,
) -> RequestOptions:
    """Convert the options of `render` to engine options. Raises ValueError for an unknown Argo version."""
    return RequestOptions(
        values={name: to_string(value) for name, value in (values or {}).items()},
        variables=dict(variables or {}),
        environment=environment,
        configuration=_as_path(configuration),
        parameters=_as_path(parameters),
        templates=tuple(Path(folder) for folder in _as_list(templates)),
        argo_version=None if argo_version is None else parse_version(argo_version),
    )


def select_rules(
    select: Iterable[str] | str = (),
    ignore: Iterable[str] | str = (),
    severities: Mapping[str, Severity | str] | None = None,
    profile: str | None = None,
) -> RuleConfig:
    """Return the selection of rules. Raises ValueError for an unknown rule, severity or profile."""
    if profile is not None and profile not in PROFILES:
        raise ValueError(f"unknown profile '{profile}'; use one of: {', '.join(PROFILES)}")
    chosen = {name: Severity(severity) for name, severity in (severities or {}).items()}
    enabled, disabled = (tuple(map(str, _as_list(given))) for given in (select, ignore))
    selection = RuleConfig(enabled, disabled, chosen, profile or "")
    selection.check()
    return selection


def name_paths(paths: Iterable[StrPath] | StrPath) -> tuple[str, ...]:
    """Return one or several paths as strings."""
    return tuple(str(Path(path)) for path in _as_list(paths))


def _as_list(given: Iterable[StrPath] | StrPath) -> Iterable[StrPath]:
    """Return a single string or path as a list of one item."""
    return (given,) if isinstance(given, str | os.PathLike) else given


def _as_path(path: StrPath | None) -> Path | None:
    return None if path is None else Path(path)
