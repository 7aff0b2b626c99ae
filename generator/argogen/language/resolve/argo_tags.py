"""Tags in Argo's own spelling: left as they are written, and checked for what they name.

Argo's validator refuses an unknown name in a plain tag, so that is an error here too; it never looks into expressions,
so there it is a warning.
"""

from __future__ import annotations

from argogen.argo.variables import list_names
from argogen.diagnostics import Severity
from argogen.language.model.drafts import Scope, TemplateModel
from argogen.language.resolve.faults import UnresolvedReferenceError
from argogen.language.resolve.tags import Reference
from argogen.suggestions import suggest

_CALLS = ("steps", "tasks")
# What Argo sets in the called template beside the names of steps (docs/variables.md).
_OWN_NAME = ("name",)
# Prefixes that only names of Argo's can follow.
_PREFIXES = frozenset({"inputs", "pod", "node", "lastRetry", "workflow"})


def check_argo_tag(reference: Reference, scope: Scope, pipeline: tuple[str, ...] | None) -> None:
    """Raise UnresolvedReferenceError for an unknown name; `pipeline` None: its parameters are unknown."""
    root, *rest = reference.parts
    if root in _CALLS and rest and tuple(rest) != _OWN_NAME:
        _check_call(root, rest[0], reference, scope.draft)
    elif root == "inputs" and rest[:1] == ["parameters"] and len(rest) > 1:
        _check_name("input", rest[1], tuple(scope.draft.inputs), reference)
    elif root == "inputs" and rest[:1] == ["artifacts"] and len(rest) > 1:
        _check_name("input artifact", rest[1], tuple(scope.draft.artifacts), reference)
    elif root in _PREFIXES and rest and rest[0] not in list_names(root):
        _check_name(f"word of {root}", rest[0], list_names(root), reference)
    elif root == "workflow" and rest[:1] == ["parameters"] and rest[1:] not in ([], ["json"]) and pipeline is not None:
        _check_name("workflow parameter", rest[1], pipeline, reference)


def _check_call(root: str, name: str, reference: Reference, draft: TemplateModel) -> None:
    short = ".".join(part for part in reference.parts[1:] if part not in ("outputs", "parameters"))
    if not draft.calls:
        message = f"Argo shows no {root} to this template"
        raise _unresolved(message, f"write {{{{{short}}}}}, and the value is passed in", reference)
    if root != draft.root:
        message = f"these are {draft.root}, not {root}"
        raise _unresolved(message, f"write {{{{{short}}}}}, or {draft.root}.{'.'.join(reference.parts[1:])}", reference)
    _check_name(root.removesuffix("s"), name, tuple(draft.calls), reference)


def _check_name(kind: str, name: str, known: tuple[str, ...], reference: Reference) -> None:
    if name not in known:
        hint = suggest(name, known, f"known here: {', '.join(known[:8]) or 'none'}")
        raise _unresolved(f"there is no {kind} '{name}' in this template", hint, reference)


def _unresolved(message: str, hint: str, reference: Reference) -> UnresolvedReferenceError:
    severity = Severity.WARNING if reference.in_expression else Severity.ERROR
    return UnresolvedReferenceError("unknown-tag-name", message, hint, severity)
