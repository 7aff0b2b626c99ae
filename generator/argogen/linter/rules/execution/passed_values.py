"""Check values that arrive through parameters in fields with a notation: durations, numbers, labels, images, paths.

Argo does not accept tags in quantities, nor in most fields with numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import as_name_path
from argogen.argo.expressions.tags import Tag
from argogen.argo.expressions.tree import ExpressionSyntaxError, FunctionCall, walk
from argogen.argo.notation.durations import read_duration, read_go_duration
from argogen.argo.notation.error import NotationError, quote
from argogen.argo.notation.images import read_image
from argogen.argo.notation.names import check_label_value
from argogen.context import Call, Template
from argogen.linter.model.flow.passed_values import PassedValue, PassedValues
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.storage.sub_paths import read_sub_path
from argogen.linter.rules.values.synchronization import read_cache_key
from argogen.linter.rules.values.unreadable import Read
from argogen.severity import Severity
from argogen.yaml.node_path import NodePath

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_NUMBER_WITH_UNIT = re.compile(r"([0-9]+) ?([a-zA-Z]+)", re.ASCII)
# The functions of expressions that convert a string, and the strings that they accept.
_CONVERSIONS = {
    **dict.fromkeys(("asInt", "int"), re.compile(r"[-+]?[0-9]+", re.ASCII)),
    **dict.fromkeys(("asFloat", "float"), re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", re.ASCII)),
}
_CONVERSION = re.compile(r"\b(?:asInt|asFloat|int|float)\(")
_BACKOFF = ("duration", "maxDuration", "cap")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def read_integer(text: str) -> int:
    """Return an integer. Raises NotationError."""
    if not _INTEGER.fullmatch(text):
        raise NotationError(f"must be an integer, got {quote(text)}", "use a number without a unit")
    return int(text)


def _read_seconds(text: str) -> int:
    """Return a number of seconds. Raises NotationError."""
    if not _INTEGER.fullmatch(text):
        found = _NUMBER_WITH_UNIT.fullmatch(text)
        seconds = int(found[1]) * _SECONDS[found[2][0]] if found and found[2][0] in _SECONDS else None
        hint = f"use {seconds}" if seconds else "use a number without a unit"
        raise NotationError(f"must be an integer number of seconds, got {quote(text)}", hint)
    return int(text)


class _Field(NamedTuple):
    """A field with a value in a notation, the rule for invalid ones, and its place."""

    value: Any
    read: Read
    rule: str
    origin: NodePath
    below: NodePath
    template: Template
    call: Call | None = None


def check_passed_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report known values of parameters that are invalid in the field that uses them."""
    for field in _list_fields(subject):
        if _has_tags(field.value):
            yield from _check(field, subject.derive(PassedValues))
    for text in subject.texts:
        if "{{=" in text.value and _CONVERSION.search(text.value):
            yield from _check_conversions(text, subject.derive(PassedValues))


def _has_tags(value: Any) -> bool:
    return isinstance(value, str) and "{{" in value


def _check_conversions(text: TaggedText, passed: PassedValues) -> Iterator[RuleDiagnostic]:
    """Report values that an expression cannot convert to a number."""
    for tag in text.tags:
        if not tag.is_expression:
            continue
        try:
            nodes = list(walk(parse(tag.body[1:])))
        except ExpressionSyntaxError:
            continue  # reported elsewhere
        calls = (node for node in nodes if isinstance(node, FunctionCall) and len(node.arguments) == 1)
        for node in calls:
            yield from _check_conversion(node, tag, text, passed)


def _check_conversion(node: FunctionCall, tag: Tag, text: TaggedText, passed: PassedValues) -> Iterator[RuleDiagnostic]:
    function, argument = (as_name_path(each, tag.body[1:]) for each in (node.of, node.arguments[0]))
    if function is None or argument is None or function.parts[0] not in _CONVERSIONS or len(function.parts) > 1:
        return
    pattern = _CONVERSIONS[function.parts[0]]
    values = passed.find(".".join(argument.parts), text.template, text.call)
    wrong = next((each for each in values if each.value and not pattern.fullmatch(each.value)), None)
    if wrong is not None:
        message = f"'{function.parts[0]}' requires a number, got {quote(wrong.value)} from {wrong.source}"
        start, severity = tag.start + 3, None if wrong.is_certain else Severity.WARNING
        at = ("", text.value, start + node.start, start + node.end)
        hint = f"correct {wrong.source}: use a number without a unit"
        yield RuleDiagnostic("invalid-number", message, text.origin, hint, *at, severity=severity)


def _list_fields(subject: Subject) -> Iterator[_Field]:
    for template in subject.all_templates:
        if not subject.texts_of(template):
            continue  # its fields have no tags
        yield from _list_of_template(template)
        for container in subject.containers_of(template):
            at = (container.origin, container.below)
            yield from _list_of_container(container.fields, *at, template)
    for site in subject.callers:
        sequence = site.call.with_sequence
        for name in ("count", "start", "end") if sequence is not None else ():
            below = ("withSequence", name)
            value = getattr(sequence, name)
            yield _Field(value, read_integer, "invalid-number", site.call.origin, below, site.template, site.call)


def _list_of_template(template: Template) -> Iterator[_Field]:
    fields, retry = fields_of(template), template.retry
    backoff = (retry.backoff or {}) if retry is not None else {}
    suspend = template.suspend or {}
    listed: list[tuple[Any, Read, str, NodePath]] = [
        (fields.get("activeDeadlineSeconds"), _read_seconds, "invalid-number", ("activeDeadlineSeconds",)),
        (fields.get("timeout"), read_go_duration, "invalid-duration", ("timeout",)),
        (fields.get("pendingTimeout"), read_go_duration, "invalid-duration", ("pendingTimeout",)),
        (mapping_in(fields, "memoize").get("maxAge"), read_go_duration, "invalid-duration", ("memoize", "maxAge")),
        (mapping_in(fields, "memoize").get("key"), read_cache_key, "invalid-memoization", ("memoize", "key")),
        (suspend.get("duration"), read_duration, "invalid-duration", ("suspend", "duration")),
        (retry and retry.limit, read_integer, "invalid-number", ("retryStrategy", "limit")),
        (backoff.get("factor"), read_integer, "invalid-number", ("retryStrategy", "backoff", "factor")),
    ]
    listed += [
        (backoff.get(name), read_duration, "invalid-duration", ("retryStrategy", "backoff", name)) for name in _BACKOFF
    ]
    labels = (template.metadata.labels if template.metadata is not None else None) or {}
    listed += [
        (value, check_label_value, "invalid-label", ("metadata", "labels", name)) for name, value in labels.items()
    ]
    for value, read, rule, below in listed:
        if _has_tags(value):  # few have
            yield _Field(value, read, rule, template.origin, below, template)


def _list_of_container(
    fields: Mapping[str, Any], origin: NodePath, below: NodePath, template: Template
) -> Iterator[_Field]:
    yield _Field(fields.get("image"), read_image, "invalid-image", origin, (*below, "image"), template)
    for index, mount in enumerate(fields.get("volumeMounts") or ()):
        at = (*below, "volumeMounts", index, "subPath")
        yield _Field(mount.get("subPath"), read_sub_path, "invalid-sub-path", origin, at, template)


def _check(field: _Field, passed: PassedValues) -> Iterator[RuleDiagnostic]:
    """Report the first invalid value of a field, if possible one that cannot be overridden."""
    wrong: list[tuple[PassedValue, NotationError]] = []
    for filled, value in passed.fill(field.value, field.template, field.call):
        if not value.value:
            continue  # a placeholder of a value that is set later
        try:
            field.read(filled)
        except NotationError as error:
            wrong.append((value, error))
    for value, fault in sorted(wrong, key=lambda pair: not pair[0].is_certain)[:1]:
        yield _report(field, value, fault)


def _report(field: _Field, value: PassedValue, fault: NotationError) -> RuleDiagnostic:
    name = str(field.below[-1])
    message = f"'{name}' {fault.message}" if fault.message.startswith("must be") else f"{fault.message} in '{name}'"
    hint = f"correct {value.source}: {fault.hint}" if fault.hint else f"correct {value.source}"
    severity = None if value.is_certain else Severity.WARNING
    return RuleDiagnostic(
        field.rule,
        f"{message} from {value.source}",
        field.origin,
        hint,
        name,
        field.value,
        below=field.below,
        severity=severity,
    )
