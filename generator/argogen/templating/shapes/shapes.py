"""Read the shape of a part: YAML text with markers to a tree of nodes that know their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from argogen.templating.faults import ShapeError
from argogen.templating.shapes.markers import show_markers

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PLAIN, TEXT = "plain", "text"
TAGS = frozenset({PLAIN, TEXT, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))})


class _ShapeLoader(_Loader):
    """Says of a scalar only whether it is plain; its type is decided where the shape is compiled."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002 - PyYAML's signature
        return PLAIN if kind is yaml.ScalarNode and implicit[0] else TEXT

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def read_shape(text: str) -> yaml.Node | None:
    """The root node of one YAML document, None of an empty one; ShapeError where it is not YAML."""
    loader = _ShapeLoader(text)
    try:
        return loader.get_single_node()
    except yaml.YAMLError as error:
        raise _describe(error, text) from error
    finally:
        loader.dispose()


def _describe(error: yaml.YAMLError, text: str) -> ShapeError:
    if not isinstance(error, yaml.MarkedYAMLError):
        return ShapeError(f"not YAML: {getattr(error, 'reason', error)}", line=_line_of_character(error, text))
    mark = error.problem_mark
    context = error.context_mark
    if context and (mark is None or mark.line >= text.count("\n")):
        mark = context  # what is never closed is found missing only at the end: show where it was opened
    message = ", ".join(show_markers(part) for part in (error.context, error.problem) if part)
    return ShapeError(f"not YAML: {message}", line=mark.line if mark else None)


def _line_of_character(error: yaml.YAMLError, text: str) -> int | None:
    position = getattr(error, "position", None)
    return None if position is None else text.count("\n", 0, position)
