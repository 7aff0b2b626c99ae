"""Compose a text to nodes with their places: only when a diagnostic needs one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.scanner import ScannerError

from argogen.diagnostics import Diagnostic
from argogen.yaml.events import is_limit, measure_depth, parse_before, parse_events
from argogen.yaml.limits import MAX_DEPTH, MAX_EXPANSION, count_nodes
from argogen.yaml.positions.syntax_errors import explain_error
from argogen.yaml.scalars import TAG

if TYPE_CHECKING:
    from argogen.yaml.text import SourceText


_NO_CHILDREN: Final[list[SyntaxNode]] = []  # one for all scalars: a list for each would keep the garbage collector busy


class NodeKind(Enum):
    """What a node is; an UNKNOWN one stands for an alias that leads nowhere."""

    SCALAR = "a scalar"
    SEQUENCE = "a list"
    MAPPING = "a mapping"
    UNKNOWN = "unknown"


_SCALAR = NodeKind.SCALAR
_STYLES = ("'", '"', "|", ">")


@dataclass(slots=True, eq=False)
class SyntaxNode:
    """A node and the indices in the text where it starts (with its anchor and tag) and ends.

    `children` are the items of a list, or the keys and values of a mapping by turns; an alias is the node that it
    means. `text` is a scalar's content, `style` the character that opens it: one of `'"|>`, or "" for a plain one.
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
        """Whether this is one text, and neither a mapping nor a list."""
        return self.kind is NodeKind.SCALAR

    @property
    def plain(self) -> bool:
        """Whether the schema determines the type of this scalar, and neither a tag nor quotes."""
        return self.kind is NodeKind.SCALAR and not self.style and self.tag is None

    @property
    def merges(self) -> bool:
        """Whether this is a `<<` that merges, if it is a key."""
        return self.text == "<<" and (self.plain or self.tag == f"{TAG}merge")

    @property
    def pairs(self) -> Iterable[tuple[SyntaxNode, SyntaxNode]]:
        """The keys and values of a mapping; a key whose value was not read any more is left out."""
        return zip(self.children[::2], self.children[1::2], strict=False)


class NodeComposition:
    """The documents of a text as nodes, as far as it can be read, and the errors of its structure.

    `roots` has one node for each document, `nodes` all of them in reading order.
    """

    def __init__(self, source: SourceText) -> None:
        self.roots: list[SyntaxNode] = []
        self.nodes: list[SyntaxNode] = []
        self.diagnostics: list[Diagnostic] = []
        self._source = source
        self._open: list[SyntaxNode] = []
        self._anchors: dict[str, SyntaxNode] = {}
        self._sizes: dict[int, int] = {}
        self._expanded = 0
        self._compose()

    @cached_property
    def _handlers(self) -> dict[type[yaml.Event], Callable[[Any], None]]:
        return {
            yaml.ScalarEvent: self._add_scalar,
            yaml.AliasEvent: self._add_alias,
            yaml.SequenceStartEvent: self._open_collection,
            yaml.MappingStartEvent: self._open_collection,
            yaml.SequenceEndEvent: self._close_collection,
            yaml.MappingEndEvent: self._close_collection,
            yaml.DocumentStartEvent: lambda _: self._anchors.clear(),
        }

    def _compose(self) -> None:
        handled = 0
        try:
            for event in parse_events(self._source.text):
                self._handle(event)
                handled += 1
        except _AbortedError:
            return
        except ScannerError as error:
            self._handle_unparsed(error, handled)
        except (yaml.YAMLError, ValueError) as error:
            self.diagnostics.append(explain_error(self._source, error))

    def _handle(self, event: yaml.Event) -> None:
        if handler := self._handlers.get(type(event)):
            handler(event)

    def _handle_unparsed(self, error: ScannerError, handled: int) -> None:
        """Handle what stands before an error of the scanner, which reads ahead of the parser; too deep comes first."""
        events, fault = parse_before(self._source.text, error)
        if measure_depth(events) <= MAX_DEPTH:
            self.diagnostics.append(explain_error(self._source, fault if fault and is_limit(error) else error))
            return
        with contextlib.suppress(_AbortedError):
            for event in events[handled:]:
                self._handle(event)

    def _add(self, node: SyntaxNode, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        self.nodes.append(node)
        self._attach(node)

    def _attach(self, node: SyntaxNode) -> None:
        (self._open[-1].children if self._open else self.roots).append(node)

    def _add_scalar(self, event: yaml.ScalarEvent) -> None:
        # Most events are these, so that nothing is called that can be written out.
        marks: Any = (event.start_mark, event.end_mark)
        start, end, style = marks[0].index, marks[1].index, event.style
        tag = None if event.implicit[0] or event.implicit[1] else event.tag
        node = SyntaxNode(_SCALAR, start, end, tag, event.value, style if style in _STYLES else "", _NO_CHILDREN)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self.nodes.append(node)
        (self._open[-1].children if self._open else self.roots).append(node)

    def _open_collection(self, event: yaml.CollectionStartEvent) -> None:
        kind = NodeKind.MAPPING if isinstance(event, yaml.MappingStartEvent) else NodeKind.SEQUENCE
        start, end = _span(event)
        if len(self._open) == MAX_DEPTH:
            self._stop("too-deep", f"this is more than {MAX_DEPTH} levels deep", start, 1)
        node = SyntaxNode(kind, start, end, None if event.implicit else event.tag)
        self._add(node, event.anchor)
        self._open.append(node)

    def _close_collection(self, event: yaml.CollectionEndEvent) -> None:
        self._open.pop().end = _span(event)[1]

    def _add_alias(self, event: yaml.AliasEvent) -> None:
        name, (start, end) = event.anchor or "", _span(event)
        width = end - start
        node = self._anchors.get(name)
        if node is None:
            self._report("undefined-alias", f"no '&{name}' stands before this alias", start, width)
        elif any(node is opened for opened in self._open):
            self._report("recursive-alias", f"'*{name}' stands inside of what it means", start, width)
        else:
            self._attach(node)
            self._count(node, start, width)
            return
        self._add(SyntaxNode(NodeKind.UNKNOWN, start, end), None)

    def _count(self, node: SyntaxNode, start: int, width: int) -> None:
        self._expanded += count_nodes(node, self._sizes, lambda each: each.children)
        if self._expanded > MAX_EXPANSION:
            self._stop(
                "too-large", f"the aliases up to here stand for more than {MAX_EXPANSION:,} values", start, width
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
    """Composing is aborted, since going on could take unbounded time."""
