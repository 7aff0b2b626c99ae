"""Run every rule over a Context."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.rules.containers import find_missing_images
from argogen.rules.finding import Finding
from argogen.rules.names import find_bad_names
from argogen.rules.recursion import find_endless_recursion
from argogen.rules.volumes import find_undeclared_mounts
from argogen.source.document import Document

RULES: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    find_bad_names,
    find_missing_images,
    find_undeclared_mounts,
    find_endless_recursion,
)


def check_context(context: Context, document: Document) -> list[Diagnostic]:
    """What the rules find in a Context, at the places of the pipeline that it was made from."""
    found = (finding for rule in RULES for finding in rule(context))
    return [Diagnostic(f.code, f.message, document.place(f.origin), f.hint, f.severity) for f in found]
