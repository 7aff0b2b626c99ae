"""Check literal loop items."""

from __future__ import annotations

from typing import Any

from argogen.argo.expressions.expr.writing import quote
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import LoopModel
from argogen.language.resolve.symbols import Symbols
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import is_reference
from argogen.suggestions import list_known, suggest, suggest_name
from argogen.yaml.limits import load_json
from argogen.yaml.scalars import find_infinite, to_string


def check_items(loop: LoopModel, collector: DiagnosticCollector) -> None:
    """Report a string that is neither a tag nor a JSON list, and numbers that are invalid in JSON.

    Argo reports neither before the step starts.
    """
    items = loop.items
    for path in find_infinite(items, loop.items_path):
        collector.error("invalid-value", "invalid number: JSON has no infinity and no NaN", path)
    if not isinstance(items, str) or "{{" in items or _is_json_list(items):
        return
    hint = (
        suggest_name(items, f"{{{{{items}}}}}") if is_reference(items) else "use a list, or a tag whose value is a list"
    )
    message = "invalid loop items: expected a list, a JSON list in a string, or a template tag"
    collector.error("invalid-loop-items", message, loop.items_path, hint)


def _is_json_list(text: str) -> bool:
    try:
        return isinstance(load_json(text), list)
    except ValueError:
        return False


def require_key(loop: LoopModel, keys: list[str], symbols: Symbols) -> None:
    """Raise UnresolvedReferenceError for a key that a literal item of the loop does not have."""
    if not keys:
        return
    if loop.sequence is not None:
        message = "items of a sequence are numbers, which have no keys"
        raise UnresolvedReferenceError("unknown-item-key", message, f"use '{{{{{loop.alias or 'item'}}}}}'")
    items = loop.items if isinstance(loop.items, list) else []
    index = symbols.item_keys.of(items).find_without(keys[0]) if items else None
    if index is not None:
        raise _lacks_key(loop, index, keys[0], symbols)


def _lacks_key(loop: LoopModel, index: int, key: str, symbols: Symbols) -> UnresolvedReferenceError:
    item: Any = loop.items[index]
    if not isinstance(item, dict):
        message = f"item {index + 1} of the loop is not a mapping and has no keys: {to_string(item)}"
        hint = f"use mappings as items, or use '{{{{{loop.alias or 'item'}}}}}'"
        return UnresolvedReferenceError("unknown-item-key", message, hint)
    hint = suggest(key, symbols.indices.of(item), list_known(item))
    if symbols.item_keys.of(loop.items).is_optional(key):
        hint = f"add it, or use '{{{{=sprig.dig({quote(key)}, '', {loop.alias or 'item'})}}}}'"
    return UnresolvedReferenceError("unknown-item-key", f"item {index + 1} of the loop has no key '{key}'", hint)
