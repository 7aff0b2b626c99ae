"""The built-in rules: the name, severity, summary and checks of each.

A row in this table registers a rule. Codes are grouped in families by their first digit; a code is never changed and
never reused. A diagnostic without a rule reports an error in a source text or its keys: it has a name but no code, and
cannot be configured. Rules of installed packages are loaded by `argogen.linter.plugins`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.records import Record
from argogen.severity import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

Check = str | Callable[[Any], Iterable[Any]]
"""A function that takes a `Subject` and yields a `RuleDiagnostic` for each violation. A built-in check is given as a
reference: its module below `argogen.linter.rules` and its name, such as `storage.volumes:find_host_paths`."""


class Rule(Record):
    """A rule and its default configuration.

    `summary` is a noun phrase. `argogen lint` runs all checks. `argogen render` runs the `render_checks`, and, of rules
    with the severity error, the `error_checks`, of which it reports only errors. `in_compiler` is True if the compiler
    itself reports violations; an error of the compiler cannot be disabled, because it prevents the manifest.
    `has_errors` is True if some violations of a warning are errors. `is_default` is False if the rule only runs when it
    is selected. `is_fixable` is True if some of its diagnostics have a fix. `page` is the explanation of a rule of a
    package, in Markdown; that of a built-in rule is a file in `pages`. `package` is the distribution that provides the
    rule, "" for a built-in one.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    checks: tuple[Check, ...] = ()
    render_checks: tuple[Check, ...] = ()
    in_compiler: bool = False
    is_default: bool = True
    is_fixable: bool = False
    has_errors: bool = False
    page: str = ""
    package: str = ""

    @property
    def error_checks(self) -> tuple[Check, ...]:
        """The checks that render runs for errors: all of a built-in rule that need nothing but the pipeline."""
        has_errors = self.has_errors or (self.severity is Severity.ERROR and not self.package)
        return tuple(check for check in self.checks if check not in LINT_ONLY) if has_errors else ()

    @property
    def in_render(self) -> bool:
        """Return whether render reports violations too."""
        return self.in_compiler or bool(self.render_checks or (self.error_checks and not self.has_errors))


# fmt: off
def _rule(
    code: str, name: str, severity: Severity, summary: str, *checks: str, in_render: str = "",
    in_compiler: bool = False, is_default: bool = True, is_fixable: bool = False, has_errors: bool = False,
) -> Rule:
    """Return a row; `in_render` is the reference of a check that render runs too."""
    render_checks = (in_render,) if in_render else ()
    return Rule(code, name, severity, summary, checks, render_checks, in_compiler, is_default, is_fixable, has_errors)


LINT_ONLY: Mapping[Check, str] = {
    "unknown-rule": "suppression comments do not change the manifest",
    "references.libraries:check_template_refs":
        "references to templates of other files require these files, which `lint` reads with `--ref`",
    "references.library_requirements:find_unmet_requirements":
        "requirements of templates of other files require these files; `render` checks those in the same file",
    "references.whole_references:check_whole_references":
        "a WorkflowTemplate of another file requires this file; `render` checks those in the same file",
}
"""The errors that render does not report, by the check or the rule without a check, with the reasons."""

_ROWS = (
    # AG0: rules and suppressions
    _rule("AG001", "unknown-rule", ERROR, "Unknown rule in a suppression comment or the configuration."),
    _rule("AG002", "unused-suppression", NOTE, "Suppression comment without effect."),
    # AG1: references
    _rule("AG101", "unknown-reference", ERROR, "Reference to an undefined name.", in_compiler=True, is_fixable=True),
    _rule("AG102", "unknown-output", ERROR, "Reference to an undeclared output.",
        "references.steps:check_references", "references.libraries:check_template_refs",
        "references.step_values:check_step_values", "references.globals:find_unknown_globals",
        "storage.artifacts:check_sources", in_compiler=True, is_fixable=True),
    _rule("AG103", "unknown-parameter", ERROR, "Reference to an undeclared parameter.",
        "references.library_requirements:find_unmet_requirements", in_compiler=True, is_fixable=True),
    _rule("AG104", "incomplete-reference", ERROR, "Reference to a step without the name of a value.", in_compiler=True),
    _rule("AG105", "unsupported-reference", ERROR, "Reference to a value that this kind of step does not have.",
        "references.steps:check_references", "references.step_values:check_step_values",
        "storage.artifacts:check_sources", "execution.handlers:check_handlers", in_compiler=True),
    _rule("AG106", "output-not-yet-available", ERROR, "Reference to a step that runs at the same time or later.",
        "references.steps:check_references", "references.step_values:check_step_values",
        "references.globals:find_unknown_globals", "references.global_order:check_global_order", in_compiler=True),
    _rule("AG107", "self-reference", ERROR, "Reference of a step to its own output.",
        "references.steps:check_references", in_compiler=True),
    _rule("AG108", "missing-dependency", ERROR, "Reference to a task without a dependency on it.",
        "references.steps:check_references", in_compiler=True),
    _rule("AG109", "unknown-tag-variable", ERROR, "Unknown name in an Argo template tag.",
        "references.step_values:check_step_values", "references.globals:find_unknown_globals",
        "values.metrics:check_metrics", in_compiler=True, is_fixable=True),
    _rule("AG110", "unrecognized-tag", WARNING, "Unresolved name in a template tag.",
        "references.nested_tags:find_nested_tags", "references.nested_tags:find_braced_mappings", in_compiler=True),
    _rule("AG111", "unclosed-tag", ERROR, "Unclosed template tag.", in_compiler=True),
    _rule("AG112", "template-tag-in-file", ERROR, "Template tag in a script file.", in_compiler=True),
    _rule("AG113", "unknown-item-key", ERROR, "Reference to a key that the items of the loop do not have.",
        "references.items:check_items", in_compiler=True),
    _rule("AG114", "unknown-argument", ERROR, "Argument that the called template does not accept.",
        "references.libraries:check_template_refs", "references.whole_references:check_whole_references",
        in_compiler=True, is_fixable=True),
    _rule("AG115", "missing-argument", ERROR, "Missing required argument.",
        "references.libraries:check_template_refs", "references.whole_references:check_whole_references",
        "values.schedules:find_missing_values", in_compiler=True),
    _rule("AG116", "unknown-component", ERROR, "Use of an undefined component.", in_compiler=True, is_fixable=True),
    _rule("AG117", "unknown-task", ERROR, "Dependency on an undefined task.", in_compiler=True, is_fixable=True),
    _rule("AG118", "unknown-task-result", ERROR, "Dependency on an unknown task result.",
        "execution.task_results:check_task_results", in_compiler=True, is_fixable=True),
    _rule("AG119", "invalid-loop-items", ERROR, "Loop over a value that is not a JSON list.",
        "structure.loops:check_loops", in_compiler=True, is_fixable=True),
    _rule("AG120", "output-of-skipped-step", WARNING, "Output of a step that may be skipped, without a default.",
        "references.outcomes:find_missing_outputs"),
    _rule("AG121", "output-of-failed-step", WARNING, "Output of a step that has failed when it is used.",
        "references.outcomes:find_missing_outputs"),
    _rule("AG122", "aggregate-compared-as-scalar", WARNING, "Aggregated outputs of a loop compared as a single value.",
        "references.outcomes:find_aggregates_used_as_scalars"),
    _rule("AG123", "unused-parameter", WARNING, "Unused parameter.", "references.unused:find_unused_parameters"),
    _rule("AG124", "unknown-artifact", ERROR, "Reference to an undeclared artifact.", in_compiler=True,
        is_fixable=True),
    _rule("AG125", "item-without-loop", WARNING, "Loop item outside of a loop.",
        "references.items:check_items", has_errors=True),
    _rule("AG126", "unbraced-artifact-source", WARNING, "Artifact source without braces.",
        "storage.artifacts:check_sources", is_fixable=True),
    _rule("AG127", "unknown-variable-prefix", WARNING, "Unknown variable prefix in a template tag.",
        "references.prefixes:find_unknown_prefixes", "execution.handlers:check_handlers",
        has_errors=True, is_fixable=True),
    _rule("AG128", "unknown-template-ref", ERROR, "Reference to a template that is in none of the files.",
        "references.libraries:check_template_refs", "references.whole_references:check_whole_references",
        is_fixable=True),
    _rule("AG129", "non-json-result", ERROR, "Result of a loop whose iterations print no JSON.",
        in_render="references.loop_results:find_non_json_results"),
    _rule("AG130", "unknown-notebook-parameter", WARNING, "Argument that a notebook does not define.",
        in_compiler=True),
    _rule("AG140", "ignored-value", WARNING, "Default or value of a parameter without effect.",
        "structure.parameters:find_ignored_values"),
    _rule("AG150", "output-of-empty-loop", WARNING, "Output of a loop that may have no items.",
        "execution.empty_loops:find_outputs_of_empty_loops"),
    # AG2: expressions
    _rule("AG201", "invalid-expression", ERROR, "Invalid expression.",
        "expressions.expr:check_expressions", "expressions.conditions:check_conditions",
        "values.metrics:check_metrics", "values.resources:check_resources",
        in_render="expressions.event_bindings:check_event_bindings", in_compiler=True, is_fixable=True),
    _rule("AG202", "unknown-function", ERROR, "Call of an unknown function.",
        "expressions.expr:check_expressions", "expressions.event_bindings:check_event_bindings", is_fixable=True),
    _rule("AG203", "wrong-argument-count", ERROR, "Wrong number of function arguments.",
        "expressions.expr:check_expressions", "expressions.event_bindings:check_event_bindings"),
    _rule("AG204", "incompatible-types", ERROR, "Operation on values of incompatible types.",
        "expressions.expr:check_expressions", "expressions.event_bindings:check_event_bindings", is_fixable=True),
    _rule("AG205", "unknown-expression-variable", ERROR, "Unknown variable in an expression.",
        "expressions.expr:check_expressions", "expressions.event_bindings:check_event_bindings", is_fixable=True),
    _rule("AG206", "non-boolean-condition", ERROR, "Condition that is not boolean.",
        "expressions.expr:check_expressions", "expressions.event_bindings:check_event_bindings"),
    _rule("AG207", "unescaped-dash", WARNING, "Dash in a name that is read as a minus.",
        in_compiler=True, is_fixable=True),
    _rule("AG208", "space-before-expression", WARNING, "Space between the braces and the expression.",
        in_compiler=True, is_fixable=True),
    _rule("AG209", "fragile-condition", WARNING, "Condition that is invalid with a known value.",
        "expressions.conditions:check_conditions"),
    _rule("AG210", "constant-condition", WARNING, "Condition that is always true or always false.",
        "expressions.conditions:check_conditions", "values.metrics:check_metrics",
        "expressions.retry_policies:check_retry_policies"),
    _rule("AG211", "unquoted-tag", NOTE, "Unquoted template tag in a condition.",
        "expressions.conditions:check_conditions", is_default=False, is_fixable=True),
    _rule("AG212", "unsupported-function", ERROR, "Expression syntax or function not in the Argo version.",
        "expressions.expr:check_expressions", "expressions.event_bindings:check_event_bindings"),
    _rule("AG213", "reserved-member", WARNING, "Member with the name of a variable in an expression.",
        "expressions.expr:check_expressions", is_fixable=True),
    _rule("AG214", "unmarked-expression", ERROR, "Expression in a template tag without `=`.", in_compiler=True),
    _rule("AG220", "unknown-status", WARNING, "Comparison of a status with a word that is not a phase of Argo.",
        "expressions.statuses:check_statuses"),
    # AG3: values
    _rule("AG301", "invalid-name", ERROR, "Invalid name.",
        "structure.pods:check_volume_sources", "values.synchronization:check_caches",
        "structure.container_sets:check_container_sets", in_render="values.names:find_invalid_names", in_compiler=True),
    _rule("AG302", "invalid-duration", ERROR, "Invalid duration.",
        "values.notations:check_durations", "values.synchronization:check_caches", "structure.retries:check_retries",
        "execution.passed_values:check_passed_values", is_fixable=True),
    _rule("AG303", "invalid-quantity", ERROR, "Invalid resource quantity.",
        "values.quantities:check_quantities", "structure.pods:check_pods", in_render="values.quantities:check_sizes"),
    _rule("AG304", "memory-too-small", WARNING, "Memory quantity below one megabyte.",
        "values.quantities:check_quantities"),
    _rule("AG305", "invalid-label", ERROR, "Invalid label or annotation.",
        "values.notations:check_labels", "execution.passed_values:check_passed_values"),
    _rule("AG306", "invalid-env-var", ERROR, "Invalid environment variable.",
        "values.notations:check_variables", "structure.pods:check_pods"),
    _rule("AG307", "invalid-image", ERROR, "Invalid image reference.",
        "values.notations:check_images", "execution.passed_values:check_passed_values"),
    _rule("AG308", "invalid-schedule", ERROR, "Invalid cron schedule.", "values.schedules:check_schedules"),
    _rule("AG309", "unsatisfiable-schedule", WARNING, "Cron schedule that never occurs.",
        "values.schedules:check_schedules"),
    _rule("AG310", "dst-transition", WARNING, "Cron schedule within a daylight-saving transition.",
        "values.schedules:check_schedules"),
    _rule("AG311", "unknown-time-zone", ERROR, "Unknown time zone.", "values.schedules:check_schedules"),
    _rule("AG312", "invalid-number", ERROR, "Invalid number.",
        "structure.loops:check_loops", "structure.retries:check_deadlines", "structure.retries:check_retries",
        "structure.pods:check_pods", "storage.modes:check_modes", "execution.passed_values:check_passed_values"),
    _rule("AG313", "invalid-sequence-format", ERROR, "Invalid number format of a sequence.",
        "structure.loops:check_loops"),
    _rule("AG314", "oversized-argument", ERROR, "Argument or environment variable beyond the size limit of Linux.",
        "structure.sizes:find_oversized_arguments"),
    _rule("AG315", "invalid-metric", ERROR, "Invalid metric.", "values.metrics:check_metrics"),
    _rule("AG316", "invalid-synchronization", ERROR, "Invalid mutex or semaphore.",
        "values.synchronization:check_synchronization", "execution.locks:check_lock_order"),
    _rule("AG317", "invalid-memoization", ERROR, "Invalid memoization key or cache.",
        "values.synchronization:check_caches"),
    _rule("AG318", "invalid-resource-manifest", ERROR, "Invalid manifest of a resource template.",
        "values.resources:check_resources"),
    _rule("AG319", "invalid-pod-patch", ERROR, "Invalid pod patch.", "values.patches:check_patches", is_fixable=True),
    _rule("AG320", "implicit-string-conversion", WARNING, "Implicit conversion of a value to a string.",
        is_fixable=True),
    _rule("AG321", "unknown-operator", WARNING, "Unknown Kubernetes operator.",
        "values.operators:find_unknown_operators", is_fixable=True),
    _rule("AG322", "missing-object-name", WARNING, "Manifest without a name.",
        in_render="values.names:find_invalid_names"),
    _rule("AG323", "overriding-merge-key", WARNING, "Merge key that overrides keys before it.", in_compiler=True),
    _rule("AG324", "invalid-retry-policy", ERROR, "Template tag in a retry policy.", "structure.retries:check_retries"),
    _rule("AG330", "invalid-http-method", WARNING, "Invalid or unknown method of an HTTP request.",
        "values.http:check_methods", has_errors=True),
    _rule("AG340", "invalid-field-path", ERROR, "Unknown field of the pod in an environment variable or volume.",
        "storage.downward_api:check_field_paths", is_fixable=True),
    _rule("AG341", "kubernetes-expansion", WARNING, "Text that Kubernetes replaces, or does not replace.",
        "execution.variable_expansion:check_expansions"),
    _rule("AG342", "invalid-config-reference", ERROR, "Invalid reference to a ConfigMap or Secret of the same file.",
        "execution.config_references:check_config_references", is_fixable=True),
    # AG4: volumes and artifacts
    _rule("AG401", "undeclared-volume", ERROR, "Mount of an undeclared volume.",
        "references.library_requirements:find_unmet_requirements",
        in_render="storage.volumes:find_undeclared_mounts", is_fixable=True),
    _rule("AG402", "duplicate-mount", ERROR, "Duplicate mount path or volume name.",
        "storage.volumes:find_clashing_mounts"),
    _rule("AG403", "unused-volume", WARNING, "Unused volume.", "storage.volumes:find_unused_volumes"),
    _rule("AG404", "multiple-artifact-locations", ERROR, "Artifact with several locations or archive strategies.",
        "storage.artifacts:check_stores"),
    _rule("AG405", "overwritten-output", WARNING, "Artifact or global output that another run overwrites.",
        "references.globals:find_same_exports", "storage.artifacts:find_same_keys",
        "storage.outputs:check_output_paths"),
    _rule("AG406", "invalid-volume", ERROR, "Invalid volume, volume claim or artifact path.",
        "storage.volumes:find_clashing_mounts", "structure.pods:check_volume_sources"),
    _rule("AG410", "overlapping-outputs", WARNING, "Outputs with the same path, or with one path within the other.",
        "storage.outputs:check_output_paths", has_errors=True),
    _rule("AG411", "relative-path", WARNING, "Relative path of an output or an input artifact.",
        "storage.outputs:check_relative_paths"),
    _rule("AG412", "unwritten-output", WARNING, "Output at a path that the program does not write.",
        "storage.unwritten:find_unwritten_outputs"),
    _rule("AG420", "invalid-sub-path", ERROR, "Invalid path below a volume.",
        "storage.sub_paths:check_sub_paths", "execution.passed_values:check_passed_values"),
    _rule("AG421", "possibly-missing-artifact", WARNING, "Optional artifact that is passed on as a required one.",
        "storage.optional_artifacts:check_optional_artifacts"),
    # AG5: security
    _rule("AG501", "code-injection", NOTE, "Possible code injection.", "security.injection:find_injected_values"),
    _rule("AG502", "plaintext-secret", WARNING, "Possible secret in plain text.",
        "security.secrets:find_written_secrets"),
    _rule("AG503", "unpinned-image", WARNING, "Image without a pinned tag.", "values.notations:check_images"),
    _rule("AG504", "privileged-container", WARNING, "Privileged container.", "security.privileges:find_privileges"),
    _rule("AG505", "root-container", WARNING, "Container that runs as root.", "security.privileges:find_privileges"),
    _rule("AG506", "host-path-volume", WARNING, "Host path volume.", "storage.volumes:find_host_paths"),
    # AG6: structure
    _rule("AG601", "duplicate-name", ERROR, "Duplicate name.",
        in_render="values.names:find_invalid_names", in_compiler=True),
    _rule("AG602", "task-cycle", ERROR, "Task cycle.", in_compiler=True),
    _rule("AG603", "unconditional-recursion", WARNING, "Unconditional recursion.",
        "execution.unchanging_recursion:find_unchanging_recursion",
        in_render="structure.recursion:find_endless_recursion"),
    _rule("AG604", "missing-image", ERROR, "Container without an image.",
        "structure.container_sets:check_container_sets", in_render="structure.containers:find_missing_images"),
    _rule("AG605", "unused-template", WARNING, "Unused template.", "structure.reachability:find_unused_templates"),
    _rule("AG606", "unreachable-task", WARNING, "Task that never runs.",
        "structure.reachability:find_untargeted_tasks", "structure.reachability:find_impossible_dependencies"),
    _rule("AG607", "unused-item", WARNING, "Loop that does not use its item.", "structure.loops:check_loops"),
    _rule("AG608", "unlimited-retry", WARNING, "Retry without a limit.", "structure.retries:check_retries"),
    _rule("AG609", "zero-limit", ERROR, "Limit, delay or duration that is zero or negative.",
        "structure.retries:check_deadlines", "structure.placements:find_misplaced_fields",
        "structure.limits:check_limits"),
    _rule("AG610", "spot-pod-without-retry", WARNING, "Pod on a spot node without a retry.",
        "structure.retries:find_spot_without_retry"),
    _rule("AG611", "missing-command", WARNING, "Container without a command, or empty script.",
        "structure.containers:find_missing_commands"),
    _rule("AG612", "reserved-container-name", ERROR, "Reserved or duplicate container name.",
        "structure.containers:find_reserved_names", "structure.containers:find_duplicate_containers"),
    _rule("AG613", "too-many-objects", ERROR, "Too many templates, tasks or parameters.",
        "structure.counts:find_too_many"),
    _rule("AG614", "misplaced-field", ERROR, "Field on a template that does not support it.",
        "structure.placements:find_misplaced_fields"),
    _rule("AG615", "invalid-container-set", ERROR, "Invalid container set.",
        "structure.container_sets:check_container_sets"),
    _rule("AG616", "oversized-manifest", WARNING, "Manifest beyond the size limit of Kubernetes."),
    _rule("AG617", "shadowed-name", WARNING, "Shadowed name.", "references.shadows:find_shadowed_names"),
    _rule("AG620", "missing-executor-account", ERROR, "Executor without a service account.",
        "structure.accounts:check_executors"),
    _rule("AG621", "late-deadline", WARNING, "Deadline or wait beyond the deadline of the workflow.",
        "structure.deadlines:find_late_deadlines"),
    _rule("AG630", "exhausted-parallelism", ERROR, "Parallelism that daemons use up.",
        "execution.daemons:find_exhausted_parallelism"),
    # AG7: hygiene
    _rule("AG701", "missing-resource-limits", NOTE, "Container without resource limits.",
        "hygiene.pods:find_missing_limits", is_default=False),
    _rule("AG702", "missing-deadline", NOTE, "Workflow without a deadline.",
        "hygiene.lifetime:find_missing_deadlines", is_default=False),
    _rule("AG703", "missing-pod-gc", NOTE, "Workflow without pod garbage collection.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    _rule("AG704", "missing-ttl", NOTE, "Workflow without a time to live.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    _rule("AG705", "unarchived-logs", NOTE, "Pod garbage collection without archived logs.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    _rule("AG706", "default-service-account", NOTE, "Workflow with the default service account.",
        "hygiene.pods:find_default_accounts", is_default=False),
    _rule("AG707", "possible-root-user", NOTE, "Container that may run as root.",
        "hygiene.pods:find_possible_root_users", is_default=False),
    # AG8: unsupported fields and settings
    _rule("AG801", "unknown-field", ERROR, "Unknown field of an Argo or Kubernetes object.",
        "values.patches:check_patches", in_compiler=True, is_fixable=True),
    _rule("AG802", "unsupported-in-version", ERROR, "Feature that the Argo version does not support.",
        in_compiler=True),
    _rule("AG803", "untranslated-setting", NOTE, "Feature of a runnable pipeline that is not translated.",
        in_compiler=True),
    _rule("AG804", "ineffective-setting", WARNING, "Setting without effect.",
        "expressions.event_bindings:check_event_bindings", "structure.retries:check_retries", in_compiler=True),
    _rule("AG805", "unreachable-node", WARNING, "Unreachable node of a runnable pipeline.", in_compiler=True),
    _rule("AG806", "undefined-secret", WARNING, "Undefined secret in a runnable pipeline.", in_compiler=True),
    _rule("AG807", "conflicting-settings", ERROR, "Conflicting settings.", in_compiler=True),
    _rule("AG808", "object-not-aggregated", WARNING, "Object of a map branch that is used after the map.",
        in_compiler=True),
    _rule("AG809", "ambiguous-object", WARNING, "Object with several possible producers.", in_compiler=True),
    _rule("AG810", "deprecated-field", WARNING, "Deprecated field.", "values.old_fields:find_old_fields",
        is_fixable=True),
    _rule("AG811", "unused-override", WARNING, "Template file that nothing uses.", in_compiler=True),
    # AG9: scripts, checked with other linters
    _rule("AG901", "shell-script", WARNING, "Problem in a shell script that shellcheck reports.", in_compiler=True),
    _rule("AG902", "python-script", WARNING, "Problem in a Python script.", in_compiler=True),
    _rule("AG903", "invalid-data", WARNING, "Invalid JSON or YAML in a request or an artifact.", in_compiler=True),
    _rule("AG904", "missing-linter", NOTE, "Linter of scripts that is not installed.", in_compiler=True),
)
# fmt: on

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ROWS}
