"""The words that people read."""

from __future__ import annotations

import pytest

from .phrases import PHRASES, find_phrases
from .prose import ROOT, read_all, read_module, read_page, read_settings, read_template
from .scan import EXCEPTIONS, find_matches, is_excepted


@pytest.mark.parametrize(
    "riddle",
    [
        "the number is none",
        "Say how bad it is",
        "Mend what has one right answer",
        "a manifest says so",
        "which Argo knows",
        "a circle on which nothing decides",
        "a field of Argo's",
        "the folder of the node",
        "it stands where it has no effect",
        "brings manifests up to date",
        "an output that is not\nthere",
    ],
)
def test_a_riddle_is_found(riddle: str) -> None:
    assert find_phrases(riddle)


@pytest.mark.parametrize(
    "plain",
    [
        "a pod on a spot node",
        "`--format text` prints plain text",
        "the value of `argogen.lock`",
        "manually edited manifests are not overwritten",
        "the file of Argo's JSON Schema definitions",
        "is one of the allowed values",
    ],
)
def test_plain_words_are_not(plain: str) -> None:
    assert find_phrases(plain) == []


def test_prose_is_read_from_everywhere() -> None:
    files = {prose.file.relative_to(ROOT).parts[0] for prose in read_all()}
    assert files >= {"generator", "schemas", "templates", "docs", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
    assert files >= {".ci", ".github", "release", "integrations", "action.yml", "Dockerfile", ".pre-commit-hooks.yaml"}
    assert list(read_module('"""Two words."""\nx = "one"  # why it\n# so\n')) == [(1, "Two words."), (2, "why it so")]
    assert list(read_page("One `a text`.\n\n```\na text\n```\n\ntwo\n")) == [(1, "One `code`."), (7, "two\n")]
    assert list(read_template("a\n{# two #}\n")) == [(2, " two ")]
    assert list(read_settings("#!/bin/sh\n# a\n# b\nc#d # e\n  description: f\n")) == [(2, "a b e"), (5, "f")]
    assert len(PHRASES) > 30


def test_no_phrase_needs_a_translation() -> None:
    assert [match for match in find_matches() if not is_excepted(match)] == []


def test_every_exception_is_necessary() -> None:
    found = {(match.file, match.phrase) for match in find_matches([ROOT / file for file, _ in EXCEPTIONS])}
    assert EXCEPTIONS.keys() - found == set()
    assert all(EXCEPTIONS.values())
