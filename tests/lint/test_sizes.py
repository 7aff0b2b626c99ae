"""Linux limits each string that a program gets; what Argo passes in a file depends on its version."""

from __future__ import annotations

import pytest

from argogen import Session
from argogen.argo.versions import parse_version
from argogen.diagnostics import Severity

from .linting import lint

LIMIT = 131_071
BODIES = {
    "run": "run: 'TEXT'",
    "shell": "container: {command: [/bin/bash, -euc], args: ['TEXT', x]}",
    "python": "container: {command: [python3.12], args: [-c, 'TEXT']}",
    "tool": "container: {command: [tool, -c], args: [x, 'TEXT']}",
    "command": "container: {command: [tool, 'TEXT']}",
    "script": "script: {command: [sh], source: 'TEXT'}",
    "init": "run: ls\ninit_containers: [{name: i, image: 'a:1', command: [tool], args: ['TEXT']}]",
    "sidecar": "run: ls\nsidecars: [{name: i, image: 'a:1', command: [tool], args: ['TEXT']}]",
}


def check(body: str, text: str, version: str) -> str:
    """Return the severity of the only diagnostic about sizes, or none."""
    pipeline = f"name: p\nimage: alpine:3.23\n{BODIES.get(body, body).replace('TEXT', text)}\n"
    found = [it for it in lint(pipeline, argo_version=parse_version(version)) if it.code == "oversized-argument"]
    assert len(found) <= 1
    return found[0].severity.value if found else ""


@pytest.mark.parametrize(
    ("body", "severities"),
    [
        ("run", ["error"] * 6),
        ("shell", ["error"] * 6),
        ("python", ["error"] * 6),
        ("tool", ["error", "error", "error", "error", "warning", "warning"]),
        ("command", ["error"] * 6),
        ("script", ["error", "", "", "", "", ""]),
        ("init", ["error"] * 6),
        ("sidecar", ["error", "error", "error", "error", "warning", "warning"]),
    ],
)
def test_what_is_too_long(body: str, severities: list[str]) -> None:
    versions = ["3.5", "3.6", "3.7", "3.7.9", "3.7.14", "4.1"]
    assert [check(body, "x" * (LIMIT + 1), version) for version in versions] == severities
    assert check(body, "x" * LIMIT, "3.7") == ""


def test_a_variable_counts_with_its_name() -> None:
    longest = "x" * (LIMIT - len("NAME="))
    assert check("run: ls\nenv: {NAME: 'TEXT'}", longest, "4.1") == ""
    assert check("run: ls\nenv: {NAME: 'TEXT'}", longest + "x", "4.1") == "error"


def test_characters_count_in_bytes_and_tags_may_be_empty() -> None:
    assert check("run", "é" * (LIMIT // 2 + 1), "3.7") == "error"
    assert check("run", "é" * (LIMIT // 2), "3.7") == ""
    assert check("run", "x" * LIMIT + "{{workflow.name}}", "3.7") == ""


def test_a_template_counts_as_a_whole_before_argo_3_6() -> None:
    body = "script: {command: [sh], source: 'TEXT'}\nenv: {A: 'TEXT', B: 'TEXT'}"
    half = "x" * (LIMIT // 3 + 1)
    assert [check(body, half, version) for version in ("3.4", "3.5.15", "3.6.0", "3.7")] == ["error", "error", "", ""]


def test_render_refuses_what_certainly_fails() -> None:
    text = f"name: p\nimage: alpine:3.23\nrun: '{'x' * (LIMIT + 1)}'\n"
    result = Session().render(text=text, filename="/nowhere/p.yaml")
    (found,) = result.diagnostics
    assert (found.code, found.severity, result.text) == ("oversized-argument", Severity.ERROR, "")
    assert found.hint == "use 'script' with 'command: [sh]': Argo passes its 'source' as a file"
