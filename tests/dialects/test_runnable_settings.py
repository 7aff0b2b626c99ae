"""All settings of the executor of runnable for Argo: the field of the manifest with the default, with a configuration,
and with an override of a step.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from argogen.diagnostics import InvalidInputError
from argogen.dialects.runnable.settings.settings import NOT_PER_STEP
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.schemas import read_schema
from argogen.yaml.text import SourceText
from tests.compiling import generate

ABSENT = "absent"
PIPELINE = """\
dag:
  start_at: plain
  steps:
    plain: {type: task, command_type: shell, command: echo, next: special}
    special: {type: task, command_type: shell, command: echo, overrides: {argo: own}, next: success}
    success: {type: success}
"""
SECRETS = [{"environment_variable": "PASSWORD", "secret_name": "postgres", "secret_key": "password"}]
GIVEN = [
    {"name": "level", "value": "{{workflow.parameters.level}}"},
    {"name": "chunks", "value": "[1, 2]"},
]
SECRET = {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "postgres", "key": "password"}}}
RUN_ID = {"name": "RUNNABLE_RUN_ID", "value": "{{workflow.parameters.run_id}}"}
VOLUMES = [{"name": "scores-pvc", "mount_path": "/mnt"}]
LIMITS = {"memory": "1Gi", "cpu": "250m"}
GPU = [{"key": "gpu", "operator": "Exists"}]
RETRY = {"limit": 2, "retry_policy": "onfailure", "backoff": {"duration": 120, "factor": 2, "max_duration": 3600}}
TRIED = {"limit": 2, "retryPolicy": "OnFailure", "backoff": {"duration": "120s", "factor": 2, "maxDuration": "3600s"}}


class Row(NamedTuple):
    """A setting, the path of its field, and what is there for each way to give it; `override` None: it cannot be one.

    A path that begins with `template` is in the template of a step.
    """

    setting: str
    field: str
    default: Any
    value: Any
    expected: Any
    override: Any = None
    overridden: Any = None


ROWS = [
    Row("name", "metadata.generateName", "runnable-dag-", "nightly-", "nightly-"),
    Row("namespace", "metadata.namespace", ABSENT, "batch", "batch"),
    Row("annotations", "metadata.annotations", ABSENT, {"owner": "us"}, {"owner": "us"}),
    Row("labels", "metadata.labels", ABSENT, {"team": "us"}, {"team": "us"}),
    Row("labels", "spec.podMetadata.labels", ABSENT, {"team": "us"}, {"team": "us"}),
    Row("pod_gc", "spec.podGC.strategy", "OnPodCompletion", "onPODsuccess", "OnPodSuccess"),
    Row("service_account_name", "spec.serviceAccountName", ABSENT, "scores", "scores"),
    Row("secrets_from_k8s", "template.container.env", [RUN_ID, *GIVEN], SECRETS, [RUN_ID, SECRET, *GIVEN]),
    Row("max_workflow_duration_in_seconds", "spec.activeDeadlineSeconds", 86400, 7200, 7200),
    Row(
        "persistent_volumes",
        "spec.volumes",
        ABSENT,
        VOLUMES,
        [{"name": "scores-pvc", "persistentVolumeClaim": {"claimName": "scores-pvc"}}],
    ),
    Row(
        "persistent_volumes",
        "template.container.volumeMounts",
        ABSENT,
        VOLUMES,
        [{"name": "scores-pvc", "mountPath": "/mnt"}],
    ),
    Row("image", "template.container.image", "base", "other", "other", "special", "special"),
    Row(
        "image_pull_policy",
        "template.container.imagePullPolicy",
        ABSENT,
        "ifNOTpresent",
        "IfNotPresent",
        "always",
        "Always",
    ),
    Row("node_selector", "spec.nodeSelector", ABSENT, {"pool": "batch"}, {"pool": "batch"}),
    Row("node_selector", "template.nodeSelector", ABSENT, {"pool": "batch"}, ABSENT, {"pool": "gpu"}, {"pool": "gpu"}),
    Row("tolerations", "spec.tolerations", ABSENT, GPU[0], GPU),
    Row("tolerations", "template.tolerations", ABSENT, [{"key": "x"}], ABSENT, GPU, GPU),
    Row("parallelism", "spec.parallelism", ABSENT, 3, 3),
    Row(
        "resources",
        "template.container.resources",
        {"limits": LIMITS},
        {"limits": {"cpu": 2, "gpu": 1}, "requests": {"memory": "1Gi"}},
        {"limits": {"memory": "1Gi", "cpu": "2", "nvidia.com/gpu": "1"}, "requests": {"memory": "1Gi"}},
        {"limits": {"memory": "8Gi"}},
        {"limits": {"memory": "8Gi", "cpu": "250m"}},
    ),
    Row(
        "retry_strategy",
        "template.retryStrategy",
        ABSENT,
        RETRY,
        TRIED,
        {"limit": 5},
        {"limit": 5, "retryPolicy": "Always"},
    ),
    Row("max_step_duration_in_seconds", "template.activeDeadlineSeconds", 7200, 600, 600, 60, 60),
    Row("max_step_duration_in_seconds", "template.timeout", "10800s", 600, "4200s", 60, "3660s"),
]
# What an override leaves of the configuration in mappings that come together.
MERGED = {
    "resources": {"limits": {"memory": "8Gi", "cpu": "2", "nvidia.com/gpu": "1"}, "requests": {"memory": "1Gi"}},
    "retry_strategy": {**TRIED, "limit": 5},
}
OTHERS = {"output_file", "expose_parameters_as_inputs"}  # they are about files and parameters, and have tests there
OVERRIDABLE = [row for row in ROWS if row.override is not None]


def render(
    folder: Path, config: dict[str, Any], override: dict[str, Any] | None = None, pipeline: str = PIPELINE
) -> Any:
    """The manifest of two steps, of which one is named `special` and chooses the override."""
    settings = {"image": "base", **config, "overrides": {"own": override or {}}}
    (folder / "config.yaml").write_text(yaml.safe_dump({"executor": {"type": "argo", "config": settings}}), "utf-8")
    given = SourceFile(SourceText("pipeline.yaml", pipeline), Path("pipeline.yaml"), folder)
    (folder / "parameters.yaml").write_text("level: 3\nchunks: [1, 2]\n", "utf-8")
    options = CompileOptions(configuration=folder / "config.yaml", parameters=folder / "parameters.yaml")
    return yaml.safe_load(generate(given, options).text)


def find(manifest: Any, path: str, step: str) -> Any:
    """Return the field at a path, ABSENT without it."""
    root, _, rest = path.partition(".")
    [template] = [template for template in manifest["spec"]["templates"] if template["name"] == step]
    found: Any = template if root == "template" else manifest[root]
    for key in rest.split("."):
        found = found.get(key, ABSENT) if isinstance(found, dict) else ABSENT
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.setting}-{row.field}")
def test_what_holds_if_nothing_is_said(tmp_path: Path, row: Row) -> None:
    assert find(render(tmp_path, {}), row.field, "plain") == row.default


@pytest.mark.parametrize("nothing", [None, "", 0], ids=repr)
@pytest.mark.parametrize("row", [row for row in ROWS if row.setting != "image"], ids=lambda row: row.field)
def test_a_value_that_says_nothing_is_not_given(tmp_path: Path, row: Row, nothing: Any) -> None:
    assert find(render(tmp_path, {row.setting: nothing}), row.field, "plain") == row.default


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.setting}-{row.field}")
def test_what_a_configuration_makes_of_it(tmp_path: Path, row: Row) -> None:
    manifest = render(tmp_path, {row.setting: row.value})
    assert find(manifest, row.field, "plain") == row.expected
    assert find(manifest, row.field, "special") == row.expected


@pytest.mark.parametrize("row", OVERRIDABLE, ids=lambda row: f"{row.setting}-{row.field}")
def test_what_an_override_makes_of_it(tmp_path: Path, row: Row) -> None:
    manifest = render(tmp_path, {}, {row.setting: row.override})
    assert find(manifest, row.field, "special") == row.overridden
    assert find(manifest, row.field, "plain") == row.default


@pytest.mark.parametrize("row", OVERRIDABLE, ids=lambda row: f"{row.setting}-{row.field}")
def test_an_override_wins_over_the_configuration(tmp_path: Path, row: Row) -> None:
    manifest = render(tmp_path, {row.setting: row.value}, {row.setting: row.override})
    assert find(manifest, row.field, "special") == MERGED.get(row.setting, row.overridden)
    assert find(manifest, row.field, "plain") == row.expected


@pytest.mark.parametrize("setting", NOT_PER_STEP)
def test_what_cannot_be_overridden_is_refused_with_the_reason(tmp_path: Path, setting: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        render(tmp_path, {}, {setting: next((row.value for row in ROWS if row.setting == setting), "x")})
    [fault] = caught.value.diagnostics
    assert (fault.code, fault.message) == (
        "workflow-only-setting",
        f"'{setting}' cannot be overridden for a step: {NOT_PER_STEP[setting]}",
    )
    assert fault.place.file.endswith("config.yaml")


def test_every_setting_has_a_row() -> None:
    definitions = read_schema("runnable-configuration")["$defs"]
    settings = set(definitions["argo_executor"]["properties"]) - {"overrides"}
    assert {row.setting for row in ROWS} | OTHERS == settings
    overridable = set(definitions["argo_override"]["properties"])
    assert {row.setting for row in OVERRIDABLE} | {"parallelism"} == overridable
    assert overridable & set(NOT_PER_STEP) == set()


def test_how_many_branches_run_at_once_is_a_matter_of_their_node(tmp_path: Path) -> None:
    branch = "{start_at: one, steps: {one: {type: stub, next: end}, end: {type: success}}}"
    kinds = {
        "map": f"{{type: map, iterate_on: chunks, iterate_as: chunk, branch: {branch}",
        "parallel": f"{{type: parallel, branches: {{a: {branch}, b: {branch}}}",
        "dag": f"{{type: dag, branch: {branch}",
    }
    for kind, node in kinds.items():
        pipeline = f"dag:\n  start_at: special\n  steps:\n    special: {node}, overrides: {{argo: own}}, next: end}}\n"
        manifest = render(tmp_path, {}, {"parallelism": 2}, f"{pipeline}    end: {{type: success}}\n")
        limits = [template.get("parallelism") for template in manifest["spec"]["templates"]]
        assert sorted(filter(None, limits)) == [2], kind
        assert find(manifest, "spec.parallelism", "special") == ABSENT


def test_parameters_that_are_not_exposed_are_in_the_manifest(tmp_path: Path) -> None:
    manifest = render(tmp_path, {"expose_parameters_as_inputs": False})
    assert [parameter["name"] for parameter in manifest["spec"]["arguments"]["parameters"]] == ["run_id"]
    assert {"name": "level", "value": "3"} in find(manifest, "template.container.env", "plain")


def test_numbers_and_texts_are_exposed_by_themselves(tmp_path: Path) -> None:
    parameters = render(tmp_path, {})["spec"]["arguments"]["parameters"]
    assert {parameter["name"]: parameter["value"] for parameter in parameters} == {
        "level": "3",
        "run_id": "{{workflow.uid}}",
    }
