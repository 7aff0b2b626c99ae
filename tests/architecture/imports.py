"""Who imports whom in a package, read from its source: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# In the order of the house: a module may import its own room and those before it. `""` is `argogen/__init__.py`.
ROOMS = (
    "",
    "catalogue",
    "suggestions",
    "diagnostics",
    "paths",
    "git",
    "resources",
    "schemas",
    "caches",
    "explanations",
    "yaml",
    "provenance",
    "substitution",
    "argo",
    "language.vocabulary",
    "language.validation",
    "dialects",
    "context",
    "language",
    "lint",
    "templating",
    "importing",
    "packs",
    "project",
    "output",
    "engine",
    "formats",
    "workspace",
    "cli",
    "__main__",
)


@dataclass(frozen=True)
class House:
    """The modules of a package by their full names; a folder goes by its `__init__.py`."""

    modules: Mapping[str, ast.Module]
    folders: frozenset[str]

    def find_imports(self, name: str) -> set[str]:
        """The modules of this house that a module imports, also if only for types."""
        nodes = (node for node in ast.walk(self.modules[name]) if isinstance(node, ast.Import | ast.ImportFrom))
        return {self._find_module(target) for node in nodes for target in self._name_targets(name, node)} - {""}

    def find_edges(self, late: Mapping[tuple[str, str], Sequence[str]]) -> set[tuple[str, str]]:
        """Who imports whom; `late` names the modules that `import_module` imports, see `find_late_imports`."""
        written = {(name, target) for name in self.modules for target in self.find_imports(name)}
        called = {(name, target) for (name, _), targets in late.items() for target in targets if target in self.modules}
        return written | called

    def _name_targets(self, importer: str, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
            return
        package = importer.split(".") if importer in self.folders else importer.split(".")[:-1]
        above = package[: len(package) + 1 - node.level] if node.level else []
        module = ".".join([*above, *filter(None, [node.module])])
        yield from (f"{module}.{alias.name}" for alias in node.names)

    def _find_module(self, target: str) -> str:
        """The module itself, or the one that holds the name; empty for what is not of this house."""
        if target in self.modules:
            return target
        holder = target.rpartition(".")[0]
        return holder if holder in self.modules else ""


def read_house(package: Path) -> House:
    """The house that a package is; what an installed one holds beside, such as examples, is in no package."""
    files = (file for file in sorted(package.rglob("*.py")) if (file.parent / "__init__.py").is_file())
    return build_house({file.relative_to(package.parent).as_posix(): file.read_text("utf-8") for file in files})


def build_house(texts: Mapping[str, str]) -> House:
    """A house from the text of each file, by its path."""
    modules, folders = {}, set()
    for path, text in texts.items():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules[name] = ast.parse(text, path)
        if path.endswith("/__init__.py"):
            folders.add(name)
    return House(modules, frozenset(folders))


def name_room(module: str) -> str | None:
    """The layer of a module: the longest of the names in `ROOMS` that its own begins with."""
    inside = f"{module.partition('.')[2]}."
    return max(
        (layer for layer in ROOMS if inside.startswith(f"{layer}.")), key=len, default=None if inside != "." else ""
    )


def find_strangers(house: House) -> list[str]:
    """Modules in none of the rooms."""
    return sorted(module for module in house.modules if name_room(module) not in ROOMS)


def find_wrong_ways(edges: set[tuple[str, str]]) -> list[str]:
    """Imports of a later room."""
    wrong = (edge for edge in edges if ROOMS.index(name_room(edge[0])) < ROOMS.index(name_room(edge[1])))
    return sorted(f"{importer} imports {target}" for importer, target in wrong)


def find_cycle(edges: set[tuple[str, str]]) -> list[str]:
    """The modules that import each other, and those between two such circles; empty if there are none."""
    left = set(edges)
    while True:
        importers, targets = {importer for importer, _ in left}, {target for _, target in left}
        inside = {(importer, target) for importer, target in left if importer in targets and target in importers}
        if inside == left:
            return sorted(importers)
        left = inside


def find_hidden_imports(house: House) -> list[str]:
    """Import statements inside functions."""
    functions = [
        (name, node)
        for name, module in house.modules.items()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    found = {
        f"{name}:{inner.lineno}: {ast.unparse(inner)}"
        for name, function in functions
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    return sorted(found)


def find_late_imports(house: House) -> set[tuple[str, str]]:
    """Calls that import a module by its name: the module with the call, and the name as it is written there."""
    return {
        (name, ast.unparse(node.args[0]) if node.args else "")
        for name, module in house.modules.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__")
    }
