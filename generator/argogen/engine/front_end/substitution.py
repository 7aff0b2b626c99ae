"""Substitute `${{ }}` in a document and in its inherited settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.stages import Compilation, Substituted
from argogen.late import import_late
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling

if TYPE_CHECKING:
    from argogen.project import layers
    from argogen.substitution import substitution, undefined_names
else:
    layers = import_late("argogen.project.layers")
    substitution = import_late("argogen.substitution.substitution")
    undefined_names = import_late("argogen.substitution.undefined_names")


def substitute_document(document: Document, compilation: Compilation) -> Substituted:
    """Substitute `${{ }}` in a document and in its inherited settings."""
    project_environment, options = compilation.options.project_environment, compilation.options
    names: dict[str, Any] = {"env": compilation.tracker.environ}
    if options.environment is not None:
        names["environment"] = options.environment
    if project_environment and project_environment.project.packs:
        names["packs"] = layers.name_parameters(project_environment.project)
    try:
        common = layers.read_variables(project_environment, names) if project_environment else {}
        names["vars"] = {**common, **_read_variables(document, names), **options.variables}
        substituted = _substitute(document, names)
        if project_environment is None:
            return substituted
        version = options.for_pipeline(substituted.document.data).argo_version
        return substituted._replace(inherited=layers.build_layers(project_environment, names, version.minor))
    except InvalidInputError as error:
        raise InvalidInputError(map(_add_option_hint, error.diagnostics)) from error


def _substitute(document: Document, names: Mapping[str, Any]) -> Substituted:
    if "${{" not in document.source.text:
        return Substituted(document)
    try:
        return Substituted(substitution.substitute(document, names))
    except substitution.SubstitutionError as error:
        found = tuple(map(_add_option_hint, error.diagnostics))
        return Substituted(error.document, (), found, error.unknown)


def _add_option_hint(diagnostic: Diagnostic) -> Diagnostic:
    """Add a hint on --env to an undefined `environment`."""
    if undefined_names.is_about_name(diagnostic, "environment"):
        return diagnostic._replace(hint="use --env NAME, or a default: environment | default('test')")
    return diagnostic


def _read_variables(document: Document, names: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read the pipeline's `vars`, which can reference `env` and `environment` but not each other."""
    declared = document.data.get("vars") if isinstance(document.data, dict) else None
    if not isinstance(declared, dict):
        return {}
    alone = document._replace(top=[{"vars": declared}])
    if "${{" in document.source.text:
        alone = substitution.substitute(alone, names)
    variables: Mapping[str, Any] = keep_spelling(alone)["vars"]
    return variables
