"""Find the keys for Argo fields, such as fields under `argo`, and check whether they accept the value."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from argogen.argo.notation.durations import is_day_duration
from argogen.language.settings.expansion import expand
from argogen.language.short_forms import shorten_volume
from argogen.language.validation.definitions import build_validator
from argogen.language.vocabulary import CALL_KEYS, fields_of, keys, object_fields
from argogen.yaml.scalars import drop_spelling

_DURATIONS = frozenset({"timeout", "pending_timeout", "deadline"})
WORKFLOW_PARTS = frozenset(
    {"arguments", "templates", "onExit", "hooks", "volumes", "volumeClaimTemplates", "workflowTemplateRef"}
)
"""Fields of WorkflowSpec for which there is not exactly one key."""

TEMPLATE_PARTS = frozenset(
    {"name", "inputs", "outputs", "metadata", "volumes", "container", "script", "steps", "dag"}
).union(object_fields().values())
"""Fields of Template for which there is not exactly one key."""


@functools.lru_cache(maxsize=1024)
def find_workflow_key(field: str) -> str:
    """Return the key of a pipeline for a field of WorkflowSpec, or ""."""
    named = (key for key, name in fields_of("WorkflowSpec").items() if name == field)
    return "" if field in WORKFLOW_PARTS else next(named, "")


@functools.lru_cache(maxsize=1024)
def find_template_key(field: str, body: str) -> str:
    """Return the key for a field of a template with this body, or ""."""
    if field in TEMPLATE_PARTS or not body:
        return ""
    named = [key for key, name in fields_of("Template").items() if name == field]
    # With tasks, some keys become fields of the `dag` in the template.
    inside = fields_of("DAGTemplate") if body == "tasks" else ()
    return next((key for key in named if keys()[key].fits(body) and key not in inside), "")


def keeps_meaning(key: str, value: Any) -> bool:
    """Return whether the value of a field has the same meaning under the key."""
    if key not in _DURATIONS or not isinstance(value, str) or "{{" in value:
        return True
    # The key converts days and numbers in strings.
    return is_day_duration(value) and str(expand(key, value)) == value


def is_allowed(key: str, value: Any) -> bool:
    """Return whether the key accepts the value of its field."""
    is_number = key in _DURATIONS and isinstance(value, (int, float))
    is_readable = not is_number or is_day_duration(value)
    return is_readable and keeps_meaning(key, value) and build_validator(key).is_valid(_drop_spellings(value))


def is_volume(volume: Any) -> bool:
    """Return whether the language has keys for a volume of a manifest."""
    if not isinstance(volume, Mapping):
        return False
    source = {kind: fields for kind, fields in volume.items() if kind != "name" and fields is not None}
    return build_validator("volume").is_valid(_drop_spellings(shorten_volume(source) or source))


def find_raw_workflow_key(field: str, value: Any) -> str:
    """Return the key for a raw field of a pipeline; "" if no key accepts the value."""
    return _find_key(field, find_workflow_key(field), value)


def find_raw_template_key(field: str, value: Any, body: str) -> str:
    """Return the same for a raw field of a template."""
    return _find_key(field, find_template_key(field, body), value)


def find_raw_call_key(field: str) -> str:
    """Return the same for a raw field of a call."""
    return CALL_KEYS.get(field, "")


def _drop_spellings(value: Any) -> Any:
    """Return a value for the validator, which does not accept numbers with a spelling."""
    if isinstance(value, Mapping):
        return {key: _drop_spellings(item) for key, item in value.items()}
    return [*map(_drop_spellings, value)] if isinstance(value, list) else drop_spelling(value)


def _find_key(field: str, key: str, value: Any) -> str:
    if field == "volumes":
        return field if isinstance(value, list) and all(map(is_volume, value)) else ""
    return key if key and is_allowed(key, value) else ""
