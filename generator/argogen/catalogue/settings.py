"""The rules of hygiene, settings and scripts: AG7 to AG9."""

from __future__ import annotations

from argogen.catalogue.rule import ERROR, NOTE, WARNING, rule

# fmt: off
ROWS = (
    # AG7: hygiene
    rule("AG701", "missing-resource-limits", NOTE, "Container without resource limits.",
        "hygiene.pods:find_missing_limits", is_default=False),
    rule("AG702", "missing-deadline", NOTE, "Workflow without a deadline.",
        "hygiene.lifetime:find_missing_deadlines", is_default=False),
    rule("AG703", "missing-pod-gc", NOTE, "Workflow without pod garbage collection.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    rule("AG704", "missing-ttl", NOTE, "Workflow without a time to live.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    rule("AG705", "unarchived-logs", NOTE, "Pod garbage collection without archived logs.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    rule("AG706", "default-service-account", NOTE, "Workflow with the default service account.",
        "hygiene.pods:find_default_accounts", is_default=False),
    rule("AG707", "possible-root-user", NOTE, "Container that may run as root.",
        "hygiene.pods:find_possible_root_users", is_default=False),
    # AG8: unsupported fields and settings
    rule("AG801", "unknown-field", ERROR, "Unknown field of an Argo or Kubernetes object.",
        "values.patches:check_patches", in_compiler=True, is_fixable=True),
    rule("AG802", "unsupported-in-version", ERROR, "Feature that the Argo version does not support.",
        in_compiler=True),
    rule("AG803", "untranslated-setting", NOTE, "Feature of a runnable pipeline that is not translated.",
        in_compiler=True),
    rule("AG804", "ineffective-setting", WARNING, "Setting without effect.",
        "expressions.event_bindings:check_event_bindings", "structure.retries:check_retries",
        "bodies.pod_settings:find_ineffective_settings", "structure.container_sets:check_container_sets",
        "bodies.data_templates:check_data_templates", in_compiler=True),
    rule("AG805", "unreachable-node", WARNING, "Unreachable node of a runnable pipeline.", in_compiler=True),
    rule("AG806", "undefined-secret", WARNING, "Undefined secret in a runnable pipeline.", in_compiler=True),
    rule("AG807", "conflicting-settings", ERROR, "Conflicting settings.", in_compiler=True),
    rule("AG808", "object-not-aggregated", WARNING, "Object of a map branch that is used after the map.",
        in_compiler=True),
    rule("AG809", "ambiguous-object", WARNING, "Object with several possible producers.", in_compiler=True),
    rule("AG810", "deprecated-field", WARNING, "Deprecated field.", "values.old_fields:find_old_fields",
        is_fixable=True),
    rule("AG811", "unused-override", WARNING, "Template file that nothing uses.", in_compiler=True),
    # AG85: the profile of Kubeflow Pipelines
    rule("AG851", "kubeflow-kind", ERROR, "Object of a kind that Kubeflow Pipelines rejects.",
        "kubeflow.documents:check_kind", profile="kubeflow"),
    rule("AG852", "kubeflow-documents", ERROR, "Several documents in a file for Kubeflow Pipelines.",
        "kubeflow.documents:check_documents", profile="kubeflow"),
    rule("AG853", "kubeflow-template-ref", ERROR,
        "Template of another object, which Kubeflow Pipelines cannot read.",
        "kubeflow.documents:find_template_refs", profile="kubeflow"),
    rule("AG854", "kubeflow-global-output", ERROR,
        "Tag of a global output that Kubeflow Pipelines cannot resolve.",
        "kubeflow.global_outputs:check_global_outputs", profile="kubeflow"),
    rule("AG855", "kubeflow-parameter-size", ERROR,
        "Parameters that exceed the size limit of Kubeflow Pipelines.",
        "kubeflow.parameters:check_size", profile="kubeflow"),
    rule("AG856", "kubeflow-parameter-value", WARNING,
        "Parameter without a value in runs of Kubeflow Pipelines.",
        "kubeflow.parameters:find_missing_values", profile="kubeflow"),
    rule("AG857", "kubeflow-macro", WARNING, "Macro that Kubeflow Pipelines does not replace.",
        "kubeflow.parameters:find_misplaced_macros", profile="kubeflow"),
    rule("AG858", "kubeflow-service-account", NOTE,
        "Service account other than that of Kubeflow Pipelines.",
        "kubeflow.documents:check_service_account", profile="kubeflow"),
    # AG9: scripts, checked with other linters
    rule("AG901", "shell-script", WARNING, "Problem in a shell script that shellcheck reports.", in_compiler=True),
    rule("AG902", "python-script", WARNING, "Problem in a Python script.", in_compiler=True),
    rule("AG903", "invalid-data", WARNING, "Invalid JSON or YAML in a request or an artifact.", in_compiler=True),
    rule("AG904", "missing-linter", NOTE, "Linter of scripts that is not installed.", in_compiler=True),
)
# fmt: on
