"""The rules of security and structure: AG5 to AG6."""

from __future__ import annotations

from argogen.catalogue.rule import ERROR, NOTE, WARNING, rule

# fmt: off
ROWS = (
    # AG5: security
    rule("AG501", "code-injection", NOTE, "Possible code injection.", "security.injection:find_injected_values"),
    rule("AG502", "plaintext-secret", WARNING, "Possible secret in plain text.",
        "security.secrets:find_written_secrets"),
    rule("AG503", "unpinned-image", WARNING, "Image without a pinned tag.", "values.notations:check_images"),
    rule("AG504", "privileged-container", WARNING, "Privileged container.", "security.privileges:find_privileges"),
    rule("AG505", "root-container", WARNING, "Container that runs as root.", "security.privileges:find_privileges"),
    rule("AG506", "host-path-volume", WARNING, "Host path volume.", "storage.volumes:find_host_paths"),
    # AG6: structure
    rule("AG601", "duplicate-name", ERROR, "Duplicate name.",
        in_render="values.names:find_invalid_names", in_compiler=True),
    rule("AG602", "task-cycle", ERROR, "Task cycle.", in_compiler=True),
    rule("AG603", "unconditional-recursion", WARNING, "Unconditional recursion.",
        "execution.unchanging_recursion:find_unchanging_recursion",
        in_render="structure.recursion:find_endless_recursion"),
    rule("AG604", "missing-image", ERROR, "Container without an image.",
        "structure.container_sets:check_container_sets", in_render="structure.containers:find_missing_images"),
    rule("AG605", "unused-template", WARNING, "Unused template.", "structure.reachability:find_unused_templates"),
    rule("AG606", "unreachable-task", WARNING, "Task that never runs.",
        "structure.reachability:find_untargeted_tasks", "structure.reachability:find_impossible_dependencies"),
    rule("AG607", "unused-item", WARNING, "Loop that does not use its item.", "structure.loops:check_loops"),
    rule("AG608", "unlimited-retry", WARNING, "Retry without a limit.", "structure.retries:check_retries"),
    rule("AG609", "zero-limit", ERROR, "Limit, delay or duration that is zero or negative.",
        "structure.retries:check_deadlines", "structure.placements:find_misplaced_fields",
        "structure.limits:check_limits"),
    rule("AG610", "spot-pod-without-retry", WARNING, "Pod on a spot node without a retry.",
        "structure.retries:find_spot_without_retry"),
    rule("AG611", "missing-command", WARNING, "Container without a command, or empty script.",
        "structure.containers:find_missing_commands", "structure.container_sets:check_container_sets"),
    rule("AG612", "reserved-container-name", ERROR, "Reserved or duplicate container name.",
        "structure.containers:find_reserved_names", "structure.containers:find_duplicate_containers"),
    rule("AG613", "too-many-objects", ERROR, "Too many templates, tasks or parameters.",
        "structure.counts:find_too_many"),
    rule("AG614", "misplaced-field", ERROR, "Field on a template that does not support it.",
        "structure.placements:find_misplaced_fields", "structure.placements:find_misplaced_sources",
        "bodies.data_templates:check_data_templates", "bodies.pod_settings:find_ineffective_settings"),
    rule("AG615", "invalid-container-set", ERROR, "Invalid container set.",
        "structure.container_sets:check_container_sets"),
    rule("AG616", "oversized-manifest", WARNING, "Manifest beyond the size limit of Kubernetes."),
    rule("AG617", "shadowed-name", WARNING, "Shadowed name.", "references.shadows:find_shadowed_names"),
    rule("AG620", "missing-executor-account", ERROR, "Executor without a service account.",
        "structure.accounts:check_executors"),
    rule("AG621", "late-deadline", WARNING, "Deadline or wait beyond the deadline of the workflow.",
        "structure.deadlines:find_late_deadlines"),
    rule("AG622", "invalid-command", WARNING, "Command that cannot start, or does not run as it is written.",
        "execution.commands:check_commands"),
    rule("AG623", "shutdown-at-start", WARNING, "Workflow that stops at its start.",
        "execution.shutdown:check_shutdown", has_errors=True),
    rule("AG630", "exhausted-parallelism", ERROR, "Parallelism that daemons or handlers use up.",
        "execution.daemons:find_exhausted_parallelism", "execution.handler_limits:find_handlers_at_limit"),
)
# fmt: on
