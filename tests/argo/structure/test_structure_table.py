from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from argogen.argo.structure import DEFAULT_VERSION, KINDS, VERSIONS, load_structure
from argogen.argo.structure.shapes import SCALARS
from argogen.argo.structure.table import read_rows
from argogen.resources import SCHEMAS

TABLE = SCHEMAS / "argo" / "structure.json"
NEWEST = VERSIONS[-1]


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(TABLE.read_bytes())
    return loaded


def test_the_committed_table_is_what_the_script_makes(shared: Path) -> None:
    script = runpy.run_path(str(Path(__file__).parents[3] / "schemas" / "argo" / "derive.py"))
    assert TABLE.read_text("utf-8") == script["derive"](shared / "argo-schemas")


def test_the_table_has_the_versions_that_the_walker_knows(table: dict[str, Any]) -> None:
    assert tuple(table["versions"]) == VERSIONS
    assert DEFAULT_VERSION in VERSIONS


def test_every_type_in_the_table_is_known(table: dict[str, Any]) -> None:
    known = {*SCALARS, *table["definitions"]}
    types = {name: [d] if isinstance(d, str) else _types(d) for name, d in table["definitions"].items()}
    assert {name: set(used) - known for name, used in types.items() if set(map(_bare, used)) - known} == {}


def _types(definition: dict[str, Any]) -> list[str]:
    return [row.type for entry in definition.values() for row in read_rows(entry)]


def _bare(type_: str) -> str:
    return type_.strip("[]{}")


def test_the_table_has_one_definition_per_line_and_stays_small() -> None:
    text = TABLE.read_text("utf-8")
    assert len(text.splitlines()) == len(json.loads(text)["definitions"]) + 2
    assert len(text) < 45_000


SINCE = {
    "3.5": [
        ("Mutex", "namespace"),
        ("SemaphoreRef", "namespace"),
        ("PodGC", "deleteDelayDuration"),
        ("Gauge", "operation"),
        ("S3Artifact", "caSecret"),
        ("OSSArtifact", "useSDKCreds"),
        ("WorkflowLevelArtifactGC", "forceFinalizerRemoval"),
        ("WorkflowLevelArtifactGC", "podSpecPatch"),
    ],
    "3.6": [
        ("CronWorkflowSpec", "schedules"),
        ("CronWorkflowSpec", "when"),
        ("CronWorkflowSpec", "stopStrategy"),
        ("Synchronization", "mutexes"),
        ("Synchronization", "semaphores"),
        ("GitArtifact", "insecureSkipTLS"),
        ("HDFSArtifact", "dataTransferProtection"),
        ("S3Artifact", "sessionTokenSecret"),
        ("Container", "restartPolicy"),
        ("Container", "resizePolicy"),
    ],
    "3.7": [
        ("Template", "annotations"),
        ("Backoff", "cap"),
        ("Mutex", "database"),
        ("SemaphoreRef", "database"),
        ("SyncDatabaseRef", "key"),
    ],
    "4.0": [
        ("Artifact", "plugin"),
        ("ArtifactLocation", "plugin"),
        ("ArtifactPaths", "plugin"),
    ],
    "4.1": [
        ("Template", "pendingTimeout"),
        ("Template", "podResources"),
        ("Template", "resourceClaims"),
        ("WorkflowSpec", "podResources"),
        ("WorkflowSpec", "resourceClaims"),
        ("WorkflowSpec", "executorPlugins"),
        ("HTTPArtifact", "saveStreamViaFile"),
        ("S3Artifact", "addressingStyle"),
        ("Container", "restartPolicyRules"),
        ("EnvVarSource", "fileKeyRef"),
    ],
}
UNTIL = {
    "3.5": [("ObjectMeta", "clusterName")],
    "3.7": [
        ("CronWorkflowSpec", "schedule"),
        ("Synchronization", "mutex"),
        ("Synchronization", "semaphore"),
        ("CacheConfigMap", "key"),
    ],
    "3.6": [("WorkflowSpec", "podPriority"), ("Template", "priority")],
}


@pytest.mark.parametrize(
    ("definition", "name", "since"), [(*field, version) for version, fields in SINCE.items() for field in fields]
)
def test_a_field_begins_with_its_version(definition: str, name: str, since: str) -> None:
    having = [version for version in VERSIONS if load_structure(version).has(definition, name)]
    facts = load_structure(NEWEST).field(definition, name)
    assert facts is not None
    assert facts.since == since == having[0]


@pytest.mark.parametrize(
    ("definition", "name", "until"), [(*field, version) for version, fields in UNTIL.items() for field in fields]
)
def test_a_field_ends_with_its_version(definition: str, name: str, until: str) -> None:
    having = [version for version in VERSIONS if load_structure(version).has(definition, name)]
    facts = load_structure(NEWEST).field(definition, name)
    assert facts is not None
    assert facts.until == until == having[-1]


@pytest.mark.parametrize(
    ("version", "required"),
    [("3.5", {"schedule"}), ("3.6", set()), ("3.7", set()), ("4.0", {"schedules"})],
)
def test_which_schedule_is_required_depends_on_the_version(version: str, required: set[str]) -> None:
    structure = load_structure(version)
    names = [name for name in ("schedule", "schedules") if structure.has("CronWorkflowSpec", name)]
    facts = {name: structure.field("CronWorkflowSpec", name) for name in names}
    assert {name for name, found in facts.items() if found and found.required} == required


def test_facts_of_a_field_that_every_version_has() -> None:
    facts = load_structure("3.4").field("RetryStrategy", "limit")
    assert facts
    assert (facts.type, facts.since, facts.until, facts.required) == ("IntOrString", None, None, False)
    assert load_structure("3.4").field("RetryStrategy", "limt") is None
    assert not load_structure("3.4").has("RetryStrategy", "limt")


def test_a_type_that_is_no_object_has_no_fields() -> None:
    assert load_structure("3.7").field("Item", "name") is None


def test_argos_and_kubernetes_http_headers_are_two_definitions() -> None:
    structure = load_structure("3.7")
    assert structure.has("HTTPHeader", "valueFrom")
    assert not structure.has("KubernetesHTTPHeader", "valueFrom")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_definition(kind: str) -> None:
    assert load_structure("3.7").has(kind, "spec")


def test_a_structure_is_loaded_once() -> None:
    assert load_structure("3.7") is load_structure("3.7")


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unsupported version of Argo: 2\.12 \(supported: 3\.4, 3\.5"):
        load_structure("2.12")
