"""Every rule can be asked of whatever someone writes: a person is told where, and a fix breaks nothing."""

from __future__ import annotations

import pytest
from hypothesis import given

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.linter.autofix import apply_fixes
from argogen.linter.selection import RuleConfig
from argogen.yaml import SourceText, read_documents
from tests.lint.linting import lint
from tests.properties.mutations import Original, broken_data, broken_text, originals
from tests.properties.profile import examples
from tests.properties.test_mutations import assert_placed

ALL = RuleConfig(("all",))


@examples(100)
@given(broken=broken_data(originals()))
def test_a_broken_pipeline_is_linted(broken: Original) -> None:
    assert_linted(broken)


@pytest.mark.slow
@examples(100)
@given(broken=broken_text())
def test_a_broken_text_is_linted(broken: Original) -> None:
    assert_linted(broken)


@pytest.mark.slow
@examples(100)
@given(original=originals())
def test_a_good_pipeline_has_nothing_that_render_would_refuse(original: Original) -> None:
    assert [d for d in find(original.text, original) if d.code in ("invalid-expression", "unknown-reference")] == []


def assert_linted(broken: Original) -> None:
    found = find(broken.text, broken)
    for diagnostic in found:
        assert_placed(diagnostic, broken)
    source = SourceText("pipeline.yaml", broken.text)
    mended, count = apply_fixes(source, found)
    if count:
        assert faults_of(mended) <= faults_of(broken.text)
    else:
        assert mended == broken.text


def find(text: str, original: Original) -> list[Diagnostic]:
    return lint(text, ALL, original.folder, environment="staging")


def faults_of(text: str) -> int:
    """How much is wrong with the form of a text."""
    try:
        read_documents(SourceText("pipeline.yaml", text))
    except InvalidInputError as error:
        return len(error.diagnostics)
    return 0
