"""Rules of installed packages: they are configured and reported like built-in ones, and their faults are named."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from argogen import lint
from argogen.cli.program import run as run_argogen
from argogen.linter.plugins import load_table

RULES = """\
from argogen.linter import Rule, RuleDiagnostic, Severity

def find_missing_owner(subject):
    workflow = subject.workflow
    if "owner" not in (workflow.metadata.labels or {}):
        yield RuleDiagnostic("missing-owner", "no owner", workflow.origin, "add labels: {owner: TEAM}", key=True)

def find_shouting(subject):
    for container in subject.containers:
        for text in container.fields.get("args") or ():
            if text.isupper():
                yield RuleDiagnostic("shouting", "capitals", container.origin, text=text, fix=text.lower())

RULES = [
    Rule("ACME001", "missing-owner", Severity.WARNING, "Workflow without an owner.",
         render_checks=(find_missing_owner,), page="Name the team.\\n"),
    Rule("ACME002", "shouting", Severity.NOTE, "Argument in capitals.", (find_shouting,), is_default=False),
]
"""
PIPELINE = "name: a\ncontainer: {image: alpine:3.23, command: [echo], args: [HELLO]}\n"


class Outcome(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Argogen = Callable[..., Outcome]
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Makes a package importable, with an entry point, as an installation would."""
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(site)

    def write(text: str, package: str = "acme-rules", target: str = "RULES") -> None:
        module = package.replace("-", "_")
        metadata = site / f"{module}-1.2.dist-info"
        metadata.mkdir(parents=True)
        metadata.parent.joinpath(f"{module}.py").write_text(text, "utf-8")
        metadata.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n", "utf-8")
        metadata.joinpath("entry_points.txt").write_text(f"[argogen.rules]\nacme = {module}:{target}\n", "utf-8")
        monkeypatch.delitem(sys.modules, module, raising=False)
        importlib.invalidate_caches()
        load_table.cache_clear()

    yield write
    load_table.cache_clear()


@pytest.fixture
def argogen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Argogen:
    """Runs the program in a folder with one pipeline, among the packages that were installed."""
    folder = tmp_path / "work"
    folder.mkdir()
    folder.joinpath("p.yaml").write_text(PIPELINE, "utf-8")
    monkeypatch.chdir(folder)

    def run(*arguments: str, **files: str) -> Outcome:
        for name, text in files.items():
            folder.joinpath(f"{name}.yaml").write_text(text, "utf-8")
        capfd.readouterr()
        code = run_argogen(list(arguments))
        return Outcome(code, *capfd.readouterr())

    return run


def test_a_rule_is_reported_with_its_code(install: Install, argogen: Argogen) -> None:
    install(RULES)
    done = argogen("lint", "p.yaml")
    assert done.code == 1
    assert "p.yaml:1:1: warning[ACME001 missing-owner]: no owner\n" in done.err
    assert "shouting" not in done.err


@pytest.mark.parametrize(
    ("options", "code", "reported"),
    [
        (("--ignore", "ACME001"), 0, set()),
        (("--ignore", "missing-owner"), 0, set()),
        (("--ignore", "acme"), 0, set()),
        (("--ignore", "ACME", "--select", "ACME002"), 0, {"shouting"}),
        (("--select", "ACME"), 1, {"missing-owner", "shouting"}),
        (("--severity", "ACME0=error"), 1, {"missing-owner"}),
    ],
)
def test_rules_are_selected(
    install: Install, argogen: Argogen, options: tuple[str, ...], code: int, reported: set[str]
) -> None:
    install(RULES)
    done = argogen("lint", "p.yaml", "--format", "json", *options)
    assert (done.code, {found["name"] for found in json.loads(done.out)}) == (code, reported)


def test_the_command_line_knows_only_rules_that_are_installed(argogen: Argogen) -> None:
    done = argogen("lint", "p.yaml", "--ignore", "ACME001")
    assert done.code == 2
    assert "unknown rule 'ACME001'" in done.err


def test_a_comment_suppresses(install: Install, argogen: Argogen) -> None:
    install(RULES)
    done = argogen("lint", "p.yaml", p=f"# argogen: ignore[ACME001, ACME2]\n{PIPELINE}")
    assert "missing-owner" not in done.err
    assert "unknown rule 'ACME2'" in done.err


def test_a_fix_is_applied(install: Install, argogen: Argogen) -> None:
    install(RULES)
    argogen("lint", "p.yaml", "--fix", "--select", "ACME002")
    assert "args: [hello]" in argogen("render", "p.yaml").out


def test_explain_knows_the_rules(install: Install, argogen: Argogen) -> None:
    install(RULES)
    head = "# ACME001 missing-owner (warning, also checked by render, of acme-rules 1.2)"
    assert argogen("explain", "acme001").out == f"{head}\n\nName the team.\n"
    assert argogen("explain", "shouting").out.endswith("\n\nArgument in capitals.\n")
    listed = argogen("explain").out.splitlines()
    assert listed[0].split() == ["ACME001", "missing-owner", "warning", "Workflow", "without", "an", "owner."]


def test_other_programs_get_the_rules(install: Install, argogen: Argogen) -> None:
    install(RULES)
    (found,) = json.loads(argogen("lint", "p.yaml", "--format", "json").out)
    assert (found["code"], found["name"]) == ("ACME001", "missing-owner")
    (run,) = json.loads(argogen("lint", "p.yaml", "--format", "sarif").out)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("ACME001", "Workflow without an owner.")
    assert rule["help"]["text"] == "Name the team.\n"
    assert argogen("lint", "p.yaml", "--format", "github").out.endswith(
        "title=ACME001 missing-owner::no owner%0Aadd labels: {owner: TEAM}\n"
    )


def test_the_library_runs_the_rules(install: Install) -> None:
    install(RULES)
    result = lint(text=PIPELINE, filename="p.yaml", ignore=["ACME002"])
    assert [(found.rule_code, found.code) for found in result.diagnostics] == [("ACME001", "missing-owner")]


def test_render_runs_rules_that_the_project_names(install: Install, argogen: Argogen) -> None:
    install(RULES)
    assert argogen("render", "p.yaml").err == ""
    project = "pipelines: '*.yaml'\noutput: out/{path}\nlint: {severities: {ACME001: error}}\n"
    done = argogen("render", "p.yaml", argogen=project)
    assert done.code == 2
    assert "error[ACME001 missing-owner]" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "import nothing_of_this_name",
            "cannot be loaded: ModuleNotFoundError: No module named",
        ),
        ("RULES = 3", "cannot be loaded: TypeError"),
        ("RULES = ['x']", "str is not a rule"),
        (RULES.replace("ACME001", "AG401"), "invalid code 'AG401'"),
        (RULES.replace('"missing-owner"', '"Owner"'), "invalid name 'Owner' of ACME001"),
        (
            RULES.replace('"missing-owner"', '"missing-image"'),
            "ACME001 'missing-image' conflicts with AG604 'missing-image' of argogen",
        ),
        (
            RULES.replace('"missing-owner"', '"invalid-yaml"'),
            "the name 'invalid-yaml' of ACME001 is used by a diagnostic",
        ),
        (RULES.replace("ACME002", "ACME001"), "ACME001 'shouting' conflicts with ACME001 'missing-owner'"),
        (RULES.replace("Severity.NOTE", "'note'"), "invalid severity of ACME002: 'note'"),
        (RULES.replace("(find_shouting,)", "('a:b',)"), "a check of ACME002 is not a function"),
    ],
)
def test_a_faulty_package_is_named(install: Install, argogen: Argogen, text: str, message: str) -> None:
    install(text)
    for command in (("lint", "p.yaml"), ("explain",), ("lint", "p.yaml", "--ignore", "ACME001")):
        done = argogen(*command)
        assert done.code == 2
        assert "acme-rules 1.2 (argogen.rules: acme = acme_rules:RULES): error[invalid-plugin]" in done.err
        assert message in done.err
    assert argogen("render", "p.yaml").code == 0
    assert argogen("explain", "AG401").code == 0


def test_two_packages_with_one_code_are_named(install: Install, argogen: Argogen) -> None:
    install(RULES)
    install(RULES, "zenith-rules")
    done = argogen("lint", "p.yaml")
    assert done.code == 2
    assert "zenith-rules 1.2 (" in done.err
    assert "ACME001 'missing-owner' conflicts with ACME001 'missing-owner' of acme-rules 1.2" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RULES.replace("workflow = subject.workflow", "1 / 0"), "failed: ZeroDivisionError: division by zero"),
        (RULES.replace('RuleDiagnostic("missing-owner"', 'RuleDiagnostic("missing-image"'), "failed: ValueError: "),
        (RULES.replace('RuleDiagnostic("missing-owner"', 'RuleDiagnostic("nothing"'), "failed: ValueError: "),
    ],
)
def test_a_failing_rule_is_named_and_others_run(install: Install, argogen: Argogen, text: str, message: str) -> None:
    install(text)
    done = argogen("lint", "p.yaml", "--select", "ACME002")
    assert done.code == 2
    assert f"error[plugin-error]: ACME001 of acme-rules 1.2 {message}" in done.err
    assert "note[ACME002 shouting]" in done.err


def test_one_rule_may_be_registered_alone(install: Install, argogen: Argogen) -> None:
    install(f"{RULES}ONE = RULES[0]\n", target="ONE")
    assert "ACME001 missing-owner" in argogen("lint", "p.yaml").err
