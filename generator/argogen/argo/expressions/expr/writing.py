"""Write names, strings and reads of optional values in expr-lang."""

from __future__ import annotations

import json
from collections.abc import Sequence

from argogen.late import compile_late

_IDENTIFIER = compile_late(r"[A-Za-z_]\w*")

# Argo leaves an expression with these words unresolved where it has no such variables, even as the names of members
# (anyVarNotInEnv in util/template/expression_template.go); in a string, it does not find them.
_LATE = frozenset({"item", "retries"})


def as_chain(parts: Sequence[str]) -> str:
    """Return the parts of a name in the syntax of the language: parts that are not identifiers are in brackets."""
    first, *rest = parts
    return first + "".join(f".{part}" if _is_member(part) else f"[{quote(part)}]" for part in rest)


def _is_member(part: str) -> bool:
    return part not in _LATE and _IDENTIFIER.fullmatch(part) is not None


def quote(text: str) -> str:
    """Return a string literal, without two consecutive braces, which Argo reads as the start or the end of a tag."""
    if text.isprintable() and not set(text) & set("'\\") and "{{" not in text and "}}" not in text:
        return f"'{text}'"
    written = json.dumps(text, ensure_ascii=False)
    return written.replace("}}", "}\\u007d").replace("{{", "{\\u007b")


def write_dig(step: str, path: Sequence[str], otherwise: str) -> str:
    """Return an expression for the value at a path below a step, or for `otherwise`, an expression, without one.

    Argo evaluates an expression as soon as all the names in it exist, when it fills in a template for the first time,
    too, where only `tasks.name` and `steps.name` exist; and it waits for a missing name. Therefore the step is a name
    in the expression, and the path below it is not.
    """
    return f"sprig.dig({', '.join(map(quote, path))}, {otherwise}, {step})"
