"""Selectors of rules: each rule is matched by the most precise one, in a time that does not grow with their number."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.catalogue import RULES, Rule
from argogen.diagnostics import InvalidInputError
from argogen.host import Host
from argogen.linter.registry import BUILT_IN, RuleTable, Selectors
from argogen.linter.selection import RuleConfig, RuleSelection
from argogen.project.patterns import PatternIndex
from argogen.project.project import Project, read_project
from argogen.project.rule_selection import resolve_rules
from argogen.severity import Severity
from tests.counting import count_calls

VOLUME = RULES["undeclared-volume"]
UNKNOWN = [f"undeclared-volume-{number}" for number in range(40)]
MANY = [f"AG{number}" for number in range(1000, 3000)]


@pytest.mark.parametrize("selector", ["undeclared-volume", "AG401", "ag401", "AG40", "ag4", "AG", "all", "ALL"])
def test_a_selector_of_rules_is_known(selector: str) -> None:
    assert BUILT_IN.has(selector)
    assert Selectors([selector]).find(VOLUME)[1] == selector


@pytest.mark.parametrize(
    "selector", ["Undeclared-Volume", "AG4011", "A", "", "AG4x", "AG 4", "undeclared", "al", "AG4*"]
)
def test_another_selector_is_unknown(selector: str) -> None:
    assert not BUILT_IN.has(selector)
    assert Selectors([selector]).find(VOLUME) == (-1, "")


@pytest.mark.parametrize(
    ("selectors", "found"),
    [
        (["all", "AG4", "AG40"], (4, "AG40")),
        (["AG40", "AG", "all"], (4, "AG40")),
        (["AG5", "all"], (0, "all")),
        (["AG40", "undeclared-volume", "AG401"], (99, "undeclared-volume")),
        (["AG40", "ag401", "undeclared-volume"], (99, "ag401")),
        (["ag4", "AG4"], (3, "ag4")),
        (["AG402", "unused-volume"], (-1, "")),
        ([], (-1, "")),
    ],
)
def test_the_most_precise_selector_is_found(selectors: list[str], found: tuple[int, str]) -> None:
    assert Selectors(selectors).find(VOLUME) == found


def test_a_code_is_not_the_name_of_another_rule() -> None:
    table = RuleTable([Rule("ACME1", "rule-a", Severity.NOTE, "A."), Rule("ACME2", "acme1", Severity.NOTE, "B.")])
    assert [Selectors(["acme1"]).find(rule)[1] for rule in table.rules.values()] == ["acme1", "acme1"]
    assert [Selectors(["ACME1"]).find(rule)[1] for rule in table.rules.values()] == ["ACME1", ""]


def test_the_time_of_a_search_does_not_grow_with_the_selectors() -> None:
    few, many = (Selectors([*MANY[:count], "AG4"]) for count in (1, 2000))
    assert count_calls(few.find, VOLUME) == count_calls(many.find, VOLUME)
    assert count_calls(BUILT_IN.has, "AG4") == count_calls(BUILT_IN.has, "AG9999")


def test_the_time_of_a_severity_does_not_grow_with_the_severities() -> None:
    few, many = (RuleSelection(RuleConfig(severities=dict.fromkeys(keys, Severity.NOTE))) for keys in (["AG4"], RULES))
    assert count_calls(many.severity, VOLUME.name) <= count_calls(few.severity, VOLUME.name)
    assert many.severity(VOLUME.name) is Severity.NOTE


def read(tmp_path: Path, lint: str) -> Project:
    (tmp_path / "argogen.yaml").write_text(f"pipelines: a.yaml\nenvironments: {{a: {{}}, b: {{}}}}\nlint: {lint}\n")
    return read_project(tmp_path / "argogen.yaml", Host({}, tmp_path))


def test_the_rules_of_a_project_are_selected_once(tmp_path: Path) -> None:
    project = read(tmp_path, "{ignore: [AG4], paths: {b.yaml: {select: [AG401]}}}")
    first, second = (resolve_rules(each, tmp_path / "a.yaml") for each in project.project_environments())
    assert first is second
    assert VOLUME.name not in first.enabled
    other = resolve_rules(project.in_environment("a"), tmp_path / "b.yaml")
    assert VOLUME.name in other.enabled
    requested = RuleConfig(severities={"all": Severity.NOTE})
    assert (
        resolve_rules(project.in_environment("a"), tmp_path / "b.yaml", requested).severity(VOLUME.name)
        is Severity.NOTE
    )


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["a/b.yaml", "a", "a/", ".", "b.yaml", "a/b", "a/b.yaml/c"], [0, 1, 2, 3]),
        (["**/b.yaml", "a", "*.yaml", "a/*.yaml"], [0, 1, 3]),
        (["../x", "..", "./a/../a/b.yaml"], [2]),
        ([], []),
    ],
)
def test_patterns_that_match_a_file_are_found_in_order(patterns: list[str], found: list[int], tmp_path: Path) -> None:
    assert PatternIndex(tmp_path, patterns).find(tmp_path / "a" / "b.yaml") == found


def test_the_time_of_a_search_does_not_grow_with_the_named_files(tmp_path: Path) -> None:
    few, many = (PatternIndex(tmp_path, ["a/", *map(str, range(count))]) for count in (1, 200))
    assert count_calls(few.find, tmp_path / "a" / "b") == count_calls(many.find, tmp_path / "a" / "b")


def test_unknown_rules_of_a_project_are_searched_for_once(tmp_path: Path) -> None:
    project = read(tmp_path, f"{{ignore: [{', '.join(UNKNOWN)}]}}")

    def resolve() -> None:
        with pytest.raises(InvalidInputError) as caught:
            resolve_rules(project.in_environment("a"), None)
        assert [each.code for each in caught.value.diagnostics] == ["unknown-rule"] * len(UNKNOWN)

    assert count_calls(resolve) > 10 * count_calls(resolve)
