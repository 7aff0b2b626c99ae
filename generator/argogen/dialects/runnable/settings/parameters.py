"""The initial parameters: of a file, of the environment, of the command line; the later ones win."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.value_sources import Constant, ParameterScope, ValueReference
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.provenance import select_variables
from argogen.yaml import Document
from argogen.yaml.scalars import to_code_string
from argogen.yaml.spelled_numbers import keep_spelling

_NAME = re.compile(r"[-a-zA-Z0-9_]+")
_PREFIXES = ("runnable_PRM_", "RUNNABLE_PRM_")
_EXPOSED = (int, float, str)
RUN_ID = "run_id"


class InitialParameters(NamedTuple):
    """The initial parameters: those that a workflow is submitted with, and what all of them are for the first node."""

    exposed: dict[str, Any]
    scope: ParameterScope


def read_parameters(
    document: Document | None, environ: Mapping[str, str], values: Mapping[str, str], collector: TranslationCollector
) -> dict[str, LocatedValue | Any]:
    """Return the initial parameters by name; `values` are those of the command line."""
    found: dict[str, Any] = {}
    if document is not None and document.data is not None:
        found |= _read_file(document, collector)
    found |= {name: _read_text(text) for name, text in _read_environment(environ)}
    return {**found, **{name: _read_text(text) for name, text in values.items()}}


def _read_file(document: Document, collector: TranslationCollector) -> dict[str, Any]:
    origin = SourceLocation(document, ())
    data = keep_spelling(document)
    if not isinstance(data, dict):
        collector.error(
            origin, "wrong-type", "a file of parameters is a mapping of names to values", "such as shards: 4"
        )
        return {}
    for name in data:
        if not _NAME.fullmatch(name):
            message = f"'{name}' is no name for a parameter"
            collector.error(origin.at(name), "bad-name", message, "use letters, digits and underscores", key=True)
    return {name: LocatedValue(origin.at(name), value) for name, value in data.items()}


def _read_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Runnable takes parameters from variables, in lower case."""
    for prefix in _PREFIXES:
        for name, text in select_variables(environ, prefix).items():
            if _NAME.fullmatch(name.removeprefix(prefix)):
                yield name.removeprefix(prefix).lower(), text


def _read_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def expose(parameters: Mapping[str, Any], *, all_fixed: bool) -> InitialParameters:
    """Numbers and texts as arguments of the workflow, all else, or with `all_fixed` everything, as constants."""
    exposed: dict[str, Any] = {}
    scope: dict[str, Constant | ValueReference] = {}
    for name, written in parameters.items():
        value = written.value if isinstance(written, LocatedValue) else written
        if isinstance(value, _EXPOSED) and not all_fixed:
            text = to_code_string(value)
            exposed[name] = LocatedValue(written.origin, text) if isinstance(written, LocatedValue) else text
            scope[name] = ValueReference(f"parameters.{name}")
        else:
            scope[name] = Constant(value)
    exposed.setdefault(RUN_ID, "{{workflow.uid}}")
    return InitialParameters(exposed, scope)
