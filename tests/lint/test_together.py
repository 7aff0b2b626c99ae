"""Sources that are checked together have the diagnostics that they have alone."""

from __future__ import annotations

import pytest

from argogen.diagnostics import Diagnostic
from argogen.engine.manifest_lint import ManifestSource, check_manifests_of, read_objects
from argogen.engine.options import CompileOptions
from argogen.linter.selection import RuleConfig
from argogen.workspace import linting
from tests.compiling import make_source, open_session

from .test_manifests import list_documents

WITHOUT_DEFAULTS = RuleConfig(select=("AG7",), ignore=("all",))
INVALID = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{nam: x}]}\n"


def list_sources(step: int) -> list[ManifestSource]:
    texts = [*(text for _, text in [*list_documents()][::step]), INVALID, "run: echo\n", "a: ["]
    files = [make_source(text, f"{number}.yaml") for number, text in enumerate(texts)]
    options = CompileOptions(), CompileOptions(selection=WITHOUT_DEFAULTS)
    return [ManifestSource(read_objects(file), file, options[number % 3 == 0]) for number, file in enumerate(files)]


def describe(found: list[Diagnostic]) -> list[tuple[str, str, str, str]]:
    return [(it.code, it.message, it.hint, str(it.place)) for it in found]


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_sources_together_have_the_diagnostics_that_they_have_alone(step: int) -> None:
    sources, session = list_sources(step), open_session()
    alone = [check_manifests_of([source], session)[0] for source in sources]
    together = check_manifests_of(sources, session)
    assert [describe([*it.diagnostics]) for it in together] == [describe([*it.diagnostics]) for it in alone]
    assert [it.is_all for it in together] == [it.is_all for it in alone]
    assert {it.is_all for it in together} == {True, False}
    assert sum(len(it.diagnostics) for it in together) > len(sources)


def test_only_small_sources_are_checked_together() -> None:
    lengths = [10, linting.TOGETHER, 5, linting.TOGETHER - 5, 1, 2 * linting.TOGETHER]
    sources = [(make_source("x" * length), CompileOptions()) for length in lengths]
    assert [[len(file.source.text) for file, _ in some] for some in linting.split(sources)] == [
        [10], [linting.TOGETHER], [5, linting.TOGETHER - 5], [1], [2 * linting.TOGETHER]
    ]  # fmt: skip
    assert list(linting.split([])) == []
