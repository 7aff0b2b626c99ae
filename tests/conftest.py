"""What tests of several rooms use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.argolint import ArgoLint, NoLinterError, build_argolint
from tests.oracle.missing import do_without


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with Argo's schemas, examples and lint cases."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        do_without("../shared is not there: it holds Argo's own schemas and examples")
    return folder


@pytest.fixture(scope="session")
def argolint(shared: Path) -> ArgoLint:
    """Argo's own offline linters, built where they are not yet; that takes minutes, and Go."""
    try:
        return build_argolint(shared / "oracle" / "argolint" / "build")
    except NoLinterError as error:
        do_without(f"Argo's own linters cannot be built, so nobody asked them: {error}")
