"""Run the rules of lint on what the front end has made, as the project, its packs and the request select them."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.engine.options import Mode
from argogen.engine.stages import Compilation
from argogen.linter.run import check_context
from argogen.linter.selection import RuleSelection
from argogen.linter.suppressions import drop_suppressed
from argogen.project.choices import choose_rules
from argogen.yaml.document import Document


def run_rules(context: Context, document: Document, compilation: Compilation) -> Iterable[Diagnostic]:
    """Run the rules of the mode on a Context."""
    rules, options = _select_rules(compilation), compilation.options
    if compilation.mode is Mode.RENDER:
        return check_context(context, document, rules)
    # Only lint runs every rule.
    every = importlib.import_module("argogen.linter.every")
    found: list[Diagnostic] = every.check_all(
        every.Subject(context, options.argo_version, options.libraries), document, rules
    )
    return found


def settle(found: Iterable[Diagnostic], document: Document, compilation: Compilation) -> tuple[Diagnostic, ...]:
    """Apply the selected severities and the ignore comments; lint applies them later, to all that it has found."""
    if compilation.mode is Mode.LINT:
        return tuple(found)
    return tuple(drop_suppressed(_select_rules(compilation).settle(found), document.source))


def _select_rules(compilation: Compilation) -> RuleSelection:
    options = compilation.options
    path = compilation.source_file.path if options.project_environment else None
    return choose_rules(options.project_environment, path, options.selection)
