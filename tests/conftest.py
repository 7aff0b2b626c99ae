"""Fixtures of several test packages."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.oracle.argolint import ArgoLint, NoLinterError, build_argolint
from tests.oracle.missing import do_without
from tests.properties.profile import examples

# Hundreds of tests start Python, which would compile the package each time if PYTHONDONTWRITEBYTECODE is set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples at each run, so that a failure is about the change; ARGOGEN_EXAMPLES tries more, or new ones.
settings.register_profile("suite", examples(100))
settings.load_profile("suite")


# Collect garbage rarely: that took a fifth of the time of the tests, and of their collection. Objects are not frozen,
# since the oldest Hypothesis would not find the references to random generators then.
gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The directory next to the checkout with the schemas, examples and lint cases of Argo."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        do_without("../shared is not there: it holds Argo's own schemas and examples")
    return folder


@pytest.fixture(scope="session")
def argolint(shared: Path) -> ArgoLint:
    """The offline linters of Argo; the first build requires Go and takes minutes."""
    try:
        return build_argolint(shared / "oracle" / "argolint" / "build")
    except NoLinterError as error:
        do_without(f"the linters of Argo cannot be built: {error}")
