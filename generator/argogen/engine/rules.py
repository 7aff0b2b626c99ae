"""Run the rules of lint on what the front end has made, as the project, its packs and the request select them."""

from __future__ import annotations

from collections.abc import Iterable

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.engine.options import Mode
from argogen.engine.stages import Compilation
from argogen.linter.model.subject import Subject
from argogen.linter.run import run_checks
from argogen.linter.selection import RuleSelection
from argogen.linter.suppressions import drop_suppressed
from argogen.project.rule_selection import resolve_rules
from argogen.yaml.document import Document


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
    return tuple(drop_suppressed(selection.apply(found), document.source, selection.table))


def _select_rules(compilation: Compilation) -> RuleSelection:
    options = compilation.options
    path = compilation.source_file.path if options.project_environment else None
    with_plugins = compilation.mode is Mode.LINT
    return resolve_rules(options.project_environment, path, options.selection, with_plugins=with_plugins)
