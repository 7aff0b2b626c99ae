from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from .same_manifest import find_differences

Manifest = dict[str, Any]

MANIFEST: Manifest = {
    "kind": "Workflow",
    "metadata": {"generateName": "a-", "labels": {"release": "10"}},
    "spec": {
        "entrypoint": "main",
        "arguments": {"parameters": [{"name": "n", "value": "10"}, {"name": "m"}]},
        "templates": [
            {
                "name": "main",
                "steps": [[{"name": "a", "template": "leaf"}, {"name": "b", "template": "leaf", "withItems": [1]}]],
            },
            {
                "name": "leaf",
                "retryStrategy": {"limit": 10},
                "suspend": {},
                "container": {
                    "image": "alpine",
                    "args": ["10"],
                    "env": [{"name": "N", "value": "10"}],
                    "resources": {"limits": {"cpu": 1, "memory": "1Gi"}},
                    "tty": True,
                },
            },
        ],
    },
}


def leaf(manifest: Manifest) -> Any:
    return manifest["spec"]["templates"][1]


def container(manifest: Manifest) -> Any:
    return leaf(manifest)["container"]


def change(edit: Callable[[Manifest], Any]) -> Manifest:
    changed = copy.deepcopy(MANIFEST)
    edit(changed)
    return changed


SAME: dict[str, Callable[[Manifest], Any]] = {
    "nothing changed": lambda _: None,
    "another order of templates": lambda m: m["spec"]["templates"].reverse(),
    "another order of keys": lambda m: m["spec"].update(entrypoint=m["spec"].pop("entrypoint")),
    "a number for an IntOrString": lambda m: leaf(m)["retryStrategy"].update(limit="10"),
    "a number for a quantity": lambda m: container(m)["resources"]["limits"].update(cpu="1"),
    "a number for a parameter's value": lambda m: m["spec"]["arguments"]["parameters"][0].update(value=10),
    "null for nothing": lambda m: m["spec"].update(onExit=None),
    "a whole float for a number": lambda m: m["spec"]["templates"][0]["steps"][0][1].update(withItems=[1.0]),
}

OTHER: dict[str, tuple[Callable[[Manifest], Any], str]] = {
    "a label": (lambda m: m["metadata"]["labels"].update(release=10), ".metadata.labels.release"),
    "text in args": (lambda m: container(m).update(args=[10]), ".spec.templates.leaf.container.args[0]"),
    "text in env": (lambda m: container(m)["env"][0].update(value=10), ".spec.templates.leaf.container.env[0].value"),
    "another limit": (lambda m: leaf(m)["retryStrategy"].update(limit=11), ".spec.templates.leaf.retryStrategy.limit"),
    "a quantity in other words": (
        lambda m: container(m)["resources"]["limits"].update(memory="1024Mi"),
        ".spec.templates.leaf.container.resources.limits.memory",
    ),
    "true and 1": (lambda m: container(m).update(tty=1), ".spec.templates.leaf.container.tty"),
    "an item as text": (
        lambda m: m["spec"]["templates"][0]["steps"][0][1].update(withItems=["1"]),
        ".spec.templates.main.steps[0][1].withItems[0]",
    ),
    "steps one after the other": (
        lambda m: m["spec"]["templates"][0].update(steps=[[step] for step in m["spec"]["templates"][0]["steps"][0]]),
        ".spec.templates.main.steps",
    ),
    "another order of parameters": (
        lambda m: m["spec"]["arguments"]["parameters"].reverse(),
        ".spec.arguments.parameters[0].name",
    ),
    "an empty mapping that is not there": (lambda m: leaf(m).pop("suspend"), ".spec.templates.leaf.suspend"),
    "a template too many": (lambda m: m["spec"]["templates"].append({"name": "b"}), ".spec.templates.b"),
    "a template too few": (lambda m: m["spec"]["templates"].pop(), ".spec.templates.leaf"),
    "two templates of a name": (lambda m: m["spec"]["templates"].append({"name": "leaf"}), ".spec.templates"),
    "another kind": (lambda m: m.update(kind="WorkflowTemplate"), ".kind"),
    "a field that Argo does not know": (lambda m: m["spec"].update(colour=1), ".spec.colour"),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_to_argo(case: str) -> None:
    assert find_differences(MANIFEST, change(SAME[case])) == []
    assert find_differences(change(SAME[case]), MANIFEST) == []


@pytest.mark.parametrize("case", OTHER)
def test_not_the_same_to_argo(case: str) -> None:
    edit, place = OTHER[case]
    assert next(line.split(":")[0] for line in find_differences(MANIFEST, change(edit))) == place
    assert find_differences(change(edit), MANIFEST)


def test_a_difference_says_where_and_what() -> None:
    changed = change(lambda m: m["spec"].update(entrypoint="other"))
    assert find_differences(MANIFEST, changed) == [".spec.entrypoint: expected 'main', got 'other'"]
