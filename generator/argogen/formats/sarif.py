"""For code scanning: SARIF 2.1.0, with the page of each rule that is broken.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from argogen import __version__
from argogen.catalogue import RULES, code_of
from argogen.diagnostics import Diagnostic, Place
from argogen.explanations import list_pages, read_page

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Write one log with one run; only rules that are violated are described."""
    del environ
    names = list(dict.fromkeys(diagnostic.code for diagnostic in diagnostics))
    driver = {"name": "argogen", "version": __version__, "rules": [_describe(name) for name in names]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_report(diagnostic, names.index(diagnostic.code), cwd) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _describe(name: str) -> dict[str, Any]:
    """A rule by its number, or any other diagnostic by its name, with the severity of the catalogue."""
    level = RULES[name].severity if name in RULES else "error"
    described = {"id": code_of(name), "name": name, "defaultConfiguration": {"level": level}}
    if name not in list_pages():
        return described
    page = read_page(name)
    return {
        **described,
        "shortDescription": {"text": page.summary},
        "help": {"text": page.text, "markdown": page.text},
    }


def _report(diagnostic: Diagnostic, index: int, cwd: Path) -> dict[str, Any]:
    text = f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return {
        "ruleId": code_of(diagnostic.code),
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": _locate(diagnostic.place, cwd)}],
    }


def _locate(place: Place, cwd: Path) -> dict[str, Any]:
    """The file, and the line and columns in it unless it is about the file as a whole."""
    located: dict[str, Any] = {"artifactLocation": {"uri": _write_uri(place.file, cwd)}}
    if place.line:
        end = place.column + place.width
        located["region"] = {"startLine": place.line, "startColumn": place.column, "endColumn": end}
    return located


def _write_uri(file: str, cwd: Path) -> str:
    """A path below `cwd` relative to it, so that it fits a checkout anywhere; any other as an absolute URI."""
    path = Path(file)
    if not path.is_absolute():
        return quote(path.as_posix())
    return quote(path.relative_to(cwd).as_posix()) if path.is_relative_to(cwd) else path.as_uri()
