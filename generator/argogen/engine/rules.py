"""Run the rules of lint on what the front end has made, as the project, its packs and the request select them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.engine.options import Mode
from argogen.engine.stages import Compilation
from argogen.late import import_late
from argogen.linter.model.subject import Subject
from argogen.linter.run import run_checks
from argogen.linter.selection import DEFAULT_SELECTION, RuleSelection
from argogen.yaml.document import Document

if TYPE_CHECKING:
    from argogen.linter import suppressions
    from argogen.project import rule_selection
else:
    suppressions = import_late("argogen.linter.suppressions")
    rule_selection = import_late("argogen.project.rule_selection")


def run_rules(context: Context, document: Document, compilation: Compilation) -> Iterable[Diagnostic]:
    """Run the rules of the mode on a Context."""
    options, selection = compilation.options, _select_rules(compilation)
    subject = Subject(context, options.argo_version, options.libraries)
    checks = selection.list_checks(in_render=compilation.mode is Mode.RENDER)
    return run_checks(checks, subject, document, selection)


def settle(found: Iterable[Diagnostic], document: Document, compilation: Compilation) -> tuple[Diagnostic, ...]:
    """Apply the selected severities and the ignore comments; lint applies them later, to all that it has found."""
    if compilation.mode is Mode.LINT:
        return tuple(found)
    selection = _select_rules(compilation)
    kept = tuple(selection.apply(found))
    return tuple(suppressions.drop_suppressed(kept, document.source, selection.table)) if kept else ()


def _select_rules(compilation: Compilation) -> RuleSelection:
    options = compilation.options
    with_plugins = compilation.mode is Mode.LINT
    if options.project_environment is None and options.selection is None and not with_plugins:
        return DEFAULT_SELECTION
    path = compilation.source_file.path if options.project_environment else None
    return rule_selection.resolve_rules(options.project_environment, path, options.selection, with_plugins=with_plugins)
