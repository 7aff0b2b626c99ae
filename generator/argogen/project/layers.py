"""Variables and settings that a pipeline inherits from its project and its packs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import Structure, load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.language.settings.layers import SettingsLayer
from argogen.language.validation.argo_objects import check_argo_objects
from argogen.language.validation.pipeline import validate_document
from argogen.packs.pack import Pack
from argogen.project.project import Project, ProjectEnvironment
from argogen.substitution.substitution import substitute
from argogen.substitution.undefined_names import is_about_name
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling

_SETTINGS = ("defaults", "profiles")


def read_variables(project_environment: ProjectEnvironment, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the project's `vars`, substituted with `names`. Raises InvalidInputError for an unknown name."""
    document = substitute(_keep(project_environment, ("vars",)), names)
    data = keep_spelling(document)
    return {
        name: value
        for layer in project_environment.layers
        for name, value in (_at(data, layer).get("vars") or {}).items()
    }


def name_parameters(project: Project) -> dict[str, Any]:
    """Return the parameters of packs, as available in templates and `${{ }}`."""
    return {pack.name: dict(pack.parameters) for pack in project.loaded_packs}


def build_layers(
    project_environment: ProjectEnvironment, names: Mapping[str, Any], argo_version: str
) -> tuple[SettingsLayer, ...]:
    """Return the settings that a pipeline inherits, substituted with `names`, the most general layer first.

    Raises InvalidInputError with all diagnostics.
    """
    documents = [
        project_environment.project.document,
        *(pack.document for pack in project_environment.project.loaded_packs),
    ]
    if not any("${{" in document.source.text for document in documents):
        return _build_fixed(project_environment, argo_version)
    return _build(project_environment, names, argo_version)


def _build_fixed(project_environment: ProjectEnvironment, argo_version: str) -> tuple[SettingsLayer, ...]:
    """Return the layers shared by all pipelines; they are built once."""
    built = project_environment.fixed_layers
    if argo_version not in built:
        built[argo_version] = _build(project_environment, {}, argo_version)
    return built[argo_version]


def _build(
    project_environment: ProjectEnvironment, names: Mapping[str, Any], argo_version: str
) -> tuple[SettingsLayer, ...]:
    structure = load_structure(argo_version)
    layers: list[SettingsLayer] = []
    for pack in reversed(project_environment.project.loaded_packs):
        document = _check(_substitute_pack(_keep_pack(pack), names), "pack", structure)
        layers.append(SettingsLayer(_at(keep_spelling(document), ()), document, (), pack.name))
    document = _check(substitute(_keep(project_environment, _SETTINGS), names), "project", structure)
    data = keep_spelling(document)
    return (*layers, *(SettingsLayer(_at(data, layer), document, layer) for layer in project_environment.layers))


def _substitute_pack(document: Document, names: Mapping[str, Any]) -> Document:
    """Substitute the `${{ }}` of a pack, which cannot use environment variables."""
    try:
        return substitute(document, {name: value for name, value in names.items() if name != "env"})
    except InvalidInputError as error:
        raise InvalidInputError(map(_report_env, error.diagnostics)) from error


def _report_env(diagnostic: Diagnostic) -> Diagnostic:
    if is_about_name(diagnostic, "env"):
        return diagnostic._replace(
            message="'env' is not available in packs", hint="set a variable in the project, and use ${{ vars.NAME }}"
        )
    return diagnostic


def _check(document: Document, definition: str, structure: Structure) -> Document:
    errors = [*validate_document(document, definition), *check_argo_objects(document, structure, definition)]
    if has_errors(errors):
        raise InvalidInputError(errors)
    return document


def _keep_pack(pack: Pack) -> Document:
    """Return a pack's document without the keys that do not apply to pipelines: parameters and rules."""
    kept = {key: value for key, value in pack.document.data.items() if key not in ("parameters", "lint")}
    return pack.document._replace(top=[kept])


def _keep(project_environment: ProjectEnvironment, keys: tuple[str, ...]) -> Document:
    """Return the project's document reduced to these keys of the applicable layers."""
    kept: dict[str, Any] = {"pipelines": ["."]}
    for layer in project_environment.layers:
        selected = {key: value for key, value in project_environment.at(layer).items() if key in keys}
        if layer:
            kept["environments"] = {layer[-1]: selected}
        else:
            kept |= selected
    return project_environment.project.document._replace(top=[kept])


def _at(data: Any, layer: tuple[Any, ...]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = functools.reduce(lambda found, key: found[key], layer, data)
    return found
