"""The pages about other programs: their code can be parsed, and it has the results that the pages show."""

from __future__ import annotations

import ast
import importlib.util
import shutil
from pathlib import Path

import pytest

from .markdown import find_blocks, find_tools, read_page
from .session import Session, follow
from .test_guides import GUIDES

SHOWN = {name: tools for name in GUIDES if (tools := find_tools(find_blocks(read_page(name))))}
PROGRAMS = [block for name in GUIDES for block in find_blocks(read_page(name)) if block.language == "python"]


def test_other_programs_are_shown() -> None:
    assert {tool for tools in SHOWN.values() for tool in tools} == {"helm", "hera", "kubectl", "runnable", "sh"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_other_programs_do_what_a_page_shows(name: str, tmp_path: Path) -> None:
    """A program is a command, or a package of this Python."""
    for tool in SHOWN[name]:
        if shutil.which(tool) is None and importlib.util.find_spec(tool) is None:
            pytest.skip(f"{tool} is not installed")
    assert follow(find_blocks(read_page(name)), Session(tmp_path), SHOWN[name]) > 0


@pytest.mark.parametrize("text", [block.text for block in PROGRAMS])
def test_python_can_be_parsed(text: str) -> None:
    assert ast.parse(text).body
