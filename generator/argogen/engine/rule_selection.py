"""Which rules are asked of a source, and what is left of what they found."""

from __future__ import annotations

from collections.abc import Iterable

from argogen.diagnostics import Diagnostic
from argogen.engine.state import Way
from argogen.linter.selection import RuleSelection
from argogen.linter.suppressions import drop_suppressed
from argogen.project.choices import choose_rules
from argogen.yaml.document import Document


def choose(way: Way) -> RuleSelection:
    """The rules for a source, by its project, its packs and the command line."""
    setup = way.options.setup
    return choose_rules(setup, way.given.path if setup else None, way.options.selection)


def settle(found: Iterable[Diagnostic], document: Document, way: Way) -> Iterable[Diagnostic]:
    """What is left once rules are chosen and comments are read; lint does that itself, with all that it has found."""
    return found if way.options.selection is not None else drop_suppressed(choose(way).settle(found), document.source)
