"""Substitute the `${{ }}` of a document and of the settings that it inherits."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.stages import Compilation, Substituted
from argogen.language.settings.layers import SettingsLayer
from argogen.late import import_late
from argogen.substitution.substitution import SubstitutionError, substitute
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling

if TYPE_CHECKING:
    from argogen.project import layers
else:
    layers = import_late("argogen.project.layers")


def substitute_document(document: Document, compilation: Compilation) -> Substituted:
    """Substitute `${{ }}` in a document and in the settings that it inherits."""
    project_environment, options = compilation.options.project_environment, compilation.options
    names: dict[str, Any] = {"env": compilation.tracker.environ}
    if options.environment is not None:
        names["environment"] = options.environment
    if project_environment and project_environment.project.packs:
        names["packs"] = layers.name_parameters(project_environment.project)
    try:
        common = layers.read_variables(project_environment, names) if project_environment else {}
        names["vars"] = {**common, **_read_variables(document, names), **options.variables}
        inherited = layers.build_layers(project_environment, names, options.argo_version) if project_environment else ()
        return _substitute(document, names, inherited)
    except InvalidInputError as error:
        raise InvalidInputError(map(_add_option_hint, error.diagnostics)) from error


def _substitute(document: Document, names: Mapping[str, Any], inherited: tuple[SettingsLayer, ...]) -> Substituted:
    try:
        return Substituted(substitute(document, names), inherited)
    except SubstitutionError as error:
        found = tuple(map(_add_option_hint, error.diagnostics))
        return Substituted(error.document, inherited, found, error.unknown)


def _add_option_hint(fault: Diagnostic) -> Diagnostic:
    """Say how to set the environment where it is not set: no pipeline declares it."""
    if fault.code == "undefined-name" and fault.message.startswith("'environment'"):
        return fault._replace(hint="give it with --env NAME, or write environment | default('test')")
    return fault


def _read_variables(document: Document, names: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read the pipeline's `vars`, which may use `env` and `environment` but not each other."""
    declared = document.data.get("vars") if isinstance(document.data, dict) else None
    if not isinstance(declared, dict):
        return {}
    alone = dataclasses.replace(document, top=[{"vars": declared}])
    variables: Mapping[str, Any] = keep_spelling(substitute(alone, names))["vars"]
    return variables
