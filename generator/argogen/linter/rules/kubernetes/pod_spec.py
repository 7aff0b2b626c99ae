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
    "dnsConfig": "PodDNSConfig", "overhead": "{Quantity}", "resources": "ResourceRequirements",
    **dict.fromkeys(
        (
            "dnsPolicy", "hostname", "hostnameOverride", "nodeName", "preemptionPolicy", "priorityClassName",
            "restartPolicy", "runtimeClassName", "schedulerName", "serviceAccount", "serviceAccountName", "subdomain",
        ),
        "string",
    ),
}  # fmt: skip
"""The fields with known types."""

OTHER_FIELDS = (
    "ephemeralContainers", "os", "readinessGates", "resourceClaims", "schedulingGates", "topologySpreadConstraints",
    "workloadRef",
)  # fmt: skip
"""The fields of which only the names are checked."""
