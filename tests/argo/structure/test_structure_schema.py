from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from argogen.argo.structure import KINDS, VERSIONS, load_structure


def accepts(schema: dict[str, Any], value: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_a_kind_is_valid_and_complete(version: str, kind: str) -> None:
    schema = load_structure(version).json_schema(kind)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(_references(schema)) == {f"#/$defs/{name}" for name in schema["$defs"]}


def _references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [reference for item in schema for reference in _references(item)]
    if not isinstance(schema, dict):
        return []
    nested = [reference for value in schema.values() for reference in _references(value)]
    return [*nested, schema["$ref"]] if isinstance(schema.get("$ref"), str) else nested


SAME_VERDICT: dict[str, tuple[str, Any, bool]] = {
    "fine": ("Template", {"name": "a", "container": {"image": "a", "imagePullPolicy": "Always"}}, True),
    "null": ("Template", {"name": None, "container": None, "steps": None, "nodeSelector": {"a": None}}, True),
    "a tag for a word": ("Container", {"imagePullPolicy": "{{workflow.parameters.a}}"}, True),
    "a number or text": ("RetryStrategy", {"limit": 3}, True),
    "a bare quantity": ("ResourceRequirements", {"limits": {"cpu": 1}}, True),
    "a part of a template": ("WorkflowSpec", {"templateDefaults": {"http": {"method": "GET"}}}, True),
    "an unknown field": ("Template", {"nmae": "a"}, False),
    "an unknown field in a part": ("WorkflowSpec", {"templateDefaults": {"http": {"mthod": "GET"}}}, False),
    "a missing field": ("VolumeMount", {"name": "a"}, False),
    "a number for text": ("EnvVar", {"name": "a", "value": 3}, False),
    "a word that is none": ("Container", {"imagePullPolicy": "Sometimes"}, False),
    "a field of a later version": ("Template", {"pendingTimeout": "1m"}, False),
    "a field of an earlier version": ("WorkflowSpec", {"podPriority": 1}, False),
}


@pytest.mark.parametrize("case", SAME_VERDICT)
def test_the_schema_and_the_walker_agree(case: str) -> None:
    definition, value, fine = SAME_VERDICT[case]
    structure = load_structure("3.7")
    assert accepts(structure.json_schema(definition), value) is fine
    assert (structure.check(value, definition) == []) is fine


def test_editors_may_leave_a_parameter_a_number_as_argo_does() -> None:
    schema = load_structure("3.7").json_schema("Parameter")
    assert accepts(schema, {"name": "a", "value": 3, "enum": [True, "a"]})
    assert not accepts(schema, {"name": 3})


def test_the_kind_of_a_document_is_fixed() -> None:
    schema = load_structure("3.7").json_schema("WorkflowTemplate")
    head = {"apiVersion": "argoproj.io/v1alpha1", "metadata": {}, "spec": {}}
    assert accepts(schema, {**head, "kind": "WorkflowTemplate"})
    assert not accepts(schema, {**head, "kind": "Workflow"})
