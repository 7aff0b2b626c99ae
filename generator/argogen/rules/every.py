"""Every rule there is, for those who want to know all."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.diagnostics import Diagnostic
from argogen.rules.across import check_template_refs
from argogen.rules.check import IN_RENDER, Find, ask
from argogen.rules.conditions import check_conditions
from argogen.rules.containers import (
    find_long_texts,
    find_missing_commands,
    find_reserved_names,
    find_twin_containers,
)
from argogen.rules.expressions import check_expressions
from argogen.rules.globals import find_same_exports, find_unknown_globals
from argogen.rules.hygiene import (
    find_default_accounts,
    find_leftovers,
    find_missing_deadlines,
    find_missing_limits,
    find_possible_roots,
)
from argogen.rules.items import check_items
from argogen.rules.locks import check_caches, check_locks
from argogen.rules.loops import check_loops
from argogen.rules.metrics import check_metrics
from argogen.rules.notations import check_durations, check_images, check_labels, check_variables
from argogen.rules.old_fields import find_old_fields
from argogen.rules.outcomes import find_lists_used_as_one, find_missing_outputs
from argogen.rules.patches import check_patches
from argogen.rules.placements import find_misplaced_fields
from argogen.rules.pods import check_pods, check_volume_sources
from argogen.rules.references import check_references
from argogen.rules.resources import check_resources
from argogen.rules.retries import check_deadlines, check_retries, find_spot_without_retry
from argogen.rules.roots import find_unknown_roots
from argogen.rules.safety import find_injected_values, find_powers, find_written_secrets
from argogen.rules.schedules import check_schedules, find_missing_values
from argogen.rules.selection import Choice
from argogen.rules.sets import check_container_sets
from argogen.rules.shadows import find_shadowed_names
from argogen.rules.sizes import check_quantities
from argogen.rules.steps import check_words
from argogen.rules.stores import check_sources, check_stores, find_same_keys
from argogen.rules.structure import find_too_many, find_untargeted_tasks, find_unused_templates
from argogen.rules.subject import Subject
from argogen.rules.unused import find_unused_parameters
from argogen.rules.volumes import find_clashing_mounts, find_host_paths, find_unused_volumes
from argogen.rules.words import find_unknown_words
from argogen.source.document import Document

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
