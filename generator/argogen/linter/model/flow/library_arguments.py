"""The arguments that a (Cluster)WorkflowTemplate accepts from a workflow that runs it as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.suggestions import NameIndex

_USED = re.compile(r"""\bworkflow\.parameters(?:\.([-\w]+)|\[["']([-\w]+)["']\])?""")


class AcceptedArguments(NamedTuple):
    """The names of declared parameters and artifacts, and whether other names may be used, too.

    Names that templates read, and the inputs of templates, which may be the entrypoint, count as declared.
    """

    parameters: NameIndex
    artifacts: NameIndex
    is_open: bool


def read_accepted(spec: Mapping[str, Any]) -> AcceptedArguments:
    """Return the arguments that a WorkflowSpec accepts, given as plain data."""
    texts, has_references = _read(spec)
    names = {dotted or quoted for text in texts for dotted, quoted in _USED.findall(text)}
    parameters = {*_list_declared(spec, "parameters"), *names} - {"", "json"}
    artifacts = set(_list_declared(spec, "artifacts"))
    is_open = has_references or bool(names & {"", "json"})
    return AcceptedArguments(NameIndex(sorted(parameters)), NameIndex(sorted(artifacts)), is_open)


def _list_declared(spec: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Yield the names of the arguments of a spec and of the inputs of its templates."""
    for owner in (spec.get("arguments"), *(it.get("inputs") for it in _list(spec.get("templates")))):
        if isinstance(owner, Mapping):
            yield from (str(item.get("name")) for item in _list(owner.get(kind)))


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _read(spec: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Return the strings that read parameters, and whether the spec refers to templates of other manifests."""
    waiting: list[Any] = [spec]
    texts: list[str] = []
    has_references = False
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            texts += [part] if "workflow.parameters" in part else []
        elif isinstance(part, Mapping):
            has_references = has_references or "templateRef" in part or "workflowTemplateRef" in part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return texts, has_references
