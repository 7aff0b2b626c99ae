"""Imports have the direction of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from argogen.catalogue import RULES
from argogen.cli.commands.templates.main import COMMANDS as TEMPLATE_COMMANDS
from argogen.cli.main import COMMANDS
from argogen.formats import FORMATS
from argogen.linter import EXPORTS

from .modules import (
    LAYERS,
    Package,
    build_package,
    find_cycle,
    find_hidden_imports,
    find_importers,
    find_late_imports,
    find_layer,
    find_modules_without_layer,
    find_upward_imports,
)

# Who imports what only when it is needed: the module, the name as it is written there, and what is imported.
LATE: Mapping[tuple[str, str], Sequence[str]] = {
    # difflib is for those who made a mistake, and costs every start otherwise
    ("argogen.suggestions", "'difflib'"): ["difflib"],
    # most texts have no fault, and what finds them all is as large as the reader itself
    ("argogen.yaml.read", "'argogen.yaml.positions.diagnostics'"): ["argogen.yaml.positions.diagnostics"],
    # places are for diagnostics, and a good run has none
    ("argogen.yaml.read", "'argogen.yaml.positions.index'"): ["argogen.yaml.positions.index"],
    # lark takes as long to import as yaml and click do, and most pipelines have no expression
    ("argogen.language.tags", "'argogen.argo.expressions.name_path_reader'"): [
        "argogen.argo.expressions.name_path_reader"
    ],
    **{
        ("argogen.language.output_expression", f"'argogen.argo.{name}'"): [f"argogen.argo.{name}"]
        for name in (
            "variables",
            "expressions.name_path_reader",
            "expressions.expr.checks",
            "expressions.expr.parse",
        )
    },
    ("argogen.language.resolve.edges", "'argogen.argo.expressions.depends'"): ["argogen.argo.expressions.depends"],
    # jsonschema takes a tenth of a second to import, and only explains mistakes
    ("argogen.language.validation.pipeline", "'argogen.language.validation.explain'"): [
        "argogen.language.validation.explain"
    ],
    # few pipelines are in another dialect, and the others pay nothing for it
    ("argogen.engine.front_end.documents", "'argogen.engine.front_end.dialects'"): [
        "argogen.engine.front_end.dialects"
    ],
    ("argogen.workspace.targets", "'argogen.engine.front_end.dialects'"): ["argogen.engine.front_end.dialects"],
    # a rule is a row in a table: only the modules of the checks that run are imported, and render runs few
    ("argogen.linter.registry", "f'argogen.linter.rules.{module}'"): sorted(
        {
            f"argogen.linter.rules.{check.partition(':')[0]}"
            for rule in RULES.values()
            for check in (*rule.checks, *rule.render_checks)
            if isinstance(check, str)
        }
    ),
    # names for packages with rules, of which argogen itself imports each from its module
    ("argogen.linter", "EXPORTS[name]"): sorted(set(EXPORTS.values())),
    # a render runs few rules, which need few of the indices
    **{
        ("argogen.linter.model.subject", f"'argogen.linter.model.{name}'"): [f"argogen.linter.model.{name}"]
        for name in ("loop_items", "objects", "template_index", "texts", "uses")
    },
    # few templates have YAML in a string
    ("argogen.linter.model.subject", "'argogen.yaml.embedded'"): ["argogen.yaml.embedded"],
    # few runs read libraries
    ("argogen.engine.rules", "'argogen.linter.model.origins'"): ["argogen.linter.model.origins"],
    # few pipelines have inline templates
    ("argogen.language.resolve.resolution", "'argogen.language.resolve.calls.inlining'"): [
        "argogen.language.resolve.calls.inlining"
    ],
    # most sources have one document
    ("argogen.engine.compilation", "'argogen.engine.references'"): ["argogen.engine.references"],
    # few pipelines use environment variables
    ("argogen.engine.compilation", "'argogen.engine.masking'"): ["argogen.engine.masking"],
    ("argogen.engine.compilation", "'argogen.linter.model.flow.config_objects'"): [
        "argogen.linter.model.flow.config_objects"
    ],
    # few pipelines are WorkflowEventBindings, and lark is for those that have expressions
    (
        "argogen.linter.rules.expressions.event_bindings",
        "'argogen.linter.rules.expressions.binding_expressions'",
    ): ["argogen.linter.rules.expressions.binding_expressions"],
    # few resource templates have filters of jq
    ("argogen.linter.rules.values.jq_filters", "'argogen.argo.expressions.jq.functions'"): [
        "argogen.argo.expressions.jq.functions"
    ],
    ("argogen.linter.rules.values.jq_filters", "'argogen.argo.expressions.jq.parse'"): [
        "argogen.argo.expressions.jq.parse"
    ],
    # almost all conditions have the braces that they require
    (
        "argogen.linter.rules.expressions.conditions",
        "'argogen.linter.rules.expressions.intended_conditions'",
    ): ["argogen.linter.rules.expressions.intended_conditions"],
    (
        "argogen.linter.rules.values.metrics",
        "'argogen.linter.rules.expressions.intended_conditions'",
    ): ["argogen.linter.rules.expressions.intended_conditions"],
    # to look for installed packages takes longer than to render a pipeline
    ("argogen.linter.selection", "'argogen.linter.plugins'"): ["argogen.linter.plugins"],
    # most documents have no `${{ }}`
    ("argogen.engine.front_end.substitution", "'argogen.substitution.substitution'"): [
        "argogen.substitution.substitution"
    ],
    # documents without faults pay nothing for the recovery from some
    ("argogen.engine.front_end.documents", "'argogen.dialects.helm'"): ["argogen.dialects.helm"],
    ("argogen.engine.front_end.documents", "'argogen.engine.front_end.recovery'"): [
        "argogen.engine.front_end.recovery"
    ],
    ("argogen.engine.front_end.documents", "'argogen.language.recovery.follow_ups'"): [
        "argogen.language.recovery.follow_ups"
    ],
    ("argogen.engine.manifest_stages", "'argogen.engine.front_end.recovery'"): ["argogen.engine.front_end.recovery"],
    # most programs that use the library run no test cases
    ("argogen.api.session", "'argogen.testing.suites'"): ["argogen.testing.suites"],
    # and most draw nothing
    ("argogen.api.session", "'argogen.workspace.pictures.drawing'"): ["argogen.workspace.pictures.drawing"],
    # few projects have packs
    ("argogen.project.project", "'argogen.packs.locate'"): ["argogen.packs.locate"],
    ("argogen.project.project", "'argogen.packs.pack'"): ["argogen.packs.pack"],
    # most runs find the commits of packs in the cache
    ("argogen.packs.locate", "'argogen.packs.fetch'"): ["argogen.packs.fetch"],
    # the fast validator takes ten milliseconds, as long as it takes to check a thousand tasks without one
    ("argogen.language.validation.definitions", "'jsonschema_rs'"): ["jsonschema_rs"],
    # most project files are recognized as valid
    ("argogen.project.project", "'argogen.language.validation.argo_objects'"): [
        "argogen.language.validation.argo_objects"
    ],
    # most projects have a file of their own
    ("argogen.project.project", "'argogen.project.toml'"): ["argogen.project.toml"],
    # a run in which all manifests are up to date imports nothing that renders
    ("argogen.engine.workers.pool", "'argogen.engine.compilation'"): ["argogen.engine.compilation"],
    ("argogen.engine.workers.processes", "'argogen.engine.compilation'"): ["argogen.engine.compilation"],
    # nor what recognizes pipelines, and manifests that another tool has written
    ("argogen.workspace.inputs", "'argogen.dialects.recognition'"): ["argogen.dialects.recognition"],
    ("argogen.workspace.comparison", "'argogen.yaml.kubernetes'"): ["argogen.yaml.kubernetes"],
    # few projects have pictures
    ("argogen.workspace.sync", "'argogen.workspace.pictures.committed'"): ["argogen.workspace.pictures.committed"],
    # few runs are restricted to changed files
    ("argogen.workspace.planning", "'argogen.git.local'"): ["argogen.git.local"],
    # few sources have documents that are passed through
    ("argogen.engine.source_file", "'argogen.yaml.kubernetes'"): ["argogen.yaml.kubernetes"],
    # exact arithmetic is for long durations and unusual quantities
    # the usual cache directory is found without it
    ("argogen.caches", "'platformdirs'"): ["platformdirs"],
    ("argogen.argo.notation.durations", "'decimal'"): ["decimal"],
    ("argogen.argo.notation.durations", "'fractions'"): ["fractions"],
    ("argogen.argo.notation.quantities", "'fractions'"): ["fractions"],
    ("argogen.argo.structure.shapes", "'decimal'"): ["decimal"],
    # printing a manifest does not import what keeps many in sync
    ("argogen.cli.commands.render", "'argogen.workspace.sync'"): ["argogen.workspace.sync"],
    ("argogen.engine.session", "'argogen.engine.template_cache'"): ["argogen.engine.template_cache"],
    ("argogen.host", "'argogen.caches'"): ["argogen.caches"],
    # POSIX has limits for processes, Windows has none
    ("argogen.engine.workers.processes", "'resource'"): ["resource"],
    # one process is enough for most runs
    ("argogen.engine.workers.pool", "'argogen.engine.workers.processes'"): ["argogen.engine.workers.processes"],
    # GitPython takes longer to import than all else that a check needs, and fails to import without a git program
    ("argogen.git.program", "'argogen.git.library'"): ["argogen.git.library"],
    # most runs print text
    ("argogen.formats", "f'argogen.formats.{name}'"): [f"argogen.formats.{form}" for form in FORMATS],
    # only runs that print differences compare texts
    ("argogen.cli.report", "'argogen.output.diff'"): ["argogen.output.diff"],
    # `import argogen` costs nothing; the first use of a name imports the API, and that of the version reads its file
    ("argogen", "module"): ["argogen.api", "argogen.version"],
    ("argogen.cli.parts", "'argogen.version'"): ["argogen.version"],
    # only a shell that completes needs names
    ("argogen.cli.option_groups", "f'argogen.cli.completion.{module}'"): [
        f"argogen.cli.completion.{module}" for module in ("projects", "rules", "runs", "sources")
    ],
    ("argogen.cli.option_groups", "'click.shell_completion'"): ["click.shell_completion"],
    ("argogen.cli.program", "'argogen.cli.completion.shells'"): ["argogen.cli.completion.shells"],
    # the live tree of a run is for terminals, and its library is optional
    ("argogen.cli.running.showing", "'rich.live'"): ["rich.live"],
    ("argogen.cli.running.showing", "'argogen.cli.running.live'"): ["argogen.cli.running.live"],
    # the schema of Argo's objects is for editors
    ("argogen.argo.structure.structure", "'argogen.argo.structure.json_schema'"): [
        "argogen.argo.structure.json_schema"
    ],
    # valid pipelines and manifests need nothing that reports faults
    **{
        (module, f"'argogen.{imported}'"): [f"argogen.{imported}"]
        for module, imported in (
            ("argogen.argo.structure.objects", "argo.structure.structure_diagnostic"),
            ("argogen.argo.structure.shapes", "argo.structure.structure_diagnostic"),
            ("argogen.engine.front_end.documents", "argo.structure.structure_diagnostic"),
            ("argogen.engine.front_end.documents", "language.validation.report"),
            ("argogen.engine.front_end.substitution", "substitution.undefined_names"),
            ("argogen.engine.verification.manifest", "argo.structure.structure_diagnostic"),
            ("argogen.engine.verification.manifest", "language.validation.report"),
            ("argogen.language.settings.checks", "argo.notation.error"),
            ("argogen.language.validation.argo_objects", "argo.structure.structure_diagnostic"),
            ("argogen.language.validation.argo_objects", "language.validation.report"),
            ("argogen.language.validation.pipeline", "argo.structure.structure_diagnostic"),
            ("argogen.language.validation.pipeline", "language.validation.report"),
            ("argogen.templating.templates", "substitution.jinja_errors"),
        )
    },
    # a notation is for pipelines with values in it, and many have no durations, quantities or namespaces
    ("argogen.argo.structure.shapes", "'argogen.argo.notation.quantities'"): ["argogen.argo.notation.quantities"],
    ("argogen.language.settings.checks", "'argogen.argo.notation.durations'"): ["argogen.argo.notation.durations"],
    ("argogen.language.settings.expansion", "'argogen.argo.notation.durations'"): ["argogen.argo.notation.durations"],
    ("argogen.linter.rules.values.names", "'argogen.argo.notation.names'"): ["argogen.argo.notation.names"],
    ("argogen.linter.rules.values.names", "'argogen.linter.rules.values.unreadable'"): [
        "argogen.linter.rules.values.unreadable"
    ],
    # pipelines without outputs, artifacts, volumes, loops, tasks or code need nothing that checks or builds these
    **{
        (module, f"'argogen.{imported}'"): [f"argogen.{imported}"]
        for module, imported in (
            ("argogen.language.checks.templates", "language.checks.artifacts"),
            ("argogen.language.checks.templates", "language.checks.outputs"),
            ("argogen.language.desugar.pipeline", "language.desugar.volumes"),
            ("argogen.language.desugar.templates", "language.desugar.outputs"),
            ("argogen.language.desugar.templates", "language.desugar.volumes"),
            ("argogen.language.lower.templates", "language.lower.outputs"),
            ("argogen.language.lower.templates", "language.lower.volumes"),
            ("argogen.language.lower.workflow", "language.lower.volumes"),
            ("argogen.language.normalize", "language.code.scripts"),
            ("argogen.language.resolve.references", "language.resolve.loops.items"),
            ("argogen.language.resolve.resolution", "language.resolve.edges"),
            ("argogen.language.resolve.walk", "language.checks.artifacts"),
            ("argogen.language.resolve.walk", "language.resolve.loops.items"),
        )
    },
    # nor does one without references to values of steps, or to variables of Argo, need what resolves and writes them
    **{
        (module, f"'argogen.{imported}'"): [f"argogen.{imported}"]
        for module, imported in (
            ("argogen.language.lower.tag_writer", "language.lower.fallbacks"),
            ("argogen.language.resolve.loops.item_forms", "argo.expressions.expr.writing"),
            ("argogen.language.resolve.references", "language.resolve.argo_tags"),
            ("argogen.language.resolve.references", "language.resolve.fallbacks"),
            ("argogen.language.resolve.references", "language.resolve.step_values"),
            ("argogen.language.resolve.references", "language.resolve.unknown_names"),
            ("argogen.language.resolve.texts", "language.resolve.item_expressions"),
            ("argogen.language.tags", "argo.expressions.expr.writing"),
        )
    },
    # few pipelines choose a version of Argo
    ("argogen.language.desugar.pipeline", "'argogen.language.desugar.argo_version'"): [
        "argogen.language.desugar.argo_version"
    ],
    # few files have merge keys
    ("argogen.yaml.loader", "'argogen.yaml.merge'"): ["argogen.yaml.merge"],
    # most pipelines refer to no other files
    ("argogen.engine.stages", "'argogen.project.confinement'"): ["argogen.project.confinement"],
    ("argogen.workspace.inputs", "'argogen.project.confinement'"): ["argogen.project.confinement"],
    ("argogen.engine.front_end.documents", "'argogen.engine.front_end.parameter_values'"): [
        "argogen.engine.front_end.parameter_values"
    ],
    # only lint measures manifests
    ("argogen.engine.compilation", "'argogen.engine.verification.size'"): ["argogen.engine.verification.size"],
    # only objects of Kubernetes that are passed through have a kind that may be of another group
    ("argogen.engine.verification.manifest", "'argogen.argo.structure.groups'"): ["argogen.argo.structure.groups"],
    # a manifest that breaks no rule has no places to be found
    ("argogen.linter.run", "'argogen.linter.locating.locator'"): ["argogen.linter.locating.locator"],
    ("argogen.engine.rules", "'argogen.linter.suppressions'"): ["argogen.linter.suppressions"],
    # templates that render need nothing that explains why others do not
    ("argogen.templating.templates", "'argogen.templating.diagnostics'"): ["argogen.templating.diagnostics"],
    ("argogen.templating.templates", "'argogen.templating.tracing'"): ["argogen.templating.tracing"],
    # few pipelines have steps with programs that argogen writes
    ("argogen.templating.templates", "'argogen.templating.programs'"): ["argogen.templating.programs"],
    # only templates that are rendered often are compiled once more
    ("argogen.templating.direct.store", "'argogen.templating.direct.compiler'"): ["argogen.templating.direct.compiler"],
    # only overrides can have blocks that what they extend lacks
    ("argogen.templating.lookup", "'argogen.templating.overrides'"): ["argogen.templating.overrides"],
    # a pipeline outside of any project needs nothing of projects
    ("argogen.engine.session", "'argogen.project.project'"): ["argogen.project.project"],
    ("argogen.workspace.inputs", "'argogen.project.pipelines'"): ["argogen.project.pipelines"],
    ("argogen.workspace.inputs", "'argogen.project.patterns'"): ["argogen.project.patterns"],
    # nor does one that is named: only folders are searched for what is no manifest
    ("argogen.workspace.inputs", "'argogen.output.stamp'"): ["argogen.output.stamp"],
    ("argogen.engine.projects", "'argogen.project.project'"): ["argogen.project.project"],
    ("argogen.engine.front_end.substitution", "'argogen.project.layers'"): ["argogen.project.layers"],
    ("argogen.engine.rules", "'argogen.project.rule_selection'"): ["argogen.project.rule_selection"],
    ("argogen.language.normalize", "'argogen.language.settings.policies'"): ["argogen.language.settings.policies"],
    # nor does one without python steps need what writes programs
    ("argogen.language.desugar.bodies", "'argogen.language.desugar.code'"): ["argogen.language.desugar.code"],
    ("argogen.language.checks.templates", "'argogen.language.checks.code'"): ["argogen.language.checks.code"],
    ("argogen.language.normalize", "'argogen.language.checks.functions'"): ["argogen.language.checks.functions"],
    ("argogen.language.normalize", "'argogen.language.checks.notebooks'"): ["argogen.language.checks.notebooks"],
    **{
        (module, "'argogen.language.code.functions'"): ["argogen.language.code.functions"]
        for module in (
            "argogen.language.checks.templates",
            "argogen.language.lower.containers",
            "argogen.language.lower.templates",
            "argogen.language.resolve.walk",
        )
    },
    # only resource templates have YAML documents in them
    ("argogen.templating.filters", "'argogen.templating.documents'"): ["argogen.templating.documents"],
    # few pipelines hold objects of Argo or Kubernetes, which may have a native form
    **{
        (module, f"'argogen.language.{imported}'"): [f"argogen.language.{imported}"]
        for module, imported in (
            ("argogen.language.validation.argo_objects", "validation.forms"),
            ("argogen.language.validation.forms", "short_forms"),
            ("argogen.language.validation.forms", "validation.value_descriptions"),
            ("argogen.language.desugar.metadata", "short_forms"),
            ("argogen.language.desugar.metadata", "validation.value_descriptions"),
            ("argogen.language.desugar.volumes", "short_forms"),
            ("argogen.language.desugar.volumes", "validation.value_descriptions"),
            ("argogen.language.checks.outputs", "validation.value_descriptions"),
            ("argogen.language.resolve.calls.arguments", "validation.value_descriptions"),
            ("argogen.language.lower.raw", "checks.raw_fields"),
            ("argogen.language.lower.raw", "validation.value_descriptions"),
        )
    },
    # what is imported is not collected as garbage, once that is switched off
    ("argogen.__main__", "'argogen.cli.program'"): ["argogen.cli.program"],
    # few conditions are constant
    ("argogen.linter.rules.expressions.conditions", "'argogen.argo.evaluation.govaluate.evaluation'"): [
        "argogen.argo.evaluation.govaluate.evaluation"
    ],
    # libraries that a plain installation lacks
    ("argogen.argo.evaluation.golang.regexps", "'re2'"): ["re2"],
    ("argogen.argo.evaluation.sprig.crypto", "'bcrypt'"): ["bcrypt"],
    ("argogen.argo.evaluation.sprig.certificates", "module"): ["cryptography"],
    # the one function that imports the modules above
    ("argogen.late", "self.__name__"): [],
    # no command pays for the imports of another
    ("argogen.cli.main", "module"): [module for module, _ in COMMANDS.values()],
    ("argogen.cli.commands.templates.main", "module"): [module for module, _ in TEMPLATE_COMMANDS.values()],
    # only an internal error needs what writes tracebacks
    ("argogen.cli.program", "'argogen.cli.internal_error'"): ["argogen.cli.internal_error"],
}


def test_every_module_is_in_a_layer(package: Package) -> None:
    assert find_modules_without_layer(package) == []
    assert {find_layer(module) for module in package.modules} == set(LAYERS)


def test_no_layer_imports_a_later_one(package: Package) -> None:
    assert find_upward_imports(package.find_edges(LATE)) == []


def test_no_modules_import_each_other(package: Package) -> None:
    assert find_cycle(package.find_edges(LATE)) == []


def test_no_function_hides_an_import(package: Package) -> None:
    assert find_hidden_imports(package) == []


def test_every_late_import_has_a_reason(package: Package) -> None:
    assert find_late_imports(package) == set(LATE)


# Libraries that one package alone imports, so that what argogen takes from them is defined in one place.
DOORS = {
    "click": ("argogen.cli",),
    "git": ("argogen.git",),
    "jinja2": ("argogen.templating", "argogen.substitution"),
    "platformdirs": ("argogen.caches",),
    "yaml": ("argogen.yaml",),
}


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str, package: Package) -> None:
    importers = find_importers(package, library)
    assert {
        name for name in importers if not f"{name}.".startswith(tuple(f"{door}." for door in DOORS[library]))
    } == set()
    assert importers


# The checks themselves: each of them finds what it is there for.

CROOKED = build_package(
    {
        "argogen/__init__.py": "",
        "argogen/attic.py": "",
        "argogen/yaml/__init__.py": "from .text import read",
        "argogen/yaml/text.py": "if TYPE_CHECKING:\n    from argogen.context import Context",
        "argogen/context.py": "import os\nfrom argogen.yaml import read",
        "argogen/linter/names.py": "def find():\n    def inner():\n        from . import check",
        "argogen/linter/check.py": "import argogen.linter.names\nimportlib.import_module('argogen.cli.main')",
        "argogen/linter/__init__.py": "from argogen import yaml",
        "argogen/cli/main.py": "from ..linter import check as c",
        "argogen/cli/__init__.py": "",
    }
)


def test_finds_modules_in_no_layer() -> None:
    assert find_modules_without_layer(CROOKED) == ["argogen.attic"]


def test_reads_every_form_of_an_import() -> None:
    assert CROOKED.find_edges({}) == {
        ("argogen.yaml", "argogen.yaml.text"),
        ("argogen.yaml.text", "argogen.context"),
        ("argogen.context", "argogen.yaml"),
        ("argogen.linter.names", "argogen.linter.check"),
        ("argogen.linter.check", "argogen.linter.names"),
        ("argogen.linter", "argogen.yaml"),
        ("argogen.cli.main", "argogen.linter.check"),
    }


def test_finds_imports_of_later_layers() -> None:
    late = {("argogen.linter.check", "'argogen.cli.main'"): ["argogen.cli.main"]}
    assert find_late_imports(CROOKED) == set(late)
    assert find_upward_imports(CROOKED.find_edges(late)) == [
        "argogen.linter.check imports argogen.cli.main",
        "argogen.yaml.text imports argogen.context",
    ]


def test_finds_cycles() -> None:
    assert find_cycle({("a", "b"), ("b", "c")}) == []
    assert find_cycle({("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")}) in (["b", "c", "b"], ["c", "b", "c"])


def test_finds_importers_of_a_library() -> None:
    assert find_importers(CROOKED, "os") == {"argogen.context"}
    assert find_importers(CROOKED, "yaml") == set()


def test_finds_imports_in_functions() -> None:
    assert find_hidden_imports(CROOKED) == ["argogen.linter.names:3: from . import check"]
