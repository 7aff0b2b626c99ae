"""Data goes one way through the house, so imports do too."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import argogen
from argogen.cli.main import COMMANDS
from argogen.cli.templates.main import COMMANDS as TEMPLATE_COMMANDS
from argogen.formats import FORMATS

from .imports import (
    ROOMS,
    build_house,
    find_cycle,
    find_hidden_imports,
    find_late_imports,
    find_strangers,
    find_wrong_ways,
    name_room,
    read_house,
)

HOUSE = read_house(Path(argogen.__file__).parent)

# Who imports what only when it is needed: the module, the name as it is written there, and what is imported.
LATE: Mapping[tuple[str, str], Sequence[str]] = {
    # difflib is for those who made a mistake, and costs every start otherwise
    ("argogen.nearest", "'difflib'"): ["difflib"],
    # most texts have no fault, and what finds them all is as large as the reader itself
    ("argogen.source.read", "'argogen.source.faults'"): ["argogen.source.faults"],
    # places are for diagnostics, and a good run has none
    ("argogen.source.read", "'argogen.source.outline'"): ["argogen.source.outline"],
    # lark takes as long to import as yaml and click do, and most pipelines have no expression
    ("argogen.normalize.tags", "'argogen.expressions.reading'"): ["argogen.expressions.reading"],
    ("argogen.normalize.depends", "'argogen.expressions.depends'"): ["argogen.expressions.depends"],
    # jsonschema takes a tenth of a second to import, and only explains mistakes
    ("argogen.validation.pipeline", "'argogen.validation.explain'"): ["argogen.validation.explain"],
    # few pipelines are in another dialect, and the others pay nothing for it
    ("argogen.cli.preparation", "'argogen.cli.dialects'"): ["argogen.cli.dialects"],
    ("argogen.cli.render", "'argogen.cli.dialects'"): ["argogen.cli.dialects"],
    # nor have many projects or pipelines settings of one
    ("argogen.cli.preparation", "'argogen.dialects.runnable.inherited'"): ["argogen.dialects.runnable.inherited"],
    ("argogen.project.layers", "'argogen.dialects.runnable.inherited'"): ["argogen.dialects.runnable.inherited"],
    # only lint asks every rule
    ("argogen.cli.preparation", "'argogen.rules.every'"): ["argogen.rules.every"],
    # few projects have packs
    ("argogen.project.project", "'argogen.packs.locate'"): ["argogen.packs.locate"],
    # only a machine that has not seen a commit of a pack yet asks git for it
    ("argogen.packs.locate", "'argogen.packs.fetch'"): ["argogen.packs.fetch"],
    # the same for project files; whoever has made no mistake does not even wait for the fast validator
    ("argogen.project.project", "'argogen.validation.pipeline'"): ["argogen.validation.pipeline"],
    # most projects have a file of their own
    ("argogen.project.project", "'argogen.project.toml'"): ["argogen.project.toml"],
    # manifests that are up to date are known as such before anything that renders is imported
    ("argogen.cli.batch", "'argogen.cli.generation'"): ["argogen.cli.generation"],
    ("argogen.cli.workers", "'argogen.cli.generation'"): ["argogen.cli.generation"],
    # whoever wants to see a manifest does not wait for what looks after many
    ("argogen.cli.render", "'argogen.cli.upkeep'"): ["argogen.cli.upkeep"],
    # POSIX has limits for processes, Windows has none
    ("argogen.cli.workers", "'resource'"): ["resource"],
    # one process is enough for most runs
    ("argogen.cli.batch", "'argogen.cli.workers'"): ["argogen.cli.workers"],
    # most runs have nothing to ask of git, and GitPython takes longer to import than all else that a check needs
    ("argogen.cli.scope", "'argogen.git.local'"): ["argogen.git.local"],
    # programs know what they want to read
    ("argogen.cli.report", "'argogen.formats'"): ["argogen.formats"],
    ("argogen.formats", "f'argogen.formats.{form}'"): [f"argogen.formats.{form}" for form in FORMATS],
    # comparing texts is for whoever wants to see what differs
    ("argogen.cli.report", "'argogen.output.diff'"): ["argogen.output.diff"],
    # no command pays for the imports of another
    ("argogen.cli.main", "module"): [module for module, _ in COMMANDS.values()],
    ("argogen.cli.templates.main", "module"): [module for module, _ in TEMPLATE_COMMANDS.values()],
    # a run without a fault of argogen's own needs nothing to write tracebacks
    ("argogen.__main__", "'argogen.cli.fault'"): ["argogen.cli.fault"],
}


def test_every_module_is_in_a_room() -> None:
    assert find_strangers(HOUSE) == []
    assert {name_room(module) for module in HOUSE.modules} == set(ROOMS)


def test_no_room_imports_a_later_one() -> None:
    assert find_wrong_ways(HOUSE.find_edges(LATE)) == []


def test_no_modules_import_each_other() -> None:
    assert find_cycle(HOUSE.find_edges(LATE)) == []


def test_no_function_hides_an_import() -> None:
    assert find_hidden_imports(HOUSE) == []


def test_every_late_import_has_a_reason() -> None:
    assert find_late_imports(HOUSE) == set(LATE)


# What the checks are worth: each of them finds what it is there for.

CROOKED = build_house(
    {
        "argogen/__init__.py": "",
        "argogen/attic.py": "",
        "argogen/source/__init__.py": "from .text import read",
        "argogen/source/text.py": "if TYPE_CHECKING:\n    from argogen.context import Context",
        "argogen/context.py": "import os\nfrom argogen.source import read",
        "argogen/rules/names.py": "def find():\n    def inner():\n        from . import check",
        "argogen/rules/check.py": "import argogen.rules.names\nimportlib.import_module('argogen.cli.main')",
        "argogen/rules/__init__.py": "from argogen import source",
        "argogen/cli/main.py": "from ..rules import check as c",
        "argogen/cli/__init__.py": "",
    }
)


def test_finds_modules_outside_of_all_rooms() -> None:
    assert find_strangers(CROOKED) == ["argogen.attic"]


def test_no_folder_of_tests_takes_the_name_of_a_standard_module() -> None:
    """pytest puts these folders before the standard library: with one called `code`, Python 3.13 has no debugger."""
    folders = {path.name for path in Path(__file__).parents[1].iterdir() if path.is_dir()}
    assert not folders & sys.stdlib_module_names


def test_reads_every_form_of_an_import() -> None:
    assert CROOKED.find_edges({}) == {
        ("argogen.source", "argogen.source.text"),
        ("argogen.source.text", "argogen.context"),
        ("argogen.context", "argogen.source"),
        ("argogen.rules.names", "argogen.rules.check"),
        ("argogen.rules.check", "argogen.rules.names"),
        ("argogen.rules", "argogen.source"),
        ("argogen.cli.main", "argogen.rules.check"),
    }


def test_finds_imports_of_later_rooms() -> None:
    late = {("argogen.rules.check", "'argogen.cli.main'"): ["argogen.cli.main"]}
    assert find_late_imports(CROOKED) == set(late)
    assert find_wrong_ways(CROOKED.find_edges(late)) == [
        "argogen.rules.check imports argogen.cli.main",
        "argogen.source.text imports argogen.context",
    ]


def test_finds_cycles() -> None:
    assert find_cycle({("a", "b"), ("b", "c")}) == []
    assert find_cycle({("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")}) == ["b", "c"]


def test_finds_imports_in_functions() -> None:
    assert find_hidden_imports(CROOKED) == ["argogen.rules.names:3: from . import check"]
