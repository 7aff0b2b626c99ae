"""Shorten values to equivalent forms of the language."""

from __future__ import annotations

import json
import re
from typing import Any

from argogen.importing.tree import TrackedDict
from argogen.language.checks.outputs import find_sources
from argogen.language.tags import is_one_tag
from argogen.yaml.scalars import to_string

_SHORT = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?|true|false")


def as_value(text: Any) -> Any:
    """Return a text as the number, boolean, list or mapping that becomes that text; else the text."""
    if not isinstance(text, str) or not (_SHORT.fullmatch(text) or text[:1] in ("[", "{")):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if value not in ([], {}) and to_string(value) == text else text


def as_scalar(text: Any) -> Any:
    """Return a text as the number or boolean that becomes that text; else the text."""
    value = as_value(text)
    return text if isinstance(value, (dict, list)) else value


def shorten_parameters(owner: TrackedDict, short: str) -> None:
    """Parameters of a pipeline (`short` is `value`) or a component (`default`)."""
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
    source = written.get("valueFrom") or {}
    for kind, keys in (("configMapKeyRef", {"name", "key"}), ("event", None)):
        if list(source) == [kind] and (keys is None or set(source[kind]) == keys):
            written.pop("valueFrom")
            reference = {"config_map": source[kind]["name"], "key": source[kind]["key"]} if keys else source
            return TrackedDict({**reference, **written}, written.at)
    return written.ordered(["value", "default", "enum", "valueFrom", "globalName", "description"])


def shorten_outputs(component: TrackedDict, body: str) -> None:
    """Outputs whose source the language has a word for, as far as the body can have it."""
    outputs = component.get("outputs") or TrackedDict()
    for name, written in outputs.items():
        outputs[name] = _shorten_output(written, body)


_WORDS = {"jsonPath": "json_path", "jqFilter": "jq_filter"}


def _shorten_output(written: TrackedDict, body: str) -> Any:
    source = dict(written.get("valueFrom") or {})
    default = {"default": as_value(source.pop("default"))} if "default" in source else {}
    kind, value = next(iter(source.items()), ("", None))
    word = _WORDS.get(kind, kind)
    if len(source) != 1 or written.keys() & {"value", "default"} or not _is_allowed(word, value, body):
        return written.ordered(["value", "valueFrom", "default", "enum", "global_name", "description"])
    rest = {key: item for key, item in written.items() if key != "valueFrom"}
    short = TrackedDict({word: value, **default, **rest}, written.at)
    return value if list(short) == [word] and word in ("path", "parameter") else short


def _is_allowed(word: str, value: Any, body: str) -> bool:
    """Return whether an output of the body may say so; what steps pass on is one tag, or becomes an expression."""
    if word not in find_sources(body):
        return False
    return word != "parameter" or is_one_tag(value, "tasks" if body == "tasks" else "steps")


def shorten_artifacts(component: TrackedDict) -> None:
    """Artifacts that are no more than a path."""
    for artifacts in (component.get("artifacts") or {}).values():
        for name, written in artifacts.items():
            if isinstance(written, TrackedDict):
                is_short = list(written) == ["path"]
                artifacts[name] = written["path"] if is_short else written.ordered(["path", "from", "fromExpression"])
