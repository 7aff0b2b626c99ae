"""Other linters end, or lint says why not."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from argogen.scripts import tools


def test_a_linter_without_an_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_SECONDS", 0.2)
    monkeypatch.setattr(tools, "_SECONDS_PER_FILE", 0)
    with pytest.raises(tools.ToolError, match=r"no result after 0\.2 seconds"):
        tools.run_tool([sys.executable, "-c", "import time; time.sleep(60)"], {"a.sh": ""}, {})


PRINT = "import json, os, sys; print(json.dumps([os.getcwd(), sys.argv[1:], open('a.sh', encoding='utf-8').read()]))"


def test_files_are_in_memory_unless_another_directory_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    command = [sys.executable, "-c", PRINT]
    monkeypatch.setattr(tools, "_IN_MEMORY", str(tmp_path / "memory"))

    def run_in(variables: Mapping[str, str]) -> Path:
        folder, arguments, content = tools.run_tool(command, {"a.sh": "echo ä", ".rc": ""}, variables)
        assert (arguments, content) == (["a.sh"], "echo ä")
        assert not Path(folder).exists()
        return Path(folder).parent

    assert run_in({}) == tmp_path
    (tmp_path / "memory").mkdir()
    assert run_in({}) == tmp_path / "memory"
    assert run_in({"TMPDIR": "/elsewhere"}) == tmp_path


@pytest.mark.parametrize("text", ["\ud800", "echo"])
def test_files_that_cannot_be_written_are_a_failure(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tools, "_IN_MEMORY", str(tmp_path / "missing"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("missing" if text == "echo" else "")))
    with pytest.raises(tools.ToolError, match=r"surrogates not allowed|No such file"):
        tools.run_tool([sys.executable, "-c", "print(1)"], {"a.sh": text}, {})


@pytest.mark.parametrize(
    ("code", "message"), [("print('[')", "no output"), ("import sys; sys.exit('broken')", "broken")]
)
def test_output_that_is_not_json_is_a_failure(code: str, message: str) -> None:
    with pytest.raises(tools.ToolError, match=message):
        tools.run_tool([sys.executable, "-c", code], {}, dict(os.environ))
    assert tools.run_tool([sys.executable, "-c", "print('[1]')"], {}, {}) == json.loads("[1]")
