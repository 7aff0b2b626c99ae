"""The lines of elements, and their sizes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from argogen.drawing.characters import clean
from argogen.drawing.labels import describe_loop, describe_retry, list_execution_details, read_tags
from argogen.drawing.layout.geometry import NO_SIZE, Size
from argogen.drawing.scene.types import Card, Line
from argogen.drawing.widths import fit, measure_text, wrap
from argogen.graph.model import Group, GroupKind, Loop, Node, NodeKind

NAME_SIZE, TEXT_SIZE = 13.0, 11.0
"""The font sizes of names and of other text."""
PADDING, ICON, ICON_GAP = 12.0, 18.0, 8.0
"""Around the content of a card, and the icon before its name."""
SMALL_ICON, SMALL_GAP = 12.0, 6.0
NAME_LINE, TEXT_LINE, DETAIL_LINE = 17.0, 15.0, 18.0
"""The heights of lines."""
LEAST_WIDTH, TEXT_WIDTH, GROUP_TEXT_WIDTH = 116.0, 196.0, 420.0
FEW = 8
"""A group of more parallel steps has a header."""
DETAILS_TOP = 5.0
"""Between the kind of an element and its details."""
_KINDS = {
    NodeKind.CONTAINER_SET: "container set", NodeKind.TEMPLATE_REF: "template elsewhere", NodeKind.UNKNOWN: "unknown",
    NodeKind.HTTP: "HTTP request", NodeKind.DAG: "DAG",
}  # fmt: skip


def build_card(element: Node | Group, members: int = 0) -> Card:
    """Return the card of an element; that of a group with few parallel steps is empty."""
    if isinstance(element, Group):
        return _build_group(element, members)
    lines = [*_name(element.name, TEXT_WIDTH), *_describe_kind(element), *list_details(element, TEXT_WIDTH)]
    width = max(LEAST_WIDTH, 2 * PADDING + max(map(measure_line, lines)))
    return Card(element, element.kind.value, lines, Size(_round(width), measure_height(lines)))


def _build_group(group: Group, members: int) -> Card:
    if group.kind is GroupKind.PARALLEL and members <= FEW:
        return Card(group, "parallel", (), NO_SIZE)
    lines = [*_name(_name_group(group, members), GROUP_TEXT_WIDTH), *list_details(group, GROUP_TEXT_WIDTH)]
    width = 2 * PADDING + max(map(measure_line, lines))
    return Card(group, group.kind.value, lines, Size(_round(width), measure_height(lines)))


def _name_group(group: Group, members: int) -> str:
    if group.kind is GroupKind.PARALLEL:
        return f"{members} parallel steps"
    if group.kind is GroupKind.HANDLERS:
        return "handlers"
    return f"{group.name} · {group.template}" if group.template not in ("", group.name) else group.name


def _round(width: float) -> float:
    return math.ceil(width / 4) * 4


def measure_line(line: Line) -> float:
    """Return the width of a line, from the left padding."""
    if line.style == "name":
        return ICON + ICON_GAP + measure_text(line.text, NAME_SIZE, is_bold=True)
    if line.style == "kind":
        return ICON + ICON_GAP + measure_text(line.text, TEXT_SIZE)
    return SMALL_ICON + SMALL_GAP + measure_text(line.text, TEXT_SIZE)


def measure_height(lines: Sequence[Line]) -> float:
    """Return the height of a card with these lines."""
    heights = {"name": NAME_LINE, "kind": TEXT_LINE}
    total = sum(heights.get(line.style, DETAIL_LINE) for line in lines)
    has_details = any(line.style not in heights for line in lines)
    return math.ceil(total + 2 * PADDING - 4 + DETAILS_TOP * has_details)


def _name(name: str, width: float) -> Iterator[Line]:
    lines = wrap(clean(name), width, NAME_SIZE, 2, is_bold=True)
    full = clean(name) if "".join(lines) != clean(name) else ""
    yield from (Line(line, "name", full=full) for line in lines)


def _describe_kind(node: Node) -> Iterator[Line]:
    kind = _KINDS.get(node.kind, node.kind.value)
    text = f"{kind} · {node.template}" if node.template not in ("", node.name) else kind
    yield Line(fit(clean(text), TEXT_WIDTH, TEXT_SIZE), "kind", full=clean(text))


def list_details(element: Node | Group, width: float) -> Iterator[Line]:
    """Yield the details of an element, each cut to the width: its conditions, its settings, and its phase in a run."""
    if element.loop is not None:
        yield _detail("loop", _describe_loop(element.loop), width, describe_loop(element.loop))
    if element.when:
        yield from _break("when", read_tags(element.when), width)
    if element.depends:
        yield from _break("depends", element.depends, width)
    if element.is_excluded:
        yield _detail("excluded", "not needed by the target", width)
    yield from (_detail(icon, text, width) for icon, text in _list_settings(element))
    if element.phase:
        yield _detail("phase", _describe_phase(element), width)


def _list_settings(element: Node | Group) -> Iterator[tuple[str, str]]:
    if element.retry is not None:
        yield "retry", describe_retry(element.retry)
    if element.deadline:
        yield "deadline", f"deadline {read_tags(element.deadline)}"
    if element.continues_on:
        yield "continue", f"continues on {' and '.join(element.continues_on)}"
    if element.is_daemon:
        yield "daemon", "daemon"


def _describe_phase(element: Node | Group) -> str:
    return " · ".join([element.phase, *list_execution_details(element)])


def _describe_loop(loop: Loop) -> str:
    over = read_tags(loop.over)
    count = f"{loop.count} items: " if loop.count is not None else "for each of "
    return f"{count}{over}, {loop.limit} at once" if loop.limit else f"{count}{over}"


def _detail(icon: str, text: str, width: float, full: str = "") -> Line:
    text = clean(text)
    left = width + ICON + ICON_GAP - SMALL_ICON - SMALL_GAP
    return Line(fit(text, left, TEXT_SIZE), "detail", icon, clean(full or text))


def _break(icon: str, text: str, width: float) -> Iterator[Line]:
    """Yield a condition on at most two lines, of which only the first one has the icon."""
    left = width + ICON + ICON_GAP - SMALL_ICON - SMALL_GAP
    lines = wrap(clean(text), left, TEXT_SIZE, 2)
    for number, line in enumerate(lines):
        yield Line(line, "detail", icon if not number else "", clean(text))
