"""`argogen explain`, SARIF and the reference describe each rule by its row in the catalogue and its page alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import argogen
from argogen.catalogue import RULES, Rule
from argogen.diagnostics import Diagnostic, Place
from argogen.explanations import list_pages
from argogen.formats import sarif
from tests.cli.conftest import Run

PAGES = Path(argogen.__file__).parent / "pages"
SITE = "https://argogen.dev"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"
_ROW = re.compile(r"^\| \[(\w+)\]\(#([\w-]+)\) \| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_SECTION = re.compile(r"^## (\w+) ([\w-]+)\n\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Reference(NamedTuple):
    """The rows of the table of rules, and the sections below it, by the name of the rule."""

    rows: Mapping[str, tuple[str, ...]]
    sections: Mapping[str, tuple[str, str]]


def read_page_file(name: str) -> str:
    """Return the content of the file of a page, without the heading."""
    heading, _, text = (PAGES / f"{name}.md").read_text("utf-8").partition("\n\n")
    assert heading == f"# {name}"
    return text


@pytest.fixture(scope="module")
def reference() -> Reference:
    page = REFERENCE.read_text("utf-8")
    rows = {name: (code, anchor, severity, summary) for code, anchor, name, severity, summary in _ROW.findall(page)}
    return Reference(rows, {name: (code, text) for code, name, text in _SECTION.findall(page)})


@pytest.fixture(scope="module")
def descriptions() -> Mapping[str, Mapping[str, Any]]:
    """The SARIF descriptions of all rules and other diagnostics by name."""
    found = [Diagnostic(name, "x", Place("p.yaml", 1, 1)) for name in (*RULES, *list_pages())]
    with pytest.MonkeyPatch.context() as patch:  # an environment may have the metadata of an older version
        patch.setattr(sarif, "find_address", {"Documentation": SITE, "Repository": ""}.__getitem__)
        (run,) = json.loads(sarif.write(found, Path("/"), {}))["runs"]
    return {rule["name"]: rule for rule in run["tool"]["driver"]["rules"]}


def describe_rule(rule: Rule) -> Mapping[str, Any]:
    """Return the description that SARIF should have of a rule."""
    text = read_page_file(rule.name)
    return {
        "id": rule.code,
        "name": rule.name,
        "defaultConfiguration": {"level": rule.severity.value},
        "helpUri": f"{SITE}/diagnostics/{rule.name}.html",
        "shortDescription": {"text": rule.summary},
        "help": {"text": text, "markdown": text},
    }


def describe_diagnostic(name: str) -> Mapping[str, Any]:
    """Return what SARIF should say about a diagnostic that is no rule."""
    text = read_page_file(name)
    summary = " ".join(text.partition("\n\n")[0].split())
    return {"shortDescription": {"text": summary}, "help": {"text": text, "markdown": text}}


def test_sarif_describes_rules_from_the_catalogue_and_their_pages(
    descriptions: Mapping[str, Mapping[str, Any]],
) -> None:
    expected = {rule.name: describe_rule(rule) for rule in RULES.values()}
    assert {name: descriptions[name] for name in expected} == expected


def test_sarif_describes_other_diagnostics_from_their_pages(descriptions: Mapping[str, Mapping[str, Any]]) -> None:
    expected = {name: describe_diagnostic(name) for name in sorted({*list_pages()} - {*RULES})}
    assert {name: {key: descriptions[name][key] for key in expected[name]} for name in expected} == expected


def test_the_reference_describes_rules_from_the_catalogue_and_their_pages(reference: Reference) -> None:
    rows = {rule.name: write_row(rule) for rule in RULES.values()}
    assert reference.rows == rows
    sections = {
        name: (code, re.sub(r"^### ", "## ", section, flags=re.MULTILINE).strip())
        for name, (code, section) in reference.sections.items()
    }
    assert sections == {rule.name: (rule.code, read_page_file(rule.name).strip()) for rule in RULES.values()}


def write_row(rule: Rule) -> tuple[str, ...]:
    """Return the row that the reference should have for a rule."""
    profile = f", `--profile {rule.profile}`" if rule.profile else ""
    selected = profile or ("" if rule.is_default else ", if selected")
    fixable = ", fixable" if rule.is_fixable else ""
    severity = f"{rule.severity.value}{selected}{fixable}"
    return rule.code, f"{rule.code.lower()}-{rule.name}", severity, rule.summary


def test_the_reference_describes_no_other_rules(reference: Reference) -> None:
    assert list(reference.rows) == list(reference.sections) == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_explain_describes_a_rule_from_the_catalogue_and_its_page(rule: Rule, run: Run) -> None:
    heading, _, text = run("explain", rule.code).out.partition("\n\n")
    assert re.match(rf"# {rule.code} {rule.name} \({rule.severity.value}[,)]", heading)
    assert ("only if selected" in heading or "only with --profile" in heading) is not rule.is_default
    assert ("only with --profile" in heading) is bool(rule.profile)
    assert text == read_page_file(rule.name)
    assert run("explain", rule.name).out == f"{heading}\n\n{text}"


def test_explain_lists_rules_from_the_catalogue(run: Run) -> None:
    listed = [line.split(maxsplit=3) for line in run("explain").out.splitlines()[: len(RULES)]]
    assert listed == [[rule.code, rule.name, rule.severity.value, rule.summary] for rule in RULES.values()]
