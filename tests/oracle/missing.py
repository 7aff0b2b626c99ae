"""Skip tests whose requirements are missing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def do_without(reason: str) -> NoReturn:
    """Skip a test, which fails with ARGOGEN_REQUIRE_ORACLE=1."""
    if os.environ.get("ARGOGEN_REQUIRE_ORACLE") == "1":
        pytest.fail(f"ARGOGEN_REQUIRE_ORACLE=1, but {reason}")
    pytest.skip(reason)
