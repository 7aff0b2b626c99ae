"""Every diagnostic has a page, and what the pages show is so."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

import argogen
from argogen.argo.versions import DEFAULT_VERSION, parse_version
from argogen.catalogue import RULES
from argogen.diagnostics import Diagnostic, Severity
from argogen.explanations import Example, list_pages, read_page
from argogen.linter.selection import RuleConfig

from .linting import lint

PACKAGE = Path(argogen.__file__).parent
# Texts of the same form that are no diagnostics.
OTHERS = {
    "auto-start-reverse", "cat-file", "container-init", "container-set", "content-type", "cron-workflow",
    "do-nothing", "docker-init", "ephemeral-storage", "invalid-syntax", "ls-files", "ls-remote", "ls-tree",
    "merge-base", "on-exit", "phase-name", "pipeline-runner", "rev-parse", "run-events", "run-journal",
    "run-outcomes", "run-workflow", "runnable-configuration", "scheduled-time", "schedules", "template-ref", "when",
    "workflow-archiving-status", "workflow-template", "x-argo", "x-argo-object", "x-argo-type", "x-bodies",
    "x-body", "x-groups", "x-inherited-by", "x-offers", "x-on", "x-passed",
}  # fmt: skip
# What reports a diagnostic, and has its name before all other texts.
REPORTS = (
    "Diagnostic", ".diagnose", "UnresolvedReferenceError", "._error", "._error_at_key", ".error", ".note",
    ".report", ".warning",
)  # fmt: skip
# What no single pipeline can show.
WITHOUT_EXAMPLES = {
    "ambiguous-expansion", "invalid-encoding", "empty-file", "oversized-manifest", "oversized-argument", "missing-file",
    "missing-directory", "no-pipelines", "not-a-file", "recursive-dag", "template-tag-in-file", "template-error",
    "template-syntax", "template-yaml", "nesting-too-deep", "alias-expansion-too-large", "too-many-objects",
    "unreadable-file", "unwritable-output", "wrong-document-count", "invalid-output", "invalid-notebook",
    "unknown-notebook-parameter", "expansion-too-large", "invalid-data", "missing-linter", "python-script",
    "shell-script", "kubeflow-parameter-size",
}  # fmt: skip
# What is wrong with projects, packs, manifests that are there, and imports.
OF_PROJECTS = {
    "raw-argo-field", "newer-argo-version", "not-a-manifest", "import-not-equivalent", "nothing-to-import",
    "helm-template",
    "argogen-too-old", "invalid-pack", "invalid-toml", "pack-digest-mismatch", "invalid-lock-file",
    "manually-edited-manifest", "existing-file", "overridden-policy", "unmanaged-file", "git-error",
    "orphaned-manifest", "missing-manifest", "missing-pack", "missing-pack-parameter", "moved-pack-tag",
    "git-not-found", "missing-project-file", "not-a-git-repository", "render-process-exited", "render-limit-exceeded",
    "stale-manifest", "outdated-stamp", "multiple-project-documents", "unknown-environment", "unknown-pack",
    "unknown-pack-parameter", "unknown-output-placeholder", "unknown-revision", "unknown-template", "unlocked-pack",
    "pack-fetch-failed", "unreadable-output", "invalid-plugin", "plugin-error", "untracked-manifest",
    "pack-name-mismatch", "outside-work-tree", "unused-override",
}  # fmt: skip
# What is wrong with test files and their cases.
OF_TESTS = {
    "endless-workflow", "failed-expectation", "missing-mock", "no-tests", "unchecked-case", "unknown-name",
    "unknown-step", "unused-mock",
}  # fmt: skip
OF_RUNS = {"changed-manifest", "exposed-secret", "unmet-requirement"}
SHOWN = sorted(set(list_pages()) - WITHOUT_EXAMPLES - OF_PROJECTS - OF_TESTS - OF_RUNS)


@functools.cache
def read_names() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return all texts of the package that may be names, and the first one of each call, after what is called."""
    texts, calls = set[str](), set[tuple[str, str]]()
    for node in (node for file in PACKAGE.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))):
        if isinstance(node, ast.Constant) and is_name(node.value):
            texts.add(node.value)
        elif isinstance(node, ast.Call):
            given = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            calls.update((ast.unparse(node.func), name) for name in list(filter(is_name, given))[:1])
    return frozenset(texts), frozenset(calls)


def find_names() -> Iterator[str]:
    """Every text in the package that may be the name of a diagnostic."""
    yield from (text for text in read_names()[0] if "-" in text)
    yield from find_reported(REPORTS)


def find_reported(calls: tuple[str, ...]) -> Iterator[str]:
    """The names that are given to any of these."""
    return (name for called, name in read_names()[1] if called.endswith(calls))


def is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", value) is not None


def test_every_diagnostic_has_a_page_and_every_page_a_diagnostic() -> None:
    assert sorted((set(find_names()) | set(RULES)) - OTHERS) == list(list_pages())


def test_what_is_no_error_has_a_code_so_that_it_can_be_disabled() -> None:
    assert set(find_reported((".note", ".warning"))) <= set(RULES)


def test_each_page_has_its_sections() -> None:
    pages = [read_page(name) for name in list_pages()]
    assert [page.name for page in pages if not page.summary.endswith(".") or "## Why" not in page.text] == []
    examples = {page.name: [len(page.examples(section)) for section in ("Wrong", "Right")] for page in pages}
    assert {name: [int(name in SHOWN)] * 2 for name in examples} == examples


def find_in(name: str, example: Example, folder: Path) -> list[Diagnostic]:
    selection = RuleConfig((name,) if name in RULES else ())
    configuration = folder / "config.yaml" if example.configuration else None
    if configuration is not None:
        configuration.write_text(example.configuration)
    version = parse_version(example.argo_version or DEFAULT_VERSION)
    return lint(example.text, selection, argo_version=version, configuration=configuration)


@pytest.mark.parametrize("name", SHOWN)
def test_the_wrong_example_is_reported(name: str, tmp_path: Path) -> None:
    for example in read_page(name).examples("Wrong"):
        assert name in [diagnostic.code for diagnostic in find_in(name, example, tmp_path)]


@pytest.mark.parametrize("name", SHOWN)
def test_the_right_example_is_accepted(name: str, tmp_path: Path) -> None:
    for example in read_page(name).examples("Right"):
        found = find_in(name, example, tmp_path)
        assert [d for d in found if d.code == name or d.severity is not Severity.NOTE] == []
