"""Check the metadata of objects, and ConfigMaps, Secrets, Services and volume claims, in manifests of resources."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_subdomain
from argogen.argo.notation.quantities import read_quantity
from argogen.linter.model.nodes import mapping_in, mappings_in
from argogen.linter.rules.kubernetes.findings import Finding, check_port, find_unreadable, text_in
from argogen.linter.rules.kubernetes.kinds import ACCESS_MODES
from argogen.linter.rules.kubernetes.scheduling import check_labels
from argogen.suggestions import suggest

_SERVICES = ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")
_RBAC = "rbac.authorization.k8s.io/"


def check_metadata(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report invalid names and labels, and annotations that are no strings."""
    metadata = mapping_in(value, "metadata")
    if not str(value.get("apiVersion")).startswith(_RBAC):  # whose names are only parts of paths
        name = text_in(metadata, "name")
        prefix = text_in(metadata, "generateName")
        yield from find_unreadable(("metadata", "name"), name, check_subdomain)
        yield from find_unreadable(("metadata", "generateName"), f"{prefix}a" if prefix else None, check_subdomain)
    yield from find_unreadable(("metadata", "namespace"), text_in(metadata, "namespace"), check_subdomain)
    yield from check_labels(metadata.get("labels"), ("metadata", "labels"))
    for field in ("labels", "annotations"):
        for key, text in mapping_in(metadata, field).items():
            if text is not None and not isinstance(text, str):
                yield Finding(("metadata", field, key), f"value of '{key}' must be a string", "quote it")


def _check_config_map(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _check_strings(value, "data")


def _check_strings(value: Mapping[str, Any], field: str) -> Iterator[Finding]:
    for key, text in mapping_in(value, field).items():
        if text is not None and not isinstance(text, str):
            hint = "quote it" if not isinstance(text, list | Mapping) else "write it as a string, such as with '|'"
            yield Finding((field, key), f"value of '{key}' must be a string", hint)


def _check_secret(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _check_strings(value, "data")
    yield from _check_strings(value, "stringData")
    for key, text in mapping_in(value, "data").items():
        if isinstance(text, str) and "{{" not in text and not _is_base64(text):
            message = f"value of '{key}' in the data of a Secret must be in base64"
            yield Finding(("data", key), message, "encode it, or move it to 'stringData'")


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _check_service(value: Mapping[str, Any]) -> Iterator[Finding]:
    spec = mapping_in(value, "spec")
    sort = text_in(spec, "type")
    if sort and sort not in _SERVICES:
        hint = suggest(sort, _SERVICES, f"use one of {', '.join(_SERVICES)}")
        yield Finding(("spec", "type"), f"unknown type of a Service '{sort}'", hint)
    if not spec.get("ports") and sort != "ExternalName" and spec.get("clusterIP") != "None":
        yield Finding(("spec", "ports"), "the Service has no ports", "add 'ports: [{port: 80}]'", True)
    for index, port in enumerate(mappings_in(spec, "ports")):
        for field in ("port", "targetPort"):
            if field == "targetPort" or isinstance(port.get(field), int):
                yield from check_port(port.get(field), ("spec", "ports", index, field))


def _check_claim(value: Mapping[str, Any]) -> Iterator[Finding]:
    spec = mapping_in(value, "spec")
    modes = spec.get("accessModes")
    if not modes:
        yield Finding(("spec", "accessModes"), "the volume claim has no access modes", "add 'accessModes'", True)
    for index, mode in enumerate(modes if isinstance(modes, list) else ()):
        if isinstance(mode, str) and "{{" not in mode and mode not in ACCESS_MODES:
            hint = suggest(mode, ACCESS_MODES, f"use one of {', '.join(ACCESS_MODES)}")
            yield Finding(("spec", "accessModes", index), f"unknown access mode '{mode}'", hint)
    requests = mapping_in(mapping_in(spec, "resources"), "requests")
    if "storage" not in requests:
        message = "the volume claim does not request storage"
        yield Finding(("spec", "resources", "requests"), message, "add 'requests: {storage: 1Gi}' to 'resources'", True)
    yield from _check_amount(requests)


def _check_amount(requests: Mapping[str, Any]) -> Iterator[Finding]:
    amount = str(requests.get("storage", 1))
    try:
        read_quantity(amount) if "{{" not in amount else 0
    except NotationError as fault:
        yield Finding(("spec", "resources", "requests", "storage"), fault.message, fault.hint)


CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Finding]]] = {
    "ConfigMap": _check_config_map,
    "Secret": _check_secret,
    "Service": _check_service,
    "PersistentVolumeClaim": _check_claim,
}
"""The check of each kind of `v1`."""
