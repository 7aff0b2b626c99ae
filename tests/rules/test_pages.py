"""Every diagnostic has a page, and what the pages show is so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import argogen
from argogen.catalogue import RULES
from argogen.diagnostics import Severity
from argogen.explanations import list_pages, read_page
from argogen.rules.selection import Selection
from argogen.structure import DEFAULT_VERSION

from .linting import lint

PACKAGE = Path(argogen.__file__).parent
# Texts of the same form that are no diagnostics.
OTHERS = {
    "ephemeral-storage", "on-exit", "x-argo", "x-argo-object", "x-bodies", "x-body", "x-groups", "x-offers", "x-on",
}  # fmt: skip
# What no single pipeline can show.
WITHOUT_EXAMPLES = {
    "bad-encoding", "empty-file", "long-text", "missing-file", "missing-folder", "no-pipelines", "not-a-file",
    "tag-in-file", "template-error", "template-syntax", "template-yaml", "too-deep", "too-large", "too-many",
    "unreadable-file", "unwritable-output", "wrong-output",
}  # fmt: skip
SHOWN = sorted(set(list_pages()) - WITHOUT_EXAMPLES)


def find_names() -> Iterator[str]:
    """Every text in the package that may be the name of a diagnostic."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", text):
                yield text


def test_every_diagnostic_has_a_page_and_every_page_a_diagnostic() -> None:
    assert sorted((set(find_names()) | set(RULES)) - OTHERS) == list(list_pages())


def test_codes_are_given_once_and_by_family() -> None:
    codes = [rule.code for rule in RULES.values()]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"AG[0-7]\d\d", code) for code in codes)


@pytest.mark.parametrize("name", list_pages())
def test_a_page_says_what_and_why(name: str) -> None:
    page = read_page(name)
    assert page.summary.endswith(".")
    assert "## Why" in page.text
    assert len(page.examples("Wrong")) == len(page.examples("Right")) == (name in SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_the_wrong_example_is_told(name: str) -> None:
    for example in read_page(name).examples("Wrong"):
        found = lint(example.text, Selection((name,) if name in RULES else ()), example.argo_version or DEFAULT_VERSION)
        assert name in [diagnostic.code for diagnostic in found]


@pytest.mark.parametrize("name", SHOWN)
def test_of_the_right_example_nothing_is_told(name: str) -> None:
    for example in read_page(name).examples("Right"):
        found = lint(example.text, Selection((name,) if name in RULES else ()), example.argo_version or DEFAULT_VERSION)
        assert [d for d in found if d.code == name or d.severity is not Severity.NOTE] == []
