"""The digest of argogen in stamps covers all modules that change manifests, and no other directories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import argogen
from argogen.resources import SCHEMAS, TEMPLATES
from argogen.workspace.own_files import DRAWING, NOT_RENDERING, list_own_files

from .modules import Package
from .test_imports import LATE

# What renders a manifest, and what adds its stamp.
FILES = (Path(argogen.__file__).parent, TEMPLATES, SCHEMAS)
ROOTS = ("argogen.engine.compilation", "argogen.output.stamp", "argogen.workspace.freshness")
# Of the directories that change no manifest, what rendering imports: rules can only prevent a manifest.
PREVENTS = ("argogen.linter",)
# The attributes of the package itself are those of the library, imported at their first use.
LIBRARY = "argogen"


def find_imported(package: Package, roots: Iterable[str], *, ending_at: tuple[str, ...] = ()) -> set[str]:
    """Find all modules that some modules need, with the packages around them; those `ending_at` need none."""
    needs: dict[str, set[str]] = {}
    for importer, target in package.find_edges(LATE):
        needs.setdefault(importer, set()).add(target)
    found: set[str] = set()
    pending = [*roots]
    while pending:
        module = pending.pop()
        if module not in found:
            found.add(module)
            pending += [module.rpartition(".")[0]] * ("." in module)
            pending += needs.get(module, ()) if module != LIBRARY and not is_in(module, ending_at) else ()
    return found


def is_in(module: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of these packages, or in it."""
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


def name_package(directory: str) -> str:
    return f"argogen.{directory.replace('/', '.')}"


def list_digested(package: Package) -> set[str]:
    paths = (path.removesuffix(".py").removesuffix("/__init__") for path, _ in list_own_files(*FILES))
    return {f"argogen{path.replace('/', '.')}" for path in paths} & package.modules.keys()


def test_what_rendering_imports_is_in_the_digest(package: Package) -> None:
    needed = find_imported(package, ROOTS, ending_at=PREVENTS)
    assert len(needed) > 300
    assert {module for module in needed - list_digested(package) if not is_in(module, PREVENTS)} == set()


@pytest.mark.parametrize("directory", sorted(NOT_RENDERING))
def test_what_is_not_in_the_digest_exists(directory: str, package: Package) -> None:
    assert name_package(directory) in package.folders


def test_the_digest_has_all_other_modules(package: Package) -> None:
    others = {module for module in package.modules if not is_in(module, map(name_package, NOT_RENDERING))}
    assert list_digested(package) == others


def test_the_digest_has_templates_and_schemas() -> None:
    paths = {path for path, _ in list_own_files(*FILES)}
    assert {"/constructs/template.yaml.j2", "/pipeline.schema.json", "/argo/structure.json"} <= paths


def test_a_module_that_rendering_imports_would_be_found(package: Package) -> None:
    needed = find_imported(package, [*ROOTS, "argogen.runner.schedule"], ending_at=PREVENTS)
    assert {"argogen.runner", "argogen.runner.schedule", "argogen.runner.run"} <= needed - list_digested(package)


def test_what_drawing_imports_is_in_one_of_the_digests(package: Package) -> None:
    needed = find_imported(package, ["argogen.workspace.pictures.committed"], ending_at=PREVENTS)
    drawing = [name_package(directory) for directory in DRAWING]
    others = needed - list_digested(package)
    assert {module for module in others if not is_in(module, (*PREVENTS, *drawing))} == set()
    assert all(any(is_in(module, [name]) for module in others) for name in drawing)
