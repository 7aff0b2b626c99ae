"""Join a template file and those that it extends to one list of Jinja nodes with resolved blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jinja2 import BaseLoader, Environment, nodes

from argogen.templating.errors import NotDirectError

_Blocks = Mapping[str, Sequence[nodes.Block]]


class Fragment(NamedTuple):
    """The content of the block that `super()` refers to."""

    body: Sequence[Part]


Part = nodes.Node | Fragment


class JoinedTemplate(NamedTuple):
    """The content of a template file: the variables that it sets first, then its nodes with all blocks resolved."""

    variables: Sequence[nodes.Assign]
    body: Sequence[Part]


def join_template(environment: Environment, name: str) -> JoinedTemplate:
    """Return the content of a template file. Raises NotDirectError if its parent is known at run time only."""
    chain = list(_list_chain(environment, name))
    blocks: dict[str, list[nodes.Block]] = {}
    for tree in chain:
        for block in tree.find_all(nodes.Block):
            blocks.setdefault(block.name, []).append(block)
    root = [node for node in chain[-1].body if not _is_blank(node)]
    count = next((number for number, node in enumerate(root) if not isinstance(node, nodes.Assign)), len(root))
    variables = [node for node in root[:count] if isinstance(node, nodes.Assign)]
    return JoinedTemplate(variables, list(_expand(root[count:], blocks)))


def _list_chain(environment: Environment, name: str) -> Iterator[nodes.Template]:
    """Yield the tree of a file and of each that it extends."""
    loader = environment.loader
    assert isinstance(loader, BaseLoader)
    pending: str | None = name
    while pending is not None:
        source, path, _ = loader.get_source(environment, pending)
        tree = environment.parse(source, pending, path)
        yield tree
        pending = None if tree.find(nodes.Extends) is None else _read_parent(tree)


def _read_parent(tree: nodes.Template) -> str:
    """Return the name of the file that a template extends; the template itself may contain only blocks."""
    first, *others = (node for node in tree.body if not _is_blank(node))
    parent = first.template if isinstance(first, nodes.Extends) else None
    if not isinstance(parent, nodes.Const) or not all(isinstance(node, nodes.Block) for node in others):
        raise NotDirectError
    return str(parent.value)


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _expand(body: Sequence[nodes.Node], blocks: _Blocks, replaced: Sequence[nodes.Block] = ()) -> Iterator[Part]:
    """Yield the nodes of a body; `replaced` are the blocks that `super()` refers to in it, the nearest first."""
    for node in body:
        if isinstance(node, nodes.Block):
            yield from _expand_block(node, blocks)
        elif isinstance(node, nodes.Output):
            yield from _expand_output(node, blocks, replaced)
        else:
            yield node


def _expand_block(block: nodes.Block, blocks: _Blocks) -> Iterator[Part]:
    if block.scoped or block.required:
        raise NotDirectError
    last, *replaced = blocks[block.name]
    yield from _expand(last.body, blocks, replaced)


def _expand_output(output: nodes.Output, blocks: _Blocks, replaced: Sequence[nodes.Block]) -> Iterator[Part]:
    for part in output.nodes:
        if not _is_super(part):
            yield nodes.Output([part])
        elif replaced:
            yield Fragment(list(_expand(replaced[0].body, blocks, replaced[1:])))
        else:
            raise NotDirectError


def _is_super(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "super"
