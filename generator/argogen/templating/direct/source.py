"""Write the Python source of a function that builds the data of a template.

Most fields of a Context are absent, and templates have a line for each: an absent one costs one attribute look-up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from jinja2 import nodes

from argogen.templating.budget import METER
from argogen.templating.direct.expressions import FUNCTIONS, ExpressionWriter
from argogen.templating.direct.program import Program
from argogen.templating.direct.runtime import place_value
from argogen.templating.direct.tree import (
    Block,
    Branch,
    Choice,
    Constant,
    Entry,
    Lone,
    Loop,
    Part,
    Parts,
    Text,
    Tree,
    may_repeat_key,
)
from argogen.templating.errors import NotDirectError


class TreeWriter:
    """Writes the code that builds a tree; its methods raise NotDirectError."""

    def __init__(self, program: Program, expressions: ExpressionWriter) -> None:
        self._program = program
        self._expressions = expressions
        self._open: set[str] = set()  # mappings whose keys must be checked for duplicates at run time

    def write(self, tree: Tree) -> None:
        """Write the body of the function."""
        variable = self._write_tree(tree)
        self._program.write(f"return {variable} or None" if _is_collected(tree) else f"return {variable}")

    def _write_tree(self, tree: Tree) -> str:
        """Return the variable that holds the data of a tree: None if it is absent, empty if all of its parts are."""
        if isinstance(tree, Block):
            collection = self._program.bind("{}" if tree.is_mapping else "[]")
            if may_repeat_key(tree.parts):
                self._open.add(collection)
            self._write_parts(tree.parts, collection)
            return collection
        if isinstance(tree, Constant):
            return self._program.bind(self._program.keep(tree.value))
        if isinstance(tree, Text):
            placed = [f"{number}: {self._write_value(node)}" for number, node in tree.expressions.items()]
            return self._program.bind(f"fill_text({self._program.keep(tree.fill)}, {{{', '.join(placed)}}})")
        return self._write_value(tree.expression)

    def _write_parts(self, parts: Parts, collection: str) -> None:
        for owner, run in itertools.groupby(parts, _find_owner):
            if owner is None:
                self._write_each(run, collection)
            else:
                self._write_run(owner, run, collection)

    def _write_run(self, owner: nodes.Expr, run: Iterable[Part], collection: str) -> None:
        """Write entries that are attributes of one value that is often empty, such as passed fields."""
        with self._expressions.hold(owner) as variable, self._program.block(f"if {variable}:"):
            self._write_each(run, collection)

    def _write_each(self, parts: Iterable[Part], collection: str) -> None:
        for part in parts:
            if isinstance(part, Loop):
                self._write_loop(part, collection)
            elif isinstance(part, Choice):
                self._write_choice(part.branches, collection)
            elif isinstance(part, Entry):
                self._write_entry(part, collection)
            else:
                item = self._write_tree(part)
                self._program.write(f"if {_is_present(part, item)}: {collection}.append({item})")

    def _write_loop(self, loop: Loop, collection: str) -> None:
        self._open.add(collection)
        name = self._expressions.read_target(loop.node.target)
        iterable = loop.node.iter
        is_metered = isinstance(iterable, nodes.Filter) and iterable.name == METER
        inner = iterable.node if isinstance(iterable, nodes.Filter) and is_metered else None
        items = self._program.bind(self._expressions.read(inner or iterable))
        item = self._program.new_variable()
        self._program.write(f"if type({items}) is not tuple: require_list({items})")
        with self._program.block(f"for {item} in {items}:"), self._expressions.scope(name, item):
            if is_metered:
                self._program.write("rendering.budget is None or rendering.budget.step()")
            self._write_body(loop.parts, collection)

    def _write_body(self, parts: Parts, collection: str) -> None:
        self._program.write("pass")  # there may be no parts
        self._write_parts(parts, collection)

    def _write_choice(self, branches: Sequence[Branch], collection: str) -> None:
        (test, parts), *others = branches
        if test is None:
            self._write_body(parts, collection)
            return
        with self._program.block(f"if {self._expressions.read_test(test)}:"):
            self._write_body(parts, collection)
        if others:
            with self._program.block("else:"):
                self._write_choice(others, collection)

    def _write_entry(self, entry: Entry, mapping: str) -> None:
        if not isinstance(entry.key, Constant):
            self._open.add(mapping)
        if entry.key is None:
            self._write_splice(entry.value, mapping)
            return
        value = self._write_tree(entry.value)
        with self._program.block(f"if {_is_present(entry.value, value)}:"):
            if isinstance(entry.key, Constant) and mapping not in self._open:
                self._program.write(f"{mapping}[{entry.key.value!r}] = {value}")
            else:
                key = repr(entry.key.value) if isinstance(entry.key, Constant) else self._write_tree(entry.key)
                self._program.write(f"add_entry({mapping}, {key}, {value})")

    def _write_splice(self, tree: Tree, mapping: str) -> None:
        """Write the code for `<<`; nearly all mappings after it are empty."""
        if isinstance(tree, Lone) and isinstance(tree.expression, nodes.Getattr):
            value = self._program.bind(self._expressions.read(tree.expression))
            test = f"{value} is not None and {value} is not EMPTY and ({value} or type({value}) is not dict)"
            self._program.write(f"if {test}: add_entries({mapping}, place_value({value}))")
            return
        value = self._write_tree(tree)
        self._program.write(f"if {_is_present(tree, value)}: add_entries({mapping}, {value})")

    def _write_value(self, node: nodes.Expr) -> str:
        """Return the variable that holds a value as data."""
        if isinstance(node, nodes.Const):
            return self._program.bind(self._program.keep(place_value(node.value)))
        if isinstance(node, nodes.Call):
            return self._write_call(node)
        value = self._program.bind(self._expressions.read(node))
        test = f"{value} is not None and type({value}) is not str"
        self._program.write(f"if {test}: {value} = None if {value} is EMPTY else place_value({value})")
        return value

    def _write_call(self, node: nodes.Call) -> str:
        """Return the variable that holds the result of `field(…)` or `construct(…)`."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if FUNCTIONS.get(name) != len(node.args) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise NotDirectError
        *names, argument = node.args
        arguments = ["rendering", *(repr(self._expressions.read_text(name)) for name in names)]
        value = self._program.bind(self._expressions.read(argument))
        self._program.write(f"if {value} is not None: {value} = {name}({', '.join(arguments)}, {value})")
        return value


def _find_owner(part: Part) -> nodes.Expr | None:
    """Return the owner of the attribute that an entry places, if the owner is an attribute too."""
    if not isinstance(part, Entry) or not isinstance(part.key, Constant) or not isinstance(part.value, Lone):
        return None
    node = part.value.expression
    return node.node if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Getattr) else None


def _is_collected(tree: Tree) -> bool:
    """Return whether a tree is a collection of parts; `{}` and `[]` have no parts, and are never absent."""
    return isinstance(tree, Block) and bool(tree.parts)


def _is_present(tree: Tree, variable: str) -> str:
    return variable if _is_collected(tree) else f"{variable} is not None"
