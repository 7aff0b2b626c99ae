"""Read the patches of pods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.diagnostics import InvalidInputError
from argogen.runner.execution import CannotStartError
from argogen.yaml import SourceText, read_documents
from argogen.yaml.kubernetes import KUBERNETES

_LISTS = ("containers", "initContainers", "volumes")
_ERROR = "Error applying PodSpecPatch"


def read_patch(text: str) -> Mapping[str, Any]:
    """Return a patch. Raises CannotStartError, with the message of Argo, if it is invalid."""
    try:
        documents = read_documents(SourceText("podSpecPatch", text), KUBERNETES)
    except InvalidInputError:
        raise CannotStartError(_ERROR) from None
    patch = documents[0].data if documents else None
    if not isinstance(patch, Mapping) or not all(_is_named_list(patch.get(name)) for name in _LISTS):
        raise CannotStartError(_ERROR)
    containers = (each for name in _LISTS[:2] for each in patch.get(name) or ())
    if not all(map(_is_container, containers)):
        raise CannotStartError(_ERROR)
    return patch


def _is_named_list(value: Any) -> bool:
    items = [] if value is None else value
    return isinstance(items, list) and all(
        isinstance(each, Mapping) and isinstance(each.get("name"), str) for each in items
    )


def _is_container(value: Mapping[str, Any]) -> bool:
    """Return whether the strings of a container are strings: its variables, its command and its image."""
    variables = value.get("env")
    if not _is_named_list(variables) or not isinstance(value.get("image") or "", str):
        return False
    values = [each.get("value") or "" for each in variables or ()]
    lists = [value.get(name) or [] for name in ("command", "args")]
    return all(isinstance(each, list) for each in lists) and all(
        isinstance(each, str) for each in (*values, *(item for each in lists for item in each))
    )
