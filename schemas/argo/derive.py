"""Generate structure.json, the structure of the objects of Argo in each minor version, as one table.

Run it for a new version of Argo: `python schemas/argo/derive.py ../shared/argo-schemas`. The directory contains one
`vMAJOR.MINOR.PATCH.json` for each minor version, the `api/jsonschema/schema.json` at that tag of argo-workflows.

A definition is a mapping of its fields, or the type of which it is an alias. A field is its type, or a row
`{type, since, until, required, enum, instead, partial}`, or a list of such rows if more than its presence has
changed; an absent `since` or `until` means the first or the last of `versions`. Types are `string`, `boolean`,
`integer`, `number`, `any`, `AnyString`, `IntOrString`, `Quantity`, a definition, `[T]` for a list and `{T}` for a
mapping with free keys.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Definition = dict[str, Row] | str
Definitions = dict[str, Definition]

KINDS = ("ClusterWorkflowTemplate", "CronWorkflow", "Workflow", "WorkflowEventBinding", "WorkflowTemplate")

# The kinds without a status.
_STATELESS = {"WorkflowEventBinding"}

# Types that Go decodes differently than the published schema describes, and types that the checks handle by name.
_TYPES = {
    "FieldsV1": "{any}",
    "IntOrString": "IntOrString",
    "Item": "any",
    "Plugin": "{any}",
    "Quantity": "Quantity",
}
_ANY_STRINGS = {("Parameter", "value"), ("Parameter", "default"), ("Parameter", "enum"), ("ValueFrom", "default")}

# `argo submit --name` supplies the metadata, `spec.templateDefaults` may supply an image, a script without a source
# runs its arguments, and no version reads the key of a memoization cache: `argo lint` accepts all of these.
_NOT_REQUIRED = {
    ("CacheConfigMap", "key"),
    ("Container", "image"),
    ("ScriptTemplate", "image"),
    ("ScriptTemplate", "source"),
    *((kind, "metadata") for kind in KINDS),
}

# Fields that Argo does not require; only the custom resources of later versions, which are validated completely, do.
# A cache entry without a maximum age is always valid, and the artifact repository has the missing parts of a location.
_REQUIRED_SINCE = {
    ("AzureArtifact", "container"): (4, 0),
    ("AzureArtifact", "endpoint"): (4, 0),
    ("Data", "transformation"): (4, 0),
    ("Gauge", "realtime"): (4, 0),
    ("Histogram", "buckets"): (4, 0),
    ("Memoize", "maxAge"): (4, 0),
}

# Argo fails without these, although its schema does not require them: the only source of a data template.
_REQUIRED = {("DataSource", "artifactPaths")}

# Later versions of Kubernetes accept more values of these fields, so an unknown value is valid.
_OPEN_ENUMS = {
    ("PersistentVolumeClaimCondition", "type"),
    ("PersistentVolumeClaimStatus", "phase"),
    ("Toleration", "operator"),
}

# Values that Argo accepts and its schema does not list: of its validator, and the custom resources since 4.0.
_WORDS = {
    ("ArtifactGC", "strategy"): ["OnWorkflowCompletion", "OnWorkflowDeletion", "Never"],
    ("CronWorkflowSpec", "concurrencyPolicy"): ["Allow", "Forbid", "Replace"],
    ("Gauge", "operation"): ["Set", "Add", "Sub"],
    ("PodGC", "strategy"): ["OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess"],
    ("ResourceTemplate", "mergeStrategy"): ["strategic", "merge", "json"],
    ("RetryStrategy", "retryPolicy"): ["Always", "OnFailure", "OnError", "OnTransientError"],
    ("VolumeClaimGC", "strategy"): ["OnWorkflowCompletion", "OnWorkflowSuccess"],
    ("WorkflowLevelArtifactGC", "strategy"): ["OnWorkflowCompletion", "OnWorkflowDeletion", "Never"],
}

# Copies of the Container of Kubernetes in Argo, whose schema does not repeat the enums.
_CONTAINERS = ("ContainerNode", "ScriptTemplate", "UserContainer")

# Objects whose required fields may be absent, since each template can have them.
_PARTIAL = {("WorkflowSpec", "templateDefaults")}

# Fields that replace another one, or that another one replaces: docs/deprecations.md and docs/upgrading.md of Argo.
_INSTEAD = {
    ("CronWorkflowSpec", "schedule"): "schedules",
    ("CronWorkflowSpec", "schedules"): "schedule",
    ("Synchronization", "mutex"): "mutexes",
    ("Synchronization", "mutexes"): "mutex",
    ("Synchronization", "semaphore"): "semaphores",
    ("Synchronization", "semaphores"): "semaphore",
    ("Template", "priority"): "priorityClassName",
    ("WorkflowSpec", "podPriority"): "podPriorityClassName",
}


def derive(folder: Path) -> str:
    """Return the content of structure.json for the `v*.json` files in a directory; it depends only on them."""
    releases = {_minor(file): read_release(file) for file in sorted(folder.glob("v[0-9]*.json"), key=_order)}
    keep_enums(releases)
    unite_changed_types(releases)
    for version, definitions in releases.items():
        correct(definitions, version)
    merged = merge(releases)
    return _write(list(releases), {name: merged[name] for name in sorted(reach(merged))})


def _order(file: Path) -> list[int]:
    return [int(part) for part in file.stem.removeprefix("v").split(".")]


def _minor(file: Path) -> str:
    return ".".join(map(str, _order(file)[:2]))


def read_release(file: Path) -> Definitions:
    """Return the definitions of one version by their short names."""
    published = json.loads(file.read_text("utf-8"))["definitions"]
    return {_shorten(name): _read_definition(_shorten(name), schema) for name, schema in published.items()}


def _shorten(name: str) -> str:
    # Kubernetes has one for probes, and Argo one for http templates.
    clash = name.startswith("io.k8s.") and name.endswith(".HTTPHeader")
    return ("Kubernetes" if clash else "") + name.rpartition(".")[2]


def _read_definition(name: str, schema: Mapping[str, Any]) -> Definition:
    if name in _TYPES or schema.get("type") != "object":
        return _TYPES.get(name) or _read_type(schema)
    required = schema.get("required", ())
    fields = {key: _read_field(field, key in required) for key, field in schema.get("properties", {}).items()}
    if name in KINDS:
        for key in ("apiVersion", "kind"):
            fields[key]["required"] = True
        if name not in _STATELESS:
            fields["status"] = {"type": "{any}"}
    return fields


def _read_field(schema: Mapping[str, Any], required: bool) -> Row:
    row: Row = {"type": _read_type(schema)}
    if required:
        row["required"] = True
    if words := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        row["enum"] = words
    return row


def _read_type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _shorten(schema["$ref"].rpartition("/")[2])
    if schema["type"] == "array":
        return f"[{_read_type(schema['items'])}]"
    if schema["type"] == "object":
        return "{" + _read_type(schema["additionalProperties"]) + "}"
    return str(schema["type"])


def _fields(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, str, Row]]:
    for name, definition in definitions.items():
        if isinstance(definition, dict):
            for key, row in definition.items():
                yield name, key, row


def keep_enums(releases: Mapping[str, Definitions]) -> None:
    """Add each closed enum to all versions.

    Newer OpenAPI documents of Kubernetes omit the enums, which its API server still enforces.
    """
    rows = [entry for definitions in releases.values() for entry in _fields(definitions)]
    enums = {(name, key): row["enum"] for name, key, row in rows if "enum" in row}
    copied = {(copy, key): words for (name, key), words in enums.items() for copy in _CONTAINERS if name == "Container"}
    closed = {field: words for field, words in {**enums, **copied}.items() if field not in _OPEN_ENUMS}
    for name, key, row in rows:
        row.pop("enum", None)
        if (name, key) in closed:
            row["enum"] = closed[name, key]


def unite_changed_types(releases: Mapping[str, Definitions]) -> None:
    """Give a field whose type is another definition in another version one definition for all versions.

    Then the fields of the definition depend on the version, as in manifests, and not the type.
    """
    types: dict[tuple[str, str], dict[str, str]] = {}
    for version, definitions in releases.items():
        for name, key, row in _fields(definitions):
            types.setdefault((name, key), {})[version] = row["type"]
    for (name, key), by_version in types.items():
        if len(set(by_version.values())) > 1:
            united = _name_united(name, key, [*by_version.values()][-1], types)
            for version, old in by_version.items():
                _redirect(releases[version], name, key, old, united)


def _name_united(name: str, key: str, newest: str, types: Mapping[tuple[str, str], Mapping[str, str]]) -> str:
    users = [field for field, by_version in types.items() if newest in by_version.values()]
    return newest if users == [(name, key)] else name + key[0].upper() + key[1:]


def _redirect(definitions: Definitions, name: str, key: str, old: str, new: str) -> None:
    owner, target = definitions[name], definitions[old]
    assert isinstance(owner, dict)
    assert isinstance(target, dict)
    owner[key]["type"] = new
    definitions[new] = {field: dict(row) for field, row in target.items()}


def correct(definitions: Definitions, version: str) -> None:
    """Apply the corrections of the constants above to one version."""
    for name, key, row in _fields(definitions):
        field = (name, key)
        if field in _NOT_REQUIRED or _read_version(version) < _REQUIRED_SINCE.get(field, (0, 0)):
            row.pop("required", None)
        if field in _REQUIRED:
            row["required"] = True
        if field in _ANY_STRINGS:
            row["type"] = row["type"].replace("string", "AnyString")
        if field in _PARTIAL:
            row["partial"] = True
        if field in _WORDS:
            row["enum"] = _WORDS[field]
        if field in _INSTEAD:
            row["instead"] = _INSTEAD[field]


def _read_version(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def merge(releases: Mapping[str, Definitions]) -> dict[str, Any]:
    """Return all versions in one mapping from definitions to the compact forms of their fields."""
    names = {name for definitions in releases.values() for name in definitions}
    lives = {name: [definitions.get(name, {}) for definitions in releases.values()] for name in names}
    return {name: _merge_definition(life, list(releases)) for name, life in lives.items()}


def _merge_definition(lives: list[Definition], versions: list[str]) -> Any:
    if isinstance(lives[-1], str):
        return lives[-1]
    lived = [life for life in lives if isinstance(life, dict)]
    keys = sorted({key for life in lived for key in life})
    return {key: _merge_field([life.get(key) for life in lived], versions) for key in keys}


def _merge_field(rows: list[Row | None], versions: list[str]) -> Any:
    spans = []
    for row, group in groupby(zip(rows, versions, strict=True), key=lambda pair: pair[0]):
        if row is not None:
            span = [version for _, version in group]
            since = {"since": span[0]} if span[0] != versions[0] else {}
            until = {"until": span[-1]} if span[-1] != versions[-1] else {}
            spans.append({**row, **since, **until})
    compact = [span["type"] if len(span) == 1 else span for span in spans]
    return compact[0] if len(compact) == 1 else compact


def reach(merged: Mapping[str, Any]) -> set[str]:
    """Return the definitions that a document of one of the kinds can contain, in any version."""
    seen: set[str] = set()
    waiting = list(KINDS)
    while waiting:
        name = waiting.pop()
        if name in merged and name not in seen:
            seen.add(name)
            waiting += _mentioned(merged[name])
    return seen


def _mentioned(definition: Any) -> Iterable[str]:
    if isinstance(definition, str):
        return [definition.strip("[]{}")]
    rows = [row for rows in definition.values() for row in (rows if isinstance(rows, list) else [rows])]
    return [(row if isinstance(row, str) else row["type"]).strip("[]{}") for row in rows]


def _write(versions: list[str], definitions: Mapping[str, Any]) -> str:
    named = {name: definition for name, definition in definitions.items() if definition != name}
    lines = [f"{_compact(name)}:{_compact(definition)}" for name, definition in named.items()]
    return f'{{"versions":{_compact(versions)},"definitions":{{\n' + ",\n".join(lines) + "\n}}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    Path(__file__).with_name("structure.json").write_text(derive(Path(sys.argv[1])), "utf-8", newline="\n")
