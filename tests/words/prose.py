"""Everywhere that people read English: strings, comments and docstrings of modules, schemas, templates, and pages."""

from __future__ import annotations

import ast
import functools
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generator" / "argogen"
_CODE_BLOCK = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_COMMENT = re.compile(r"(?:.*?\s)?#(?!!) ?(.*)")
_DESCRIPTION = re.compile(r"\s*(?:- )?description: (.*)")
_TEMPLATE_COMMENT = re.compile(r"\{#(.*?)#\}", re.DOTALL)


class Prose(NamedTuple):
    """A piece of English, the file that it is in, and the line that it begins on."""

    file: Path
    line: int
    english: str


@functools.cache
def read_all() -> Sequence[Prose]:
    """Return all prose of the project but that of its tests."""
    return [
        Prose(file, line, english)
        for pattern, read in _READERS.items()
        for file in sorted(ROOT.glob(pattern))
        for line, english in read(file.read_text("utf-8"))
    ]


def read_module(source: str) -> Iterator[tuple[int, str]]:
    """Yield the string constants that hold a space, docstrings among them, and the comments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, _CODE.sub("`code`", node.value)
    if "#" in source:  # to read the tokens takes longer than all else
        yield from _read_comments(source)


def _read_comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield comments; those on consecutive lines are one."""
    start, lines = 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if lines and token.start[0] != start + len(lines):
            yield start, " ".join(lines)
            lines = []
        start = token.start[0] - len(lines)
        lines.append(_CODE.sub("`code`", token.string.lstrip("#! ")))
    if lines:
        yield start, " ".join(lines)


def read_page(page: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a Markdown page, without code."""
    prose = _CODE.sub("`code`", _CODE_BLOCK.sub(lambda block: "\n" * block[0].count("\n"), page))
    line = 1
    for paragraph in re.split(r"(\n{2,})", prose):
        if paragraph.strip():
            yield line, paragraph
        line += paragraph.count("\n")


def read_schema(text: str) -> Iterator[tuple[int, str]]:
    """Yield the descriptions of a JSON Schema; their line is 1."""
    return ((1, _CODE.sub("`code`", english)) for english in _list_descriptions(json.loads(text)))


def _list_descriptions(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("description"), str):
            yield node["description"]
        for child in node.values():
            yield from _list_descriptions(child)
    elif isinstance(node, list):
        for child in node:
            yield from _list_descriptions(child)


def read_template(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of a Jinja template."""
    for comment in _TEMPLATE_COMMENT.finditer(text):
        yield text.count("\n", 0, comment.start()) + 1, comment[1]


def read_settings(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of a script or configuration file, those on consecutive lines as one, and the descriptions."""
    start, lines = 0, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if found := _COMMENT.fullmatch(line):
            start = start if lines else number
            lines.append(_CODE.sub("`code`", found[1]))
        elif lines:
            yield start, " ".join(lines)
            lines = []
        if found := _DESCRIPTION.fullmatch(line):
            yield number, found[1]


_READERS: Mapping[str, Callable[[str], Iterator[tuple[int, str]]]] = {
    f"{PACKAGE.relative_to(ROOT)}/**/*.py": read_module,
    f"{PACKAGE.relative_to(ROOT)}/**/*.md": read_page,
    "schemas/*.schema.json": read_schema,
    "schemas/**/*.py": read_module,
    "templates/**/*.j2": read_template,
    "docs/**/*.md": read_page,
    "docs/**/*.py": read_module,
    "*.md": read_page,
    "release/*.py": read_module,
    "hatch_build.py": read_module,
    **dict.fromkeys((".ci/*", ".github/**/*.yml", "integrations/*/*", "pyproject.toml", "Dockerfile"), read_settings),
    **dict.fromkeys(("action.yml", ".pre-commit-hooks.yaml", ".dockerignore", ".gitattributes"), read_settings),
}
