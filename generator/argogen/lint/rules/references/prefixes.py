"""Tags that begin with a word that is nearly one of Argo's: Argo takes them for another program's, and leaves them."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.variables import LOCAL_PREFIXES, VARIABLE_PREFIXES, list_names
from argogen.diagnostics import Severity
from argogen.lint.finding import Finding
from argogen.lint.model.nodes import loops
from argogen.lint.model.subject import Subject
from argogen.lint.model.texts import Text, Where
from argogen.lint.model.uses import Use, uses_in
from argogen.suggestions import find_nearest

# What expressions see in other places, and functions with a dot.
_IN_EXPRESSIONS = VARIABLE_PREFIXES | LOCAL_PREFIXES | {"item", "sprig", "env"}


def find_unknown_roots(subject: Subject) -> Iterator[Finding]:
    """Names that begin with `step`, `input` or `worklfow`, and in expressions with anything that nobody gives."""
    for text in subject.texts:
        for use in uses_in(text):
            root = use.parts[0]
            if root.startswith("="):
                continue  # an expression with a blank before it, which is told of elsewhere
            if use.in_expression:
                # behind a dash it is part of a name that is told of elsewhere
                is_part = text.value[use.start - 1] == "-"
                if root not in _IN_EXPRESSIONS and root.isascii() and not use.is_guarded and not is_part:
                    yield _report(use, find_nearest(root, tuple(sorted(VARIABLE_PREFIXES | {"item"}))))
            elif root not in VARIABLE_PREFIXES and len(use.parts) > 1 and (meant := _find_meant(use, text, subject)):
                yield _report(use, meant)
            elif root not in (*VARIABLE_PREFIXES, "item") and "{{" not in root and _is_strict(text):
                message = "where a loop is filled in, Argo takes no tags of other programs"
                yield _on_name(message, "pass this text in from outside of the loop", use, Severity.ERROR)


def _is_strict(text: Text) -> bool:
    return text.call is not None and text.hook is None and text.where is Where.CALL and loops(text.call)


def _on_name(message: str, hint: str, use: Use, severity: Severity, rule: str = "unknown-root") -> Finding:
    return Finding(rule, message, use.text.origin, hint, "", use.text.value, use.start, use.end, severity=severity)


def _find_meant(use: Use, text: Text, subject: Subject) -> str:
    """The root that was meant, if what follows could follow that."""
    root, second, *rest = use.parts
    meant = find_nearest(root, tuple(sorted((VARIABLE_PREFIXES | {"item"}) - {"retries"})))
    if not meant or root == "item":
        return ""
    if meant in ("steps", "tasks"):
        is_known = text.template is not None and second in subject.calls(text.template)
        return meant if is_known or (rest and rest[0] in list_names(meant, "*")) else ""
    if meant == "item":
        return meant if text.call is not None and not rest else ""
    names = list_names(meant)
    return meant if second in names or find_nearest(second, names) else ""


def _report(use: Use, meant: str) -> Finding:
    message = f"Argo knows nothing that is called '{use.parts[0]}', and leaves this tag as it is"
    hint = f"did you mean '{meant}'?" if meant else f"names begin with {', '.join(sorted(VARIABLE_PREFIXES))}"
    end = use.start + len(use.parts[0])
    return Finding("unknown-root", message, use.text.origin, hint, "", use.text.value, use.start, end)
