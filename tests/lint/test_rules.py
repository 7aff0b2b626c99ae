"""The table of rules: consistent in itself, and with the checks, pages and cases that go with its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from argogen.catalogue import RULES, Check
from argogen.explanations import list_pages, read_page
from argogen.linter import run
from argogen.linter.autofix.edits import is_fixable
from argogen.linter.registry import load_check
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.selection import RuleConfig

from .linting import lint

HERE = Path(__file__).parent
TESTS = HERE.parent
# Where a diagnostic that a test expects stands: its name is in the brackets, or behind a mark.
EXPECTED = re.compile(r"\[AG\d{3} ([a-z-]+)\]|#! (.+)$", re.MULTILINE)


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES.values()]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"AG[0-9]\d\d", code) for code in codes)


def test_names_are_unique() -> None:
    tables = Path(run.__file__).parent.parent.joinpath("catalogue").glob("*.py")
    rows = [row for table in tables for row in re.findall(r'(?m)^    rule\("AG', table.read_text("utf-8"))]
    assert len(rows) == len(RULES)


def test_a_summary_is_a_short_noun_phrase() -> None:
    form = re.compile(r"(?!(A|An|The|Some|What|When) )[A-Z].{3,78}\.")
    assert [rule.summary for rule in RULES.values() if not form.fullmatch(rule.summary)] == []


def test_no_two_rules_have_the_same_summary() -> None:
    counts = Counter(rule.summary for rule in RULES.values())
    assert [summary for summary, count in counts.items() if count > 1] == []


def test_every_rule_has_a_page() -> None:
    assert sorted(set(RULES) - set(list_pages())) == []


def test_every_check_exists() -> None:
    assert all(callable(load_check(check)) for rule in RULES.values() for check in _list_checks(rule.name))


def test_every_rule_has_a_case() -> None:
    files = [*TESTS.rglob("__snapshots__/**/*.txt"), *(HERE / "manifests").glob("*.yaml")]
    texts = (file.read_text("utf-8") for file in files)
    expected = {name for text in texts for found in EXPECTED.findall(text) for name in " ".join(found).split()}
    expected |= {name for name in RULES if read_page(name).examples("Wrong")}
    tests = "".join(file.read_text("utf-8") for file in TESTS.rglob("test_*.py"))
    assert [name for name in RULES if name not in expected and f'"{name}"' not in tests] == []


def _list_checks(name: str) -> tuple[Check, ...]:
    return (*RULES[name].checks, *RULES[name].render_checks)


def _list_texts(texts: str) -> Iterator[str]:
    """The pipelines and manifests of pages that break rules, or all."""
    yield from (example.text for name in RULES for example in read_page(name).examples("Wrong"))
    files = (*(HERE / "cases").glob("*.yaml"), *(HERE / "manifests").glob("*.yaml")) if texts == "all" else ()
    for file in files:
        yield from re.split(r"(?m)^---\n", file.read_text("utf-8"))


@pytest.mark.parametrize("texts", ["pages", pytest.param("all", marks=pytest.mark.slow)])
def test_rows_name_what_their_checks_report_and_fix(monkeypatch: pytest.MonkeyPatch, texts: str) -> None:
    reported: set[tuple[Check, str]] = set()

    def load_recorded(check: Check) -> Callable[[Any], Iterator[RuleDiagnostic]]:
        def find(subject: Any) -> Iterator[RuleDiagnostic]:
            for violation in load_check(check)(subject):
                reported.add((check, violation.rule))
                yield violation

        return find

    monkeypatch.setattr(run, "load_check", load_recorded)
    found = [diagnostic for text in _list_texts(texts) for diagnostic in lint(text, RuleConfig(("all",)))]
    assert [row for row in sorted(reported, key=str) if row[0] not in _list_checks(row[1])] == []
    fixed = {diagnostic.code for diagnostic in found if is_fixable(diagnostic)} & set(RULES)
    fixable = {rule.name for rule in RULES.values() if rule.is_fixable}
    assert fixed <= fixable
    assert fixed == fixable or texts == "pages"
