"""Read the shape of a part: YAML text with markers to a tree of nodes that know their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from argogen.rendering.faults import ShapeError
from argogen.rendering.markers import show_markers
from argogen.source.events import is_limit

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PLAIN, TEXT = "plain", "text"
DEEPEST = 200
TAGS = frozenset({PLAIN, TEXT, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))})


class _ShapeLoader(_Loader):
    """Says of a scalar only whether it is plain; its type is decided where the shape is compiled."""

    _depth = 0

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002 - PyYAML's signature
        return PLAIN if kind is yaml.ScalarNode and implicit[0] else TEXT

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:  # noqa: ARG002
        # Each level is one more on the C stack, and some versions of libyaml take so many that the process dies of it.
        if self._depth > DEEPEST:
            raise too_deep(current_node.start_mark.line)
        self._depth += 1

    def ascend_resolver(self) -> None:
        self._depth -= 1


def read_shape(text: str) -> yaml.Node | None:
    """The root node of one YAML document, None of an empty one; ShapeError where it is not YAML."""
    loader = _ShapeLoader(text)
    try:
        return loader.get_single_node()
    except yaml.YAMLError as error:
        raise _describe(error, text) from error
    finally:
        loader.dispose()


def too_deep(line: int) -> ShapeError:
    """What is said of a shape that has more levels than anybody's."""
    return ShapeError(f"YAML nested more than {DEEPEST} levels deep", line=line)


def _describe(error: yaml.YAMLError, text: str) -> ShapeError:
    if not isinstance(error, yaml.MarkedYAMLError):
        return ShapeError(f"not YAML: {getattr(error, 'reason', error)}", line=_line_of_character(error, text))
    mark = error.problem_mark
    context = error.context_mark
    if mark and is_limit(error):
        return too_deep(mark.line)
    if context and (mark is None or mark.line >= text.count("\n")):
        mark = context  # what is never closed is found missing only at the end: show where it was opened
    message = ", ".join(show_markers(part) for part in (error.context, error.problem) if part)
    return ShapeError(f"not YAML: {message}", line=mark.line if mark else None)


def _line_of_character(error: yaml.YAMLError, text: str) -> int | None:
    position = getattr(error, "position", None)
    return None if position is None else text.count("\n", 0, position)
