"""Whatever is wrong with a pipeline, a person is told where, or gets a manifest; nothing else ever happens."""

from __future__ import annotations

import yaml
from hypothesis import given

from argogen.diagnostics import Diagnostic, InvalidInputError, format_text
from properties.generating import generate_text
from properties.mutations import Original, broken_data, broken_text
from properties.profile import examples


@examples(200)
@given(broken=broken_data())
def test_a_broken_pipeline_is_answered(broken: Original) -> None:
    assert_answered(broken)


@examples(200)
@given(broken=broken_text())
def test_a_broken_text_is_answered(broken: Original) -> None:
    assert_answered(broken)


def assert_answered(broken: Original) -> None:
    try:
        manifest = generate_text(broken.text, folder=broken.folder, environment="staging").text
    except InvalidInputError as error:
        found = error.diagnostics
    else:
        assert all(isinstance(document, dict) for document in yaml.load_all(manifest, yaml.CSafeLoader))
        return
    assert found
    for diagnostic in found:
        assert_placed(diagnostic, broken)


def assert_placed(diagnostic: Diagnostic, broken: Original) -> None:
    place = diagnostic.place
    assert diagnostic.message
    assert "\n" not in f"{diagnostic.message} {diagnostic.hint}"
    assert str(place) in format_text(diagnostic)
    if diagnostic.code != "empty-file" and place.file == "pipeline.yaml":
        lines = broken.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= place.line <= len(lines)
        assert place.text == lines[place.line - 1].rstrip("\r\n")
        assert 1 <= place.column <= len(place.text) + 1
        assert 1 <= place.width <= max(1, len(place.text) - place.column + 1)
