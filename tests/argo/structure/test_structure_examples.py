from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator

from argogen.argo.structure import KINDS, load_structure

Document = dict[str, Any]

# The examples are those of Argo's main branch, so the newest version has all of their fields.
VERSION = "4.1"


@pytest.fixture(scope="module")
def documents(shared: Path) -> list[tuple[str, Document]]:
    return list(read_documents(shared / "argo-examples"))


def read_documents(folder: Path) -> Iterator[tuple[str, Document]]:
    for file in sorted(folder.rglob("*.yaml")):
        for document in yaml.load_all(file.read_text("utf-8"), yaml.CSafeLoader):
            yield str(file.relative_to(folder)), document


def test_every_example_is_of_a_known_kind_or_one_of_two_of_kubernetes_own(
    documents: list[tuple[str, Document]],
) -> None:
    others = {file: document["kind"] for file, document in documents if document["kind"] not in KINDS}
    assert len({file for file, _ in documents}) == 118
    assert others == {
        "configmaps/simple-parameters-configmap.yaml": "ConfigMap",
        "testvolume.yaml": "PersistentVolumeClaim",
    }


def test_argos_examples_have_no_faults(documents: list[tuple[str, Document]]) -> None:
    structure = load_structure(VERSION)
    argos = [(file, document) for file, document in documents if document["kind"] in KINDS]
    faults = [(file, fault) for file, document in argos for fault in structure.check(document, document["kind"])]
    assert faults == []


def test_the_schemas_accept_argos_examples(documents: list[tuple[str, Document]]) -> None:
    validators = {kind: Draft202012Validator(load_structure(VERSION).json_schema(kind)) for kind in KINDS}
    argos = [(file, document) for file, document in documents if document["kind"] in KINDS]
    refused = [file for file, document in argos if not validators[document["kind"]].is_valid(document)]
    assert refused == []


def test_coercing_argos_examples_changes_nothing(documents: list[tuple[str, Document]]) -> None:
    structure = load_structure(VERSION)
    argos = [(file, document) for file, document in documents if document["kind"] in KINDS]
    changed = [file for file, document in argos if structure.coerce(document, document["kind"]) is not document]
    assert changed == []


# What Argo's own decoder refuses among the lint cases that it can read, by version (found by running its linter).
REFUSED = {
    "086-res-quantity-suffix": {"3.7", "4.0"},
    "137-cron-schedule-old": {"4.0"},
    "144-sync-mutex-old": {"4.0"},
}
# What only Kubernetes or argogen refuses: keys that the API server requires, words that it checks, text for parameters.
STRICTER = {
    "093-env-secret-key-missing",
    "135-art-gc-strategy",
    "168-param-list-value",
    "174-toleration-bad",
}


@pytest.mark.parametrize("version", ["3.7", "4.0"])
def test_the_walker_refuses_what_argos_decoder_refuses(shared: Path, version: str) -> None:
    structure = load_structure(version)
    documents = [
        (file, document) for file, document in read_documents(shared / "lint-cases") if document["kind"] in KINDS
    ]
    refused = {Path(file).stem for file, document in documents if structure.check(document, document["kind"])}
    assert refused - STRICTER == {case for case, versions in REFUSED.items() if version in versions}
