"""Check the values in a part of a PodSpec that is merged into a pod, such as a podSpecPatch.

The part may lack fields that the pod has, so that nothing is reported for a field that is absent.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.images import read_image
from argogen.argo.notation.names import check_dns_label, check_env_name, check_label_key, check_subdomain
from argogen.argo.notation.quantities import read_quantity
from argogen.linter.model.nodes import mapping_in, mappings_in
from argogen.linter.model.objects import walk_object
from argogen.linter.model.subject import Subject
from argogen.linter.rules.kubernetes.findings import Finding, check_port, find_unreadable, text_in
from argogen.linter.rules.kubernetes.pod_fields import CHECKS
from argogen.linter.rules.kubernetes.pod_spec import POD_FIELDS
from argogen.linter.rules.kubernetes.scheduling import check_labels
from argogen.linter.rules.values.operators import check_operator
from argogen.linter.rules.values.quantities import is_more, is_small_memory
from argogen.suggestions import suggest
from argogen.yaml.node_path import follow

_MAX_ID = 2**31 - 1
_IDS = ("runAsUser", "runAsGroup", "fsGroup")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "restartPolicy": ("Never", "OnFailure", "Always"),
    "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "preemptionPolicy": ("PreemptLowerPriority", "Never"),
}
_NAMES: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("hostname", "subdomain"), check_dns_label),
    **dict.fromkeys(
        ("nodeName", "priorityClassName", "runtimeClassName", "serviceAccountName", "serviceAccount"), check_subdomain
    ),
}
_LISTS = ("ephemeralContainers", "readinessGates", "resourceClaims", "schedulingGates", "topologySpreadConstraints")
_SPREAD_FIELDS = (
    "labelSelector", "matchLabelKeys", "maxSkew", "minDomains", "nodeAffinityPolicy", "nodeTaintsPolicy", "topologyKey",
    "whenUnsatisfiable",
)  # fmt: skip
_SPREAD_WORDS = ("DoNotSchedule", "ScheduleAnyway")


class PodValue(NamedTuple):
    """An invalid value of a pod, and the rule of which it is a warning; "" for an error."""

    finding: Finding
    rule: str = ""


def check_pod_values(spec: Mapping[str, Any], subject: Subject) -> Iterator[PodValue]:
    """Report values that Kubernetes rejects, or that are probably wrong, in a part of a PodSpec."""
    own = (_check_scalars(spec), _check_amounts(mapping_in(spec, "overhead"), "overhead"), _check_lists(spec))
    yield from map(PodValue, itertools.chain(*own, check_labels(spec.get("nodeSelector"), ("nodeSelector",))))
    for name in POD_FIELDS.keys() & spec.keys():
        for each in walk_object(POD_FIELDS[name], spec[name], subject.workflow, ()):
            for found in _check_object(each.definition, each.value):
                path = (name, *each.below, *found.finding.path)
                yield found._replace(finding=found.finding._replace(path=path))


def _check_lists(spec: Mapping[str, Any]) -> Iterator[Finding]:
    for field in _LISTS:
        if not isinstance(spec.get(field), list | None) and "{{" not in str(spec[field]):
            yield Finding((field,), f"'{field}' must be a list", "begin each item with '-'")
    for index, constraint in enumerate(mappings_in(spec, "topologySpreadConstraints")):
        for finding in _check_spread(constraint):
            yield finding._replace(path=("topologySpreadConstraints", index, *finding.path))


def _check_scalars(spec: Mapping[str, Any]) -> Iterator[Finding]:
    for field, words in _WORDS.items():
        word = text_in(spec, field)
        if word and word not in words:
            yield Finding(
                (field,), f"unknown '{field}' '{word}'", suggest(word, words, f"use one of {', '.join(words)}")
            )
    for field, check in _NAMES.items():
        yield from find_unreadable((field,), text_in(spec, field) or None, check)


def _check_object(definition: str, value: Mapping[str, Any]) -> Iterator[PodValue]:
    check = CHECKS.get(definition)
    for finding in check(value) if check is not None else ():
        if finding.path and not finding.is_absent and follow(value, finding.path) is not None:
            yield PodValue(finding)
    own = _OWN.get(definition)
    yield from map(PodValue, own(value)) if own is not None else ()
    for message, hint in check_operator(definition, value):
        yield PodValue(Finding(("operator",), message, hint), "unknown-operator")
    for finding in _find_small_memory(value) if definition == "ResourceRequirements" else ():
        yield PodValue(finding, "memory-too-small")


def _find_small_memory(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report memory below one megabyte: `128m` is an eighth of a byte."""
    for sort in ("limits", "requests"):
        for resource, amount in mapping_in(value, sort).items():
            if is_small_memory(str(resource), str(amount)):
                hint = f"use {str(amount).rstrip('m')}Mi" if str(amount).endswith("m") else "use a unit such as Mi"
                yield Finding((sort, str(resource)), f"{resource} quantity {amount} is less than 1Mi", hint)


def _check_amounts(amounts: Mapping[str, Any], *path: str) -> Iterator[Finding]:
    for resource, amount in amounts.items():
        yield from _check_amount(amount, (*path, str(resource)))


def _check_amount(amount: Any, path: tuple[str, ...]) -> Iterator[Finding]:
    """Report an amount that is not a quantity, or that is negative."""
    if isinstance(amount, bool) or not isinstance(amount, str | int | float) or "{{" in str(amount):
        return  # reported as a wrong type
    try:
        number = read_quantity(str(amount))
    except NotationError as error:
        yield Finding(path, error.message, error.hint)
        return
    if number < 0:
        yield Finding(path, f"quantity must not be negative, got {amount}", "use 0 or more")


def _check_resources(value: Mapping[str, Any]) -> Iterator[Finding]:
    limits, requests = mapping_in(value, "limits"), mapping_in(value, "requests")
    yield from _check_amounts(limits, "limits")
    yield from _check_amounts(requests, "requests")
    for resource, amount in requests.items():
        if is_more(str(amount), str(limits.get(resource))):
            message = f"{resource} request {amount} is above the limit {limits[resource]}"
            yield Finding(("requests", str(resource)), message, "lower the request, or raise the limit")


def _check_container(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from find_unreadable(("image",), text_in(value, "image") or None, read_image)
    for index, variable in enumerate(mappings_in(value, "env")):
        path = ("env", index)
        yield from find_unreadable((*path, "name"), text_in(variable, "name"), check_env_name)
        if variable.get("value") and variable.get("valueFrom"):
            message = f"'value' and 'valueFrom' of '{variable.get('name')}' are mutually exclusive"
            yield Finding((*path, "valueFrom"), message, "remove one of them")
    for index, port in enumerate(mappings_in(value, "ports")):
        for field in ("containerPort", "hostPort"):
            if isinstance(port.get(field), int) and port[field] != 0:
                yield from check_port(port[field], ("ports", index, field))


def _check_ids(value: Mapping[str, Any]) -> Iterator[Finding]:
    for field in _IDS:
        number = value.get(field)
        if isinstance(number, int) and not isinstance(number, bool) and not 0 <= number <= _MAX_ID:
            yield Finding((field,), f"'{field}' must be 0–{_MAX_ID}, got {number}", "use an ID in this range")


def _check_directory(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _check_amount(value.get("sizeLimit"), ("sizeLimit",))


def _check_spread(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report an invalid constraint of the distribution of pods."""
    word = text_in(value, "whenUnsatisfiable")
    for field in value:
        if field not in _SPREAD_FIELDS and "{{" not in str(field) and not str(field).startswith("$"):
            message = f"unknown field '{field}' of TopologySpreadConstraint"
            yield Finding((field,), message, suggest(str(field), _SPREAD_FIELDS))
    for field in ("maxSkew", "minDomains"):
        number = value.get(field)
        if text_in(value, field) is not None or (isinstance(number, int) and number < 1):
            yield Finding((field,), f"'{field}' must be an integer of at least 1, got {number!r}", "use 1 or more")
    if word and word not in _SPREAD_WORDS:
        hint = suggest(word, _SPREAD_WORDS, f"use one of {', '.join(_SPREAD_WORDS)}")
        yield Finding(("whenUnsatisfiable",), f"unknown 'whenUnsatisfiable' '{word}'", hint)
    yield from find_unreadable(("topologyKey",), text_in(value, "topologyKey") or None, check_label_key)


_OWN: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Finding]]] = {
    "ResourceRequirements": _check_resources,
    "VolumeResourceRequirements": _check_resources,
    "Container": _check_container,
    "SecurityContext": _check_ids,
    "PodSecurityContext": _check_ids,
    "EmptyDirVolumeSource": _check_directory,
}
