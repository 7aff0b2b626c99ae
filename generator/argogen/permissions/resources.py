"""The resources of Kubernetes and Argo: their kinds, their names in paths, and their short names in kubectl."""

from __future__ import annotations

import re
from collections.abc import Mapping

from argogen.permissions.model import Resource

RBAC = "rbac.authorization.k8s.io"

# Kinds by group: those without a regular plural, with a short name, or without a namespace (marked by "*").
_ROWS: Mapping[str, str] = {
    "": (
        "Pod:po Service:svc ConfigMap:cm Secret ServiceAccount:sa PersistentVolumeClaim:pvc Endpoints:ep Event:ev "
        "ReplicationController:rc ResourceQuota:quota LimitRange:limits PodTemplate Binding *Namespace:ns *Node:no "
        "*PersistentVolume:pv *ComponentStatus:cs"
    ),
    "apps": "Deployment:deploy StatefulSet:sts DaemonSet:ds ReplicaSet:rs ControllerRevision",
    "batch": "Job CronJob:cj",
    "autoscaling": "HorizontalPodAutoscaler:hpa",
    "networking.k8s.io": "Ingress:ing NetworkPolicy:netpol *IngressClass *IPAddress:ip *ServiceCIDR",
    "policy": "PodDisruptionBudget:pdb",
    RBAC: "Role RoleBinding *ClusterRole *ClusterRoleBinding",
    "storage.k8s.io": (
        "*StorageClass:sc *VolumeAttachment *VolumeAttributesClass:vac *CSIDriver *CSINode CSIStorageCapacity"
    ),
    "resource.k8s.io": "ResourceClaim ResourceClaimTemplate *DeviceClass *ResourceSlice *DeviceTaintRule",
    "scheduling.k8s.io": "*PriorityClass:pc",
    "node.k8s.io": "*RuntimeClass",
    "authentication.k8s.io": "*TokenReview *SelfSubjectReview",
    "authorization.k8s.io": (
        "LocalSubjectAccessReview *SubjectAccessReview *SelfSubjectAccessReview *SelfSubjectRulesReview"
    ),
    "certificates.k8s.io": "*CertificateSigningRequest:csr *ClusterTrustBundle PodCertificateRequest",
    "apiregistration.k8s.io": "*APIService",
    "apiextensions.k8s.io": "*CustomResourceDefinition:crd",
    "admissionregistration.k8s.io": (
        "*ValidatingWebhookConfiguration *MutatingWebhookConfiguration *ValidatingAdmissionPolicy "
        "*ValidatingAdmissionPolicyBinding *MutatingAdmissionPolicy *MutatingAdmissionPolicyBinding"
    ),
    "coordination.k8s.io": "Lease",
    "discovery.k8s.io": "EndpointSlice",
    "flowcontrol.apiserver.k8s.io": "*FlowSchema *PriorityLevelConfiguration",
    "argoproj.io": (
        "Workflow:wf WorkflowTemplate:wftmpl CronWorkflow:cronwf *ClusterWorkflowTemplate:cwft "
        "WorkflowEventBinding:wfeb WorkflowTaskSet:wfts WorkflowTaskResult WorkflowArtifactGCTask:wfat "
        "Sensor:sn EventSource:es EventBus:eb Application:app ApplicationSet:appset AppProject:appproj Rollout:ro "
        "Experiment:exp AnalysisTemplate:at AnalysisRun:ar *ClusterAnalysisTemplate:cat"
    ),
}
_VOWELS = "aeiou"
_UNCHANGED = ("endpoints", "eventbus")
"""Plurals that are the singular."""
_VERSION = re.compile(r"v\d+(?:(?:alpha|beta)\d+)?")


def find_resource(api_version: str, kind: str) -> Resource:
    """Return the resource of an object by its `apiVersion` and `kind`.

    That of an unknown kind is assumed to have a regular plural, and objects in namespaces.
    """
    group = api_version.rpartition("/")[0]
    known = _BY_KIND.get((group, kind))
    return Resource(group, pluralize(kind), is_assumed=True) if known is None else known


def find_named_resource(name: str) -> Resource | None:
    """Return a resource by its name in kubectl: plural, singular, kind or short name, also with the group.

    There may be a version between name and group. An unknown name without a group has no known resource; one with a
    group is assumed to be the plural.
    """
    plural, dot, group = name.lower().partition(".")
    version, point, rest = group.partition(".")
    group = rest if point and _VERSION.fullmatch(version) else group
    found = _BY_NAME.get(plural)
    if not dot or (found is not None and found.group == group):
        return found
    return _BY_NAME.get(f"{plural}.{group}") or Resource(group, plural, is_assumed=True)


def pluralize(kind: str) -> str:
    """Return the name of a kind in paths by the rules of Kubernetes (UnsafeGuessKindToResource of apimachinery)."""
    singular = kind.lower()
    if singular.endswith(("s", "x", "ch", "sh")):
        return singular if singular in _UNCHANGED else f"{singular}es"
    if singular.endswith("y") and singular[-2:-1] not in _VOWELS:
        return f"{singular[:-1]}ies"
    return f"{singular}s"


def _read_rows() -> tuple[dict[tuple[str, str], Resource], dict[str, Resource]]:
    by_kind, by_name = {}, {}
    for group, row in _ROWS.items():
        for word in row.split():
            kind, _, short = word.lstrip("*").partition(":")
            resource = Resource(group, pluralize(kind), word.startswith("*"))
            by_kind[group, kind] = resource
            names = [name for name in (kind.lower(), resource.plural, short) if name]
            by_name.update(dict.fromkeys((*names, *(f"{name}.{group}" for name in names)), resource))
    return by_kind, by_name


_BY_KIND, _BY_NAME = _read_rows()
