"""Each key of a pipeline changes the manifest or is reported: nothing that is written is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import yaml

import argogen
from argogen.language.vocabulary import bodies, keys
from argogen.schemas.reading import read_schema

POD = {"image": "alpine:3.23", "command": ["ls"]}
BODIES: Mapping[str, Any] = {
    "run": "ls",
    "script": {**POD, "source": "ls"},
    "container": POD,
    "python": {"code": "def f():\n    return 1\n", "function": "f"},
    "container_set": {"containers": [{"name": "main", **POD}]},
    "resource": {"action": "get", "manifest": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}},
    "http": {"url": "https://a.example"},
    "data": {
        "source": {"artifactPaths": {"name": "files", "s3": {"bucket": "b"}}},
        "transformation": [{"expression": "data"}],
    },
    "plugin": {"hello": {}},
    "suspend": {},
    "steps": [{"name": "a", "run": "ls"}],
    "tasks": {"a": {"run": "ls"}},
    "use": "used",
}
# Keys for a program that reads the pipeline or the Context, keys that name what others use, and false for a default.
NOT_IN_MANIFESTS = frozenset(
    {"name", "description", "custom", "foreign_tags", "vars", "profiles", "argo_version", "entrypoint", "defaults"}
)


def write_step(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"steps": [{"name": "before", "run": "ls"}, {"name": "x", **fields}]}


def write_task(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"tasks": {"before": {"run": "ls"}, "x": fields}}


def write_component(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"components": {"used": {"run": "ls"}, "x": fields}, "steps": [{"name": "y", "use": "x"}]}


LEVELS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "step": write_step,
    "task": write_task,
    "component": write_component,
    "pipeline": dict,
}


def render(level: str, fields: Mapping[str, Any]) -> argogen.RenderResult:
    frame = {"name": "p", "defaults": {"image": "busybox:1.36"}, "components": {"used": {"run": "ls"}}}
    if level == "pipeline" and "use" in fields:
        del frame["components"]  # a pipeline that runs a whole WorkflowTemplate has no others
    return argogen.render(text=yaml.safe_dump({**frame, **LEVELS[level](fields)}, sort_keys=False))


def list_keys() -> Iterator[tuple[str, Any]]:
    """Yield the keys beside a body, each with its first example."""
    rows = read_schema("pipeline")["$defs"]
    for name in keys().keys() - NOT_IN_MANIFESTS - set(bodies()):
        if examples := rows[name].get("examples"):
            yield name, examples[0]


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("body", BODIES)
def test_no_key_is_lost(level: str, body: str) -> None:
    plain = render(level, {body: BODIES[body]})
    given = {key: render(level, {body: BODIES[body], key: value}) for key, value in list_keys()}
    assert len(given) > 80
    assert [key for key, result in given.items() if result == plain] == []


def test_the_bodies_are_those_of_the_language() -> None:
    assert set(BODIES) == {*bodies()} - {"notebook"}, "a notebook is a file"


@pytest.mark.parametrize(
    ("level", "fields", "message"),
    [
        ("step", {"run": "ls", "for_each": [1, 2], "parallelism": 2}, "'parallelism' does not apply to 'run'"),
        ("task", {"http": BODIES["http"], "fail_fast": False}, "'fail_fast' does not apply to 'http'"),
        ("pipeline", {"steps": BODIES["steps"], "target": "a"}, "'target' does not apply to 'steps'"),
        (
            "pipeline",
            {"use": "used", "env": {"A": "b"}},
            "'env' does not apply to a pipeline that runs a whole WorkflowTemplate",
        ),
        (
            "pipeline",
            {"entrypoint": "used", "outputs": {"x": {"path": "/x"}}},
            "'outputs' does not apply to a pipeline without a body",
        ),
        ("component", {"run": "ls", "with": {"a": "b"}}, "'with' of a component requires 'use'"),
        ("component", {"run": "ls", "argo": {"when": "a"}}, "unknown field 'when' of Template"),
    ],
)
def test_keys_of_other_bodies_are_reported(level: str, fields: Mapping[str, Any], message: str) -> None:
    assert message in [each.message.partition(" (")[0] for each in render(level, fields).diagnostics]


def test_fields_of_a_component_that_calls_another_are_those_of_its_template() -> None:
    result = render("component", {"use": "used", "argo": {"automountServiceAccountToken": False}})
    (template,) = [it for it in yaml.safe_load(result.text or "")["spec"]["templates"] if it["name"] == "x"]
    assert template["automountServiceAccountToken"] is False
    assert "steps" in template
