"""Choose the Argo version for the conversion of manifests, and report it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.argo.structure import load_structure
from argogen.argo.versions import DEFAULT, VERSIONS, ArgoVersion
from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.translation import SourceLocation
from argogen.engine.options import CompileOptions
from argogen.engine.verification.manifest import UNKNOWN, verify_passed_through


def choose_version(manifests: Sequence[SourceLocation], wanted: ArgoVersion) -> ArgoVersion:
    """Choose the version with the fewest unknown fields, then with the fewest errors.

    Prefer the requested one, then later, then earlier ones.
    """
    first = VERSIONS.index(wanted.minor)
    others = map(ArgoVersion, (*VERSIONS[first + 1 :], *reversed(VERSIONS[:first])))
    return min((wanted, *others), key=lambda version: _count_errors(manifests, version))


def _count_errors(manifests: Sequence[SourceLocation], version: ArgoVersion) -> tuple[int, int]:
    errors = _find_errors(manifests, version)
    return sum(each.code in UNKNOWN for each in errors), len(errors)


def report_version(
    manifests: Sequence[SourceLocation], options: CompileOptions, version: ArgoVersion
) -> Iterator[Diagnostic]:
    """Report a version that is chosen instead of the default, or of the one that the project selects."""
    each = _find_errors(manifests, options.argo_version)[0]
    key = f"'argo_version: \"{version}\"'"
    change = f"is converted for Argo {version}" if version == DEFAULT else f"gets {key}"
    message = f"{each.message}; the pipeline {change}"
    hint = ""
    if options.is_version_selected:
        hint = f"set {key} in the project file, too, or render the pipeline with --argo-version {version}"
    yield Diagnostic("newer-argo-version", message, each.place, hint, Severity.NOTE)


def _find_errors(manifests: Sequence[SourceLocation], version: ArgoVersion) -> list[Diagnostic]:
    structure = load_structure(version.minor)
    checked = (verify_passed_through(each.value, each.document, structure, each.path) for each in manifests)
    return [each for errors in checked for each in errors]
