"""Imported manifests of the examples render to the same again, and so do imported runnable pipelines."""

from __future__ import annotations

import pytest

from argogen.engine.options import CompileOptions
from tests.compiling import convert
from tests.examples.gallery import CONFIGURATION, EXAMPLES, FOLDER, PARAMETERS, RUNNABLE, render_example
from tests.oracle.same_manifest import find_differences

from .importing import import_text, list_keys, read_all, render_text

FROM_RUNNABLE = [name for name, given in EXAMPLES.items() if given.folder == RUNNABLE]


def find_changes(before: str, after: str) -> list[str]:
    pairs = zip(read_all(before), read_all(after), strict=True)
    return [found for one, other in pairs for found in find_differences(one, other)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_manifests_come_back(name: str) -> None:
    manifest = render_example(name).text
    imported = import_text(manifest).text
    assert find_changes(manifest, render_text(imported)) == []
    assert read_all(import_text(render_text(imported)).text) == read_all(imported)


@pytest.mark.parametrize("name", FROM_RUNNABLE)
def test_runnable_pipelines_become_native_ones(name: str) -> None:
    options = CompileOptions(configuration=CONFIGURATION, parameters=PARAMETERS)
    imported = convert(EXAMPLES[name], options)
    assert find_changes(render_example(name).text, render_text(imported.text)) == []
    assert not list_keys(read_all(imported.text)) & {"dag", "start_at", "next_node", "custom"}


def test_comments_of_runnable_pipelines_stay() -> None:
    imported = convert(EXAMPLES["runnable-map"], CompileOptions(configuration=CONFIGURATION))
    (comment,) = [line for line in (FOLDER / "runnable/map.yaml").read_text("utf-8").splitlines() if line[:1] == "#"]
    assert imported.text.startswith(f"{comment}\nname: scores\n")
