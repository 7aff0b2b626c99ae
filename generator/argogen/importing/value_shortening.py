"""Shorten values to equivalent forms of the language."""

from __future__ import annotations

import re
from typing import Any

from argogen.importing.tree import TrackedDict
from argogen.language.desugar.outputs import SOURCES
from argogen.yaml.limits import load_json
from argogen.yaml.scalars import to_string

_SHORT = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?|true|false")


def as_value(text: Any) -> Any:
    """Return the number, boolean, list or mapping that is converted to this string, or the string itself."""
    if not isinstance(text, str) or not (_SHORT.fullmatch(text) or text[:1] in ("[", "{")):
        return text
    try:
        value = load_json(text)
    except ValueError:
        return text
    return value if value not in ([], {}) and to_string(value) == text else text


def as_scalar(text: Any) -> Any:
    """Return the number or boolean that is converted to this string, or the string itself."""
    value = as_value(text)
    return text if isinstance(value, (dict, list)) else value


def shorten_parameters(owner: TrackedDict, short: str) -> None:
    """Shorten the parameters of a pipeline (`short` is `value`) or a component (`default`)."""
    parameters = owner.get("parameters") or TrackedDict()
    for name, written in parameters.items():
        if isinstance(written, TrackedDict):
            parameters[name] = _shorten_parameter(written, short)


def _shorten_parameter(written: TrackedDict, short: str) -> Any:
    for key in ("value", "default"):
        if key in written:
            written[key] = as_value(written[key])
    if isinstance(written.get("enum"), list):
        written["enum"] = [as_scalar(item) for item in written["enum"]]
    if list(written) == [short] and not isinstance(written[short], dict):
        return written[short]
    return written.ordered(
        ["config_map", "key", "event", "value", "default", "enum", "valueFrom", "global_name", "description"]
    )


def shorten_outputs(component: TrackedDict) -> None:
    """Shorten outputs that consist of only a path or a reference, and defaults."""
    outputs = component.get("outputs") or TrackedDict()
    for name, written in outputs.items():
        outputs[name] = _shorten_output(written)


def _shorten_output(written: TrackedDict) -> Any:
    if "default" in written and not written.keys() & {"value", "valueFrom"}:
        written["default"] = as_value(written["default"])
    only = next(iter(written), "")
    if len(written) == 1 and only in ("path", "parameter"):
        return written[only]
    return written.ordered([*SOURCES, "default", "enum", "global_name", "description"])


def shorten_artifacts(component: TrackedDict) -> None:
    """Shorten artifacts that consist of only a path."""
    for artifacts in (component.get("artifacts") or {}).values():
        for name, written in artifacts.items():
            if isinstance(written, TrackedDict):
                is_short = list(written) == ["path"]
                artifacts[name] = written["path"] if is_short else written.ordered(["path", "from", "fromExpression"])
