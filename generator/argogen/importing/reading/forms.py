"""Structural checks of the Argo validator (validate.go) beyond the schema.

A pipeline cannot express these errors, so they are reported before translation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import SourceLocation
from argogen.yaml.node_path import NodePath

_SOURCES = ("path", "jsonPath", "jqFilter", "event", "parameter", "supplied", "configMapKeyRef", "expression")
_COUNTS = ("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")


def check_forms(origin: SourceLocation, manifest: Any, collector: TranslationCollector) -> None:
    """Report mutually exclusive and missing fields in a manifest without schema errors."""
    _FormChecker(origin, collector).check(manifest)


class _FormChecker:
    """Checks plain values; paths are resolved to places only for diagnostics."""

    def __init__(self, origin: SourceLocation, collector: TranslationCollector) -> None:
        self._origin = origin
        self._collector = collector

    def check(self, manifest: Any) -> None:
        spec = _at(manifest, "spec")
        path: NodePath = ("spec",)
        self._check_schedule(spec, path)
        if _at(spec, "workflowSpec"):
            spec, path = spec["workflowSpec"], (*path, "workflowSpec")
        self._check_whole_reference(spec, path)
        self._check_whole_reference(_at(spec, "submit"), (*path, "submit"))
        self._check_hooks(spec, path)
        for subpath, parameter in _items(spec, "arguments", "parameters"):
            self._check_enum(parameter, (*path, *subpath))
        self._check_volumes(spec, path)
        for subpath, template in _items(spec, "templates"):
            self._check_template(template, (*path, *subpath))

    def _check_whole_reference(self, owner: Any, path: NodePath) -> None:
        reference = owner.get("workflowTemplateRef")
        if isinstance(reference, dict) and not reference.get("name"):
            at = (*path, "workflowTemplateRef")
            self._error_at_key("missing-field", "missing field 'name' of 'workflowTemplateRef'", "add 'name'", at)

    def _check_volumes(self, owner: Any, path: NodePath) -> None:
        for subpath, volume in _items(owner, "volumes"):
            sources = [field for field, value in volume.items() if field != "name" and value is not None]
            if len(sources) > 1:
                message = f"a volume must have a single source, got '{sources[0]}' and '{sources[1]}'"
                self._error_at_key("multiple-sources", message, "remove one of them", (*path, *subpath, sources[1]))

    def _check_schedule(self, spec: Any, path: NodePath) -> None:
        self._refuse_both(spec, ("schedules", "schedule"), path)
        for field in _COUNTS:
            if isinstance(spec.get(field), int) and spec[field] < 0:
                self._error(
                    "invalid-number",
                    f"'{field}' must be at least 0, got {spec[field]}",
                    "use 0 or more",
                    (*path, field),
                )

    def _check_template(self, template: Any, path: NodePath) -> None:
        if "outputs" in template:
            for subpath, parameter in _items(template, "outputs", "parameters"):
                self._check_output(parameter, (*path, *subpath))
        if "volumes" in template:
            self._check_volumes(template, path)
        if "dag" in template or "steps" in template:
            self._check_calls(template, path)

    def _check_calls(self, template: Any, path: NodePath) -> None:
        tasks = list(_items(template, "dag", "tasks"))
        if any(task.get("depends") for _, task in tasks):
            for subpath, task in tasks:
                if task.get("dependencies") is not None:
                    message = "'dependencies' cannot be combined with 'depends' of other tasks in the same DAG"
                    self._error_at_key(
                        "mutually-exclusive-fields", message, "use 'depends'", (*path, *subpath, "dependencies")
                    )
        for subpath, call in (*tasks, *_steps(template)):
            self._check_call(call, (*path, *subpath))

    def _check_call(self, call: Any, path: NodePath) -> None:
        for fields in (("template", "templateRef"), ("template", "inline"), ("templateRef", "inline")):
            self._refuse_both(call, fields, path)
        if "withSequence" in call:
            self._refuse_both(_at(call, "withSequence"), ("count", "end"), (*path, "withSequence"))
        reference = call.get("templateRef")
        for field in ("name", "template") if isinstance(reference, dict) else ():
            if reference.get(field) is None:
                self._error_at_key(
                    "missing-field", f"missing field '{field}' of 'templateRef'", "", (*path, "templateRef")
                )
        if "arguments" in call:
            self._check_arguments(call, path)
        if "hooks" in call:
            self._check_hooks(call, path)
        if isinstance(call.get("inline"), dict):
            self._check_template(call["inline"], (*path, "inline"))

    def _check_arguments(self, call: Any, path: NodePath) -> None:
        for subpath, parameter in _items(call, "arguments", "parameters"):
            self._check_enum(parameter, (*path, *subpath))
            if parameter.get("value") is None and parameter.get("valueFrom") is None:
                message = f"argument '{parameter.get('name', '')}' has no value"
                self._error("missing-value", message, "add 'value'", (*path, *subpath))

    def _check_hooks(self, owner: Any, path: NodePath) -> None:
        for name, hook in _at(owner, "hooks").items():
            if name != "exit" and isinstance(hook, dict) and hook.get("expression") is None:
                message = f"hook '{name}' has no 'expression'"
                self._error_at_key(
                    "missing-field", message, "add 'expression', or rename the hook to 'exit'", (*path, "hooks", name)
                )

    def _check_enum(self, parameter: Any, path: NodePath) -> None:
        if parameter.get("enum") == []:
            self._error_at_key(
                "invalid-value", "empty 'enum' allows no value", "add values, or remove 'enum'", (*path, "enum")
            )

    def _check_output(self, parameter: Any, path: NodePath) -> None:
        source = parameter.get("valueFrom")
        if not isinstance(source, dict):
            return
        named = [field for field in _SOURCES if source.get(field) is not None]
        if len(named) > 1:
            self._refuse_both(source, (named[0], named[1]), (*path, "valueFrom"))

    def _refuse_both(self, owner: Any, fields: tuple[str, str], path: NodePath) -> None:
        first, second = fields
        if owner.get(first) is not None and owner.get(second) is not None:
            message = f"'{first}' and '{second}' are mutually exclusive"
            self._error_at_key("mutually-exclusive-fields", message, "remove one of them", (*path, second))

    def _error(self, code: str, message: str, hint: str, path: NodePath) -> None:
        self._collector.error(self._origin.at(*path), code, message, hint)

    def _error_at_key(self, code: str, message: str, hint: str, path: NodePath) -> None:
        self._collector.error(self._origin.at(*path), code, message, hint, key=True)


def _at(value: Any, key: str) -> Any:
    """Return the mapping at a key; an empty one by default."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _items(value: Any, *keys: str) -> Iterator[tuple[NodePath, Any]]:
    """Yield the mappings in a list below a value, with the path to each."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    for index, item in enumerate(value) if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield (*keys, index), item


def _steps(template: Any) -> Iterator[tuple[NodePath, Any]]:
    groups = template.get("steps")
    for number, group in enumerate(groups) if isinstance(groups, list) else ():
        for index, step in enumerate(group) if isinstance(group, list) else ():
            if isinstance(step, dict):
                yield ("steps", number, index), step
