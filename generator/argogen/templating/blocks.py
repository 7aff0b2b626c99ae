"""Check the blocks of an override: Jinja drops one that the extended template lacks, without an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes

ReadTemplate = Callable[[str], str]


def check_blocks(environment: Environment, text: str, path: Path, read: ReadTemplate) -> None:
    """Raise TemplateSyntaxError for a block that would never be rendered; `read` gives the text of a template by name.

    A template whose parent is chosen by an expression is taken as it is.
    """
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError:  # Jinja raises it again, with its place
        return
    parent = _find_parent(tree)
    if parent is None:
        return
    known = _find_blocks(environment, parent, read)
    for block in tree.body:
        if isinstance(block, nodes.Block) and block.name not in known:
            message = f"what this extends has no block `{block.name}`; it has {', '.join(sorted(known)) or 'none'}"
            raise TemplateSyntaxError(message, block.lineno, path.name, str(path))


def _find_parent(tree: nodes.Template) -> str | None:
    extends = tree.find(nodes.Extends)
    named = extends.template if extends is not None else None
    return named.value if isinstance(named, nodes.Const) and isinstance(named.value, str) else None


def _find_blocks(environment: Environment, name: str, read: ReadTemplate) -> set[str]:
    """Return the names of the blocks of a template and of all that it extends."""
    found: set[str] = set()
    seen: set[str] = set()
    pending: str | None = name
    while pending is not None and pending not in seen:
        seen.add(pending)
        try:
            tree = environment.parse(read(pending))
        except TemplateError:  # reported where the template is extended
            break
        found |= {block.name for block in tree.find_all(nodes.Block)}
        pending = _find_parent(tree)
    return found
