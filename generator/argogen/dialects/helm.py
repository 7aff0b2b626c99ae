"""Recognize Helm templates, which are not YAML before Helm renders them."""

from __future__ import annotations

import re

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.yaml.text import SourceText

# Objects and functions of Helm; directives are those of all Go templates, such as in `docker inspect --format`.
_NAMES = r"[^{}\n]*\.(?:Values|Release|Chart|Capabilities|Files)\b"
_FUNCTIONS = r"(?:include|template|define|tpl)[ \t]+[\"`]"
_TAG = re.compile(rf"\{{\{{-?[ \t]*(?:{_NAMES}|{_FUNCTIONS})")
_DIRECTIVE = re.compile(r"(?<!\S)\{\{-?[ \t]*(?:(?:if|range|with|else|end)\b[^{}\n]*\}\}|/\*)")
_HINT = "render the chart with 'helm template CHART', and use the result"


def find_helm_template(source: SourceText) -> Diagnostic | None:
    """Return the error for a source that is not YAML but a Helm template, at its first tag; None for another one."""
    message = "this file is a Helm template, not an Argo manifest"
    return _find(source, _TAG, message, Severity.ERROR) or _find(source, _DIRECTIVE, message, Severity.ERROR)


def find_helm_tags(source: SourceText) -> list[Diagnostic]:
    """Return a note for a manifest that contains tags of Helm."""
    found = _find(source, _TAG, "this file contains tags of Helm, which are kept unchanged", Severity.NOTE)
    return [] if found is None else [found]


def _find(source: SourceText, tags: re.Pattern[str], message: str, severity: Severity) -> Diagnostic | None:
    for number, line in enumerate(source.text.splitlines(), 1):
        if "{{" in line and (tag := tags.search(line)):
            place = Place(source.file, number, tag.start() + 1, len(tag[0]), line)
            return Diagnostic("helm-template", message, place, _HINT, severity)
    return None
