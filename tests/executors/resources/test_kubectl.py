"""Resource templates with a kubectl that keeps objects in files."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from argogen.executors.local.control import Control
from argogen.executors.local.settings import Settings
from argogen.executors.pods.objects import Objects
from argogen.executors.resources import kubectl
from argogen.executors.resources.kubectl import ResourceRun
from argogen.executors.resources.transient import may_pass
from argogen.runner.execution import Job, Outcome

from .clusters import Cluster


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    made = Cluster(tmp_path / "cluster")
    monkeypatch.setenv("PATH", str(made.path), prepend=":")
    monkeypatch.setattr(kubectl, "_INTERVAL", 0.01)
    return made


def run(cluster: Cluster, folder: Path, resource: dict[str, Any], control: Control | None = None,
        **template: Any) -> Outcome:  # fmt: skip
    if isinstance(resource.get("manifest"), dict):
        resource = {**resource, "manifest": json.dumps(resource["manifest"])}
    job = Job("n", "w", "", "resource", {"resource": resource, **template})
    settings = Settings(folder, Objects(secrets={"s": {"k": b"a secret"}}), kubectl=cluster.kubectl)
    return ResourceRun(job, settings, control or Control(None), lambda: None).run()


def outputs(**sources: Any) -> dict[str, Any]:
    return {"parameters": [{"name": name, "valueFrom": source} for name, source in sources.items()]}


MANIFEST = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "c-"}, "data": {"colour": "blue"}}


def test_an_object_is_created_and_its_fields_are_outputs(cluster: Cluster, tmp_path: Path) -> None:
    declared = outputs(
        name={"jsonPath": "{.metadata.name}"}, colour={"jqFilter": ".data.colour"},
        absent={"jsonPath": "{.data.size}", "default": 3}, other={"parameter": "x"},
    )  # fmt: skip
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": MANIFEST}, outputs=declared)
    assert (outcome.phase, outcome.message, outcome.exit_code) == ("Succeeded", "", "0")
    assert dict(outcome.parameters) == {"name": "c-x", "colour": "blue", "absent": "3"}
    assert cluster.read("c-x") is not None
    manifest = str(tmp_path / "pods" / "n" / "manifest.yaml")
    assert cluster.calls[:2] == [
        ["create", "-f", manifest, "-o", "json"],
        ["get", "ConfigMap/c-x", "-o", "jsonpath={.metadata.name}"],
    ]
    assert "kubectl create" in (tmp_path / "logs" / "n" / "main.log").read_text()


def test_an_error_of_kubectl_is_the_message(cluster: Cluster, tmp_path: Path) -> None:
    cluster.add("a-secret")
    manifest = {**MANIFEST, "metadata": {"name": "a-secret"}}
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": manifest})
    assert (outcome.phase, outcome.exit_code) == ("Error", "64")
    assert outcome.message == "main: Error (exit code 64): no more retries error: already exists"


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ({"action": "create"}, "Must provide at least one of flags or manifest."),
        ({"action": "apply", "manifest": {**MANIFEST, "kind": ""}}, "Kind and name are both required"),
        ({"action": "create", "manifest": "x: a secret"}, "error: not JSON"),
        ({"action": "apply", "manifest": MANIFEST, "successCondition": "a && b"}, "success condition 'a && b' failed"),
    ],
)
def test_invalid_templates(cluster: Cluster, tmp_path: Path, resource: dict[str, Any], message: str) -> None:
    outcome = run(cluster, tmp_path, resource)
    assert outcome.phase == "Error"
    assert message in outcome.message


@pytest.mark.parametrize("is_there", [True, False])
def test_objects_are_deleted(cluster: Cluster, tmp_path: Path, *, is_there: bool) -> None:
    if is_there:
        cluster.add("c-x")
    declared = outputs(a={"jsonPath": "{.x}"}, b={"jsonPath": "{.x}", "default": "d"})
    manifest = {**MANIFEST, "metadata": {"name": "c-x"}}
    outcome = run(cluster, tmp_path, {"action": "delete", "manifest": manifest}, outputs=declared)
    assert (outcome.phase, dict(outcome.parameters)) == ("Succeeded", {"a": "", "b": "d"})
    assert cluster.read("c-x") is None
    assert cluster.calls[0][-2:] == ["-o", "name"]


@pytest.mark.parametrize(
    ("resource", "arguments"),
    [
        ({"flags": ["job", "j"]}, ["--type", "strategic", "--patch-file", "FILE", "job", "j", "-o", "json"]),
        ({"flags": ["job", "j"], "mergeStrategy": "json"},
         ["--type", "json", "--patch-file", "FILE", "job", "j", "-o", "json"]),
    ],
)  # fmt: skip
def test_patches(cluster: Cluster, tmp_path: Path, resource: dict[str, Any], arguments: list[str]) -> None:
    cluster.add("j")
    manifest = {"spec": {"suspend": True}}
    outcome = run(cluster, tmp_path, {"action": "patch", "manifest": manifest, **resource})
    assert outcome.phase == "Succeeded", outcome.message
    file = str(tmp_path / "pods" / "n" / "manifest.yaml")
    assert cluster.calls == [["patch", *(file if each == "FILE" else each for each in arguments)]]
    found = cluster.read("j")
    assert found is not None
    assert found["spec"] == {"suspend": True}


def test_a_manifest_of_an_artifact(cluster: Cluster, tmp_path: Path) -> None:
    artifact = {"name": "m", "path": "/tmp/m", "raw": {"data": json.dumps(MANIFEST)}}
    resource = {"action": "apply", "manifestFrom": {"artifact": {"name": "m"}}}
    outcome = run(cluster, tmp_path, resource, inputs={"artifacts": [artifact]})
    assert outcome.phase == "Succeeded", outcome.message
    assert cluster.read("c-x") is not None


def make_job(status: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Job", "apiVersion": "batch/v1", "metadata": {"name": "j", "namespace": "ns"}, "status": status}


CONDITIONS = {"successCondition": "status.succeeded > 0", "failureCondition": "status.failed > 0"}


@pytest.mark.parametrize(
    ("last", "phase", "message"),
    [
        ({"succeeded": 1}, "Succeeded", ""),
        ({"failed": 1}, "Error",
         "main: Error (exit code 64): failure condition '{status.failed gt [0]}' evaluated true"),
    ],
)  # fmt: skip
def test_conditions_are_awaited(
    cluster: Cluster, tmp_path: Path, last: dict[str, Any], phase: str, message: str
) -> None:
    manifest = {**make_job({}), "next": [make_job({"active": 1}), make_job(last)]}
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": manifest, **CONDITIONS})
    assert (outcome.phase, outcome.message) == (phase, message)
    assert cluster.calls[1:] == [["get", "Job.batch/j", "-n", "ns", "-o", "json"]] * 3


def test_a_wait_is_stopped(cluster: Cluster, tmp_path: Path) -> None:
    control = Control(None)
    thread = threading.Timer(0.1, control.stop)
    thread.start()
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": make_job({}), **CONDITIONS}, control)
    thread.join()
    assert (outcome.phase, outcome.message) == ("Failed", "stopped")


def test_a_wait_ends_at_the_deadline(cluster: Cluster, tmp_path: Path) -> None:
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": make_job({}), **CONDITIONS}, Control(1))
    assert outcome.phase == "Failed"
    assert "longer than the specified deadline" in outcome.message


BUSY = "Error from server (TooManyRequests): please try again later"


def test_an_error_that_passes_is_tried_again(cluster: Cluster, tmp_path: Path) -> None:
    cluster.fail(BUSY, "error: dial tcp 10.0.0.1:443: connect: connection refused", BUSY)
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": MANIFEST})
    assert (outcome.phase, outcome.message) == ("Succeeded", "")
    assert [call[0] for call in cluster.calls] == ["create"] * 4


def test_attempts_are_limited(cluster: Cluster, tmp_path: Path) -> None:
    cluster.fail(*[BUSY] * 9)
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": MANIFEST})
    assert (outcome.phase, outcome.message) == ("Error", f"main: Error (exit code 64): no more retries {BUSY}")
    assert len(cluster.calls) == 4


def test_other_errors_are_not_tried_again(cluster: Cluster, tmp_path: Path) -> None:
    cluster.fail('Error from server (Forbidden): pods is forbidden: User "x" cannot create')
    assert run(cluster, tmp_path, {"action": "create", "manifest": MANIFEST}).phase == "Error"
    assert len(cluster.calls) == 1


def test_a_wait_continues_after_errors_that_pass(cluster: Cluster, tmp_path: Path) -> None:
    cluster.fail("", BUSY, BUSY, BUSY, BUSY, BUSY)
    manifest = make_job({"succeeded": 1})
    outcome = run(cluster, tmp_path, {"action": "create", "manifest": manifest, **CONDITIONS})
    assert (outcome.phase, len(cluster.calls)) == ("Succeeded", 7)
    cluster.fail("", "Error from server (NotFound): jobs j not found")
    manifest["metadata"]["name"] = "k"
    assert run(cluster, tmp_path, {"action": "create", "manifest": manifest, **CONDITIONS}).phase == "Error"


@pytest.mark.parametrize(("message", "expected"), [
    ("Error from server (Forbidden): exceeded quota: q", True),
    ("Error from server (Conflict): Operation cannot be fulfilled on resourcequotas \"q\"", True),
    ("Error from server (Conflict): Operation cannot be fulfilled on jobs \"q\"", False),
    ("Error from server (InternalError): resource quota evaluation timed out", True),
    ("Error from server (InternalError): an error", False),
    ("Error from server (ServiceUnavailable): the server is", True),
    ("Error from server: etcdserver: leader changed", True),
    ("Unable to connect to the server: net/http: TLS handshake timeout", True),
    ("Unable to connect to the server: dial tcp: lookup api.example on 10.0.0.1:53: no such host", True),
    ('error: Get "https://10.0.0.1/api": EOF', True),
    ("error: EOF of the manifest", False),
    ("error: flaky plugin 7", True),
    ("", False),
])  # fmt: skip
def test_transient_errors(message: str, *, expected: bool) -> None:
    assert may_pass(message, "flaky plugin [0-9]") is expected
    assert not may_pass("error: x", "(")
