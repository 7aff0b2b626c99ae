"""Expressions over the value of a loop alone, which are evaluated in the call of the loop.

In the call, the value may be a mapping; as an input of a template, it is a string.
"""

from __future__ import annotations

from collections.abc import Sequence

from argogen.language.model.pipeline import CallModel
from argogen.language.resolve.loops.item_forms import ItemForm
from argogen.language.resolve.references import Resolver, ValueSource
from argogen.language.resolve.symbols import Scope
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import ExpressionTag, Reference


def find_item_expression(
    found: ExpressionTag, references: Sequence[Reference], scope: Scope, resolver: Resolver
) -> ValueSource | None:
    """Return the source of the result of an expression; None if it cannot be evaluated in the call of a loop.

    It refers to the whole value of a loop around the scope, and to nothing else.
    """
    names = [reference for reference in references if not reference.called]
    if not any(len(name.parts) == 1 for name in names):
        return None
    sources = [_find_item(name, scope, resolver) for name in names]
    items = [source for source in sources if source is not None]
    levels = {source.level for source in items}
    level = items[0].level if len(items) == len(sources) and len(levels) == 1 else None
    if not isinstance(level, CallModel) or (scope.call is not None and level is resolver.symbols.step_of(scope.call)):
        return None
    whole = next((source for source in items if source.form is not ItemForm.STRING and len(source.parts) == 1), None)
    if whole is None or found.expression.strip() == names[0].text:
        return whole
    short = f"{whole.short}-value"
    expression = _write_for_call(found, names)
    return whole._replace(short=short, long=f"{level.name}-{short}", expression=expression)


def _find_item(name: Reference, scope: Scope, resolver: Resolver) -> ValueSource | None:
    """Return the source of the value of a loop, or of a key of it; None for other references."""
    try:
        resolved = resolver.resolve(name, scope)
    except UnresolvedReferenceError:
        return None
    return resolved.source if resolved is not None and resolved.source.parts[0] == "item" else None


def _write_for_call(found: ExpressionTag, names: Sequence[Reference]) -> str:
    """Return an expression with the name that Argo has for the value."""
    written: list[str] = []
    end = 0
    for name in names:
        start = name.offset - found.offset
        written += [found.expression[end:start], "item"]
        end = start + len(name.parts[0])
    return "".join((*written, found.expression[end:]))
