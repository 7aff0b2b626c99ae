"""What to do where something that a test asks is not there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def do_without(reason: str) -> NoReturn:
    """Skip, unless ARGOGEN_REQUIRE_ORACLE=1 says that nothing may be left unasked."""
    if os.environ.get("ARGOGEN_REQUIRE_ORACLE") == "1":
        pytest.fail(f"ARGOGEN_REQUIRE_ORACLE=1, but {reason}")
    pytest.skip(reason)
