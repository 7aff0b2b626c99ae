"""Each file in `cases` is a document, or several, and at its end what is said about them.

A first line `# argo 3.5` chooses another version than the default one, `# project` and `# pack` say that it is a
project file or the manifest of a pack.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from argogen.argo.structure import DEFAULT_VERSION, load_structure
from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.language.validation import check_argo_objects, validate_document
from argogen.yaml import SourceText, read_documents

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def check(text: str) -> list[str]:
    chosen = re.match(r"# argo (\S+)", text)
    structure = load_structure(chosen[1] if chosen else DEFAULT_VERSION)
    documents = read_documents(SourceText("case.yaml", text))
    kind = next((kind for kind in ("project", "pack") if text.startswith(f"# {kind}\n")), "")
    found = [in_reading_order(validate_document(d, kind) + check_argo_objects(d, structure, kind)) for d in documents]
    return [show(diagnostic) for diagnostics in found for diagnostic in diagnostics]


def show(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    line = f"#> {place.line}:{place.column} {diagnostic.code} {diagnostic.message}"
    return f"{line} | {diagnostic.hint}" if diagnostic.hint else line


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_says_what_is_wrong(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    assert check(text) == re.findall(r"(?m)^#> .*$", text)
