"""Reverse the escaping of `$$` and `$(NAME)`: a pipeline contains the string that a shell gets.

A string for which argogen would render another one is kept in a form that is not escaped.
"""

from __future__ import annotations

from argogen.argo.notation.variable_expansion import unescape_variables
from argogen.context import EnvVar
from argogen.importing.tree import TrackedDict
from argogen.language.lower.expansion import escape_argument, escape_source, may_add_variables

# The size of a template is not known here, and with it whether Kubernetes expands a long source.
_LONGEST = 32_768


def restore_source(script: TrackedDict) -> None:
    """Remove `expand` from a script that has the same source without it."""
    text = script["source"]
    if not isinstance(text, str):
        return
    written = unescape_variables(text)
    if text == escape_source(written) and (text == written or len(text) < _LONGEST):
        script.pop("expand", None)
        script["source"] = written


def restore_argument(text: str, component: TrackedDict, pipeline: TrackedDict) -> str | None:
    """Return what the only argument of a container is as `run`; None if it cannot be one."""
    variables = [EnvVar(name) for name in component.get("env") or ()]
    is_open = "env_from" in component or may_add_variables(component) or may_add_variables(pipeline)
    written = unescape_variables(text)
    return written if escape_argument(written, variables, is_open=is_open) == text else None
