"""What a project gives a pipeline to start from: variables, and settings that lie beneath its own."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

from argogen.diagnostics import InvalidInputError, has_errors
from argogen.normalize.settings import Layer
from argogen.project.project import Setup
from argogen.source.document import Document
from argogen.source.substitution import substitute
from argogen.source.written import keep_spelling
from argogen.structure import load_structure
from argogen.validation.argo_objects import check_argo_objects
from argogen.validation.pipeline import validate_document

_SETTINGS = ("defaults", "profiles")


def read_variables(setup: Setup, names: Mapping[str, Any]) -> dict[str, Any]:
    """The project's `vars`, with `${{ }}` filled in from `names`. Raises InvalidInputError for an unknown name."""
    document = substitute(_keep(setup, ("vars",)), names)
    data = keep_spelling(document)
    return {name: value for layer in setup.layers for name, value in (_at(data, layer).get("vars") or {}).items()}


def build_layers(setup: Setup, names: Mapping[str, Any], argo_version: str) -> tuple[Layer, ...]:
    """The project's settings, with `${{ }}` filled in from `names`, the lowest layer first.

    Raises InvalidInputError with all that is wrong with them.
    """
    if "${{" not in setup.project.document.source.text:
        return _build_fixed(setup, argo_version)
    return _build(setup, substitute(_keep(setup, _SETTINGS), names), argo_version)


@functools.cache
def _build_fixed(setup: Setup, argo_version: str) -> tuple[Layer, ...]:
    """The same layers for many pipelines, so that what they share is made once."""
    return _build(setup, _keep(setup, _SETTINGS), argo_version)


def _build(setup: Setup, document: Document, argo_version: str) -> tuple[Layer, ...]:
    structure = load_structure(argo_version)
    faults = [*validate_document(document, "project"), *check_argo_objects(document, structure, "project")]
    if has_errors(faults):
        raise InvalidInputError(faults)
    data = keep_spelling(document)
    return tuple(Layer(_at(data, layer), document, layer) for layer in setup.layers)


def _keep(setup: Setup, keys: tuple[str, ...]) -> Document:
    """The project's document with only these keys of the layers that apply, each where it was."""
    kept: dict[str, Any] = {"pipelines": ["."]}
    for layer in setup.layers:
        part = {key: value for key, value in setup.at(layer).items() if key in keys}
        if layer:
            kept["environments"] = {layer[-1]: part}
        else:
            kept |= part
    return dataclasses.replace(setup.project.document, top=[kept])


def _at(data: Any, layer: tuple[Any, ...]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = functools.reduce(lambda found, key: found[key], layer, data)
    return found
