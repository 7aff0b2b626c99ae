"""Below the command line and the public session, nothing depends on the state of the process, or changes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from .modules import Package, build_package

# Where a session is opened on this process, and what only the program itself does.
EDGES = (
    "argogen.cli",
    "argogen.__main__",
    "argogen.api.session",
    # the directories of the user depend on its variables, with platformdirs as without it
    "argogen.caches",
    # programs that run in separate processes
    *(f"argogen.executors.sandbox.{name}" for name in ("container", "identity", "root", "supervisor")),
)

# What belongs to the process: an attribute, by the name that it is written with.
STATE = frozenset(
    {
        "os.environ",
        "os.getenv",
        "os.putenv",
        "os.getcwd",
        "os.chdir",
        "os.umask",
        "os._exit",
        "Path.cwd",
        "sys.exit",
        "sys.setrecursionlimit",
        "locale.setlocale",
        "print",
    }
)
_LAST_NAMES = frozenset(name.rpartition(".")[2] for name in STATE)

# How a file is read, by the last part of the name of what is called.
READS = frozenset(
    {"open", "read", "read_text", "read_bytes", "read_source", "read_file", "iterdir", "glob", "rglob", "digest_file"}
)

# Functions that read files and whose results the process keeps: all of them read what argogen is shipped with.
SHIPPED: Mapping[tuple[str, str], str] = {
    ("argogen.argo.expressions.expr.functions", "load_functions"): "the functions of Argo's expressions",
    ("argogen.argo.notation.zones", "_list_names"): "the names of time zones",
    ("argogen.argo.notation.zones", "_load"): "a time zone",
    ("argogen.argo.structure.table", "read_definitions"): "the structure of Argo's objects",
    ("argogen.explanations", "list_pages"): "the names of the pages on diagnostics",
    ("argogen.explanations", "read_page"): "a page on a diagnostic",
    ("argogen.workspace.freshness", "digest_argogen"): "the digest of argogen in a wheel",
}


# All other functions whose results the process keeps, by module: they compute with their arguments, or with what
# argogen is shipped with, and nothing else.
PURE: Mapping[str, set[str]] = {
    "argogen.argo.behavior": {"_list_levels"},
    "argogen.argo.evaluation.expr.evaluation": {"_compile", "find_names"},
    "argogen.argo.evaluation.golang.clock.layouts": {"split_layout"},
    "argogen.argo.evaluation.golang.regexps": {"compile_regexp"},
    "argogen.argo.evaluation.jsonpath.query": {"_compile"},
    "argogen.argo.evaluation.tags.expressions": {"find_names", "uses"},
    "argogen.argo.expressions.dependency_results": {"read_condition"},
    "argogen.argo.expressions.depends": {"_parse", "_parser", "find_decisive"},
    "argogen.argo.expressions.expr.functions": {"load_builtin_functions"},
    "argogen.argo.expressions.expr.parse": {"_parse", "_parser"},
    "argogen.argo.expressions.selector": {"_check", "_parser"},
    "argogen.argo.expressions.tags": {"find_tags"},
    "argogen.argo.expressions.when.parse": {"_parse", "_parser"},
    "argogen.argo.notation.images": {"read_image"},
    "argogen.argo.notation.zones": {"list_transitions"},
    "argogen.argo.structure.structure": {"load_structure"},
    "argogen.argo.structure.table": {"_plain"},
    "argogen.argo.structure.type_lookup": {"_type_of_field"},
    "argogen.argo.variables": {"_build_tree", "list_names"},
    "argogen.argo.versions": {"parse_version"},
    "argogen.dialects.runnable.names": {"write_name"},
    "argogen.engine.template_cache": {"_load_shipped"},
    "argogen.graph.references": {"_read_expression"},
    "argogen.language.checks.raw_fields": {"find_template_key", "find_workflow_key"},
    "argogen.language.lower.fields": {"_build_no_fields", "_list_passed"},
    "argogen.language.resolve.edges": {"_grammar"},
    "argogen.language.resolve.step_values": {"_gives"},
    "argogen.language.tags": {"_reading", "scan"},
    "argogen.language.validation.definitions": {"build_check", "build_pattern", "build_validator"},
    "argogen.language.validation.unknown_keys": {"_map_argo_names"},
    "argogen.language.vocabulary": {
        "_offers",
        "bodies",
        "body_fields",
        "fields_of",
        "has_container",
        "is_object",
        "keys",
        "list_fitting",
        "object_fields",
        "setting_keys",
    },
    "argogen.linter.locating.locator": {"_keys_of"},
    "argogen.linter.model.texts": {"_list_own"},
    "argogen.linter.model.uses": {"_find"},
    "argogen.linter.plugins": {"load_table"},
    "argogen.linter.registry": {"load_check"},
    "argogen.linter.rules.kubeflow.documents": {"_list_kinds"},
    "argogen.linter.rules.references.outcomes": {"_list_between_dots"},
    "argogen.linter.model.programs.sources": {"_compile"},
    "argogen.linter.rules.values.old_fields": {"_list_old"},
    "argogen.linter.rules.values.patches": {"_find_places", "_structure"},
    "argogen.linter.selection": {"_find_checks", "_find_enabled", "_find_error_checks"},
    "argogen.paths": {"_find_relative_path"},
    "argogen.project.patterns": {"_compile"},
    "argogen.schemas.reading": {"read_source_schema", "read_schema"},
    "argogen.substitution.expressions": {"_compile", "_create_compiler"},
    "argogen.suggestions": {"_find_match"},
    "argogen.yaml.emitter.scalars": {"_escaped", "_plain"},
    "argogen.workspace.freshness": {"digest_drawing"},
}


def find_process_state(package: Package) -> list[str]:
    """Uses of what belongs to the process, outside of the edges."""
    return sorted(
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, nodes in package.nodes.items()
        if not name.startswith(EDGES)
        for node in nodes
        if isinstance(node, ast.stmt | ast.expr) and _is_process_state(node)
    )


def _is_process_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Global):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "absolute":
        return True
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in _LAST_NAMES and ast.unparse(node) in STATE  # to write every node takes seconds


def find_caching_readers(package: Package) -> set[tuple[str, str]]:
    """Functions that read files and are cached by the process."""
    return {(name, function.name) for name, function in _list_cached(package) if _reads_files(function)}


def _list_cached(package: Package) -> Iterator[tuple[str, ast.FunctionDef]]:
    for name, nodes in package.nodes.items():
        for node in nodes:
            if isinstance(node, ast.FunctionDef) and any(
                "cache" in ast.unparse(decorator) and "property" not in ast.unparse(decorator)
                for decorator in node.decorator_list
            ):
                yield name, node


def find_other_caches(package: Package) -> Mapping[str, set[str]]:
    """Find the cached functions below the edges that read no files themselves, by module."""
    found: dict[str, set[str]] = {}
    readers = find_caching_readers(package)
    for name, function in _list_cached(package):
        if not name.startswith(EDGES) and (name, function.name) not in readers:
            found.setdefault(name, set()).add(function.name)
    return found


def find_mutable_globals(package: Package) -> list[str]:
    """Find containers of modules that are meant to be filled: empty ones, unless they are typed as read-only."""
    return sorted(
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, module in package.modules.items()
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_to_be_filled(node)
    )


def _is_to_be_filled(node: ast.Assign | ast.AnnAssign) -> bool:
    is_read_only = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith(
        ("Mapping", "Sequence", "Final")
    )
    is_empty = node.value is not None and ast.unparse(node.value) in ("{}", "[]", "set()", "dict()", "list()")
    return is_empty and not is_read_only


def _reads_files(function: ast.FunctionDef) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(ast.unparse(called).rpartition(".")[2] in READS for called in calls)


def test_nothing_depends_on_the_process(package: Package) -> None:
    assert find_process_state(package) == []


def test_the_process_keeps_only_what_is_shipped(package: Package) -> None:
    assert find_caching_readers(package) == set(SHIPPED)


def test_what_else_the_process_keeps_is_listed(package: Package) -> None:
    assert find_other_caches(package) == PURE


def test_no_module_has_a_container_to_be_filled(package: Package) -> None:
    assert find_mutable_globals(package) == []


def test_finds_what_it_is_there_for() -> None:
    text = (
        "import os, functools\nfrom pathlib import Path\n"
        "@functools.cache\ndef read(path):\n    return Path(path).absolute().read_text()\n"
        "@functools.lru_cache(8)\ndef count(text):\n    return len(text)\n"
        "def where():\n    global here\n    here = Path.cwd() / os.environ['HERE']\n"
    )
    package = build_package({"argogen/__init__.py": "", "argogen/a.py": text, "argogen/cli/__init__.py": text})
    assert find_caching_readers(package) == {("argogen.a", "read"), ("argogen.cli", "read")}
    assert find_process_state(package) == [
        "argogen.a:10: global here",
        "argogen.a:11: Path.cwd",
        "argogen.a:11: os.environ",
        "argogen.a:5: Path(path).absolute()",
    ]
    assert find_other_caches(package) == {"argogen.a": {"count"}}


def test_finds_containers_to_be_filled() -> None:
    text = "KNOWN = {}\nNAMES: list[str] = []\nEMPTY: Mapping[str, str] = {}\nFULL = {1: 2}\n"
    package = build_package({"argogen/__init__.py": "", "argogen/a.py": text})
    assert find_mutable_globals(package) == ["argogen.a:1: KNOWN = {}", "argogen.a:2: NAMES: list[str] = []"]
