"""What `lint` has to say about a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.engine.manifest_lint import list_manifests, read_objects
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.source_file import SourceFile
from argogen.linter.filtering import LintedSource, filter_diagnostics
from argogen.linter.model.libraries import LibraryManifest, read_libraries
from argogen.linter.selection import RuleConfig, RuleSelection
from argogen.yaml.text import SourceText
from tests.compiling import attempt, check_manifests


def lint(text: str, selection: RuleConfig | None = None, folder: Path = Path(), **options: Any) -> list[Diagnostic]:
    """The diagnostics of a pipeline's text, in reading order; `options` are those of `CompileOptions`."""
    chosen = selection or RuleConfig()
    given = SourceFile(SourceText("pipeline.yaml", text), Path("pipeline.yaml"), folder)
    libraries = read_libraries(LibraryManifest(origin.value) for origin in list_manifests(read_objects(given)))
    own = CompileOptions(**options, selection=chosen, libraries=libraries)
    checked = check_manifests(given, own)
    found = (*(() if checked.is_all else attempt(given, own, Mode.LINT).diagnostics), *checked.diagnostics)
    return in_reading_order(filter_diagnostics([LintedSource(given.source, found, RuleSelection(chosen))]))
