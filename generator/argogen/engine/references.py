"""Check the references between the documents of one source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.diagnostics import Diagnostic
from argogen.engine.rules import run_reference_rules, settle
from argogen.engine.stages import Compilation, Prepared
from argogen.linter.model.libraries import LibraryManifest, read_libraries


def check_references(
    documents: Sequence[Prepared], manifests: Sequence[Any], compilation: Compilation
) -> Iterator[Diagnostic]:
    """Report references to other documents with which the manifest certainly fails.

    `manifests` are those of the documents, as plain data.
    """
    if not any(manifest.get("kind") in TEMPLATE_KINDS for manifest in manifests if isinstance(manifest, dict)):
        return
    known = compilation._replace(
        options=compilation.options._replace(libraries=read_libraries(map(LibraryManifest, manifests)))
    )
    for prepared in documents:
        if prepared.context is not None:
            found = run_reference_rules(prepared.context, prepared.document, known)
            yield from settle(found, prepared.document, compilation)
