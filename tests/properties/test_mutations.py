"""Whatever is wrong with a pipeline, a person is told where, or gets a manifest; nothing else ever happens."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from argogen.diagnostics import Diagnostic, InvalidInputError, format_text
from argogen.dialects.recognition import is_runnable
from argogen.dialects.runnable.pipeline import RunnableInputs, translate_runnable
from argogen.language.validation.pipeline import validate_pipeline
from argogen.yaml import Document, SourceText, read_documents
from tests.properties.generating import generate_text
from tests.properties.mutations import Original, broken_data, broken_text, originals, read_runnable
from tests.properties.profile import examples


@pytest.mark.slow
@examples(200)
@given(broken=broken_data(originals()))
def test_a_broken_pipeline_is_answered(broken: Original) -> None:
    assert_answered(broken)


@pytest.mark.slow
@examples(200)
@given(broken=broken_text())
def test_a_broken_text_is_answered(broken: Original) -> None:
    assert_answered(broken)


@examples(200)
@given(broken=broken_data(st.sampled_from(read_runnable())))
def test_a_broken_runnable_pipeline_is_answered(broken: Original) -> None:
    documents = read_documents(SourceText("pipeline.yaml", broken.text))
    assume(len(documents) == 3 and is_runnable(documents[0].data))
    pipeline, configuration, parameters = documents
    try:
        document = translate_runnable(pipeline, RunnableInputs(_read_nothing, configuration, parameters)).document
    except InvalidInputError as error:
        assert_explained(error.diagnostics, broken)
    else:
        assert isinstance(document.data, dict)
        for diagnostic in validate_pipeline(document):
            assert_placed(diagnostic, broken)


def _read_nothing(_: str) -> Document:
    return read_documents(SourceText("other.yaml", "x"))[0]


def assert_answered(broken: Original) -> None:
    try:
        manifest = generate_text(broken.text, folder=broken.folder, environment="staging").text
    except InvalidInputError as error:
        assert_explained(error.diagnostics, broken)
    else:
        assert all(isinstance(document, dict) for document in yaml.load_all(manifest, yaml.CSafeLoader))


def assert_explained(found: Sequence[Diagnostic], broken: Original) -> None:
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
