"""The initial parameters: from a file, the environment and the command line, in ascending precedence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.value_sources import Constant, ParameterScope, ValueReference
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.provenance import select_variables
from argogen.yaml import Document
from argogen.yaml.limits import load_json
from argogen.yaml.scalars import find_infinite, to_code_string
from argogen.yaml.spelled_numbers import keep_spelling

_NAME = re.compile(r"[-a-zA-Z0-9_]+")
_PREFIXES = ("runnable_PRM_", "RUNNABLE_PRM_")
_EXPOSED = (int, float, str)
RUN_ID = "run_id"


class InitialParameters(NamedTuple):
    """The initial parameters: the exposed parameters of the workflow, and the scope of the first node."""

    exposed: dict[str, Any]
    scope: ParameterScope


def read_parameters(
    document: Document | None, environ: Mapping[str, str], values: Mapping[str, str], collector: TranslationCollector
) -> dict[str, LocatedValue | Any]:
    """Return the initial parameters by name; `values` are from the command line."""
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
            origin, "wrong-type", "parameter file must be a mapping of names to values", "for example 'shards: 4'"
        )
        return {}
    for name in data:
        if not _NAME.fullmatch(name):
            message = f"invalid parameter name '{name}'"
            collector.error(
                origin.at(name), "invalid-name", message, "use letters, digits, hyphens and underscores", key=True
            )
    for path in find_infinite(data, ()):
        message = "invalid number: JSON has no infinity and no NaN"
        collector.error(origin.at(*path), "invalid-value", message, "put it in quotes")
    return {name: LocatedValue(origin.at(name), value) for name, value in data.items()}


def _read_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield parameters from environment variables; their names become lower-case, as in runnable."""
    for prefix in _PREFIXES:
        for name, text in select_variables(environ, prefix).items():
            if _NAME.fullmatch(name.removeprefix(prefix)):
                yield name.removeprefix(prefix).lower(), text


def _read_text(text: str) -> Any:
    try:
        return load_json(text)
    except ValueError:
        return text


def expose(parameters: Mapping[str, Any], *, all_fixed: bool) -> InitialParameters:
    """Expose numbers and strings as workflow parameters; other values, or all with `all_fixed`, are constants."""
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
