"""Render runs the checks of errors only where a Context has what they are about, and misses none of the errors."""

from __future__ import annotations

import contextlib
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import argogen
from argogen.catalogue import LINT_ONLY, RULES
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.engine.compilation import start_alone
from argogen.engine.front_end.documents import analyze_document
from argogen.engine.manifest_lint import list_manifests, read_objects
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import Prepared, Substituted
from argogen.explanations import list_pages, read_page
from argogen.importing.reading.manifest import InvalidManifestError, read_manifest
from argogen.linter.registry import load_check
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.screening.evidence import Evidence
from argogen.linter.screening.fields import FIELDS
from argogen.linter.screening.screens import SCREENS, is_needed
from argogen.linter.selection import DEFAULT_SELECTION
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.compiling import attempt, make_source, open_session

from .test_kinds import HEAD, KINDS, MAIN, list_texts
from .test_manifests import list_documents

CASES = Path(__file__).parent / "cases"


def list_pipelines() -> Iterator[tuple[str, str]]:
    yield from ((file.stem, file.read_text("utf-8")) for file in sorted(CASES.glob("*.yaml")))
    for name in list_pages():
        for number, example in enumerate(read_page(name).examples("Wrong")):
            if "apiVersion: argoproj.io" not in example.text:
                yield f"{name}-{number}", example.text


def list_errors(found: tuple[Diagnostic, ...]) -> set[tuple[str, int, int]]:
    return {(it.code, it.place.line, it.place.column) for it in found if it.severity is Severity.ERROR}


def analyze_alone(document: Document, source_file: SourceFile, mode: Mode) -> Prepared:
    compilation = start_alone(source_file, CompileOptions(), open_session(), mode)
    return analyze_document(Substituted(document), compilation)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in list_pipelines()])
def test_render_reports_the_errors_that_lint_reports(text: str) -> None:
    source_file = SourceFile(SourceText("p.yaml", text), CASES / "p.yaml", CASES)
    render, lint = (attempt(source_file, CompileOptions(), mode).diagnostics for mode in (Mode.RENDER, Mode.LINT))
    assert list_errors(render) == list_errors(lint)


def list_defaults() -> Iterator[Any]:
    """Yield manifests whose defaults of templates have the faults that templates have in others."""
    for kind in (kind for kind in KINDS if kind["in"] == "template"):
        for number, part in enumerate(kind["wrong"], 1):
            defaults = f"{HEAD}  templateDefaults:\n{textwrap.indent(part, ' ' * 4)}  templates:\n{MAIN}"
            yield pytest.param(defaults, id=f"{kind['kind']} in defaults {number}")


def list_manifest_texts() -> Iterator[Any]:
    """Yield all manifests with violations; all but the first of a file or a kind are slow."""
    manifests = (pytest.param(text, id=name) for name, text in list_documents())
    seen: set[str] = set()
    for given in (*manifests, *list_texts("wrong"), *list_defaults()):
        group = re.sub(r"[- ]\d+$", "", given.id)
        yield pytest.param(*given.values, id=given.id, marks=[pytest.mark.slow] if group in seen else [])
        seen.add(group)


@pytest.mark.parametrize("text", list(list_manifest_texts()))
def test_render_would_report_the_errors_of_manifests(text: str) -> None:
    source_file = SourceFile(SourceText("p.yaml", re.sub(r"  #! .+", "", text)), Path("p.yaml"), Path())
    for origin in list_manifests(read_objects(source_file)):
        try:
            document = read_manifest(origin, origin.value).document
            found = [analyze_alone(document, source_file, mode).diagnostics for mode in (Mode.RENDER, Mode.LINT)]
        except (InvalidManifestError, InvalidInputError):
            continue
        assert list_errors(found[0]) == list_errors(found[1])


def find_without_fields(prepared: Prepared) -> list[RuleDiagnostic]:
    """Return what checks find in a Context without the fields that they require."""
    assert prepared.context is not None
    subject = argogen.linter.Subject(prepared.context)
    given = Evidence(subject, ()).set_fields
    lacking = [] if given is None else [check for check, fields in FIELDS.items() if fields.isdisjoint(given)]
    return [found for check in lacking for found in load_check(check)(subject)]


@pytest.mark.parametrize("text", list(list_manifest_texts()))
def test_checks_find_nothing_in_manifests_without_their_fields(text: str) -> None:
    source_file = SourceFile(SourceText("p.yaml", re.sub(r"  #! .+", "", text)), Path("p.yaml"), Path())
    for origin in list_manifests(read_objects(source_file)):
        try:
            prepared = analyze_alone(read_manifest(origin, origin.value).document, source_file, Mode.CONVERT)
        except (InvalidManifestError, InvalidInputError):
            continue
        assert find_without_fields(prepared) == []


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in list_pipelines()])
def test_checks_find_nothing_in_pipelines_without_their_fields(text: str) -> None:
    source_file = make_source(text)
    with contextlib.suppress(InvalidInputError):
        for document in read_documents(source_file.source):
            prepared = analyze_alone(document, source_file, Mode.CONVERT)
            assert prepared.context is None or find_without_fields(prepared) == []


def test_each_check_of_an_error_is_screened_or_lints_alone() -> None:
    rules = [rule for rule in RULES.values() if not rule.profile]  # lint alone checks profiles
    checks = {check for rule in rules if rule.severity is Severity.ERROR for check in rule.checks}
    checks |= {check for rule in rules if rule.has_errors for check in rule.checks}
    complete = {check for rule in rules for check in rule.render_checks}
    alone = {rule.name for rule in rules if rule.severity is Severity.ERROR and not rule.in_render}
    assert checks - complete == {it for it in (*SCREENS, *LINT_ONLY) if it not in RULES} - complete
    assert not set(SCREENS) & set(LINT_ONLY)
    assert alone == {"unknown-rule", "unknown-template-ref"}


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ("run: echo\n", set()),
        ("run: echo $A\nenv: {A: x}\nretry: 3\n", set()),
        ("parameters: {a: x}\nsteps: [{name: s, when: \"'{{parameters.a}}' == 'x'\", run: echo}]\n", set()),
        ("run: echo\nmetrics: {prometheus: []}\n", {"values.metrics:check_metrics"}),
        ("steps: [{name: s, for_each: [1], with: {m: 'a {{item}}'}, run: 'true'}]\n", set()),
        (
            "run: echo\ntimeout: 1h\n",
            {
                "structure.limits:check_limits",
                "structure.placements:find_misplaced_fields",
                "values.notations:check_durations",
            },
        ),
        ("steps: [{name: s, when: '1 == 1', run: echo}]\n", {"expressions.conditions:check_conditions"}),
        ("run: echo\nimage: Alpine\n", {"values.notations:check_images"}),
    ],
)
def test_few_checks_are_needed(text: str, checks: set[str]) -> None:
    whole = f"name: p\ndefaults: {{image: alpine:3.23}}\n{text}"
    source_file = make_source(whole)
    (document,) = read_documents(source_file.source)
    prepared = analyze_alone(document, source_file, Mode.CONVERT)
    assert prepared.context is not None
    evidence = Evidence(argogen.linter.Subject(prepared.context), [whole])
    assert {check for check in DEFAULT_SELECTION.list_error_checks() if is_needed(check, evidence)} == checks


@pytest.mark.parametrize("fields", ["command: [null]", "args: [null, a]", "env: [{name: A, value: null}]"])
def test_nulls_in_containers_are_screened(fields: str) -> None:
    text = f"name: p\nscript: {{image: 'alpine:3.23', source: ls, {fields}}}\n"
    found = argogen.render(text=text).diagnostics
    assert [each for each in found if each.severity is Severity.ERROR] == []
