"""Report references with an unknown first name: typos, or template tags of other programs."""

from __future__ import annotations

from typing import NoReturn

from argogen.argo.expressions.expr.writing import as_chain
from argogen.argo.variables import LOCAL_PREFIXES
from argogen.diagnostics import Severity
from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import Reference
from argogen.suggestions import NameIndex, list_known, suggest

# Variable prefixes in some expressions; a step with such a name takes precedence.
_OPTIONAL_PREFIXES = LOCAL_PREFIXES | {"sprig"}
LOOP_HOOK_HINT = "move the step and its hook into a component, and loop over the component"


def refuse_minus(reference: Reference) -> NoReturn:
    """Raise UnresolvedReferenceError for a dash in an Argo variable, which is a minus sign in an expression."""
    chain = as_chain(reference.parts)
    message = f"'-' is a minus sign in an expression: Argo reads the variable '{reference.text.partition('-')[0]}'"
    raise UnresolvedReferenceError("unescaped-dash", message, f"use {chain}", Severity.WARNING, chain)


def refuse_unknown(reference: Reference, scope: Scope, names: NameIndex, *, is_parameter: bool = False) -> None:
    """Raise UnresolvedReferenceError for a reference whose first name is not among the visible `names` of the scope.

    `is_parameter` if it is the name of a visible parameter.
    """
    root, *rest = reference.parts
    if root in _OPTIONAL_PREFIXES:
        return
    if root == "item":
        raise UnresolvedReferenceError(
            "unknown-reference", "'item' is only available in a loop", "add 'for_each' to the step"
        )
    hint = suggest(root, names, suffix=".".join(("", *rest)))
    if not rest and (is_parameter or not hint):
        _refuse_unrecognized(reference, scope, names, f"did you mean 'parameters.{root}'?" if is_parameter else "")
    raise UnresolvedReferenceError(
        "unknown-reference", f"unknown step or loop variable '{root}'", hint or list_known(names)
    )


def refuse_wrapped_loop(reference: Reference, scope: Scope, symbols: Symbols) -> None:
    """Raise UnresolvedReferenceError for a loop variable in a hook of a loop with a parallelism limit."""
    call = scope.call or symbols.openers.get(scope.template)
    step = None if call is None else symbols.steps.get(call)
    wrapper = step.target if step is not None else None
    if not isinstance(wrapper, TemplateModel) or wrapper.wrapped is None or wrapper.wrapped.loop is None:
        return
    if reference.parts[0] in ("item", wrapper.wrapped.loop.alias):
        message = f"'{reference.parts[0]}' is not available: hooks of a loop with a parallelism limit run outside of it"
        raise UnresolvedReferenceError("unsupported-reference", message, LOOP_HOOK_HINT)


def _refuse_unrecognized(reference: Reference, scope: Scope, names: NameIndex, hint: str) -> NoReturn:
    """Raise UnresolvedReferenceError for a tag with one unknown word; Argo rejects such tags in loops only."""
    if scope.call is not None and scope.call.loop is not None:
        message = f"unknown variable '{reference.text}': Argo rejects unrecognized tags in a loop"
        raise UnresolvedReferenceError("unknown-reference", message, hint or list_known(names))
    if reference.in_expression:
        message = f"unknown variable '{reference.text}': Argo cannot evaluate this expression"
        raise UnresolvedReferenceError("unknown-reference", message, hint or list_known(names), Severity.WARNING)
    message = f"unknown variable '{reference.text}': Argo leaves this tag unresolved"
    hint = hint or "if another program replaces this tag, add 'foreign_tags: true'"
    raise UnresolvedReferenceError("unrecognized-tag", message, hint, Severity.WARNING)
