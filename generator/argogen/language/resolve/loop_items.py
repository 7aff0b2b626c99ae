"""What is known of a loop's items where they are written out."""

from __future__ import annotations

import json
from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import LoopModel
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import is_reference
from argogen.suggestions import list_known, suggest
from argogen.yaml.scalars import find_infinite


def check_items(loop: LoopModel, collector: DiagnosticCollector) -> None:
    """Report a text to loop over that is neither a tag nor a JSON list, and numbers that are not JSON's.

    Argo finds out when the step's turn comes.
    """
    items = loop.items
    for path in find_infinite(items, loop.items_path):
        collector.error("bad-value", "Kubernetes takes no infinity and no NaN: JSON has neither", path)
    if not isinstance(items, str) or "{{" in items or _is_json_list(items):
        return
    hint = f"did you mean '{{{{{items}}}}}'?" if is_reference(items) else "write a list, or a tag"
    collector.error("bad-items", "a loop needs a JSON list, or a tag that gives one", loop.items_path, hint)


def _is_json_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def require_key(loop: LoopModel, keys: list[str]) -> None:
    """Raise UnresolvedReferenceError for a key that the items of a loop do not have, as far as they can be seen."""
    if not keys:
        return
    if loop.sequence is not None:
        message = "a sequence gives numbers, which have no keys"
        raise UnresolvedReferenceError("unknown-key-of-item", message, "use the item itself")
    for item in loop.items if isinstance(loop.items, list) else ():
        _require_key_of(item, keys[0])


def _require_key_of(item: Any, key: str) -> None:
    if not isinstance(item, dict):
        message = f"the item {item!r} of this loop has no keys"
        raise UnresolvedReferenceError(
            "unknown-key-of-item", message, "write every item as a mapping, or use the item itself"
        )
    if key not in item:
        hint = suggest(key, item, list_known(item))
        raise UnresolvedReferenceError("unknown-key-of-item", f"an item of this loop has no key '{key}'", hint)
