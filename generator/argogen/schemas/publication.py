"""The schemas for editors, which see files before `${{ }}` is evaluated, and all documents of a file.

The internal schemas describe documents after the substitution. The published ones also accept a string with `${{ }}`
as any value or key, and the documents that a file may contain beside pipelines: Kubernetes objects, and runnable
pipelines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.schemas.reading import read_schema, read_source_schema

Schema = Mapping[str, Any]

# `$${{` is a literal `${{`.
_EXPRESSION = r"(^|[^$])\$\{\{"
_SUBSTITUTED = {"type": "string", "pattern": _EXPRESSION}
_ANNOTATIONS = ("title", "description", "examples")
_HEAD = ("$schema", "$id", *_ANNOTATIONS)
_ENTRIES = ("additionalProperties", "items", "propertyNames")
_BRANCHES = ("then", "else")
# Keywords that restrict a string.
_RESTRICTIONS = frozenset({"enum", "const", "pattern", "maxLength", "oneOf", "anyOf", "not", "if"})
_OBJECT = {"type": "object", "required": ["apiVersion", "kind"]}
_RUNNABLE = {
    "type": "object",
    "required": ["dag"],
    "properties": {"dag": {"type": "object"}},
    "not": {"required": ["name"]},
}

# The schemas of other files and lines than the one that a schema file describes.
_PARTS = {
    "run-workflow": ("run", "run_workflow"),
    "run-journal": ("run", "run_node"),
    "run-outcomes": ("run", "run_outcomes"),
    "run-events": ("run", "run_event"),
}


def publish(name: str) -> dict[str, Any]:
    """Return the self-contained schema for editors by name, such as `pipeline`."""
    if name in _PARTS:
        return _publish_part(name, *_PARTS[name])
    schema = read_schema(name)
    if name == "pipeline":
        return _publish_pipeline(schema)
    if name == "test":
        return _publish_test(schema)
    if name in ("project", "pack"):
        own = read_source_schema(name)["$defs"]
        # Only settings of pipelines are substituted.
        rows = schema["$defs"].items()
        return {**schema, "$defs": {key: row if key in own else _admit(row) for key, row in rows}}
    return schema


def _publish_part(name: str, file: str, definition: str) -> dict[str, Any]:
    """Return the schema of a definition."""
    schema = read_schema(file)
    about = schema["$defs"][definition]["description"]
    head = {"$schema": schema["$schema"], "$id": f"urn:argogen:schema:{name}", "title": f"argogen {name}"}
    return {**head, "description": about, "$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]}


def _publish_pipeline(schema: Schema) -> dict[str, Any]:
    """Return the schema of each document of a file with pipelines."""
    pipeline = {word: value for word, value in schema.items() if word not in (*_HEAD, "$defs")}
    runnable = read_schema("runnable")
    definitions = {name: _admit(row) for name, row in schema["$defs"].items()}
    others = {name: _admit(row) for name, row in runnable["$defs"].items() if name not in definitions}
    native = {"if": _RUNNABLE, "then": {"properties": runnable["properties"]}, "else": {"$ref": "#/$defs/pipeline"}}
    identity = {key: {"type": "string", "minLength": 1} for key in _OBJECT["required"]}
    return {
        **{word: schema[word] for word in _HEAD},
        "if": _OBJECT,
        "then": {"properties": identity},
        "else": native,
        "$defs": {"pipeline": _restrict(pipeline), **definitions, **others},
    }


def _publish_test(schema: Schema) -> dict[str, Any]:
    """Return the schema of each document of a test file, which may also contain Kubernetes objects."""
    test = {word: value for word, value in schema.items() if word not in (*_HEAD, "$defs")}
    identity = {key: {"type": "string", "minLength": 1} for key in _OBJECT["required"]}
    return {
        **{word: schema[word] for word in _HEAD},
        "if": _OBJECT,
        "then": {"properties": identity},
        "else": {"$ref": "#/$defs/test"},
        "$defs": {"test": test, **schema["$defs"]},
    }


def _admit(schema: Any) -> Any:
    """Return a schema that also accepts a string with `${{ }}` in place of the value."""
    if not isinstance(schema, dict):
        return schema
    restricted = _restrict(schema)
    if not _refuses_strings(schema):
        return restricted
    head = {word: value for word, value in restricted.items() if word in _ANNOTATIONS or word.startswith("x-")}
    rest = {word: value for word, value in restricted.items() if word not in head}
    return {**head, "if": _SUBSTITUTED, "else": rest}


def _refuses_strings(schema: Schema) -> bool:
    types = schema.get("type", "string")
    return "string" not in ([types] if isinstance(types, str) else types) or not _RESTRICTIONS.isdisjoint(schema)


def _restrict(schema: Schema) -> dict[str, Any]:
    """Return a schema whose entries and items may be strings with `${{ }}`, but not the value itself."""
    published = dict(schema)
    if "properties" in schema:
        published["properties"] = {key: _admit(part) for key, part in schema["properties"].items()}
    if schema.get("additionalProperties") is False:
        published["patternProperties"] = {_EXPRESSION: True}
    for word in _ENTRIES:
        if word in schema:
            published[word] = _admit(schema[word])
    for word in _BRANCHES:
        if word in schema:
            published[word] = _restrict(schema[word])
    return published
