"""Kubernetes' expansion of `$(NAME)` and `$$` in commands, arguments and environment variables.

`third_party/forked/golang/expansion` of Kubernetes reads a string from left to right: `$$` becomes `$`; `$(…)` becomes
the value of a variable, or stays unchanged as a whole if there is no such variable; a `$` before a character
beyond ASCII splits that character into bytes; any other `$` stays with the character after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from argogen.argo.expressions.tags import find_tags, remove_tags
from argogen.late import compile_late
from argogen.records import Record

# The names that Argo's containers and those of all pods get besides their own: of Argo, and of services.
_GIVEN = r"ARGO_\w*|[A-Z0-9_]+_(?:SERVICE_(?:HOST|PORT\w*)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)"
_ANY = r"[-._a-zA-Z][-._a-zA-Z0-9]*"  # a key of a ConfigMap or Secret
_LONGEST_NAME = 512


class VariableNames(Record):
    """The environment variables that a container may have: those of Argo and of services, and its own.

    `is_open` if it gets variables whose names are not known.
    """

    own: frozenset[str] = frozenset()
    is_open: bool = False

    def may_contain(self, name: str) -> bool:
        """Return whether a variable may have a name, in which Argo replaces tags."""
        if "{{" in name:
            return bool(re.fullmatch(r"[-.\w]*", remove_tags(name), re.ASCII))
        return name in self.own or bool(re.fullmatch(_ANY if self.is_open else _GIVEN, name))


ARGO_VARIABLES = VariableNames()
ANY_VARIABLES = VariableNames(is_open=True)


def name_variables(names: Iterable[str], *, is_open: bool = False) -> VariableNames:
    """Return the names of a container's own variables; a name with a tag may be any."""
    own = frozenset(names)
    return VariableNames(own, is_open or any("{{" in name for name in own))


def may_change(text: str) -> bool:
    """Return whether there is something in a string that the expansion may change."""
    return "$" in text and ("$$" in text or "$(" in text or not text.isascii())


def escape_variables(text: str, names: VariableNames) -> str:
    """Return a string that Kubernetes expands to `text`: only replaced characters are escaped.

    Expressions in tags are unchanged: Argo replaces them before.
    """
    return "".join(_escape(text, _mask_expressions(text), names)) if may_change(text) else text


def unescape_variables(text: str) -> str:
    """Return what Kubernetes makes of a string if there are no variables."""
    return "".join("$" if each == "$$" else each for each in _split(text)) if "$$" in text else text


def _mask_expressions(text: str) -> str:
    """Return a string of the same length whose tags with expressions have no `$` and no parentheses."""
    parts: list[str] = []
    end = 0
    for tag in find_tags(text) if "{{=" in text else ():
        if tag.is_expression:
            parts += (text[end : tag.start], "{{", "_" * len(tag.body), "}}")
            end = tag.end
    return "".join((*parts, text[end:])) if parts else text


def _escape(text: str, masked: str, names: VariableNames) -> Iterator[str]:
    """Yield the parts of the escaped string."""
    start = closer = 0
    while (at := masked.find("$", start)) >= 0:
        yield text[start:at]
        following, start = text[at + 1 : at + 2], at + 2
        if following != "(":
            yield _escape_character(following)
            continue
        closer = closer if closer >= start else _find_end(masked, start)
        is_touched = _may_expand(masked, start, closer, names)
        yield "$$(" if is_touched else text[at:closer]
        start = start if is_touched else closer
    yield text[start:]


def _escape_character(following: str) -> str:
    """Return a `$` and the character after it so that both stay."""
    if following == "$":
        return "$$$$"
    return f"${following}" if following.isascii() else f"$${following}"


def _find_end(text: str, start: int) -> int:
    """Return the place of the next closing parenthesis, or the end."""
    found = text.find(")", start)
    return len(text) if found < 0 else found


def _may_expand(text: str, start: int, end: int, names: VariableNames) -> bool:
    """Return whether a group may be a variable, or may have another end, before which a `$` is read differently.

    The value of a tag may have a parenthesis; an open group ends in a later field of the template.
    """
    is_open = end == len(text)
    if (is_open or text.find("{{", start, end) >= 0) and text.find("$", start, end) >= 0:
        return True
    return not is_open and end - start <= _LONGEST_NAME and names.may_contain(text[start:end])


_TOKEN = compile_late(r"\$(?:\$|\([^)]*\)|.)?|[^$]+", re.DOTALL)
_LAST_TOKEN = compile_late(r"\$.?|[^$]+", re.DOTALL)


def _split(text: str) -> Iterator[str]:
    """Yield what Kubernetes reads as one."""
    masked = _mask_expressions(text)
    last = masked.rfind(")") + 1
    yield from (text[slice(*token.span())] for token in _TOKEN.finditer(masked, 0, last))
    yield from (text[slice(*token.span())] for token in _LAST_TOKEN.finditer(masked, last))
