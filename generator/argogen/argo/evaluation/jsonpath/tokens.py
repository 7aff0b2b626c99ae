"""Split a path into its steps."""

from __future__ import annotations

from argogen.argo.evaluation.errors import GoPanicError


def split_path(path: str) -> list[str]:
    """Return the steps as strings. Raises GoPanicError."""
    if not path:
        raise GoPanicError("unexpected token '' at index 0")
    if path[0] not in "$@":
        raise GoPanicError(f"unexpected token '{path[0]}' at index 0")
    if len(path) > 1 and path[1] not in ".[":
        raise GoPanicError(f"unexpected token '{path[1]}' at index 1")
    splitter = _Splitter(path[0])
    for character in path[1:]:
        splitter.take(character)
    return splitter.finish()


class _Splitter:
    """Collects characters until a step is complete."""

    def __init__(self, first: str) -> None:
        self._tokens = [first]
        self._text = ""
        self._quotes = self._scripts = self._subscripts = 0

    def finish(self) -> list[str]:
        if self._text:
            self._tokens.append(self._text.removeprefix("."))
        return self._tokens

    def take(self, character: str) -> None:
        if not self._text:
            self._quotes = self._scripts = 0
        self._count(character)
        self._text += character
        if self._text == ".":
            return
        if self._text == "..":
            self._complete(self._text)
        elif character == "[":
            self._open()
        elif "[" in self._text:
            if character == "]" and not self._is_inside and not self._subscripts:
                self._complete(self._text.removeprefix("."))
        elif character == "." and not self._is_inside:
            self._complete(self._text[:-1].removeprefix("."))
            self._text = "."

    def _count(self, character: str) -> None:
        if character == "'":
            self._quotes += 1
        elif character in "()":
            self._scripts += 1 if character == "(" else -1
        elif character in "[]":
            self._subscripts += 1 if character == "[" else -1

    @property
    def _is_inside(self) -> bool:
        """Whether the characters belong to a string or an expression."""
        return self._quotes % 2 == 1 or self._scripts != 0

    def _open(self) -> None:
        if self._text in ("[", ".[") or self._text.count("[") > 1:
            return
        self._complete(self._text[:-1].removeprefix("."))
        self._text = "["

    def _complete(self, token: str) -> None:
        self._tokens.append(token)
        self._text = ""
