"""Check values of pods and volumes that the Kubernetes API rejects."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_subdomain
from argogen.argo.notation.quantities import read_quantity
from argogen.context import Volume, VolumeClaim
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.kubernetes.kinds import ACCESS_MODES
from argogen.linter.rules.values.unreadable import find_unreadable
from argogen.suggestions import suggest

_MAX_PORT = 65535
_MAX_ID = 2**31 - 1
_MEDIA = re.compile(r"|Memory|HugePages(-\d+[KMG]i)?", re.ASCII)
# Volume sources that reference an object, each with its field in a volume and the field for the name.
_NAMED_SOURCES = {"ConfigMapVolumeSource": ("configMap", "name"), "SecretVolumeSource": ("secret", "secretName")}
_SOURCES = ("secretRef", "configMapRef")
_GPU = "nvidia.com/gpu"
_RESOURCES = re.compile(r"cpu|memory|ephemeral-storage|storage|hugepages-\w+|[^/]+/.+")


def check_volume_sources(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes without a source or with an invalid one, and invalid claims."""
    for volume in (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes)):
        yield from _check_volume(volume)
    for definition in _NAMED_SOURCES:
        for each in subject.objects.get(definition, ()):
            yield from _check_raw_volume(each, *_NAMED_SOURCES[definition])
    for claim in subject.workflow.volume_claims:
        yield from _check_claim(claim)


def _check_raw_volume(each: ArgoObject, source: str, field: str) -> Iterator[RuleDiagnostic]:
    name = each.value.get(field)
    if not name:
        volume: Any = functools.reduce(lambda part, key: part[key], each.below[:-1], cast("Any", fields_of(each.node)))
        message = f"volume '{volume.get('name')}' has no '{field}' in '{source}'"
        yield RuleDiagnostic("invalid-volume", message, each.origin, f"add '{field}'", source, below=each.below)
    for diagnostic in find_unreadable(name or None, check_subdomain, "invalid-name", each.origin, source):
        yield diagnostic._replace(below=(*each.below, field))


def _check_volume(volume: Volume) -> Iterator[RuleDiagnostic]:
    names = (("configMap", "name", volume.config_map), ("secret", "secretName", volume.secret))
    for source, field, name in (*names, ("persistentVolumeClaim", "claimName", volume.claim)):
        for diagnostic in find_unreadable(name, check_subdomain, "invalid-name", volume.origin, source):
            yield diagnostic._replace(below=(source, field))
    medium = (volume.empty_dir or {}).get("medium")
    if isinstance(medium, str) and "{{" not in medium and not _MEDIA.fullmatch(medium):
        message, hint = f"unknown medium '{medium}'", "use 'Memory', or remove it"
        yield RuleDiagnostic("invalid-volume", message, volume.origin, hint, "medium", medium)


def _check_claim(claim: VolumeClaim) -> Iterator[RuleDiagnostic]:
    modes = claim.spec.get("accessModes") or claim.access_modes
    wrong = next((mode for mode in modes if mode not in ACCESS_MODES), None)
    if wrong is not None and "{{" not in str(wrong):
        hint = suggest(str(wrong), ACCESS_MODES, f"use one of {', '.join(ACCESS_MODES)}")
        yield RuleDiagnostic("invalid-volume", f"unknown access mode '{wrong}'", claim.origin, hint, text=str(wrong))
    if claim.spec and not modes:
        message, hint = f"volume claim '{claim.name}' has no access modes", "add 'accessModes: [ReadWriteOnce]'"
        yield RuleDiagnostic("invalid-volume", message, claim.origin, hint, "spec", key=True)
    elif len(modes) > 1 and "ReadWriteOncePod" in modes:
        message = "'ReadWriteOncePod' cannot be combined with other access modes"
        yield RuleDiagnostic("invalid-volume", message, claim.origin, "remove the others", text="ReadWriteOncePod")
    storage_class = claim.spec.get("storageClassName") or claim.storage_class or None
    yield from find_unreadable(storage_class, check_subdomain, "invalid-name", claim.origin, "storageClassName")
    requests = (claim.spec.get("resources") or {}).get("requests") or {}
    if claim.spec and "storage" not in requests:
        message = f"volume claim '{claim.name}' does not request storage"
        hint = "add 'resources: {requests: {storage: 1Gi}}'"
        yield RuleDiagnostic("invalid-volume", message, claim.origin, hint, "spec", key=True)


def check_pods(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid ports, users, groups, quantities and sources of environment variables."""
    for each in subject.objects.get("ContainerPort", ()):
        yield from _check_range(each, ("containerPort", "hostPort"), 1, _MAX_PORT)
    for definition in ("SecurityContext", "PodSecurityContext"):
        for each in subject.objects.get(definition, ()):
            yield from _check_range(each, ("runAsUser", "runAsGroup", "fsGroup"), 0, _MAX_ID)
    for container in subject.containers:
        yield from _check_amounts(container)
        yield from _check_short_name(container, subject)
        yield from _check_sources(container)


def _check_range(each: ArgoObject, fields: tuple[str, ...], minimum: int, maximum: int) -> Iterator[RuleDiagnostic]:
    for field in fields:
        number = each.value.get(field)
        if isinstance(number, int) and not minimum <= number <= maximum:
            message = f"'{field}' must be {minimum}–{maximum}, got {number}"
            yield RuleDiagnostic("invalid-number", message, each.origin, below=(*each.below, field))


def _check_amounts(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for sort in ("requests", "limits"):
        amounts = (container.fields.get("resources") or {}).get(sort)
        for resource, amount in amounts.items() if isinstance(amounts, Mapping) else ():
            at: Any = {"below": (*container.below, "resources", sort, resource)}
            if not _RESOURCES.fullmatch(str(resource)) and "{{" not in str(resource):
                message = f"unknown resource '{resource}'"
                hint = _suggest_resource(str(resource))
                yield RuleDiagnostic("invalid-quantity", message, container.origin, hint, str(resource), key=True, **at)
            elif error := _find_error(str(resource), str(amount)):
                yield RuleDiagnostic("invalid-quantity", error, container.origin, "", str(resource), str(amount), **at)


def _check_short_name(container: ContainerFields, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report the short name of a resource in a manifest, where only pipelines have it."""
    for sort in ("requests", "limits"):
        amounts = (container.fields.get("resources") or {}).get(sort) or {}
        is_gpu = _GPU in amounts and subject.is_manifest and subject.document is not None
        if is_gpu and subject.document is not None and _GPU not in subject.document.source.text:
            below = (*container.below, "resources", sort, "gpu")
            at = (container.origin, f"use {_GPU}", "gpu")
            yield RuleDiagnostic("invalid-quantity", "unknown resource 'gpu'", *at, key=True, below=below)


def _suggest_resource(name: str) -> str:
    known = name.lower().removesuffix("s")
    other = f"use cpu, memory or an extended resource with a domain, such as nvidia.com/{name}"
    return f"use {known}" if _RESOURCES.fullmatch(known) else other


def _find_error(resource: str, amount: str) -> str:
    try:
        number = read_quantity(amount) if "{{" not in amount else 0
    except NotationError:
        return ""
    if number < 0:
        return f"quantity must not be negative, got {amount}"
    return f"quantity of {resource} must be an integer, got {amount}" if "/" in resource and number % 1 else ""


def _check_sources(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for index, source in enumerate(container.fields.get("envFrom") or ()):
        if isinstance(source, Mapping):
            for message, hint in _find_faults(source):
                below = (*container.below, "envFrom", index)
                yield RuleDiagnostic("invalid-env-var", message, container.origin, hint, "envFrom", below=below)


def _find_faults(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the message and the hint for each invalid part of a source of environment variables."""
    chosen = [field for field in _SOURCES if source.get(field) is not None]
    if len(chosen) != 1:
        got = " and ".join(f"'{field}'" for field in chosen) or "none"
        hint = "write one source for each" if chosen else f"add one of {', '.join(_SOURCES)}"
        yield f"an item of 'envFrom' must have exactly one source, got {got}", hint
    for field in chosen:
        if isinstance(source[field], Mapping) and not source[field].get("name"):
            yield f"'{field}' has no name", "add 'name'"
    prefix = str(source.get("prefix") or "A")
    if "=" in prefix or not prefix.isprintable():
        yield f"invalid prefix of environment variables '{prefix}'", "use letters, digits and '_'"
