"""Unusual values are reported as diagnostics, like all other errors."""

from __future__ import annotations

import pytest

import argogen

HEAD = "name: p\ndefaults: {image: 'alpine:3.20'}\n"
CASES = {
    "a raw field that is no list": ("steps: [{name: a, run: x, argo: {volumes: 1.5}}]\n", "wrong-type"),
    "a raw list of no mappings": ("steps: [{name: a, run: x, argo: {volumes: [true]}}]\n", "wrong-type"),
    "a number without JSON": ("resource: {action: create, manifest: {kind: X, data: .nan}}\n", "invalid-value"),
    "a name of a folder that is too long": (
        f"templates: {'9x' * 200}\nsteps: [{{name: a, run: x}}]\n",
        "missing-directory",
    ),
    "a number for the name of an artifact": (
        "steps: [{name: a, use: c, arguments: {artifacts: [{name: 0, raw: {data: x}}]}}]\ncomponents: {c: {run: x}}\n",
        "unknown-argument",
    ),
    "a number for the name of a parameter": (
        "steps: [{name: a, use: c, arguments: {parameters: [{name: 0, value: x}]}}]\ncomponents: {c: {run: x}}\n",
        "unknown-argument",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_is_a_diagnostic(name: str) -> None:
    text, code = CASES[name]
    text = text if text.startswith("resource") else HEAD + text
    text = text if text.startswith("name") else f"name: p\n{text}"
    for found in (argogen.lint(text=text), argogen.render(text=text)):
        assert code in [diagnostic.code for diagnostic in found.diagnostics]


def test_a_schedule_of_two_wrong_types() -> None:
    found = argogen.lint(text="name: p\nschedule: {schedules: false, schedule: 1}\nrun: x\n", argo_version="3.4")
    assert not found.ok
