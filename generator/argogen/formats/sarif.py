"""SARIF 2.1.0 for code scanning, with the page of each violated rule.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from argogen.addresses import find_address
from argogen.diagnostics import Diagnostic, Place, Severity, find_code
from argogen.explanations import explain, link_page, list_pages, read_page
from argogen.formats.checkout import find_in_checkout
from argogen.linter.selection import find_table
from argogen.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Return a log with one run; only violated rules are described."""
    top = environ.get("GITHUB_WORKSPACE")
    first = {diagnostic.code: diagnostic for diagnostic in reversed(diagnostics)}
    names = list(dict.fromkeys(diagnostic.code for diagnostic in diagnostics))
    site = find_address("Documentation")
    rules = [_describe(first[name], site) for name in names]
    address = find_address("Repository")
    about = {"informationUri": address} if address else {}
    driver = {"name": "argogen", "version": __version__, **about, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_report(diagnostic, names.index(diagnostic.code), cwd, top) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _describe(diagnostic: Diagnostic, site: str) -> dict[str, Any]:
    """Describe a rule by its code, or another diagnostic by its name, with its default severity."""
    name = diagnostic.code
    rule = find_table(with_plugins=bool(diagnostic.rule_code)).rules.get(name)
    severity = rule.severity if rule else Severity.ERROR
    described = {"id": find_code(diagnostic), "name": name, "defaultConfiguration": {"level": severity.value}}
    if rule:
        summary, text = rule.summary, explain(rule)
    elif name in list_pages():
        summary, text = read_page(name).summary, read_page(name).text
    else:
        return described
    address = link_page(name, site)
    link = {"helpUri": address} if address else {}
    return {**described, **link, "shortDescription": {"text": summary}, "help": {"text": text, "markdown": text}}


def _report(diagnostic: Diagnostic, index: int, cwd: Path, top: str | None) -> dict[str, Any]:
    text = f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return {
        "ruleId": find_code(diagnostic),
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": _locate(diagnostic.place, cwd, top)}],
    }


def _locate(place: Place, cwd: Path, top: str | None) -> dict[str, Any]:
    """Return the file, and the line and columns if the place has them."""
    located: dict[str, Any] = {"artifactLocation": {"uri": _write_uri(place.file, cwd, top)}}
    if place.line:
        end = place.column + place.width
        located["region"] = {"startLine": place.line, "startColumn": place.column, "endColumn": end}
    return located


def _write_uri(file: str, cwd: Path, top: str | None) -> str:
    """Return the URI of a file: relative to the checkout of GitHub, which code scanning requires, or else to `cwd`.

    Other files have absolute URIs, unless their paths are relative. Names may have bytes that are not UTF-8.
    """
    path = Path(file)
    if (inside := find_in_checkout(cwd / path, top)) is not None:
        return quote(os.fsencode(inside))
    if path.is_absolute() and not path.is_relative_to(cwd):
        return path.as_uri()
    return quote(os.fsencode(path.relative_to(cwd) if path.is_absolute() else path))
