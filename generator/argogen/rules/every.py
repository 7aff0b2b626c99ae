"""Every rule there is, for those who want to know all."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.rules.check import IN_RENDER, Find, ask
from argogen.rules.conditions import check_conditions
from argogen.rules.containers import find_long_texts, find_missing_commands, find_reserved_names
from argogen.rules.expressions import check_expressions
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
from argogen.rules.references import check_references
from argogen.rules.resources import check_resources
from argogen.rules.retries import check_deadlines, check_retries, find_spot_without_retry
from argogen.rules.roots import find_unknown_roots
from argogen.rules.safety import find_injected_values, find_powers, find_written_secrets
from argogen.rules.schedules import check_schedules
from argogen.rules.selection import Choice
from argogen.rules.sets import check_container_sets
from argogen.rules.sizes import check_quantities
from argogen.rules.stores import check_sources, check_stores, find_same_keys
from argogen.rules.structure import find_too_many, find_untargeted_tasks, find_unused_templates
from argogen.rules.subject import Subject
from argogen.rules.unused import find_unused_parameters
from argogen.rules.volumes import find_clashing_mounts, find_host_paths, find_unused_volumes
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
    check_items,
    find_unknown_roots,
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
)


def check_all(context: Context, document: Document, version: str, choice: Choice) -> list[Diagnostic]:
    """What any rule that is asked finds in a Context, for an Argo version, at the places of the pipeline."""
    return ask(EVERY, Subject(context, version), document, choice)
