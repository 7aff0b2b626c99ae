"""Parse paths."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.encoding.numbers import parse_integer
from argogen.argo.evaluation.golang.text import SPACES
from argogen.argo.evaluation.jsonpath.script import compile_script
from argogen.argo.evaluation.jsonpath.selections import Filter, Range, Recursive, Union, Wildcard
from argogen.argo.evaluation.jsonpath.steps import Current, Index, Key, Length, Path, Root, Script, ScriptStep, Step
from argogen.argo.evaluation.jsonpath.tokens import split_path

_Argument = int | str | None
_SIMPLE: dict[str, type[Root] | type[Current] | type[Wildcard] | type[Recursive] | type[Length]] = {
    "$": Root, "@": Current, "*": Wildcard, "..": Recursive, "length": Length,
}  # fmt: skip
_MAXIMUM_BOUNDS = 3


def parse_path(path: str) -> Path:
    """Return the steps of a path. Raises GoPanicError."""
    return Path(tuple(map(_parse_step, split_path(path))))


def _parse_step(token: str) -> Step:
    token = token.strip(SPACES)
    if not token:
        raise GoPanicError("invalid token. token string is empty")
    if token in _SIMPLE:
        return _SIMPLE[token]()
    if not token.startswith("["):
        return Key(token)
    if not token.endswith("]"):
        raise _invalid(token)
    return _parse_subscript(token, token[1:-1].strip(SPACES))


def _invalid(token: str) -> GoPanicError:
    return GoPanicError(f"invalid token. '{token}' does not match any token format")


def _parse_subscript(token: str, subscript: str) -> Step:
    if not subscript:
        raise _invalid(token)
    if subscript == "*":
        return Wildcard()
    if subscript.startswith("?"):
        if not subscript.startswith("?(") or not subscript.endswith(")"):
            raise _invalid(token)
        return Filter(_compile(subscript[2:-1].strip(SPACES)))
    arguments = _ArgumentReader(token).read(subscript)
    return _parse_one(token, arguments[0]) if len(arguments) == 1 else _parse_several(token, arguments)


def _compile(expression: str) -> Script:
    return compile_script(expression, parse_path)


def _is_script(argument: _Argument) -> bool:
    return isinstance(argument, str) and len(argument) > 2 and argument[0] == "(" and argument[-1] == ")"


def _is_key(argument: _Argument) -> bool:
    return isinstance(argument, str) and len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "'\""


def _parse_one(token: str, argument: _Argument) -> Step:
    if isinstance(argument, int):
        return Index(argument)
    if isinstance(argument, str) and _is_key(argument):
        return Key(argument[1:-1])
    if isinstance(argument, str) and _is_script(argument):
        return ScriptStep(_compile(argument[1:-1]))
    raise _invalid(token)


def _parse_several(token: str, arguments: list[_Argument]) -> Step:
    colons, commas = arguments.count(":"), arguments.count(",")
    values = list(_without_separators(arguments))
    if commas and not colons:
        if commas >= len(values):
            raise _invalid(token)
        return Union(tuple(_parse_member(token, value) for value in values))
    if not colons or commas or colons > _MAXIMUM_BOUNDS - 1:
        raise _invalid(token)
    if colons == 1 and len(values) == 1:
        values.append(None)
    bounds = [*values, None][:_MAXIMUM_BOUNDS]
    return Range(tuple(_parse_bound(bound) for bound in bounds))


def _without_separators(arguments: list[_Argument]) -> Iterator[_Argument]:
    """Yield the values between separators; None between two colons."""
    follows_colon = False
    for argument in arguments:
        if argument == ":":
            if follows_colon:
                yield None
            follows_colon = True
            continue
        if argument != ",":
            yield argument
        follows_colon = False


def _parse_member(token: str, value: _Argument) -> int | str | Script:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _is_script(value):
        return _compile(value[1:-1])
    if isinstance(value, str) and _is_key(value):
        return value[1:-1]
    raise _invalid(token)


def _parse_bound(value: _Argument) -> int | Script | None:
    if not isinstance(value, str):
        return value
    if not _is_script(value):
        raise GoPanicError(f"invalid expression. invalid format '{value}'")
    return _compile(value[1:-1])


class _ArgumentReader:
    """Reads the arguments of a subscript: numbers, keys in quotes, scripts, and the separators between them."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._arguments: list[_Argument] = []
        self._buffer = ""
        self._depth = 0
        self._quote = ""

    def read(self, subscript: str) -> list[_Argument]:
        for index, character in enumerate(subscript):
            self._buffer += character
            self._take(character, index)
        if self._buffer:
            self._add(self._buffer)
        return self._arguments

    def _take(self, character: str, index: int) -> None:
        if character == " " and not self._quote and not self._depth:
            self._buffer = self._buffer.strip(SPACES)
        elif character == "(" and not self._quote:
            self._depth += 1
        elif character == ")":
            self._depth -= 1
            if not self._depth:
                self._close_script()
        elif character in "'\"":
            self._take_quote(character)
        elif character in ":," and not self._quote and not self._depth:
            self._separate(character, index)

    def _close_script(self) -> None:
        if not _is_script(self._buffer):
            raise GoPanicError(f"invalid expression. invalid format '{self._buffer}'")
        self._push(self._buffer)

    def _take_quote(self, character: str) -> None:
        if self._quote not in ("", character) or self._depth:
            return
        if self._buffer[-2:-1] == "\\":
            self._buffer = self._buffer[:-2] + character
            return
        if not self._quote:
            self._quote = character
            if self._buffer != character:
                raise _invalid(self._token)
            return
        self._quote = ""
        if not _is_key(self._buffer):
            raise _invalid(self._token)
        self._push(self._buffer)

    def _separate(self, character: str, index: int) -> None:
        argument = self._buffer[:-1]
        if argument:
            self._add(argument)
            if character == ":" and not isinstance(self._arguments[-1], int):
                raise _invalid(self._token)
        elif character == ":" and index == 0:
            self._arguments.append(None)
        self._push(character)

    def _push(self, argument: str) -> None:
        self._arguments.append(argument)
        self._buffer = ""

    def _add(self, argument: str) -> None:
        try:
            self._arguments.append(parse_integer(argument))
        except ValueError:
            self._arguments.append(argument)
