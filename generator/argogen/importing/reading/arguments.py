"""What goes into templates and comes out of them: parameters and artifacts."""

from __future__ import annotations

import json
from typing import Any

from argogen.argo.structure.shapes import write_text
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at

Keys = dict[str, Any]


def read_inputs(owner: ManifestNode, field: str, collector: TranslationCollector) -> Keys:
    """The parameters and artifacts of `inputs`, or of a workflow's `arguments`, as keys of a component or pipeline."""
    parameters = by_name(items_at(owner, field, "parameters"), "parameter", collector)
    written = {
        name: LocatedValue(node.origin, _read_parameter(node, collector) or None) for name, node in parameters.items()
    }
    found: Keys = {"parameters": _at(owner, written, field, "parameters")} if written else {}
    artifacts = _read_artifacts(owner, field, collector)
    return {**found, "artifacts": {"in": artifacts}} if artifacts else found


def _read_parameter(node: ManifestNode, collector: TranslationCollector) -> Keys:
    """Return the fields but for the name. A list or mapping as value is the JSON for it to Argo, as Go writes that."""
    fields = node.without("name")
    for key in sorted(fields.keys() & {"value", "default"}):
        origin, value = fields[key]
        _check_spelling(origin, value, collector)
        if isinstance(value, list | dict):
            fields[key] = LocatedValue(
                origin, json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            )
    return fields


def _check_spelling(origin: SourceLocation, value: Any, collector: TranslationCollector) -> None:
    """A parameter is text: what YAML takes for a number or a boolean becomes text again, and not always the same."""
    if not isinstance(value, bool | int | float):
        return
    place, text = origin.place(), str(write_text(value))
    written = place.text[place.column - 1 : place.column - 1 + place.width]
    if written != text:
        message = f"to YAML this is a number or a boolean, so Argo gets '{text}'"
        collector.warning(origin, "respelled-value", message, f'write "{written}" if that is meant')
    elif isinstance(value, bool):
        message = f"a parameter is text, so this is the word '{text}'"
        collector.note(origin, "respelled-value", message, "put it in quotes")


def read_outputs(template: ManifestNode, collector: TranslationCollector) -> Keys:
    """Return the outputs of a template, each with Argo's own source."""
    parameters = by_name(items_at(template, "outputs", "parameters"), "output", collector)
    for node in parameters.values():
        if (source := node.at("valueFrom")) is not None and not source.value:
            message = "this output says nothing of where its value comes from"
            collector.error(source.origin, "no-source", message, "add path, expression or such", key=True)
    written = {name: LocatedValue(node.origin, _read_output(node)) for name, node in parameters.items()}
    found: Keys = {"outputs": _at(template, written, "outputs", "parameters")} if written else {}
    artifacts = _read_artifacts(template, "outputs", collector)
    return {**found, "artifacts": {"out": artifacts}} if artifacts else found


def _read_output(node: ManifestNode) -> Keys:
    fields = node.without("name", "globalName")
    name = node.at("globalName")
    return {**fields, "global_name": name.located} if name is not None else fields


def _read_artifacts(owner: ManifestNode, field: str, collector: TranslationCollector) -> LocatedValue | None:
    artifacts = by_name(items_at(owner, field, "artifacts"), "artifact", collector)
    written = {name: LocatedValue(node.origin, node.without("name")) for name, node in artifacts.items()}
    return _at(owner, written, field, "artifacts") if written else None


def read_arguments(call: ManifestNode, collector: TranslationCollector) -> Keys:
    """Return the arguments of a call: by name where each has a value and no more, else as Argo has them."""
    parameters = items_at(call, "arguments", "parameters")
    found: Keys = {}
    if parameters and all(_is_plain(node) for node in parameters):
        named = by_name(parameters, "argument", collector)
        values = {name: _read_parameter(node, collector)["value"] for name, node in named.items()}
        found["with"] = _at(call, values, "arguments", "parameters")
    elif parameters:
        found["arguments"] = {"parameters": _at(call, [node.located for node in parameters], "arguments", "parameters")}
    artifacts = _read_artifacts(call, "arguments", collector)
    return {**found, "artifacts": {"in": artifacts}} if artifacts else found


def _is_plain(node: ManifestNode) -> bool:
    return set(node.value) == {"name", "value"} and node.value["value"] is not None


def _at(owner: ManifestNode, value: Any, *path: str) -> LocatedValue:
    return LocatedValue(owner.origin.at(*path), value)
