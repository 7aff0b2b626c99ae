"""Check tags in Argo syntax, which are written to the manifest unchanged.

An unknown name in a plain tag is an error because Argo rejects the workflow. In an expression it is a warning, because
Argo does not validate expressions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from argogen.argo.variables import list_names
from argogen.diagnostics import Severity
from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import Reference
from argogen.records import Record
from argogen.suggestions import NameIndices, list_known, suggest

_CALLS = ("steps", "tasks")
# `steps.name` and `tasks.name` are variables of the called template (docs/variables.md).
_OWN_NAME = ("name",)
_DECLARE_INPUT = "declare an input parameter, and pass the value as its argument"
# Variable prefixes whose names are all defined by Argo.
_PREFIXES = frozenset({"inputs", "pod", "node", "lastRetry", "workflow"})


class TagScope(Record):
    """The names available to a tag: a template, its input artifacts, and the pipeline parameters (None if unknown).

    With `has_foreign_tags`, as in a manifest, all tags are in Argo syntax, and hints suggest no others.
    """

    template: TemplateModel
    artifacts: Mapping[str, object]
    parameters: Mapping[str, object] | None
    indices: NameIndices
    has_foreign_tags: bool = False


def check_argo_tag(reference: Reference, scope: TagScope) -> None:
    """Raise UnresolvedReferenceError for a tag with an unknown name."""
    root, *rest = reference.parts
    parameters = scope.parameters
    if root in _CALLS and rest and tuple(rest) != _OWN_NAME:
        _check_call(root, rest[0], reference, scope)
    elif root == "inputs" and rest[:1] == ["parameters"] and len(rest) > 1:
        _refuse_workflow_parameter(rest[1], reference, scope)
        _check_name("input parameter", rest[1], scope.template.inputs, reference, scope)
    elif root == "inputs" and rest[:1] == ["artifacts"] and len(rest) > 1:
        _check_name("input artifact", rest[1], scope.artifacts, reference, scope)
    elif root in _PREFIXES and rest and rest[0] not in list_names(root):
        _check_name(f"{root} variable", rest[0], list_names(root), reference, scope, prefix=f"{root}.")
    elif (
        root == "workflow" and rest[:1] == ["parameters"] and rest[1:] not in ([], ["json"]) and parameters is not None
    ):
        _check_name("workflow parameter", rest[1], parameters, reference, scope)


def _check_call(root: str, name: str, reference: Reference, scope: TagScope) -> None:
    template = scope.template
    short = ".".join(part for part in reference.parts[1:] if part not in ("outputs", "parameters"))
    if not template.calls:
        message = f"'{root}' variables are not available in a template without {root}"
        hint = f"use '{{{{{short}}}}}' to pass the value as an input"
        raise _unresolved(message, _DECLARE_INPUT if scope.has_foreign_tags else hint, reference)
    if root != template.tag_prefix:
        message = f"'{root}' variables are not available: this template has {template.tag_prefix}"
        full = ".".join((template.tag_prefix, *reference.parts[1:]))
        choices = f"'{{{{{full}}}}}'" if scope.has_foreign_tags else f"'{{{{{short}}}}}' or '{{{{{full}}}}}'"
        raise _unresolved(message, f"use {choices}", reference)
    _check_name(root.removesuffix("s"), name, template.calls, reference, scope)


def _refuse_workflow_parameter(name: str, reference: Reference, scope: TagScope) -> None:
    if name in (scope.parameters or ()) and name not in scope.template.inputs:
        prefix = "workflow.parameters" if scope.has_foreign_tags else "parameters"
        raise _unresolved(f"unknown input parameter '{name}'", f"use '{{{{{prefix}.{name}}}}}'", reference)


def _check_name(
    kind: str, name: str, known: Collection[str], reference: Reference, scope: TagScope, prefix: str = ""
) -> None:
    if name not in known:
        hint = suggest(name, scope.indices.of(known), list_known(known) or "known here: none", prefix=prefix)
        raise _unresolved(f"unknown {kind} '{prefix}{name}'", hint, reference)


def _unresolved(message: str, hint: str, reference: Reference) -> UnresolvedReferenceError:
    severity = Severity.WARNING if reference.in_expression else Severity.ERROR
    return UnresolvedReferenceError("unknown-tag-variable", message, hint, severity)
