"""For every combination of features, the program of a step imports exactly the modules that it uses."""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from argogen.context import Notebook, Python
from argogen.templating.programs import Programs
from argogen.templating.templates import Templates

PROGRAMS = Programs(Templates().lookup, {}, None)

ARGUMENTS: list[dict[str, Any]] = [
    {},
    {"arguments": ("a",)},
    {"arguments": ("a", "b", "c", "d"), "loop_items": ("b",)},
    {"arguments": ("a", "b"), "pickled_arguments": ("b",)},
    {"arguments": ("b",), "pickled_arguments": ("b",)},
]
OUTPUTS: list[dict[str, Any]] = [
    {},
    {"outputs": ("x",)},
    {"outputs": ("x", "y")},
    {"outputs": ("x", "y"), "pickled_outputs": ("y",)},
    {"outputs": ("y",), "pickled_outputs": ("y",)},
]
FILES: list[dict[str, Any]] = [{}, {"get": {"/mnt": ["*.csv"]}}, {"put": {"/mnt": ["*.csv"]}}]
CALLS: list[dict[str, Any]] = [
    {"module": module, "lenient": lenient, "json_only": json_only}
    for module in ("jobs", None)
    for lenient in (True, None)
    for json_only in (True, None)
]


def list_names(program: str) -> tuple[set[str], set[str]]:
    """Return the names that a program imports, and those that it uses without defining them."""
    tree = ast.parse(program, feature_version=(3, 7))
    aliases = [
        alias for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    ]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    defined = stored | {node.name for node in functions} | {each.arg for node in functions for each in node.args.args}
    used = {node.id for node in names if isinstance(node.ctx, ast.Load)} - defined - set(dir(builtins))
    return {alias.asname or alias.name for alias in aliases}, used


def write_calls() -> Iterator[tuple[dict[str, Any], str]]:
    for parts in itertools.product(ARGUMENTS, OUTPUTS, FILES, CALLS):
        fields = {name: value for part in parts for name, value in part.items()}
        yield fields, PROGRAMS.write("code/call.py.j2", {"program": Python("jobs:work", "work", **fields)})


def test_calls_import_what_they_use() -> None:
    for fields, program in write_calls():
        imported, used = list_names(program)
        assert imported == used | ({"function"} & imported), (fields, program)


@pytest.mark.parametrize("kernel", ["python3", None])
def test_notebooks_import_what_they_use(kernel: str | None) -> None:
    for arguments, outputs, files in itertools.product(ARGUMENTS[:3], OUTPUTS, FILES):
        notebook = Notebook("a.ipynb", "b.ipynb", kernel, **arguments, **outputs, **files)
        program = PROGRAMS.write("code/notebook.py.j2", {"program": notebook})
        imported, used = list_names(program)
        assert imported == used, program
        if outputs:
            imported, used = list_names(program.split('"""')[1])
            assert imported == used - {"x", "y"}, program
