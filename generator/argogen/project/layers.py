"""What a pipeline inherits from its project and its packs: variables and settings."""

from __future__ import annotations

import dataclasses
import functools
import importlib
from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import Structure, load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.dialects.recognition import has_foreign_settings
from argogen.language.settings.layers import SettingsLayer
from argogen.language.validation.argo_objects import check_argo_objects
from argogen.language.validation.pipeline import validate_document
from argogen.packs.pack import Pack
from argogen.project.project import Project, ProjectEnvironment
from argogen.substitution.substitution import substitute
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
    """Return the parameters of its packs, as templates and `${{ }}` see them."""
    return {pack.name: dict(pack.parameters) for pack in project.loaded_packs}


def build_layers(
    project_environment: ProjectEnvironment, names: Mapping[str, Any], argo_version: str
) -> tuple[SettingsLayer, ...]:
    """Return the settings that a pipeline inherits, substituted with `names`, the most general layer first.

    Raises InvalidInputError with all that is wrong with it.
    """
    documents = [
        project_environment.project.document,
        *(pack.document for pack in project_environment.project.loaded_packs),
    ]
    if not any("${{" in document.source.text for document in documents):
        return _build_fixed(project_environment, argo_version)
    return _build(project_environment, names, argo_version)


def _build_fixed(project_environment: ProjectEnvironment, argo_version: str) -> tuple[SettingsLayer, ...]:
    """Return the layers that all pipelines share; they are built once."""
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
        layers.append(_expand(SettingsLayer(_at(keep_spelling(document), ()), document, (), pack.name)))
    document = _check(substitute(_keep(project_environment, _SETTINGS), names), "project", structure)
    data = keep_spelling(document)
    return (
        *layers,
        *(_expand(SettingsLayer(_at(data, layer), document, layer)) for layer in project_environment.layers),
    )


def _substitute_pack(document: Document, names: Mapping[str, Any]) -> Document:
    """Substitute the `${{ }}` of a pack, which cannot use environment variables."""
    try:
        return substitute(document, {name: value for name, value in names.items() if name != "env"})
    except InvalidInputError as error:
        raise InvalidInputError(map(_report_env, error.diagnostics)) from error


def _report_env(fault: Diagnostic) -> Diagnostic:
    if fault.code == "undefined-name" and fault.message.startswith("'env'"):
        return fault._replace(message="a pack cannot use 'env'", hint="a project can, and give it as ${{ vars.NAME }}")
    return fault


def _check(document: Document, definition: str, structure: Structure) -> Document:
    faults = [*validate_document(document, definition), *check_argo_objects(document, structure, definition)]
    if has_errors(faults):
        raise InvalidInputError(faults)
    return document


def _expand(layer: SettingsLayer) -> SettingsLayer:
    """Expand the layer's settings of runnable."""
    if not has_foreign_settings(layer.settings):
        return layer
    # Few projects do.
    inherited = importlib.import_module("argogen.dialects.runnable.settings.inherited")
    document, keys = inherited.expand_settings(layer.document, [layer.path])
    settings = _at(keep_spelling(document), layer.path)
    return dataclasses.replace(layer, settings=settings, document=document, pipeline=keys)


def _keep_pack(pack: Pack) -> Document:
    """Return a pack's document without what is not for pipelines: its parameters and its rules."""
    kept = {key: value for key, value in pack.document.data.items() if key not in ("parameters", "lint")}
    return dataclasses.replace(pack.document, top=[kept])


def _keep(project_environment: ProjectEnvironment, keys: tuple[str, ...]) -> Document:
    """Return the project's document with only these keys of the layers that apply, each in its place."""
    kept: dict[str, Any] = {"pipelines": ["."]}
    for layer in project_environment.layers:
        part = {key: value for key, value in project_environment.at(layer).items() if key in keys}
        if layer:
            kept["environments"] = {layer[-1]: part}
        else:
            kept |= part
    return dataclasses.replace(project_environment.project.document, top=[kept])


def _at(data: Any, layer: tuple[Any, ...]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = functools.reduce(lambda found, key: found[key], layer, data)
    return found
