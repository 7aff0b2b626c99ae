"""The options of the public calls, and what the engine makes of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from argogen.argo.versions import VERSIONS
from argogen.diagnostics import Severity
from argogen.engine.options import RequestOptions
from argogen.linter.selection import RuleConfig
from argogen.yaml.scalars import to_string

StrPath = str | os.PathLike[str]


class ConvertOptions(TypedDict, total=False):
    """The options of `convert`: those of the command `argogen import`.

    `argo_version` is the version of the manifests, such as "3.6"; `configuration` and `parameters` are files for
    runnable pipelines. `rename` lets argogen choose the names of templates, `factor` moves what all steps have in
    common into `defaults`.
    """

    argo_version: str | None
    configuration: StrPath | None
    parameters: StrPath | None
    rename: bool
    factor: bool


class RenderOptions(TypedDict, total=False):
    """The options of `render`: those of the command `argogen render`.

    `values` are the values of parameters (`--set`) and `variables` plain data for `${{ vars.NAME }}` (`--var`), both
    by name; `environment` is the environment's name (`--env`). `templates` are folders of Jinja templates that replace
    argogen's own, of which the first wins, or one folder. `argo_version` is the Argo Workflows that has to accept the
    manifest, such as "3.6". `configuration` is a file for runnable pipelines, `parameters` a YAML file with values of
    parameters.
    """

    values: Mapping[str, Any]
    variables: Mapping[str, Any]
    environment: str | None
    templates: Iterable[StrPath] | StrPath
    argo_version: str | None
    configuration: StrPath | None
    parameters: StrPath | None


class LintOptions(RenderOptions, total=False):
    """The options of `lint`: those of `render`, and those of the command `argogen lint`.

    `select` and `ignore` are rules by code, name or family; `severities` are "error", "warning" or "note" by rule.
    `refs` are files and folders with WorkflowTemplates that may be referred to. Where there is one of these, it need
    not be in a list. With `ignore_missing_refs`, others may be referred to as well. With `fix`, the text of the result
    has the safe fixes applied; no file is written.
    """

    select: Iterable[str] | str
    ignore: Iterable[str] | str
    severities: Mapping[str, Severity | str]
    refs: Iterable[StrPath] | StrPath
    ignore_missing_refs: bool
    fix: bool


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
    """The engine's options for those of `render`. Raises ValueError for an unknown version of Argo."""
    return RequestOptions(
        values={name: to_string(value) for name, value in (values or {}).items()},
        variables=dict(variables or {}),
        environment=environment,
        configuration=_as_path(configuration),
        parameters=_as_path(parameters),
        templates=tuple(Path(folder) for folder in _as_list(templates)),
        argo_version=_check_version(argo_version),
    )


def select_rules(
    select: Iterable[str] | str = (),
    ignore: Iterable[str] | str = (),
    severities: Mapping[str, Severity | str] | None = None,
) -> RuleConfig:
    """The selection of rules. Raises ValueError for an unknown rule or severity."""
    chosen = {name: Severity(severity) for name, severity in (severities or {}).items()}
    selection = RuleConfig(tuple(map(str, _as_list(select))), tuple(map(str, _as_list(ignore))), chosen)
    selection.check()
    return selection


def name_paths(paths: Iterable[StrPath] | StrPath) -> tuple[str, ...]:
    """Return paths, or the only one, as they are named."""
    return tuple(str(Path(path)) for path in _as_list(paths))


def _as_list(given: Iterable[StrPath] | StrPath) -> Iterable[StrPath]:
    """Return what may be one text or path, which is no list of its characters."""
    return (given,) if isinstance(given, str | os.PathLike) else given


def _check_version(version: str | None) -> str | None:
    if version is not None and version not in VERSIONS:
        raise ValueError(f"unknown Argo version {version!r}: known ones are {', '.join(VERSIONS)}")
    return version


def _as_path(path: StrPath | None) -> Path | None:
    return None if path is None else Path(path)
