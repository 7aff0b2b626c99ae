"""Read the YAML of a skeleton as a tree: mappings and lists with loops and conditions among their entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import nodes

from argogen.templating.direct.skeleton import Control, Skeleton
from argogen.templating.errors import NotDirectError
from argogen.templating.shapes.dynamic_mappings import is_dynamic, is_splice
from argogen.templating.shapes.markers import FIRST, MARKER
from argogen.templating.shapes.scalars import Fill, compile_scalar
from argogen.yaml.untyped import KNOWN_TAGS, MAX_DEPTH, PLAIN, MappingNode, Node, ScalarNode


class Lone(NamedTuple):
    """One value that is placed unchanged."""

    expression: nodes.Expr


class Constant(NamedTuple):
    """A constant scalar."""

    value: Any


class Text(NamedTuple):
    """A string that contains values, which `fill` returns; the values are numbered."""

    fill: Fill
    expressions: Mapping[int, nodes.Expr]


class Entry(NamedTuple):
    """A key and its value; a `<<` has no key."""

    key: Lone | Constant | Text | None
    value: Tree


class Loop(NamedTuple):
    """Entries that are repeated for each item of a list."""

    node: nodes.For
    parts: Parts


class Branch(NamedTuple):
    """Entries that are rendered if a condition holds; `else` has no condition."""

    test: nodes.Node | None
    parts: Parts


class Choice(NamedTuple):
    """Branches, of which the first whose condition holds is rendered."""

    branches: Sequence[Branch]


class Block(NamedTuple):
    """A mapping, of entries, or a list, of trees, with loops and choices among them."""

    is_mapping: bool
    parts: Parts


Tree = Lone | Constant | Text | Block
Part = Entry | Tree | Loop | Choice
Parts = Sequence[Part]
_Controlled = Iterator[Control | Entry | Tree]


class TreeReader(NamedTuple):
    """Reads the tree of one skeleton. Its methods raise NotDirectError, also for errors of the template."""

    skeleton: Skeleton

    def read(self, node: Node, depth: int = 0) -> Tree:
        """Return the tree of a YAML node."""
        if node.tag not in KNOWN_TAGS or depth > MAX_DEPTH:
            raise NotDirectError
        if isinstance(node, ScalarNode):
            return self._read_scalar(node)
        if isinstance(node, MappingNode):
            entries = [self._read_entry(key, value, depth) for key, value in node.value]
            return Block(True, _group(iter(entries)))
        return Block(False, _group(self._find_control(item) or self.read(item, depth + 1) for item in node.value))

    def _read_entry(self, key: Node, value: Node, depth: int) -> Entry | Control:
        if not isinstance(key, ScalarNode):
            raise NotDirectError
        if control := self._find_control(key):
            if value.value:  # entries below a control are not governed by it
                raise NotDirectError
            return control
        tree = self.read(value, depth + 1)
        if is_splice(key):
            return Entry(None, tree)
        return Entry(self._read_scalar(key) if is_dynamic(key) else Constant(key.value), tree)

    def _find_control(self, node: Node) -> Control | None:
        return self.skeleton.find_control(node.value) if isinstance(node, ScalarNode) else None

    def _read_scalar(self, node: ScalarNode) -> Lone | Constant | Text:
        first, *others = MARKER.split(node.value)
        if FIRST in "".join((first, *others[1::2])):
            raise NotDirectError
        fill = compile_scalar(node)
        if not others:
            return Constant(fill and fill(()))
        assert fill is not None
        expressions = {int(number): self.skeleton.find_expression(int(number)) for number in others[::2]}
        if node.tag == PLAIN and not first and not "".join(others[1:]).strip("\n"):
            return Lone(next(iter(expressions.values())))
        return Text(fill, expressions)


def _group(items: _Controlled) -> Parts:
    """Return the parts of a collection, with loops and conditions in place of their controls."""
    parts, end = _read_parts(items)
    if end is not None:
        raise NotDirectError
    return parts


def _read_parts(items: _Controlled) -> tuple[Parts, Control | None]:
    """Return the parts up to the control that ends them, and this control."""
    parts: list[Part] = []
    for item in items:
        if not isinstance(item, Control):
            parts.append(item)
        elif item.loop is not None:
            repeated, end = _read_parts(items)
            _require_end(end)
            parts.append(Loop(item.loop, repeated))
        elif item.kind == "if":
            parts.append(_read_choice(item, items))
        else:
            return parts, item
    return parts, None


def _read_choice(control: Control, items: _Controlled) -> Choice:
    branches = []
    following: Control | None = control
    while following is not None and following.kind != "end":
        test = following.test
        parts, following = _read_parts(items)
        branches.append(Branch(test, parts))
    _require_end(following)
    return Choice(branches)


def _require_end(control: Control | None) -> None:
    if control is None or control.kind != "end":
        raise NotDirectError


def may_repeat_key(parts: Parts) -> bool:
    """Return whether a mapping may contain a key twice, of which only one may have a value."""
    return any(count > 1 for count in _count_keys(parts).values())


def _count_keys(parts: Parts) -> Counter[str]:
    """Count how often a mapping may have each fixed key."""
    counts: Counter[str] = Counter()
    for part in parts:
        if isinstance(part, Entry) and isinstance(part.key, Constant):
            counts[part.key.value] += 1
        elif isinstance(part, Loop):
            counts.update(dict.fromkeys(_count_keys(part.parts), 2))
        elif isinstance(part, Choice):
            for key, count in _count_choice(part).items():
                counts[key] += count
    return counts


def _count_choice(choice: Choice) -> Counter[str]:
    """Return the highest count of each key among the branches."""
    most: Counter[str] = Counter()
    for _, parts in choice.branches:
        most |= _count_keys(parts)
    return most
