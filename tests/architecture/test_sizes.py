"""Directories, modules and functions are small enough to be read at once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from .modules import Package, build_package

MODULES_IN_A_FOLDER, LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 15, 310, 45


def count_modules(package: Package) -> Mapping[str, int]:
    """Count the modules of each directory, without `__init__.py`."""
    return Counter(name.rpartition(".")[0] for name in package.modules if name not in package.folders)


def count_lines(package: Package) -> Mapping[str, int]:
    """Count the lines of each module, up to the end of its last statement."""
    return {
        name: max((node.end_lineno or 0 for node in tree.body), default=0) for name, tree in package.modules.items()
    }


def measure_functions(package: Package) -> Iterator[tuple[str, int]]:
    """Every function of a package, methods and inner ones included, with the number of its lines."""
    for name, nodes in package.nodes.items():
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_folder_has_too_many_modules(package: Package) -> None:
    assert {name: n for name, n in count_modules(package).items() if n > MODULES_IN_A_FOLDER} == {}


def test_no_module_is_too_long(package: Package) -> None:
    assert {name: n for name, n in count_lines(package).items() if n > LINES_OF_A_MODULE} == {}


def test_no_function_is_too_long(package: Package) -> None:
    assert {name: n for name, n in measure_functions(package) if n > LINES_OF_A_FUNCTION} == {}


# The checks themselves.


@pytest.fixture
def sample() -> Package:
    body = "\n".join(["def outer():", "    def inner():", *["        pass"] * 4])
    return build_package({"argogen/__init__.py": "", "argogen/a.py": body, "argogen/b.py": "x = (\n1)\n"})


def test_counts(sample: Package) -> None:
    assert count_modules(sample) == {"argogen": 2}
    assert count_lines(sample) == {"argogen": 0, "argogen.a": 6, "argogen.b": 2}
    assert list(measure_functions(sample)) == [("argogen.a:outer", 6), ("argogen.a:inner", 5)]
