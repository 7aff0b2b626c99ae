"""The imported examples of Argo: their manifests, and the form of the pipelines."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import argogen
from argogen.argo.structure import KINDS
from argogen.diagnostics import Diagnostic
from argogen.yaml.emitter import dump_all
from tests.importing.importing import import_text, list_keys, read_all, read_objects, render_text

from .argolint import ArgoLint, settle_libraries
from .same_manifest import find_differences

# By hand, hard ones came to 0.71.
MOST_LINES = 0.75


class Case(NamedTuple):
    """A file of manifests, the pipelines for it, and what these become."""

    text: str
    pipelines: str
    diagnostics: tuple[Diagnostic, ...]
    rendered: str


def make_case(file: Path) -> Case:
    text = file.read_text("utf-8")
    imported = import_text(text, file.name)
    return Case(text, imported.text, imported.diagnostics, render_text(imported.text))


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Case]:
    folder = shared / "argo-examples"
    files = sorted(folder.rglob("*.yaml"))
    assert len(files) == 118
    return {str(file.relative_to(folder)): make_case(file) for file in files}


def test_they_become_what_they_were(cases: dict[str, Case]) -> None:
    def compare(case: Case) -> list[str]:
        pairs = zip(read_objects(case.text), read_all(case.rendered), strict=True)
        return [found for one, other in pairs for found in find_differences(one, other)]

    assert {name: found for name, case in cases.items() if (found := compare(case))} == {}


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_they_render_without_options(shared: Path, tmp_path: Path, step: int) -> None:
    """Not even with one that keeps errors."""

    def compare(file: Path) -> list[str]:
        path = tmp_path / "pipeline.yaml"
        path.write_text(argogen.convert(file).raise_for_errors().text, "utf-8")
        rendered = read_all(argogen.render(path).raise_for_errors().text)
        pairs = zip(read_objects(file.read_text("utf-8")), rendered, strict=True)
        return [found for one, other in pairs for found in find_differences(one, other)]

    files = sorted((shared / "argo-examples").rglob("*.yaml"))[::step]
    assert {file.name: found for file in files if (found := compare(file))} == {}


def test_they_are_pipelines(cases: dict[str, Case]) -> None:
    """No pipeline contains a manifest, except for objects of Kubernetes."""
    carried = {
        name: data["kind"] for name, case in cases.items() for data in read_all(case.pipelines) if "apiVersion" in data
    }
    assert carried == {
        "configmaps/simple-parameters-configmap.yaml": "ConfigMap",
        "testvolume.yaml": "PersistentVolumeClaim",
    }
    assert not set(carried.values()) & set(KINDS)


def test_the_language_has_words_for_all_of_them(cases: dict[str, Case]) -> None:
    """No fields are raw, no tag has only the form of Argo, and no defaults are added."""
    wanted = {"argo", "foreign_tags", "defaults"}
    found = {name: keys for name, case in cases.items() if (keys := wanted & list_keys(read_all(case.pipelines)))}
    said = {diagnostic.code for case in cases.values() for diagnostic in case.diagnostics}
    print(f"{len(found)} of {len(cases)} files with raw fields")
    assert found == {}
    assert said == {"nothing-to-import", "invalid-label"}  # fun-with-gifs has a label with a dash at its end


def test_they_are_shorter(cases: dict[str, Case]) -> None:
    def measure(case: Case) -> float:
        pipelines, manifests = (
            dump_all(documents).count("\n") for documents in (read_all(case.pipelines), read_objects(case.text))
        )
        return pipelines / manifests

    median = statistics.median(map(measure, cases.values()))
    print(f"pipelines have {median:.2f} times the lines of manifests, both written by one emitter")
    assert median <= MOST_LINES


@pytest.mark.slow
def test_a_second_import_gives_the_same(cases: dict[str, Case]) -> None:
    changed = [
        name for name, case in cases.items() if read_all(import_text(case.rendered).text) != read_all(case.pipelines)
    ]
    assert changed == []


@pytest.mark.slow
def test_argo_accepts_what_it_accepted(cases: dict[str, Case], argolint: ArgoLint, tmp_path: Path) -> None:
    def find_refused(folder: str, texts: dict[str, str]) -> set[str]:
        (tmp_path / folder).mkdir()
        written = {name.replace("/", "-").removesuffix(".yaml"): settle_libraries(text) for name, text in texts.items()}
        faults = argolint.find_faults(written, tmp_path / folder)
        return {": ".join(fault.split(": ")[:2]) for fault in faults}

    before = find_refused("before", {name: case.text for name, case in cases.items()})
    after = find_refused("after", {name: case.rendered for name, case in cases.items()})
    # Some call templates of other files, and two have nothing of Argo's.
    assert len(before) < 20
    assert after <= before


@pytest.mark.slow
@pytest.mark.parametrize("option", ["rename", "factor"])
def test_options_lose_nothing(cases: dict[str, Case], option: str) -> None:
    """Rendering checks names and references; that it becomes the same manifest, import checks itself."""
    for name, case in cases.items():
        imported = import_text(case.text, name, **{option: True})
        before, after = read_all(case.rendered), read_all(render_text(imported.text))
        if option == "factor":
            pairs = zip(before, after, strict=True)
            assert [found for one, other in pairs for found in find_differences(one, other)] == [], name
        else:
            assert [count_templates(each) for each in after] == [count_templates(each) for each in before], name


def count_templates(manifest: Any) -> int:
    spec = manifest.get("spec", {})
    return len(spec.get("workflowSpec", spec).get("templates", ()))
