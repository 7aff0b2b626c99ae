"""SARIF, for code scanning."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from argogen.catalogue import RULES
from argogen.diagnostics import Diagnostic, Place, Severity, find_code
from argogen.explanations import list_pages, read_page
from argogen.formats import sarif
from argogen.formats.sarif import write
from tests.published import SARIF, read_published_schema

ROOT = Path(__file__).resolve().parents[2]
PLACE = Place("pipelines/a b.yaml", 3, 5, 4, "  - name: x")
FOUND = [
    Diagnostic("undeclared-volume", "unknown volume 'x'", PLACE, "declare it: ä"),
    Diagnostic("unknown-key", "'retires' is not a key", PLACE, "did you mean 'retry'?"),
    Diagnostic("undeclared-volume", "unknown volume 'y'", PLACE, severity=Severity.NOTE),
    Diagnostic("no-pipelines", "nothing here", Place("pipelines"), severity=Severity.WARNING),
    Diagnostic("template-error", "of nobody's making", Place("<stdin>", 1, 1)),
]
Validate = Callable[[str], None]


@pytest.fixture(scope="session")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """A function that validates a log by the published schema, which a package has in the cache of an HTTP session."""
    schema = read_published_schema(SARIF, tmp_path_factory.mktemp("schemas"))
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)

    def check(text: str) -> None:
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []

    return check


CWD = Path("/work")
ADDRESSES = {"Documentation": "https://argogen.dev", "Repository": "https://git.argogen.dev/argogen"}


def set_addresses(monkeypatch: pytest.MonkeyPatch, known: Mapping[str, str]) -> None:
    monkeypatch.setattr(sarif, "find_address", known.__getitem__)


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    set_addresses(monkeypatch, ADDRESSES)


def read_run(diagnostics: list[Diagnostic]) -> dict[str, Any]:
    log = json.loads(write(diagnostics, CWD, {}))
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


@pytest.mark.parametrize("found", [FOUND, []], ids=["some", "none"])
def test_the_published_schema_takes_it(validate: Validate, found: list[Diagnostic]) -> None:
    validate(write(found, CWD, {}))


def test_the_published_schema_takes_every_page(validate: Validate) -> None:
    validate(write([Diagnostic(name, "this is wrong", PLACE) for name in (*RULES, *list_pages())], CWD, {}))


def test_a_result() -> None:
    first, *_, whole, standard_input = read_run(FOUND)["results"]
    assert first == {
        "ruleId": "AG401",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "unknown volume 'x'; declare it: ä"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "pipelines/a%20b.yaml"},
                    "region": {"startLine": 3, "startColumn": 5, "endColumn": 9},
                }
            }
        ],
    }
    assert whole["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "pipelines"}}}]
    assert standard_input["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "%3Cstdin%3E"}


@pytest.mark.usefixtures("addresses")
def test_a_rule_is_described_once_with_its_page() -> None:
    run = read_run(FOUND)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["AG401", "unknown-key", "no-pipelines", "template-error"]
    assert rules[0]["name"] == "undeclared-volume"
    assert rules[0]["defaultConfiguration"] == {"level": "error"}
    assert [rule["helpUri"] for rule in rules] == [
        "https://argogen.dev/diagnostics/undeclared-volume.html",
        "https://argogen.dev/diagnostics/unknown-key.html",
        "https://argogen.dev/diagnostics/no-pipelines.html",
        "https://argogen.dev/diagnostics/template-error.html",
    ]
    page = read_page("undeclared-volume")
    assert rules[0]["shortDescription"] == {"text": RULES["undeclared-volume"].summary}
    assert rules[0]["help"] == {"text": page.text, "markdown": page.text}
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [find_code(d) for d in FOUND]
    assert [result["level"] for result in run["results"]] == ["error", "error", "note", "warning", "error"]


@pytest.mark.usefixtures("addresses")
def test_a_rule_of_a_package_has_no_address() -> None:
    [rule] = read_run([Diagnostic("no-friday", "it is Friday", PLACE, rule_code="ACME1")])["tool"]["driver"]["rules"]
    assert "helpUri" not in rule


@pytest.mark.usefixtures("addresses")
def test_the_tool_names_its_repository() -> None:
    assert read_run([])["tool"]["driver"]["informationUri"] == "https://git.argogen.dev/argogen"


def test_addresses_that_are_not_known_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    set_addresses(monkeypatch, dict.fromkeys(ADDRESSES, ""))
    driver = read_run(FOUND)["tool"]["driver"]
    assert "informationUri" not in driver
    assert [rule for rule in driver["rules"] if "helpUri" in rule] == []


def test_files_have_the_names_that_the_checkout_has() -> None:
    paths = [str(CWD / "in" / "a.yaml"), "../b.yaml", str(CWD.parent / "c.yaml")]
    results = read_run([Diagnostic("unknown-key", "x", Place(path)) for path in paths])["results"]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert uris == ["in/a.yaml", "../b.yaml", (CWD.parent / "c.yaml").as_uri()]


def test_files_are_relative_to_the_checkout_of_github() -> None:
    paths = ["a.yaml", "../b.yaml", "/checkout/team/c.yaml", "../../d.yaml"]
    found = [Diagnostic("unknown-key", "x", Place(path)) for path in paths]
    log = json.loads(write(found, Path("/checkout/team"), {"GITHUB_WORKSPACE": "/checkout"}))
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in log["runs"][0]["results"]]
    assert uris == ["team/a.yaml", "b.yaml", "team/c.yaml", "../../d.yaml"]


def test_names_that_are_not_utf_8() -> None:
    name = os.fsdecode(b"a\xff:\n.yaml")
    results = read_run([Diagnostic("unknown-key", "x", Place(path)) for path in (name, str(CWD / name))])["results"]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert uris == ["a%FF%3A%0A.yaml"] * 2
