"""Move settings shared by the steps of a pipeline to `defaults`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from argogen.importing.calls import list_holders
from argogen.importing.tree import TrackedDict, to_plain_data
from argogen.language.vocabulary import COMPOSITES, body_of, fields_of, keys, setting_keys
from argogen.yaml.emitter import dump


def factor_settings(pipeline: TrackedDict) -> None:
    """Move each setting that all applicable steps have, several with equal values, to the defaults.

    For strings, numbers and lists, the most frequent value is moved, and other values are kept; mappings would be
    merged with defaults, so all of them must be equal.
    """
    leaves = [holder for holder in list_holders(pipeline) if _is_leaf(holder)]
    defaults = TrackedDict()
    for key in setting_keys():
        fitting = [leaf for leaf in leaves if keys()[key].is_inherited_by(body_of(leaf) or "")]
        common = _find_common([_find_holder(leaf, key, is_top=leaf is pipeline) for leaf in fitting])
        if common is not None:
            defaults[key] = common
    if defaults:
        pipeline["defaults"] = defaults


def _is_leaf(holder: TrackedDict) -> bool:
    body = body_of(holder)
    return body is not None and body not in COMPOSITES and body != "use"


def _find_holder(leaf: TrackedDict, key: str, *, is_top: bool) -> tuple[TrackedDict, str] | None:
    """Return the mapping that contains the setting, a step or its Kubernetes container, and the key."""
    if key in leaf:
        is_workflows = is_top and ("WorkflowSpec" in keys()[key].argo or key in ("labels", "annotations"))
        return None if is_workflows else (leaf, key)
    container, field = leaf.get(body_of(leaf) or ""), fields_of("Container").get(key)
    return (container, field) if field and isinstance(container, TrackedDict) and field in container else None


def _find_common(holders: list[tuple[TrackedDict, str] | None]) -> Any:
    """Remove the common value from its holders, and return it; None if there is no common value."""
    found = [holder for holder in holders if holder is not None]
    if len(found) < len(holders):
        return None
    values = Counter(dump(to_plain_data(holder[key])) for holder, key in found)
    text, count = values.most_common(1)[0] if values else ("", 0)
    alike = [(holder, key) for holder, key in found if dump(to_plain_data(holder[key])) == text]
    if count < 2 or (len(values) > 1 and any(isinstance(holder[key], dict) for holder, key in found)):
        return None
    return [holder.take(key)[0] for holder, key in alike].pop()
