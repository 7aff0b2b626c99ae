"""References that begin with a name nobody has: a mistake, or a tag that belongs to another program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from argogen.argo.variables import LOCAL_PREFIXES
from argogen.diagnostics import Severity
from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import Reference, as_chain
from argogen.suggestions import list_known, suggest

# Names in some expressions; a step of that name comes first.
_LOOSE_ROOTS = LOCAL_PREFIXES | {"sprig"}


def refuse_minus(reference: Reference) -> None:
    """Raise UnresolvedReferenceError for a dash in one of Argo's own names, which its expressions take for a minus."""
    if reference.minus:
        chain = as_chain(reference.parts)
        message = f"the dash is a minus here, so Argo looks for '{reference.text.partition('-')[0]}'"
        raise UnresolvedReferenceError("minus-in-name", message, f"write {chain}", Severity.WARNING, chain)


def refuse_unknown(reference: Reference, scope: Scope, names: Sequence[str]) -> None:
    """Raise for what was meant as a reference; leave alone what belongs to another program's templates.

    `names` are those with which a reference can begin in the scope.
    """
    root, *rest = reference.parts
    if root in _LOOSE_ROOTS:
        return
    if root == "item":
        raise UnresolvedReferenceError(
            "unknown-reference", "there is no loop here, so there is no item", "add for_each to the step"
        )
    hint = suggest(root, names, suffix=".".join(("", *rest)))
    if not rest and not hint:
        _refuse_foreign(reference, scope, names)
    raise UnresolvedReferenceError(
        "unknown-reference", f"there is no step or loop value '{root}' here", hint or list_known(names)
    )


def refuse_wrapped_loop(reference: Reference, scope: Scope, symbols: Symbols) -> None:
    """Raise UnresolvedReferenceError for a loop's value in a hook of a loop with a limit: it runs outside the loop."""
    call = scope.call or symbols.openers.get(scope.template)
    step = None if call is None else symbols.steps.get(call)
    wrapper = step.target if step is not None else None
    if not isinstance(wrapper, TemplateModel) or wrapper.wrapped is None or wrapper.wrapped.loop is None:
        return
    if reference.parts[0] in ("item", wrapper.wrapped.loop.alias):
        message = "hooks of a loop with a parallelism run once, outside the loop"
        raise UnresolvedReferenceError(
            "wrong-kind", message, "put the step and its hook into steps of their own, and loop over those"
        )


def _refuse_foreign(reference: Reference, scope: Scope, names: Sequence[str]) -> NoReturn:
    """Raise for a single word, which Argo leaves alone as another program's tag, but for the fields of a loop."""
    if scope.call is not None and scope.call.loop is not None:
        message = f"nothing is called '{reference.text}' here, and Argo takes no foreign tags in a loop"
        raise UnresolvedReferenceError("unknown-reference", message, list_known(names))
    if reference.in_expression:
        message = f"nothing is called '{reference.text}' here, and Argo cannot evaluate this"
        raise UnresolvedReferenceError("unknown-reference", message, list_known(names), Severity.WARNING)
    message = f"nothing is called '{reference.text}' here: Argo leaves this tag as it is"
    raise UnresolvedReferenceError(
        "foreign-tag", message, "if it is another program's, say foreign_tags: true", Severity.WARNING
    )
