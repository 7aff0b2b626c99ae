"""Tags in Argo's own spelling: left as they are written, and checked for what they name.

Argo's validator refuses an unknown name in a plain tag, so that is an error here too; it never looks into expressions,
so there it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable

from argogen.argo.variables import list_names
from argogen.diagnostics import Severity
from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import Reference
from argogen.suggestions import suggest

_CALLS = ("steps", "tasks")
# What Argo sets in the called template beside the names of steps (docs/variables.md).
_OWN_NAME = ("name",)
# Prefixes that only names of Argo's can follow.
_PREFIXES = frozenset({"inputs", "pod", "node", "lastRetry", "workflow"})


def check_argo_tag(
    reference: Reference, template: TemplateModel, artifacts: Iterable[str], parameters: tuple[str, ...] | None
) -> None:
    """Raise UnresolvedReferenceError for a tag that names what is not there.

    `artifacts` are the names of the template's input artifacts, `parameters` those of the pipeline's, None if unknown.
    """
    root, *rest = reference.parts
    if root in _CALLS and rest and tuple(rest) != _OWN_NAME:
        _check_call(root, rest[0], reference, template)
    elif root == "inputs" and rest[:1] == ["parameters"] and len(rest) > 1:
        _check_name("input", rest[1], tuple(template.inputs), reference)
    elif root == "inputs" and rest[:1] == ["artifacts"] and len(rest) > 1:
        _check_name("input artifact", rest[1], tuple(artifacts), reference)
    elif root in _PREFIXES and rest and rest[0] not in list_names(root):
        _check_name(f"word of {root}", rest[0], list_names(root), reference)
    elif (
        root == "workflow" and rest[:1] == ["parameters"] and rest[1:] not in ([], ["json"]) and parameters is not None
    ):
        _check_name("workflow parameter", rest[1], parameters, reference)


def _check_call(root: str, name: str, reference: Reference, template: TemplateModel) -> None:
    short = ".".join(part for part in reference.parts[1:] if part not in ("outputs", "parameters"))
    if not template.calls:
        message = f"Argo shows no {root} to this template"
        raise _unresolved(message, f"write {{{{{short}}}}}, and the value is passed in", reference)
    if root != template.tag_prefix:
        message = f"these are {template.tag_prefix}, not {root}"
        raise _unresolved(
            message, f"write {{{{{short}}}}}, or {template.tag_prefix}.{'.'.join(reference.parts[1:])}", reference
        )
    _check_name(root.removesuffix("s"), name, tuple(template.calls), reference)


def _check_name(kind: str, name: str, known: tuple[str, ...], reference: Reference) -> None:
    if name not in known:
        hint = suggest(name, known, f"known here: {', '.join(known[:8]) or 'none'}")
        raise _unresolved(f"there is no {kind} '{name}' in this template", hint, reference)


def _unresolved(message: str, hint: str, reference: Reference) -> UnresolvedReferenceError:
    severity = Severity.WARNING if reference.in_expression else Severity.ERROR
    return UnresolvedReferenceError("unknown-tag-name", message, hint, severity)
