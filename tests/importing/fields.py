"""Manifests that Argo accepts, one for each path to each field of its objects, from the table of the structure."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from argogen.argo.structure import TEMPLATE_KINDS, VERSIONS
from argogen.argo.structure.table import FieldFacts, find_facts, read_definitions
from argogen.language.vocabulary import object_fields

VERSION = VERSIONS[-1]
# The definitions on the way, each with the field that leads on.
Way = tuple[tuple[str, str], ...]

_SCALARS = {"string": "x", "boolean": True, "integer": 1, "number": 1, "any": "x"}
_TEXTS = {"AnyString": "x", "IntOrString": "1", "Quantity": "1Gi"}


def list_ways(kind: str, but: frozenset[str] = frozenset()) -> Iterator[Way]:
    """Yield each path from a kind to a field without repeated definitions, and without the fields `but` inside."""
    waiting: list[tuple[str, Way]] = [(kind, ())]
    while waiting:
        definition, way = waiting.pop()
        for name, facts in list_fields(definition).items():
            further = (*way, (definition, name))
            if (way[-1:], name) in _REFUSED or (kind in TEMPLATE_KINDS and name == "workflowTemplateRef"):
                continue
            target = find_inner(facts.type)
            if name not in _NOTHING_IF_EMPTY or target not in read_definitions() or target in _OBJECTS:
                yield further
            if name not in but and target in read_definitions() and target not in {each for each, _ in further}:
                waiting.append((target, further))


def list_fields(definition: str) -> dict[str, FieldFacts]:
    found = read_definitions()[definition]
    entries = {} if isinstance(found, str) else found
    facts = {name: find_facts(entry, VERSION) for name, entry in entries.items()}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _resolve(type_: str) -> str:
    found = read_definitions().get(type_)
    return _resolve(found) if isinstance(found, str) else type_


def find_inner(type_: str) -> str:
    type_ = _resolve(type_)
    return find_inner(type_[1:-1]) if type_[0] in "[{" else type_


def build_manifest(way: Way) -> Any:
    """A manifest that says something at the end of a way."""
    value: Any = None
    for (definition, name), around in zip(reversed(way), [*reversed(way[:-1]), None], strict=True):
        facts = list_fields(definition)[name]
        value = _make_value(definition, name, facts) if value is None else _wrap(value, facts.type)
        value = _make_object(definition, {name: value}, around)
    if way[-1] in _FROM and ("Outputs", "artifacts") in way:
        _give_from_step(value["spec"]["templates"][0], way[-1][1])
    if way[0][0] == "WorkflowEventBinding" and "spec" in value:
        _write_expressions(value["spec"])
    return value


def _write_expressions(binding: Any) -> None:
    """Replace the values that Argo evaluates for an event by expressions."""
    binding["event"]["selector"] = "payload.x"
    submit = binding.get("submit", {})
    metadata = submit.get("metadata", {})
    for part in (metadata, metadata.get("labels", {}), metadata.get("annotations", {})):
        part.update({key: '"x"' for key, text in part.items() if text == "x"})
    for parameter in submit.get("arguments", {}).get("parameters", ()):
        constant = parameter.pop("value")
        parameter["valueFrom"] = {"event": f'"{constant}"'}


def _give_from_step(template: Any, field: str) -> None:
    """Let a template have steps, and give what one of those gives."""
    template["steps"] = [[{"name": "y", "template": "giver"}]]
    del template["container"], template["outputs"]["artifacts"][0]["path"]
    source = "steps.y.outputs.artifacts.x"
    template["outputs"]["artifacts"][0][field] = f"{{{{{source}}}}}" if field == "from" else source


def _wrap(value: Any, type_: str) -> Any:
    type_ = _resolve(type_)
    if type_[0] == "[":
        return [_wrap(value, type_[1:-1])]
    return {"x": _wrap(value, type_[1:-1])} if type_[0] == "{" else value


def _make_value(definition: str, name: str, facts: FieldFacts) -> Any:
    for key in ((definition, name), ("", name)):
        if key in _VALUES:
            return copy.deepcopy(_VALUES[key])
    type_ = _resolve(facts.type)
    inner = find_inner(type_)
    if inner in read_definitions():
        return _wrap(_make_object(inner, {}, (definition, name)), type_)
    return _wrap(facts.enum[0] if facts.enum else {**_SCALARS, **_TEXTS}[inner], type_)


def _make_object(definition: str, fields: dict[str, Any], around: tuple[str, str] | None) -> Any:
    """Return an object with these fields, and those that are required at its place."""
    others = copy.deepcopy(_WITHIN.get(around, _OBJECTS.get(definition, {})))
    for group in _ONE_OF.get(definition, ()):
        if group & fields.keys():
            others = {name: value for name, value in others.items() if name not in group}
    made = {**others, **fields}
    for name, facts in list_fields(definition).items():
        if facts.required and name not in made:
            made[name] = _make_value(definition, name, facts)
    return _complete(definition, made)


def _complete(definition: str, made: dict[str, Any]) -> dict[str, Any]:
    if definition == "DAGTemplate":
        made["tasks"] = [*made["tasks"], {"name": "y", "template": "handler"}]
    if definition == "Template" and made.keys() & {"failFast", "parallelism"}:
        del made["container"]
        made["steps"] = [[_CALL]]
    if definition == "WorkflowSpec":
        made["volumes"] = [*made.get("volumes", ()), {"name": "y", "emptyDir": {}}]
    if definition == "WorkflowSpec" and "workflowTemplateRef" not in made:
        made["templates"] = [*made.get("templates", [_MAIN]), *_OTHERS]
    return made


_BODIES = frozenset({"container", "script", "steps", "dag", *object_fields().values()})
_SOURCES = frozenset(list_fields("Volume")) - {"name"}
_FROM = (("Artifact", "from"), ("Artifact", "fromExpression"))
# What Argo itself does not take.
_REFUSED = frozenset(
    {
        ((("Inputs", "artifacts"),), "from"),
        ((("Inputs", "artifacts"),), "fromExpression"),
        ((("Arguments", "artifacts"),), "fromExpression"),
    }
)
_STORES = frozenset(
    {"artifactory", "azure", "gcs", "git", "hdfs", "http", "oss", "plugin", "raw", "s3", "from", "fromExpression"}
)
_NOTHING_IF_EMPTY = frozenset({"arguments", "continueOn", "inputs", "metadata", "outputs", "resources", "status"})
_MAIN = {"name": "main", "container": {"image": "x"}}
_OTHERS = [
    {
        "name": "other",
        "inputs": {
            "parameters": [{"name": "x", "default": "x"}],
            "artifacts": [{"name": "x", "path": "/x", "optional": True}],
        },
        "container": {"image": "x"},
    },
    {"name": "handler", "container": {"image": "x"}},
    {"name": "giver", "container": {"image": "x"}, "outputs": {"artifacts": [{"name": "x", "path": "/x"}]}},
]
_CALL = {"name": "x", "template": "other"}
_OBJECTS: dict[str, Any] = {
    "Workflow": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "x-"}},
    "ObjectMeta": {"name": "x"},
    "WorkflowSpec": {"entrypoint": "main"},
    "Template": {**_MAIN},
    "Container": {"image": "x"},
    "UserContainer": {"name": "x", "image": "x"},
    "ContainerNode": {"name": "main", "image": "x"},
    "ScriptTemplate": {"image": "x", "source": "x"},
    "ContainerSetTemplate": {"containers": [{"name": "main", "image": "x"}]},
    "ResourceTemplate": {"action": "get", "manifest": "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}"},
    "WorkflowStep": _CALL,
    "DAGTask": _CALL,
    "DAGTemplate": {"tasks": [_CALL]},
    "TemplateRef": {"name": "x", "template": "x"},
    "WorkflowTemplateRef": {"name": "x"},
    "LifecycleHook": {"template": "other", "expression": "true"},
    "Sequence": {"count": 1},
    "EnvFromSource": {"configMapRef": {"name": "x"}},
    "EnvVar": {"name": "x", "value": "x"},
    "VolumeMount": {"name": "y", "mountPath": "/y"},
    "PersistentVolumeClaim": {"metadata": {"name": "x"}, "spec": {"volumeName": "x"}},
    "Volume": {"name": "x", "emptyDir": {}},
    # Kubernetes requires the name, although its schema does not.
    "ConfigMapVolumeSource": {"name": "x"},
    "SecretVolumeSource": {"secretName": "x"},
}
_WITHIN: dict[Any, Any] = {
    ("Arguments", "artifacts"): {"name": "x", "raw": {"data": "x"}},
    ("Inputs", "artifacts"): {"name": "x", "path": "/x", "optional": True},
    ("WorkflowStep", "inline"): {"container": {"image": "x"}},
    ("DAGTask", "inline"): {"container": {"image": "x"}},
    ("Outputs", "artifacts"): {"name": "x", "path": "/x"},
    ("Arguments", "parameters"): {"name": "x", "value": "x"},
    ("Inputs", "parameters"): {"name": "x", "default": "x"},
    ("Outputs", "parameters"): {"name": "x", "valueFrom": {"path": "/x"}},
}
_ONE_OF: dict[str, tuple[frozenset[str], ...]] = {
    "Template": (_BODIES,),
    "WorkflowStep": (frozenset({"template", "templateRef", "inline"}),),
    "DAGTask": (frozenset({"template", "templateRef", "inline"}),),
    "LifecycleHook": (frozenset({"template", "templateRef"}),),
    "Volume": (_SOURCES,),
    "Artifact": (_STORES,),
    "Sequence": (frozenset({"count", "end"}),),
    "EnvFromSource": (frozenset({"configMapRef", "secretRef"}),),
    "EnvVar": (frozenset({"value", "valueFrom"}),),
    "Parameter": (frozenset({"value", "valueFrom"}),),
}
_VALUES: dict[tuple[str, str], Any] = {
    ("Workflow", "apiVersion"): "argoproj.io/v1alpha1",
    ("Workflow", "kind"): "Workflow",
    ("WorkflowSpec", "entrypoint"): "main",
    ("WorkflowSpec", "onExit"): "handler",
    ("Template", "name"): "main",
    ("WorkflowStep", "template"): "other",
    ("DAGTask", "template"): "other",
    ("LifecycleHook", "template"): "other",
    ("", "withParam"): "[1]",
    ("ResourceTemplate", "action"): "get",
    ("PodGC", "strategy"): "OnPodCompletion",
    ("DAGTask", "dependencies"): ["y"],
    ("DAGTask", "depends"): "y",
    ("", "from"): "{{workflow.outputs.artifacts.x}}",
    ("WorkflowStep", "onExit"): "handler",
    ("DAGTask", "onExit"): "handler",
    ("", "dnsPolicy"): "Default",
    ("", "timeout"): "1h",
    ("", "pendingTimeout"): "1h",
    ("VolumeMount", "name"): "y",
    ("VolumeMount", "mountPropagation"): "None",
    ("Parameter", "valueFrom"): {"path": "/x"},
    ("PersistentVolumeClaim", "spec"): {"volumeName": "x"},
}
