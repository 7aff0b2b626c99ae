"""Values in pods and volumes that the API of Kubernetes refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_subdomain
from argogen.argo.notation.quantities import read_quantity
from argogen.context import Volume, VolumeClaim
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.values.unreadable import find_unreadable

_LARGEST_PORT = 65535
_LARGEST_ID = 2**31 - 1
_MEDIA = re.compile(r"|Memory|HugePages(-\d+[KMG]i)?", re.ASCII)
_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_RESOURCES = re.compile(r"cpu|memory|ephemeral-storage|storage|hugepages-\w+|[^/]+/.+")


def check_volume_sources(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes without a source or with an invalid one, and invalid claims."""
    for volume in (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes)):
        yield from _check_volume(volume)
    for claim in subject.workflow.volume_claims:
        yield from _check_claim(claim)


def _check_volume(volume: Volume) -> Iterator[RuleDiagnostic]:
    named = (("configMap", "name", volume.config_map), ("secret", "secretName", volume.secret))
    for source, field, own in named:
        written = volume.source.get(source)
        name = written.get(field) if isinstance(written, Mapping) else own
        if isinstance(written, Mapping) and not name:
            message = f"it is not said which {source} '{volume.name}' is made of"
            yield RuleDiagnostic("bad-volume", message, volume.origin, f"add {field}:", source, below=(source,))
        for diagnostic in find_unreadable(name or None, check_subdomain, "bad-name", volume.origin, source):
            yield diagnostic._replace(below=(source, field))
    empty = volume.source.get("emptyDir")
    medium = ((empty if isinstance(empty, Mapping) else volume.empty_dir) or {}).get("medium")
    if isinstance(medium, str) and "{{" not in medium and not _MEDIA.fullmatch(medium):
        message, hint = f"Kubernetes has no medium '{medium}'", "write Memory, or take it out"
        yield RuleDiagnostic("bad-volume", message, volume.origin, hint, "medium", medium)


def _check_claim(claim: VolumeClaim) -> Iterator[RuleDiagnostic]:
    wrong = next((mode for mode in claim.spec.get("accessModes") or () if mode not in _MODES), None)
    if wrong is not None and "{{" not in str(wrong):
        hint = f"one of {', '.join(_MODES)}"
        yield RuleDiagnostic(
            "bad-volume", f"Kubernetes has no access mode '{wrong}'", claim.origin, hint, text=str(wrong)
        )
    requests = (claim.spec.get("resources") or {}).get("requests") or {}
    if claim.spec and "storage" not in requests:
        message = f"it is not said how much '{claim.name}' has to hold"
        yield RuleDiagnostic(
            "bad-volume", message, claim.origin, "add resources: {requests: {storage: 1Gi}}", "spec", key=True
        )


def check_pods(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid ports, users, groups, quantities and sources of environment variables."""
    for each in subject.objects.get("ContainerPort", ()):
        yield from _check_range(each, ("containerPort", "hostPort"), 1, _LARGEST_PORT, "port")
    for definition in ("SecurityContext", "PodSecurityContext"):
        for each in subject.objects.get(definition, ()):
            yield from _check_range(each, ("runAsUser", "runAsGroup", "fsGroup"), 0, _LARGEST_ID, "user or group")
    for container in subject.containers:
        yield from _check_amounts(container)
        yield from _check_sources(container)


def _check_range(
    each: ArgoObject, fields: tuple[str, ...], least: int, most: int, what: str
) -> Iterator[RuleDiagnostic]:
    for field in fields:
        number = each.value.get(field)
        if isinstance(number, int) and not least <= number <= most:
            message, hint = f"there is no {what} {number}", f"they go from {least} to {most}"
            yield RuleDiagnostic("bad-number", message, each.origin, hint, below=(*each.below, field))


def _check_amounts(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for sort in ("requests", "limits"):
        amounts = (container.fields.get("resources") or {}).get(sort)
        for resource, amount in amounts.items() if isinstance(amounts, Mapping) else ():
            at: Any = {"below": (*container.below, "resources", sort, resource)}
            if not _RESOURCES.fullmatch(str(resource)) and "{{" not in str(resource):
                message = f"Kubernetes has no resource '{resource}'"
                hint = f"others than cpu and memory have a domain: nvidia.com/{resource}"
                yield RuleDiagnostic("bad-quantity", message, container.origin, hint, str(resource), key=True, **at)
            elif fault := _find_fault(str(resource), str(amount)):
                yield RuleDiagnostic("bad-quantity", fault, container.origin, "", str(resource), str(amount), **at)


def _find_fault(resource: str, amount: str) -> str:
    try:
        number = read_quantity(amount) if "{{" not in amount else 0
    except NotationError:
        return ""
    if number < 0:
        return "nobody can have less than nothing"
    return "this comes in whole numbers only" if "/" in resource and number % 1 else ""


def _check_sources(container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for index, source in enumerate(container.fields.get("envFrom") or ()):
        for field in ("secretRef", "configMapRef"):
            if isinstance(source, Mapping) and isinstance(source.get(field), Mapping) and not source[field].get("name"):
                message = "it is not said where these variables come from"
                below = (*container.below, "envFrom", index)
                yield RuleDiagnostic("bad-variable", message, container.origin, "add name:", "envFrom", below=below)
