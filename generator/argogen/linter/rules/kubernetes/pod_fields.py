"""Check fields of pods that Kubernetes rejects when the pod is created, so that the step ends with an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from argogen.linter.model.objects import ArgoObject, walk_object
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.kubernetes import environment, network, probes, scheduling, security, volumes
from argogen.linter.rules.kubernetes.findings import Check

CHECKS: Mapping[str, Check] = {
    **scheduling.CHECKS,
    **probes.CHECKS,
    **security.CHECKS,
    **network.CHECKS,
    **environment.CHECKS,
    **volumes.CHECKS,
}
"""The check of each definition of Kubernetes or Argo with fields of pods."""


def check_pod_fields(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report fields of pods that Kubernetes rejects."""
    for definition, objects in subject.objects.items():
        if definition in CHECKS:
            yield from _check(objects)
    for node in subject.nodes:
        for volume in node.volumes:
            if volume.source:
                yield from _check(walk_object("Volume", volume.source, node, volume.origin))


def _check(objects: Iterable[ArgoObject]) -> Iterator[RuleDiagnostic]:
    for each in objects:
        check = CHECKS.get(each.definition)
        for path, message, hint, _ in check(each.value) if check is not None else ():
            below = (*each.below, *path)
            yield RuleDiagnostic("invalid-pod-field", message, each.origin, hint, below=below)
