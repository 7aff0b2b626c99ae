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
