"""Safe fixes: apply those of diagnostics to a text, and change nothing else.

A fix is content: how it has to be written depends on the quotes around. The fixed text is read again, and only taken
if each node in it is what it was, but for those that a fix is about.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.emitter.scalars import write_quoted, write_scalar
from argogen.yaml.positions.nodes import NodeComposition, SyntaxNode
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_OF_FLOW = frozenset(",[]{}")


class Edit(NamedTuple):
    """The text to write between two indices of a source."""

    start: int
    end: int
    text: str


_Edits = Mapping[int, Sequence[Edit]]
"""The edits within scalars, by the scalar's index in its composition."""


def apply_fixes(source: SourceText, found: Iterable[Diagnostic]) -> tuple[str, int]:
    """Return a text with the safe fixes of its diagnostics, and their number.

    Of two that overlap, the first counts.
    """
    if _read_faults(source):
        return _fix_syntax(source)
    before = NodeComposition(source)
    within = _by_node(_list_edits(source, found), before.nodes)
    safe = _choose_safe(source.text, before, within)
    return _write(source.text, before.nodes, safe), sum(map(len, safe.values()))


def _fix_syntax(source: SourceText) -> tuple[str, int]:
    """Fix a text that is not valid YAML: each fault may hide all that come after it."""
    count = 0
    faults = _read_faults(source)
    while edits := _list_edits(source, faults):
        fixed = replace(source, text=_replace(source.text, edits))
        left = _read_faults(fixed)
        if len(left) >= len(faults) and left[0].place[1:3] <= faults[0].place[1:3]:
            break
        source, faults, count = fixed, left, count + len(edits)
    return source.text, count


def _choose_safe(text: str, before: NodeComposition, edits: _Edits) -> _Edits:
    """Return the edits that change only their own scalars: mostly all, else those that are safe alone."""
    for chosen in (edits, {index: own for index, own in edits.items() if _is_safe(text, before, {index: own})}):
        if _is_safe(text, before, chosen):
            return chosen
    return {}


def _is_safe(text: str, before: NodeComposition, edits: _Edits) -> bool:
    return _is_same_but_for(before, _write(text, before.nodes, edits), edits)


def _replace(text: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _list_edits(source: SourceText, found: Iterable[Diagnostic]) -> list[Edit]:
    """Return the fixes in the order of the text, without those that begin inside of another."""
    wanted = {_edit(source, d.place, d.fix) for d in found if d.fix is not None and d.place.file == source.file}
    edits: list[Edit] = []
    for edit in sorted(wanted):
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


def _edit(source: SourceText, place: Place, text: str) -> Edit:
    start = source.line_starts[place.line - 1] + place.column - 1
    return Edit(start, start + place.width, text)


def _by_node(edits: Iterable[Edit], nodes: Sequence[SyntaxNode]) -> dict[int, list[Edit]]:
    """Return the edits within scalars, by the scalar's index."""
    starts = [node.start for node in nodes]
    found: dict[int, list[Edit]] = {}
    for edit in edits:
        index = bisect_right(starts, edit.start) - 1
        if index >= 0 and nodes[index].is_scalar and edit.end <= nodes[index].end:
            found.setdefault(index, []).append(edit)
    return found


def _write(text: str, nodes: Sequence[SyntaxNode], edits: _Edits) -> str:
    for index in sorted(edits, reverse=True):
        node = nodes[index]
        text = text[: node.start] + _write_node(text[node.start : node.end], node, edits[index]) + text[node.end :]
    return text


def _write_node(raw: str, node: SyntaxNode, edits: Sequence[Edit]) -> str:
    """Return a scalar with its fixes in the same quotes; a plain one in quotes if it needs them now."""
    written: list[str] = []
    end = 0
    for edit in edits:
        is_whole = edit.start == node.start and edit.end == node.end
        written += [raw[end : edit.start - node.start], edit.text if is_whole else _escape(edit.text, node.style)]
        end = edit.end - node.start
    changed = "".join((*written, raw[end:]))
    if raw != node.text or (write_scalar(changed) == changed and not any(_OF_FLOW & {*edit.text} for edit in edits)):
        return changed
    return write_quoted(changed)


def _escape(text: str, style: str) -> str:
    if style == '"':
        return json.dumps(text, ensure_ascii=False)[1:-1]
    return text.replace("'", "''") if style == "'" else text


def _is_same_but_for(before: NodeComposition, text: str, edits: _Edits) -> bool:
    source = SourceText("", text)
    after = NodeComposition(source)
    return (
        not _read_faults(source)
        and len(after.nodes) == len(before.nodes)
        and all(
            new.kind is old.kind and (_has(new, old, edits[index]) if index in edits else new.text == old.text)
            for index, (new, old) in enumerate(zip(after.nodes, before.nodes, strict=True))
        )
    )


def _read_faults(source: SourceText) -> Sequence[Diagnostic]:
    try:
        read_documents(source)
    except InvalidInputError as error:
        return error.diagnostics
    return ()


def _has(new: SyntaxNode, old: SyntaxNode, edits: Iterable[Edit]) -> bool:
    """Whether a scalar has all the fixes, and no quotes or escapes in its content that were to go around it."""
    texts = [edit.text for edit in edits]
    return all(text in new.text for text in texts) and len(new.text) <= len(old.text) + sum(map(len, texts))
