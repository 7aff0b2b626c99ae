"""The kinds of Kubernetes, with the versions in which current clusters serve them."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.suggestions import find_nearest

_KINDS: Mapping[str, tuple[str, ...]] = {
    "v1": (
        "ConfigMap", "Endpoints", "Event", "LimitRange", "Namespace", "Node", "PersistentVolume",
        "PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController", "ResourceQuota", "Secret", "Service",
        "ServiceAccount",
    ),
    "apps/v1": ("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "batch/v1": ("CronJob", "Job"),
    "autoscaling/v2": ("HorizontalPodAutoscaler",),
    "networking.k8s.io/v1": ("Ingress", "IngressClass", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget",),
    "rbac.authorization.k8s.io/v1": ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
    "storage.k8s.io/v1": ("CSIDriver", "StorageClass", "VolumeAttachment"),
    "scheduling.k8s.io/v1": ("PriorityClass",),
    "argoproj.io/v1alpha1": (
        "ClusterWorkflowTemplate", "CronWorkflow", "Workflow", "WorkflowEventBinding", "WorkflowTemplate",
    ),
}  # fmt: skip
_VERSIONS: Mapping[str, str] = {kind: version for version, kinds in _KINDS.items() for kind in kinds}
# The versions that current clusters do not serve, with the version of Kubernetes that removed them.
_REMOVED: Mapping[str, str] = {
    "apps/v1beta1": "1.16", "apps/v1beta2": "1.16", "extensions/v1beta1": "1.22", "batch/v2alpha1": "1.21",
    "batch/v1beta1": "1.25", "networking.k8s.io/v1beta1": "1.22", "policy/v1beta1": "1.25",
    "rbac.authorization.k8s.io/v1alpha1": "1.22", "rbac.authorization.k8s.io/v1beta1": "1.22",
    "autoscaling/v2beta1": "1.25", "autoscaling/v2beta2": "1.26", "storage.k8s.io/v1beta1": "1.22",
    "scheduling.k8s.io/v1beta1": "1.22", "apiextensions.k8s.io/v1beta1": "1.22",
    "admissionregistration.k8s.io/v1beta1": "1.22",
}  # fmt: skip
# The groups of Kubernetes whose kinds are all in the table.
_COMPLETE = ("v1", "apps/v1", "batch/v1")

ACCESS_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
"""The access modes of volume claims."""

CLUSTER_KINDS = frozenset({
    "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "IngressClass", "CSIDriver",
    "StorageClass", "VolumeAttachment", "PriorityClass", "ClusterWorkflowTemplate",
})  # fmt: skip
"""The kinds without a namespace."""

JOB_STATUS = frozenset({
    "active", "completedIndexes", "completionTime", "conditions", "failed", "failedIndexes", "ready", "startTime",
    "succeeded", "terminating", "uncountedTerminatedPods",
})  # fmt: skip
"""The fields of the status of a Job."""


def is_builtin(version: str) -> bool:
    """Whether an `apiVersion` is one of Kubernetes itself, and not of custom resources."""
    return version in _KINDS and not version.startswith("argoproj.io/")


def explain_removal(version: str) -> str:
    """Return the version of Kubernetes that removed an `apiVersion`, "" if it is served."""
    return _REMOVED.get(version, "")


def suggest_version(kind: str) -> str:
    """Return the `apiVersion` of a kind, "" if it is unknown."""
    return _VERSIONS.get(kind, "")


def find_kind_fault(version: str, kind: str) -> tuple[str, str]:
    """Return the message and the hint if a version of Kubernetes has no such kind, and otherwise empty strings."""
    if version not in _COMPLETE or kind in _KINDS[version] or kind.endswith("List"):
        return "", ""
    other = _VERSIONS.get(kind)
    message = f"'{version}' has no kind '{kind}'"
    if other is not None:
        return message, f"use 'apiVersion: {other}'"
    nearest = find_nearest(kind, _KINDS[version])
    return message, f"did you mean '{nearest}'?" if nearest else ""
