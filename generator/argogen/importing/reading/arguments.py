"""Inputs and outputs of templates: parameters and artifacts."""

from __future__ import annotations

import json
from typing import Any

from argogen.argo.structure.shapes import write_string
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at
from argogen.language.checks.outputs import find_key
from argogen.language.short_forms import shorten_parameter
from argogen.suggestions import suggest_quotes

Keys = dict[str, Any]


def read_inputs(owner: ManifestNode, field: str, collector: TranslationCollector) -> Keys:
    """Translate `inputs` of a template, or `arguments` of a workflow, to keys of a component or pipeline."""
    if owner.value.get(field) is None:
        return {}
    parameters = by_name(items_at(owner, field, "parameters"), "parameter", collector)
    written = {
        name: LocatedValue(node.origin, _read_parameter(node, collector) or None) for name, node in parameters.items()
    }
    found: Keys = {"parameters": _at(owner, written, field, "parameters")} if written else {}
    artifacts = _read_artifacts(owner, field, collector)
    return {**found, "artifacts": {"in": artifacts}} if artifacts else found


def _read_parameter(node: ManifestNode, collector: TranslationCollector) -> Keys:
    """Return the fields except the name. Argo converts lists and mappings to JSON in the format of Go."""
    fields = _read_source(node, _read_named(node))
    for key in ("default", "value"):
        if key in fields:
            fields[key] = _read_value(node, key, collector)
    return fields


def _read_value(node: ManifestNode, key: str, collector: TranslationCollector) -> Any:
    value = node.value[key]
    if isinstance(value, bool | int | float):
        _check_spelling(node.origin.at(key), value, collector)
    is_text = not isinstance(value, list | dict)
    return value if is_text else json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _read_source(node: ManifestNode, fields: Keys) -> Keys:
    """Return the fields of a parameter, with its source in the form of the language."""
    source = node.at("valueFrom")
    if source is None or not isinstance(source.value, dict):
        return fields
    short = shorten_parameter(source.sources())
    return fields if short is None else {key: it for key, it in fields.items() if key != "valueFrom"} | short


def _check_spelling(origin: SourceLocation, value: Any, collector: TranslationCollector) -> None:
    """Report numbers and booleans: parameters are strings, and conversion may change the notation."""
    place, text = origin.place(), str(write_string(value))
    written = place.text[place.column - 1 : place.column - 1 + place.width]
    if written != text:
        message = f"{written} is not a string in YAML: the value of the parameter is '{text}'"
        collector.warning(origin, "implicit-string-conversion", message, f'quote it to keep the notation: "{written}"')
    elif isinstance(value, bool):
        message = f"the value of a parameter is a string: '{text}'"
        collector.note(origin, "implicit-string-conversion", message, suggest_quotes(text))


def read_outputs(template: ManifestNode, body: str, collector: TranslationCollector) -> Keys:
    """Translate the outputs of a template with this body."""
    if template.value.get("outputs") is None:
        return {}
    parameters = by_name(items_at(template, "outputs", "parameters"), "output", collector)
    for node in parameters.values():
        if (source := node.at("valueFrom")) is not None and not source.value:
            message = f"output '{node.value['name']}' has no value source"
            collector.error(
                source.origin, "missing-source", message, "add 'path', 'parameter' or 'expression'", key=True
            )
    written = {name: LocatedValue(node.origin, _read_output(node, body)) for name, node in parameters.items()}
    found: Keys = {"outputs": _at(template, written, "outputs", "parameters")} if written else {}
    artifacts = _read_artifacts(template, "outputs", collector)
    return {**found, "artifacts": {"out": artifacts}} if artifacts else found


def _read_output(node: ManifestNode, body: str) -> Keys:
    fields, source = _read_named(node), node.at("valueFrom")
    key = find_key(source.value, body) if source is not None and not fields.keys() & {"value", "default"} else ""
    if source is None or not key:
        return fields
    kinds = {kind: each.located for kind, each in source.fields()}
    named = {kind if kind == "default" else key: value for kind, value in kinds.items()}
    return named | {name: value for name, value in fields.items() if name != "valueFrom"}


def _read_named(node: ManifestNode) -> Keys:
    """Return the fields of a parameter except its name."""
    fields = node.without("name", "globalName")
    name = node.at("globalName")
    return {**fields, "global_name": name.located} if name is not None else fields


def _read_artifacts(owner: ManifestNode, field: str, collector: TranslationCollector) -> LocatedValue | None:
    artifacts = by_name(items_at(owner, field, "artifacts"), "artifact", collector)
    written = {name: LocatedValue(node.origin, node.without("name")) for name, node in artifacts.items()}
    return _at(owner, written, field, "artifacts") if written else None


def read_arguments(call: ManifestNode, collector: TranslationCollector) -> Keys:
    """Translate the arguments of a call: to `with` if all have only a name and a value, else in Argo format."""
    if call.value.get("arguments") is None:
        return {}
    parameters = items_at(call, "arguments", "parameters")
    found: Keys = {}
    if parameters and all(_is_plain(node) for node in parameters):
        named = by_name(parameters, "argument", collector)
        values = {name: node.locate(_read_value(node, "value", collector), "value") for name, node in named.items()}
        found["with"] = _at(call, values, "arguments", "parameters")
    elif parameters:
        found["arguments"] = {"parameters": _at(call, [node.located for node in parameters], "arguments", "parameters")}
    artifacts = _read_artifacts(call, "arguments", collector)
    return {**found, "artifacts": {"in": artifacts}} if artifacts else found


def _is_plain(node: ManifestNode) -> bool:
    return set(node.value) == {"name", "value"} and node.value["value"] is not None


def _at(owner: ManifestNode, value: Any, *path: str) -> LocatedValue:
    return owner.locate(value, *path)
