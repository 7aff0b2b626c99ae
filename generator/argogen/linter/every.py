"""Every rule there is, for those who want to know all."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.diagnostics import Diagnostic
from argogen.linter.model.subject import Subject
from argogen.linter.rules.expressions.conditions import check_conditions
from argogen.linter.rules.expressions.expr import check_expressions
from argogen.linter.rules.hygiene.lifetime import find_missing_cleanup, find_missing_deadlines
from argogen.linter.rules.hygiene.pods import find_default_accounts, find_missing_limits, find_possible_root_users
from argogen.linter.rules.references.globals import find_same_exports, find_unknown_globals
from argogen.linter.rules.references.items import check_items
from argogen.linter.rules.references.libraries import check_template_refs
from argogen.linter.rules.references.outcomes import find_aggregates_used_as_scalars, find_missing_outputs
from argogen.linter.rules.references.prefixes import find_unknown_prefixes
from argogen.linter.rules.references.shadows import find_shadowed_names
from argogen.linter.rules.references.step_values import check_step_values
from argogen.linter.rules.references.steps import check_references
from argogen.linter.rules.references.unused import find_unused_parameters
from argogen.linter.rules.security.injection import find_injected_values
from argogen.linter.rules.security.privileges import find_privileges
from argogen.linter.rules.security.secrets import find_written_secrets
from argogen.linter.rules.storage.artifacts import check_sources, check_stores, find_same_keys
from argogen.linter.rules.storage.volumes import find_clashing_mounts, find_host_paths, find_unused_volumes
from argogen.linter.rules.structure.container_sets import check_container_sets
from argogen.linter.rules.structure.containers import (
    find_duplicate_containers,
    find_long_texts,
    find_missing_commands,
    find_reserved_names,
)
from argogen.linter.rules.structure.counts import find_too_many
from argogen.linter.rules.structure.loops import check_loops
from argogen.linter.rules.structure.placements import find_misplaced_fields
from argogen.linter.rules.structure.pods import check_pods, check_volume_sources
from argogen.linter.rules.structure.reachability import find_untargeted_tasks, find_unused_templates
from argogen.linter.rules.structure.retries import check_deadlines, check_retries, find_spot_without_retry
from argogen.linter.rules.values.metrics import check_metrics
from argogen.linter.rules.values.notations import check_durations, check_images, check_labels, check_variables
from argogen.linter.rules.values.old_fields import find_old_fields
from argogen.linter.rules.values.operators import find_unknown_operators
from argogen.linter.rules.values.patches import check_patches
from argogen.linter.rules.values.quantities import check_quantities
from argogen.linter.rules.values.resources import check_resources
from argogen.linter.rules.values.schedules import check_schedules, find_missing_values
from argogen.linter.rules.values.synchronization import check_caches, check_synchronization
from argogen.linter.run import IN_RENDER, Find, ask
from argogen.linter.selection import RuleSelection
from argogen.yaml.document import Document

EVERY: Sequence[Find] = (
    *IN_RENDER,
    check_references,
    find_aggregates_used_as_scalars,
    find_missing_outputs,
    find_unused_parameters,
    check_expressions,
    check_conditions,
    check_durations,
    check_images,
    check_labels,
    check_quantities,
    check_variables,
    check_schedules,
    find_clashing_mounts,
    find_host_paths,
    find_unused_volumes,
    find_injected_values,
    find_privileges,
    find_written_secrets,
    find_too_many,
    find_untargeted_tasks,
    find_unused_templates,
    check_loops,
    check_deadlines,
    check_retries,
    find_spot_without_retry,
    find_long_texts,
    find_missing_commands,
    find_reserved_names,
    find_default_accounts,
    find_missing_cleanup,
    find_missing_deadlines,
    find_missing_limits,
    find_possible_root_users,
    check_template_refs,
    find_missing_values,
    find_duplicate_containers,
    find_unknown_operators,
    check_items,
    find_unknown_prefixes,
    check_step_values,
    check_volume_sources,
    check_pods,
    find_same_exports,
    find_unknown_globals,
    check_sources,
    check_stores,
    find_same_keys,
    check_synchronization,
    check_caches,
    check_metrics,
    check_resources,
    check_patches,
    check_container_sets,
    find_misplaced_fields,
    find_old_fields,
    find_shadowed_names,
)


def check_all(subject: Subject, document: Document, choice: RuleSelection) -> list[Diagnostic]:
    """What any rule that is asked finds, at the places of the pipeline."""
    return ask(EVERY, subject, document, choice)
