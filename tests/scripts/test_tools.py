"""Other linters end, or lint says why not."""

from __future__ import annotations

import sys

import pytest

from argogen.scripts import tools


def test_a_linter_without_an_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_SECONDS", 0.2)
    monkeypatch.setattr(tools, "_SECONDS_PER_FILE", 0)
    with pytest.raises(tools.ToolError, match=r"no result after 0\.2 seconds"):
        tools.run_tool([sys.executable, "-c", "import time; time.sleep(60)"], {"a.sh": ""}, {})
