"""Snapshots of the pipelines of `manifests`, and of the diagnostics of `refused`."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, format_text, in_reading_order
from tests.oracle.same_manifest import find_differences
from tests.snapshots import TextFile, YamlFile

from .importing import import_text, read_all, read_objects, render_text

HERE = Path(__file__).parent
GOOD = sorted((HERE / "manifests").glob("*.yaml"))
BAD = sorted((HERE / "refused").glob("*.yaml"))
# Manifests with fields that Argo ignores or a cluster sets, which the pipeline lacks.
LESS = {"exported"}
# Errors in some of them that Kubernetes reports, and which the pipeline keeps.
WRONG = {
    "names-twice": {"duplicate-mount"},
    "odd-objects": {"invalid-volume", "invalid-env-var"},
    "pods": {"reserved-container-name"},
}


def show(diagnostics: list[Diagnostic]) -> str:
    return "".join(f"{format_text(d)}\n" for d in in_reading_order(diagnostics))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_reads_as_a_person_would_write_it(path: Path, snapshot: SnapshotAssertion) -> None:
    imported = import_text(path.read_text("utf-8"), path.name)
    assert imported.text == snapshot(extension_class=YamlFile)
    assert {found.code for found in imported.diagnostics if found.severity is Severity.ERROR} == WRONG.get(
        path.stem, set()
    )


@pytest.mark.parametrize("path", [path for path in GOOD if path.stem not in LESS], ids=lambda path: path.stem)
def test_renders_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    rendered = read_all(render_text(import_text(text).text))
    pairs = zip(read_objects(text), rendered, strict=True)
    assert [found for one, other in pairs for found in find_differences(one, other)] == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_second_import_gives_the_same(path: Path) -> None:
    first = import_text(path.read_text("utf-8")).text
    assert read_all(import_text(render_text(first)).text) == read_all(first)


@pytest.mark.parametrize("name", ["newer", "exported", "pod-fields-on-steps"])
def test_tells_what_became_of_some_fields(name: str, snapshot: SnapshotAssertion) -> None:
    imported = import_text((HERE / "manifests" / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    assert show(list(imported.diagnostics)) == snapshot(extension_class=TextFile)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_says_what_is_wrong(path: Path, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(InvalidInputError) as raised:
        import_text(path.read_text("utf-8"), path.name)
    assert show(list(raised.value.diagnostics)) == snapshot(extension_class=TextFile)


@pytest.mark.parametrize("name", ["steps", "dag", "pods"])
def test_leaves_names_to_argogen_and_puts_into_defaults_what_is_common(name: str, snapshot: SnapshotAssertion) -> None:
    text = (HERE / "manifests" / f"{name}.yaml").read_text("utf-8")
    assert import_text(text, rename=True, factor=True).text == snapshot(extension_class=YamlFile)
