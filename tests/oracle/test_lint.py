"""Lint reports the errors that the linters and the controller of Argo report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from argogen.argo.versions import parse_version
from argogen.diagnostics import Severity
from argogen.linter.selection import RuleConfig
from tests.lint.linting import lint

Verdicts = Mapping[str, Mapping[str, Any]]
# The line on which each fault is, and what is told there. 145 is none: the field is there since 3.6.
CASES: Mapping[str, tuple[int, str]] = {
    "001-ref-typo-input-name": (10, "unknown-tag-variable"),
    "003-ref-typo-step-root": (11, "unknown-variable-prefix"),
    "005-ref-expr-hyphen": (10, "unescaped-dash"),
    "006-ref-expr-syntax": (10, "invalid-expression"),
    "008-ref-expr-step-typo": (12, "unknown-tag-variable"),
    "009-ref-unclosed-tag": (9, "unclosed-tag"),
    "010-ref-user-jinja": (9, "unknown-tag-variable"),
    "014-ref-item-outside-loop": (11, "item-without-loop"),
    "015-ref-item-in-template": (12, "item-without-loop"),
    "016-ref-item-key-absent": (10, "unknown-item-key"),
    "018-ref-item-key-scalar-steps": (11, "unknown-item-key"),
    "021-ref-later-step": (10, "output-not-yet-available"),
    "023-ref-dag-no-dependency-embedded": (12, "missing-dependency"),
    "026-ref-dag-self": (11, "self-reference"),
    "027-ref-steps-in-dag": (12, "unknown-tag-variable"),
    "028-ref-tasks-in-leaf": (16, "unknown-tag-variable"),
    "029-ref-skipped-output-no-default": (12, "output-of-skipped-step"),
    "030-ref-failed-branch-output": (12, "output-of-failed-step"),
    "037-ref-no-output-template": (12, "unknown-output"),
    "038-ref-result-of-suspend": (12, "unsupported-reference"),
    "039-ref-missing-argument": (9, "missing-argument"),
    "040-ref-extra-argument": (9, "unknown-argument"),
    "041-ref-extra-artifact-argument": (9, "unknown-argument"),
    "045-ref-artifact-vs-parameter": (11, "unsupported-reference"),
    "046-ref-from-no-braces": (11, "unbraced-artifact-source"),
    "050-when-syntax": (10, "invalid-expression"),
    "051-when-single-equals": (10, "invalid-expression"),
    "055-when-python-and": (10, "invalid-expression"),
    "056-when-expr-tag-quotes": (10, "unknown-tag-variable"),
    "062-depends-lowercase-result": (12, "unknown-task-result"),
    "065-depends-underscore-name": (11, "invalid-name"),
    "066-template-name-odd": (6, "invalid-name"),
    "067-retry-expression-syntax": (9, "invalid-expression"),
    "068-retry-expression-int-compare": (9, "incompatible-types"),
    "069-retry-expression-unknown-var": (9, "unknown-expression-variable"),
    "073-retry-no-limit": (9, "unlimited-retry"),
    "074-hook-expression-syntax": (7, "invalid-expression"),
    "076-hook-task-unknown-template": (9, "unknown-component"),
    "077-onexit-unknown-task": (9, "unknown-component"),
    "079-dur-timeout-bare-int": (9, "invalid-duration"),
    "081-deadline-on-dag": (9, "misplaced-field"),
    "082-deadline-zero": (7, "invalid-value"),
    "086-res-quantity-suffix": (9, "invalid-field-value"),
    "088-res-millimem": (9, "memory-too-small"),
    "091-env-bad-name": (9, "invalid-env-var"),
    "093-env-secret-key-missing": (9, "missing-field"),
    "094-env-both": (9, "invalid-env-var"),
    "098-vol-two-sources": (7, "multiple-sources"),
    "101-podspecpatch-unknown-field": (9, "invalid-pod-patch"),
    "102-name-label-value": (7, "invalid-label"),
    "103-name-too-long": (4, "invalid-name"),
    "105-name-uppercase": (4, "invalid-name"),
    "110-tmpl-image-missing": (9, "missing-image"),
    "112-tmpl-image-latest": (9, "unpinned-image"),
    "113-tmpl-no-command": (9, "missing-command"),
    "114-tmpl-script-no-command": (9, "missing-command"),
    "115-tmpl-script-no-source": (9, "missing-command"),
    "120-loop-param-not-json": (10, "invalid-loop-items"),
    "125-loop-sequence-word": (9, "invalid-number"),
    "126-loop-anysucceeded-no-items": (12, "unsupported-reference"),
    "127-loop-items-not-used": (9, "unused-item"),
    "129-art-key-collision": (12, "overwritten-output"),
    "132-art-no-location": (9, "multiple-artifact-locations"),
    "135-art-gc-strategy": (7, "invalid-field-value"),
    "137-cron-schedule-old": (6, "deprecated-field"),
    "138-cron-never": (6, "unsatisfiable-schedule"),
    "139-cron-timezone": (7, "unknown-time-zone"),
    "140-cron-dst": (6, "dst-transition"),
    "141-cron-when-stop-syntax": (7, "invalid-expression"),
    "142-cron-argument-missing": (9, "missing-argument"),
    "144-sync-mutex-old": (7, "deprecated-field"),
    "147-sync-semaphore-empty": (7, "invalid-synchronization"),
    "149-memoize-key-chars": (9, "invalid-memoization"),
    "150-metric-bad": (9, "invalid-metric"),
    "154-resource-manifest": (9, "invalid-resource-manifest"),
    "155-resource-action": (9, "invalid-choice"),
    "157-podgc-delay": (7, "invalid-duration"),
    "160-spot-no-retry": (9, "spot-pod-without-retry"),
    "162-templateref-unknown": (9, "unknown-template-ref"),
    "163-containerset-retry": (11, "invalid-container-set"),
    "164-sidecar-name": (10, "reserved-container-name"),
    "165-dag-target-unknown": (9, "unknown-task"),
    "167-param-int-value": (7, "implicit-string-conversion"),
    "168-param-list-value": (7, "wrong-type"),
    "174-toleration-bad": (7, "invalid-field-value"),
    "175-yaml-dup-key": (7, "duplicate-key"),
    "176-yaml-name-y": (7, "wrong-type"),
    "180-ref-wrong-template-scope": (12, "unknown-tag-variable"),
    "181-ref-outputs-self-typo": (9, "unknown-output"),
}
FINE = {"145-sync-mutexes-new"}

# Faults of Argo's own examples that its linter does not see.
UPSTREAM = {
    # `generateName` stands below `labels`, where it is a label whose value ends with a dash
    ("fun-with-gifs.yaml", 15, "invalid-label"),
}


@pytest.fixture(scope="module")
def verdicts(shared: Path) -> Verdicts:
    found: Verdicts = json.loads((shared / "lint-cases" / "verdicts.json").read_text("utf-8"))
    return found


def test_every_case_is_held_here(verdicts: Verdicts) -> None:
    assert {Path(name).stem for name in verdicts} == {*CASES, *FINE}


@pytest.mark.parametrize("name", CASES)
def test_the_fault_of_a_case_is_reported_on_its_line(shared: Path, name: str) -> None:
    found = lint((shared / "lint-cases" / f"{name}.yaml").read_text("utf-8"))
    assert CASES[name] in {(diagnostic.place.line, diagnostic.code) for diagnostic in found}


@pytest.mark.parametrize("version", ["3.7", "4.0"])
def test_whatever_argos_linter_refuses_is_an_error(shared: Path, verdicts: Verdicts, version: str) -> None:
    field = {"3.7": "argo_lint_3.7.14", "4.0": "argo_lint_4.0.2"}[version]
    refused = {name for name, verdict in verdicts.items() if verdict[field]}
    assert refused
    for name in sorted(refused):
        found = lint((shared / "lint-cases" / name).read_text("utf-8"), argo_version=parse_version(version))
        assert any(diagnostic.severity is Severity.ERROR for diagnostic in found), name


def test_of_argos_examples_nothing_is_an_error_but_their_own_faults(shared: Path) -> None:
    folder = shared / "argo-examples"
    texts = {str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.yaml"))}
    # some refer to templates that are not in the folder, for which Argo's linter refuses them, too
    selection = RuleConfig(ignore=("unknown-template-ref",))
    found = {name: lint(text, selection, argo_version=parse_version("4.1")) for name, text in texts.items()}
    errors = {
        (name, diagnostic.place.line, diagnostic.code)
        for name, diagnostics in found.items()
        for diagnostic in diagnostics
        if diagnostic.severity is Severity.ERROR
    }
    assert errors == UPSTREAM
