"""The expressions with answers of Argo that are kept next to the checkout."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def answers(request: pytest.FixtureRequest) -> Path:
    """The directory with the files; ARGOGEN_EXPRESSIONS names another one."""
    given = os.environ.get("ARGOGEN_EXPRESSIONS")
    folder: Path = Path(given) if given else request.getfixturevalue("shared") / "expr"
    return folder


def read_rows(path: Path) -> Rows:
    rows: Rows = json.loads(path.read_text("utf-8"))
    return rows
