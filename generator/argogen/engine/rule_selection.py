"""Which rules are asked of a source, and what is left of what they found."""

from __future__ import annotations

from collections.abc import Iterable

from argogen.diagnostics import Diagnostic
from argogen.engine.state import Compilation
from argogen.lint.selection import Choice
from argogen.lint.suppressions import drop_ignored
from argogen.project.choices import choose_rules
from argogen.yaml.document import Document


def choose(compilation: Compilation) -> Choice:
    """The rules for a source, by its project, its packs and the command line."""
    project_environment = compilation.options.project_environment
    return choose_rules(
        project_environment,
        compilation.source_file.path if project_environment else None,
        compilation.options.selection,
    )


def settle(found: Iterable[Diagnostic], document: Document, compilation: Compilation) -> Iterable[Diagnostic]:
    """What is left once rules are chosen and comments are read; lint does that itself, with all that it has found."""
    return (
        found
        if compilation.options.selection is not None
        else drop_ignored(choose(compilation).settle(found), document.source)
    )
