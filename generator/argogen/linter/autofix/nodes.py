"""Write edits of nodes, and compare the nodes before and after.

An edit of a key whose text ends with `[]` renames the key, and makes a list with one item of its value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from argogen.linter.autofix.edits import Edit, replace
from argogen.linter.autofix.syntax import find_errors
from argogen.suggestions import LISTED
from argogen.yaml.emitter.scalars import write_quoted, write_scalar
from argogen.yaml.positions.nodes import NodeComposition, NodeKind, SyntaxNode
from argogen.yaml.text import SourceText

_FLOW_INDICATORS = frozenset(",[]{}")

_Edits = Mapping[int, Sequence[Edit]]
"""The edits within scalars, by the scalar's index in its composition."""


def write(text: str, before: NodeComposition, edits: _Edits) -> str:
    """Return the source with edits."""
    written: list[Edit] = []
    values = _map_values(before, edits)
    for index, own in edits.items():
        node = before.nodes[index]
        if index in values:
            written += _write_list(text, node, values[index], own[0].text.removesuffix(LISTED))
        else:
            written.append(Edit(node.start, node.end, _write_node(text[node.start : node.end], node, own)))
    return replace(text, written)


def is_same_except(before: NodeComposition, text: str, edits: _Edits) -> bool:
    """Return whether the edited source has the same nodes, except for the edits."""
    source = SourceText("", text)
    after = NodeComposition(source)
    expected = list(_list_expected(before, edits))
    return (
        not find_errors(source)
        and len(after.nodes) == len(expected)
        and all(
            (new.kind is NodeKind.SEQUENCE)
            if old is None
            else new.kind is old.kind and (_has(new, old, own) if own else new.text == old.text)
            for new, (old, own) in zip(after.nodes, expected, strict=True)
        )
    )


def drop_duplicate_keys(before: NodeComposition, edits: dict[int, list[Edit]]) -> dict[int, list[Edit]]:
    """Return the edits without those that rename a key to one that the mapping has."""
    numbers = {id(before.nodes[index]): index for index in edits}
    kept = dict(edits)
    for mapping in before.nodes if edits else ():
        keys = mapping.children[::2] if mapping.kind is NodeKind.MAPPING else []
        names = {key.text for key in keys}
        for key in keys:
            index = numbers.get(id(key))
            if index is not None:
                name = edits[index][0].text.removesuffix(LISTED)
                if name in names:
                    kept.pop(index, None)
                names.add(name)
    return kept


def _list_expected(before: NodeComposition, edits: _Edits) -> Iterable[tuple[SyntaxNode | None, Sequence[Edit]]]:
    """Yield the expected nodes, each with its edits; None for a new list."""
    listed = {id(value) for value in _map_values(before, edits).values()}
    for index, node in enumerate(before.nodes):
        if id(node) in listed:
            yield None, ()
        yield node, edits.get(index, ())


def _map_values(before: NodeComposition, edits: _Edits) -> Mapping[int, SyntaxNode]:
    """Return the values of the keys whose edits make lists of them, by the index of the key."""
    wanted = {id(before.nodes[i]): i for i, own in edits.items() if len(own) == 1 and own[0].text.endswith(LISTED)}
    found: dict[int, SyntaxNode] = {}
    for mapping in before.nodes if wanted else ():
        if mapping.kind is NodeKind.MAPPING:
            found.update({wanted[id(key)]: value for key, value in mapping.pairs if id(key) in wanted})
    return found


def _write_list(text: str, key: SyntaxNode, value: SyntaxNode, name: str) -> list[Edit]:
    """Rename a key, and write its value as a list with one item: `[value]`, or with a dash before a block."""
    start = text.rfind("\n", 0, value.start) + 1
    is_block = start > key.start and value.start - start >= len("- ") and not text[start : value.start].strip()
    edits = [Edit(key.start, key.end, name)]
    if is_block:
        return [*edits, Edit(value.start - len("- "), value.start, "- ")]
    return [*edits, Edit(value.start, value.start, "["), Edit(value.end, value.end, "]")]


def _write_node(raw: str, node: SyntaxNode, edits: Sequence[Edit]) -> str:
    """Return a scalar with its fixes in the same quotes; a plain one in quotes if the fixes require them."""
    written: list[str] = []
    end = 0
    for edit in edits:
        is_whole = edit.start == node.start and edit.end == node.end
        written += [raw[end : edit.start - node.start], edit.text if is_whole else _escape(edit.text, node.style)]
        end = edit.end - node.start
    changed = "".join((*written, raw[end:]))
    if raw != node.text or (
        write_scalar(changed) == changed and not any(_FLOW_INDICATORS & {*edit.text} for edit in edits)
    ):
        return changed
    return write_quoted(changed)


def _escape(text: str, style: str) -> str:
    if style == '"':
        return json.dumps(text, ensure_ascii=False)[1:-1]
    return text.replace("'", "''") if style == "'" else text


def _has(new: SyntaxNode, old: SyntaxNode, edits: Iterable[Edit]) -> bool:
    """Whether the content of a scalar has all fixes, and no additional quotes or escapes."""
    texts = [edit.text.removesuffix(LISTED) for edit in edits]
    return all(text in new.text for text in texts) and len(new.text) <= len(old.text) + sum(map(len, texts))
