"""Emit YAML with comments, and with small mappings on one line, in the style of pipelines written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.yaml.emitter.documents import YamlEmitter
from argogen.yaml.emitter.scalars import write_item, write_number

# The comment lines above entries of containers, by the id of the container and the entry.
Comments = Mapping[int, Mapping[str | int, Sequence[str]]]

_LINE = 100
_MAX_FLOW_KEYS = 5
_MAX_FLOW_DEPTH = 2
# Keys of code and prose, whose values are on a separate line.
_NEVER_FLOW = frozenset({"run", "source", "manifest", "description", "script", "expression"})
# Keys of file permissions, which are written in octal.
_MODES = frozenset({"mode", "defaultMode", "default_mode"})


def dump_commented(
    document: dict[str, Any], comments: Comments, top: Sequence[str] = (), end: Sequence[str] = ()
) -> str:
    """Return data as one YAML document, with comments above entries of its containers, at its `top` and at its `end`.

    Raises TypeError and ValueError as `dump` does.
    """
    emitter = _CommentedEmitter(comments)
    emitter.write_document(document)
    return "".join([*(f"{line}\n" for line in top), emitter.text, *(f"{line}\n" for line in end)])


class _CommentedEmitter(YamlEmitter):
    def __init__(self, comments: Comments) -> None:
        super().__init__()
        self._comments = comments

    def _write_mapping(self, mapping: dict[Any, Any], head: str, pad: str) -> None:
        for key, value in mapping.items():
            self._write_comments(mapping, key, head)
            if _is_mode(key, value):
                self.lines.append(f"{head}{key}: {value:#o}")
            else:
                super()._write_mapping({key: value}, head, pad)
            head = pad

    def _write_sequence(self, items: list[Any], head: str, pad: str) -> None:
        for index, item in enumerate(items):
            self._write_comments(items, index, head)
            line = f"{head}- {self._write_flow(item)}" if self._is_small(item) else ""
            if line and len(line) <= _LINE:
                self.lines.append(line)
            else:
                super()._write_sequence([item], head, pad)
            head = pad

    def _write_collection(self, head: str, value: Any, pad: str) -> None:
        line = f"{head} {self._write_flow(value)}" if pad and self._is_small(value) else ""
        if line and len(line) <= _LINE:
            self.lines.append(line)
        else:
            super()._write_collection(head, value, pad)

    def _write_value(self, head: str, value: Any, pad: str) -> None:
        if value is None:
            self.lines.append(head)
        else:
            super()._write_value(head, value, pad)

    def _inline(self, items: list[Any]) -> str:
        return "" if id(items) in self._comments else super()._inline(items)

    def _write_comments(self, container: Any, key: str | int, head: str) -> None:
        indent = head[: len(head) - len(head.lstrip(" "))]
        for line in self._comments.get(id(container), {}).get(key, ()):
            self.lines.append(f"{indent}{line}".rstrip())

    def _is_small(self, value: Any) -> bool:
        """Return whether a value is a mapping that is usually written on one line."""
        return isinstance(value, dict) and bool(value) and self._fits(value, _MAX_FLOW_DEPTH)

    def _fits(self, value: Any, depth: int) -> bool:
        """Return whether a value contains few and short scalars, and no comments."""
        if isinstance(value, dict):
            if depth == 0 or len(value) > _MAX_FLOW_KEYS or id(value) in self._comments or value.keys() & _NEVER_FLOW:
                return False
            return all(self._fits(item, depth - 1) for item in value.values())
        if isinstance(value, list):
            return id(value) not in self._comments and not any(isinstance(item, (dict, list)) for item in value)
        return not (isinstance(value, str) and "\n" in value)

    def _write_flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(self._write_entry(key, item) for key, item in value.items()) + "}"
        if isinstance(value, list):
            return f"[{', '.join(map(self._write_flow, value))}]"
        return write_item(value) if isinstance(value, str) else write_number(value)

    def _write_entry(self, key: str, value: Any) -> str:
        if _is_mode(key, value):
            return f"{key}: {value:#o}"
        return f"{write_item(key)}: " if value is None else f"{write_item(key)}: {self._write_flow(value)}"


def _is_mode(key: Any, value: Any) -> bool:
    return key in _MODES and type(value) is int and 7 < value <= 0o777
