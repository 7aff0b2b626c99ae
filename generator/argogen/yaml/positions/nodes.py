"""Compose a source to nodes with their places, for diagnostics."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.scanner import ScannerError

from argogen.diagnostics import Diagnostic
from argogen.records import cached_property
from argogen.yaml.events import is_limit, measure_depth, parse_before, parse_events
from argogen.yaml.limits import MAX_DEPTH, MAX_EXPANSION, count_nodes
from argogen.yaml.positions.syntax_errors import explain_error
from argogen.yaml.positions.value_errors import explain_undefined_alias
from argogen.yaml.scalars import TAG

if TYPE_CHECKING:
    from argogen.yaml.text import SourceText


_NO_CHILDREN: Final[list[SyntaxNode]] = []  # shared by all scalars, to reduce the effort of the garbage collector


class NodeKind(Enum):
    """The kind of a node; UNKNOWN for an undefined or recursive alias."""

    SCALAR = "a scalar"
    SEQUENCE = "a list"
    MAPPING = "a mapping"
    UNKNOWN = "unknown"


_SCALAR, _SEQUENCE, _MAPPING = NodeKind.SCALAR, NodeKind.SEQUENCE, NodeKind.MAPPING
_STYLES = ("'", '"', "|", ">")


@dataclass(slots=True, eq=False)
class SyntaxNode:
    """A node and the indices in the source at which it starts, with its anchor and tag, and ends.

    `children` are the items of a list, or the alternating keys and values of a mapping; an alias is represented by its
    target. `text` is the content of a scalar, `style` its first character: one of `'"|>`, or "" for a plain scalar.
    """

    kind: NodeKind
    start: int
    end: int
    tag: str | None = None
    text: str = ""
    style: str = ""
    children: list[SyntaxNode] = field(default_factory=list)

    @property
    def is_scalar(self) -> bool:
        """Whether this is a scalar, and neither a mapping nor a list."""
        return self.kind is NodeKind.SCALAR

    @property
    def plain(self) -> bool:
        """Whether this is a scalar whose type is determined by the schema, and not by a tag or quotes."""
        return self.kind is NodeKind.SCALAR and not self.style and self.tag is None

    @property
    def merges(self) -> bool:
        """Whether this is a merge key `<<`, if it is a key."""
        return self.text == "<<" and (self.plain or self.tag == f"{TAG}merge")

    @property
    def pairs(self) -> Iterable[tuple[SyntaxNode, SyntaxNode]]:
        """The keys and values of a mapping, without a last key whose value is missing after a syntax error."""
        return zip(self.children[::2], self.children[1::2], strict=False)


def read_scalar(event: Any) -> SyntaxNode:
    """Return the node of a scalar."""
    start, end, style = event.start_mark.index, event.end_mark.index, event.style
    tag = None if True in event.implicit else event.tag
    return SyntaxNode(_SCALAR, start, end, tag, event.value, style if style in _STYLES else "", _NO_CHILDREN)


class NodeComposition:
    """The documents of a source as nodes, up to its first syntax error, and the diagnostics of its structure.

    `roots` has the root node of each document, `nodes` all nodes in reading order. `events` are those of a source that
    has been parsed before.
    """

    def __init__(self, source: SourceText, events: Iterable[yaml.Event] | None = None) -> None:
        self.roots: list[SyntaxNode] = []
        self.nodes: list[SyntaxNode] = []
        self.diagnostics: list[Diagnostic] = []
        self._source = source
        self._open: list[SyntaxNode] = []
        self._siblings = self.roots  # the children of the innermost open node
        self._anchors: dict[str, SyntaxNode] = {}
        self._sizes: dict[int, int] = {}
        self._expanded = 0
        self._compose(parse_events(source.text) if events is None else events)

    @cached_property
    def _handlers(self) -> dict[type[yaml.Event], Callable[[Any], None]]:
        return {
            yaml.ScalarEvent: self._add_scalar,
            yaml.AliasEvent: self._add_alias,
            yaml.SequenceStartEvent: self._open_list,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.SequenceEndEvent: self._close_collection,
            yaml.MappingEndEvent: self._close_collection,
            yaml.DocumentStartEvent: lambda _: self._anchors.clear(),
        }

    def _compose(self, events: Iterable[yaml.Event]) -> None:
        handled, handlers = 0, self._handlers
        try:
            for event in events:
                if handler := handlers.get(event.__class__):
                    handler(event)
                handled += 1
        except _AbortedError:
            return
        except ScannerError as error:
            self._handle_unparsed(error, handled)
        except (yaml.YAMLError, ValueError) as error:
            self.diagnostics.append(explain_error(self._source, error))

    def _handle_unparsed(self, error: ScannerError, handled: int) -> None:
        """Handle the events before an error of the scanner, which reads ahead; a nesting too deep is reported first."""
        events, last_error = parse_before(self._source.text, error)
        if measure_depth(events) <= MAX_DEPTH:
            self.diagnostics.append(
                explain_error(self._source, last_error if last_error and is_limit(error) else error)
            )
            return
        with contextlib.suppress(_AbortedError):
            for event in events[handled:]:
                if handler := self._handlers.get(event.__class__):
                    handler(event)

    def _add(self, node: SyntaxNode, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        self.nodes.append(node)
        self._siblings.append(node)

    def _add_scalar(self, event: Any) -> None:
        # Most events are scalars, so a call is inlined here.
        node = read_scalar(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self.nodes.append(node)
        self._siblings.append(node)

    def _open_list(self, event: Any) -> None:
        self._enter(event, _SEQUENCE)

    def _open_mapping(self, event: Any) -> None:
        self._enter(event, _MAPPING)

    def _enter(self, event: Any, kind: NodeKind) -> None:
        start = event.start_mark.index
        children: list[SyntaxNode] = []
        if len(self._open) == MAX_DEPTH:
            self._stop("nesting-too-deep", f"nesting exceeds {MAX_DEPTH} levels", start, 1)
        tag = None if event.implicit else event.tag
        node = SyntaxNode(kind, start, event.end_mark.index, tag, "", "", children)
        self._add(node, event.anchor)
        self._open.append(node)
        self._siblings = children

    def _close_collection(self, event: Any) -> None:
        self._open.pop().end = event.end_mark.index
        self._siblings = self._open[-1].children if self._open else self.roots

    def _add_alias(self, event: yaml.AliasEvent) -> None:
        name, (start, end) = event.anchor or "", _span(event)
        width = end - start
        node = self._anchors.get(name)
        if node is None:
            self.diagnostics.append(explain_undefined_alias(self._source, name, start, width))
        elif any(node is opened for opened in self._open):
            self._report("recursive-alias", f"recursive alias '*{name}': it is within the node '&{name}'", start, width)
        else:
            self._siblings.append(node)
            self._count(node, start, width)
            return
        self._add(SyntaxNode(NodeKind.UNKNOWN, start, end), None)

    def _count(self, node: SyntaxNode, start: int, width: int) -> None:
        self._expanded += count_nodes(node, self._sizes, lambda each: each.children)
        if self._expanded > MAX_EXPANSION:
            self._stop(
                "alias-expansion-too-large",
                f"aliases expand to more than {MAX_EXPANSION:,} values",
                start,
                width,
            )

    def _report(self, code: str, message: str, start: int, width: int) -> None:
        self.diagnostics.append(Diagnostic(code, message, self._source.place_at(start, width)))

    def _stop(self, code: str, message: str, start: int, width: int) -> None:
        self._report(code, message, start, width)
        raise _AbortedError


def _span(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)


class _AbortedError(Exception):
    """Composition is aborted, since it could take unbounded time."""
