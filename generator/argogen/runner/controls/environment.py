"""Keys of ConfigMaps and Secrets in environment variables: without them, Kubernetes never starts the pod."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.runner.model.library import Library

_KINDS = {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}


def find_missing_key(template: Mapping[str, Any], library: Library) -> str:
    """Return the first key that an object of the manifest lacks, "" without one; other objects may exist elsewhere."""
    for container in _list_containers(template):
        variables = container.get("env")
        for variable in variables if isinstance(variables, list) else ():
            for field, kind in _KINDS.items():
                reference = _as_mapping(_as_mapping(_as_mapping(variable).get("valueFrom")).get(field))
                if reference and not reference.get("optional") and _lacks(reference, field, library):
                    return f"{kind} '{reference['name']}' has no key '{reference.get('key') or ''}'"
    return ""


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list_containers(template: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    sets = _as_mapping(template.get("containerSet")).get("containers") or ()
    for container in (template.get("container"), template.get("script"), *sets):
        yield _as_mapping(container)


def _lacks(reference: Mapping[str, Any], field: str, library: Library) -> bool:
    objects = library.config_maps if field == "configMapKeyRef" else library.secrets
    found = objects.get(str(reference.get("name")))
    return found is not None and str(reference.get("key") or "") not in found.data
