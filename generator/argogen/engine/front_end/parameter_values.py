"""Read the values of parameters from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.suggestions import suggest
from argogen.yaml.document import Document
from argogen.yaml.read import read_document
from argogen.yaml.scalars import to_string
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText


def read_values(source: SourceText, declared: Mapping[str, Any]) -> dict[str, str]:
    """Return the value of each parameter as a string, by name; only `declared` parameters are valid.

    Raises InvalidInputError with all diagnostics of the file.
    """
    document = read_document(source)
    if errors := list(_find_errors(document, declared)):
        raise InvalidInputError(errors)
    return {name: to_string(value) for name, value in keep_spelling(document).items()}


def _find_errors(document: Document, declared: Mapping[str, Any]) -> Iterator[Diagnostic]:
    if not isinstance(document.data, dict):
        message, hint = "parameter file must be a mapping of names to values", "for example 'shards: 4'"
        yield Diagnostic("wrong-type", message, document.place(()), hint)
        return
    for name, value in document.data.items():
        if name not in declared:
            hint = suggest(name, declared, f"known parameters: {', '.join(declared) or 'none'}")
            message = f"unknown parameter '{name}'"
            yield Diagnostic("unknown-parameter", message, document.place((name,), key=True), hint)
        elif value is None:
            yield Diagnostic(
                "wrong-type", f"missing value of parameter '{name}'", document.place((name,), key=True), "add a value"
            )
