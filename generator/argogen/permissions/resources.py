"""The resources of Kubernetes and Argo: their kinds, their names in paths, and their short names in kubectl."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.permissions.model import Resource

# Kinds by group: those without a regular plural, with a short name, or without a namespace (marked by "*").
_ROWS: Mapping[str, str] = {
    "": (
        "Pod:po Service:svc ConfigMap:cm Secret ServiceAccount:sa PersistentVolumeClaim:pvc Endpoints:ep Event:ev "
        "ReplicationController:rc ResourceQuota:quota LimitRange:limits PodTemplate *Namespace:ns *Node:no "
        "*PersistentVolume:pv"
    ),
    "apps": "Deployment:deploy StatefulSet:sts DaemonSet:ds ReplicaSet:rs ControllerRevision",
    "batch": "Job CronJob:cj",
    "autoscaling": "HorizontalPodAutoscaler:hpa",
    "networking.k8s.io": "Ingress:ing NetworkPolicy:netpol *IngressClass",
    "policy": "PodDisruptionBudget:pdb",
    "rbac.authorization.k8s.io": "Role RoleBinding *ClusterRole *ClusterRoleBinding",
    "storage.k8s.io": "*StorageClass:sc *VolumeAttachment *CSIDriver *CSINode",
    "scheduling.k8s.io": "*PriorityClass:pc",
    "node.k8s.io": "*RuntimeClass",
    "certificates.k8s.io": "*CertificateSigningRequest:csr",
    "apiregistration.k8s.io": "*APIService",
    "apiextensions.k8s.io": "*CustomResourceDefinition:crd",
    "admissionregistration.k8s.io": (
        "*ValidatingWebhookConfiguration *MutatingWebhookConfiguration *ValidatingAdmissionPolicy "
        "*ValidatingAdmissionPolicyBinding"
    ),
    "coordination.k8s.io": "Lease",
    "argoproj.io": (
        "Workflow:wf WorkflowTemplate:wftmpl CronWorkflow:cronwf *ClusterWorkflowTemplate:cwft "
        "WorkflowEventBinding:wfeb WorkflowTaskSet:wfts"
    ),
}
_VOWELS = "aeiou"


def find_resource(api_version: str, kind: str) -> Resource:
    """Return the resource of an object by its `apiVersion` and `kind`; the plural of an unknown kind is regular."""
    group = api_version.rpartition("/")[0]
    known = _BY_KIND.get((group, kind))
    return Resource(group, pluralize(kind)) if known is None else known


def find_named_resource(name: str) -> Resource | None:
    """Return a resource by its name in kubectl: plural, singular, kind, short name, or plural and group.

    An unknown name without a group has no known resource.
    """
    name = name.lower()
    plural, dot, group = name.partition(".")
    return _BY_NAME.get(name) or (Resource(group, plural) if dot else None)


def pluralize(kind: str) -> str:
    """Return the name of a kind in paths by the rules of Kubernetes (UnsafeGuessKindToResource of apimachinery)."""
    singular = kind.lower()
    if singular.endswith(("s", "x", "ch", "sh")):
        return singular if singular == "endpoints" else f"{singular}es"
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
            names = (kind.lower(), resource.plural, f"{resource.plural}.{group}", short)
            by_name.update({name: resource for name in names if name})
    return by_kind, by_name


_BY_KIND, _BY_NAME = _read_rows()
