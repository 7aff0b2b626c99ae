"""The manifest of any valid pipeline can be imported, and comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.importing.importing import import_text, list_keys, read_all, render_text
from tests.oracle.same_manifest import find_differences
from tests.properties.generating import generate_assumed, write_pipeline
from tests.properties.pipelines import pipelines
from tests.properties.profile import examples


@pytest.mark.slow
@examples(100)
@given(data=pipelines())
def test_a_manifest_comes_back(data: dict[str, Any]) -> None:
    manifest = generate_assumed(write_pipeline(data)).text
    imported = import_text(manifest).text
    rendered = render_text(imported)
    pairs = zip(read_all(manifest), read_all(rendered), strict=True)
    assert [found for one, other in pairs for found in find_differences(one, other)] == []
    assert read_all(import_text(rendered).text) == read_all(imported)
    assert not list_keys(read_all(imported)) & {"argo", "foreign_tags"}
