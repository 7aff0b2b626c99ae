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
    """Return the text of each value by the name of its parameter, of which `declared` are valid.

    Raises InvalidInputError with all that is wrong in the file.
    """
    document = read_document(source)
    if faults := list(_find_faults(document, declared)):
        raise InvalidInputError(faults)
    return {name: to_string(value) for name, value in keep_spelling(document).items()}


def _find_faults(document: Document, declared: Mapping[str, Any]) -> Iterator[Diagnostic]:
    if not isinstance(document.data, dict):
        message, hint = "a file of parameters is a mapping of names to values", "such as shards: 4"
        yield Diagnostic("wrong-type", message, document.place(()), hint)
        return
    for name, value in document.data.items():
        if name not in declared:
            hint = suggest(name, declared, f"it has {', '.join(declared) or 'none'}")
            message = f"the pipeline has no parameter '{name}' to be set"
            yield Diagnostic("unknown-parameter", message, document.place((name,), key=True), hint)
        elif value is None:
            yield Diagnostic(
                "wrong-type", f"'{name}' has no value here", document.place((name,), key=True), "give it one"
            )
