from __future__ import annotations

from typing import Any

import pytest

from argogen.argo.structure import KINDS, load_structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic

DEFAULT = "3.7"


def check(value: Any, definition: str, version: str = DEFAULT) -> list[StructureDiagnostic]:
    return load_structure(version).check(value, definition)


def make_workflow(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": "hello-"},
        "spec": {"entrypoint": "main", **spec},
    }


FINE: dict[str, tuple[str, Any]] = {
    "a workflow": ("Workflow", make_workflow(templates=[{"name": "main", "suspend": {}}])),
    "a status of any form": ("Workflow", {**make_workflow(), "status": {"phase": "Running", "nodes": {"x": {"y": 1}}}}),
    "null for a mapping": ("Template", {"name": "a", "inputs": None}),
    "null for a list": ("Template", {"name": "a", "steps": None}),
    "null for text": ("Template", {"name": None}),
    "null for a boolean": ("Template", {"daemon": None}),
    "null for a number": ("Template", {"parallelism": None}),
    "null for a quantity": ("ResourceRequirements", {"limits": {"cpu": None}}),
    "null for a word": ("Container", {"imagePullPolicy": None}),
    "null in a list": ("Container", {"args": [None, "a"]}),
    "null in a mapping": ("Template", {"nodeSelector": {"a": None}}),
    "null as a time": ("ObjectMeta", {"creationTimestamp": None}),
    "null for a whole object": ("Template", None),
    "a whole number where a number or text may be": ("RetryStrategy", {"limit": 3}),
    "text where a number or text may be": ("RetryStrategy", {"limit": "{{inputs.parameters.limit}}"}),
    "a number without a fraction": ("WorkflowSpec", {"parallelism": 3.0}),
    "a number without a fraction or text": ("RetryStrategy", {"limit": 3.0}),
    "a quantity with a unit": ("ResourceRequirements", {"limits": {"memory": "1.5Gi", "cpu": "250m", "gpu": "1"}}),
    "a quantity with an exponent": ("ResourceRequirements", {"limits": {"memory": "1e3", "cpu": "+.5E-2"}}),
    "a bare quantity": ("ResourceRequirements", {"limits": {"cpu": 1, "memory": 0.5}}),
    "amounts": ("Histogram", {"value": "1", "buckets": [1, 2.5]}),
    "items of every kind": ("WorkflowStep", {"withItems": [1, "a", 1.5, True, None, [1], {"a": [1]}]}),
    "a plugin": ("Template", {"plugin": {"hello": {"anything": [1]}}}),
    "keys that are no text in a mapping": ("Template", {"nodeSelector": {3: "a"}}),
    "nested steps": ("Template", {"steps": [[{"name": "a", "inline": {"steps": [[{"name": "b"}]]}}]]}),
    "an empty word": ("Container", {"imagePullPolicy": ""}),
    "a tag for a word": ("Container", {"imagePullPolicy": "{{workflow.parameters.policy}}"}),
    "a word that Kubernetes added later": ("Toleration", {"operator": "Gt"}),
    "an image that templateDefaults may supply": ("Container", {"command": ["a"]}),
    "templateDefaults that are a part of a template": (
        "WorkflowSpec",
        {"templateDefaults": {"http": {"method": "GET"}}},
    ),
    "a memoization cache without a key": (
        "Memoize",
        {"key": "a", "maxAge": "1h", "cache": {"configMap": {"name": "a"}}},
    ),
    "a list of a definition": ("[Parameter]", [{"name": "a"}]),
}


@pytest.mark.parametrize("case", FINE)
def test_fine(case: str) -> None:
    definition, value = FINE[case]
    assert check(value, definition) == []


FAULTY: dict[str, tuple[str, Any, StructureDiagnostic]] = {
    "null for an object in a list": (
        "Container",
        {"env": [None]},
        StructureDiagnostic(
            ("env", 0), "wrong-type", "expected a mapping, found no value", "add a value, or remove the item"
        ),
    ),
    "null for a group of steps": (
        "Template",
        {"name": "a", "steps": [None]},
        StructureDiagnostic(
            ("steps", 0), "wrong-type", "expected a list, found no value", "add a value, or remove the item"
        ),
    ),
    "a misspelt field": (
        "RetryStrategy",
        {"limt": 3},
        StructureDiagnostic(
            ("limt",), "unknown-field", "unknown field 'limt' of RetryStrategy", "did you mean 'limit'?", True
        ),
    ),
    "a field in snake case": (
        "RetryStrategy",
        {"retry_policy": "Always"},
        StructureDiagnostic(
            ("retry_policy",),
            "unknown-field",
            "unknown field 'retry_policy' of RetryStrategy",
            "did you mean 'retryPolicy'?",
            True,
            "retryPolicy",
        ),
    ),
    "a field in the wrong case": (
        "Container",
        {"Image": "a"},
        StructureDiagnostic(
            ("Image",), "unknown-field", "unknown field 'Image' of Container", "did you mean 'image'?", True, "image"
        ),
    ),
    "a field like no other": (
        "SuspendTemplate",
        {"colour": 1},
        StructureDiagnostic(("colour",), "unknown-field", "unknown field 'colour' of SuspendTemplate", "", True),
    ),
    "a key that is no text": (
        "SuspendTemplate",
        {3: 1},
        StructureDiagnostic((3,), "unknown-field", "unknown field '3' of SuspendTemplate", "", True),
    ),
    "a field of an object without any": (
        "ArchiveStrategy",
        {"none": {"level": 1}},
        StructureDiagnostic(("none", "level"), "unknown-field", "unknown field 'level' of NoneStrategy", "", True),
    ),
    "a number for text": (
        "EnvVar",
        {"name": "a", "value": 3},
        StructureDiagnostic(("value",), "wrong-type", "expected a string, found number 3", 'quote it: "3"'),
    ),
    "a boolean for text": (
        "EnvVar",
        {"name": "a", "value": True},
        StructureDiagnostic(("value",), "wrong-type", "expected a string, found boolean true", 'quote it: "true"'),
    ),
    "a list for the text of a parameter": (
        "Parameter",
        {"name": "a", "enum": ["1", 2, [3]]},
        StructureDiagnostic(("enum", 2), "wrong-type", "expected a string, found a list"),
    ),
    "a list for text": (
        "WorkflowStep",
        {"withParam": [1]},
        StructureDiagnostic(("withParam",), "wrong-type", "expected a string, found a list"),
    ),
    "a number in a mapping of text": (
        "Template",
        {"nodeSelector": {"zone": 3}},
        StructureDiagnostic(
            ("nodeSelector", "zone"), "wrong-type", "expected a string, found number 3", 'quote it: "3"'
        ),
    ),
    "quoted digits for a number": (
        "WorkflowSpec",
        {"parallelism": "3"},
        StructureDiagnostic(
            ("parallelism",), "wrong-type", "expected an integer, found string '3'", "remove the quotes: 3"
        ),
    ),
    "a fraction for a whole number": (
        "WorkflowSpec",
        {"parallelism": 3.5},
        StructureDiagnostic(("parallelism",), "wrong-type", "expected an integer, found number 3.5"),
    ),
    "a boolean for a whole number": (
        "WorkflowSpec",
        {"parallelism": True},
        StructureDiagnostic(("parallelism",), "wrong-type", "expected an integer, found boolean true"),
    ),
    "a tag for a number": (
        "WorkflowSpec",
        {"parallelism": "{{workflow.parameters.n}}"},
        StructureDiagnostic(
            ("parallelism",),
            "wrong-type",
            "expected an integer, found string '{{workflow.parameters.n}}'",
            "Argo replaces tags only in strings",
        ),
    ),
    "quoted truth for a boolean": (
        "Template",
        {"daemon": "yes"},
        StructureDiagnostic(
            ("daemon",), "wrong-type", "expected a boolean, found string 'yes'", "use true, without quotes"
        ),
    ),
    "a number for a boolean": (
        "Template",
        {"daemon": 1},
        StructureDiagnostic(("daemon",), "wrong-type", "expected a boolean, found number 1"),
    ),
    "a boolean where a number or text may be": (
        "RetryStrategy",
        {"limit": True},
        StructureDiagnostic(("limit",), "wrong-type", "expected an integer or a string, found boolean true"),
    ),
    "a fraction where a whole number or text may be": (
        "RetryStrategy",
        {"limit": 1.5},
        StructureDiagnostic(("limit",), "wrong-type", "expected an integer or a string, found number 1.5"),
    ),
    "text for an amount": (
        "Histogram",
        {"value": "1", "buckets": ["1"]},
        StructureDiagnostic(
            ("buckets", 0), "wrong-type", "expected a number, found string '1'", "remove the quotes: 1"
        ),
    ),
    "text for a list": (
        "DAGTask",
        {"name": "a", "dependencies": "b"},
        StructureDiagnostic(("dependencies",), "wrong-type", "expected a list, found string 'b'", "use a list: [b]"),
    ),
    "a mapping for a list": (
        "Inputs",
        {"parameters": {"name": "a"}},
        StructureDiagnostic(("parameters",), "wrong-type", "expected a list, found a mapping", "use a list: [ … ]"),
    ),
    "steps without their inner list": (
        "Template",
        {"steps": [{"name": "a"}]},
        StructureDiagnostic(("steps", 0), "wrong-type", "expected a list, found a mapping", "use a list: [ … ]"),
    ),
    "text for a mapping": (
        "Template",
        {"plugin": "hello"},
        StructureDiagnostic(("plugin",), "wrong-type", "expected a mapping, found string 'hello'"),
    ),
    "a list for an object": (
        "Template",
        {"container": []},
        StructureDiagnostic(("container",), "wrong-type", "expected a mapping, found a list"),
    ),
    "a quantity with a unit of another world": (
        "ResourceRequirements",
        {"limits": {"memory": "1GB"}},
        StructureDiagnostic(
            ("limits", "memory"),
            "invalid-field-value",
            "invalid quantity '1GB'",
            "use '1G' (10^9 bytes) or '1Gi' (2^30 bytes)",
        ),
    ),
    "a tag for a quantity": (
        "ResourceRequirements",
        {"limits": {"memory": "{{inputs.parameters.memory}}"}},
        StructureDiagnostic(
            ("limits", "memory"),
            "invalid-field-value",
            "invalid quantity '{{inputs.parameters.memory}}'",
            "Argo parses quantities before it replaces tags: use podSpecPatch",
        ),
    ),
    "a boolean for a quantity": (
        "ResourceRequirements",
        {"limits": {"memory": True}},
        StructureDiagnostic(("limits", "memory"), "wrong-type", "expected a quantity, found boolean true"),
    ),
    "a word in the wrong case": (
        "Container",
        {"imagePullPolicy": "always"},
        StructureDiagnostic(
            ("imagePullPolicy",),
            "invalid-field-value",
            "invalid value 'always': expected one of Always, IfNotPresent, Never",
            "did you mean 'Always'?",
            fix="Always",
        ),
    ),
    "a word that Argo's copy of a container shares": (
        "ScriptTemplate",
        {"source": "a", "imagePullPolicy": "Sometimes"},
        StructureDiagnostic(
            ("imagePullPolicy",),
            "invalid-field-value",
            "invalid value 'Sometimes': expected one of Always, IfNotPresent, Never",
        ),
    ),
    "a number for a word": (
        "Container",
        {"imagePullPolicy": 1},
        StructureDiagnostic(("imagePullPolicy",), "wrong-type", "expected a string, found number 1", 'quote it: "1"'),
    ),
    "a missing field": (
        "VolumeMount",
        {"name": "a"},
        StructureDiagnostic((), "missing-field", "missing field 'mountPath' of VolumeMount", "add 'mountPath'"),
    ),
    "nothing for a required field": (
        "VolumeMount",
        {"name": "a", "mountPath": None},
        StructureDiagnostic((), "missing-field", "missing field 'mountPath' of VolumeMount", "add 'mountPath'"),
    ),
    "a required field that is misspelt": (
        "VolumeMount",
        {"name": "a", "mount_path": "/a"},
        StructureDiagnostic(
            ("mount_path",),
            "unknown-field",
            "unknown field 'mount_path' of VolumeMount",
            "did you mean 'mountPath'?",
            True,
            "mountPath",
        ),
    ),
    "a fault deep inside": (
        "Template",
        {"steps": [[{"name": "a"}, {"name": "b", "inline": {"container": {"args": ["a", 3]}}}]]},
        StructureDiagnostic(
            ("steps", 0, 1, "inline", "container", "args", 1),
            "wrong-type",
            "expected a string, found number 3",
            'quote it: "3"',
        ),
    ),
}


@pytest.mark.parametrize("case", FAULTY)
def test_faulty(case: str) -> None:
    definition, value, expected = FAULTY[case]
    assert [fault._replace(meant="") for fault in check(value, definition)] == [expected]


def test_a_suggestion_names_the_intended_field() -> None:
    assert [fault.meant for fault in check({"limt": 3}, "RetryStrategy")] == ["limit"]
    assert [fault.meant for fault in check({"zzz": 3}, "RetryStrategy")] == [""]


OTHER_VERSION: dict[str, tuple[str, str, Any, StructureDiagnostic]] = {
    "too new": (
        "3.6",
        "Backoff",
        {"cap": "1m"},
        StructureDiagnostic(
            ("cap",), "unsupported-in-version", "field 'cap' requires Argo 3.7 or later (version: 3.6)", "", True
        ),
    ),
    "too new, with an older field for it": (
        "3.5",
        "CronWorkflowSpec",
        {"schedules": ["* * * * *"], "workflowSpec": {}},
        StructureDiagnostic(
            ("schedules",),
            "unsupported-in-version",
            "field 'schedules' requires Argo 3.6 or later (version: 3.5)",
            "use 'schedule'",
            True,
        ),
    ),
    "too old, with a newer field for it": (
        "4.0",
        "CronWorkflowSpec",
        {"schedule": "* * * * *", "workflowSpec": {}},
        StructureDiagnostic(
            ("schedule",),
            "unsupported-in-version",
            "field 'schedule' was removed after Argo 3.7 (version: 4.0)",
            "use 'schedules'",
            True,
        ),
    ),
    "too old": (
        "3.6",
        "ObjectMeta",
        {"clusterName": "a"},
        StructureDiagnostic(
            ("clusterName",),
            "unsupported-in-version",
            "field 'clusterName' was removed after Argo 3.5 (version: 3.6)",
            "",
            True,
        ),
    ),
    "another type under the same field": (
        "3.4",
        "WorkflowSpec",
        {"artifactGC": {"strategy": "Never", "forceFinalizerRemoval": True}},
        StructureDiagnostic(
            ("artifactGC", "forceFinalizerRemoval"),
            "unsupported-in-version",
            "field 'forceFinalizerRemoval' requires Argo 3.5 or later (version: 3.4)",
            "",
            True,
        ),
    ),
    "another type under the same field, the other way": (
        "4.1",
        "Cache",
        {"configMap": {"name": "a", "key": "b"}},
        StructureDiagnostic(
            ("configMap", "key"),
            "unsupported-in-version",
            "field 'key' was removed after Argo 3.7 (version: 4.1)",
            "",
            True,
        ),
    ),
}


@pytest.mark.parametrize("case", OTHER_VERSION)
def test_of_another_version(case: str) -> None:
    version, definition, value, fault = OTHER_VERSION[case]
    assert check(value, definition, version) == [fault]


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_needs_three_parts(kind: str) -> None:
    messages = [fault.message for fault in check({}, kind)]
    assert sorted(messages) == [f"missing field '{part}' of {kind}" for part in ("apiVersion", "kind", "spec")]


def test_the_head_of_a_document_must_be_argos() -> None:
    document = {**make_workflow(), "apiVersion": "v1", "kind": "CronWorkflow"}
    assert check(document, "Workflow") == [
        StructureDiagnostic(("apiVersion",), "invalid-field-value", "expected 'argoproj.io/v1alpha1', found 'v1'"),
        StructureDiagnostic(("kind",), "invalid-field-value", "expected 'Workflow', found 'CronWorkflow'"),
    ]


def test_metadata_is_checked() -> None:
    document = {**make_workflow(), "metadata": {"generate_name": "a-", "labels": {"n": 1}}}
    assert [fault.path for fault in check(document, "Workflow")] == [
        ("metadata", "generate_name"),
        ("metadata", "labels", "n"),
    ]


def test_every_mistake_is_reported_once_in_reading_order() -> None:
    template = {
        "nmae": "a",
        "container": {"image": 3, "args": "a"},
        "retryStrategy": {"limit": [], "backoff": {"fctor": 2}},
    }
    paths = [fault.path for fault in check(make_workflow(templates=[template]), "Workflow")]
    top = ("spec", "templates", 0)
    assert paths == [
        (*top, "nmae"),
        (*top, "container", "image"),
        (*top, "container", "args"),
        (*top, "retryStrategy", "limit"),
        (*top, "retryStrategy", "backoff", "fctor"),
    ]


def test_paths_begin_with_the_given_one() -> None:
    faults = load_structure("3.7").check({"limt": 1}, "RetryStrategy", ("steps", 0, "retry"))
    assert [fault.path for fault in faults] == [("steps", 0, "retry", "limt")]


def test_nothing_is_required_in_a_part() -> None:
    structure = load_structure("3.7")
    part = {"memoize": {"cache": {}}, "container": {"env": [{"value": "a"}], "volumeMounts": [{"redOnly": True}]}}
    assert [fault.path for fault in structure.check(part, "Template", partial=True)] == [
        ("container", "volumeMounts", 0, "redOnly")
    ]
    assert len(structure.check(part, "Template")) > 1


def test_values_may_be_of_derived_types() -> None:
    class Text(str):
        __slots__ = ()

    class Mapping(dict[Any, Any]):
        pass

    class Items(list[Any]):
        pass

    template = Mapping(
        name=Text("a"), container=Mapping(image=Text("b"), args=Items([Text("c")]), imagePullPolicy=Text("Always"))
    )
    assert check(template, "Template") == []
    assert [fault.path for fault in check(Mapping(template, nmae="a"), "Template")] == [("nmae",)]


def test_long_text_is_cut_in_messages() -> None:
    (fault,) = check({"daemon": "a very long text\n" * 9}, "Template")
    assert fault.message == "expected a boolean, found string 'a very long text a very long text a very…'"


def test_an_unknown_definition_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        check({}, "Wrokflow")
