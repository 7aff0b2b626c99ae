"""The built-in rules: what each is called, how severe it is, what it reports, and which checks find it.

A row here is all that registers a rule. Codes are grouped in families by their first digit and never given twice; a
code stays with its rule for ever. A diagnostic without a rule is about a text or its keys: it has a name alone, and
cannot be configured. Rules of installed packages are in `argogen.linter.plugins`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from argogen.severity import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

Check = str | Callable[[Any], Iterable[Any]]
"""A function of a `Subject` that yields a `RuleDiagnostic` for each violation; a built-in one by its reference, which
is its module below `argogen.linter.rules` and its name: `storage.volumes:find_host_paths`."""


class Rule(NamedTuple):
    """A rule, and how it is applied unless somebody configures it otherwise.

    `summary` is a noun phrase. Lint runs all of its checks, render those of `render_checks` alone: the manifest would
    be unusable, and the check is fast. `in_compiler` is True for what the compiler itself reports; as an error it
    cannot be disabled, for there is no manifest. `is_default` is False for a rule that runs only if it is selected.
    `is_fixable` is True if some of its diagnostics have a fix. `page` is the explanation of a rule of a package, in
    Markdown; that of a built-in rule is a file in `pages`. `package` is the distribution that the rule comes from, ""
    for a built-in one.
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
    page: str = ""
    package: str = ""

    @property
    def in_render(self) -> bool:
        """Whether render reports it too."""
        return self.in_compiler or bool(self.render_checks)


def _rule(
    code: str,
    name: str,
    severity: Severity,
    summary: str,
    *checks: str,
    in_render: str = "",
    in_compiler: bool = False,
    is_default: bool = True,
    is_fixable: bool = False,
) -> Rule:
    """Return a row; `in_render` is the reference of the check that render runs too."""
    render_checks = (in_render,) if in_render else ()
    return Rule(code, name, severity, summary, checks, render_checks, in_compiler, is_default, is_fixable)


# fmt: off
_ROWS = (
    # AG0: rules and suppressions
    _rule("AG001", "unknown-rule", ERROR, "Unknown rule in a suppression comment or the configuration."),
    _rule("AG002", "unused-ignore", NOTE, "Suppression comment without effect."),
    # AG1: references
    _rule("AG101", "unknown-reference", ERROR, "Reference to an undefined name.", in_compiler=True),
    _rule("AG102", "unknown-output", ERROR, "Reference to an undeclared output.",
        "references.steps:check_references", "references.libraries:check_template_refs",
        "references.step_values:check_step_values", "references.globals:find_unknown_globals",
        "storage.artifacts:check_sources", in_compiler=True),
    _rule("AG103", "unknown-parameter", ERROR, "Reference to an undeclared parameter.", in_compiler=True),
    _rule("AG104", "incomplete-reference", ERROR, "Reference to a step without the name of a value.", in_compiler=True),
    _rule("AG105", "wrong-kind", ERROR, "Reference to a value that this kind of step does not have.",
        "references.steps:check_references", "references.step_values:check_step_values",
        "storage.artifacts:check_sources", in_compiler=True),
    _rule("AG106", "not-yet-run", ERROR, "Reference to a step that runs at the same time or later.",
        "references.steps:check_references", "references.step_values:check_step_values",
        "references.globals:find_unknown_globals", in_compiler=True),
    _rule("AG107", "self-reference", ERROR, "Reference of a step to its own output.",
        "references.steps:check_references", in_compiler=True),
    _rule("AG108", "missing-edge", ERROR, "Reference to a task without a dependency on it.",
        "references.steps:check_references", in_compiler=True),
    _rule("AG109", "unknown-tag-name", ERROR, "Unknown name in an Argo template tag.",
        "references.step_values:check_step_values", "references.globals:find_unknown_globals",
        "values.metrics:check_metrics", in_compiler=True),
    _rule("AG110", "foreign-tag", WARNING, "Unresolved name in a template tag.", in_compiler=True),
    _rule("AG111", "unclosed-tag", ERROR, "Unclosed template tag.", in_compiler=True),
    _rule("AG112", "tag-in-file", ERROR, "Template tag in a script file.", in_compiler=True),
    _rule("AG113", "unknown-key-of-item", ERROR, "Reference to a key that the items of the loop do not have.",
        "references.items:check_items", in_compiler=True),
    _rule("AG114", "unknown-argument", ERROR, "Argument that the called template does not accept.",
        "references.libraries:check_template_refs", in_compiler=True),
    _rule("AG115", "missing-argument", ERROR, "Missing required argument.",
        "references.libraries:check_template_refs", "values.schedules:find_missing_values", in_compiler=True),
    _rule("AG116", "unknown-component", ERROR, "Use of an undefined component.", in_compiler=True),
    _rule("AG117", "unknown-task", ERROR, "Dependency on an undefined task.", in_compiler=True),
    _rule("AG118", "unknown-result", ERROR, "Dependency on an unknown task result.", in_compiler=True),
    _rule("AG119", "bad-items", ERROR, "Loop over a value that is not a JSON list.",
        "structure.loops:check_loops", in_compiler=True),
    _rule("AG120", "skipped-output", WARNING, "Output of a step that may be skipped, without a default.",
        "references.outcomes:find_missing_outputs"),
    _rule("AG121", "failed-output", WARNING, "Output of a step that has failed when it is used.",
        "references.outcomes:find_missing_outputs"),
    _rule("AG122", "list-as-one", WARNING, "Aggregated outputs of a loop compared as a single value.",
        "references.outcomes:find_aggregates_used_as_scalars"),
    _rule("AG123", "unused-parameter", WARNING, "Unused parameter.", "references.unused:find_unused_parameters"),
    _rule("AG124", "unknown-artifact", ERROR, "Reference to an undeclared artifact.", in_compiler=True),
    _rule("AG125", "item-without-loop", WARNING, "Loop item outside of a loop.", "references.items:check_items"),
    _rule("AG126", "bare-source", NOTE, "Artifact source without braces.",
        "storage.artifacts:check_sources", is_fixable=True),
    _rule("AG127", "unknown-root", WARNING, "Unknown variable prefix in a template tag.",
        "references.prefixes:find_unknown_prefixes"),
    _rule("AG128", "unknown-template-ref", ERROR, "Reference to a template that is in none of the files.",
        "references.libraries:check_template_refs"),
    # AG2: expressions
    _rule("AG201", "bad-expression", ERROR, "Invalid expression.",
        "expressions.expr:check_expressions", "expressions.conditions:check_conditions",
        "values.metrics:check_metrics", "values.resources:check_resources", in_compiler=True, is_fixable=True),
    _rule("AG202", "unknown-function", ERROR, "Call of an unknown function.", "expressions.expr:check_expressions"),
    _rule("AG203", "wrong-arguments", ERROR, "Wrong number of function arguments.",
        "expressions.expr:check_expressions"),
    _rule("AG204", "mixed-kinds", ERROR, "Operation on values of incompatible types.",
        "expressions.expr:check_expressions", is_fixable=True),
    _rule("AG205", "unknown-name", ERROR, "Unknown variable in an expression.", "expressions.expr:check_expressions"),
    _rule("AG206", "no-condition", ERROR, "Condition that is not boolean.", "expressions.expr:check_expressions"),
    _rule("AG207", "minus-in-name", WARNING, "Dash in a name that is read as a minus.",
        in_compiler=True, is_fixable=True),
    _rule("AG208", "spaced-expression", WARNING, "Space between the braces and the expression.",
        in_compiler=True, is_fixable=True),
    _rule("AG209", "when-breaks", WARNING, "Condition that is invalid with a known value.",
        "expressions.conditions:check_conditions"),
    _rule("AG210", "constant-condition", WARNING, "Condition that is always true or always false.",
        "expressions.conditions:check_conditions"),
    _rule("AG211", "unquoted-tag", NOTE, "Unquoted template tag in a condition.",
        "expressions.conditions:check_conditions", is_default=False, is_fixable=True),
    _rule("AG212", "newer-function", ERROR, "Expression syntax or function that the Argo version does not support.",
        "expressions.expr:check_expressions"),
    # AG3: values
    _rule("AG301", "bad-name", ERROR, "Invalid name.",
        "structure.pods:check_volume_sources", "values.synchronization:check_caches",
        "structure.container_sets:check_container_sets", in_render="values.names:find_bad_names", in_compiler=True),
    _rule("AG302", "bad-duration", ERROR, "Invalid duration.",
        "values.notations:check_durations", "values.synchronization:check_caches", is_fixable=True),
    _rule("AG303", "bad-quantity", ERROR, "Invalid resource quantity.",
        "values.quantities:check_quantities", "structure.pods:check_pods", in_render="values.quantities:check_sizes"),
    _rule("AG304", "tiny-memory", WARNING, "Memory quantity below one megabyte.", "values.quantities:check_quantities"),
    _rule("AG305", "bad-label", ERROR, "Invalid label or annotation.", "values.notations:check_labels"),
    _rule("AG306", "bad-variable", ERROR, "Invalid environment variable.",
        "values.notations:check_variables", "structure.pods:check_pods"),
    _rule("AG307", "bad-image", ERROR, "Invalid image reference.", "values.notations:check_images"),
    _rule("AG308", "bad-schedule", ERROR, "Invalid cron schedule.", "values.schedules:check_schedules"),
    _rule("AG309", "never-starts", WARNING, "Cron schedule that never occurs.", "values.schedules:check_schedules"),
    _rule("AG310", "clock-change", NOTE, "Cron schedule within a daylight-saving transition.",
        "values.schedules:check_schedules"),
    _rule("AG311", "unknown-zone", ERROR, "Unknown time zone.", "values.schedules:check_schedules"),
    _rule("AG312", "bad-number", ERROR, "Invalid number.",
        "structure.loops:check_loops", "structure.retries:check_deadlines", "structure.retries:check_retries",
        "structure.pods:check_pods", "storage.artifacts:check_stores"),
    _rule("AG313", "bad-format", ERROR, "Invalid number format of a sequence.", "structure.loops:check_loops"),
    _rule("AG314", "long-text", ERROR, "Argument or environment variable beyond the size limit of Linux.",
        "structure.containers:find_long_texts"),
    _rule("AG315", "bad-metric", ERROR, "Invalid metric.", "values.metrics:check_metrics"),
    _rule("AG316", "bad-lock", ERROR, "Invalid mutex or semaphore.", "values.synchronization:check_synchronization"),
    _rule("AG317", "bad-cache", ERROR, "Invalid memoization key or cache.", "values.synchronization:check_caches"),
    _rule("AG318", "bad-manifest", ERROR, "Invalid manifest of a resource template.",
        "values.resources:check_resources"),
    _rule("AG319", "bad-patch", ERROR, "Invalid pod patch.", "values.patches:check_patches"),
    _rule("AG320", "respelled-value", WARNING, "Implicit conversion of a value to a string."),
    _rule("AG321", "unknown-word", WARNING, "Unknown Kubernetes operator.", "values.operators:find_unknown_operators"),
    # AG4: volumes and artifacts
    _rule("AG401", "undeclared-volume", ERROR, "Mount of an undeclared volume.",
        in_render="storage.volumes:find_undeclared_mounts"),
    _rule("AG402", "volume-clash", ERROR, "Duplicate mount path or volume name.",
        "storage.volumes:find_clashing_mounts"),
    _rule("AG403", "unused-volume", WARNING, "Unused volume.", "storage.volumes:find_unused_volumes"),
    _rule("AG404", "two-locations", ERROR, "Artifact with several locations.", "storage.artifacts:check_stores"),
    _rule("AG405", "same-key", WARNING, "Artifact or global output that another run overwrites.",
        "references.globals:find_same_exports", "storage.artifacts:find_same_keys"),
    _rule("AG406", "bad-volume", ERROR, "Invalid volume, volume claim or artifact path.",
        "storage.volumes:find_clashing_mounts", "structure.pods:check_volume_sources"),
    # AG5: security
    _rule("AG501", "injected-value", NOTE, "Possible code injection.", "security.injection:find_injected_values"),
    _rule("AG502", "written-secret", WARNING, "Possible secret in plain text.",
        "security.secrets:find_written_secrets"),
    _rule("AG503", "floating-image", WARNING, "Image without a pinned tag.", "values.notations:check_images"),
    _rule("AG504", "privileged", WARNING, "Privileged container.", "security.privileges:find_privileges"),
    _rule("AG505", "runs-as-root", WARNING, "Container that runs as root.", "security.privileges:find_privileges"),
    _rule("AG506", "host-path", WARNING, "Host path volume.", "storage.volumes:find_host_paths"),
    # AG6: structure
    _rule("AG601", "duplicate-name", ERROR, "Duplicate name.",
        in_render="values.names:find_bad_names", in_compiler=True),
    _rule("AG602", "needs-cycle", ERROR, "Task cycle.", in_compiler=True),
    _rule("AG603", "endless-recursion", WARNING, "Unconditional recursion.",
        in_render="structure.recursion:find_endless_recursion"),
    _rule("AG604", "no-image", ERROR, "Container without an image.",
        "structure.container_sets:check_container_sets", in_render="structure.containers:find_missing_images"),
    _rule("AG605", "unused-template", WARNING, "Unused template.", "structure.reachability:find_unused_templates"),
    _rule("AG606", "unreachable-task", WARNING, "Task that never runs.",
        "structure.reachability:find_untargeted_tasks"),
    _rule("AG607", "unused-item", WARNING, "Loop that does not use its item.", "structure.loops:check_loops"),
    _rule("AG608", "endless-retry", WARNING, "Retry without a limit.", "structure.retries:check_retries"),
    _rule("AG609", "no-time", ERROR, "Deadline or parallelism of zero.",
        "structure.retries:check_deadlines", "structure.placements:find_misplaced_fields"),
    _rule("AG610", "spot-without-retry", NOTE, "Pod on a spot node without a retry.",
        "structure.retries:find_spot_without_retry"),
    _rule("AG611", "no-command", WARNING, "Container without a command, or empty script.",
        "structure.containers:find_missing_commands"),
    _rule("AG612", "reserved-container", ERROR, "Reserved or duplicate container name.",
        "structure.containers:find_reserved_names", "structure.containers:find_duplicate_containers"),
    _rule("AG613", "too-many", ERROR, "Too many templates, tasks or parameters.", "structure.counts:find_too_many"),
    _rule("AG614", "misplaced-field", ERROR, "Field on a template that does not support it.",
        "structure.placements:find_misplaced_fields"),
    _rule("AG615", "bad-container-set", ERROR, "Invalid container set.",
        "structure.container_sets:check_container_sets"),
    _rule("AG616", "large-object", WARNING, "Manifest beyond the size limit of Kubernetes."),
    _rule("AG617", "shadowed-name", WARNING, "Shadowed name.", "references.shadows:find_shadowed_names"),
    # AG7: hygiene
    _rule("AG701", "no-limits", NOTE, "Container without resource limits.",
        "hygiene.pods:find_missing_limits", is_default=False),
    _rule("AG702", "no-deadline", NOTE, "Workflow without a deadline.",
        "hygiene.lifetime:find_missing_deadlines", is_default=False),
    _rule("AG703", "no-pod-gc", NOTE, "Workflow without pod garbage collection.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    _rule("AG704", "no-ttl", NOTE, "Workflow without a time to live.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    _rule("AG705", "lost-logs", NOTE, "Pod garbage collection without archived logs.",
        "hygiene.lifetime:find_missing_cleanup", is_default=False),
    _rule("AG706", "default-account", NOTE, "Workflow with the default service account.",
        "hygiene.pods:find_default_accounts", is_default=False),
    _rule("AG707", "may-be-root", NOTE, "Container that may run as root.",
        "hygiene.pods:find_possible_root_users", is_default=False),
    # AG8: fields and settings that the manifest does not have
    _rule("AG801", "unknown-field", ERROR, "Unknown field of an Argo or Kubernetes object.",
        "values.patches:check_patches", in_compiler=True, is_fixable=True),
    _rule("AG802", "not-in-version", ERROR, "Feature that the Argo version does not support.", in_compiler=True),
    _rule("AG803", "left-out", NOTE, "Feature of a runnable pipeline that is not translated.", in_compiler=True),
    _rule("AG804", "without-effect", WARNING, "Setting without effect.", in_compiler=True),
    _rule("AG805", "unreachable-step", WARNING, "Unreachable node of a runnable pipeline.", in_compiler=True),
    _rule("AG806", "unknown-secret", WARNING, "Undefined secret in a runnable pipeline.", in_compiler=True),
    _rule("AG807", "set-twice", ERROR, "Conflicting settings.", in_compiler=True),
    _rule("AG808", "lost-object", WARNING, "Object of a map branch that is used after the map.", in_compiler=True),
    _rule("AG809", "unclear-object", WARNING, "Object with several possible producers.", in_compiler=True),
    _rule("AG810", "old-field", WARNING, "Deprecated field.", "values.old_fields:find_old_fields"),
)
# fmt: on

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ROWS}
