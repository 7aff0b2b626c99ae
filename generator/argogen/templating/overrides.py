"""Check overrides for what Jinja drops without an error, and for files that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from jinja2 import Environment, TemplateError, TemplateSyntaxError, meta, nodes

from argogen.suggestions import find_nearest

ReadTemplate = Callable[[str], str]

_FOLDERS = frozenset({"constructs", "fields", "code"})
_PLAIN_CALL = re.compile(r"(?<!\$)\{\{-?\s*super\(\)")
# The functions of templates that render other files, with the names of these.
_FUNCTIONS = {"field": "fields/{}.yaml.j2", "code": "code/{}.py.j2"}


def check_override(environment: Environment, text: str, path: Path, read: ReadTemplate) -> None:
    """Raise TemplateSyntaxError for a block or text that is never rendered, and for a template that extends itself.

    `read` returns a template's source by name. A template whose parent is the result of an expression is not checked.
    """
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError:  # Jinja raises it again, with its location
        return
    parent = _find_parent(tree)
    if parent is None:
        return
    if _is_itself(parent, text, path, read):
        message = f"the template extends itself: use `argogen/{parent}` for the built-in template"
        raise TemplateSyntaxError(message, 1, path.name, str(path))
    for line, message in _find_faults(environment, tree, parent, read):
        raise TemplateSyntaxError(message, line, path.name, str(path))


def _is_itself(name: str, text: str, path: Path, read: ReadTemplate) -> bool:
    """Return whether a name is that of the template itself, with this text and path."""
    try:
        return path.as_posix().endswith(f"/{name}") and read(name).rstrip("\n") == text.rstrip("\n")
    except TemplateError:  # reported where the template is extended
        return False


def _find_faults(
    environment: Environment, tree: nodes.Template, parent: str, read: ReadTemplate
) -> Iterator[tuple[int, str]]:
    """Yield the line and the message of each part of a template that Jinja drops, or does not evaluate."""
    known = _find_blocks(environment, parent, read)
    if known is not None:
        blocks = [block for block in tree.body if isinstance(block, nodes.Block)]
        yield from ((it.lineno, _describe_block(it.name, known)) for it in blocks if it.name not in known)
        yield from _find_hidden(blocks, known)
    message = "this text is not rendered: a template that extends another one only replaces blocks"
    yield from ((line, f"{message}; move it into a `block`") for line in _find_ignored(tree))
    yield from _find_plain_calls(tree)


def _find_hidden(blocks: Sequence[nodes.Block], outer: Mapping[str, set[str]]) -> Iterator[tuple[int, str]]:
    """Yield the blocks inside of another block that the same template replaces without `super()`."""
    replaced = {block.name for block in blocks if not _uses_super(block)}
    for block in blocks:
        for name in sorted(outer.get(block.name, set()) & replaced):
            message = f"block `{block.name}` is not rendered: `{name}`, which contains it, is replaced in this file"
            yield block.lineno, f"{message}; add `${{{{ super() }}}}` to `{name}`, or move the lines into it"


def _uses_super(block: nodes.Block) -> bool:
    names = {name.name for name in block.find_all(nodes.Name)}
    return not names.isdisjoint({"super", "self"}) or next(block.find_all(nodes.Block), None) is not None


def _find_plain_calls(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield the calls of functions of templates between the braces of Argo, which are text to Jinja."""
    for text in tree.find_all(nodes.TemplateData):
        if found := _PLAIN_CALL.search(text.data):
            line = text.lineno + text.data.count("\n", 0, found.start())
            yield line, f"`{found[0]} }}}}` is a tag of Argo: use `${found[0]} }}}}`"


def _describe_block(name: str, known: Collection[str]) -> str:
    near = find_nearest(name, tuple(sorted(known)))
    all_blocks = f"the extended template has {', '.join(sorted(known)) or 'no blocks'}"
    return f"unknown block `{name}`: {f'did you mean `{near}`?' if near else all_blocks}"


def _find_parent(tree: nodes.Template) -> str | None:
    extends = tree.find(nodes.Extends)
    named = extends.template if extends is not None else None
    return named.value if isinstance(named, nodes.Const) and isinstance(named.value, str) else None


def _find_blocks(environment: Environment, name: str, read: ReadTemplate) -> dict[str, set[str]] | None:
    """Return the blocks of a template and its parents, with those around each; None if a parent is missing."""
    found: dict[str, set[str]] = {}
    seen: set[str] = set()
    pending: str | None = name
    while pending is not None and pending not in seen:
        seen.add(pending)
        try:
            tree = environment.parse(read(pending))
        except TemplateError:  # reported where the template is extended
            return None
        for block in tree.find_all(nodes.Block):
            found.setdefault(block.name, set())
            for inner in block.find_all(nodes.Block):
                found.setdefault(inner.name, set()).add(block.name)
        pending = _find_parent(tree)
    return found


def _find_ignored(tree: nodes.Template) -> Iterator[int]:
    """Yield the lines of text outside of blocks, after the statement that extends a template."""
    is_after = False
    for node in tree.body:
        is_after = is_after or isinstance(node, nodes.Extends)
        if is_after and isinstance(node, nodes.Output):
            yield from (part.lineno + _count_blank_lines(part) for part in node.nodes if not _is_blank(part))


def _is_blank(part: nodes.Node) -> bool:
    return isinstance(part, nodes.TemplateData) and not part.data.strip()


def _count_blank_lines(part: nodes.Node) -> int:
    """Return the number of lines before the content of a part."""
    data = part.data if isinstance(part, nodes.TemplateData) else ""
    return data[: len(data) - len(data.lstrip())].count("\n")


def find_unused(
    environment: Environment, texts: Mapping[str, str], built_in: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield the template files that override no built-in one and that no other file uses, with the nearest built-in.

    `texts` has the contents of the overrides by name. Only directories with the name of a built-in one are checked, and
    files with the name of a built-in one: others may be for the templates of other pipelines.
    """
    file_names = {PurePosixPath(name).name for name in built_in}
    added = [name for name in texts if name not in built_in and _is_meant(PurePosixPath(name), file_names)]
    used = _list_used(environment, texts.values()) if added else set()
    if used is not None:
        yield from ((name, _find_near(name, built_in)) for name in added if name not in used)


def _is_meant(name: PurePosixPath, file_names: Collection[str]) -> bool:
    """Return whether a file is probably meant as an override, and not for another directory of templates inside."""
    return name.parts[0] in _FOLDERS or (name.name in file_names and _FOLDERS.isdisjoint(name.parts))


def _find_near(name: str, built_in: Iterable[str]) -> str:
    """Return the built-in template of the same directory with the most similar file name, or ""."""
    folder = PurePosixPath(name).parts[0]
    if folder not in _FOLDERS:
        return next((each for each in built_in if PurePosixPath(each).name == PurePosixPath(name).name), "")
    names = {_find_stem(each): each for each in built_in if each.startswith(f"{folder}/")}
    return names.get(find_nearest(_find_stem(name), tuple(names)), "")


def _find_stem(name: str) -> str:
    return PurePosixPath(name).name.partition(".")[0]


def _list_used(environment: Environment, texts: Iterable[str]) -> set[str] | None:
    """Return the names of the files that templates use; None if an expression gives one of these names."""
    used: set[str] = set()
    for text in texts:
        try:
            tree = environment.parse(text)
        except TemplateSyntaxError:
            return None
        names = {*meta.find_referenced_templates(tree), *_list_called(tree)}
        if None in names:
            return None
        used |= {name for name in names if name is not None}
    return used


def _list_called(tree: nodes.Template) -> Iterator[str | None]:
    """Yield the names of the files that functions render; None for the result of an expression."""
    for call in tree.find_all(nodes.Call):
        file = _FUNCTIONS.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if file is not None and call.args:
            name = call.args[0]
            yield file.format(name.value) if isinstance(name, nodes.Const) else None
