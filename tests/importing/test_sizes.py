"""Manifests that are larger or deeper than people write them."""

from __future__ import annotations

from typing import Any

import pytest

from argogen.yaml.emitter import dump
from tests.oracle.same_manifest import find_differences

from .importing import import_text, read_all, render_text

WORK = {"name": "work", "container": {"image": "alpine:3.23", "command": ["date"]}}


def make_workflow(templates: list[Any]) -> Any:
    spec = {"entrypoint": templates[0]["name"], "templates": templates}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "x-"}, "spec": spec}


def make_levels(count: int) -> list[Any]:
    """Templates that each call the next one."""
    names = [f"level-{number}" for number in range(count)] + ["work"]
    steps = [
        {"name": name, "steps": [[{"name": "next", "template": names[i]}]]} for i, name in enumerate(names[:-1], 1)
    ]
    return [*steps, WORK]


def make_row(count: int) -> list[Any]:
    """A template that calls many others, one after another."""
    names = [f"step-{number}" for number in range(count)]
    return [{"name": "main", "steps": [[{"name": name, "template": name}] for name in names]}] + [
        {**WORK, "name": name} for name in names
    ]


def make_chain(count: int) -> list[Any]:
    """A DAG in which each task needs the one before."""
    tasks = [{"name": f"t{number}", "template": "work", "dependencies": [f"t{number - 1}"]} for number in range(count)]
    del tasks[0]["dependencies"]
    return [{"name": "main", "dag": {"tasks": tasks}}, WORK]


@pytest.mark.parametrize("make", [make_levels, make_row, make_chain])
def test_it_comes_back(make: Any) -> None:
    manifest = make_workflow(make(400))
    imported = import_text(dump(manifest)).text
    (rendered,) = read_all(render_text(imported))
    assert find_differences(manifest, rendered) == []


def test_nobody_has_to_read_steps_within_steps_for_ever() -> None:
    imported = import_text(dump(make_workflow(make_levels(400)))).text
    assert max(len(line) - len(line.lstrip()) for line in imported.splitlines()) < 30
