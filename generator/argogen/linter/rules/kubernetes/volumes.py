"""Check volumes and mounts (pkg/apis/core/validation of Kubernetes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.names import check_subdomain
from argogen.linter.model.nodes import mapping_in
from argogen.linter.rules.kubernetes.findings import Check, Finding, check_one_of, find_unreadable, text_in
from argogen.suggestions import suggest

_PROJECTIONS = ("secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate")
_PROPAGATIONS = ("None", "HostToContainer", "Bidirectional")
_MIN_EXPIRATION, _MAX_EXPIRATION = 600, 2**32


def _check_projection(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_one_of(value, _PROJECTIONS, "source", "each item of 'sources'")


def _check_token(value: Mapping[str, Any]) -> Iterator[Finding]:
    seconds = value.get("expirationSeconds")
    if isinstance(seconds, int) and not _MIN_EXPIRATION <= seconds <= _MAX_EXPIRATION:
        message = f"'expirationSeconds' must be at least {_MIN_EXPIRATION}, got {seconds}"
        yield Finding(("expirationSeconds",), message, f"use {_MIN_EXPIRATION} or more")


def _check_nfs(value: Mapping[str, Any]) -> Iterator[Finding]:
    exported = text_in(value, "path")
    if exported and not exported.startswith("/"):
        yield Finding(("path",), f"path of an NFS volume must be absolute, got '{exported}'", f"use '/{exported}'")


def _check_ephemeral(value: Mapping[str, Any]) -> Iterator[Finding]:
    if not value.get("volumeClaimTemplate"):
        yield Finding((), "an ephemeral volume requires 'volumeClaimTemplate'", "add 'volumeClaimTemplate'")


def _check_claim(value: Mapping[str, Any]) -> Iterator[Finding]:
    if value and not value.get("accessModes"):
        yield Finding((), "volume claim has no access modes", "add 'accessModes: [ReadWriteOnce]'")
    yield from find_unreadable(("storageClassName",), text_in(value, "storageClassName") or None, check_subdomain)


def _check_mount(value: Mapping[str, Any]) -> Iterator[Finding]:
    mounted, propagation = text_in(value, "mountPath"), text_in(value, "mountPropagation")
    if mounted and ":" in mounted:
        yield Finding(("mountPath",), f"mount path must not contain ':', got '{mounted}'", "use another path")
    if propagation and propagation not in _PROPAGATIONS:
        hint = suggest(propagation, _PROPAGATIONS, f"use one of {', '.join(_PROPAGATIONS)}")
        yield Finding(("mountPropagation",), f"unknown mount propagation '{propagation}'", hint)


def check_mounts(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report mounts of a container that only a privileged one can have."""
    if mapping_in(value, "securityContext").get("privileged") is True:
        return
    for index, mount in enumerate(value.get("volumeMounts") or ()):
        if isinstance(mount, Mapping) and mount.get("mountPropagation") == "Bidirectional":
            message = "the mount propagation 'Bidirectional' requires a privileged container"
            yield Finding(("volumeMounts", index, "mountPropagation"), message, "use 'HostToContainer'")


CHECKS: Mapping[str, Check] = {
    "VolumeProjection": _check_projection,
    "ServiceAccountTokenProjection": _check_token,
    "NFSVolumeSource": _check_nfs,
    "EphemeralVolumeSource": _check_ephemeral,
    "PersistentVolumeClaimSpec": _check_claim,
    "VolumeMount": _check_mount,
}
"""The check of each definition."""
