"""`argogen schema`: schemas that are schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from argogen.argo.structure import KINDS, VERSIONS
from argogen.schemas.publication import publish
from tests.cli.conftest import GOOD, Run

ARGO = [("argo", "--kind", kind, "--argo-version", version) for kind in sorted(KINDS) for version in VERSIONS]


def read(run: Run, *arguments: str) -> Any:
    done = run("schema", *arguments)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


@pytest.mark.parametrize("arguments", [(), ("pipeline",), ("context",), ("run",), ("run-events",), *ARGO], ids=" ".join)
def test_it_is_a_schema(run: Run, arguments: tuple[str, ...]) -> None:
    schema = read(run, *arguments)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].startswith("urn:argogen:schema:")
    jsonschema_rs.meta.validate(schema)


def test_the_pipeline_schema_is_the_one_without_a_name(run: Run) -> None:
    assert read(run) == read(run, "pipeline")


def test_the_pipeline_schema_says_of_every_object_which_keys_it_takes(run: Run) -> None:
    schema = read(run)
    validator = jsonschema_rs.Draft202012Validator(schema)
    good = {"name": "one", "image": "alpine", "steps": [{"name": "a", "run": "echo", "retry": 2}]}
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "run": "two bodies"})
    assert not validator.is_valid({**good, "steps": [{"name": "a", "retry": 2}]})
    assert not validator.is_valid({**good, "steps": [{"name": "a", "run": "echo", "schedule": "a pipeline's own"}]})


def test_argos_schema_takes_what_is_rendered_and_refuses_what_argo_does_not_know(run: Run) -> None:
    validator = jsonschema_rs.Draft202012Validator(read(run, "argo", "--argo-version", "3.7"))
    manifest = yaml.load(run("render", "-", stdin=GOOD).out, yaml.CSafeLoader)
    assert validator.is_valid(manifest)
    manifest["spec"]["templates"][0]["container"]["imagee"] = "x"
    assert not validator.is_valid(manifest)


def test_a_version_changes_the_schema(run: Run) -> None:
    old, new = (json.dumps(read(run, "argo", "--kind", "CronWorkflow", "--argo-version", v)) for v in ("3.4", "4.0"))
    assert '"schedules"' in new
    assert '"schedules"' not in old


@pytest.mark.parametrize("arguments", [["nope"], ["argo", "--kind", "Pod"], ["argo", "--argo-version", "2.0"]])
def test_wrong_use(run: Run, arguments: list[str]) -> None:
    done = run("schema", *arguments)
    assert (done.code, done.out) == (2, "")
    assert "is not one of" in done.err or "unknown Argo version '2.0'" in done.err


@pytest.mark.parametrize("name", ["pipeline", "project"])
def test_the_command_and_new_projects_have_the_schema_for_editors(run: Run, name: str) -> None:
    assert read(run, name) == publish(name)
    assert run("init", "--yes").code == 0
    assert json.loads((Path(".argogen") / f"{name}.schema.json").read_text("utf-8")) == publish(name)
