"""The modules of a package and their imports, read from the source: nothing is run."""

from __future__ import annotations

import ast
import functools
import graphlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# From the bottom to the top: a module may import its own layer and those before it. `""` is `argogen/__init__.py`.
LAYERS = (
    "late",
    "records",
    "version",
    "severity",
    "catalogue",
    "suggestions",
    "diagnostics",
    "paths",
    "files",
    "git",
    "resources",
    "schemas",
    "caches",
    "addresses",
    "explanations",
    "yaml",
    "host",
    "provenance",
    "substitution",
    "argo",
    "runner",
    "executors",
    "language.vocabulary",
    "language.short_forms",
    "language.validation",
    "dialects",
    "context",
    "language.tags",
    "language.output_expression",
    "language.collector",
    "language.model",
    "language.settings",
    "language.desugar",
    "language.code",
    "language.checks",
    "language.resolve",
    "language.lower",
    "language.recovery",
    "language",
    "linter",
    "templating",
    "importing",
    "packs",
    "project",
    "output",
    "engine",
    "graph",
    "drawing",
    "scripts",
    "formats",
    "workspace",
    "testing",
    "permissions",
    "running",
    "installation",
    "api",
    "",
    "cli",
    "__main__",
)


@dataclass(frozen=True)
class Package:
    """The modules of a package by their full names; a directory has the name of its `__init__.py`."""

    modules: Mapping[str, ast.Module]
    folders: frozenset[str]

    @functools.cached_property
    def nodes(self) -> Mapping[str, Sequence[ast.AST]]:
        """All nodes of each module, since walking through a tree takes longer than most checks of its nodes."""
        return {name: list(ast.walk(tree)) for name, tree in self.modules.items()}

    def find_imports(self, name: str) -> set[str]:
        """The modules of this package that a module imports, also if only for types."""
        nodes = (node for node in self.nodes[name] if isinstance(node, ast.Import | ast.ImportFrom))
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
        """Return the module itself, or the one that defines the name; empty for others than those of this package."""
        if target in self.modules:
            return target
        holder = target.rpartition(".")[0]
        return holder if holder in self.modules else ""


def read_package(folder: Path) -> Package:
    """Read a package; directories without `__init__.py`, such as installed examples, are not part of it."""
    files = (file for file in sorted(folder.rglob("*.py")) if (file.parent / "__init__.py").is_file())
    return build_package({file.relative_to(folder.parent).as_posix(): file.read_text("utf-8") for file in files})


def build_package(texts: Mapping[str, str]) -> Package:
    """Build a package from the content of each file, by its path."""
    modules, folders = {}, set()
    for path, text in texts.items():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules[name] = ast.parse(text, path)
        if path.endswith("/__init__.py"):
            folders.add(name)
    return Package(modules, frozenset(folders))


def find_layer(module: str) -> str | None:
    """Find the layer of a module: the longest name in `LAYERS` that its own begins with."""
    inside = module.partition(".")[2]
    if not inside:
        return ""
    found = (layer for layer in LAYERS if layer and f"{inside}.".startswith(f"{layer}."))
    return max(found, key=len, default=None)


def find_modules_without_layer(package: Package) -> list[str]:
    """Find modules in none of the layers."""
    return sorted(module for module in package.modules if find_layer(module) is None)


def find_upward_imports(edges: set[tuple[str, str]]) -> list[str]:
    """Find imports of a later layer."""
    ranks = {layer: rank for rank, layer in enumerate(LAYERS)}
    upward = ((a, b) for a, b in edges if ranks[find_layer(a) or ""] < ranks[find_layer(b) or ""])
    return sorted(f"{importer} imports {target}" for importer, target in upward)


def find_cycle(edges: set[tuple[str, str]]) -> list[str]:
    """Find modules that import each other, in the order of the cycle; empty without a cycle."""
    graph: dict[str, set[str]] = {}
    for importer, target in edges:
        graph.setdefault(importer, set()).add(target)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def find_hidden_imports(package: Package) -> list[str]:
    """Import statements inside functions."""
    functions = [
        (name, node)
        for name, nodes in package.nodes.items()
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    found = {
        f"{name}:{inner.lineno}: {ast.unparse(inner)}"
        for name, function in functions
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    return sorted(found)


def find_late_imports(package: Package) -> set[tuple[str, str]]:
    """Calls that import a module by its name: the module with the call, and the name as it is written there."""
    return {
        (name, ast.unparse(node.args[0]) if node.args else "")
        for name, nodes in package.nodes.items()
        for node in nodes
        if isinstance(node, ast.Call) and _name_last(node.func) in ("import_module", "import_late", "__import__")
    }


def _name_last(called: ast.expr) -> str:
    """The last part of the name of a function, which is written much faster than all of it."""
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def find_importers(package: Package, library: str) -> set[str]:
    """The modules that import a library of others, also if only for types."""
    return {
        name
        for name, nodes in package.nodes.items()
        for node in nodes
        if library
        in (
            [alias.name.partition(".")[0] for alias in node.names]
            if isinstance(node, ast.Import)
            else [(node.module or "").partition(".")[0]]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
