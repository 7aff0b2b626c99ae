"""Unknown prefixes of variables: Argo leaves such tags unresolved."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.variables import LOCAL_PREFIXES, VARIABLE_PREFIXES, list_names
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import find_nearest

# What expressions see in other places, and functions with a dot.
_IN_EXPRESSIONS = VARIABLE_PREFIXES | LOCAL_PREFIXES | {"item", "sprig", "env"}


def find_unknown_prefixes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unknown prefixes: in plain tags those like a known one, such as `worklfow`, in expressions any."""
    for text in subject.texts:
        for use in uses_in(text):
            root = use.parts[0]
            if root.startswith("="):
                continue  # an expression with a blank before it, which is reported elsewhere
            if use.in_expression:
                # behind a dash it is part of a name that is reported elsewhere
                is_part = text.value[use.start - 1] == "-"
                if root not in _IN_EXPRESSIONS and root.isascii() and not use.is_guarded and not is_part:
                    yield _report(use, find_nearest(root, tuple(sorted(VARIABLE_PREFIXES | {"item"}))))
            elif root not in VARIABLE_PREFIXES:
                yield from _check_tag(use, text, subject)


def _check_tag(use: VariableUse, text: TaggedText, subject: Subject) -> Iterator[RuleDiagnostic]:
    root = use.parts[0]
    intended = _find_intended(use, text, subject) if len(use.parts) > 1 else ""
    if intended:
        yield _report(use, intended)
    elif root != "item" and "{{" not in root and _is_strict(text):
        message = "where a loop is filled in, Argo takes no tags of other programs"
        hint = "pass this text in from outside of the loop"
        yield use.diagnose("unknown-root", message, hint, Severity.ERROR)


def _is_strict(text: TaggedText) -> bool:
    return text.call is not None and text.hook is None and text.role is TextRole.CALL and is_loop(text.call)


def _find_intended(use: VariableUse, text: TaggedText, subject: Subject) -> str:
    """Return the prefix that was intended, if the rest can follow it."""
    root, second, *rest = use.parts
    intended = find_nearest(root, tuple(sorted((VARIABLE_PREFIXES | {"item"}) - {"retries"})))
    if not intended or root == "item":
        return ""
    if intended in ("steps", "tasks"):
        is_known = text.template is not None and second in subject.calls(text.template)
        return intended if is_known or (rest and rest[0] in list_names(intended, "*")) else ""
    if intended == "item":
        return intended if text.call is not None and not rest else ""
    names = list_names(intended)
    return intended if second in names or find_nearest(second, names) else ""


def _report(use: VariableUse, intended: str) -> RuleDiagnostic:
    message = f"Argo knows nothing that is called '{use.parts[0]}', and leaves this tag as it is"
    hint = f"did you mean '{intended}'?" if intended else f"names begin with {', '.join(sorted(VARIABLE_PREFIXES))}"
    return use._replace(end=use.start + len(use.parts[0])).diagnose("unknown-root", message, hint)
