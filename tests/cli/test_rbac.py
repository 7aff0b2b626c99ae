"""The options of `argogen rbac`; tests/permissions tests the output."""

from __future__ import annotations

import re

import pytest

from .conftest import GOOD, Run, Write


@pytest.mark.parametrize("namespace", ["a b", "a\nb", "A", "x" * 64, "../a"])
def test_the_namespace_is_a_valid_name(run: Run, write: Write, namespace: str) -> None:
    write({"p.yaml": GOOD})
    outcome = run("rbac", "p.yaml", "--namespace", namespace)
    assert (outcome.code, outcome.out) == (2, "")
    assert re.search(r"Invalid value for '-n' / '--namespace': .*: (use lower-case letters|shorten it)", outcome.err)


def test_the_environment_is_named(run: Run, write: Write) -> None:
    pipeline = "name: p\nnamespace: ${{ environment }}\nimage: alpine:3.23\nrun: echo\n"
    write({"argogen.yaml": "pipelines: p.yaml\nenvironments: {staging: , production: }\n", "p.yaml": pipeline})
    assert run("rbac", "p.yaml").out.startswith("# Permissions of the workflow 'p' in staging.\n")
    outcome = run("rbac", "p.yaml", "--env", "production")
    assert outcome.out.startswith("# Permissions of the workflow 'p' in production.\n")
    assert "namespace: production\n" in outcome.out


def test_standard_input(run: Run) -> None:
    assert run("rbac", "-", stdin=GOOD).out.startswith("# Permissions of the workflow ")
    assert run("rbac", "-", stdin="nme: x\n").err.startswith("<stdin>:1:1: error[unknown-key]")
