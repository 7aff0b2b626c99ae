"""The fields of PodSpec, which no object of Argo contains as a whole."""

from __future__ import annotations

POD_FIELDS = {
    **dict.fromkeys(("activeDeadlineSeconds", "priority", "terminationGracePeriodSeconds"), "integer"),
    **dict.fromkeys(
        (
            "automountServiceAccountToken", "enableServiceLinks", "hostIPC", "hostNetwork", "hostPID", "hostUsers",
            "setHostnameAsFQDN", "shareProcessNamespace",
        ),
        "boolean",
    ),
    "affinity": "Affinity", "containers": "[Container]", "hostAliases": "[HostAlias]",
    "imagePullSecrets": "[LocalObjectReference]", "initContainers": "[Container]", "nodeSelector": "{string}",
    "securityContext": "PodSecurityContext", "tolerations": "[Toleration]", "volumes": "[Volume]",
    "dnsConfig": "PodDNSConfig",
}  # fmt: skip
"""The fields with known types."""

OTHER_FIELDS = (
    "dnsPolicy", "ephemeralContainers", "hostname", "hostnameOverride", "nodeName", "os", "overhead",
    "preemptionPolicy", "priorityClassName", "readinessGates", "resourceClaims", "resources", "restartPolicy",
    "runtimeClassName", "schedulerName", "schedulingGates", "serviceAccount", "serviceAccountName", "subdomain",
    "topologySpreadConstraints", "workloadRef",
)  # fmt: skip
"""The fields of which only the names are checked."""
