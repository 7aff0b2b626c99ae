"""Every rule there is, for those who want to know all."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.diagnostics import Diagnostic
from argogen.lint.check import IN_RENDER, Find, ask
from argogen.lint.model.step_values import check_words
from argogen.lint.model.subject import Subject
from argogen.lint.model.words import find_unknown_words
from argogen.lint.rules.expressions.conditions import check_conditions
from argogen.lint.rules.expressions.expressions import check_expressions
from argogen.lint.rules.hygiene.hygiene import (
    find_default_accounts,
    find_leftovers,
    find_missing_deadlines,
    find_missing_limits,
    find_possible_roots,
)
from argogen.lint.rules.references.globals import find_same_exports, find_unknown_globals
from argogen.lint.rules.references.items import check_items
from argogen.lint.rules.references.libraries import check_template_refs
from argogen.lint.rules.references.outcomes import find_lists_used_as_one, find_missing_outputs
from argogen.lint.rules.references.prefixes import find_unknown_roots
from argogen.lint.rules.references.shadows import find_shadowed_names
from argogen.lint.rules.references.tags import check_references
from argogen.lint.rules.references.unused import find_unused_parameters
from argogen.lint.rules.security.security import find_injected_values, find_powers, find_written_secrets
from argogen.lint.rules.storage.artifacts import check_sources, check_stores, find_same_keys
from argogen.lint.rules.storage.volumes import find_clashing_mounts, find_host_paths, find_unused_volumes
from argogen.lint.rules.structure.container_sets import check_container_sets
from argogen.lint.rules.structure.containers import (
    find_long_texts,
    find_missing_commands,
    find_reserved_names,
    find_twin_containers,
)
from argogen.lint.rules.structure.loops import check_loops
from argogen.lint.rules.structure.placements import find_misplaced_fields
from argogen.lint.rules.structure.pods import check_pods, check_volume_sources
from argogen.lint.rules.structure.retries import check_deadlines, check_retries, find_spot_without_retry
from argogen.lint.rules.structure.structure import find_too_many, find_untargeted_tasks, find_unused_templates
from argogen.lint.rules.values.metrics import check_metrics
from argogen.lint.rules.values.notations import check_durations, check_images, check_labels, check_variables
from argogen.lint.rules.values.old_fields import find_old_fields
from argogen.lint.rules.values.patches import check_patches
from argogen.lint.rules.values.quantities import check_quantities
from argogen.lint.rules.values.resources import check_resources
from argogen.lint.rules.values.schedules import check_schedules, find_missing_values
from argogen.lint.rules.values.synchronization import check_caches, check_locks
from argogen.lint.selection import Choice
from argogen.yaml.document import Document

EVERY: Sequence[Find] = (
    *IN_RENDER,
    check_references,
    find_lists_used_as_one,
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
    find_powers,
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
    find_leftovers,
    find_missing_deadlines,
    find_missing_limits,
    find_possible_roots,
    check_template_refs,
    find_missing_values,
    find_twin_containers,
    find_unknown_words,
    check_items,
    find_unknown_roots,
    check_words,
    check_volume_sources,
    check_pods,
    find_same_exports,
    find_unknown_globals,
    check_sources,
    check_stores,
    find_same_keys,
    check_locks,
    check_caches,
    check_metrics,
    check_resources,
    check_patches,
    check_container_sets,
    find_misplaced_fields,
    find_old_fields,
    find_shadowed_names,
)


def check_all(subject: Subject, document: Document, choice: Choice) -> list[Diagnostic]:
    """What any rule that is asked finds, at the places of the pipeline."""
    return ask(EVERY, subject, document, choice)
