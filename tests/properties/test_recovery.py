"""A fault of form hides no error elsewhere, and nothing is reported that only follows from it."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from argogen.argo.structure import KINDS, load_structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.language.validation.argo_objects import find_argo_faults
from argogen.language.validation.pipeline import find_schema_faults
from argogen.yaml import Document, SourceText, read_documents
from argogen.yaml.kubernetes import KUBERNETES
from tests.lint.linting import lint
from tests.properties.faults import (
    APART,
    COMPONENTS,
    TEMPLATES,
    Data,
    Faulty,
    faulty_manifests,
    faulty_pipelines,
    templates_of,
)
from tests.properties.generating import generate_text, write_pipeline
from tests.properties.mutations import ROOT, read_originals
from tests.properties.profile import examples

STRUCTURE = load_structure("3.7")
# A fault of one of these leaves open whether a name is in it.
OPAQUE = {
    "components",
    "parameters",
    "volumes",
    "profiles",
    "templates",
    "arguments",
    "entrypoint",
    "volumeClaimTemplates",
}
Shown = tuple[str, str]


@functools.cache
def read_pipelines() -> list[Data]:
    documents = [read_documents(SourceText("x", each.text)) for each in read_originals() if "${{" not in each.text]
    data = [document.data for found in documents if len(found) == 1 for document in found]
    return [each for each in data if isinstance(each, dict) and is_alone(each)]


def is_alone(pipeline: Data) -> bool:
    """Whether it can have components."""
    return "apiVersion" not in pipeline and "event" not in pipeline and "/" in str(pipeline.get("use", "/"))


@functools.cache
def read_manifests() -> list[Data]:
    folder = ROOT / "tests/importing/manifests"
    data = [each for file in sorted(folder.glob("*.yaml")) for each in yaml.safe_load_all(file.read_text("utf-8"))]
    return [each for each in data if each["kind"] in KINDS and has_templates(each) and not check_manifest(each)]


def has_templates(manifest: Data) -> bool:
    try:
        return isinstance(templates_of(manifest), list)
    except KeyError:
        return False


def check_pipeline(data: Data) -> set[Shown]:
    try:
        return show(generate_text(write_pipeline(data), folder=ROOT / "examples").diagnostics)
    except InvalidInputError as error:
        return show(error.diagnostics)


def check_manifest(data: Data) -> set[Shown]:
    return show(lint(write_pipeline(data), folder=Path()))


def show(found: Iterable[Diagnostic]) -> set[Shown]:
    return {(diagnostic.code, diagnostic.message) for diagnostic in found}


def find_faults(document: Document) -> list[StructureDiagnostic]:
    return [*find_schema_faults(document.data), *find_argo_faults(document, STRUCTURE)]


@pytest.mark.parametrize("error", COMPONENTS)
@examples(40)
@given(data=st.data())
def test_a_pipeline_is_checked_beside_a_fault(error: str, data: st.DataObject) -> None:
    given = data.draw(faulty_pipelines(st.sampled_from(read_pipelines()), error))
    (document,) = read_documents(SourceText("pipeline.yaml", write_pipeline(given.faulty)))
    faults = find_faults(document)
    components = given.faulty.get("components")
    assume(faults and isinstance(components, dict) and APART in components)
    assert_recovered(error, given, check_pipeline(given.sound), check_pipeline(given.faulty), faults)


@pytest.mark.parametrize("error", TEMPLATES)
@examples(40)
@given(data=st.data())
def test_a_manifest_is_checked_beside_a_fault(error: str, data: st.DataObject) -> None:
    given = data.draw(faulty_manifests(st.sampled_from(read_manifests()), error))
    (document,) = read_documents(SourceText("pipeline.yaml", write_pipeline(given.faulty)), KUBERNETES)
    assume(given.path[0] == "spec" and "kind" in given.faulty and has_apart(given.faulty))
    faults = STRUCTURE.check(document.data, document.data["kind"])
    assume(faults)
    assert_recovered(error, given, check_manifest(given.sound), check_manifest(given.faulty), faults)


def has_apart(manifest: Data) -> bool:
    try:
        return any(isinstance(each, dict) and each.get("name") == APART for each in templates_of(manifest))
    except (KeyError, TypeError, AttributeError):
        return False


def assert_recovered(
    error: str, given: Faulty, before: set[Shown], found: set[Shown], faults: Iterable[StructureDiagnostic]
) -> None:
    known = {(fault.code, fault.message) for fault in faults}
    notes = [code for code, _ in found if code == "not-checked"]
    assert known <= found
    assert found <= known | before | {shown for shown in found if shown[0] == "not-checked"}
    assert len(notes) <= 1
    if OPAQUE.isdisjoint(given.path[-3:]):
        apart = {shown for shown in before if shown[0] == error and ("zz-" in shown[1] or "nowhere" in shown[1])}
        assert apart <= found
