"""The table of the checks that find nothing in a Context without certain fields, whatever their severity."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.catalogue import Check

OTHER_CONTAINERS = ("container_set", "init_containers", "sidecars")
_TIMEOUTS = ("timeout", "pendingTimeout")
_DEADLINE = "activeDeadlineSeconds"
_RETRIES = ("retry", "retryStrategy")
_MOUNTS = ("mounts", "volumeMounts", *OTHER_CONTAINERS)
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_WITH_TIMES = (*_TIMEOUTS, *_RETRIES, "memoize", "podGC", "suspend", "container_set")

_FIELDS: Mapping[Check, tuple[str, ...]] = {
    "bodies.data_templates:check_data_templates": ("data",),
    "execution.handler_limits:find_handlers_at_limit": ("parallelism",),
    "execution.locks:check_lock_order": ("synchronization",),
    "execution.shutdown:check_shutdown": ("shutdown",),
    "kubernetes.manifests:check_manifests": ("resource",),
    "storage.sub_paths:check_sub_paths": ("volumes", *_MOUNTS),
    "storage.volumes:find_clashing_mounts": ("volumes", "input_artifacts", *_MOUNTS),
    "storage.volumes:find_undeclared_mounts": _MOUNTS,
    "structure.accounts:check_executors": ("automountServiceAccountToken", "executor"),
    "structure.container_sets:check_container_sets": ("container_set",),
    "structure.limits:check_limits": (
        "ttlStrategy",
        "parallelism",
        "http",
        "podDisruptionBudget",
        _DEADLINE,
        *_PROBES,
        *_WITH_TIMES,
        *OTHER_CONTAINERS,
    ),
    "structure.placements:find_misplaced_fields": ("parallelism", "outputs", _DEADLINE, *_TIMEOUTS),
    "structure.pods:check_pods": ("ports", "securityContext", "resources", "env_from", "envFrom", *OTHER_CONTAINERS),
    "structure.pods:check_volume_sources": ("volumes", "volume_claims"),
    "structure.retries:check_deadlines": (_DEADLINE,),
    "structure.retries:check_retries": _RETRIES,
    "values.http:check_methods": ("http",),
    "values.jq_filters:check_jq_filters": ("resource",),
    "values.metrics:check_metrics": ("metrics",),
    "values.notations:check_durations": _WITH_TIMES,
    "values.notations:check_labels": ("labels", "annotations", "podMetadata", "workflowMetadata"),
    "values.patches:check_patches": ("podSpecPatch",),
    "values.quantities:check_quantities": ("resources", *OTHER_CONTAINERS),
    "values.quantities:check_sizes": ("volumes", "volume_claims"),
    "values.resources:check_resources": ("resource",),
    "values.resource_actions:check_actions": ("resource",),
    "values.synchronization:check_caches": ("memoize",),
    "values.synchronization:check_synchronization": ("synchronization",),
}

FIELDS: Mapping[Check, frozenset[str]] = {check: frozenset(fields) for check, fields in _FIELDS.items()}
"""The fields of the Context and of Argo of which a check requires one; see `Evidence.set_fields`."""
