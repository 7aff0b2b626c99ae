"""Regular expressions of Go, which are those of RE2."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterator
from typing import Any

from argogen.argo.evaluation.errors import GoPanicError, MissingLibraryError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.values import decode, encode

_KEPT = 512
_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


class Regexp:
    """A compiled expression; it works on bytes, as in Go."""

    go_type = types.REGEXP

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        re2 = load_re2()
        options = re2.Options()
        options.log_errors = False
        try:
            self._compiled = re2.compile(encode(pattern), options)
        except re2.error as error:
            reason = error.args[0] if error.args else pattern
            text = decode(reason) if isinstance(reason, bytes) else str(reason)
            raise GoPanicError(f"error parsing regexp: {text}") from None

    def matches(self, text: str) -> bool:
        """Return whether the expression matches a part of a string."""
        return self._compiled.search(encode(text)) is not None

    def find(self, text: str) -> str:
        """Return the first match; "" without one."""
        found = self._compiled.search(encode(text))
        return "" if found is None else decode(found.group())

    def find_all(self, text: str, limit: int) -> list[str]:
        """Return the matches, at most `limit` of them unless it is negative."""
        data = encode(text)
        spans = list(self._spans(data, limit))
        return [decode(data[found.start() : found.end()]) for found in spans]

    def _spans(self, data: bytes, limit: int) -> Iterator[Any]:
        """Yield the matches; an empty one directly after another match does not count."""
        at, previous_end, count = 0, -1, 0
        while (limit < 0 or count < limit) and at <= len(data):
            found = self._compiled.search(data, at)
            if found is None:
                return
            start, end = found.span()
            if end > start or start != previous_end:
                yield found
                count += 1
            previous_end = end
            at = end if end > start else end + _width(data, end)

    def replace(self, text: str, replacement: str, *, is_literal: bool = False) -> str:
        """Return a string with its matches replaced; `$1` and `${name}` in the replacement are groups."""
        data, parts, end = encode(text), [], 0
        for found in self._spans(data, -1):
            parts.append(data[end : found.start()])
            parts.append(encode(replacement) if is_literal else self._expand(replacement, found))
            end = found.end()
        parts.append(data[end:])
        return decode(b"".join(parts))

    def _expand(self, replacement: str, found: Any) -> bytes:
        def write(reference: re.Match[str]) -> str:
            if reference[0] == "$$":
                return "$"
            return decode(self._group(found, reference[1] or reference[2]))

        return encode(_REFERENCE.sub(write, replacement))

    def _group(self, found: Any, name: str) -> bytes:
        if name.isdigit():
            return (found.group(int(name)) or b"") if int(name) <= self._compiled.groups else b""
        index = self._compiled.groupindex.get(name) or self._compiled.groupindex.get(name.encode())
        return (found.group(index) or b"") if index else b""

    def split(self, text: str, limit: int) -> list[str] | None:
        """Return the parts between the matches, at most `limit` of them unless it is negative; None for 0."""
        if limit == 0:
            return None
        data = encode(text)
        if not data:
            return [""]
        parts: list[bytes] = []
        begin = end = 0
        for found in list(self._spans(data, limit)):
            if 0 < limit == len(parts) + 1:
                break
            end = found.start()
            if found.end() != 0:
                parts.append(data[begin:end])
            begin = found.end()
        if end != len(data):
            parts.append(data[begin:])
        return [decode(part) for part in parts]


def _width(data: bytes, at: int) -> int:
    """Return the number of bytes of the character at an offset."""
    lead = data[at] if at < len(data) else 0
    return 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def load_re2() -> Any:
    """Return the module re2. Raises MissingLibraryError."""
    try:
        return importlib.import_module("re2")
    except ImportError:
        raise MissingLibraryError("matching regular expressions") from None


@functools.lru_cache(maxsize=_KEPT)
def compile_regexp(pattern: str) -> Regexp:
    """Return a compiled expression. Raises GoPanicError for an invalid one."""
    return Regexp(pattern)


def quote_meta(text: str) -> str:
    """Return a string with a backslash before each character that has a meaning in expressions."""
    return _SPECIAL.sub(r"\\\g<0>", text)
