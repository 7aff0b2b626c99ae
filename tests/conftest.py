"""What tests of several rooms use."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with Argo's schemas, examples and lint cases."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not there: it holds Argo's own schemas and examples")
    return folder
