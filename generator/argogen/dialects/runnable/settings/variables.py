"""Substitute `$name` and `${name}` in a configuration from environment variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import SourceLocation
from argogen.yaml import CORE

_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})")
_PREFIXES = ("runnable_VAR_", "RUNNABLE_VAR_")
# Numeric settings, for which the value of a variable is converted to a number.
_NUMBERS = frozenset({"parallelism", "max_workflow_duration_in_seconds", "max_step_duration_in_seconds", "limit"})


def fill_variables(
    value: Any, origin: SourceLocation, environ: Mapping[str, str], collector: TranslationCollector
) -> Any:
    """Substitute all variables in the strings of a value; `$$` is a dollar sign."""
    if isinstance(value, dict):
        return {key: fill_variables(item, origin.at(key), environ, collector) for key, item in value.items()}
    if isinstance(value, list):
        return [fill_variables(item, origin.at(index), environ, collector) for index, item in enumerate(value)]
    if not isinstance(value, str) or "$" not in value:
        return value
    text = _VARIABLE.sub(lambda found: _look_up(found, environ, origin, collector), value)
    return CORE.value(text) if origin.path[-1] in _NUMBERS else text


def _look_up(
    found: re.Match[str], environ: Mapping[str, str], origin: SourceLocation, collector: TranslationCollector
) -> str:
    if found["escaped"]:
        return "$"
    name = found["name"] or found["braced"]
    value = next((environ[f"{prefix}{name}"] for prefix in _PREFIXES if f"{prefix}{name}" in environ), None)
    if value is None:
        message = f"environment variable '{_PREFIXES[0]}{name}' is not set"
        collector.error(
            origin, "undefined-name", message, f"set the variable, or replace '{found[0]}' by a value", find=found[0]
        )
    return value or found[0]
