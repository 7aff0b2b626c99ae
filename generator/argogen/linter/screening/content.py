"""The fields without which a check cannot find a violation: lint and render skip it then."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.catalogue import Check

_OTHER_CONTAINERS = ("container_set", "init_containers", "sidecars")
_ARTIFACTS = ("artifacts", "input_artifacts", "output_artifacts", "hooks", "data", "http", "resource")
_OUTPUTS = ("outputs", "output_artifacts")
_VOLUMES = ("volumes", "volume_claims")
_MOUNTS = ("mounts", *_OTHER_CONTAINERS)

_FIELDS: Mapping[Check, tuple[str, ...]] = {
    "execution.daemons:find_exhausted_parallelism": ("daemon",),
    "execution.handlers:check_handlers": ("hooks", "inline"),
    "execution.locks:check_lock_order": ("synchronization",),
    "references.globals:find_same_exports": _OUTPUTS,
    "security.privileges:find_privileges": ("securityContext", "hostNetwork", *_OTHER_CONTAINERS),
    "storage.artifacts:check_sources": ("artifacts", "output_artifacts", "hooks"),
    "storage.artifacts:check_stores": _ARTIFACTS,
    "storage.artifacts:find_same_keys": ("output_artifacts",),
    "storage.modes:check_modes": ("volumes", *_ARTIFACTS),
    "storage.optional_artifacts:check_optional_artifacts": ("artifacts", "output_artifacts", "hooks"),
    "storage.outputs:check_output_paths": _OUTPUTS,
    "storage.outputs:check_relative_paths": ("input_artifacts", *_OUTPUTS),
    "storage.unwritten:find_unwritten_outputs": _OUTPUTS,
    "storage.volumes:find_clashing_mounts": ("volumes", "input_artifacts", *_MOUNTS),
    "storage.volumes:find_host_paths": ("volumes",),
    "storage.volumes:find_undeclared_mounts": _MOUNTS,
    "storage.volumes:find_unused_volumes": _VOLUMES,
    "structure.accounts:check_executors": ("automountServiceAccountToken", "executor"),
    "structure.container_sets:check_container_sets": ("container_set",),
    "structure.containers:find_duplicate_containers": _OTHER_CONTAINERS,
    "structure.containers:find_reserved_names": _OTHER_CONTAINERS,
    "structure.placements:find_misplaced_fields": (
        "activeDeadlineSeconds",
        "timeout",
        "pendingTimeout",
        "parallelism",
        "outputs",
    ),
    "structure.pods:check_pods": ("ports", "securityContext", "resources", "env_from", *_OTHER_CONTAINERS),
    "structure.pods:check_volume_sources": _VOLUMES,
    "structure.reachability:find_impossible_dependencies": ("tasks",),
    "structure.retries:check_deadlines": ("activeDeadlineSeconds",),
    "structure.retries:find_spot_without_retry": ("nodeSelector",),
    "values.http:check_methods": ("http",),
    "values.metrics:check_metrics": ("metrics",),
    "values.notations:check_labels": ("labels", "annotations", "podMetadata", "workflowMetadata"),
    "values.patches:check_patches": ("podSpecPatch",),
    "values.quantities:check_quantities": ("resources", *_OTHER_CONTAINERS),
    "values.quantities:check_sizes": _VOLUMES,
    "values.resources:check_resources": ("resource",),
    "values.synchronization:check_caches": ("memoize",),
    "values.synchronization:check_synchronization": ("synchronization",),
}

CONTENT: Mapping[Check, frozenset[str]] = {check: frozenset(fields) for check, fields in _FIELDS.items()}
"""The fields of Argo and of the Context, one of which a node must have."""
