"""runnable's settings in the defaults and profiles of pipelines, projects and packs of argogen's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from argogen.cli.main import cli
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.yaml.text import SourceText
from tests.compiling import generate

DEFAULTS = """\
  image: alpine:3.23
  env: {LEVEL: info}
  secrets_from_k8s: [{environment_variable: PASSWORD, secret_name: postgres, secret_key: password}]
  persistent_volumes: [{name: data, mount_path: /mnt}]
  retry_strategy: {limit: 2, retry_policy: onfailure, backoff: {duration: 60}}
  max_step_duration_in_seconds: 60
  service_account_name: scores
  pod_gc: OnPodSuccess
  namespace: batch
  parallelism: 3
  max_workflow_duration_in_seconds: 3600
"""
STEPS = "steps:\n- {name: a, run: echo, profile: big}\n- {name: b, run: echo}\n"
PROFILES = "profiles:\n  big: {retry_strategy: {limit: 5}, max_step_duration_in_seconds: 600}\n"
SPEC = {
    "serviceAccountName": "scores",
    "podGC": {"strategy": "OnPodSuccess"},
    "parallelism": 3,
    "activeDeadlineSeconds": 3600,
    "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
}
ENV = [
    {"name": "LEVEL", "value": "info"},
    {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "postgres", "key": "password"}}},
]


def render(text: str) -> Any:
    return yaml.safe_load(
        generate(SourceFile(SourceText("p.yaml", text), Path("p.yaml"), Path()), CompileOptions()).text
    )


def refuse(text: str) -> list[Diagnostic]:
    with pytest.raises(InvalidInputError) as caught:
        render(text)
    return list(caught.value.diagnostics)


def check(manifest: Any) -> None:
    spec = manifest["spec"]
    assert manifest["metadata"]["namespace"] == "batch"
    assert {field: spec[field] for field in SPEC} == SPEC
    big, small = (template for template in spec["templates"] if "container" in template)
    retry = {"limit": 2, "retryPolicy": "OnFailure", "backoff": {"duration": "60s"}}
    assert (small["retryStrategy"], big["retryStrategy"]) == (retry, {**retry, "limit": 5})
    assert [(each["activeDeadlineSeconds"], each["timeout"]) for each in (big, small)] == [
        (600, "4200s"),
        (60, "3660s"),
    ]
    assert small["container"]["env"] == ENV
    assert small["container"]["volumeMounts"] == [{"name": "data", "mountPath": "/mnt"}]


def test_defaults_and_profiles_of_a_pipeline() -> None:
    check(render(f"name: p\ndefaults:\n{DEFAULTS}{PROFILES}{STEPS}"))


def test_what_the_pipeline_says_itself_wins() -> None:
    own = "pod_gc: OnPodCompletion\nservice_account: own\nvolumes: {data: {empty_dir: {}}, more: {empty_dir: {}}}\n"
    spec = render(f"name: p\n{own}defaults:\n{DEFAULTS}{PROFILES}{STEPS}")["spec"]
    assert (spec["podGC"], spec["serviceAccountName"]) == ({"strategy": "OnPodCompletion"}, "own")
    assert spec["volumes"] == [{"name": "data", "emptyDir": {}}, {"name": "more", "emptyDir": {}}]


def test_the_service_account_of_a_pipeline_goes_by_both_names() -> None:
    text = "name: p\nimage: alpine\nrun: echo\n"
    assert render(f"{text}service_account_name: x\n") == render(f"{text}service_account: x\n")


@pytest.mark.parametrize("nothing", ["", "0", '""'])
def test_what_says_nothing_is_not_given(nothing: str) -> None:
    plain = render(f"name: p\ndefaults: {{image: alpine}}\n{STEPS.replace(', profile: big', '')}")
    text = f"name: p\ndefaults: {{image: alpine, max_step_duration_in_seconds: {nothing or 'null'}}}\n{STEPS}"
    if nothing == '""':
        assert refuse(text)[0].code == "wrong-type"
    else:
        assert render(text.replace(", profile: big", "")) == plain


def test_mistakes_are_reported_at_their_places() -> None:
    profiles = (
        "profiles:\n  big: {pod_gc: OnPodSuccess, parallelism: 3, deadline: 1, max_step_duration_in_seconds: 2}\n"
    )
    found = refuse(f"name: p\ndefaults: {{retry: 1, retry_strategy: {{limit: 2}}}}\n{profiles}{STEPS}")
    assert [(fault.code, fault.place.line, fault.place.column) for fault in found] == [
        ("set-twice", 2, 22),
        ("not-per-step", 4, 9),
        ("not-per-step", 4, 31),
        ("set-twice", 4, 60),
    ]


def test_values_are_checked_at_their_places() -> None:
    found = refuse(f"name: p\ndefaults:\n  image: a\n  retry_strategy: {{limit: [1]}}\n{STEPS}")
    assert [(fault.code, fault.place.line, fault.place.column) for fault in found] == [
        ("wrong-type", 4, 27),
        ("unknown-profile", 6, 33),
    ]


def run_project(folder: Path, project: str, pipeline: str) -> Any:
    (folder / "pipelines").mkdir()
    (folder / "argogen.yaml").write_text(project, "utf-8")
    (folder / "pipelines" / "p.yaml").write_text(pipeline, "utf-8")
    done = CliRunner().invoke(cli, ["render", str(folder / "pipelines" / "p.yaml")])
    assert done.exit_code == 0, done.output
    return yaml.safe_load(done.stdout)


def test_defaults_and_profiles_of_a_project(tmp_path: Path) -> None:
    project = f"pipelines: pipelines\ndefaults:\n{DEFAULTS}{PROFILES}"
    check(run_project(tmp_path, project, f"name: p\n{STEPS}"))


def test_a_runnable_pipeline_of_a_project(tmp_path: Path) -> None:
    project = "pipelines: pipelines\ndefaults: {service_account_name: scores, retry_strategy: {limit: 4}}\n"
    pipeline = (
        "dag:\n  start_at: one\n  steps:\n    one: {type: task, command_type: shell, command: echo, next: end}\n"
        "    end: {type: success}\n"
    )
    (tmp_path / "config.yaml").write_text("executor: {type: argo, config: {image: base}}\n", "utf-8")
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "argogen.yaml").write_text(project, "utf-8")
    (tmp_path / "pipelines" / "p.yaml").write_text(pipeline, "utf-8")
    options = ["-c", str(tmp_path / "config.yaml")]
    done = CliRunner().invoke(cli, ["render", str(tmp_path / "pipelines" / "p.yaml"), *options])
    spec = yaml.safe_load(done.stdout)["spec"]
    assert spec["serviceAccountName"] == "scores"
    assert spec["templates"][1]["retryStrategy"] == {"limit": 4, "retryPolicy": "Always"}
